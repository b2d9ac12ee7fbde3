#include "generator/schema/evaluation.h"

#include <algorithm>

#include "generator/schema/alternatives.h"
#include "generator/schema/coherence.h"

namespace stesura {
namespace {

// Each level takes a few frames of the stack: some hundred kB in all, well under a thread's share.
constexpr std::size_t kMaxDepth = 1000;
// Several times what a document of 16 MB takes.
constexpr std::size_t kMaxSteps = 30'000'000;
// Branches within branches that are still told one by one; each level multiplies the work.
constexpr std::size_t kMaxExplained = 5;

class DepthGuard {
 public:
  explicit DepthGuard(std::size_t& depth) : depth_(++depth) {}
  ~DepthGuard() { --depth_; }
  DepthGuard(const DepthGuard&) = delete;
  DepthGuard& operator=(const DepthGuard&) = delete;

 private:
  std::size_t& depth_;
};

class ScopeGuard {
 public:
  ScopeGuard(std::vector<const Resource*>& scope, const Resource* resource) : scope_(scope) {
    entered_ = scope.empty() || scope.back() != resource;
    if (entered_) scope.push_back(resource);
  }
  ~ScopeGuard() {
    if (entered_) scope_.pop_back();
  }
  ScopeGuard(const ScopeGuard&) = delete;
  ScopeGuard& operator=(const ScopeGuard&) = delete;

