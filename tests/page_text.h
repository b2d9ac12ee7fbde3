// What a reader sees of an ODT: the text of its pages, a paragraph a line.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "generator/odf/package.h"

namespace stesura::testing {

// White space between paragraphs is the file's, not the page's.
inline void appendText(const pugi::xml_node& node, bool inParagraph, std::string& text) {
  for (const pugi::xml_node& child : node.children()) {
    const std::string_view name = child.name();
    if (child.type() == pugi::node_pcdata) {
      if (inParagraph) text += child.value();
    } else if (name == "text:line-break") {
      text += '\n';
    } else if (name == "text:tab") {
      text += '\t';
    } else if (name == "text:s") {
      text.append(child.attribute("text:c").as_uint(1), ' ');
    } else {
      const bool paragraph = name == "text:p" || name == "text:h";
      appendText(child, inParagraph || paragraph, text);
      if (paragraph) text += '\n';
    }
  }
}

inline std::string textOf(const std::string& xml, const char* path) {
  pugi::xml_document document;
  document.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata);
  std::string text;
  for (const pugi::xpath_node& found : document.select_nodes(path)) appendText(found.node(), false, text);
  return text;
}

// Words of the body, without the alternative texts of pictures, which are not on the page.
inline std::string wordsOfOdt(std::string_view odt) {
  pugi::xml_document document;
  const Package package = readPackage(odt);
  const std::string& xml = package.find("content.xml")->bytes;
  document.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata);
  for (const pugi::xpath_node& found : document.select_nodes("//svg:title|//svg:desc")) {
    found.node().parent().remove_child(found.node());
  }
  std::string text;
  appendText(document.select_node("//office:text").node(), false, text);
  return text;
}

// Body, then headers and footers.
inline std::string textOfOdt(std::string_view odt) {
  const Package package = readPackage(odt);
  return textOf(package.find("content.xml")->bytes, "//office:text") + "--\n" +
         textOf(package.find("styles.xml")->bytes, "//office:master-styles");
}

}  // namespace stesura::testing
