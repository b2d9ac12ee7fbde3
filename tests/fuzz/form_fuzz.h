// Taking in any bytes as a form: an Error or a description, and nothing else.
#pragma once

#include <cstddef>
#include <cstdint>

namespace stesura::testing {

// Throws whatever escapes besides Error; what an entry point of a fuzzer calls.
void fuzzForm(const std::uint8_t* data, std::size_t size);

}  // namespace stesura::testing
