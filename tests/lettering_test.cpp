#include "generator/form/lettering.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <limits>
#include <map>
#include <sstream>

#include "tests/form_fonts.h"
#include "tests/form_page.h"

namespace stesura {
namespace {

const PreparedFaces& prepared() {
  static const PreparedFaces faces = [] {
    PreparedFaces entered(formFonts());
    for (const char* name : {"Helv", "TitilliumWeb", "CoBo"}) entered.enter(formFonts().nearest(name));
    return entered;
  }();
  return faces;
}

std::string utf8Of(char32_t character) {
  std::string text;
  if (character < 0x80) return {static_cast<char>(character)};
  if (character < 0x800)
    return {static_cast<char>(0xC0 | character >> 6), static_cast<char>(0x80 | (character & 0x3F))};
  return {static_cast<char>(0xE0 | character >> 12), static_cast<char>(0x80 | (character >> 6 & 0x3F)),
          static_cast<char>(0x80 | (character & 0x3F))};
}

// A line of the page: what its glyphs show, where it begins, and how wide it is.
struct Shown {
  std::string text;
  double left = 0, baseline = 0, width = 0;
};

struct Set {
  Lettering result;
  std::string stream;
  std::vector<Shown> lines;
  std::string text() const {
    std::string all;
    for (const Shown& line : lines) all += (all.empty() ? "" : "|") + line.text;
    return all;
  }
};

struct Read {
  std::string text;
  double advance = 0;
};

// The character whose glyph this is.
Read readGlyph(const Face& face, unsigned id) {
  static std::map<std::pair<const Face*, unsigned>, Read> known;
  if (known.empty()) known[{nullptr, 0}] = {};
  const auto found = known.find({&face, id});
  if (found != known.end()) return found->second;
  for (char32_t character = 0x20; character <= 0xFFFF; ++character) {
    const Glyph glyph = face.glyph(character);
    if (glyph.id == id) return known[{&face, id}] = {utf8Of(character), static_cast<double>(glyph.advance)};
  }
  return {"?", 0};
}

// Reads a content stream as a viewer would.
std::vector<Shown> linesOf(const std::string& stream, const Palette& palette) {
  std::vector<Shown> lines;
  std::vector<double> operands;
  std::istringstream words(stream);
  double x = 0, y = 0, size = 0;
  std::uint32_t font = 0;
  std::string hex;
  for (std::string word; words >> word;) {
    if (word.starts_with("/St")) {
      font = static_cast<std::uint32_t>(std::stoul(word.substr(3)));
    } else if (word == "Tf") {
      size = operands.back();
    } else if (word == "Td") {
      x += operands[operands.size() - 2];
      y += operands.back();
      lines.push_back({"", x, y, 0});
    } else if (word.starts_with("<") || word.starts_with("[<")) {
      hex = word.substr(word.find('<') + 1, word.find('>') - word.find('<') - 1);
      continue;
    } else if (word == "Tj" || word == "TJ") {
      EXPECT_EQ(hex.size() % 4, 0u);
      for (std::size_t i = 0; i < hex.size(); i += 4) {
        const Read read =
            readGlyph(palette.face(font), static_cast<unsigned>(std::stoul(hex.substr(i, 4), nullptr, 16)));
        lines.back().text += read.text;
        lines.back().width += word == "TJ" ? 0 : read.advance * size / 1000;
      }
    } else if (word.find_first_not_of("0123456789.-]") == std::string::npos) {
      operands.push_back(std::stod(word));
      continue;
    } else {
      EXPECT_TRUE(word == "BT" || word == "ET") << word;
    }
    operands.clear();
  }
  return lines;
}

Set setIn(const FieldRoom& room, std::string_view text) {
  Palette palette(prepared());
  Set set;
  set.result = setLetters(text, room, palette, set.stream);
  set.lines = linesOf(set.stream, palette);
  return set;
}

FieldRoom oneLine(double width = 200, double size = 10) {
  FieldRoom room;
  room.width = width;
  room.height = 18;
  room.inset = 2;
  room.size = size;
  return room;
}

FieldRoom severalLines(double width = 200, double height = 60, double size = 10) {
  FieldRoom room = oneLine(width, size);
  room.height = height;
  room.multiline = true;
  return room;
}

std::size_t codePoints(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xC0) != 0x80; }));
}

