// The values of `format`: what each accepts, and what to tell who wrote it wrong.
#pragma once

#include <string_view>

namespace stesura {

struct Format {
  std::string_view name;
  bool (*valid)(std::string_view text);
  std::string_view message;  // «non è una data valida.»
  std::string_view hint;     // the expected form with an example
  // Advice for one mistaken text where it can be more precise than `hint`; null, or "" for none.
  std::string_view (*advice)(std::string_view text) = nullptr;
};

// The format of that name, or null: an unknown format asserts nothing, as the draft says.
const Format* findFormat(std::string_view name);

}  // namespace stesura
