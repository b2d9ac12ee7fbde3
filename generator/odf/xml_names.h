// The usual prefixes of OpenDocument (text:, draw:, xlink:) made true, so that names may be
// compared.
#pragma once

#include <pugixml.hpp>
#include <string_view>

namespace stesura {

// XML lets a file call xlink:href by any other prefix; what looks for names would then be blind.
// Every namespace that OpenDocument knows gets its usual prefix, declared on the root. Throws
// Error{templateFile} if a usual prefix stands for something else.
void bindUsualPrefixes(pugi::xml_document& document, std::string_view part);

// The name without its prefix: "href" of "xlink:href".
std::string_view localName(std::string_view name);

}  // namespace stesura