std::string firstCodePoints(const std::string& text, std::size_t count) {
  std::size_t at = 0;
  for (; at < text.size(); ++at)
    if ((text[at] & 0xC0) != 0x80 && count-- == 0) break;
  return text.substr(0, at);
}

// Cut at `fitting` the text fits, with one character more it does not.
void expectExactCount(const FieldRoom& room, const std::string& text) {
  const Set whole = setIn(room, text);
  ASSERT_FALSE(whole.result.fits);
  EXPECT_EQ(whole.stream, "") << "a text that does not fit is not drawn";
  ASSERT_LT(whole.result.fitting, codePoints(text));
  EXPECT_TRUE(setIn(room, firstCodePoints(text, whole.result.fitting)).result.fits) << whole.result.fitting;
  EXPECT_FALSE(setIn(room, firstCodePoints(text, whole.result.fitting + 1)).result.fits)
      << whole.result.fitting;
}

const std::string kSentence =
    "Il nucleo è seguito dal servizio sociale dal 2019; la famiglia ha chiesto di incontrare l’educatrice "
    "e "
    "l’assistente sociale – entro il 12/03/2026.";

TEST(Lettering, DrawsEveryLetterAsItself) {
  const std::string text = "à è ’ € “ ” – Ș ł Ž ß ½ Rho";
  for (const std::uint32_t font : {0U, 1U, 2U}) {
    FieldRoom room = oneLine();
    room.font = font;
    EXPECT_EQ(setIn(room, text).text(), text) << font;
  }
}

TEST(Lettering, TakesRareCharactersFromOtherFonts) {
  FieldRoom room = oneLine();
  room.font = 1;
  const Set set = setIn(room, "Sì ☒ no ☐ Ω Я → fine");
  EXPECT_EQ(set.text(), "Sì ☒ no ☐ Ω Я → fine");
  EXPECT_NE(set.stream.find("/St3 10 Tf"), std::string::npos) << set.stream;
}

TEST(Lettering, DrawsNothingForNothing) {
  for (const char* text : {"", "   ", "\n\n", "\u200B", "\u00AD", "\t \u200D\uFE0F"}) {
    for (const FieldRoom& room : {oneLine(), severalLines()}) {
      const Set set = setIn(room, text);
      EXPECT_TRUE(set.result.fits) << text;
      EXPECT_EQ(set.result.size, 0);
      EXPECT_EQ(set.stream, "") << text;
    }
  }
}

TEST(Lettering, NamesTheCharacterThatNoFaceHas) {
  const Set set = setIn(oneLine(), "bene 中 e 한");
  EXPECT_EQ(set.result.withoutGlyph, U'中');
  EXPECT_EQ(set.stream, "");
  EXPECT_EQ(setIn(severalLines(), "\U0001F469").result.withoutGlyph, char32_t{0x1F469});
}

TEST(Lettering, TakesInvalidBytesAsReplacementCharacters) {
  for (const std::string text : {"a\xFF"
                                 "b",
                                 "a\xC3", "a\xE2\x82",
                                 "a\xC0\x80"
                                 "b",
                                 "a\xED\xA0\x80", "a\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\x80"}) {
    const Set set = setIn(oneLine(), text);
    EXPECT_NE(set.text().find("\uFFFD"), std::string::npos) << set.text();
    EXPECT_TRUE(set.result.fits);
  }
  EXPECT_EQ(setIn(oneLine(),
                  "a\xFF"
                  "b")
                .text(),
            "a\uFFFDb");
}

TEST(Lettering, JoinsLettersAndTheirMarks) {
  EXPECT_EQ(setIn(oneLine(), "perche\u0301 S\u0326 a\u0323\u0302").text(), "perché Ș ậ");
  EXPECT_EQ(setIn(oneLine(), "q\u0301x").text(), "q\u0301x");
  const double plain = setIn(oneLine(), "qx").lines[0].width;
  for (const std::uint32_t font : {0U, 1U, 2U}) {
    FieldRoom room = oneLine();
    room.font = font;
    EXPECT_NEAR(setIn(room, "q\u0301x").lines[0].width, setIn(room, "qx").lines[0].width, 0.001) << font;
  }
  EXPECT_GT(plain, 0);
}

