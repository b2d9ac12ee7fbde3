// A new page before every record of a repeated block but the first.
#pragma once

#include <pugixml.hpp>

#include "generator/odf/markup.h"

namespace stesura {

enum class PageNumbers { runOn, fromOne };  // fromOne: a page of the style «Standard», number 1

// Gives the first paragraph or table behind the token `begin` of a section a style that begins a
// page, from the second round on. False if the section begins with something else.
bool breakPageBetween(pugi::xml_node begin, pugi::xml_node root, Tokens& tokens,
                      PageNumbers numbers = PageNumbers::runOn);

}  // namespace stesura
