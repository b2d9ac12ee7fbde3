#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <vector>

#include "generator/merge/italian.h"
#include "generator/merge/typed_text.h"
#include "generator/schema/formats.h"

namespace stesura {

namespace {

constexpr std::array<std::string_view, 12> kMonths = {"GENNAIO", "FEBBRAIO", "MARZO",     "APRILE",  "MAGGIO",   "GIUGNO",
                                                      "LUGLIO",  "AGOSTO",   "SETTEMBRE", "OTTOBRE", "NOVEMBRE", "DICEMBRE"};
constexpr std::size_t kLongestText = 320;  // bytes; more is neither date nor time
constexpr std::string_view kDigits = "0123456789";

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isCapital(char c) { return c >= 'A' && c <= 'Z'; }

// A run of digits or of letters, and the sign before it: ' ', '/', '.', '-', '°', 0 for none.
struct Word {
  std::string_view text{};
  char sign = 0;
  bool digits() const { return isDigit(text.front()); }
  int number() const { return std::stoi(std::string(text)); }
};

constexpr char kOrdinal = 'o';

// The one sign that parts two words, blanks around it aside.
std::optional<char> signOf(std::string_view between) {
  std::string signs;
  for (char c : between) {
    if (c != ' ') signs += c;
  }
  if (signs.empty()) return between.empty() ? '\0' : ' ';
  if (signs == "°") return kOrdinal;
  if (signs.size() == 1 && (signs == "/" || signs == "." || signs == "-")) return signs[0];
  return std::nullopt;
}

std::optional<std::vector<Word>> wordsOf(std::string_view text) {
  std::vector<Word> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    while (at < text.size() && !isDigit(text[at]) && !isCapital(text[at])) ++at;
    const auto sign = signOf(text.substr(start, at - start));
    if (!sign || at == text.size() || words.size() == 3 || (words.empty() && at > 0)) return std::nullopt;
    const std::size_t first = at;
    const auto same = isDigit(text[at]) ? isDigit : isCapital;
    while (at < text.size() && same(text[at])) ++at;
    if (at - first > 9) return std::nullopt;
    words.push_back({text.substr(first, at - first), *sign});
  }
  return words;
}

// 1 to 12 of a name or of its first letters, at least three; 0 for none.
int monthNamed(std::string_view name) {
  if (name.size() < 3) return 0;
  for (std::size_t at = 0; at < kMonths.size(); ++at) {
    if (kMonths[at].starts_with(name)) return static_cast<int>(at) + 1;
  }
  return 0;
}

std::optional<std::string> yearMonth(int y, int m) {
  if (m < 1 || m > 12) return std::nullopt;
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02d", y, m);
  return text;
}

std::optional<std::string> wholeDate(int y, int m, int d) {
  using namespace std::chrono;
  const year_month_day date{year{y}, month(static_cast<unsigned>(m)), day(static_cast<unsigned>(d))};
  if (!date.ok()) return std::nullopt;
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", y, m, d);
  return text;
}

bool isYear(const Word& word) { return word.digits() && word.text.size() == 4; }
bool isShort(const Word& word) { return word.digits() && word.text.size() <= 2; }

std::optional<std::string> readThree(const Word& first, const Word& second, const Word& third) {
  if (isYear(first)) {
    const bool iso = isShort(second) && isShort(third) && second.sign == third.sign &&
                     (second.sign == '-' || second.sign == '/' || second.sign == '.');
    return iso ? wholeDate(first.number(), second.number(), third.number()) : std::nullopt;
  }
  if (!isYear(third) || third.sign == 0 || second.sign == 0 || third.sign == kOrdinal) return std::nullopt;
  const bool named = !second.digits();
  const bool spelled = first.text == "PRIMO";
  if (!isShort(first) && !(named && spelled)) return std::nullopt;
  if (second.sign == kOrdinal && !(named && first.digits() && first.number() == 1)) return std::nullopt;
  if (!named && (!isShort(second) || second.sign != third.sign)) return std::nullopt;
  return wholeDate(third.number(), named ? monthNamed(second.text) : second.number(), spelled ? 1 : first.number());
}

std::optional<std::string> readTwo(const Word& first, const Word& second) {
  const char sign = second.sign;
  if (sign == 0 || sign == kOrdinal) return std::nullopt;
  if (!first.digits()) return isYear(second) ? yearMonth(second.number(), monthNamed(first.text)) : std::nullopt;
  if (isYear(first) && second.digits() && second.text.size() == 2 && sign == '-')
    return yearMonth(first.number(), second.number());
  if (isShort(first) && isYear(second) && sign != ' ') return yearMonth(second.number(), first.number());
  return std::nullopt;
}

// Eight digits of a comb are day, month and year, unless they could be year, month and day too.
std::optional<std::string> readDigits(std::string_view digits) {
  const auto plausible = [](std::optional<std::string> date) {
    return date && *date >= "1800" && *date < "2200" ? date : std::nullopt;
  };
  const auto part = [&](std::size_t from, std::size_t length) { return std::stoi(std::string(digits.substr(from, length))); };
  const auto italian = plausible(wholeDate(part(4, 4), part(2, 2), part(0, 2)));
  const auto iso = plausible(wholeDate(part(0, 4), part(4, 2), part(6, 2)));
  return iso ? std::nullopt : italian;
}

std::optional<std::string> readDate(std::string_view plain) {
  if (plain.starts_with("IL ")) plain.remove_prefix(3);
  const auto words = wordsOf(plain);
  if (!words || words->empty()) return std::nullopt;
  const Word& first = words->front();
  if (words->size() == 3) return readThree(first, (*words)[1], (*words)[2]);
  if (words->size() == 2) return readTwo(first, (*words)[1]);
  if (isYear(first)) return std::string(first.text);
  return first.digits() && first.text.size() == 8 ? readDigits(first.text) : std::nullopt;
}

std::optional<std::string> readTime(std::string_view plain) {
  if (plain.starts_with("ORE ")) plain.remove_prefix(4);
  const std::size_t sign = plain.find_first_of(":.");
  if (sign == std::string_view::npos || sign == 0 || sign > 2) return std::nullopt;
  const std::string_view hours = plain.substr(0, sign);
  std::string_view minutes = plain.substr(sign + 1);
  if (minutes.size() == 5 && minutes.substr(2) == std::string{plain[sign], '0', '0'}) minutes = minutes.substr(0, 2);
  if (minutes.size() != 2 || hours.find_first_not_of(kDigits) != std::string_view::npos) return std::nullopt;
  return italianTime((hours.size() == 1 ? "0" : "") + std::string(hours) + ":" + std::string(minutes));
}

// The offset that the text names behind the time, « (UTC+01:00)», which is cut off; "" for none.
std::string takeOffset(std::string_view& plain) {
  const std::size_t open = plain.find(" (UTC");
  if (open == std::string_view::npos || !plain.ends_with(')')) return "";
  const std::string zone(plain.substr(open + 2, plain.size() - open - 3));
  plain = plain.substr(0, open);
  return zone;
}

bool shows(const std::string& moment, const std::string& date, const std::string& time, const std::string& zone) {
  const auto rome = romeMoment(moment);
  return rome && rome->date == date && rome->time == time && rome->offset == zone;
}

}  // namespace