TEST(Lettering, StandsLeftCentredOrRight) {
  FieldRoom room = oneLine();
  const Shown left = setIn(room, "Rho").lines.at(0);
  EXPECT_DOUBLE_EQ(left.left, 2);
  room.alignment = Alignment::centre;
  const Shown centre = setIn(room, "Rho").lines.at(0);
  EXPECT_NEAR(centre.left, (200 - centre.width) / 2, 0.001);
  room.alignment = Alignment::right;
  const Shown right = setIn(room, "Rho  ").lines.at(0);
  EXPECT_NEAR(right.left + right.width, 198, 0.001) << "spaces at the end do not count";
}

TEST(Lettering, CentresCapitalsInTheBox) {
  const Shown line = setIn(oneLine(), "RHO").lines.at(0);
  const double above = 18 - line.baseline - prepared().face(0).capHeight() * 10;
  EXPECT_NEAR(above, line.baseline, 0.01);
  FieldRoom low = oneLine();
  low.height = 10;
  EXPECT_NEAR(setIn(low, "gj").lines.at(0).baseline, prepared().face(0).descent() * 10, 0.01)
      << "descenders stay inside a low box";
}

TEST(Lettering, KeepsAGivenBaseline) {
  FieldRoom room = oneLine();
  room.firstBaseline = 12;
  EXPECT_NEAR(setIn(room, "Rho").lines.at(0).baseline, 6, 0.001);
  EXPECT_NEAR(setIn(room, std::string(50, 'n')).lines.at(0).baseline, 6, 0.001)
      << "smaller, on the same line";
  FieldRoom several = severalLines();
  several.firstBaseline = 15;
  several.leading = 1.5;
  const Set set = setIn(several, "uno\ndue");
  EXPECT_NEAR(set.lines.at(0).baseline, 45, 0.001);
  EXPECT_NEAR(set.lines.at(1).baseline, 30, 0.001);
}

TEST(Lettering, SetsASingleLineWithoutBreaks) {
  EXPECT_EQ(setIn(oneLine(), "via Roma\r\n5\rRho\u2028MI\tIT").text(), "via Roma 5 Rho MI    IT");
}

TEST(Lettering, ShrinksALineToTheSmallestSize) {
  const Set set = setIn(oneLine(150), std::string(30, 'n'));
  EXPECT_TRUE(set.result.fits);
  EXPECT_LT(set.result.size, 10);
  EXPECT_GE(set.result.size, 6);
  EXPECT_LE(set.lines.at(0).width, 146.01);
  EXPECT_GT(set.lines.at(0).width, 140) << "no smaller than it has to be";
}

TEST(Lettering, CountsExactlyWhatFitsInALine) {
  expectExactCount(oneLine(100), kSentence);
  expectExactCount(oneLine(100), std::string(100, 'n'));
  expectExactCount(oneLine(100), "e\u0301e\u0301e\u0301" + kSentence);
  const Set set = setIn(oneLine(100), std::string(100, 'n'));
  EXPECT_EQ(set.result.fitting, static_cast<std::size_t>(96.01 / (0.556 * 6)));
  EXPECT_EQ(setIn(oneLine(2), "n").result.fitting, 0u);
}

TEST(Lettering, MakesALineAsLargeAsItFits) {
  FieldRoom room = oneLine(200, 0);
  room.height = 40;
  EXPECT_DOUBLE_EQ(setIn(room, "Rho").result.size, 12);
  room.height = 14;
  EXPECT_NEAR(setIn(room, "Rho").result.size, 10 / 1.15, 0.1);
  room.width = 60;
  const Set narrow = setIn(room, "Cernusco Naviglio");
  EXPECT_TRUE(narrow.result.fits);
  EXPECT_LE(narrow.lines.at(0).width, 56.01);
  room.height = 9;
  EXPECT_DOUBLE_EQ(setIn(room, "Rho").result.size, 6) << "no smaller than the smallest size";
  expectExactCount(room, kSentence);
}

TEST(Lettering, WrapsAtSpaces) {
  const Set set = setIn(severalLines(60), "uno due tre quattro   cinque ");
  EXPECT_EQ(set.text(), "uno due tre|quattro|cinque");
  for (const Shown& line : set.lines) EXPECT_LE(line.left + line.width, 58.01);
}

