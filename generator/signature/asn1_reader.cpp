#include "generator/signature/asn1_reader.h"

#include <chrono>
#include <cstddef>
#include <limits>

#include "generator/error.h"

namespace stesura {
namespace {

std::uint8_t octet(char value) { return static_cast<std::uint8_t>(value); }

// Reads `count` decimal digits at `at` and moves on.
std::optional<int> digits(std::string_view text, std::size_t& at, std::size_t count) {
  if (text.size() - at < count) return std::nullopt;
  int value = 0;
  for (std::size_t end = at + count; at < end; ++at) {
    if (text[at] < '0' || text[at] > '9') return std::nullopt;
    value = value * 10 + (text[at] - '0');
  }
  return value;
}

// What may stand between the seconds and the Z: nothing, or a fraction.
bool isEndOfTime(std::string_view rest, bool mayHaveFraction) {
  if (rest.empty() || rest.back() != 'Z') return false;
  rest.remove_suffix(1);
  if (rest.empty()) return true;
  if (!mayHaveFraction || rest.front() != '.' || rest.size() < 2) return false;
  return rest.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

}  // namespace

void throwDamagedAsn1() {
  throw Error(ErrorKind::data, "La firma è danneggiata: la sua struttura non si può leggere.");
}

Asn1Element Asn1Cursor::take() {
  if (rest_.size() < 2) throwDamagedAsn1();
  const std::uint8_t tag = octet(rest_[0]);
  if ((tag & 0x1f) == 0x1f || tag == 0) throwDamagedAsn1();
  std::size_t length = octet(rest_[1]);
  std::size_t header = 2;
  if (length >= 0x80) {
    const std::size_t count = length & 0x7f;
    if (count == 0 || count > sizeof length || rest_.size() - header < count) throwDamagedAsn1();
    length = 0;
    for (; header < 2 + count; ++header) length = (length << 8) | octet(rest_[header]);
  }
  if (length > rest_.size() - header) throwDamagedAsn1();
  const Asn1Element element{tag, rest_.substr(0, header + length), rest_.substr(header, length)};
  rest_.remove_prefix(element.whole.size());
  return element;
}

Asn1Element Asn1Cursor::take(std::uint8_t tag) {
  const Asn1Element element = take();
  if (element.tag != tag) throwDamagedAsn1();
  return element;
}

std::optional<Asn1Element> Asn1Cursor::takeIf(std::uint8_t tag) {
  if (rest_.empty() || octet(rest_.front()) != tag) return std::nullopt;
  return take();
}

void Asn1Cursor::end() const {
  if (!rest_.empty()) throwDamagedAsn1();
}

Asn1Element onlyElement(std::string_view bytes) {
  Asn1Cursor cursor(bytes);
  const Asn1Element element = cursor.take();
  cursor.end();
  return element;
}

Asn1Element onlyElement(std::string_view bytes, std::uint8_t tag) {
  const Asn1Element element = onlyElement(bytes);
  if (element.tag != tag) throwDamagedAsn1();
  return element;
}

std::string dottedOid(std::string_view content) {
  constexpr std::size_t kLongest = 64;
  if (content.empty() || content.size() > kLongest || (octet(content.back()) & 0x80) != 0) return {};
  std::string text;
  std::uint64_t arc = 0;
  for (const char part : content) {
    if (arc > (std::numeric_limits<std::uint64_t>::max() >> 7)) return {};
    arc = (arc << 7) | (octet(part) & 0x7fu);
    if ((octet(part) & 0x80) != 0) continue;
    if (text.empty()) {
      const std::uint64_t first = arc < 80 ? arc / 40 : 2;
      text = std::to_string(first);
      arc -= first * 40;
    }
    text += '.';
    text += std::to_string(arc);
    arc = 0;
  }
  return text;
}

std::optional<std::int64_t> asn1Time(const Asn1Element& element) {
  const bool isLong = element.tag == asn1::kGeneralizedTime;
  if (!isLong && element.tag != asn1::kUtcTime) return std::nullopt;
  constexpr std::size_t kLongest = 32;
  const std::string_view text = element.content;
  if (text.size() > kLongest) return std::nullopt;
  std::size_t at = 0;
  std::optional<int> year = digits(text, at, isLong ? 4 : 2);
  const std::optional<int> month = digits(text, at, 2), day = digits(text, at, 2), hour = digits(text, at, 2),
                           minute = digits(text, at, 2), second = digits(text, at, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  if (!isLong) *year += *year < 50 ? 2000 : 1900;
  if (*hour > 23 || *minute > 59 || *second > 60 || !isEndOfTime(text.substr(at), isLong))
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return days * 86400 + *hour * 3600 + *minute * 60 + *second;
}

}  // namespace stesura
