#include "generator/pdf/fonts.h"

#include <ft2build.h>
#include FT_FREETYPE_H

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <set>
#include <string>
#include <type_traits>

namespace stesura {

namespace {

constexpr char32_t kLastCharacter = 0x10FFFF;
constexpr std::size_t kMostNamed = 5;  // characters named in one problem

struct Range {
  char32_t first, last;
};

// Control characters, and Default_Ignorable_Code_Point of Unicode 15: no glyph is wanted for them.
constexpr std::array kInvisible{
    Range{0x0000, 0x001F},   Range{0x007F, 0x009F},   Range{0x00AD, 0x00AD},  Range{0x034F, 0x034F},
    Range{0x061C, 0x061C},   Range{0x115F, 0x1160},   Range{0x17B4, 0x17B5},  Range{0x180B, 0x180F},
    Range{0x200B, 0x200F},   Range{0x202A, 0x202E},   Range{0x2060, 0x206F},  Range{0x3164, 0x3164},
    Range{0xFE00, 0xFE0F},   Range{0xFEFF, 0xFEFF},   Range{0xFFA0, 0xFFA0},  Range{0xFFF0, 0xFFF8},
    Range{0x1BCA0, 0x1BCA3}, Range{0x1D173, 0x1D17A}, Range{0xE0000, 0xE0FFF}};

constexpr std::array kPrivateUse{Range{0xE000, 0xF8FF}, Range{0xF0000, 0xFFFFD},
                                 Range{0x100000, 0x10FFFD}};

template <typename Ranges>
bool within(const Ranges& ranges, char32_t character) {
  return std::any_of(ranges.begin(), ranges.end(), [character](const Range& range) {
    return character >= range.first && character <= range.last;
  });
}

struct CloseLibrary {
  void operator()(FT_Library library) const { FT_Done_FreeType(library); }
};
struct CloseFace {
  void operator()(FT_Face face) const { FT_Done_Face(face); }
};
using Library = std::unique_ptr<std::remove_pointer_t<FT_Library>, CloseLibrary>;
using Face = std::unique_ptr<std::remove_pointer_t<FT_Face>, CloseFace>;

[[noreturn]] void noFonts() {
  throw Error(ErrorKind::surroundings,
              "Mancano i caratteri tipografici del programma: eseguire «./run --build».");
}

// OpenSymbol keeps signs of its own at private code points: in data they would mean something else.
void addCharacters(FT_Library library, const std::filesystem::path& file,
                   std::vector<bool>& covered) {
  FT_Face opened = nullptr;
  if (FT_New_Face(library, file.c_str(), 0, &opened) != 0) noFonts();
  const Face face(opened);
  if (FT_Select_Charmap(opened, FT_ENCODING_UNICODE) != 0) return;
  const bool symbols =
      std::string_view(opened->family_name ? opened->family_name : "") == "OpenSymbol";
  FT_UInt glyph = 0;
  for (FT_ULong code = FT_Get_First_Char(opened, &glyph); glyph != 0;
       code = FT_Get_Next_Char(opened, code, &glyph)) {
    const auto character = static_cast<char32_t>(code);
    if (character <= kLastCharacter && !(symbols && within(kPrivateUse, character)))
      covered[character] = true;
  }
}

bool isFont(const std::filesystem::path& file) {
  return file.extension() == ".ttf" || file.extension() == ".otf";
}

// One character of valid UTF-8; `at` moves behind it. What is not UTF-8 counts as U+FFFD.
char32_t next(const std::string& text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
  char32_t character = lead & (0x3F >> more);
  for (int i = 0; i < more; ++i) {
    if (at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) return 0xFFFD;
    character = (character << 6) | (static_cast<unsigned char>(text[at++]) & 0x3F);
  }
  return more == 0 ? 0xFFFD : character;
}

std::string codePoint(char32_t character) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "U+%04X", static_cast<unsigned>(character));
  return text.data();
}

Problem problemOf(const std::string& pointer, const std::set<char32_t>& missing) {
  std::string list;
  std::size_t named = 0;
  for (const char32_t character : missing)
    if (named++ < kMostNamed) list += (list.empty() ? "" : ", ") + codePoint(character);
  if (missing.size() > kMostNamed)
    list += " e altri " + std::to_string(missing.size() - kMostNamed);
  const bool one = missing.size() == 1;
  return {
      .pointer = pointer,
      .message =
          one ? "Il carattere " + list + " non esiste nei caratteri tipografici dei documenti."
              : "I caratteri " + list + " non esistono nei caratteri tipografici dei documenti.",
      .hint = one ? "Toglierlo o scriverlo con lettere comuni."
                  : "Toglierli o scriverli con lettere comuni.",
      .keyword = "caratteri",
      .schemaPointer = {},
      .place = {}};
}

}  // namespace

FontCoverage::FontCoverage(const std::filesystem::path& folder) : covered_(kLastCharacter + 1) {
  FT_Library opened = nullptr;
  if (FT_Init_FreeType(&opened) != 0) noFonts();
  const Library library(opened);
  std::error_code error;
  int fonts = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (!isFont(entry.path())) continue;
    addCharacters(opened, entry.path(), covered_);
    ++fonts;
  }
  if (error || fonts == 0) noFonts();
}

bool FontCoverage::covers(char32_t character) const {
  return character <= kLastCharacter && (covered_[character] || within(kInvisible, character));
}

std::vector<Problem> FontCoverage::uncovered(const Json& data) const {
  std::vector<Problem> problems;
  const auto visit = [&](const auto& self, const Json& value, const std::string& pointer) -> void {
    if (value.is_object()) {
      for (const auto& [key, member] : value.items()) self(self, member, pointerJoin(pointer, key));
    } else if (value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) self(self, value[i], pointerJoin(pointer, i));
    } else if (value.is_string()) {
      const auto& text = value.template get_ref<const std::string&>();
      std::set<char32_t> missing;
      for (std::size_t at = 0; at < text.size();)
        if (const char32_t character = next(text, at); !covers(character))
          missing.insert(character);
      if (!missing.empty()) problems.push_back(problemOf(pointer, missing));
    }
  };
  visit(visit, data, "");
  return problems;
}

std::optional<Problem> FontCoverage::uncoveredIn(const std::string& xml) const {
  std::set<char32_t> missing;
  for (std::size_t at = 0; at < xml.size();) {
    const char32_t character = next(xml, at);
    const bool counts = !within(kInvisible, character) && !within(kPrivateUse, character);
    if (counts && !covers(character)) missing.insert(character);
  }
  if (missing.empty()) return std::nullopt;
  return problemOf("", missing);
}

}  // namespace stesura
