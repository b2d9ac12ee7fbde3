#include "generator/form/look.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace stesura {
namespace {

WidgetLook lookOf(const std::string& widget, const std::string& appearance = "/Helv 9 Tf 0 g") {
  return readLook(QPDFObjectHandle::parse("<< " + widget + " >>"), appearance);
}

std::string frameOf(const WidgetLook& look, FormFieldType type = FormFieldType::text) {
  std::string out;
  drawFrame(look, type, out);
  return out;
}

std::string tickOf(const WidgetLook& look) {
  std::string out;
  drawTick(look, out);
  return out;
}

// The least and the greatest number of a stream, and that every word is a number or an operator.
std::pair<double, double> extremes(const std::string& stream) {
  std::istringstream words(stream);
  std::pair<double, double> found{1e9, -1e9};
  for (std::string word; words >> word;) {
    const bool isNumber = word.find_first_not_of("0123456789.-") == std::string::npos;
    EXPECT_TRUE(isNumber || word.size() <= 4) << word;
    if (!isNumber) continue;
    found.first = std::min(found.first, std::stod(word));
    found.second = std::max(found.second, std::stod(word));
  }
  return found;
}

TEST(WidgetLook, ReadsTheDefaultAppearance) {
  const WidgetLook look = lookOf("/Rect [10 20 110 40]", "/Helv 9.5 Tf 0 0 1 rg");
  EXPECT_EQ(look.fontName, "Helv");
  EXPECT_DOUBLE_EQ(look.fontSize, 9.5);
  EXPECT_EQ(look.textColour, "0 0 1 rg");
  EXPECT_DOUBLE_EQ(look.width, 100);
  EXPECT_DOUBLE_EQ(look.height, 20);
  EXPECT_EQ(lookOf("", "0.25 g /Arial#20Bold 12 Tf").fontName, "Arial Bold");
  EXPECT_EQ(lookOf("", "0.25 g/TiRo 12 Tf").textColour, "0.25 g");
  EXPECT_EQ(lookOf("", "0 0.5 1 0.1 k /F1 0 Tf").textColour, "0 0.5 1 0.1 k");
}

TEST(WidgetLook, LeavesOutWhatIsNoFontAndNoColour) {
  for (const std::string appearance :
       {"", "   ", "/", "Tf", "/Helv Tf", "rg", "1 rg", "/Helv#", "(a) Tj Q Q ET \xFF\xFE",
        "1 2 3 4 5 6 Tm", "<< >> [ ] BT", "1e5 g", "nan g", "--- g", "0 g) Tj"}) {
    const WidgetLook look = lookOf("", appearance);
    EXPECT_TRUE(look.fontName.empty() || look.fontName.starts_with("Helv")) << appearance;
    EXPECT_TRUE(look.textColour.empty() || look.textColour == "0 g") << appearance << look.textColour;
  }
  const WidgetLook look = lookOf("", "/A 3 Tf junk 7 7 /B 11 Tf (x) 5 Tr 9 -3 0.5 rg");
  EXPECT_EQ(look.fontName, "B");
  EXPECT_DOUBLE_EQ(look.fontSize, 11);
  EXPECT_EQ(look.textColour, "1 0 0.5 rg") << "colours lie between 0 and 1";
  EXPECT_DOUBLE_EQ(lookOf("", "/A -12 Tf").fontSize, 0);
  EXPECT_LE(lookOf("", "/A 99999999999999999999999 Tf").fontSize, 1000);
  EXPECT_TRUE(lookOf("", std::string(1'000'000, '9')).fontName.empty());
}

TEST(WidgetLook, ReadsColoursOfOneThreeAndFourComponents) {
  const WidgetLook look = lookOf("/MK << /BG [0.9] /BC [1 0 0] >>");
  EXPECT_EQ(look.background, "0.9 g");
  EXPECT_EQ(look.border, "1 0 0 RG");
  EXPECT_EQ(lookOf("/MK << /BG [0 0.1 0.2 1] >>").background, "0 0.1 0.2 1 k");
  EXPECT_EQ(lookOf("/MK << /BG [] /BC [0 0] >>").background, "");
  EXPECT_EQ(lookOf("/MK << /BG [] /BC [0 0] >>").border, "");
  EXPECT_EQ(lookOf("/MK << /BG [(x) null 7] >>").background, "0 0 1 rg");
  EXPECT_EQ(lookOf("/MK [1 2]").background, "");
}

TEST(WidgetLook, ReadsBorders) {
  EXPECT_EQ(lookOf("/BS << /W 2 /S /B >>").borderStyle, BorderStyle::beveled);
  EXPECT_DOUBLE_EQ(lookOf("/BS << /W 2 /S /B >>").borderWidth, 2);
  EXPECT_EQ(lookOf("/BS << /S /D >>").borderStyle, BorderStyle::dashed);
  EXPECT_EQ(lookOf("/BS << /S /I >>").borderStyle, BorderStyle::inset);
  EXPECT_EQ(lookOf("/BS << /S /U >> /Border [0 0 9]").borderStyle, BorderStyle::underline);
  EXPECT_DOUBLE_EQ(lookOf("/Border [0 0 3 [3 2]]").borderWidth, 3);
  EXPECT_EQ(lookOf("/Border [0 0 3 [3 2]]").borderStyle, BorderStyle::dashed);
  EXPECT_DOUBLE_EQ(lookOf("/Border [0 0]").borderWidth, 1);
  EXPECT_DOUBLE_EQ(lookOf("/BS << /W -4 >>").borderWidth, 0);
  EXPECT_DOUBLE_EQ(lookOf("").inset(), 2);
  EXPECT_DOUBLE_EQ(lookOf("/BS << /W 1 /S /I >>").inset(), 3);
  EXPECT_DOUBLE_EQ(lookOf("/BS << /W 0 >>").inset(), 1);
}

// A corner of the upright box goes to that corner of the rectangle which a reader of the turned text
// calls the same.
TEST(WidgetLook, TurnsTheBoxUpright) {
  EXPECT_EQ(lookOf("/Rect [0 0 100 20]").matrix(), "[1 0 0 1 0 0]");
  const WidgetLook quarter = lookOf("/Rect [0 0 20 100] /MK << /R 90 >>");
  EXPECT_DOUBLE_EQ(quarter.width, 100);
  EXPECT_DOUBLE_EQ(quarter.height, 20);
  EXPECT_EQ(quarter.matrix(), "[0 1 -1 0 20 0]");
  EXPECT_EQ(lookOf("/Rect [0 0 100 20] /MK << /R 180 >>").matrix(), "[-1 0 0 -1 100 20]");
  EXPECT_EQ(lookOf("/Rect [0 0 20 100] /MK << /R 270 >>").matrix(), "[0 -1 1 0 0 100]");
  EXPECT_EQ(lookOf("/Rect [0 0 20 100] /MK << /R -90 >>").rotation, 270);
  EXPECT_EQ(lookOf("/MK << /R 45 >>").rotation, 0);
  EXPECT_EQ(lookOf("/MK << /R 9223372036854775807 >>").rotation % 90, 0);
}

TEST(WidgetLook, BearsHostileNumbers) {
  const WidgetLook look =
      lookOf("/Rect [-99999999999999999999.5 9223372036854775807 " + std::string(300, '9') +
             ".0 0] "
             "/BS << /W 9223372036854775807 >> /MK << /BG [9223372036854775807] /BC [-5 0 0] /R 90 >>");
  EXPECT_LE(look.width, 14400);
  EXPECT_LE(look.height, 14400);
  EXPECT_LE(look.borderWidth, 100);
  EXPECT_EQ(look.background, "1 g");
  for (const std::string& stream : {frameOf(look), tickOf(look)}) {
    const auto [least, greatest] = extremes(stream);
    EXPECT_GE(least, -20000);
    EXPECT_LE(greatest, 20000);
  }
  EXPECT_EQ(readLook(QPDFObjectHandle::newNull(), "").fontName, "");
  EXPECT_EQ(tickOf(lookOf("/Rect [0 0 0 0]")), "");
  for (const char* rect : {"[1 2 3]", "[(a) (b) (c) (d)]", "<< >>", "[null null null null]"})
    EXPECT_DOUBLE_EQ(lookOf(std::string("/Rect ") + rect).width, 0) << rect;
}

TEST(WidgetLook, ReadsTheMarkOfACheckBox) {
  const std::vector<std::pair<std::string, TickShape>> expected = {
      {"(4)", TickShape::check},   {"(l)", TickShape::circle},        {"(8)", TickShape::cross},
      {"(u)", TickShape::diamond}, {"(n)", TickShape::square},        {"(H)", TickShape::star},
      {"()", TickShape::check},    {"(Premi qui)", TickShape::check}, {"7", TickShape::check}};
  for (const auto& [caption, shape] : expected)
    EXPECT_EQ(lookOf("/MK << /CA " + caption + " >>").tick, shape) << caption;
}

TEST(Frame, IsNothingWithoutColours) {
  EXPECT_EQ(frameOf(lookOf("/Rect [0 0 100 20]")), "");
  EXPECT_EQ(frameOf(lookOf("/Rect [0 0 100 20] /BS << /W 0 >> /MK << /BC [0] >>")), "");
}

TEST(Frame, StaysInsideTheBox) {
  for (const char* style : {"S", "D", "B", "I", "U"}) {
    for (const char* size : {"100 20", "20 100", "2 2", "0 0"}) {
      const WidgetLook look = lookOf(std::string("/Rect [0 0 ") + size +
                                     "] /MK << /BG [1] /BC [0] >> /BS << /W 3 /S /" + style + " >>");
      for (const auto type : {FormFieldType::text, FormFieldType::radio}) {
        const std::string frame = frameOf(look, type);
        EXPECT_TRUE(frame.starts_with("q\n") && frame.ends_with("Q\n"));
        const auto [least, greatest] = extremes(frame);
        EXPECT_GE(least, 0) << style << size << frame;
        EXPECT_LE(greatest, std::max({look.width, look.height, 3.0})) << style << size;
      }
    }
  }
}

TEST(Frame, IsRoundForARoundRadioButtonOnly) {
  const WidgetLook look = lookOf("/Rect [0 0 12 12] /MK << /BC [0] /CA (l) >>");
  EXPECT_NE(frameOf(look, FormFieldType::radio).find(" c "), std::string::npos);
  EXPECT_EQ(frameOf(look, FormFieldType::checkBox).find(" c "), std::string::npos);
}

TEST(Tick, StaysInsideTheBoxInEveryShape) {
  WidgetLook look = lookOf("/Rect [0 0 12 20] /MK << /BC [0] >>");
  std::vector<std::string> drawn;
  for (const auto shape : {TickShape::check, TickShape::circle, TickShape::cross, TickShape::diamond,
                           TickShape::square, TickShape::star}) {
    look.tick = shape;
    drawn.push_back(tickOf(look));
    const auto [least, greatest] = extremes(drawn.back());
    EXPECT_GE(least, 0);
    EXPECT_LE(greatest, 20);
    EXPECT_EQ(std::count(drawn.begin(), drawn.end(), drawn.back()), 1) << "a shape of its own";
    EXPECT_EQ(drawn.back().find("Tf"), std::string::npos);
  }
  look.textColour = "1 0 0 rg";
  EXPECT_NE(tickOf(look).find("1 0 0 rg"), std::string::npos);
}

}  // namespace
}  // namespace stesura
