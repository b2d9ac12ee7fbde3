#include "generator/odf/watermark.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

namespace stesura {

namespace {

constexpr double kUsualWidth = 210;  // millimetres

// «21cm», «210mm», «8.27in», «595pt» in millimetres; that of A4 for anything else.
double millimetres(std::string_view length) {
  double value = 0;
  const auto read = std::from_chars(length.data(), length.data() + length.size(), value);
  const std::string_view unit = length.substr(static_cast<std::size_t>(read.ptr - length.data()));
  const double factor = unit == "cm"   ? 10
                        : unit == "mm" ? 1
                        : unit == "in" ? 25.4
                        : unit == "pt" ? 25.4 / 72
                                       : 0;
  const double result = value * factor;
  return result > 10 && result < 5000 ? result : kUsualWidth;
}

// The shorter side of the pages of that master page.
double shorterSide(const pugi::xml_node& page) {
  const std::string_view layout = page.attribute("style:page-layout-name").value();
  const pugi::xml_node styles = page.parent().parent().child("office:automatic-styles");
  for (const pugi::xml_node& candidate : styles.children("style:page-layout")) {
    if (layout != candidate.attribute("style:name").value()) continue;
    const pugi::xml_node sizes = candidate.child("style:page-layout-properties");
    return std::min(millimetres(sizes.attribute("fo:page-width").value()),
                    millimetres(sizes.attribute("fo:page-height").value()));
  }
  return kUsualWidth;
}

void set(pugi::xml_node node,
         std::initializer_list<std::pair<const char*, const char*>> attributes) {
  for (const auto& [name, value] : attributes) node.append_attribute(name).set_value(value);
}

// A template may never have drawn anything.
void declareNamespaces(pugi::xml_node root) {
  for (const auto& [prefix, uri] :
       {std::pair("xmlns:draw", "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"),
        std::pair("xmlns:svg", "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"),
        std::pair("xmlns:fo", "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0")}) {
    if (!root.attribute(prefix)) root.append_attribute(prefix).set_value(uri);
  }
}

}  // namespace

void addWatermark(pugi::xml_node paragraph, const pugi::xml_node& page, const std::string& style,
                  const std::string& word) {
  declareNamespaces(paragraph.root().first_child());
  const int width = static_cast<int>(shorterSide(page) * 0.9);
  pugi::xml_node shape = paragraph.append_child("draw:custom-shape");
  set(shape, {{"text:anchor-type", "char"},
              {"draw:z-index", "0"},
              {"draw:style-name", style.c_str()},
              {"svg:width", (std::to_string(width) + "mm").c_str()},
              {"svg:height", (std::to_string(width / 4) + "mm").c_str()},
              {"draw:transform", "rotate (0.785398163397448) translate (2cm 20cm)"}});
  shape.append_child("svg:title").text().set("Filigrana: bozza");
  shape.append_child("text:p").text().set(word.c_str());
  pugi::xml_node geometry = shape.append_child("draw:enhanced-geometry");
  set(geometry, {{"svg:viewBox", "0 0 21600 21600"},
                 {"draw:text-path", "true"},
                 {"draw:type", "fontwork-plain-text"},
                 {"draw:enhanced-path", "M 0 0 L 21600 0 N M 0 21600 L 21600 21600 N"}});
}

void addWatermarkStyle(pugi::xml_node automaticStyles, const std::string& name) {
  pugi::xml_node style = automaticStyles.append_child("style:style");
  set(style, {{"style:name", name.c_str()}, {"style:family", "graphic"}});
  set(style.append_child("style:graphic-properties"),
      {{"draw:stroke", "none"},
       {"draw:fill", "solid"},
       {"draw:fill-color", "#e3e3e3"},
       {"draw:auto-grow-height", "false"},
       {"style:run-through", "background"},
       {"style:wrap", "run-through"},
       {"style:number-wrapped-paragraphs", "no-limit"},
       {"style:vertical-pos", "middle"},
       {"style:vertical-rel", "page"},
       {"style:horizontal-pos", "center"},
       {"style:horizontal-rel", "page"},
       {"style:flow-with-text", "false"}});
  set(style.append_child("style:text-properties"), {{"fo:font-family", "'Liberation Sans'"},
                                                    {"fo:font-weight", "bold"},
                                                    {"fo:font-size", "96pt"}});
}

}  // namespace stesura
