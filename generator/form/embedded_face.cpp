#include "generator/form/embedded_face.h"

#include <array>
#include <map>

#include "generator/pdf/increment.h"

namespace stesura {
namespace {

constexpr std::size_t kMostMappings = 100;  // in one block of a CMap (Adobe TN 5014)
constexpr unsigned kFixedPitch = 1, kSerif = 2, kNonSymbolic = 32, kItalic = 64;

// WinAnsiEncoding from 0x80 to 0x9F; 0 where it has nothing. The rest is as in Unicode.
constexpr std::array<char32_t, 32> kWinAnsi = {
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
    0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178};

char32_t winAnsi(unsigned code) { return code >= 0x80 && code < 0xA0 ? kWinAnsi[code - 0x80] : code; }

void appendHex(std::string& out, unsigned value) {
  for (int shift = 12; shift >= 0; shift -= 4) out += "0123456789ABCDEF"[value >> shift & 15];
}

void appendUtf16(std::string& out, char32_t character) {
  if (character < 0x10000) return appendHex(out, static_cast<unsigned>(character));
  appendHex(out, 0xD800 + static_cast<unsigned>((character - 0x10000) >> 10));
  appendHex(out, 0xDC00 + static_cast<unsigned>((character - 0x10000) & 0x3FF));
}

struct Used {
  char32_t character;
  unsigned advance;
};

// «[3 [250 333] 36 [722]]»
std::string widths(const std::map<unsigned, Used>& glyphs) {
  std::string out = "[";
  unsigned expected = 0;
  bool open = false;
  for (const auto& [id, used] : glyphs) {
    if (!open || id != expected) {
      if (open) out += ']';
      appendNumber(out, std::size_t(id));
      out += '[';
      open = true;
    } else {
      out += ' ';
    }
    appendNumber(out, std::size_t(used.advance));
    expected = id + 1;
  }
  return out + (open ? "]]" : "]");
}

std::string characterMap(const std::map<unsigned, Used>& glyphs) {
  std::string out =
      "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
      "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
      "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
      "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n";
  std::size_t left = glyphs.size(), inBlock = 0;
  for (const auto& [id, used] : glyphs) {
    if (inBlock == 0) {
      inBlock = std::min(left, kMostMappings);
      appendNumber(out, inBlock);
      out += " beginbfchar\n";
    }
    out += '<';
    appendHex(out, id);
    out += "> <";
    appendUtf16(out, used.character);
    out += ">\n";
    --left;
    if (--inBlock == 0) out += "endbfchar\n";
  }
  return out + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
}

std::string describe(const Face& face, const std::string& name) {
  unsigned flags = kNonSymbolic;
  if (face.fixedPitch()) flags |= kFixedPitch;
  if (face.serif()) flags |= kSerif;
  if (face.italic()) flags |= kItalic;
  std::string out = "/Type/FontDescriptor/FontName" + name + "/Flags ";
  appendNumber(out, std::size_t(flags));
  out += "/FontBBox[";
  for (const int edge : face.box()) {
    appendNumber(out, double(edge));
    out += ' ';
  }
  out += "]/ItalicAngle ";
  appendNumber(out, face.italicAngle());
  out += "/Ascent ";
  appendNumber(out, face.ascent() * 1000);
  out += "/Descent ";
  appendNumber(out, -face.descent() * 1000);
  out += "/CapHeight ";
  appendNumber(out, face.capHeight() * 1000);
  out += face.bold() ? "/StemV 140" : "/StemV 80";
  return out;
}

std::string simpleFont(const Face& face, const std::string& name) {
  std::string out = "/Type/Font/Subtype/TrueType/BaseFont" + name + "/Encoding/WinAnsiEncoding/FirstChar 32/LastChar 255/Widths[";
  for (unsigned code = 32; code < 256; ++code) {
    const char32_t character = winAnsi(code);
    appendNumber(out, std::size_t(character == 0 ? 0 : face.glyph(character).advance));
    out += ' ';
  }
  return out + "]";
}

}  // namespace

EmbeddedFace::EmbeddedFace(const Face& face, const std::vector<char32_t>& characters, const std::string& subsetTag)
    : fontFile(face.subset(characters)) {
  std::string name;
  appendName(name, subsetTag + "+" + face.postScriptName());
  std::map<unsigned, Used> glyphs;
  for (const char32_t character : characters) {
    const Glyph glyph = face.glyph(character);
    if (glyph.id != 0) glyphs.emplace(glyph.id, Used{character, glyph.advance});
  }
  descriptor = describe(face, name);
  cidFont = "/Type/Font/Subtype/CIDFontType2/BaseFont" + name +
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity/DW 1000/W" + widths(glyphs);
  type0 = "/Type/Font/Subtype/Type0/BaseFont" + name + "/Encoding/Identity-H";
  toUnicode = characterMap(glyphs);
  simple = simpleFont(face, name);
}

}  // namespace stesura
