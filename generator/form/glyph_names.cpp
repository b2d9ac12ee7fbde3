#include "generator/form/glyph_names.h"

#include <charconv>
#include <string>
#include <unordered_map>

namespace stesura {
namespace {

using Table = std::array<char32_t, 256>;

Table ascii() {
  Table table{};
  for (char32_t code = 0x20; code < 0x7F; ++code) table[code] = code;
  return table;
}

Table upperHalf(std::size_t from, std::u32string_view characters) {
  Table table = ascii();
  for (std::size_t i = 0; i < characters.size(); ++i) table[from + i] = characters[i];
  return table;
}

Table winAnsi() {
  Table table = upperHalf(0x80, U"€•‚ƒ„…†‡ˆ‰Š‹Œ•Ž••‘’“”•–—˜™š›œ•žŸ");
  for (char32_t code = 0xA0; code < 0x100; ++code) table[code] = code;
  table[0x7F] = U'•';
  return table;
}

Table macRoman() {
  return upperHalf(0x80,
                   U"ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u00A0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰"
                   U"ÂÊÁËÈÍÎÏÌÓÔ\uF8FFÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ");
}

Table standard() {
  Table table = upperHalf(0xA1, U"¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ");
  table[0x27] = U'’';
  table[0x60] = U'‘';
  static constexpr std::u32string_view kSecond(U"–†‡·\0¶•‚„”»…‰\0¿\0`´ˆ˜¯˘˙¨\0˚¸\0˝˛ˇ—", 32);
  for (std::size_t i = 0; i < kSecond.size(); ++i) table[0xB1 + i] = kSecond[i];
  table[0xE1] = U'Æ';
  table[0xE3] = U'ª';
  table[0xE8] = U'Ł';
  table[0xE9] = U'Ø';
  table[0xEA] = U'Œ';
  table[0xEB] = U'º';
  table[0xF1] = U'æ';
  table[0xF5] = U'ı';
  table[0xF8] = U'ł';
  table[0xF9] = U'ø';
  table[0xFA] = U'œ';
  table[0xFB] = U'ß';
  return table;
}

// Letters with an accent: the accent's name, the bare letters, the letters that carry it.
struct Accented {
  std::string_view suffix;
  std::string_view bare;
  std::u32string_view carried;
};
constexpr Accented kAccented[] = {
    {"grave", "AEIOUaeiouNn", U"ÀÈÌÒÙàèìòùǸǹ"},
    {"acute", "AEIOUYCLNRSZaeiouyclnrsz", U"ÁÉÍÓÚÝĆĹŃŔŚŹáéíóúýćĺńŕśź"},
    {"circumflex", "AEIOUCGHJSWYaeioucghjswy", U"ÂÊÎÔÛĈĜĤĴŜŴŶâêîôûĉĝĥĵŝŵŷ"},
    {"dieresis", "AEIOUYaeiouy", U"ÄËÏÖÜŸäëïöüÿ"},
    {"tilde", "ANOIUanoiu", U"ÃÑÕĨŨãñõĩũ"},
    {"ring", "AUau", U"ÅŮåů"},
    {"cedilla", "CSTcst", U"ÇŞŢçşţ"},
    {"caron", "CDELNRSTZcdelnrstz", U"ČĎĚĽŇŘŠŤŽčďěľňřšťž"},
    {"ogonek", "AEIUaeiu", U"ĄĘĮŲąęįų"},
    {"macron", "AEIOUaeiou", U"ĀĒĪŌŪāēīōū"},
    {"breve", "AEGIOUaegiou", U"ĂĔĞĬŎŬăĕğĭŏŭ"},
    {"dotaccent", "CEGIZcegz", U"ĊĖĠİŻċėġż"},
    {"hungarumlaut", "OUou", U"ŐŰőű"},
    {"commaaccent", "GKLNRSTgklnrst", U"ĢĶĻŅŖȘȚģķļņŗșț"},
    {"slash", "Oo", U"Øø"},
};

struct Named {
  std::string_view name;
  char32_t character;
};
constexpr Named kNamed[] = {
    {"space", U' '}, {"exclam", U'!'}, {"quotedbl", U'"'}, {"numbersign", U'#'}, {"dollar", U'$'}, {"percent", U'%'},
    {"ampersand", U'&'}, {"quotesingle", U'\''}, {"parenleft", U'('}, {"parenright", U')'}, {"asterisk", U'*'},
    {"plus", U'+'}, {"comma", U','}, {"hyphen", U'-'}, {"period", U'.'}, {"slash", U'/'}, {"zero", U'0'}, {"one", U'1'},
    {"two", U'2'}, {"three", U'3'}, {"four", U'4'}, {"five", U'5'}, {"six", U'6'}, {"seven", U'7'}, {"eight", U'8'},
    {"nine", U'9'}, {"colon", U':'}, {"semicolon", U';'}, {"less", U'<'}, {"equal", U'='}, {"greater", U'>'},
    {"question", U'?'}, {"at", U'@'}, {"bracketleft", U'['}, {"backslash", U'\\'}, {"bracketright", U']'},
    {"asciicircum", U'^'}, {"underscore", U'_'}, {"grave", U'`'}, {"braceleft", U'{'}, {"bar", U'|'},
    {"braceright", U'}'}, {"asciitilde", U'~'}, {"Euro", U'€'}, {"quotesinglbase", U'‚'}, {"quotedblbase", U'„'},
    {"ellipsis", U'…'}, {"dagger", U'†'}, {"daggerdbl", U'‡'}, {"perthousand", U'‰'}, {"guilsinglleft", U'‹'},
    {"guilsinglright", U'›'}, {"OE", U'Œ'}, {"oe", U'œ'}, {"AE", U'Æ'}, {"ae", U'æ'}, {"quoteleft", U'‘'},
    {"quoteright", U'’'}, {"quotedblleft", U'“'}, {"quotedblright", U'”'}, {"bullet", U'•'}, {"endash", U'–'},
    {"emdash", U'—'}, {"trademark", U'™'}, {"exclamdown", U'¡'}, {"cent", U'¢'}, {"sterling", U'£'},
    {"currency", U'¤'}, {"yen", U'¥'}, {"brokenbar", U'¦'}, {"section", U'§'}, {"dieresis", U'¨'}, {"copyright", U'©'},
    {"ordfeminine", U'ª'}, {"guillemotleft", U'«'}, {"logicalnot", U'¬'}, {"registered", U'®'}, {"macron", U'¯'},
    {"degree", U'°'}, {"plusminus", U'±'}, {"twosuperior", U'²'}, {"threesuperior", U'³'}, {"acute", U'´'},
    {"mu", U'µ'}, {"paragraph", U'¶'}, {"periodcentered", U'·'}, {"cedilla", U'¸'}, {"onesuperior", U'¹'},
    {"ordmasculine", U'º'}, {"guillemotright", U'»'}, {"onequarter", U'¼'}, {"onehalf", U'½'}, {"threequarters", U'¾'},
    {"questiondown", U'¿'}, {"multiply", U'×'}, {"divide", U'÷'}, {"germandbls", U'ß'}, {"Eth", U'Ð'}, {"eth", U'ð'},
    {"Thorn", U'Þ'}, {"thorn", U'þ'}, {"Lslash", U'Ł'}, {"lslash", U'ł'}, {"dotlessi", U'ı'}, {"fi", U'ﬁ'},
    {"fl", U'ﬂ'}, {"ff", U'ﬀ'}, {"ffi", U'ﬃ'}, {"ffl", U'ﬄ'}, {"florin", U'ƒ'}, {"fraction", U'⁄'}, {"minus", U'−'},
    {"nbspace", U'\u00A0'}, {"nonbreakingspace", U'\u00A0'}, {"sfthyphen", U'\u00AD'}, {"Dcroat", U'Đ'}, {"dcroat", U'đ'},
};

const std::unordered_map<std::string, char32_t>& glyphNames() {
  static const auto* const names = [] {
    auto* made = new std::unordered_map<std::string, char32_t>;
    for (char letter = 'A'; letter <= 'Z'; ++letter) {
      made->emplace(std::string(1, letter), letter);
      made->emplace(std::string(1, static_cast<char>(letter + 32)), letter + 32);
    }
    for (const Accented& accent : kAccented) {
      for (std::size_t i = 0; i < accent.bare.size(); ++i) {
        made->emplace(accent.bare[i] + std::string(accent.suffix), accent.carried[i]);
      }
    }
    for (const Named& named : kNamed) made->emplace(named.name, named.character);
    return made;
  }();
  return *names;
}

char32_t hexCharacter(std::string_view digits) {
  unsigned value = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return fault == std::errc() && end == digits.data() + digits.size() && value <= 0x10FFFF ? value : 0;
}

}  // namespace

const std::array<char32_t, 256>& charactersOf(SimpleEncoding encoding) {
  static const Table kStandard = standard();
  static const Table kWinAnsi = winAnsi();
  static const Table kMacRoman = macRoman();
  if (encoding == SimpleEncoding::winAnsi) return kWinAnsi;
  return encoding == SimpleEncoding::macRoman ? kMacRoman : kStandard;
}

char32_t characterOfGlyph(std::string_view name) {
  name = name.substr(0, name.find('.'));
  const auto& names = glyphNames();
  if (const auto found = names.find(std::string(name)); found != names.end()) return found->second;
  if (name.size() >= 7 && name.starts_with("uni")) return hexCharacter(name.substr(3, 4));
  if (name.size() >= 5 && name.size() <= 7 && name.starts_with("u")) return hexCharacter(name.substr(1));
  return 0;
}

}  // namespace stesura
