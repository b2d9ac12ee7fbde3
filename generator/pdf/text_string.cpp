#include <cstdint>
#include <string>
#include <string_view>

#include "generator/pdf/pdf_object.h"

namespace stesura {
namespace {

constexpr char32_t kUnknown = 0xFFFD;

// PDFDocEncoding (annex D.3) where it is not Latin-1.
constexpr char16_t kAccents[] = {0x02D8, 0x02C7, 0x02C6, 0x02D9,
                                 0x02DD, 0x02DB, 0x02DA, 0x02DC};                               // from 0x18
constexpr char16_t kSigns[] = {0x2022, 0x2020, 0x2021, 0x2026, 0x2014, 0x2013, 0x0192, 0x2044,  // from 0x80
                               0x2039, 0x203A, 0x2212, 0x2030, 0x201E, 0x201C, 0x201D, 0x2018,
                               0x2019, 0x201A, 0x2122, 0xFB01, 0xFB02, 0x0141, 0x0152, 0x0160,
                               0x0178, 0x017D, 0x0131, 0x0142, 0x0153, 0x0161, 0x017E, 0xFFFD};

void appendUtf8(std::string& out, char32_t c) {
  const auto byte = [&out](char32_t value) { out += static_cast<char>(value); };
  if (c < 0x80) return byte(c);
  if (c < 0x800) {
    byte(0xC0 | c >> 6);
  } else if (c < 0x10000) {
    byte(0xE0 | c >> 12);
    byte(0x80 | (c >> 6 & 0x3F));
  } else {
    byte(0xF0 | c >> 18);
    byte(0x80 | (c >> 12 & 0x3F));
    byte(0x80 | (c >> 6 & 0x3F));
  }
  byte(0x80 | (c & 0x3F));
}

char32_t unicodeOf(unsigned char c) {
  if (c >= 0x18 && c < 0x20) return kAccents[c - 0x18];
  if (c >= 0x80 && c < 0xA0) return kSigns[c - 0x80];
  if (c == 0xA0) return 0x20AC;
  return c == 0x7F || c == 0xAD ? kUnknown : c;
}

std::string ofUtf16(std::string_view bytes) {
  const auto unit = [bytes](std::size_t at) -> char32_t {
    return static_cast<unsigned char>(bytes[at]) << 8 | static_cast<unsigned char>(bytes[at + 1]);
  };
  std::string out;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    char32_t c = unit(at);
    const bool isHigh = c >= 0xD800 && c < 0xDC00;
    if (isHigh && at + 3 < bytes.size() && unit(at + 2) >= 0xDC00 && unit(at + 2) < 0xE000) {
      c = 0x10000 + ((c - 0xD800) << 10) + (unit(at + 2) - 0xDC00);
      at += 2;
    } else if (c >= 0xD800 && c < 0xE000) {
      c = kUnknown;
    }
    appendUtf8(out, c);
  }
  return out;
}

// How many bytes follow the first one of a sequence; -1 if none begins so.
int followers(unsigned char lead) {
  if (lead < 0x80) return 0;
  if (lead >= 0xC2 && lead < 0xE0) return 1;
  if (lead >= 0xE0 && lead < 0xF0) return 2;
  return lead >= 0xF0 && lead < 0xF5 ? 3 : -1;
}

// What is not sound UTF-8 becomes U+FFFD, so that it may be shown anywhere.
std::string ofUtf8(std::string_view bytes) {
  std::string out;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto lead = static_cast<unsigned char>(bytes[at++]);
    const int more = followers(lead);
    if (more < 0) {
      appendUtf8(out, kUnknown);
      continue;
    }
    char32_t c = more == 0 ? lead : lead & (0x3F >> more);
    int left = more;
    for (; left > 0 && at < bytes.size() && (bytes[at] & 0xC0) == 0x80; --left)
      c = c << 6 | (bytes[at++] & 0x3F);
    constexpr char32_t kLeast[] = {0, 0x80, 0x800, 0x10000};
    const bool isSound = left == 0 && c >= kLeast[more] && c < 0x110000 && (c < 0xD800 || c >= 0xE000);
    appendUtf8(out, isSound ? c : kUnknown);
  }
  return out;
}

}  // namespace

std::string textOf(const PdfObject& string) {
  if (!string.isString()) return "";
  const std::string_view bytes = string.text;
  if (bytes.starts_with("\xFE\xFF")) return ofUtf16(bytes.substr(2));
  if (bytes.starts_with("\xEF\xBB\xBF")) return ofUtf8(bytes.substr(3));
  std::string out;
  for (const char c : bytes) appendUtf8(out, unicodeOf(static_cast<unsigned char>(c)));
  return out;
}

}  // namespace stesura
