// Keeps a merged document valid where everything that stood in a table, list or cell is gone.
#pragma once

#include <pugixml.hpp>

#include "generator/odf/markup.h"

namespace stesura {

// After liftSections(). A table without body rows, a list or section without content goes as a
// whole; a cell, a text box, a note and the document itself keep an empty paragraph.
void guardContainers(pugi::xml_node root, Tokens& tokens);

}  // namespace stesura
