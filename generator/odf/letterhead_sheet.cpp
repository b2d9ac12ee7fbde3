#include "generator/odf/letterhead_sheet.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "generator/odf/paragraph.h"

namespace stesura {
namespace {

constexpr double kUsualWidth = 21, kUsualHeight = 29.7, kUsualMargin = 2;

bool isRunThrough(const pugi::xml_node& style) {
  const pugi::xml_node properties = style.child("style:graphic-properties");
  return std::string_view(properties.attribute("style:wrap").value()) == "run-through" ||
         std::string_view(properties.attribute("style:run-through").value()) == "background";
}

// The lower edge of the frames that float in a region, from its upper one.
double floatingHeight(const pugi::xml_node& node, const pugi::xml_node& styles, double topMargin) {
  double height = 0;
  for (const pugi::xml_node child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    const std::string_view anchor = child.attribute("text:anchor-type").value();
    if (!anchor.empty() && anchor != "as-char") {
      const pugi::xml_node style = findStyle(styles, "graphic", child.attribute("draw:style-name").value());
      if (isRunThrough(style)) continue;
      const std::string_view relation = style.child("style:graphic-properties").attribute("style:vertical-rel").value();
      const double top = centimetres(child.attribute("svg:y").value(), 0) - (relation == "page" ? topMargin : 0);
      height = std::max(height, top + centimetres(child.attribute("svg:height").value(), 0));
    } else {
      height = std::max(height, floatingHeight(child, styles, topMargin));
    }
  }
  return height;
}

bool isLoneSection(const pugi::xml_node& paragraph) {
  std::string text;
  for (const pugi::xpath_node& found : paragraph.select_nodes(".//text()")) text += found.node().value();
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return false;
  const std::string_view rest = std::string_view(text).substr(begin);
  const bool section = rest.starts_with("{{#") || rest.starts_with("{{^") || rest.starts_with("{{/");
  return section && rest.find("{{", 3) == rest.npos && rest.find_last_not_of(" \t\r\n") == rest.find("}}") + 1;
}

pugi::xml_node firstBlock(const pugi::xml_node& container) {
  for (const pugi::xml_node child : container.children()) {
    const std::string_view name = child.name();
    if (name == "table:table" || (isParagraph(child) && !isLoneSection(child))) return child;
    if (name == "text:list" || name == "text:list-item" || name == "text:section" || name == "text:list-header" ||
        name == "text:index-body" || name == "text:table-of-content") {
      if (const pugi::xml_node found = firstBlock(child)) return found;
    }
  }
  return {};
}

}  // namespace

double centimetres(std::string_view length, double otherwise) {
  double value = 0;
  const auto read = std::from_chars(length.data(), length.data() + length.size(), value);
  if (read.ec != std::errc()) return otherwise;
  const std::string_view unit = length.substr(static_cast<std::size_t>(read.ptr - length.data()));
  const double factor = unit == "cm"   ? 1
                        : unit == "mm" ? 0.1
                        : unit == "in" ? 2.54
                        : unit == "pt" ? 2.54 / 72
                        : unit == "pc" ? 2.54 / 6
                        : unit == "px" ? 2.54 / 96
                                       : 0;
  const bool known = factor != 0 && value > -1000 && value < 1000000;
  return known ? value * factor : otherwise;
}

std::string inCentimetres(double length) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3fcm", length);
  return text;
}

Margins marginsOf(const pugi::xml_node& sheet) {
  const double all = centimetres(sheet.attribute("fo:margin").value(), kUsualMargin);
  const auto one = [&](const char* name) { return centimetres(sheet.attribute(name).value(), all); };
  return {one("fo:margin-top"), one("fo:margin-bottom"), one("fo:margin-left"), one("fo:margin-right")};
}

double widthOf(const pugi::xml_node& sheet) {
  return centimetres(sheet.attribute("fo:page-width").value(), kUsualWidth);
}

double heightOf(const pugi::xml_node& sheet) {
  return centimetres(sheet.attribute("fo:page-height").value(), kUsualHeight);
}

double textWidthOf(const pugi::xml_node& sheet) {
  const Margins margins = marginsOf(sheet);
  return widthOf(sheet) - margins.left - margins.right;
}

double reservedHeight(const LetterheadRegion& region) {
  if (!region.content) return 0;
  const pugi::xml_node& properties = region.properties;
  const double least = std::max(centimetres(properties.attribute("fo:min-height").value(), 0),
                                centimetres(properties.attribute("svg:height").value(), 0));
  const pugi::xml_node sheet = properties.parent().parent().child("style:page-layout-properties");
  const pugi::xml_node root = region.content.root().first_child();
  return std::max(least, floatingHeight(region.content, root, marginsOf(sheet).top));
}

bool holdsContent(const pugi::xml_node& region) {
  if (!region || std::string_view(region.attribute("style:display").value()) == "false") return false;
  for (const pugi::xpath_node& found :
       region.select_nodes(".//text()|.//draw:*|.//text:page-number|.//text:page-count|.//table:table-cell")) {
    const pugi::xml_node node = found.node();
    const bool text = node.type() != pugi::node_element;
    if (!text || std::string_view(node.value()).find_first_not_of(" \t\r\n") != std::string_view::npos) return true;
  }
  return false;
}

pugi::xml_node findStyle(const pugi::xml_node& root, std::string_view family, std::string_view name) {
  for (const char* group : {"office:automatic-styles", "office:styles"}) {
    for (const pugi::xml_node style : root.child(group).children("style:style")) {
      if (name == style.attribute("style:name").value() && family == style.attribute("style:family").value())
        return style;
    }
  }
  return {};
}

pugi::xml_node openingStyle(const pugi::xml_node& content, const pugi::xml_node& styles) {
  const pugi::xml_node block = firstBlock(content.child("office:body").child("office:text"));
  const bool table = std::string_view(block.name()) == "table:table";
  const std::string_view name = block.attribute(table ? "table:style-name" : "text:style-name").value();
  const char* family = table ? "table" : "paragraph";
  const pugi::xml_node found = findStyle(content, family, name);
  return found ? found : findStyle(styles, family, name);
}

pugi::xml_node openingPage(const pugi::xml_node& content, const pugi::xml_node& styles) {
  constexpr int kDeepest = 64;
  std::string_view name = "Standard";
  pugi::xml_node style = openingStyle(content, styles);
  for (int depth = 0; style && depth < kDeepest; ++depth) {
    if (const pugi::xml_attribute page = style.attribute("style:master-page-name")) {
      if (*page.value() != '\0') name = page.value();
      break;
    }
    style = findStyle(styles, style.attribute("style:family").value(), style.attribute("style:parent-style-name").value());
  }
  const pugi::xml_node pages = styles.child("office:master-styles");
  pugi::xml_node standard;
  for (const pugi::xml_node page : pages.children("style:master-page")) {
    const std::string_view called = page.attribute("style:name").value();
    if (called == name) return page;
    if (called == "Standard") standard = page;
  }
  return standard ? standard : pages.child("style:master-page");
}

}  // namespace stesura
