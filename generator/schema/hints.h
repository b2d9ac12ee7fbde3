// What to write instead: instructions in Italian made from the constraints of the schema.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "generator/schema/node.h"

namespace stesura {

// «Indicare 16 caratteri.» for a field as its schemas constrain it; "" if nothing is known.
std::string instruction(const Shape& shape, const Field* field);

// «un testo o un numero intero»
std::string typeWords(unsigned types);

// A number of the schema as Italians write it: 1,5.
std::string numberWords(const Json& number);

// A value of the schema, as it must stand in the data, with its label: `servizio` (Servizio).
std::string valueWords(const Json& value, std::string_view label);

// «Valori ammessi: …», up to a number that a person still reads.
std::string allowedValues(const std::vector<std::pair<Json, std::string>>& labels);

// «a, b e c»
std::string enumerate(const std::vector<std::string>& words, std::string_view last = "e");

}  // namespace stesura
