#include "generator/form/page_font.h"

#include <algorithm>
#include <cmath>

#include "generator/form/bounded_stream.h"
#include "generator/form/glyph_names.h"
#include "generator/form/standard_widths.h"

namespace stesura {
namespace {

constexpr std::size_t kMostMapBytes = 1 << 20;
constexpr int kMostListItems = 70000;
const std::string kUnknown = "\xEF\xBF\xBD";

// /BaseFont without «ABCDEF+».
std::string bareName(QPDFObjectHandle dictionary) {
  QPDFObjectHandle entry = dictionary.getKey("/BaseFont");
  if (!entry.isName()) return {};
  std::string name = entry.getName().substr(1);
  const bool prefixed = name.size() > 7 && name[6] == '+' &&
                        std::all_of(name.begin(), name.begin() + 6, [](char c) { return c >= 'A' && c <= 'Z'; });
  return prefixed ? name.substr(7) : name;
}

double numberOr(QPDFObjectHandle value, double otherwise) {
  if (!value.isNumber()) return otherwise;
  const double number = value.getNumericValue();
  return std::isfinite(number) && std::fabs(number) < 1e6 ? number : otherwise;
}

bool isWhole(QPDFObjectHandle value) {
  return value.isInteger() && value.getIntValue() >= 0 && value.getIntValue() <= 0xFFFF;
}

SimpleEncoding namedEncoding(QPDFObjectHandle name, SimpleEncoding otherwise) {
  if (!name.isName()) return otherwise;
  if (name.getName() == "/WinAnsiEncoding") return SimpleEncoding::winAnsi;
  if (name.getName() == "/MacRomanEncoding") return SimpleEncoding::macRoman;
  return name.getName() == "/StandardEncoding" ? SimpleEncoding::standard : otherwise;
}

char32_t firstCharacter(const std::string& utf8) {
  if (utf8.empty()) return 0;
  const auto byte = [&](std::size_t i) -> char32_t { return i < utf8.size() ? static_cast<unsigned char>(utf8[i]) : 0; };
  if (byte(0) < 0x80) return byte(0);
  if (byte(0) < 0xE0) return (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
  return (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
}

}  // namespace

PageFont::PageFont(QPDFObjectHandle dictionary) {
  widths_.fill(0.5);
  texts_.fill(kUnknown);
  try {
    if (!dictionary.isDictionary()) return;
    name_ = bareName(dictionary);
    QPDFObjectHandle map = dictionary.getKey("/ToUnicode");
    if (map.isStream()) toUnicode_ = readToUnicode(boundedStreamBytes(map, kMostMapBytes));
    QPDFObjectHandle subtype = dictionary.getKey("/Subtype");
    composite_ = subtype.isName() && subtype.getName() == "/Type0";
    composite_ ? readComposite(dictionary) : readSimple(dictionary);
  } catch (const std::exception&) {
    // A damaged dictionary: what was read of it stays.
  }
}

void PageFont::readDescriptor(QPDFObjectHandle descriptor) {
  if (!descriptor.isDictionary()) return;
  const double ascent = numberOr(descriptor.getKey("/Ascent"), 0) / 1000;
  const double descent = numberOr(descriptor.getKey("/Descent"), 0) / 1000;
  if (ascent > 0) ascent_ = std::min(ascent, 1.05);
  if (descent != 0) descent_ = std::max(-std::fabs(descent), -0.4);
}

void PageFont::readEncoding(QPDFObjectHandle dictionary, bool symbolic) {
  QPDFObjectHandle encoding = dictionary.getKey("/Encoding");
  QPDFObjectHandle subtype = dictionary.getKey("/Subtype");
  const bool trueType = subtype.isName() && subtype.getName() == "/TrueType";
  SimpleEncoding base = namedEncoding(encoding, trueType ? SimpleEncoding::winAnsi : SimpleEncoding::standard);
  if (encoding.isDictionary()) base = namedEncoding(encoding.getKey("/BaseEncoding"), base);
  // A symbolic font's own encoding stands in its program: nothing here says what a code means.
  const bool told = !symbolic || encoding.isName() || name_.find("Symbol") == std::string::npos;
  const auto& characters = charactersOf(base);
  for (std::size_t code = 0; code < 256; ++code) {
    if (!told || characters[code] == 0) continue;
    texts_[code].clear();
    appendUtf8(texts_[code], characters[code]);
  }
  if (!encoding.isDictionary() || !encoding.getKey("/Differences").isArray()) return;
  QPDFObjectHandle differences = encoding.getKey("/Differences");
  long long code = 0;
  for (int i = 0; i < std::min(differences.getArrayNItems(), 1024); ++i) {
    QPDFObjectHandle item = differences.getArrayItem(i);
    if (item.isInteger()) {
      code = item.getIntValue();
    } else if (item.isName() && code >= 0 && code < 256) {
      const char32_t character = characterOfGlyph(item.getName().substr(1));
      texts_[code] = kUnknown;
      if (character != 0) {
        texts_[code].clear();
        appendUtf8(texts_[code], character);
      }
      ++code;
    }
  }
}

void PageFont::readSimple(QPDFObjectHandle dictionary) {
  QPDFObjectHandle descriptor = dictionary.getKey("/FontDescriptor");
  readDescriptor(descriptor);
  const bool described = descriptor.isDictionary();
  const bool symbolic = described && isWhole(descriptor.getKey("/Flags")) && (descriptor.getKey("/Flags").getIntValue() & 4);
  readEncoding(dictionary, symbolic);
  for (const auto& [code, text] : toUnicode_.texts) {
    if (code < 256 && !text.empty()) texts_[code] = text;
  }
  QPDFObjectHandle widths = dictionary.getKey("/Widths");
  if (!widths.isArray()) {
    for (std::size_t code = 0; code < 256; ++code) widths_[code] = standardWidth(name_, firstCharacter(texts_[code]));
    if (!described) ascent_ = 0.718, descent_ = -0.207;  // Helvetica's; the others' are near
    return;
  }
  double unit = 0.001;  // of Type 3 fonts the font matrix tells
  if (QPDFObjectHandle matrix = dictionary.getKey("/FontMatrix"); matrix.isArray() && matrix.getArrayNItems() == 6) {
    unit = numberOr(matrix.getArrayItem(0), unit);
  }
  widths_.fill(described ? numberOr(descriptor.getKey("/MissingWidth"), 0) * unit : 0);
  QPDFObjectHandle first = dictionary.getKey("/FirstChar");
  const int start = isWhole(first) ? static_cast<int>(first.getIntValue()) : 0;
  for (int i = 0; i < widths.getArrayNItems() && start + i < 256; ++i) {
    widths_[start + i] = numberOr(widths.getArrayItem(i), 0) * unit;
  }
}

void PageFont::readComposite(QPDFObjectHandle dictionary) {
  codeLength_ = toUnicode_.codeLength == 0 ? 2 : toUnicode_.codeLength;
  QPDFObjectHandle encoding = dictionary.getKey("/Encoding");
  if (encoding.isName() && encoding.getName().starts_with("/Identity")) codeLength_ = 2;
  QPDFObjectHandle descendants = dictionary.getKey("/DescendantFonts");
  QPDFObjectHandle descendant = descendants.isArray() && descendants.getArrayNItems() > 0 ? descendants.getArrayItem(0) : descendants;
  if (!descendant.isDictionary()) return;
  readDescriptor(descendant.getKey("/FontDescriptor"));
  cidDefault_ = numberOr(descendant.getKey("/DW"), 1000) / 1000;
  readCidWidths(descendant.getKey("/W"));
}

// «c [w1 w2 …]» and «first last w», mixed (9.7.4.3).
void PageFont::readCidWidths(QPDFObjectHandle list) {
  if (!list.isArray()) return;
  const int count = std::min(list.getArrayNItems(), kMostListItems);
  for (int i = 0; i + 1 < count;) {
    if (!isWhole(list.getArrayItem(i))) return;
    const auto first = static_cast<std::uint32_t>(list.getArrayItem(i).getIntValue());
    QPDFObjectHandle second = list.getArrayItem(i + 1);
    if (second.isArray()) {
      for (int j = 0; j < second.getArrayNItems() && cidWidths_.size() < kMostListItems; ++j) {
        const std::uint32_t cid = first + static_cast<std::uint32_t>(j);
        cidWidths_.push_back({cid, cid, numberOr(second.getArrayItem(j), 0) / 1000});
      }
      i += 2;
    } else {
      if (i + 2 >= count || !isWhole(second)) break;
      cidWidths_.push_back({first, static_cast<std::uint32_t>(second.getIntValue()), numberOr(list.getArrayItem(i + 2), 0) / 1000});
      i += 3;
    }
  }
  std::stable_sort(cidWidths_.begin(), cidWidths_.end(), [](const WidthRange& a, const WidthRange& b) { return a.first < b.first; });
}

double PageFont::widthOfCid(std::uint32_t cid) const {
  auto found = std::upper_bound(cidWidths_.begin(), cidWidths_.end(), cid,
                                [](std::uint32_t value, const WidthRange& range) { return value < range.first; });
  if (found == cidWidths_.begin()) return cidDefault_;
  --found;
  return cid <= found->last ? found->width : cidDefault_;
}

void PageFont::decode(const std::string& codes, std::vector<ReadGlyph>& glyphs) const {
  if (!composite_) {
    for (const char byte : codes) {
      const auto code = static_cast<unsigned char>(byte);
      glyphs.push_back({&texts_[code], widths_[code], code == ' '});
    }
    return;
  }
  for (std::size_t i = 0; i + codeLength_ <= codes.size(); i += codeLength_) {
    std::uint32_t code = 0;
    for (std::size_t j = 0; j < codeLength_; ++j) code = code << 8 | static_cast<unsigned char>(codes[i + j]);
    const auto found = toUnicode_.texts.find(code);
    glyphs.push_back({found == toUnicode_.texts.end() ? &kUnknown : &found->second, widthOfCid(code), codeLength_ == 1 && code == ' '});
  }
}

}  // namespace stesura