std::optional<std::string> readTypedDate(std::string_view text) {
  return text.size() > kLongestText ? std::nullopt : readDate(plainCapitals(text));
}

std::optional<std::string> readTypedTime(std::string_view text) {
  return text.size() > kLongestText ? std::nullopt : readTime(plainCapitals(text));
}

std::optional<std::string> readTypedMoment(std::string_view text) {
  if (text.size() > kLongestText) return std::nullopt;
  if (const auto typed = trimmedText(text); typed && findFormat("date-time")->valid(*typed)) return typed;
  const std::string capitals = plainCapitals(text);
  std::string_view plain = capitals;
  const std::string zone = takeOffset(plain);
  const std::size_t blank = plain.rfind(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const auto time = readTime(plain.substr(blank + 1));
  plain = plain.substr(0, blank);
  for (std::string_view word : {" ORE", " ALLE"}) {
    if (plain.ends_with(word)) {
      plain.remove_suffix(word.size());
      break;
    }
  }
  if (plain.ends_with(',')) plain.remove_suffix(1);
  const auto date = readDate(plain);
  if (!time || !date || date->size() != 10) return std::nullopt;
  const std::string local = *date + "T" + *time + ":00";
  if (!zone.empty()) {
    const std::string moment = local + (zone == "UTC" ? "Z" : zone.substr(3));
    return shows(moment, *date, *time, zone) ? std::optional(moment) : std::nullopt;
  }
  const bool winter = shows(local + "+01:00", *date, *time, "");
  const bool summer = shows(local + "+02:00", *date, *time, "");
  if (winter == summer) return std::nullopt;
  return local + (winter ? "+01:00" : "+02:00");
}

}  // namespace stesura
