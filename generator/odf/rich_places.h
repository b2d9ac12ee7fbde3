// Finds the places of a template where a value in Markdown may come.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <vector>

#include "generator/odf/markup.h"

namespace stesura {

// After the sections were lifted. Every variable gets a writer that takes it if it turns out to be
// Markdown; what it may become depends on where it stands.
void placeRichText(pugi::xml_node root, Tokens& tokens);

// The bookmarks that stand once, to which a value may refer.
std::vector<std::string> bookmarksOf(const pugi::xml_node& root);

// True if a tag says |markdown.
bool asksForMarkdown(const Tokens& tokens);

}  // namespace stesura
