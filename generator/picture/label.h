// Text inside pictures: what may stand there, how wide it is, how it is broken or shortened.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stesura {

enum class Weight { regular, bold };

constexpr std::size_t kLongestLabel = 400;  // characters; no label in a picture shows more

// The text on one line, without characters that would turn the reading direction. Of a very long
// text only the first `most` characters. Returns "" or an Italian clause («contiene U+0001, …»).
std::string readLabel(std::string_view typed, std::string& label, std::size_t most = kLongestLabel);

// Points; what Titillium Web lacks counts as wide as the widest fallback.
double textWidth(std::string_view text, double size, Weight weight = Weight::regular);

// As much as fits, with an ellipsis if anything is missing.
std::string shortened(std::string_view text, double room, double size,
                      Weight weight = Weight::regular);

struct Lines {
  std::vector<std::string> lines;
  bool whole = true;  // no word was cut and nothing is missing
};
// Broken between words into at most `most` lines; the last one is shortened.
Lines wrapped(std::string_view text, double room, std::size_t most, double size,
              Weight weight = Weight::regular);

}  // namespace stesura
