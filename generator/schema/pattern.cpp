#include "generator/schema/pattern.h"

#include <re2/re2.h>

#include <cstdint>
#include <stdexcept>

namespace stesura {
namespace {

// WhiteSpace and LineTerminator of ECMA-262, as class members; and all the other characters.
constexpr std::string_view kSpace =
    R"(\t\n\x0b\f\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff})";
constexpr std::string_view kNotSpace =
    R"(\x00-\x08\x0e-\x1f!-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e})"
    R"(\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff})";
constexpr std::string_view kNothing = R"([^\x00-\x{10ffff}])";

// Names of general categories (Unicode UAX #44), which RE2 knows by abbreviation only.
constexpr std::pair<std::string_view, std::string_view> kCategories[] = {
    {"Letter", "L"},
    {"Cased_Letter", "L"},
    {"Uppercase_Letter", "Lu"},
    {"Lowercase_Letter", "Ll"},
    {"Titlecase_Letter", "Lt"},
    {"Modifier_Letter", "Lm"},
    {"Other_Letter", "Lo"},
    {"Mark", "M"},
    {"Combining_Mark", "M"},
    {"Nonspacing_Mark", "Mn"},
    {"Spacing_Mark", "Mc"},
    {"Enclosing_Mark", "Me"},
    {"Number", "N"},
    {"Decimal_Number", "Nd"},
    {"digit", "Nd"},
    {"Letter_Number", "Nl"},
    {"Other_Number", "No"},
    {"Punctuation", "P"},
    {"punct", "P"},
    {"Connector_Punctuation", "Pc"},
    {"Dash_Punctuation", "Pd"},
    {"Open_Punctuation", "Ps"},
    {"Close_Punctuation", "Pe"},
    {"Initial_Punctuation", "Pi"},
    {"Final_Punctuation", "Pf"},
    {"Other_Punctuation", "Po"},
    {"Symbol", "S"},
    {"Math_Symbol", "Sm"},
    {"Currency_Symbol", "Sc"},
    {"Modifier_Symbol", "Sk"},
    {"Other_Symbol", "So"},
    {"Separator", "Z"},
    {"Space_Separator", "Zs"},
    {"Line_Separator", "Zl"},
    {"Paragraph_Separator", "Zp"},
    {"Other", "C"},
    {"Control", "Cc"},
    {"cntrl", "Cc"},
    {"Format", "Cf"},
    {"Private_Use", "Co"},
};

[[noreturn]] void refuse(const std::string& reason) { throw std::invalid_argument(reason); }

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string codePoint(std::uint32_t value) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string digits;
  do {
    digits.insert(digits.begin(), kHex[value & 15]);
    value >>= 4;
  } while (value != 0);
  return "\\x{" + digits + "}";
}

class Translator {
 public:
  explicit Translator(std::string_view text) : text_(text) {}

