// Italian words in the gender and number of what they speak of, from their masculine singular.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "generator/merge/articles.h"

namespace stesura {

// The forms of a word: masculine and feminine singular, masculine and feminine plural. All empty if
// the rules cannot tell them («persona» has no masculine to begin with).
std::array<std::string, 4> inflected(std::string_view masculineSingular);

// A few words that agree: «il sottoscritto», «Visto», «dell'amministratore delegato», or forms that
// a person wrote one by one, «nato/nata», «Visto/Vista/Visti/Viste». What follows a preposition
// («di sostegno») stays as it is. Immutable.
class AgreedWords {
 public:
  explicit AgreedWords(std::string_view typed);

  // Of an unknown gender both are told: «il/la sottoscritto/a». Empty where a person gave two forms
  // whose plural cannot be told from them.
  const std::string& form(WordGender gender, WordNumber number) const;

  // An Italian sentence and what to do, if the words cannot be made to agree; else empty.
  const std::string& wrong() const { return wrong_; }
  const std::string& hint() const { return hint_; }

 private:
  void readPhrase(std::string_view typed);
  void readForms(std::string_view typed);

  std::array<std::string, 4> forms_;  // as inflected() orders them
  std::array<std::string, 2> both_;   // singular, plural
  std::string wrong_, hint_;
};

}  // namespace stesura
