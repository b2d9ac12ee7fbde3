// A large word in light grey across a page, behind everything that is written on it.
#pragma once

#include <pugixml.hpp>
#include <string>

namespace stesura {

// Hangs the word on `paragraph`, which stands in a header of the master page `page`: whoever lays
// the text out draws it on every page of that kind, in the middle, as a figure with a short
// description. `style` is the name of the style that addWatermarkStyle() makes.
void addWatermark(pugi::xml_node paragraph, const pugi::xml_node& page, const std::string& style,
                  const std::string& word);

void addWatermarkStyle(pugi::xml_node automaticStyles, const std::string& name);

}  // namespace stesura
