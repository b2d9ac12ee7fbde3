#include "generator/form/faces.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_TRUETYPE_TABLES_H
#include FT_ADVANCES_H
#include FT_OUTLINE_H
#include <hb-subset.h>
#include <hb.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <type_traits>

#include "generator/error.h"

namespace stesura {

namespace {

constexpr std::size_t kLatinTable = 0x250;
constexpr char32_t kSigns = 0x2000;
constexpr std::size_t kSignsTable = 0xD0;
constexpr std::size_t kLatinBits = 0x3000;

struct Entry {
  char32_t character;
  Glyph glyph;
};

}  // namespace

struct Face::Read {
  std::string bytes;
  std::array<Glyph, kLatinTable> latin{};
  std::array<Glyph, kSignsTable> signs{};
  std::vector<Entry> others{};  // by character
  double ascent = 0, descent = 0, capHeight = 0, italicAngle = 0;
  std::string postScriptName{};
  bool bold = false, italic = false, serif = false, fixedPitch = false;
  std::array<int, 4> box{};
};

namespace {

struct CloseLibrary {
  void operator()(FT_Library library) const { FT_Done_FreeType(library); }
};
struct CloseFace {
  void operator()(FT_Face face) const { FT_Done_Face(face); }
};

[[noreturn]] void unreadable() {
  throw Error(ErrorKind::surroundings,
              "Un carattere tipografico del programma non si legge: eseguire «./run --build».");
}

int thousandths(long units, FT_Face face) {
  return static_cast<int>(std::lround(static_cast<double>(units) * 1000 / face->units_per_EM));
}

// OpenSymbol keeps signs of its own at private code points: in data they would mean something else.
bool isPrivate(char32_t character) {
  return (character >= 0xE000 && character <= 0xF8FF) || character >= 0xF0000;
}

void readGlyphs(FT_Face face, Face::Read& read) {
  if (FT_Select_Charmap(face, FT_ENCODING_UNICODE) != 0) unreadable();
  FT_UInt id = 0;
  for (FT_ULong code = FT_Get_First_Char(face, &id); id != 0; code = FT_Get_Next_Char(face, code, &id)) {
    const auto character = static_cast<char32_t>(code);
    if (isPrivate(character) || id > 0xFFFF) continue;
    FT_Fixed advance = 0;
    if (FT_Get_Advance(face, id, FT_LOAD_NO_SCALE, &advance) != 0) unreadable();
    const Glyph glyph{static_cast<std::uint16_t>(id),
                      static_cast<std::uint16_t>(std::clamp(thousandths(advance, face), 0, 0xFFFF))};
    if (character < kLatinTable)
      read.latin[character] = glyph;
    else if (character - kSigns < kSignsTable)
      read.signs[character - kSigns] = glyph;
    else
      read.others.push_back({character, glyph});
  }
  std::sort(read.others.begin(), read.others.end(),
            [](const Entry& a, const Entry& b) { return a.character < b.character; });
}

// The choice of vcl's ImplCalcLineSpacing (LibreOffice 7.4), and Writer's habit of adding the line
// gap above the line.
void readLineHeight(FT_Face face, const TT_OS2* os2, Face::Read& read) {
  double ascent = 0, descent = 0, gap = 0;
  const auto* hhea = static_cast<const TT_HoriHeader*>(FT_Get_Sfnt_Table(face, FT_SFNT_HHEA));
  if (hhea != nullptr && hhea->Ascender >= 0 && hhea->Descender <= 0) {
    ascent = hhea->Ascender;
    descent = -hhea->Descender;
    gap = hhea->Line_Gap;
  }
  if (os2 != nullptr) {
    if (ascent == 0 && descent == 0) {
      ascent = os2->usWinAscent;
      descent = os2->usWinDescent;
      gap = 0;
    }
    constexpr unsigned kUseTypographicMetrics = 1U << 7;
    if ((os2->fsSelection & kUseTypographicMetrics) != 0 && os2->sTypoAscender >= 0 &&
        os2->sTypoDescender <= 0) {
      ascent = os2->sTypoAscender;
      descent = -os2->sTypoDescender;
      gap = os2->sTypoLineGap;
    }
  }
  read.ascent = (ascent + gap) / face->units_per_EM;
  read.descent = descent / face->units_per_EM;
}

double heightOfH(FT_Face face) {
  const FT_UInt id = FT_Get_Char_Index(face, 'H');
  if (id == 0 || FT_Load_Glyph(face, id, FT_LOAD_NO_SCALE) != 0) return 0.7;
  FT_BBox box{};
  FT_Outline_Get_CBox(&face->glyph->outline, &box);
  return static_cast<double>(box.yMax) / face->units_per_EM;
}

void readTraits(FT_Face face, const TT_OS2* os2, Face::Read& read) {
  constexpr unsigned kSemiBold = 600;
  const char* name = FT_Get_Postscript_Name(face);
  read.postScriptName = name != nullptr ? name : "Unnamed";
  read.bold =
      (face->style_flags & FT_STYLE_FLAG_BOLD) != 0 || (os2 != nullptr && os2->usWeightClass >= kSemiBold);
  read.italic = (face->style_flags & FT_STYLE_FLAG_ITALIC) != 0;
  read.fixedPitch = FT_IS_FIXED_WIDTH(face) != 0;
  read.serif =
      read.postScriptName.find("Serif") != std::string::npos || read.postScriptName.starts_with("Caladea");
  if (const auto* post = static_cast<const TT_Postscript*>(FT_Get_Sfnt_Table(face, FT_SFNT_POST)))
    read.italicAngle = static_cast<double>(post->italicAngle) / 65536;
  read.box = {thousandths(face->bbox.xMin, face), thousandths(face->bbox.yMin, face),
              thousandths(face->bbox.xMax, face), thousandths(face->bbox.yMax, face)};
}

using LatinBits = std::array<std::uint64_t, kLatinBits / 64>;

constexpr LatinBits latinBits() {
  struct Range {
    char32_t first, last;
  };
  constexpr std::array kRanges{
      Range{0x0020, 0x007E}, Range{0x00A0, 0x00AC}, Range{0x00AE, 0x024F},   // Latin
      Range{0x02C6, 0x02C7}, Range{0x02D8, 0x02DD},                          // marks that stand alone
      Range{0x2000, 0x200A}, Range{0x2010, 0x2027}, Range{0x202F, 0x203A},   // spaces, punctuation
      Range{0x2044, 0x2044}, Range{0x2070, 0x208E}, Range{0x20A0, 0x20BF},   // fractions, currency
      Range{0x2105, 0x2105}, Range{0x2116, 0x2116}, Range{0x2122, 0x2122},   // ℅ № ™
      Range{0x2190, 0x2193}, Range{0x2212, 0x2212}, Range{0x2260, 0x2260},   // arrows, − ≠
      Range{0x2264, 0x2265}, Range{0x2610, 0x2612}, Range{0x2713, 0x2713}};  // ≤ ≥ ☐ ☑ ☒ ✓
  LatinBits bits{};
  for (const Range& range : kRanges)
    for (char32_t character = range.first; character <= range.last; ++character)
      bits[character / 64] |= std::uint64_t{1} << (character % 64);
  return bits;
}

constexpr LatinBits kLatin = latinBits();

}  // namespace

std::unique_ptr<Face> readFace(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  auto read = std::make_unique<Face::Read>();
  read->bytes.assign(std::istreambuf_iterator<char>(stream), {});
  if (!stream || read->bytes.empty()) unreadable();
  FT_Library library = nullptr;
  if (FT_Init_FreeType(&library) != 0) unreadable();
  const std::unique_ptr<std::remove_pointer_t<FT_Library>, CloseLibrary> libraryOwner(library);
  FT_Face face = nullptr;
  if (FT_New_Memory_Face(library, reinterpret_cast<const FT_Byte*>(read->bytes.data()),
                         static_cast<FT_Long>(read->bytes.size()), 0, &face) != 0)
    unreadable();
  const std::unique_ptr<std::remove_pointer_t<FT_Face>, CloseFace> faceOwner(face);
  if (!FT_IS_SCALABLE(face) || face->units_per_EM == 0) unreadable();
  const auto* os2 = static_cast<const TT_OS2*>(FT_Get_Sfnt_Table(face, FT_SFNT_OS2));
  readGlyphs(face, *read);
  readLineHeight(face, os2, *read);
  readTraits(face, os2, *read);
  const bool told = os2 != nullptr && os2->version >= 2 && os2->sCapHeight > 0;
  read->capHeight = told ? static_cast<double>(os2->sCapHeight) / face->units_per_EM : heightOfH(face);
  return std::make_unique<Face>(std::move(read));
}

Face::Face(std::unique_ptr<const Read> read) : read_(std::move(read)), table_(read_->latin.data()) {}
Face::~Face() = default;

Glyph Face::glyphBeyond(char32_t character) const {
  if (character >= kSigns && character - kSigns < kSignsTable) return read_->signs[character - kSigns];
  const auto found =
      std::lower_bound(read_->others.begin(), read_->others.end(), character,
                       [](const Entry& entry, char32_t wanted) { return entry.character < wanted; });
  const bool has = found != read_->others.end() && found->character == character;
  return has ? found->glyph : Glyph{};
}

double Face::ascent() const { return read_->ascent; }
double Face::descent() const { return read_->descent; }
double Face::capHeight() const { return read_->capHeight; }
const std::string& Face::postScriptName() const { return read_->postScriptName; }
bool Face::bold() const { return read_->bold; }
bool Face::italic() const { return read_->italic; }
bool Face::serif() const { return read_->serif; }
bool Face::fixedPitch() const { return read_->fixedPitch; }
std::array<int, 4> Face::box() const { return read_->box; }
double Face::italicAngle() const { return read_->italicAngle; }

// Without hinting and layout tables: a viewer is handed glyph numbers, and hinting is a third of
// the bytes for the sake of coarse screens.
std::string Face::subset(const std::vector<char32_t>& characters) const {
  struct Close {
    void operator()(hb_blob_t* blob) const { hb_blob_destroy(blob); }
    void operator()(hb_face_t* face) const { hb_face_destroy(face); }
    void operator()(hb_subset_input_t* input) const { hb_subset_input_destroy(input); }
  };
  const std::unique_ptr<hb_blob_t, Close> whole(hb_blob_create(read_->bytes.data(),
                                                               static_cast<unsigned>(read_->bytes.size()),
                                                               HB_MEMORY_MODE_READONLY, nullptr, nullptr));
  const std::unique_ptr<hb_face_t, Close> face(hb_face_create(whole.get(), 0));
  const std::unique_ptr<hb_subset_input_t, Close> input(hb_subset_input_create_or_fail());
  if (!input) unreadable();
  hb_subset_input_set_flags(input.get(), HB_SUBSET_FLAGS_RETAIN_GIDS | HB_SUBSET_FLAGS_NO_HINTING |
                                             HB_SUBSET_FLAGS_NOTDEF_OUTLINE);
  for (const char32_t character : characters)
    if (glyph(character).id != 0) hb_set_add(hb_subset_input_unicode_set(input.get()), character);
  hb_set_t* dropped = hb_subset_input_set(input.get(), HB_SUBSET_SETS_DROP_TABLE_TAG);
  for (const char* tag : {"GSUB", "GPOS", "GDEF", "kern", "name", "FFTM", "DSIG", "gasp", "hdmx", "LTSH",
                          "VDMX", "MATH", "JSTF", "BASE", "PCLT", "meta"})
    hb_set_add(dropped, hb_tag_from_string(tag, 4));
  const std::unique_ptr<hb_face_t, Close> made(hb_subset_or_fail(face.get(), input.get()));
  if (!made) unreadable();
  const std::unique_ptr<hb_blob_t, Close> blob(hb_face_reference_blob(made.get()));
  unsigned size = 0;
  const char* bytes = hb_blob_get_data(blob.get(), &size);
  if (size == 0) unreadable();
  return {bytes, size};
}

bool isLatinBeyond(char32_t character) {
  return character < kLatinBits && (kLatin[character / 64] >> (character % 64) & 1) != 0;
}

const std::vector<char32_t>& latinCharacters() {
  static const std::vector<char32_t> characters = [] {
    std::vector<char32_t> list;
    for (char32_t character = 0; character < kLatinBits; ++character)
      if (isLatin(character)) list.push_back(character);
    return list;
  }();
  return characters;
}

}  // namespace stesura
