// The way back from the text on a page to the value: what Presenter shows, and what a person types
// in its place.
#pragma once

#include <optional>
#include <string_view>

#include "generator/json/json.h"
#include "generator/merge/tag.h"
#include "generator/schema/field.h"

namespace stesura {

// The value that the presentation shows as `text` for this field; what people write instead counts
// too («12/3/2026», «12-03-26» not, «1.234,5», «Sì», a label in other letters). Null if the text does
// not fit the field's type. A text is never guessed: two labels alike give nothing.
std::optional<Json> recognise(std::string_view text, const Presentation& presentation, const Field& field);

// False where the shown text does not tell the value (|maiuscolo, |il, |concorda, a rounded number…).
bool isRecognisable(const Presentation& presentation, const Field& field);

}  // namespace stesura
