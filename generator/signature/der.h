// The few pieces of DER (ITU-T X.690) that messages are put together from, and taken apart into.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace stesura {

constexpr unsigned char kDerInteger = 0x02, kDerOctets = 0x04, kDerNull = 0x05, kDerOid = 0x06,
                        kDerSequence = 0x30, kDerSet = 0x31;

std::string der(unsigned char tag, std::string_view content);
std::string derSequence(std::initializer_list<std::string_view> parts);
// SET OF: the encodings sorted as DER wants (X.690, 11.6).
std::string derSetOf(std::vector<std::string> parts, unsigned char tag = kDerSet);
// `dotted`: «1.2.840.113549.1.7.1».
std::string derOid(const char* dotted);

// One element, borrowed.
struct DerPart {
  unsigned char tag = 0;
  std::string_view whole{}, content{};
};

// The elements that follow one another in `bytes`, in order. Throws std::invalid_argument for what is no
// DER: a length that is indefinite, not the shortest, or points outside; a tag of several bytes.
std::vector<DerPart> derParts(std::string_view bytes);

}  // namespace stesura
