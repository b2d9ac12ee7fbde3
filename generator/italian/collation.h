// The order in which Italian dictionaries and registers list words and names.
#pragma once

#include <string>
#include <string_view>

namespace stesura {

// A key to compare by bytes: a < b in Italian order if italianSortKey(a) < italianSortKey(b).
// Letters decide first, then accents, then capitals («e», «E», «è», «È», «ed»); a space comes
// before any letter («De Rossi» before «Debora»); figures count as numbers («art. 9» before
// «art. 10»). Thread-safe. Texts that differ only in how a letter is encoded have the same key.
// Throws Error{surroundings} where the machine has no ICU: it is loaded when first asked for,
// because its libraries cost every start of the program 2 ms and 3 MB.
std::string italianSortKey(std::string_view text);

}  // namespace stesura
