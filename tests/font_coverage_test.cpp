#include "generator/pdf/fonts.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string_view>

#include "generator/error.h"

namespace stesura {
namespace {

const FontCoverage& coverage() {
  static const FontCoverage fonts(std::string(STESURA_SOURCE_DIR) + "/build/fonts");
  return fonts;
}

std::string hexOf(char32_t character) {
  std::ostringstream text;
  text << "U+" << std::hex << static_cast<unsigned>(character);
  return text.str();
}

TEST(FontCoverage, HoldsWhatItalianDocumentsUse) {
  for (const char32_t character :
       std::u32string_view(U"aZ09àèéìòùÀÈÉç’‘“”«»€–—…°ºª§©Șłžß½²³×÷±☐☒✓→•\u00A0\u0103Ωдñ"))
    EXPECT_TRUE(coverage().covers(character)) << hexOf(character);
}

TEST(FontCoverage, LacksEmojiIdeographsAndUnassignedCharacters) {
  for (const char32_t character : std::u32string_view(U"\U0001F469\U0001F3FD中한\u0378\U0001F1EE"))
    EXPECT_FALSE(coverage().covers(character)) << hexOf(character);
  EXPECT_FALSE(coverage().covers(0x110000));
  EXPECT_FALSE(coverage().covers(0xFFFFFFFF));
}

TEST(FontCoverage, DoesNotCountWhatHasNoShape) {
  for (const char32_t character : {U'\0', U'\t', U'\n', U'\x7F', U'\u00AD', U'\u200B', U'\u200D',
                                   U'\u200E', U'\u202E', U'\u2060', U'\uFEFF', U'\uFE0F'})
    EXPECT_TRUE(coverage().covers(character)) << hexOf(character);
}

// OpenSymbol has signs of its own from U+E000 on: in data these points mean something else.
TEST(FontCoverage, CountsNoPrivateSignsOfOpenSymbol) {
  int covered = 0;
  for (char32_t character = 0xE000; character <= 0xF8FF; ++character)
    covered += coverage().covers(character);
  EXPECT_LT(covered, 300);
  EXPECT_FALSE(coverage().covers(0xE003));
}

TEST(FontCoverage, NamesFieldAndCharacter) {
  const Json data = {{"persona", {{"nome", "Ana"}, {"note/altre", "bene \U0001F9D1"}}},
                     {"parti", Json::array({"sì", "中 e 한 e 中"})},
                     {"numero", 3}};
  const auto problems = coverage().uncovered(data);
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0].pointer, "/parti/1");
  EXPECT_NE(problems[0].message.find("U+4E2D, U+D55C"), std::string::npos) << problems[0].message;
  EXPECT_EQ(problems[1].pointer, "/persona/note~1altre");
  EXPECT_NE(problems[1].message.find("U+1F9D1"), std::string::npos) << problems[1].message;
  EXPECT_FALSE(problems[1].hint.empty());
  for (const auto& problem : problems)
    EXPECT_EQ(problem.message.find("bene"), std::string::npos) << "a value from the data";
}

TEST(FontCoverage, NamesFiveCharactersAndCountsTheOthers) {
  std::string text;
  for (int i = 0; i < 2000; ++i) {
    const int code = 0x4E00 + i;
    text += {static_cast<char>(0xE0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 0x3F)),
             static_cast<char>(0x80 | (code & 0x3F))};
  }
  const auto problems = coverage().uncovered(Json(text));
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].pointer, "");
  EXPECT_NE(problems[0].message.find("U+4E04 e altri 1995"), std::string::npos)
      << problems[0].message;
}

TEST(FontCoverage, FindsNothingInGoodData) {
  EXPECT_TRUE(coverage().uncovered({{"nome", "Nicolò"}, {"note", "riga\n\taltra"}}).empty());
  EXPECT_TRUE(coverage().uncovered(Json()).empty());
}

TEST(FontCoverage, WantsAFolderWithFonts) {
  for (const char* folder : {"/nowhere", STESURA_SOURCE_DIR "/tests"}) {
    try {
      const FontCoverage fonts(folder);
      ADD_FAILURE() << folder;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::surroundings);
      EXPECT_EQ(error.sentence().find(folder), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace stesura