TEST(Lettering, WrapsBehindHyphensAndSlashesButNotBeforeDigits) {
  EXPECT_EQ(setIn(severalLines(60), "madre/padre/tutore").text(), "madre/|padre/tutore");
  EXPECT_EQ(setIn(severalLines(60), "italo-francese").text(), "italo-|francese");
  EXPECT_EQ(setIn(severalLines(60), "entro il 12/03/2026").text(), "entro il|12/03/2026");
  EXPECT_EQ(setIn(severalLines(52), "parole dal -5").text(), "parole dal|-5");
}

TEST(Lettering, KeepsTogetherWhatANonBreakingSpaceJoins) {
  EXPECT_EQ(setIn(severalLines(60), "il signor\u00A0Tizio").text(), "il|signor\u00A0Tizio");
}

TEST(Lettering, BreaksAWordLongerThanALine) {
  const Set set = setIn(severalLines(60), "sì " + std::string(14, 'n') + " no");
  EXPECT_EQ(set.text(), "sì|" + std::string(10, 'n') + "|nnnn no");
}

TEST(Lettering, ShowsASoftHyphenAtABreakOnly) {
  EXPECT_EQ(setIn(severalLines(60), "preci\u00ADpitevo\u00ADlissimo").text(), "precipitevo-|lissimo");
  EXPECT_EQ(setIn(severalLines(200), "preci\u00ADpitevo").text(), "precipitevo");
}

TEST(Lettering, BreaksAtAZeroWidthSpaceAndDrawsNone) {
  EXPECT_EQ(setIn(severalLines(60), "nnnnnnn\u200Bnnnnnnn").text(), "nnnnnnn|nnnnnnn");
  EXPECT_EQ(setIn(oneLine(), "a\u200Bb\u200C\u200D\uFE0F\u2060c").text(), "abc");
}

TEST(Lettering, KeepsTheBreaksOfTheText) {
  const Set set = setIn(severalLines(200, 80), "uno\r\ndue\rtre\u2028\nquattro");
  ASSERT_EQ(set.text(), "uno|due|tre|quattro");
  const double step = set.lines[0].baseline - set.lines[1].baseline;
  EXPECT_NEAR(step, 11.5, 0.01);
  EXPECT_NEAR(set.lines[2].baseline - set.lines[3].baseline, 2 * step, 0.01) << "an empty line";
  EXPECT_NEAR(80 - set.lines[0].baseline, 2 + prepared().face(0).ascent() * 10, 0.01);
  EXPECT_EQ(setIn(severalLines(), "  rientro").text(), "  rientro");
}

TEST(Lettering, ShrinksLinesThenCountsWhatFits) {
  const Set small = setIn(severalLines(160, 50), kSentence);
  EXPECT_TRUE(small.result.fits);
  EXPECT_LT(small.result.size, 10);
  EXPECT_GE(small.lines.back().baseline - prepared().face(0).descent() * small.result.size, 1.98);
  for (const double width : {30.0, 60.0, 100.0, 101.5})
    for (const double height : {10.0, 20.0, 30.0})
      expectExactCount(severalLines(width, height),
                       kSentence + "\n" + kSentence + "\u00AD" + kSentence + kSentence);
}

TEST(Lettering, MakesLinesAsLargeAsTheyFit) {
  EXPECT_DOUBLE_EQ(setIn(severalLines(200, 100, 0), "uno due").result.size, 12);
  const Set set = setIn(severalLines(200, 60, 0), kSentence);
  EXPECT_TRUE(set.result.fits);
  EXPECT_DOUBLE_EQ(set.result.size * 2, std::floor(set.result.size * 2)) << "in steps of half a point";
  EXPECT_FALSE(setIn(
                   [&] {
                     FieldRoom room = severalLines(200, 60, set.result.size + 0.5);
                     room.smallest = room.size;
                     return room;
                   }(),
                   kSentence)
                   .result.fits);
}

TEST(Lettering, PutsOneLineIntoALowBoxForSeveral) {
  const Set set = setIn(severalLines(200, 11, 9), "gronda");
  EXPECT_TRUE(set.result.fits);
  EXPECT_DOUBLE_EQ(set.result.size, 9);
  EXPECT_GE(set.lines.at(0).baseline, 1);
}

