#include "generator/odf/gate_place.h"

#include "generator/odf/zip_read.h"

namespace stesura {
namespace {

constexpr std::size_t kLongest = 80;  // bytes

bool isParagraph(pugi::xml_node node) {
  const std::string_view name = node.name();
  return name == "text:p" || name == "text:h";
}

void appendText(pugi::xml_node node, std::string& out) {
  for (const pugi::xml_node child : node.children()) {
    if (out.size() > kLongest) return;
    const std::string_view name = child.name();
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
      out += child.value();
    } else if (name == "text:s" || name == "text:tab" || name == "text:line-break") {
      out += ' ';
    } else if (name != "office:annotation" && name != "office:binary-data") {
      appendText(child, out);
    }
  }
}

std::string textOf(pugi::xml_node node) {
  std::string out;
  appendText(node, out);
  if (out.size() > kLongest) {
    out.resize(kLongest);
    while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0) == 0x80) out.pop_back();
    if (!out.empty() && static_cast<unsigned char>(out.back()) >= 0xC0) out.pop_back();
    out += "…";
  }
  const auto first = out.find_first_not_of(" \t\r\n");
  return first == std::string::npos ? std::string() : out.substr(first);
}

std::string lastParagraphIn(pugi::xml_node node) {
  if (isParagraph(node)) return textOf(node);
  for (pugi::xml_node child = node.last_child(); child; child = child.previous_sibling()) {
    if (std::string text = lastParagraphIn(child); !text.empty()) return text;
  }
  return {};
}

std::string styleAround(pugi::xml_node node) {
  for (; node; node = node.parent()) {
    for (const char* attribute : {"style:display-name", "style:name", "draw:name"}) {
      const std::string_view name = node.attribute(attribute).value();
      if (!name.empty()) return shownName(name);
    }
  }
  return {};
}

}  // namespace

std::string textAround(pugi::xml_node node) {
  for (pugi::xml_node at = node; at; at = at.parent()) {
    if (!isParagraph(at)) continue;
    if (std::string text = textOf(at); !text.empty()) return text;
  }
  for (pugi::xml_node at = node; at; at = at.parent()) {
    for (pugi::xml_node before = at.previous_sibling(); before;
         before = before.previous_sibling()) {
      if (std::string text = lastParagraphIn(before); !text.empty()) return text;
    }
  }
  return {};
}

std::string placeClause(pugi::xml_node node, std::string_view part) {
  if (const std::string text = textAround(node); !text.empty()) return "vicino a «" + text + "»";
  if (const std::string style = styleAround(node); !style.empty())
    return "nello stile o nell'oggetto «" + style + "»";
  return "nella parte «" + shownName(part) + "»";
}

}  // namespace stesura
