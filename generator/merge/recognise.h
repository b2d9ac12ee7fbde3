// The way back from the text on a page to the value: what Presenter shows, and what a person types
// in its place.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "generator/json/json.h"
#include "generator/merge/tag.h"
#include "generator/schema/field.h"

namespace stesura {

// The value that the presentation shows as `text` for this field; what people write instead counts
// too («12/3/2026», «12-03-26» not, «1.234,5», «Sì», a label in other letters). Null if the text does
// not fit the field's type. A text is never guessed: two labels alike give nothing.
// A text without a format is taken as typed but for outer blanks; in a code that its schema names
// (codice fiscale, partita IVA, CAP, …) blanks and small letters are mended if that makes it valid. A
// text in capitals under |maiuscolo gives nothing, one with small letters was typed and counts.
// What stands for no value (absenceIn()) is not asked here: «non noto» is a text.
std::optional<Json> recognise(std::string_view text, const Presentation& presentation, const Field& field);

// False where the shown text does not tell the value (|maiuscolo, |il, |concorda, a rounded number,
// «|elenco» of free texts…). Amounts in |euro count as told: they have cents and no more; moments as
// well: to the minute.
bool isRecognisable(const Presentation& presentation, const Field& field);

// The value that a ticked box of «casella:codice» stands for: of the field, or of the items of a list.
// Null if the field knows no such value.
std::optional<Json> tickedValue(std::string_view argument, const Field& field);

// Whether a text stands for no value: "" where it is blank, a row of «_» or «non rilevato»; the code
// of the reason («non_noto», «preferisce_non_dirlo», «non_pertinente») where it says one. Null if the
// text tells something.
std::optional<std::string> absenceIn(std::string_view text);

// What would have been recognised, in Italian, to go behind «non è»: «una data come 12/03/2026».
std::string expectedText(const Presentation& presentation, const Field& field);

}  // namespace stesura
