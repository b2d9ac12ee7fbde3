#include "generator/signature/der.h"

#include <openssl/objects.h>

#include <algorithm>
#include <stdexcept>

#include "generator/signature/openssl_pointer.h"

namespace stesura {
namespace {

constexpr std::size_t kLongestLength = 4;  // bytes: 4 GiB

std::size_t taken(std::string_view& bytes) {
  if (bytes.empty()) throw std::invalid_argument("DER ends early");
  const auto byte = static_cast<unsigned char>(bytes.front());
  bytes.remove_prefix(1);
  return byte;
}

std::size_t takenLength(std::string_view& bytes) {
  const std::size_t first = taken(bytes);
  if (first < 0x80) return first;
  const std::size_t count = first & 0x7f;
  if (count == 0 || count > kLongestLength) throw std::invalid_argument("no length of DER");
  std::size_t length = 0;
  for (std::size_t i = 0; i < count; ++i) length = length << 8 | taken(bytes);
  if (length < 0x80 || length >> (8 * (count - 1)) == 0)
    throw std::invalid_argument("length not the shortest");
  return length;
}

}  // namespace

std::string der(unsigned char tag, std::string_view content) {
  std::string length;
  for (std::size_t rest = content.size(); rest > 0; rest >>= 8)
    length.insert(length.begin(), static_cast<char>(rest & 0xff));
  std::string out(1, static_cast<char>(tag));
  if (content.size() < 0x80)
    out += static_cast<char>(content.size());
  else
    (out += static_cast<char>(0x80 | length.size())) += length;
  return out.append(content);
}

std::string derSequence(std::initializer_list<std::string_view> parts) {
  std::string content;
  for (const std::string_view part : parts) content += part;
  return der(kDerSequence, content);
}

std::string derSetOf(std::vector<std::string> parts, unsigned char tag) {
  // char may be signed: bytes are compared as bytes.
  std::sort(parts.begin(), parts.end(), [](std::string_view a, std::string_view b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
      return static_cast<unsigned char>(x) < static_cast<unsigned char>(y);
    });
  });
  std::string content;
  for (const std::string& part : parts) content += part;
  return der(tag, content);
}

std::string derOid(const char* dotted) {
  const OpenSsl<ASN1_OBJECT, ASN1_OBJECT_free> object(OBJ_txt2obj(dotted, 1));
  if (!object) throw std::invalid_argument("no object identifier");
  return der(kDerOid, {reinterpret_cast<const char*>(OBJ_get0_data(object.get())), OBJ_length(object.get())});
}

std::vector<DerPart> derParts(std::string_view bytes) {
  std::vector<DerPart> parts;
  while (!bytes.empty()) {
    std::string_view rest = bytes;
    const auto tag = static_cast<unsigned char>(taken(rest));
    if ((tag & 0x1f) == 0x1f) throw std::invalid_argument("tag of several bytes");
    const std::size_t length = takenLength(rest);
    if (length > rest.size()) throw std::invalid_argument("DER ends early");
    const std::size_t size = bytes.size() - rest.size() + length;
    parts.push_back({tag, bytes.substr(0, size), rest.substr(0, length)});
    bytes.remove_prefix(size);
  }
  return parts;
}

}  // namespace stesura
