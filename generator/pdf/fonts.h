// The closed set of fonts and the characters it covers.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/json/json.h"

namespace stesura {

// Union of the characters of every .ttf/.otf in a folder. Immutable; thread-safe.
class FontCoverage {
 public:
  explicit FontCoverage(const std::filesystem::path& folder);  // throws Error{surroundings}
  bool covers(char32_t character) const;
  // Every string of `data` that holds a character which no font has: pointer, and the code point
  // («U+1F600») in the message. Default-ignorable and control characters are not counted.
  std::vector<Problem> uncovered(const Json& data) const;
  // The same for the text of an XML part; null if every character is covered. Private-use
  // characters are not counted: in documents they are the bullets of symbol fonts, which
  // LibreOffice maps by itself.
  std::optional<Problem> uncoveredIn(const std::string& xml) const;

 private:
  std::vector<bool> covered_;
};

}  // namespace stesura
