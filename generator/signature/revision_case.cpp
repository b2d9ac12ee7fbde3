#include "generator/signature/revision_case.h"

#include <algorithm>
#include <deque>
#include <unordered_set>

namespace stesura {
namespace {

// References that lead back to what contains an object, or merely to a place in the document.
bool leadsBack(std::string_view key) {
  static constexpr std::string_view kBack[] = {"Parent", "P", "Pg", "Dest", "D", "IRT", "Popup"};
  return std::find(std::begin(kBack), std::end(kBack), key) != std::end(kBack);
}

// What the owner refers to otherwise than by its /AP: its rectangle, flags, kids may be objects of their own.
std::unordered_set<std::uint32_t> besides(const RevisionCase& at, std::uint32_t owner) {
  std::unordered_set<std::uint32_t> numbers;
  for (const std::size_t revision : {at.revision - 1, at.revision}) {
    for (const auto& [key, entry] : at.history.object(owner, revision).entries) {
      if (key == "AP") continue;
      forEachReference(entry, {}, [&numbers](const PdfObject& reference, std::string_view) {
        numbers.insert(reference.number());
      });
    }
  }
  return numbers;
}

}  // namespace

const ObjectChange* RevisionCase::change(std::uint32_t number) const {
  const auto found = changes.find(number);
  return found == changes.end() ? nullptr : &found->second;
}

bool RevisionCase::isNew(std::uint32_t number) const {
  const ObjectChange* found = change(number);
  return found != nullptr && found->isNew() && !found->isGone();
}

bool RevisionCase::isOnlyUnder(std::uint32_t number, std::initializer_list<std::string_view> keys) const {
  const std::vector<InEdge>& edges = walk.inEdges(number);
  walk.spend(1 + edges.size() / 8);
  return std::all_of(edges.begin(), edges.end(), [&keys](const InEdge& edge) {
    return std::find(keys.begin(), keys.end(), edge.key) != keys.end();
  });
}

std::size_t RevisionCase::pageShowing(std::uint32_t number) const {
  constexpr std::size_t kFarthest = 2000;  // references followed
  std::deque<std::uint32_t> waiting{number};
  std::unordered_set<std::uint32_t> seen{number};
  for (std::size_t followed = 0; !waiting.empty(); waiting.pop_front()) {
    if (const std::size_t page = before.pages->pageNumber(waiting.front())) return page;
    if (const std::size_t page = after.pages->pageNumber(waiting.front())) return page;
    walk.spend(1);
    for (const InEdge& edge : walk.inEdges(waiting.front())) {
      if (++followed > kFarthest) return 0;
      if (edge.source != 0 && !leadsBack(edge.key) && seen.insert(edge.source).second)
        waiting.push_back(edge.source);
    }
  }
  return 0;
}

std::vector<std::string> changedKeys(const PdfObject& before, const PdfObject& after) {
  std::map<std::string_view, const PdfObject*> old;
  for (const auto& [key, value] : before.entries) {
    if (!value.isNull()) old.emplace(key, &value);
  }
  std::vector<std::string> changed;
  for (const auto& [key, value] : after.entries) {
    if (value.isNull()) continue;
    const auto found = old.find(key);
    if (found == old.end() || !(*found->second == value)) changed.push_back(key);
    if (found != old.end()) old.erase(found);
  }
  for (const auto& [key, value] : old) changed.emplace_back(key);
  return changed;
}

Belonging explainBelow(RevisionCase& at, const PdfObject& value, std::uint32_t owner) {
  std::unordered_set<std::uint32_t> own{owner}, seen;
  std::vector<std::uint32_t> waiting, changed;
  const auto queue = [&](const PdfObject& reference, std::string_view) {
    if (seen.insert(reference.number()).second) waiting.push_back(reference.number());
  };
  forEachReference(value, {}, queue);
  while (!waiting.empty()) {
    const std::uint32_t number = waiting.back();
    waiting.pop_back();
    const ObjectChange* change = at.change(number);
    if (change == nullptr || number == owner) continue;
    own.insert(number);
    if (!change->isNew()) changed.push_back(number);
    forEachReference(*change->after, {}, queue);
  }
  at.walk.spend(seen.size());
  if (std::any_of(seen.begin(), seen.end(),
                  [&at](std::uint32_t number) { return at.walk.isUncovered(number); })) {
    return Belonging::prepared;
  }
  const std::unordered_set<std::uint32_t> others =
      changed.empty() ? std::unordered_set<std::uint32_t>() : besides(at, owner);
  for (const std::uint32_t number : changed) {
    if (others.contains(number)) return Belonging::shared;
    const auto& edges = at.walk.inEdges(number);
    at.walk.spend(1 + edges.size() / 8);
    if (!std::all_of(edges.begin(), edges.end(),
                     [&own](const InEdge& edge) { return own.contains(edge.source); })) {
      return Belonging::shared;
    }
  }
  own.erase(owner);
  at.explained.insert(own.begin(), own.end());
  return Belonging::own;
}

void explainNewBelow(RevisionCase& at, const PdfObject& value) {
  std::vector<std::uint32_t> waiting;
  const auto queue = [&](const PdfObject& reference, std::string_view) {
    if (at.isNew(reference.number()) && !at.isExplained(reference.number())) {
      at.explain(reference.number());
      waiting.push_back(reference.number());
    }
  };
  forEachReference(value, {}, queue);
  while (!waiting.empty()) {
    const std::uint32_t number = waiting.back();
    waiting.pop_back();
    forEachReference(*at.change(number)->after, {}, queue);
  }
}

}  // namespace stesura
