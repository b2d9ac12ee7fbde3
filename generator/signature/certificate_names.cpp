#include "generator/signature/certificate_names.h"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include <cstddef>
#include <cstdint>
#include <memory>

namespace stesura {
namespace {

constexpr std::size_t kLongestText = 200;        // characters shown
constexpr std::size_t kLongestAttribute = 8192;  // bytes looked at

bool isDigitOrItsLetter(char c) {  // letters stand for digits where two persons would share a code
  return (c >= '0' && c <= '9') || std::string_view("LMNPQRSTUV").find(c) != std::string_view::npos;
}

bool isFiscalCode(std::string_view text) {
  static constexpr std::string_view kPattern = "LLLLLLDDMDDLDDDL";  // letter, digit, month
  for (std::size_t i = 0; i < kPattern.size(); ++i) {
    const char c = text[i] >= 'a' && text[i] <= 'z' ? static_cast<char>(text[i] - 'a' + 'A') : text[i];
    const bool fits = kPattern[i] == 'L' ? c >= 'A' && c <= 'Z'
                      : kPattern[i] == 'M'
                          ? std::string_view("ABCDEHLMPRST").find(c) != std::string_view::npos
                          : isDigitOrItsLetter(c);
    if (!fits) return false;
  }
  return true;
}

std::string withoutFiscalCodes(std::string_view text) {
  constexpr std::size_t kLength = 16;
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    if (text.size() - at >= kLength && isFiscalCode(text.substr(at, kLength))) {
      result += "…";
      at += kLength;
    } else {
      result += text[at++];
    }
  }
  return result;
}

// Length of the UTF-8 sequence that begins here, 1 for what is none; its value in `character`.
std::size_t decode(std::string_view text, std::uint32_t& character) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t length = byte(0) < 0x80   ? 1
                             : byte(0) < 0xC2 ? 0
                             : byte(0) < 0xE0 ? 2
                             : byte(0) < 0xF0 ? 3
                             : byte(0) < 0xF5 ? 4
                                              : 0;
  character = 0xFFFD;
  if (length == 0 || length > text.size()) return 1;
  std::uint32_t value = length == 1 ? byte(0) : byte(0) & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 1;
    value = value << 6 | (byte(i) & 0x3F);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (!overlong && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF)) character = value;
  return character == 0xFFFD && overlong ? 1 : length;
}

bool isBlank(std::uint32_t c) {
  return c <= 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0xAD || c == 0x61C || (c >= 0x2000 && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) || c == 0x3000 || c == 0xFEFF ||
         (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

std::string onOneLine(std::string_view text) {
  std::string result;
  bool blankBefore = false;
  while (!text.empty()) {
    std::uint32_t character = 0;
    const std::size_t length = decode(text, character);
    const std::string_view bytes = character == 0xFFFD ? std::string_view("\uFFFD") : text.substr(0, length);
    text.remove_prefix(length);
    if (isBlank(character)) {
      blankBefore = !result.empty();
      continue;
    }
    if (blankBefore) result += ' ';
    blankBefore = false;
    result += bytes;
  }
  return result;
}

// `text` is UTF-8 without faults.
std::string shortened(std::string text) {
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
    if (begins && ++characters > kLongestText) return text.substr(0, at) + "…";
  }
  return text;
}

}  // namespace

std::string readableText(std::string_view utf8) {
  return shortened(withoutFiscalCodes(onOneLine(utf8.substr(0, kLongestAttribute))));
}

std::string nameAttribute(const X509_NAME* name, int nid) {
  int last = -1;
  for (int at = X509_NAME_get_index_by_NID(name, nid, -1); at >= 0;
       at = X509_NAME_get_index_by_NID(name, nid, at)) {
    last = at;
  }
  if (last < 0) return {};
  const ASN1_STRING* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, last));
  unsigned char* bytes = nullptr;
  const int length = ASN1_STRING_to_UTF8(&bytes, value);
  if (length < 0) ERR_clear_error();
  const std::unique_ptr<unsigned char, void (*)(unsigned char*)> owned(
      bytes, [](unsigned char* pointer) { OPENSSL_free(pointer); });
  if (length <= 0 || !bytes) return {};
  return readableText({reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length)});
}

std::string authorityName(const X509_NAME* name) {
  for (const int nid : {NID_commonName, NID_organizationalUnitName, NID_organizationName}) {
    if (std::string value = nameAttribute(name, nid); !value.empty()) return value;
  }
  return {};
}

std::string holderName(const X509_NAME* name) {
  const std::string given = nameAttribute(name, NID_givenName);
  const std::string surname = nameAttribute(name, NID_surname);
  if (!given.empty() && !surname.empty()) return given + " " + surname;
  for (const int nid : {NID_commonName, NID_pseudonym, NID_organizationName}) {
    std::string value = nameAttribute(name, nid);
    // The common name of an identity card is the fiscal code and a number: no name.
    if (!value.empty() && !value.starts_with("…")) return value;
  }
  return "(senza nome)";
}

}  // namespace stesura
