#include <algorithm>
#include <charconv>
#include <cmath>

#include "generator/error.h"
#include "generator/json/json.h"

namespace stesura {
namespace {

// Far over what parseJson() lets through; guards the stack against values made by a program.
constexpr std::size_t kMaxDepth = 2000;

// RFC 8785 §3.2.3 sorts by UTF-16 code units. UTF-8 bytes sort the same way but for the characters
// beyond U+FFFF (lead byte F0 and up), whose surrogates come before U+E000 (lead bytes EE and EF).
bool utf16Less(const std::string& left, const std::string& right) {
  const auto weight = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0xEE || byte == 0xEF ? byte + 0x10 : byte;
  };
  return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(),
                                      [&](char a, char b) { return weight(a) < weight(b); });
}

bool isEscaped(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

void appendEscaped(char c, std::string& out) {
  constexpr std::string_view kNamed = "\"\\\b\t\n\f\r";
  constexpr std::string_view kNames = "\"\\btnfr";
  const std::size_t named = kNamed.find(c);
  if (named != std::string_view::npos) {
    out += '\\';
    out += kNames[named];
    return;
  }
  constexpr char kHex[] = "0123456789abcdef";
  out.append("\\u00").append({kHex[c >> 4], kHex[c & 15]});
}

// What needs no escape is copied run by run.
void appendString(const std::string& text, std::string& out) {
  out += '"';
  auto run = text.begin();
  for (auto at = std::find_if(run, text.end(), isEscaped); at != text.end();
       at = std::find_if(run, text.end(), isEscaped)) {
    out.append(run, at);
    appendEscaped(*at, out);
    run = at + 1;
  }
  out.append(run, text.end());
  out += '"';
}

// Number::toString of ECMAScript, which RFC 8785 §3.2.2.3 prescribes.
void appendNumber(double value, std::string& out) {
  if (!std::isfinite(value))
    throw Error(ErrorKind::data, "Un numero dei dati non si può scrivere in JSON.");
  if (value == 0) {
    out += '0';
    return;
  }
  char buffer[32];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, std::abs(value), std::chars_format::scientific)
          .ptr;
  const std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
  const std::size_t mark = text.find('e');
  int exponent = 0;
  const char* exponentText = text.data() + mark + (text[mark + 1] == '+' ? 2 : 1);
  std::from_chars(exponentText, end, exponent);
  std::string digits(text.substr(0, mark));
  std::erase(digits, '.');

  const int count = static_cast<int>(digits.size());
  const int point = exponent + 1;  // digits before the decimal point
  if (value < 0) out += '-';
  if (count <= point && point <= 21) {
    out.append(digits).append(static_cast<std::size_t>(point - count), '0');
  } else if (0 < point && point <= 21) {
    out.append(digits, 0, static_cast<std::size_t>(point)) += '.';
    out.append(digits, static_cast<std::size_t>(point));
  } else if (-6 < point && point <= 0) {
    out.append("0.").append(static_cast<std::size_t>(-point), '0').append(digits);
  } else {
    out += digits[0];
    if (count > 1) out.append(".").append(digits, 1);
    out.append(exponent < 0 ? "e-" : "e+").append(std::to_string(std::abs(exponent)));
  }
}

void append(const Json& value, std::size_t depth, std::string& out);

void appendArray(const Json& value, std::size_t depth, std::string& out) {
  out += '[';
  bool first = true;
  for (const Json& item : value) {
    if (!first) out += ',';
    first = false;
    append(item, depth + 1, out);
  }
  out += ']';
}

void appendObject(const Json& value, std::size_t depth, std::string& out) {
  const auto& object = value.get_ref<const Json::object_t&>();
  std::vector<const Json::object_t::value_type*> members;
  members.reserve(object.size());
  for (const auto& member : object) members.push_back(&member);
  std::sort(members.begin(), members.end(),
            [](const auto* a, const auto* b) { return utf16Less(a->first, b->first); });
  out += '{';
  bool first = true;
  for (const auto* member : members) {
    if (!first) out += ',';
    first = false;
    appendString(member->first, out);
    out += ':';
    append(member->second, depth + 1, out);
  }
  out += '}';
}

void append(const Json& value, std::size_t depth, std::string& out) {
  if (depth > kMaxDepth)
    throw Error(ErrorKind::data, "I dati sono annidati oltre il limite di " +
                                     std::to_string(kMaxDepth) + " livelli.");
  switch (value.type()) {
    case Json::value_t::boolean:
      out += value.get<bool>() ? "true" : "false";
      break;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float:
      appendNumber(value.get<double>(), out);
      break;
    case Json::value_t::string:
      appendString(value.get_ref<const std::string&>(), out);
      break;
    case Json::value_t::array:
      appendArray(value, depth, out);
      break;
    case Json::value_t::object:
      appendObject(value, depth, out);
      break;
    default:
      out += "null";
  }
}

}  // namespace

std::string canonicalJson(const Json& value) {
  std::string out;
  append(value, 0, out);
  return out;
}

}  // namespace stesura
