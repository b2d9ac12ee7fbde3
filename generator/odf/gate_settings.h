// The settings of a document that change its pages; all others are dropped.
#pragma once

#include <pugixml.hpp>

namespace stesura {

enum class SettingsOf { document, object };

// `root`: office:document-settings. Of a document stay the compatibility settings of Writer, which
// are switches and numbers; printers, views, data sources, link updating and passwords go. Of an
// object (a formula) texts stay too: they name its fonts.
void keepLayoutSettings(pugi::xml_node root, SettingsOf of);

}  // namespace stesura
