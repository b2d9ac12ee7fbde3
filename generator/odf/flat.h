// A flat OpenDocument file (.fodt) taken apart into the parts of a package.
#pragma once

#include <pugixml.hpp>
#include <string_view>

#include "generator/odf/package.h"

namespace stesura {

// content.xml, styles.xml, meta.xml, settings.xml and Pictures/. Automatic styles go where they are
// used: to styles.xml for the master pages, to content.xml for the body, to both where both use
// them. Throws Error{templateFile} if it is no flat text document.
Package splitFlat(std::string_view bytes, const PackageBounds& bounds);

// Pictures written inside the XML (office:binary-data) become entries of the package, named after
// their SHA-256, and the element refers to them. Throws Error{templateFile} on broken base64.
void liftBinaryData(pugi::xml_node root, Package& package);

}  // namespace stesura
