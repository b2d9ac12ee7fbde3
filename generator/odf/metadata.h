// The properties of an issued document: its own title and date, nothing of who wrote the template.
#pragma once

#include <pugixml.hpp>

#include "generator/odf/markup.h"

namespace stesura {

// Rewrites meta.xml: what tells of the template's author, its printing, editing and length goes;
// title, identifier and dates come with the order.
void rewriteMetadata(pugi::xml_document& document, Tokens& tokens);

}  // namespace stesura
