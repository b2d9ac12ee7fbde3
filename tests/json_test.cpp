#include <gtest/gtest.h>

#include "generator/error.h"
#include "generator/json/compare.h"
#include "generator/json/json.h"

namespace stesura {
namespace {

std::string refusal(std::string_view text, const JsonBounds& bounds = {}) {
  try {
    parseJson(text, bounds);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    EXPECT_EQ(error.problems().size(), 1u);
    return error.sentence();
  }
  return "accepted";
}

TEST(Json, ReadsEveryKindOfValue) {
  const Json value =
      parseJson(R"({"a": [1, -2, 2.5, "è", true, false, null, {}], "b": {"c": []}})");
  EXPECT_EQ(value["a"][3], "è");
  EXPECT_EQ(value["a"].size(), 8u);
  EXPECT_TRUE(value["b"]["c"].is_array());
  EXPECT_EQ(parseJson("\xEF\xBB\xBF[1]"), Json::array({1}));
  EXPECT_EQ(parseJson(" 7 "), 7);
}

TEST(Json, RefusesBrokenSyntaxWithLineAndColumn) {
  EXPECT_EQ(refusal("{\n  \"a\": 1,\n  \"b\" 2\n}"),
            "I dati non sono JSON valido: qui la sintassi di JSON è rotta (riga 3, colonna 7).");
  EXPECT_EQ(refusal("[1, 2"),
            "I dati non sono JSON valido: il testo finisce prima che tutto sia chiuso (riga 1, "
            "colonna 6).");
  EXPECT_EQ(refusal(""),
            "I dati non sono JSON valido: il testo finisce prima che tutto sia chiuso (riga 1, "
            "colonna 1).");
  EXPECT_EQ(
      refusal("{} x"),
      "I dati non sono JSON valido: dopo la fine dei dati c'è altro testo (riga 1, colonna 4).");
  EXPECT_NE(refusal("[1,]"), "accepted");
  EXPECT_NE(refusal("{'a': 1}"), "accepted");
  EXPECT_NE(refusal("[NaN]"), "accepted");
  EXPECT_NE(refusal("[01]"), "accepted");
  EXPECT_NE(refusal("// commento\n[]"), "accepted");
  EXPECT_NE(refusal("<html></html>"), "accepted");
}

TEST(Json, CountsColumnsInCharacters) {
  EXPECT_EQ(refusal("[\"èèè\", x]"),
            "I dati non sono JSON valido: qui la sintassi di JSON è rotta (riga 1, colonna 9).");
}

TEST(Json, RefusesDuplicateKeysWithTheirPlace) {
  EXPECT_EQ(refusal("{\n  \"a\": {\"b\": 1},\n  \"c\": {\"d\\\"\": 1, \"d\\\"\": 2}\n}"),
            "I dati non sono JSON valido: una proprietà compare due volte nello stesso oggetto "
            "(riga 3, colonna 19).");
  EXPECT_EQ(refusal(R"({"a": 1, "\u0061": 2})"),
            "I dati non sono JSON valido: una proprietà compare due volte nello stesso oggetto "
            "(riga 1, colonna 10).");
  EXPECT_EQ(refusal(R"([{"a": 1}, {"a": 2}])"), "accepted");
}

TEST(Json, RefusesTooManyLevels) {
  const std::string deep = std::string(65, '[') + std::string(65, ']');
  EXPECT_EQ(refusal(deep),
            "I dati sono annidati oltre il limite di 64 livelli (riga 1, colonna 65).");
  EXPECT_EQ(refusal(std::string(64, '[') + std::string(64, ']')), "accepted");
  EXPECT_NE(refusal(std::string(1'000'000, '[')), "accepted");
}

TEST(Json, RefusesTooManyBytes) {
  EXPECT_EQ(refusal("[1, 2, 3]", {4, 64}), "I dati superano il limite di 4 byte.");
}

TEST(Json, RefusesInvalidUtf8) {
  EXPECT_EQ(
      refusal("[\"a\", \"\xE8\"]"),
      "I dati non sono JSON valido: c'è una sequenza di byte che non è UTF-8 (riga 1, colonna 9).");
  EXPECT_NE(refusal("[\"\xC0\xAF\"]"), "accepted");
  EXPECT_NE(refusal("[\"\xED\xA0\x80\"]"), "accepted");
  EXPECT_NE(refusal("[\"\\ud800\"]"), "accepted");
}

TEST(Json, RefusesNumbersNoDoubleHolds) {
  EXPECT_EQ(refusal("[1, 1e400]"),
            "I dati non sono JSON valido: c'è un numero troppo grande (riga 1, colonna 5).");
  EXPECT_NE(refusal("[-1e999]"), "accepted");
  EXPECT_EQ(refusal("[1e-400]"), "accepted");
  EXPECT_TRUE(parseJson("123456789012345678901234567890").is_number_float());
}

TEST(Json, RefusesControlCharacters) {
  EXPECT_EQ(refusal("[\"a\tb\"]"),
            "I dati non sono JSON valido: dentro un testo c'è un carattere di controllo (riga 1, "
            "colonna 4).");
}

TEST(Json, NeverTellsAValue) {
  for (const char* text : {R"({"persona": "Segreto" "x"})", R"({"Segreto": 1, "Segreto": 2})",
                           R"(["Segreto)", R"([Segreto])"}) {
    EXPECT_EQ(refusal(text).find("Segreto"), std::string::npos) << refusal(text);
  }
}

TEST(Json, WritesTheCanonicalFormOfRfc8785) {
  // The example of section 3.2.2 of the RFC.
  const Json value = parseJson(
      "{\"numbers\": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],"
      " \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\","
      " \"literals\": [null, true, false]}");
  EXPECT_EQ(canonicalJson(value),
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
            "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

TEST(Json, SortsKeysByUtf16CodeUnits) {
  // The example of section 3.2.3: the emoji (a surrogate pair) comes before U+FB33.
  const Json value = parseJson(
      R"({"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7})");
  EXPECT_EQ(canonicalJson(value),
            "{\"\\r\":2,\"1\":4,\"\xC2\x80\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\xEF\xAC\xB3\":3}");
}

TEST(Json, WritesNumbersAsEcmaScriptDoes) {
  const std::pair<const char*, const char*> cases[] = {
      {"0", "0"},
      {"-0", "0"},
      {"-0.0", "0"},
      {"1.0", "1"},
      {"1e21", "1e+21"},
      {"1e20", "100000000000000000000"},
      {"0.000001", "0.000001"},
      {"0.0000001", "1e-7"},
      {"123456.789", "123456.789"},
      {"5e-324", "5e-324"},
      {"1.7976931348623157e308", "1.7976931348623157e+308"},
      {"9007199254740992", "9007199254740992"},
      {"295147905179352830000", "295147905179352830000"},
      {"-1.5e-9", "-1.5e-9"},
      {"999999999999999900000", "999999999999999900000"}};
  for (const auto& [text, expected] : cases) EXPECT_EQ(canonicalJson(parseJson(text)), expected);
}

TEST(Json, FollowsPointers) {
  const Json value = parseJson(R"({"a/b": {"m~n": [10, {"": 20}]}, "": 30})");
  EXPECT_EQ(*findPointer(value, "/a~1b/m~0n/0"), 10);
  EXPECT_EQ(*findPointer(value, "/a~1b/m~0n/1/"), 20);
  EXPECT_EQ(*findPointer(value, "/"), 30);
  EXPECT_EQ(findPointer(value, ""), &value);
  for (const char* none :
       {"a", "/x", "/a~1b/m~0n/2", "/a~1b/m~0n/00", "/a~1b/m~0n/-", "/a~2b", "/a~",
        "/a~1b/m~0n/0/x", "/a~1b/m~0n/1e0", "/a~1b/m~0n/99999999999999999999"}) {
    EXPECT_EQ(findPointer(value, none), nullptr) << none;
  }
  EXPECT_EQ(pointerJoin("/x", "a/b~c"), "/x/a~1b~0c");
  EXPECT_EQ(pointerJoin("", 3), "/3");
}

// Objects with nothing in them take a hundred times the memory of their text.
TEST(Json, BoundsHowManyValuesThereAre) {
  EXPECT_EQ(refusal("[1, {\"a\": []}]", {.maxValues = 4}), "accepted");
  EXPECT_EQ(refusal("[1, {\"a\": []}]", {.maxValues = 3}), "I dati hanno più di 3 valori.");
  EXPECT_EQ(refusal("[1, 2, 3]", {.maxValues = 3}), "I dati hanno più di 3 valori.");
  std::string many = "[";
  for (int count = 0; count < 1'000'000; ++count) many += "{},";
  EXPECT_EQ(refusal(many + "{}]"), "I dati hanno più di 1000000 valori.");
}

TEST(Json, ComparesNumbersExactly) {
  const auto compare = [](const char* a, const char* b) {
    return compareNumbers(parseJson(a), parseJson(b));
  };
  EXPECT_EQ(compare("1", "1.0"), 0);
  EXPECT_EQ(compare("-1", "18446744073709551615"), -1);
  EXPECT_EQ(compare("9007199254740993", "9007199254740992.0"), 1);
  EXPECT_EQ(compare("18446744073709551615", "18446744073709551616"), -1);
  EXPECT_EQ(compare("-9223372036854775808", "-9223372036854775808.0"), 0);
  EXPECT_EQ(compare("2", "2.5"), -1);
  EXPECT_EQ(compare("-2", "-2.5"), 1);
  EXPECT_EQ(compare("-3", "-2.5"), -1);
  EXPECT_FALSE(equalJson(parseJson("[1, {\"a\": 2}]"), parseJson("[1, {\"a\": \"2\"}]")));
  EXPECT_TRUE(equalJson(parseJson("[1, {\"a\": 2.0}]"), parseJson("[1.0, {\"a\": 2}]")));
  EXPECT_FALSE(equalJson(parseJson("false"), parseJson("0")));
}

}  // namespace
}  // namespace stesura
