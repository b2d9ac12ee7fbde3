#include "generator/form/faces.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "generator/error.h"
#include "generator/form/palette.h"
#include "tests/form_fonts.h"

namespace stesura {
namespace {

std::string nearestName(std::string_view name, unsigned flags = 0) {
  return formFonts().nearest(name, flags).postScriptName();
}

TEST(FormFonts, FindsTheNearestByName) {
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"Helv", "LiberationSans"},
      {"HeBo", "LiberationSans-Bold"},
      {"HeBO", "LiberationSans-BoldItalic"},
      {"Helvetica-Oblique", "LiberationSans-Italic"},
      {"ABCDEF+ArialMT", "LiberationSans"},
      {"Arial,Bold", "LiberationSans-Bold"},
      {"Arial-BoldItalicMT", "LiberationSans-BoldItalic"},
      {"ArialNarrow", "LiberationSans"},
      {"TiRo", "LiberationSerif"},
      {"TiBI", "LiberationSerif-BoldItalic"},
      {"TimesNewRomanPS-BoldMT", "LiberationSerif-Bold"},
      {"Times New Roman", "LiberationSerif"},
      {"LiberationSerif-Italic", "LiberationSerif-Italic"},
      {"Cour", "LiberationMono"},
      {"CoBO", "LiberationMono-BoldItalic"},
      {"CourierNewPSMT", "LiberationMono"},
      {"ZaDb", "DejaVuSans"},
      {"Calibri-Italic", "Carlito-Italic"},
      {"Cambria", "Caladea-Regular"},
      {"Verdana-Bold", "DejaVuSans-Bold"},
      {"DejaVuSans-Oblique", "DejaVuSans"},
      {"DejaVuSansMono", "DejaVuSansMono"},
      {"BAAAAA+TitilliumWeb-Regular", "TitilliumWeb-Regular"},
      {"TitilliumWeb-SemiBold", "TitilliumWeb-SemiBold"},
      {"TitilliumWeb-LightItalic", "TitilliumWeb-LightItalic"},
      {"Titillium Web Bold", "TitilliumWeb-Bold"},
      {"OpenSans-Light", "LiberationSans"},
      {"OpenSans-SemiBold", "LiberationSans-Bold"},
      {"MS Sans Serif", "LiberationSans"},
      {"HelveticaNeue", "LiberationSans"},
      {"", "LiberationSans"},
      {"\xFF\xFE+,--", "LiberationSans"},
      {std::string(100'000, 'x'), "LiberationSans"}};
  for (const auto& [name, face] : expected) EXPECT_EQ(nearestName(name), face) << name.substr(0, 40);
}

TEST(FormFonts, HeedsTheDescriptorOfAnUnknownFont) {
  EXPECT_EQ(nearestName("Ignoto", 1 | 32), "LiberationMono");
  EXPECT_EQ(nearestName("Ignoto", 2 | 32), "LiberationSerif");
  EXPECT_EQ(nearestName("Ignoto", 2 | 64), "LiberationSerif-Italic");
  EXPECT_EQ(nearestName("Ignoto", 1U << 18), "LiberationSans-Bold");
  EXPECT_EQ(nearestName("ArialMT", 1 | 2), "LiberationSans") << "a known name weighs more";
}

TEST(FormFonts, FindsAFaceForRareCharacters) {
  for (const std::string name : {"TitilliumWeb-Regular", "Helv", "TiBo", "CoOb", "Calibri"}) {
    const Face& like = formFonts().nearest(name);
    for (const char32_t character : std::u32string_view(U"☐☒✓→€“”–ȘłŽΩЯ")) {
      const Face* face = formFonts().fallback(character, like);
      ASSERT_NE(face, nullptr) << name << " U+" << std::hex << static_cast<unsigned>(character);
      EXPECT_NE(face->glyph(character).id, 0);
    }
  }
  EXPECT_EQ(formFonts().fallback(U'Я', formFonts().nearest("TiBI"))->postScriptName(),
            "LiberationSerif-BoldItalic");
  EXPECT_EQ(formFonts().fallback(U'中', formFonts().nearest("Helv")), nullptr);
  EXPECT_EQ(formFonts().fallback(0xE003, formFonts().nearest("Helv")), nullptr)
      << "a private sign of OpenSymbol";
}

TEST(FormFonts, WantsAFolderWithFonts) {
  for (const char* folder : {"/nowhere", STESURA_SOURCE_DIR "/tests"}) {
    try {
      const FormFonts fonts(folder);
      ADD_FAILURE() << folder;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::surroundings);
      EXPECT_EQ(error.sentence().find(folder), std::string::npos);
    }
  }
}

TEST(FormFonts, GivesEveryThreadTheSameFaces) {
  const FormFonts fonts(std::string(STESURA_SOURCE_DIR) + "/build/fonts");
  std::vector<const Face*> seen(8);
  std::vector<std::thread> threads;
  for (auto& place : seen)
    threads.emplace_back([&fonts, &place] { place = fonts.fallback(U'✓', fonts.nearest("TiIt")); });
  for (auto& thread : threads) thread.join();
  for (const Face* face : seen) EXPECT_EQ(face, seen.front());
}

// Distance of baselines and first baseline below the margin in PDFs made by LibreOffice 7.4 at 20 points.
TEST(Face, SetsLinesAsLibreOfficeDoes) {
  struct Measured {
    const char* name;
    double lines;
  };
  for (const auto& [name, lines] : {Measured{"Helv", 23.0},
                                    {"TiRo", 23.0},
                                    {"Cour", 22.65},
                                    {"TitilliumWeb", 30.4},
                                    {"Calibri", 24.4},
                                    {"Cambria", 23.0},
                                    {"Verdana", 23.3},
                                    {"DejaVuSerif", 23.3}}) {
    const Face& face = formFonts().nearest(name);
    EXPECT_NEAR((face.ascent() + face.descent()) * 20, lines, 0.12) << name;
  }
  EXPECT_NEAR(formFonts().nearest("Helv").ascent() * 20, 18.8, 0.1);
}

TEST(Face, KnowsItsMeasures) {
  const Face& sans = formFonts().nearest("Helv");
  EXPECT_EQ(sans.glyph('a').advance, 556);
  EXPECT_EQ(sans.glyph(U' ').advance, 278);
  EXPECT_EQ(sans.glyph(U'€').advance, 556);
  EXPECT_EQ(sans.glyph(U'中').id, 0);
  EXPECT_EQ(sans.glyph(0x10FFFF).id, 0);
  EXPECT_NEAR(sans.capHeight(), 0.69, 0.04);
  EXPECT_FALSE(sans.bold() || sans.italic() || sans.serif() || sans.fixedPitch());
  const Face& other = formFonts().nearest("TiBI");
  EXPECT_TRUE(other.bold() && other.italic() && other.serif());
  EXPECT_LT(other.italicAngle(), 0);
  EXPECT_TRUE(formFonts().nearest("Cour").fixedPitch());
  EXPECT_LT(sans.box()[1], 0);
  EXPECT_GT(sans.box()[3], 800);
}

struct OpenedFont {
  explicit OpenedFont(const std::string& bytes) {
    FT_Init_FreeType(&library);
    failed = FT_New_Memory_Face(library, reinterpret_cast<const FT_Byte*>(bytes.data()),
                                static_cast<FT_Long>(bytes.size()), 0, &face) != 0;
  }
  OpenedFont(const OpenedFont&) = delete;
  OpenedFont& operator=(const OpenedFont&) = delete;
  ~OpenedFont() { FT_Done_FreeType(library); }
  // The outline's points of a glyph; -1 if it does not load.
  int points(unsigned glyph) const {
    return FT_Load_Glyph(face, glyph, FT_LOAD_NO_SCALE) == 0 ? face->glyph->outline.n_points : -1;
  }
  FT_Library library = nullptr;
  FT_Face face = nullptr;
  bool failed = false;
};

TEST(Face, SubsetsKeepTheNumbersOfTheirGlyphs) {
  for (const char* name : {"Helv", "TiBI", "Cour", "TitilliumWeb", "Calibri", "Cambria", "Verdana"}) {
    const Face& face = formFonts().nearest(name);
    const std::string bytes = face.subset(latinCharacters());
    const OpenedFont font(bytes);
    ASSERT_FALSE(font.failed) << name;
    for (const char32_t character : std::u32string_view(U"Aàèé’€“”–ȘłŽß")) {
      const Glyph glyph = face.glyph(character);
      ASSERT_NE(glyph.id, 0) << name;
      EXPECT_EQ(FT_Get_Char_Index(font.face, character), glyph.id) << name;
      EXPECT_GT(font.points(glyph.id), 3) << name;
      EXPECT_EQ(std::lround(font.face->glyph->metrics.horiAdvance * 1000.0 / font.face->units_per_EM),
                glyph.advance);
    }
    EXPECT_EQ(FT_Get_Char_Index(font.face, U'Я'), 0u) << name;
  }
}

TEST(Face, SubsetsAreTheSameEachTimeAndSmall) {
  const Face& face = formFonts().nearest("Helv");
  const std::string bytes = face.subset(latinCharacters());
  EXPECT_EQ(bytes, readFace(std::string(STESURA_SOURCE_DIR) + "/build/fonts/LiberationSans-Regular.ttf")
                       ->subset(latinCharacters()));
  EXPECT_LT(bytes.size(), 80'000u);
  EXPECT_EQ(face.subset({U'Ω', U'Я'}), face.subset({U'Я', U'Ω', U'Я'}));
  EXPECT_LT(face.subset({U'Ω'}).size(), bytes.size());
  EXPECT_FALSE(OpenedFont(face.subset({})).failed);
  EXPECT_FALSE(OpenedFont(face.subset({U'中'})).failed);
}

TEST(LatinCharacters, HoldWhatNamesAndSentencesNeed) {
  const auto& latin = latinCharacters();
  EXPECT_TRUE(std::is_sorted(latin.begin(), latin.end()));
  for (const char32_t character :
       std::u32string_view(U" aZ09àèéìòùÀÈÉçñßȘșłŽžőÞ’‘“”«»€–—…°ºª§½•\u00A0→☐☒✓"))
    EXPECT_TRUE(isLatin(character)) << static_cast<unsigned>(character);
  for (const char32_t character : std::u32string_view(U"\nΩЯ中\u00AD\u200B\x7F\U0010FFFF"))
    EXPECT_FALSE(isLatin(character)) << static_cast<unsigned>(character);
}

TEST(Palette, AddsAFontForWhatTheFormDoesNotEmbed) {
  PreparedFaces prepared(formFonts());
  const auto sans = prepared.enter(formFonts().nearest("Helv"));
  const auto titillium = prepared.enter(formFonts().nearest("TitilliumWeb"));
  EXPECT_EQ(prepared.enter(formFonts().nearest("ArialMT")), sans);
  ASSERT_EQ(prepared.size(), 2u);
  EXPECT_TRUE(prepared.embedded(sans, U'Ș'));
  EXPECT_FALSE(prepared.embedded(sans, U'Ω'));

  Palette palette(prepared);
  EXPECT_EQ(palette.choose(U'è', titillium).font, titillium);
  EXPECT_TRUE(palette.added().empty());
  const DrawnGlyph omega = palette.choose(U'Ω', sans);
  EXPECT_EQ(omega.font, 2u);
  EXPECT_EQ(&palette.face(2), &prepared.face(sans)) << "its own face's glyph, in a font of the document";
  EXPECT_EQ(omega.glyph.id, prepared.face(sans).glyph(U'Ω').id);
  const DrawnGlyph box = palette.choose(U'☐', titillium);
  EXPECT_EQ(palette.face(box.font).postScriptName(), "DejaVuSans");
  EXPECT_EQ(palette.choose(U'Я', sans).font, 2u);
  EXPECT_EQ(palette.choose(U'Ω', sans).font, 2u);
  ASSERT_EQ(palette.added().size(), 2u);
  EXPECT_EQ(palette.added()[0].characters, (std::vector<char32_t>{U'Ω', U'Я'}));
  EXPECT_EQ(palette.added()[1].font, 3u);
  EXPECT_EQ(palette.choose(U'中', sans).glyph.id, 0);
  EXPECT_EQ(palette.added().size(), 2u);
}

TEST(Palette, UsesAFallbackThatTheFormEmbeds) {
  PreparedFaces prepared(formFonts());
  const auto titillium = prepared.enter(formFonts().nearest("TitilliumWeb"));
  const auto dejavu = prepared.enter(formFonts().nearest("DejaVuSans"));
  Palette palette(prepared);
  EXPECT_EQ(palette.choose(U'☐', titillium).font, dejavu);
  EXPECT_TRUE(palette.added().empty());
}

}  // namespace
}  // namespace stesura
