#include "generator/merge/articles.h"

#include <algorithm>
#include <array>

#include "generator/merge/tag.h"

namespace stesura {

namespace {

constexpr std::array<std::string_view, 7> kArticles = {"il", "lo", "la", "l'", "i", "gli", "le"};

// In the order of kArticles; behind them the preposition without an article.
constexpr std::array<std::array<std::string_view, 8>, 7> kArticulated = {{
    {"il", "lo", "la", "l'", "i", "gli", "le", ""},
    {"del", "dello", "della", "dell'", "dei", "degli", "delle", "di"},
    {"al", "allo", "alla", "all'", "ai", "agli", "alle", "a"},
    {"dal", "dallo", "dalla", "dall'", "dai", "dagli", "dalle", "da"},
    {"nel", "nello", "nella", "nell'", "nei", "negli", "nelle", "in"},
    {"sul", "sullo", "sulla", "sull'", "sui", "sugli", "sulle", "su"},
    {"con il", "con lo", "con la", "con l'", "con i", "con gli", "con le", "con"},
}};

bool isVowel(char c) { return std::string_view("aeiouh").find(c) != std::string_view::npos; }

// The first letters without capitals, accents and quotation marks.
std::string soundOf(std::string_view noun) {
  while (noun.starts_with("«") || noun.starts_with("“"))
    noun.remove_prefix(noun[0] == '\xC2' ? 2 : 3);
  while (noun.starts_with('"') || noun.starts_with('(')) noun.remove_prefix(1);
  for (const auto& [accented, plain] : {std::pair("à", "a"),
                                        {"è", "e"},
                                        {"é", "e"},
                                        {"ì", "i"},
                                        {"ò", "o"},
                                        {"ù", "u"},
                                        {"À", "a"},
                                        {"È", "e"},
                                        {"É", "e"},
                                        {"Ì", "i"},
                                        {"Ò", "o"},
                                        {"Ù", "u"}}) {
    if (noun.starts_with(accented)) return plain;
  }
  return lowerAscii(noun.substr(0, 3));
}

// What wants «lo»: s before a consonant, z, x, y, gn, pn, ps, i before a vowel.
bool isImpure(const std::string& sound) {
  if (sound.empty()) return false;
  const char first = sound[0], second = sound.size() > 1 ? sound[1] : '\0';
  if (first == 's') return second >= 'a' && second <= 'z' && !isVowel(second);
  if (first == 'i') return isVowel(second) && second != 'i' && second != 'h';
  return first == 'z' || first == 'x' || first == 'y' || sound.starts_with("gn") ||
         sound.starts_with("pn") || sound.starts_with("ps");
}

}  // namespace

std::optional<std::string_view> knownArticle(std::string_view typed) {
  std::string article = lowerAscii(typed);
  if (article == "l’") article = "l'";
  const auto found = std::find(kArticles.begin(), kArticles.end(), article);
  if (found == kArticles.end()) return {};
  return *found;
}

std::string_view definiteArticle(WordGender gender, WordNumber number, std::string_view noun) {
  const std::string sound = soundOf(noun);
  const bool impure = isImpure(sound), vowel = !impure && !sound.empty() && isVowel(sound[0]);
  if (gender == WordGender::feminine)
    return number == WordNumber::plural ? "le" : !sound.empty() && isVowel(sound[0]) ? "l'" : "la";
  if (number == WordNumber::plural) return impure || vowel ? "gli" : "i";
  return impure ? "lo" : vowel ? "l'" : "il";
}

std::string_view indefiniteArticle(WordGender gender, WordNumber number, std::string_view noun) {
  const std::string_view definite = definiteArticle(gender, number, noun);
  if (number == WordNumber::plural)
    return definite == "le" ? "delle" : definite == "gli" ? "degli" : "dei";
  if (gender == WordGender::feminine) return definite == "la" ? "una" : "un'";
  return definite == "lo" ? "uno" : "un";
}

std::string articulated(Preposition preposition, std::string_view article, std::string_view noun) {
  const auto column = std::find(kArticles.begin(), kArticles.end(), article) - kArticles.begin();
  std::string text(
      kArticulated[static_cast<std::size_t>(preposition)][static_cast<std::size_t>(column)]);
  if (text.empty()) return text;
  // «ad Anna»: the d keeps equal vowels apart, and no others.
  if (text == "a" && soundOf(noun).starts_with('a')) text = "ad";
  if (!text.ends_with('\'')) return text + ' ';
  text.pop_back();
  return text + "’";
}

std::optional<Preposition> articulatedPreposition(std::string_view word) {
  for (std::size_t row = 1; row + 1 < kArticulated.size(); ++row) {
    for (const std::size_t masculine : {0u, 1u, 3u}) {
      if (kArticulated[row][masculine] == word) return static_cast<Preposition>(row);
    }
  }
  return {};
}

}  // namespace stesura
