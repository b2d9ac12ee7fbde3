#include "generator/rules/moments.h"

#include <algorithm>
#include <string>

#include "generator/json/compare.h"
#include "generator/merge/italian.h"

namespace stesura {
namespace {

bool isFigure(char c) { return c >= '0' && c <= '9'; }

// Whether a text has figures and signs where the pattern («0» for a figure) has them.
bool looksLike(const std::string& text, std::string_view pattern) {
  if (text.size() < pattern.size()) return false;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] == '0' ? !isFigure(text[at]) : text[at] != pattern[at]) return false;
  }
  return true;
}

bool isTime(const std::string& text) { return looksLike(text, "00:00"); }

std::string comparable(const std::string& text) {
  if (text.size() > 16 && text[10] == 'T') {
    if (const auto moment = romeMoment(text)) return moment->date + "T" + moment->time;
  }
  return text;
}

}  // namespace

bool isMoment(const Json& value) {
  if (!value.is_string()) return false;
  const std::string& text = value.get_ref<const std::string&>();
  if (isTime(text)) return true;
  if (!looksLike(text, "0000")) return false;
  if (text.size() == 4) return true;
  return (text.size() == 7 && looksLike(text, "0000-00")) || (text.size() >= 10 && looksLike(text, "0000-00-00"));
}

int compareMoments(const Json& left, const Json& right) {
  const std::string& a = left.get_ref<const std::string&>();
  const std::string& b = right.get_ref<const std::string&>();
  if (isTime(a) != isTime(b)) return 0;
  const bool zoned = a.size() > 10 || b.size() > 10;
  const std::string first = zoned ? comparable(a) : a;
  const std::string second = zoned ? comparable(b) : b;
  const std::size_t common = std::min(first.size(), second.size());
  const int order = first.compare(0, common, second, 0, common);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

bool compareSizes(const Json& value, const Json& limit, int sign) {
  if (value.is_number() && limit.is_number()) return compareNumbers(value, limit) * sign >= 0;
  if (!isMoment(value) || !isMoment(limit)) return false;
  const bool sameSort = isTime(value.get_ref<const std::string&>()) == isTime(limit.get_ref<const std::string&>());
  return sameSort && compareMoments(value, limit) * sign >= 0;
}

const JoinIndex& indexOf(const ListSource& list, const DataPath& key, std::size_t slot, const Item& item, RuleRun& run) {
  auto& index = run.index(slot);
  if (!index) {
    index = std::make_unique<JoinIndex>();
    list.each(item, run, [&](const Item& inner) {
      if (auto found = joinKey(key.value(inner, run))) {
        run.step(found->size() / 8);
        index->try_emplace(std::move(*found), &inner.value);
      }
      return true;
    });
  }
  run.step();
  return *index;
}

}  // namespace stesura
