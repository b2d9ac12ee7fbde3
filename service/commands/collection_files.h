// The documents of a collection, read from the files that a person names.
#pragma once

#include <string>
#include <vector>

#include "generator/generator.h"

namespace stesura {

// A file holds one document, or a list of them; a single file may also hold the whole collection,
// {"documenti": […], …}, `list` being that member's name. `others`: file with the other members; ""
// for none. Places say «documento 3 (file 2)».
// Throws Error{usage} for a file named twice, Error{data} with every file that is no JSON, by its
// position, and for more than can be held in memory.
Collection readCollection(const std::vector<std::string>& files, const std::string& list,
                          const std::string& others);

}  // namespace stesura
