// Decodes what cross-reference and object streams use: FlateDecode with predictors (ISO 32000-1, 7.4.4).
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "generator/pdf/pdf_object.h"

namespace stesura {

struct DecodedStream {
  enum class State { whole, tooLarge, broken, otherFilter };
  State state = State::broken;
  std::string text{};        // if whole
  std::size_t inflated = 0;  // bytes made on the way
};

// `resolve` gives what a reference leads to (and any other object as it is). At most `most` bytes.
using PdfResolve = std::function<const PdfObject&(const PdfObject&)>;
DecodedStream decodedStream(const PdfObject& stream, std::size_t most, const PdfResolve& resolve);
// The same where references are not followed: with one in the place of a filter it is not decoded.
DecodedStream decodedStream(const PdfObject& stream, std::size_t most);

}  // namespace stesura
