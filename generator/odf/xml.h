// The strict gate that every XML part passes before pugixml, which forgives too much, may see it.
#pragma once

#include <cstddef>
#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace stesura {

struct XmlBounds {
  int depth = 256;
  int attributes = 512;                   // of one element
  std::size_t attributeBytes = 4u << 20;  // one value
  std::size_t elements = 1'000'000;       // of one part
  enum class Doctype { refused, withoutSubset };
  Doctype doctype = Doctype::refused;  // withoutSubset: a mere public identifier, as SVG has
};

// `part` names it in sentences: "content.xml". Throws Error{templateFile}: not well-formed, a
// DOCTYPE, an entity other than the five, an encoding other than UTF-8 and UTF-16, over the bounds.
void passXmlGate(std::string_view bytes, std::string_view part, const XmlBounds& bounds = {});

// passXmlGate, then the tree, white space kept; comments, instructions and DOCTYPE left out.
pugi::xml_document parseXml(std::string_view bytes, std::string_view part,
                            const XmlBounds& bounds = {});

// UTF-8 with declaration, nothing indented.
std::string xmlBytes(const pugi::xml_document& document);

}  // namespace stesura
