// Which addresses a document may hold: hyperlinks that a person clicks, and pictures of its own.
#pragma once

#include <string>
#include <string_view>

#include "generator/odf/package.h"

namespace stesura {

// A target that is nothing but one tag, {{…}} or %7B%7B…%7D%7D: what it becomes is known at the
// merge.
bool isTagOnly(std::string_view target);

// The entry of the package that a reference means («./Pictures/a%20b.png» of a document in the
// folder `base`, "" for the root); "" if it leads anywhere else.
std::string packageName(std::string_view reference, std::string_view base);

// What a refused address is, in Italian: «un indirizzo web», «un file», «una macro», …
std::string wordsForAddress(std::string_view address);

}  // namespace stesura