 private:
  std::vector<const Resource*>& scope_;
  bool entered_;
};

// True if `unevaluatedProperties` can concern no member, so that nobody need keep account.
bool allKnown(const ObjectRules& rules, const Json& object) {
  auto name = rules.known.begin();
  for (const auto& member : object.get_ref<const Json::object_t&>()) {
    int order = 1;
    while (name != rules.known.end() && (order = name->compare(member.first)) < 0) ++name;
    if (name == rules.known.end() || order != 0) return false;
  }
  return true;
}

}  // namespace

bool Evaluation::fail(const Failure& failure) {
  if (reporter_ != nullptr) reporter_->add(failure);
  return false;
}

bool Evaluation::check(const Node& node, const Json& value, const Path& path, Evaluated* seen) {
  if (node.kind == Node::Kind::all) return true;
  if (node.kind == Node::Kind::nothing) return fail({node, "false", value, path});
  const DepthGuard guard(depth_);
  if (depth_ > kMaxDepth)
    throw Error(ErrorKind::data, "I dati e lo schema sono annidati troppo in profondità.");
  if (++steps_ > kMaxSteps)
    throw Error(ErrorKind::data, "Il controllo dei dati è troppo lungo ed è stato interrotto.");

  if (node.type && !checkType(node, value, path)) return false;
  bool ok = true;
  if (value.is_string()) {
    if (node.string) ok = checkString(node, value, path);
  } else if (value.is_number()) {
    if (node.number) ok = checkNumber(node, value, path);
  }
  if (!ok && quiet()) return false;

  const bool isArray = value.is_array() && node.array;
  const bool isObject = value.is_object() && node.object;
  if (!node.inPlace && !isArray && !isObject && !node.coherence) return ok;

  if (program_.dynamic) {
    const ScopeGuard scope(scope_, node.resource);
    return checkInPlace(node, value, path, seen) && ok;
  }
  return checkInPlace(node, value, path, seen) && ok;
}

bool Evaluation::matches(const Node& node, const Json& value, const Path& path, Evaluated* seen) {
  Reporter* const reporter = std::exchange(reporter_, nullptr);
  const std::size_t warnings = warnings_ == nullptr ? 0 : warnings_->size();
  const bool ok = check(node, value, path, seen);
  reporter_ = reporter;
  if (!ok && warnings_ != nullptr) warnings_->resize(warnings);
  return ok;
}

// Everything that applies other schemas: to the same value, then to its members. What those have
// looked at is what `unevaluated*` of this node leaves alone.
bool Evaluation::checkInPlace(const Node& node, const Json& value, const Path& path,
                              Evaluated* seen) {
  const bool isArray = value.is_array() && node.array;
  const bool isObject = value.is_object() && node.object;
  const bool closes =
      (isArray && node.array->unevaluated) || (isObject && node.object->unevaluated);
  const bool tracks = closes && !(isObject && allKnown(*node.object, value));
  Evaluated own;
  Evaluated* const mine = tracks ? &own : closes || !value.is_structured() ? nullptr : seen;
  bool ok = true;
  const auto holds = [&](bool result) {
    ok = ok && result;
    return ok || !quiet();
  };
  if (node.inPlace) {
    const InPlaceRules& rules = *node.inPlace;
    if (rules.ref && !holds(check(*rules.ref, value, path, mine))) return false;
    if (rules.dynamicRef && !holds(checkDynamicRef(rules, value, path, mine))) return false;
    for (const Node* branch : rules.allOf) {
      if (!holds(check(*branch, value, path, mine))) return false;
    }
    if (!rules.anyOf.empty() && !holds(checkAny(node, value, path, mine))) return false;
    if (!rules.oneOf.empty() && !holds(checkOne(node, value, path, mine))) return false;
    if (rules.negated && matches(*rules.negated, value, path) &&
        !holds(fail({node, "not", value, path})))
      return false;
    if (rules.condition) {
      Evaluated branch;
      const bool yes = matches(*rules.condition, value, path, mine ? &branch : nullptr);
      if (yes && mine) mine->merge(branch);
      const Node* next = yes ? rules.then : rules.otherwise;
      if (next && !holds(check(*next, value, path, mine))) return false;
    }
  }
  if (isArray && !holds(checkArray(node, value, path, mine))) return false;
  if (isObject && !holds(checkObject(node, value, path, mine))) return false;
  if (tracks) {
    const bool rest = isArray ? checkUnevaluatedItems(node, value, path, own)
                              : checkUnevaluatedProperties(node, value, path, own);
    if (!holds(rest)) return false;
  }
  if (closes && seen) seen->addAll();
  if (node.coherence && warnings_) {
    warnAboutCodiceFiscale(node, value, path, program_.shape, *warnings_);
  }
  return ok;
}

bool Evaluation::checkDynamicRef(const InPlaceRules& rules, const Json& value, const Path& path,
                                 Evaluated* seen) {
  const Node* target = rules.dynamicRef;
  if (!rules.dynamicAnchor.empty()) {
    for (const Resource* resource : scope_) {
      const auto found = resource->dynamicNodes.find(rules.dynamicAnchor);
      if (found != resource->dynamicNodes.end()) {
        target = found->second;
        break;
      }
    }
  }
  return check(*target, value, path, seen);
}

bool Evaluation::checkAny(const Node& node, const Json& value, const Path& path, Evaluated* seen) {
  bool matched = false;
  for (const Node* branch : node.inPlace->anyOf) {
    Evaluated evaluated;
    if (!matches(*branch, value, path, seen ? &evaluated : nullptr)) continue;
    matched = true;
    if (seen == nullptr) break;
    seen->merge(evaluated);
  }
  if (!matched && !quiet()) explain(node, "anyOf", node.inPlace->anyOf, value, path, seen);
  return matched;
}

bool Evaluation::checkOne(const Node& node, const Json& value, const Path& path, Evaluated* seen) {
  const std::vector<std::string>& labels = node.inPlace->labels;
  if (!labels.empty() && value.is_string() &&
      std::binary_search(labels.begin(), labels.end(), value.get_ref<const std::string&>()))
    return true;
  std::size_t matched = 0;
  for (const Node* branch : node.inPlace->oneOf) {
    Evaluated evaluated;
    if (!matches(*branch, value, path, seen ? &evaluated : nullptr)) continue;
    if (++matched > 1) return fail({node, "oneOf", value, path});
    if (seen) seen->merge(evaluated);
  }
  if (matched == 0 && !quiet()) explain(node, "oneOf", node.inPlace->oneOf, value, path, seen);
  return matched == 1;
}

// No branch holds: tell what the one that was meant lacks. What any branch looked at counts as
// evaluated, lest every member be called unknown on top.
void Evaluation::explain(const Node& node, const char* keyword,
                         const std::vector<const Node*>& branches, const Json& value,
                         const Path& path, Evaluated* seen) {
  if (explained_ >= kMaxExplained) {
    reportAlternatives({node, keyword, value, path}, {}, *reporter_);
    return;
  }
  const DepthGuard guard(explained_);
  std::vector<Branch> failed;
  Reporter* const reporter = reporter_;
  for (const Node* branch : branches) {
    Reporter own = reporter->empty();
    reporter_ = &own;
    check(*branch, value, path, seen);
    failed.push_back({branch, own.problems()});
  }
  reporter_ = reporter;
  reportAlternatives({node, keyword, value, path}, std::move(failed), *reporter);
}

}  // namespace stesura
