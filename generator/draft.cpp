#include "generator/draft.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace stesura {
namespace {

// A value that broke one of these cannot be printed as what it should be: it counts as missing.
bool makesUnprintable(const Problem& problem) {
  constexpr std::array<std::string_view, 6> kKeywords = {"type", "format", "unevaluatedProperties",
                                                         "additionalProperties", "false", "contentMediaType"};
  return std::find(kKeywords.begin(), kKeywords.end(), problem.keyword) != kKeywords.end();
}

// The field of a value that is there; null if the schema knows none.
const Field* fieldAt(const Field& shape, const Json& data, const Json::json_pointer& place) {
  if (place.empty()) return &shape;
  const Field* parent = fieldAt(shape, data, place.parent_pointer());
  if (parent == nullptr) return nullptr;
  return data.at(place.parent_pointer()).is_array() ? parent->items.get()
                                                    : parent->property(place.back());
}

// A list or an object where the schema knows one value only, by its alternatives («enum», «oneOf»)
// and not by its type, breaks none of the keywords above; it cannot be printed either.
bool isListForOneValue(const Json& data, const Problem& problem, const Field& shape) {
  const Json::json_pointer place(problem.pointer);
  if (!data.contains(place) || !data.at(place).is_structured()) return false;
  const Field* field = fieldAt(shape, data, place);
  return field != nullptr && field->properties.empty() && !field->items && !field->absences;
}

// Alternatives of which none holds («nome o codice della persona») are one missing value each.
bool missesAnAlternative(const Problem& problem) {
  return problem.keyword == "anyOf" || problem.keyword == "contains" || problem.keyword == "minContains";
}

void eraseAt(Json& data, const std::string& pointer) {
  const Json::json_pointer place(pointer);
  if (!data.contains(place)) return;
  Json& parent = data.at(place.parent_pointer());
  if (parent.is_array()) {
    parent.erase(std::stoul(place.back()));
  } else {
    parent.erase(place.back());
  }
}

// Deepest and last first, so that no erased array item moves one that is still to be erased.
bool comesFirst(const std::string& a, const std::string& b) {
  if (a.size() != b.size()) return a.size() > b.size();
  return a > b;
}

std::string markOf(std::size_t missing) {
  if (missing == 0) return "BOZZA";
  if (missing == 1) return "BOZZA: manca 1 dato";
  return "BOZZA: mancano " + std::to_string(missing) + " dati";
}

}  // namespace

Draft makeDraft(const Schema& schema, const Json& data, const SchemaReport& report) {
  if (!data.is_object()) {
    throw Error(ErrorKind::data, "I dati non sono un oggetto: neppure una bozza si può stampare.", report.problems);
  }
  Draft draft{data, {}, report.problems};
  std::vector<std::string> unprintable;
  std::size_t alternatives = 0;
  for (const Problem& problem : report.problems) {
    if (missesAnAlternative(problem)) ++alternatives;
    if (problem.pointer.empty()) continue;
    if (makesUnprintable(problem) || isListForOneValue(data, problem, schema.shape())) {
      unprintable.push_back(problem.pointer);
    }
  }
  std::sort(unprintable.begin(), unprintable.end(), comesFirst);
  unprintable.erase(std::unique(unprintable.begin(), unprintable.end()), unprintable.end());
  for (const std::string& pointer : unprintable) eraseAt(draft.data, pointer);
  draft.mark = markOf(schema.completeness(draft.data).missing.size() + alternatives);
  return draft;
}

}  // namespace stesura
