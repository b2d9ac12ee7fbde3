// Where on the page something stands, in words that its author recognises.
#pragma once

#include <pugixml.hpp>
#include <string>

namespace stesura {

// The text of the paragraph around a node, or of the nearest one before it; "" if there is none.
std::string textAround(pugi::xml_node node);

// «vicino a «Il sottoscritto…»», «nello stile «Tabella1»», «nella parte «meta.xml»».
std::string placeClause(pugi::xml_node node, std::string_view part);

}  // namespace stesura
