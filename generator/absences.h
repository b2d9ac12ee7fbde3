// Why a value is missing, in words: the reasons that a document's own data give (`dati_assenti`).
#pragma once

#include <string>
#include <vector>

#include "generator/json/json.h"

namespace stesura {

// By JSON Pointer into the data, the words for each reason found at the `patterns`: JSON Pointers to
// members that hold reasons, with `*` for any index.
Json absenceTexts(const Json& projected, const std::vector<std::string>& patterns);

}  // namespace stesura