  std::string run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\\') {
        escape(false);
      } else if (c == '[') {
        characterClass();
      } else if (c == '(') {
        group();
      } else if (c == '.') {
        out_ += R"([^\n\r\x{2028}\x{2029}])";
        ++at_;
      } else {
        out_ += c;
        ++at_;
      }
    }
    return std::move(out_);
  }

 private:
  bool ahead(std::string_view expected) const { return text_.substr(at_).starts_with(expected); }

  void group() {
    for (const std::string_view look : {"(?=", "(?!", "(?<=", "(?<!"}) {
      if (ahead(look)) refuse("usa uno sguardo avanti o indietro («" + std::string(look) + "»)");
    }
    if (ahead("(?<")) {
      out_ += "(?P<";
      at_ += 3;
    } else if (ahead("(?:")) {
      out_ += "(?:";
      at_ += 3;
    } else if (ahead("(?")) {
      refuse("ha un gruppo di una forma non ammessa");
    } else {
      out_ += '(';
      ++at_;
    }
  }

  void characterClass() {
    if (ahead("[^]")) {
      out_ += "(?s:.)";
      at_ += 3;
      return;
    }
    if (ahead("[]")) {
      out_ += kNothing;
      at_ += 2;
      return;
    }
    out_ += '[';
    ++at_;
    if (ahead("^")) {
      out_ += '^';
      ++at_;
    }
    while (at_ < text_.size() && text_[at_] != ']') {
      if (text_[at_] == '\\') {
        escape(true);
      } else if (text_[at_] == '[') {
        out_ += "\\[";
        ++at_;
      } else {
        out_ += text_[at_++];
      }
    }
    if (at_ == text_.size()) refuse("ha una parentesi quadra che non si chiude");
    out_ += ']';
    ++at_;
  }

  void escape(bool inClass) {
    if (at_ + 1 >= text_.size()) refuse("finisce con una barra rovesciata");
    const char c = text_[at_ + 1];
    at_ += 2;
    switch (c) {
      case 'd':
      case 'D':
      case 'w':
      case 'W':
      case 't':
      case 'n':
      case 'f':
      case 'r':
        out_.append("\\") += c;
        return;
      case 'v':
        out_ += "\\x0b";
        return;
      case 's':
        wrap(kSpace, inClass);
        return;
      case 'S':
        wrap(kNotSpace, inClass);
        return;
      case 'b':
        out_ += inClass ? "\\x08" : "\\b";
        return;
      case 'B':
        if (inClass) refuse("ha «\\B» dentro una parentesi quadra");
        out_ += "\\B";
        return;
      case 'c':
        controlLetter();
        return;
      case 'x':
        out_ += codePoint(hexDigits(2));
        return;
      case 'u':
        unicodeEscape();
        return;
      case 'p':
      case 'P':
        property(c, inClass);
        return;
      case '0':
        if (at_ < text_.size() && isDigit(text_[at_])) refuse("ha un numero ottale");
        out_ += "\\x00";
        return;
      case 'k':
        refuse("usa un richiamo a un gruppo («\\k»)");
      default:
        break;
    }
    if (isDigit(c)) refuse("usa un richiamo a un gruppo («\\" + std::string(1, c) + "»)");
    if (isLetter(c))
      refuse("ha la sequenza «\\" + std::string(1, c) + "», che ECMA-262 non prevede");
    if (static_cast<unsigned char>(c) < 0x80) out_ += '\\';
    out_ += c;
  }

  void wrap(std::string_view members, bool inClass) {
    if (!inClass) out_ += '[';
    out_ += members;
    if (!inClass) out_ += ']';
  }

  void controlLetter() {
    if (at_ >= text_.size() || !isLetter(text_[at_])) refuse("ha «\\c» senza una lettera");
    out_ += codePoint(static_cast<std::uint32_t>(text_[at_++] & 0x1F));
  }

  std::uint32_t hexDigits(std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i, ++at_) {
      const char c = at_ < text_.size() ? text_[at_] : '\0';
      const char lower = static_cast<char>(c | 0x20);
      if (isDigit(c)) {
        value = value * 16 + static_cast<std::uint32_t>(c - '0');
      } else if (lower >= 'a' && lower <= 'f') {
        value = value * 16 + static_cast<std::uint32_t>(lower - 'a' + 10);
      } else {
        refuse("ha un codice esadecimale incompleto");
      }
    }
    return value;
  }

  void unicodeEscape() {
    std::uint32_t value = 0;
    if (ahead("{")) {
      ++at_;
      while (at_ < text_.size() && text_[at_] != '}') {
        value = value * 16 + hexDigits(1);
        if (value > 0x10FFFF) refuse("ha un codice oltre U+10FFFF");
      }
      if (at_ == text_.size()) refuse("ha un codice «\\u{» che non si chiude");
      ++at_;
    } else {
      value = hexDigits(4);
      if (value >= 0xD800 && value < 0xDC00 && ahead("\\u")) {
        at_ += 2;
        const std::uint32_t low = hexDigits(4);
        if (low < 0xDC00 || low > 0xDFFF) refuse("ha mezza coppia di surrogati");
        value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00);
      }
    }
    if (value >= 0xD800 && value <= 0xDFFF) refuse("ha mezza coppia di surrogati");
    out_ += codePoint(value);
  }

  void property(char letter, bool inClass) {
    const std::size_t end = ahead("{") ? text_.find('}', at_) : std::string_view::npos;
    if (end == std::string_view::npos) refuse("ha «\\p» senza un nome fra graffe");
    std::string_view name = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    for (const std::string_view prefix :
         {"General_Category=", "gc=", "Script=", "sc=", "Script_Extensions=", "scx="}) {
      if (name.starts_with(prefix)) {
        name.remove_prefix(prefix.size());
        break;
      }
    }
    for (const auto& [longName, shortName] : kCategories) {
      if (name == longName) name = shortName;
    }
    if (name == "ASCII") {
      wrap(letter == 'p' ? "[:ascii:]" : "[:^ascii:]", inClass);
      return;
    }
    out_.append("\\").append(1, letter).append("{").append(name).append("}");
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
};

re2::RE2::Options options() {
  re2::RE2::Options options;
  options.set_log_errors(false);
  return options;
}

std::string reasonOf(const re2::RE2& regex) {
  switch (regex.error_code()) {
    case re2::RE2::ErrorMissingParen:
    case re2::RE2::ErrorUnexpectedParen:
      return "ha una parentesi tonda senza la compagna";
    case re2::RE2::ErrorMissingBracket:
      return "ha una parentesi quadra che non si chiude";
    case re2::RE2::ErrorBadCharRange:
      return "ha un intervallo o una categoria di caratteri sconosciuti";
    case re2::RE2::ErrorRepeatArgument:
      return "ha una ripetizione che non segue nulla";
    case re2::RE2::ErrorRepeatSize:
      return "ha una ripetizione oltre 1000 (per la lunghezza c'è maxLength)";
    case re2::RE2::ErrorRepeatOp:
      return "ha due segni di ripetizione di seguito";
    case re2::RE2::ErrorPatternTooLarge:
      return "è troppo grande";
    case re2::RE2::ErrorBadUTF8:
      return "non è UTF-8";
    default:
      return "non è ben formata";
  }
}

}  // namespace

std::string translatePattern(std::string_view ecma) { return Translator(ecma).run(); }

Pattern::Pattern(std::string_view ecma)
    : regex_(std::make_unique<re2::RE2>(translatePattern(ecma), options())) {
  if (!regex_->ok()) refuse(reasonOf(*regex_));
}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

bool Pattern::found(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *regex_);
}

}  // namespace stesura
