#include "generator/signature/drawn_font.h"

#include <algorithm>

#include "generator/error.h"
#include "generator/form/glyph_names.h"
#include "generator/form/standard_widths.h"

namespace stesura {
namespace {

constexpr std::size_t kLargestMap = 1u << 20, kMostWidths = 70000,
                      kEntry = 4;  // bytes that one code of a map, or one width, counts for
constexpr double kWidest = 20;                // em
const char* const kUnknown = "\xEF\xBF\xBD";  // U+FFFD

double sound(double width) { return width >= 0 && width <= kWidest ? width : 0.5; }

std::string utf8Of(char32_t character) {
  std::string text;
  if (character != 0) appendUtf8(text, character);
  return text;
}

}  // namespace

DrawnFont::DrawnFont(const PdfHistory& history, const PdfObject& dictionary, std::size_t revision)
    : history_(history), revision_(revision) {
  texts_.fill(kUnknown);
  widths_.fill(0.5);
  if (!dictionary.isDictionary()) return;
  readToUnicode(dictionary);
  isComposite_ = at(dictionary["Subtype"]).isName("Type0");
  const PdfObject& encoding = at(dictionary["Encoding"]);
  isPlaceable_ = !at(dictionary["Subtype"]).isName("Type3") &&
                 (!isComposite_ || (encoding.isName() && !encoding.text.ends_with("V")));
  if (isComposite_)
    readComposite(dictionary);
  else
    readSimple(dictionary);
}

void DrawnFont::readToUnicode(const PdfObject& dictionary) {
  const PdfObject& map = at(dictionary["ToUnicode"]);
  if (!map.isStream()) return;
  try {
    const std::string bytes = history_.decoded(map, revision_, kLargestMap);
    cost_ += bytes.size();
    toUnicode_ = stesura::readToUnicode(bytes);
    for (const auto& [code, text] : toUnicode_.texts) cost_ += kEntry + text.size();
  } catch (const Error&) {  // a map that cannot be read says nothing
    cost_ += kLargestMap;
  }
}

void DrawnFont::readSimple(const PdfObject& dictionary) {
  readEncoding(dictionary);
  const bool isDrawn =
      at(dictionary["Subtype"]).isName("Type3");  // its glyphs are drawings: they may be anything
  for (std::uint32_t code = 0; code < 256; ++code) {
    std::string& text = texts_[code];
    const auto told = toUnicode_.texts.find(code);
    if (told != toUnicode_.texts.end() && text.empty()) text = told->second;
    const bool isDenied = told != toUnicode_.texts.end() && !told->second.empty() && told->second != text;
    if (isDrawn || isDenied || text.empty()) text = kUnknown;
  }
  const PdfObject& name = at(dictionary["BaseFont"]);
  const PdfObject& first = at(dictionary["FirstChar"]);
  const std::vector<PdfObject>& widths = at(dictionary["Widths"]).items;
  const double unit = isDrawn ? 1 : 0.001;  // Type3: at least in the font's own units, 1 em each at most
  const double missing = sound(at(at(dictionary["FontDescriptor"])["MissingWidth"]).real * unit);
  const auto& characters = charactersOf(SimpleEncoding::winAnsi);
  for (std::size_t code = 0; code < 256; ++code) {
    widths_[code] =
        widths.empty() ? standardWidth(name.isName() ? name.text : "", characters[code]) : missing;
  }
  for (std::size_t i = 0; i < widths.size() && i < 256; ++i) {
    const std::int64_t code =
        (first.isInteger() && first.integer > 0 ? first.integer : 0) + static_cast<std::int64_t>(i);
    if (code < 256) widths_[static_cast<std::size_t>(code)] = isDrawn ? 1 : sound(at(widths[i]).real * unit);
  }
}

// «Symbol» and «ZapfDingbats» have letters of their own (annex D.5, D.6); an embedded font without an
// encoding has its own, too.
void DrawnFont::readEncoding(const PdfObject& dictionary) {
  const PdfObject& encoding = at(dictionary["Encoding"]);
  const PdfObject& base = encoding.isDictionary() ? at(encoding["BaseEncoding"]) : encoding;
  const PdfObject& descriptor = at(dictionary["FontDescriptor"]);
  const std::string& name = at(dictionary["BaseFont"]).text;
  const bool isEmbedded =
      descriptor.has("FontFile") || descriptor.has("FontFile2") || descriptor.has("FontFile3");
  const bool isSymbolic =
      name == "Symbol" || name == "ZapfDingbats" || (at(descriptor["Flags"]).integer & 4) != 0;
  std::array<char32_t, 256> characters{};
  if (base.isName("WinAnsiEncoding"))
    characters = charactersOf(SimpleEncoding::winAnsi);
  else if (base.isName("MacRomanEncoding"))
    characters = charactersOf(SimpleEncoding::macRoman);
  else if (!isSymbolic && !isEmbedded)
    characters = charactersOf(SimpleEncoding::standard);
  else if (!isSymbolic && base.isName("StandardEncoding"))
    characters = charactersOf(SimpleEncoding::standard);
  if (name == "Symbol" || name == "ZapfDingbats") characters = {};
  std::int64_t code = 0;
  for (const PdfObject& written : at(encoding["Differences"]).items) {
    const PdfObject& item = at(written);
    if (item.isInteger()) code = item.integer;
    if (!item.isName()) continue;
    if (code >= 0 && code < 256) characters[static_cast<std::size_t>(code)] = characterOfGlyph(item.text);
    if (code < 256) ++code;
  }
  for (std::size_t i = 0; i < 256; ++i) texts_[i] = utf8Of(characters[i]);
}

void DrawnFont::readComposite(const PdfObject& dictionary) {
  const PdfObject& descendants = at(dictionary["DescendantFonts"]);
  if (!descendants.isArray() || descendants.items.empty()) return;
  const PdfObject& font = at(descendants.items[0]);
  const PdfObject& standard = at(font["DW"]);
  if (standard.isNumber()) cidDefault_ = sound(standard.real / 1000);
  readWidths(at(font["W"]));
}

// «c [w …]» and «first last w» (9.7.4.3).
void DrawnFont::readWidths(const PdfObject& list) {
  const std::vector<PdfObject>& items = list.items;
  for (std::size_t i = 0; i + 1 < items.size() && cidWidths_.size() < kMostWidths;) {
    const auto first = static_cast<std::uint32_t>(std::max<std::int64_t>(0, at(items[i]).integer));
    const PdfObject& next = at(items[i + 1]);
    if (next.isArray()) {
      std::uint32_t cid = first;
      for (const PdfObject& width : next.items) {
        if (cidWidths_.size() == kMostWidths) break;
        cidWidths_.push_back({cid, cid, sound(at(width).real / 1000)});
        ++cid;
      }
      i += 2;
    } else if (i + 2 < items.size()) {
      const auto last = static_cast<std::uint32_t>(std::max<std::int64_t>(0, next.integer));
      cidWidths_.push_back({first, last, sound(at(items[i + 2]).real / 1000)});
      i += 3;
    } else {
      break;
    }
  }
  cost_ += kEntry * cidWidths_.size();
  std::stable_sort(cidWidths_.begin(), cidWidths_.end(),
                   [](const Widths& a, const Widths& b) { return a.first < b.first; });
}

double DrawnFont::widthOf(std::uint32_t cid) const {
  auto found = std::upper_bound(cidWidths_.begin(), cidWidths_.end(), cid,
                                [](std::uint32_t code, const Widths& one) { return code < one.first; });
  if (found == cidWidths_.begin()) return cidDefault_;
  --found;
  return cid <= found->last ? found->width : cidDefault_;
}

void DrawnFont::decode(std::string_view codes, std::vector<PaintedGlyph>& glyphs) const {
  if (!isComposite_) {
    for (const char code : codes) {
      const auto place = static_cast<unsigned char>(code);
      glyphs.push_back({texts_[place], widths_[place], place == 32});
    }
    return;
  }
  for (std::size_t i = 0; i + 1 < codes.size(); i += 2) {
    const auto code = static_cast<std::uint32_t>(static_cast<unsigned char>(codes[i]) << 8 |
                                                 static_cast<unsigned char>(codes[i + 1]));
    const auto told = toUnicode_.texts.find(code);
    glyphs.push_back({told != toUnicode_.texts.end() && !told->second.empty() ? told->second : kUnknown,
                      widthOf(code), false});
  }
}

}  // namespace stesura