TEST(Lettering, FillsTheCellsOfAComb) {
  FieldRoom room = oneLine(160);
  room.comb = 16;
  const Set set = setIn(room, "RSS MRA80A01F205");
  ASSERT_EQ(set.lines.size(), 15u) << "a cell stays empty";
  for (std::size_t i = 0; i < set.lines.size(); ++i) {
    const double cell = static_cast<double>(i < 3 ? i : i + 1) * 10;
    EXPECT_NEAR(set.lines[i].left + set.lines[i].width / 2, cell + 5, 0.002);
  }
  room.alignment = Alignment::right;
  EXPECT_NEAR(setIn(room, "n").lines.at(0).left, 150 + (10 - 5.56) / 2, 0.002);
  const Set tooLong = setIn(room, "RSSMRA80A01F205XY");
  EXPECT_FALSE(tooLong.result.fits);
  EXPECT_EQ(tooLong.result.fitting, 16u);
  EXPECT_EQ(tooLong.stream, "");
  expectExactCount(room, "e\u0301e\u0301" + std::string(20, 'n'));
  room.width = 32;
  EXPECT_FALSE(setIn(room, "M").result.fits) << "wider than its cell";
  room.width = 80;
  EXPECT_LT(setIn(room, "M").result.size, 10);
}

TEST(Lettering, HeedsTheMaximumLength) {
  FieldRoom room = oneLine();
  room.maxLength = 5;
  EXPECT_TRUE(setIn(room, "cinqu").result.fits);
  EXPECT_TRUE(setIn(room, "perche\u0301").result.fits == false);
  EXPECT_TRUE(setIn(room, "rche\u0301x").result.fits);
  const Set set = setIn(room, "cinque");
  EXPECT_FALSE(set.result.fits);
  EXPECT_EQ(set.result.fitting, 5u);
  expectExactCount(room, "è’€è’€");
  room.width = 12;
  expectExactCount(room, "nnnnnnnnn");
}

TEST(Lettering, BearsHostileRooms) {
  const double huge = 1e308, nothing = std::numeric_limits<double>::quiet_NaN();
  for (const double number : {huge, -huge, nothing, 0.0, -1.0, 1e-300}) {
    for (int which = 0; which < 64; ++which) {
      FieldRoom room = severalLines();
      if (which & 1) room.width = number;
      if (which & 2) room.height = number;
      if (which & 4) room.inset = number;
      if (which & 8) room.size = number;
      if (which & 16) room.smallest = number;
      if (which & 32) room.leading = room.firstBaseline = number;
      room.multiline = which % 3 != 0;
      room.comb = which % 5 == 0 ? static_cast<std::size_t>(-1) : 0;
      const Set set = setIn(room, kSentence);
      EXPECT_EQ(set.stream.find('e'), std::string::npos) << set.stream;
      EXPECT_LE(set.stream.size(), 10'000u);
    }
  }
}

TEST(Lettering, SetsALongTextInNoTime) {
  std::string text;
  while (text.size() < 100'000) text += kSentence + " Ω ";
  for (const FieldRoom& room :
       {oneLine(), severalLines(), severalLines(600, 800, 0), severalLines(19000, 19000, 1000)}) {
    const auto start = std::chrono::steady_clock::now();
    setIn(room, text);
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
    EXPECT_LT(taken.count(), 500) << "some 3 ms where nothing else runs";
  }
}

TEST(Lettering, IsReadByPoppler) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("stesura-lettering-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const auto file = folder / "page.pdf";
  Palette palette(prepared());
  std::string stream;
  FieldRoom room = severalLines(300, 200, 11);
  room.font = 1;
  const std::string text = "Àgata è qui: 5 € “subito” – Ș ł Ž\n☐ no ☒ sì → Ω Я";
  ASSERT_TRUE(setLetters(text, room, palette, stream).fits);
  writePage(file, prepared(), palette, stream, 300, 200);
  int status = 0;
  const std::string checked = outputOf("qpdf --check '" + file.string() + "'", status);
  EXPECT_EQ(status, 0) << checked;
  EXPECT_EQ(outputOf("pdftotext -layout '" + file.string() + "' -", status), text + "\n\f");
  const std::string fonts = outputOf("pdffonts '" + file.string() + "'", status);
  EXPECT_EQ(fonts.find(" no "), std::string::npos) << "embedded, subset, with Unicode: " << fonts;
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace stesura
