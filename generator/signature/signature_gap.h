// The room of a signature in its file: the hex string of /Contents, which its ByteRange leaves out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace stesura {

struct SignatureGap {
  std::size_t begin = 0, end = 0;                             // of the hex string with its < and >
  std::size_t room() const { return (end - begin - 2) / 2; }  // bytes of a message
};

// SHA-256 (raw) of everything but the gap.
std::string digestAround(std::string_view file, const SignatureGap& gap);

// True if the gap holds nothing but zeros.
bool isBlank(std::string_view file, const SignatureGap& gap);

// Puts the message into the gap, zeros behind it. Throws Error{data} if it is larger; the sentence tells
// how many bytes are needed.
void fill(std::string& file, const SignatureGap& gap, std::string_view message);

}  // namespace stesura
