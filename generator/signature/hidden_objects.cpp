#include "generator/signature/hidden_objects.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

namespace stesura {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\0'; }

// Before `at`: where a run of such characters begins; none if there is no such run.
template <typename Is>
std::optional<std::size_t> runBefore(std::string_view bytes, std::size_t at, Is is) {
  std::size_t begin = at;
  while (begin > 0 && is(bytes[begin - 1])) --begin;
  return begin == at ? std::nullopt : std::optional(begin);
}

// Where «n g » begins in front of the word «obj»; none if something else stands there.
std::optional<std::size_t> objectBefore(std::string_view bytes, std::size_t word) {
  // Repairing readers do not ask for the blank between the generation and the word.
  const std::size_t generationEnd = runBefore(bytes, word, isBlank).value_or(word);
  const auto generation = runBefore(bytes, generationEnd, isDigit);
  if (!generation) return std::nullopt;
  const auto between = runBefore(bytes, *generation, isBlank);
  return between ? runBefore(bytes, *between, isDigit) : std::nullopt;
}

std::vector<std::size_t> knownPlaces(const PdfRevision& revision) {
  std::vector<std::size_t> places{revision.startxref};
  for (const auto& [number, reference] : revision.references) {
    if (reference.kind == PdfReference::Kind::inFile) places.push_back(reference.offset);
  }
  std::sort(places.begin(), places.end());
  return places;
}

}  // namespace

bool hidesObjects(const PdfHistory& history, std::size_t revision) {
  const PdfRevision& added = history.revisions()[revision];
  const std::string_view bytes = history.bytes().substr(added.begin, added.end - added.begin);
  const std::vector<std::size_t> known = knownPlaces(added);
  for (std::size_t word = bytes.find("obj"); word != bytes.npos; word = bytes.find("obj", word + 3)) {
    const auto begin = objectBefore(bytes, word);
    if (begin && !std::binary_search(known.begin(), known.end(), added.begin + *begin)) return true;
  }
  const std::size_t trailer = bytes.find("trailer");
  return trailer != bytes.npos && bytes.find("trailer", trailer + 7) != bytes.npos;
}

}  // namespace stesura
