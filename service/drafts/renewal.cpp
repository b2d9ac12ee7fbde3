#include "service/drafts/renewal.h"

#include <algorithm>
#include <set>

namespace stesura {
namespace {

std::string keyOf(const Problem& problem) { return problem.pointer + '|' + problem.keyword; }

// Problems of a list or an object that can only be mended by adding something.
bool asksForMore(const std::string& keyword) {
  static const std::set<std::string, std::less<>> kKeywords = {"required", "dependentRequired", "minItems", "minProperties",
                                                               "contains", "minContains", "anyOf"};
  return kKeywords.contains(keyword);
}

// Under its pointer, or beside what was put aside there before.
void putAside(Json& aside, const std::string& pointer, Json value) {
  std::string key = pointer;
  for (int number = 2; aside.contains(key); ++number) key = pointer + " (" + std::to_string(number) + ")";
  aside[key] = std::move(value);
}

void moveAside(DraftContent& content, const std::string& pointer) {
  const Json::json_pointer place(pointer);
  Json& parent = content.data.at(place.parent_pointer());
  putAside(content.aside, pointer, std::move(content.data.at(place)));
  if (parent.is_array()) {
    parent.erase(std::stoul(place.back()));
  } else {
    parent.erase(place.back());
  }
}

// Deepest and last first, so that no erased item moves one that is still to be erased.
bool comesFirst(const std::string& left, const std::string& right) {
  return left.size() != right.size() ? left.size() > right.size() : left > right;
}

}  // namespace

Json rememberedProblems(const SchemaReport& report) {
  Json remembered = Json::array();
  for (const Problem& problem : report.problems) remembered.push_back(keyOf(problem));
  return remembered;
}

std::vector<Problem> misfitsOf(const DraftContent& content, const SchemaReport& report) {
  std::set<std::string> known;
  for (const Json& problem : content.problems) known.insert(problem.get<std::string>());
  std::vector<Problem> misfits;
  for (const Problem& problem : report.problems) {
    const Json* value = findPointer(content.data, problem.pointer);
    // What a newer schema wants besides is missing, as it is in every draft: no value is at fault.
    if (value == nullptr || asksForMore(problem.keyword) || known.contains(keyOf(problem))) continue;
    misfits.push_back(problem);
  }
  return misfits;
}

void putAsideMisfits(DraftContent& content, const CheckOfDraft& check) {
  constexpr int kMostRounds = 16;
  for (int round = 0; round < kMostRounds; ++round) {
    std::vector<std::string> pointers;
    for (const Problem& problem : misfitsOf(content, check(content.data))) {
      if (!problem.pointer.empty()) pointers.push_back(problem.pointer);
    }
    if (pointers.empty()) return;
    std::sort(pointers.begin(), pointers.end(), comesFirst);
    pointers.erase(std::unique(pointers.begin(), pointers.end()), pointers.end());
    for (const std::string& pointer : pointers) {
      if (content.data.contains(Json::json_pointer(pointer))) moveAside(content, pointer);
    }
    Json kept = Json::object();
    for (const auto& [pointer, origin] : content.origins.items()) {
      if (content.data.contains(Json::json_pointer(pointer))) kept[pointer] = origin;
    }
    content.origins = std::move(kept);
  }
}

}  // namespace stesura
