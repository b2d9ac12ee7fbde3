// Little flat templates for tests, and what a reader of the finished document would see.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "generator/odf/template.h"

namespace stesura::testing {

// A flat ODF document with `body` inside office:text.
std::string flatOdt(std::string_view body, std::string_view automaticStyles = "",
                    std::string_view masterPages = "", std::string_view meta = "");

// Compiles against the shape of the data itself and renders.
std::string renderOdt(std::string_view body, std::string_view json);
std::string renderPackage(std::string_view flat, const Json& data,
                          DraftPrinting draft = DraftPrinting::off);

// One entry of an ODT.
std::string partOf(std::string_view odt, std::string_view name);

// The text of every paragraph and heading in order, lines broken by «\n» and tabs as they print;
// paragraphs are joined by «¶», cells of one row by «|».
std::string pageText(std::string_view odt, std::string_view part = "content.xml");

// Renders a body over JSON text and gives back its page text.
std::string shown(std::string_view body, std::string_view json);

// The problems that compiling or rendering a body reports; empty if it works.
std::vector<Problem> problemsOf(std::string_view body, std::string_view json);
std::string messagesOf(std::string_view body, std::string_view json);

// What is wrong with the ids and names of an ODT: «content.xml: due volte xml:id …»; "" if nothing.
std::string repeatedNames(std::string_view odt);

// What jing says of content.xml, styles.xml and meta.xml against ODF 1.3; "" if they are valid or
// the schema of ODF is not at hand.
std::string schemaFaults(std::string_view odt);

}  // namespace stesura::testing
