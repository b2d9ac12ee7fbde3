// The gender, number and article of an agency or a person, as its data tell them.
#pragma once

#include <string>
#include <string_view>

#include "generator/json/json.h"
#include "generator/merge/articles.h"
#include "generator/schema/field.h"

namespace stesura {

// What other words need to know of a name.
struct WordAgreement {
  WordGender gender = WordGender::unknown;
  WordNumber number = WordNumber::singular;
  std::string_view article;  // "" if the name takes none, or nobody knows which
  std::string name;          // as printed behind the article; "" if absent
};

// The data's own words win: `genere` («f», «m», also «fs», «mp»), then the article, then an article
// that begins the name («la legge…»), then the first word of the name («Comune», «ASST», …) by a
// small table. Nothing is guessed beyond that: an unknown name takes no article and both genders.
WordAgreement agreementOf(const Json& object, const GrammarKeys& keys);

// Of a list taken together: plural, unless it holds a single thing in the singular; masculine as
// soon as one of them is, feminine if all are.
WordAgreement agreementOfAll(const Json& list, const GrammarKeys& keys);

}  // namespace stesura
