#include "generator/signature/base64_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

#include "generator/error.h"

namespace stesura {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::uint8_t kNone = 0xff, kSpace = 0xfe, kPadding = 0xfd;

constexpr std::array<std::uint8_t, 256> makeValues() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNone);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  for (const char space : {' ', '\t', '\r', '\n'}) values[static_cast<unsigned char>(space)] = kSpace;
  values['='] = kPadding;
  return values;
}
constexpr std::array<std::uint8_t, 256> kValues = makeValues();

std::uint8_t valueOf(char character) { return kValues[static_cast<unsigned char>(character)]; }
bool isSpace(char character) { return valueOf(character) == kSpace; }

std::string_view withoutSpaceBefore(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const auto begin = std::find_if_not(text.begin(), text.end(), isSpace);
  return text.substr(static_cast<std::size_t>(begin - text.begin()));
}

[[noreturn]] void throwDamagedText() {
  throw Error(ErrorKind::data, "La firma è scritta in base64, ma il testo è danneggiato o incompleto.");
}

[[noreturn]] void throwHidden() {
  throw Error(ErrorKind::data, "Ci sono byte nascosti dopo la firma: il file non è come è stato prodotto.");
}

// `mayEndAnywhere`: only a beginning is at hand.
std::string decoded(std::string_view text, std::size_t limit, bool mayEndAnywhere = false) {
  std::string bytes;
  bytes.reserve(std::min(limit, text.size() / 4 * 3 + 3));
  std::uint32_t group = 0;
  int count = 0;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const std::uint8_t value = valueOf(text[at]);
    if (value == kSpace) continue;
    if (value == kPadding) break;
    if (value == kNone) throwDamagedText();
    group = (group << 6) | value;
    if (++count < 4) continue;
    if (bytes.size() + 3 > limit)
      throw Error(ErrorKind::data, "Il file firmato è troppo grande per essere esaminato.");
    for (const int shift : {16, 8, 0}) bytes += static_cast<char>((group >> shift) & 0xff);
    group = 0;
    count = 0;
  }
  if (mayEndAnywhere) return bytes;
  int padding = 0;
  for (; at < text.size(); ++at) {
    if (valueOf(text[at]) == kPadding)
      ++padding;
    else if (!isSpace(text[at]))
      throwHidden();
  }
  if (count == 1 || padding > 2 || (count == 0 ? padding != 0 : padding != 0 && padding != 4 - count))
    throwDamagedText();
  if (count == 2) bytes += static_cast<char>((group >> 4) & 0xff);
  if (count == 3) {
    bytes += static_cast<char>((group >> 10) & 0xff);
    bytes += static_cast<char>((group >> 2) & 0xff);
  }
  return bytes;
}

constexpr std::string_view kDashes = "-----", kBegin = "-----BEGIN ", kEnd = "-----END ";

struct OpenedPem {
  std::string_view label{};
  std::string_view rest{};  // behind the first line
};

std::optional<OpenedPem> openedPem(std::string_view text) {
  if (!text.starts_with(kBegin)) return std::nullopt;
  constexpr std::size_t kLongestLabel = 40;
  const std::size_t labelEnd = text.substr(0, kBegin.size() + kLongestLabel).find(kDashes, kBegin.size());
  if (labelEnd == std::string_view::npos) return std::nullopt;
  const std::string_view label = text.substr(kBegin.size(), labelEnd - kBegin.size());
  static constexpr std::string_view kLabels[] = {"PKCS7", "CMS", "PKCS #7 SIGNED DATA",
                                                 "SIGNED MESSAGE"};  // the last: gpgsm
  if (std::find(std::begin(kLabels), std::end(kLabels), label) == std::end(kLabels)) return std::nullopt;
  return OpenedPem{label, text.substr(labelEnd + kDashes.size())};
}

std::string_view bodyOf(const OpenedPem& pem) {
  const std::size_t end = pem.rest.find(kEnd);
  if (end == std::string_view::npos) throwDamagedText();
  std::string_view behind = pem.rest.substr(end + kEnd.size());
  if (!behind.starts_with(pem.label) || !behind.substr(pem.label.size()).starts_with(kDashes))
    throwDamagedText();
  behind.remove_prefix(pem.label.size() + kDashes.size());
  if (!withoutSpaceBefore(behind).empty()) throwHidden();
  return pem.rest.substr(0, end);
}

bool containsIgnoringCase(std::string_view text, std::string_view word) {
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
  return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

// Files that went through transfers in blocks end with zeros.
std::string_view withoutZerosBehind(std::string_view text) {
  const std::size_t last = text.find_last_not_of('\0');
  return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

// Without the boundary line that ends a part of a mail (RFC 2046, 5.1.1: at most 70 characters and dashes),
// where somebody took the part out with it. Only if nothing stands behind.
std::string_view withoutBoundary(std::string_view body) {
  constexpr std::size_t kLongestBoundary = 74;
  const std::size_t place = body.rfind("\n--");
  if (place == std::string_view::npos) return body;
  std::string_view line = body.substr(place + 1);
  while (!line.empty() && isSpace(line.back())) line.remove_suffix(1);
  const bool isBoundary =
      line.size() <= kLongestBoundary && line.find_first_of("\r\n") == std::string_view::npos;
  return isBoundary ? body.substr(0, place) : body;
}

// What follows the header lines of a MIME part in base64; nothing if it has none.
std::optional<std::string_view> bodyOfMime(std::string_view text) {
  constexpr std::size_t kLongestHead = 8192;
  if (!containsIgnoringCase(text.substr(0, 32), "mime-version:") &&
      !containsIgnoringCase(text.substr(0, 32), "content-")) {
    return std::nullopt;
  }
  const std::string_view head = text.substr(0, kLongestHead);
  const std::size_t unix = head.find("\n\n"), network = head.find("\r\n\r\n");
  const std::size_t end = std::min(unix, network);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view lines = head.substr(0, end);
  if (containsIgnoringCase(lines, "multipart/")) return std::nullopt;
  if (!containsIgnoringCase(lines, "base64")) return std::nullopt;
  return text.substr(end);
}

bool isBase64(std::string_view beginning) {
  return !beginning.empty() && std::all_of(beginning.begin(), beginning.end(),
                                           [](char character) { return valueOf(character) != kNone; });
}

}  // namespace

std::optional<std::string> binaryOfText(std::string_view text, std::size_t limit) {
  text = withoutZerosBehind(withoutSpaceBefore(text));
  if (const std::optional<OpenedPem> pem = openedPem(text)) return decoded(bodyOf(*pem), limit);
  if (const std::optional<std::string_view> mime = bodyOfMime(text))
    return decoded(withoutBoundary(*mime), limit);
  constexpr std::size_t kEnough = 64;
  if (!isBase64(text.substr(0, kEnough))) return std::nullopt;
  return decoded(text, limit);
}

std::string beginningOfText(std::string_view text) {
  constexpr std::size_t kHead = 8192 + 64, kEnough = 128;
  text = withoutSpaceBefore(text.substr(0, kHead));
  try {
    std::string_view body = text;
    if (const std::optional<OpenedPem> pem = openedPem(text))
      body = pem->rest;
    else if (const std::optional<std::string_view> mime = bodyOfMime(text))
      body = *mime;
    return decoded(withoutSpaceBefore(body).substr(0, kEnough), kEnough, true);
  } catch (const Error&) {
    return {};
  }
}

}  // namespace stesura
