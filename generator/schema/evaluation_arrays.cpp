#include <algorithm>
#include <numeric>

#include "generator/json/compare.h"
#include "generator/schema/evaluation.h"

namespace stesura {
namespace {

struct Twins {
  std::size_t first, second;
  bool found;
};

// Two equal items; by sorting, so that a long list does not take quadratic time.
Twins findTwins(const Json& array) {
  std::vector<std::size_t> order(array.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&array](std::size_t a, std::size_t b) {
    const int result = compareJson(array[a], array[b]);
    return result != 0 ? result < 0 : a < b;
  });
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (equalJson(array[order[i - 1]], array[order[i]])) return {order[i - 1], order[i], true};
  }
  return {0, 0, false};
}

}  // namespace

bool Evaluation::checkArray(const Node& node, const Json& value, const Path& path,
                            Evaluated* seen) {
  const ArrayRules& rules = *node.array;
  const auto size = static_cast<double>(value.size());
  bool ok = true;
  if (rules.minItems && size < *rules.minItems) ok = fail({node, "minItems", value, path});
  if (rules.maxItems && size > *rules.maxItems) ok = fail({node, "maxItems", value, path});
  if (!ok && quiet()) return false;
  if (rules.unique && !checkUnique(node, value, path)) ok = false;
  if (!ok && quiet()) return false;
  if (!checkItems(rules, value, path, seen)) ok = false;
  if (!ok && quiet()) return false;
  if (rules.contains && !checkContains(node, value, path, seen)) ok = false;
  return ok;
}

bool Evaluation::checkUnique(const Node& node, const Json& value, const Path& path) {
  if (value.size() < 2) return true;
  const Twins twins = findTwins(value);
  if (!twins.found) return true;
  return fail({node, "uniqueItems", value, path, nullptr, nullptr, twins.first, twins.second});
}

bool Evaluation::checkItems(const ArrayRules& rules, const Json& value, const Path& path,
                            Evaluated* seen) {
  bool ok = true;
  const std::size_t prefix = std::min(rules.prefixItems.size(), value.size());
  const std::size_t end = rules.items != nullptr ? value.size() : prefix;
  for (std::size_t i = 0; i < end; ++i) {
    const Node& rule = i < prefix ? *rules.prefixItems[i] : *rules.items;
    const Path item{&path, nullptr, i};
    if (!check(rule, value[i], item)) {
      if (quiet()) return false;
      ok = false;
    }
    if (seen && rules.items == nullptr) seen->add(i);
  }
  if (seen && rules.items != nullptr) seen->addAll();
  return ok;
}

bool Evaluation::checkContains(const Node& node, const Json& value, const Path& path,
                               Evaluated* seen) {
  const ArrayRules& rules = *node.array;
  const double least = rules.minContains.value_or(1);
  std::size_t found = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!matches(*rules.contains, value[i], Path{&path, nullptr, i})) continue;
    ++found;
    if (seen) {
      seen->add(i);
    } else if (!rules.maxContains && static_cast<double>(found) >= least) {
      return true;
    }
  }
  if (static_cast<double>(found) < least)
    return fail({node, rules.minContains ? "minContains" : "contains", value, path});
  if (rules.maxContains && static_cast<double>(found) > *rules.maxContains)
    return fail({node, "maxContains", value, path});
  return true;
}

bool Evaluation::checkUnevaluatedItems(const Node& node, const Json& value, const Path& path,
                                       Evaluated& seen) {
  bool ok = true;
  for (std::size_t i = 0; !seen.hasAll() && i < value.size(); ++i) {
    if (seen.has(i)) continue;
    const Path item{&path, nullptr, i};
    if (!checkExtra(node, "unevaluatedItems", *node.array->unevaluated, value, value[i], item)) {
      if (quiet()) return false;
      ok = false;
    }
  }
  seen.addAll();
  return ok;
}

}  // namespace stesura
