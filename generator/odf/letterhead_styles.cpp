#include "generator/odf/letterhead_styles.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "generator/digest.h"
#include "generator/merge/tag.h"
#include "generator/odf/gate_links.h"
#include "generator/odf/gate_picture.h"
#include "generator/odf/gate_rules.h"
#include "generator/odf/letterhead_sheet.h"
#include "generator/odf/zip_read.h"

namespace stesura {
namespace {

template <std::size_t N>
bool isOneOf(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Attributes whose value is the name of a style, a gradient, a line pattern or the like.
bool isReference(std::string_view attribute) {
  constexpr std::array<std::string_view, 17> kNames = {
      "text:style-name",         "draw:style-name",           "draw:text-style-name",
      "table:style-name",        "table:default-cell-style-name",
      "style:parent-style-name", "style:list-style-name",     "style:data-style-name",
      "text:visited-style-name", "style:leader-text-style",   "style:percentage-data-style-name",
      "draw:fill-gradient-name", "draw:fill-hatch-name",      "draw:fill-image-name",
      "draw:opacity-name",       "draw:stroke-dash",          "draw:marker-start"};
  return isOneOf(attribute, kNames) || attribute == "draw:marker-end";
}

// What would reach beyond the header, name something twice, or change by a condition.
bool isDropped(std::string_view attribute) {
  constexpr std::array<std::string_view, 20> kNames = {
      "xml:id", "draw:id", "text:id", "text:continue-list", "draw:start-shape", "draw:end-shape",
      "draw:chain-next-name", "text:cond-style-name", "text:class-names", "draw:class-names",
      "presentation:style-name", "style:next-style-name", "style:master-page-name",
      "style:display-name", "style:default-outline-level", "style:auto-update", "style:hidden",
      "style:register-truth-ref-style-name", "draw:display-name", "style:list-level"};
  constexpr std::array<std::string_view, 10> kPrefixes = {
      "office", "style", "text", "table", "draw", "fo", "svg", "number", "xlink", "dr3d"};
  const std::string_view prefix = attribute.substr(0, std::min(attribute.find(':'), attribute.size()));
  return isOneOf(attribute, kNames) || !isOneOf(prefix, kPrefixes);
}

bool isForeign(std::string_view element) {
  constexpr std::array<std::string_view, 8> kPrefixes = {"office", "style", "text",   "table",
                                                         "draw",   "svg",   "number", "dr3d"};
  const bool trace = element.starts_with("text:bookmark") || element.starts_with("text:reference-mark") ||
                     element.ends_with("-decls");
  return trace || element == "style:map" ||
         !isOneOf(element.substr(0, std::min(element.find(':'), element.size())), kPrefixes);
}

bool isFontAttribute(std::string_view attribute) {
  return attribute.starts_with("style:font-") && attribute != "style:font-relief" &&
         !attribute.starts_with("style:font-size") && !attribute.starts_with("style:font-weight") &&
         attribute != "style:font-style-asian" && attribute != "style:font-style-complex";
}

const char* nameKey(const pugi::xml_node& style) {
  return style.attribute("style:name") ? "style:name" : "draw:name";
}

// The first of a list of families, without quotes.
std::string firstFamily(std::string_view list) {
  std::string family(list.substr(0, list.find(',')));
  std::erase_if(family, [](char c) { return c == '\'' || c == '"'; });
  const auto begin = family.find_first_not_of(' ');
  if (begin == std::string::npos) return {};
  return family.substr(begin, family.find_last_not_of(' ') - begin + 1);
}

bool isInSet(const std::string& family) {
  constexpr std::array<std::string_view, 10> kSet = {
      "Titillium Web",    "DejaVu Sans",     "DejaVu Serif", "DejaVu Sans Mono", "Liberation Sans",
      "Liberation Serif", "Liberation Mono", "Carlito",      "Caladea",          "OpenSymbol"};
  return isOneOf(family, kSet);
}

// What takes the place of a font of the same measures; "" for one that has none in the set.
std::string replacementFor(const std::string& family) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kEqual{{
      {"Arial", "Liberation Sans"},
      {"Helvetica", "Liberation Sans"},
      {"Times New Roman", "Liberation Serif"},
      {"Times", "Liberation Serif"},
      {"Courier New", "Liberation Mono"},
      {"Calibri", "Carlito"},
      {"Cambria", "Caladea"},
      {"StarSymbol", "OpenSymbol"},
  }};
  for (const auto& [asked, given] : kEqual) {
    if (asked == family) return std::string(given);
  }
  return {};
}

void set(pugi::xml_node node, const char* name, const std::string& value) {
  pugi::xml_attribute attribute = node.attribute(name);
  if (!attribute) attribute = node.append_attribute(name);
  attribute.set_value(value.c_str());
}

// The name that a person knows the style by.
std::string shownStyle(pugi::xml_node node) {
  for (; node; node = node.parent()) {
    if (std::string_view(node.name()) == "style:default-style") return "predefinito";
    for (const char* key : {"style:display-name", "style:name"}) {
      if (*node.attribute(key).value() != '\0') return "«" + shownName(node.attribute(key).value()) + "»";
    }
  }
  return "predefinito";
}

}  // namespace

std::string PictureImport::rename(std::string_view reference) {
  const std::string old = packageName(reference, "");
  const auto known = names_.find(old);
  if (known != names_.end()) return known->second;
  const PackageEntry* picture = from_.find(old);
  if (picture == nullptr) return names_[old] = old;
  std::string stem = "Pictures/carta-" + sha256Hex(picture->bytes).substr(0, 24);
  const std::string suffix = pictureSuffix(pictureKind(picture->bytes));
  while (const PackageEntry* there = into_.find(stem + suffix)) {
    if (there->bytes == picture->bytes) return names_[old] = stem + suffix;
    stem += '_';
  }
  into_.entries.push_back({stem + suffix, picture->bytes, picture->mediaType});
  return names_[old] = stem + suffix;
}

void moveTabs(pugi::xml_node element, const std::vector<TextWidths>& widths) {
  constexpr double kNear = 0.12;  // cm
  if (std::string_view(element.name()) == "style:tab-stop") {
    const double at = centimetres(element.attribute("style:position").value(), -1);
    const std::string_view type = element.attribute("style:type").value();
    for (const TextWidths& width : widths) {
      const bool right = type == "right" && std::abs(at - width.from) < kNear;
      const bool middle = type == "center" && std::abs(at - width.from / 2) < kNear;
      if (!right && !middle) continue;
      set(element, "style:position", inCentimetres(right ? width.to : width.to / 2));
      break;
    }
  }
  for (const pugi::xml_node child : element.children()) {
    if (child.type() == pugi::node_element) moveTabs(child, widths);
  }
}

std::string unusedPrefix(const std::vector<pugi::xml_node>& layoutRoots) {
  for (int number = 1;; ++number) {
    const std::string prefix = number == 1 ? "Carta" : "Carta" + std::to_string(number);
    bool used = false;
    for (const pugi::xml_node& root : layoutRoots) {
      for (const pugi::xml_node group : root.children()) {
        for (const pugi::xml_node style : group.children()) {
          for (const char* key : {"style:name", "draw:name", "style:display-name"}) {
            used = used || std::string_view(style.attribute(key).value()).starts_with(prefix);
          }
        }
      }
    }
    if (!used) return prefix;
  }
}

StyleImport::StyleImport(pugi::xml_node from, pugi::xml_node into, std::string prefix, TextWidths widths,
                         PictureImport& pictures)
    : from_(from), into_(into), prefix_(std::move(prefix)), widths_(widths), pictures_(pictures) {
  index(from_.child("office:automatic-styles"));
  index(from_.child("office:styles"));
  for (const pugi::xml_node face : from_.child("office:font-face-decls").children("style:font-face")) {
    fonts_[face.attribute("style:name").value()] = firstFamily(face.attribute("svg:font-family").value());
  }
}

void StyleImport::index(const pugi::xml_node& group) {
  for (const pugi::xml_node style : group.children()) {
    const std::string_view element = style.name();
    if (element == "style:page-layout" || element == "style:default-style") continue;
    const char* name = style.attribute(nameKey(style)).value();
    if (*name != '\0') styles_.emplace(name, style);
  }
}

void StyleImport::adopt(pugi::xml_node copy) {
  change(copy);
  bringAll();
}

void StyleImport::bringAll() {
  while (!waiting_.empty()) {
    const std::string name = std::move(waiting_.back());
    waiting_.pop_back();
    const auto [begin, end] = styles_.equal_range(name);
    for (auto style = begin; style != end; ++style) bring(style->second);
  }
}

// Notes that a style is wanted; its new name, "" if there is no such style.
std::string StyleImport::want(const std::string& name) {
  if (!styles_.contains(name)) return {};
  if (brought_.insert(name).second) waiting_.push_back(name);
  return prefix_ + "_" + name;
}

void StyleImport::bring(const pugi::xml_node& style) {
  const char* group = style.parent().name();
  pugi::xml_node copy = into_.child(group).append_copy(style);
  const char* key = nameKey(style);
  copy.attribute(key).set_value((prefix_ + "_" + style.attribute(key).value()).c_str());
  const std::string family = copy.attribute("style:family").value();
  const bool based = std::string_view(copy.name()) == "style:style" &&
                     (family == "paragraph" || family == "graphic");
  for (const pugi::xml_node properties : style.children("style:text-properties")) {
    judgeFont(properties, familyOf(properties));
  }
  change(copy);
  moveTabs(copy, {widths_});
  if (based && !copy.attribute("style:parent-style-name")) {
    const bool automatic = std::string_view(group) == "office:automatic-styles" && family == "paragraph";
    const std::string standard = automatic ? want("Standard") : std::string();
    set(copy, "style:parent-style-name", standard.empty() ? baseStyle(family) : standard);
  }
}

// What the letterhead's default style says, as a style that others build on: the layout's own
// default is another one.
std::string StyleImport::baseStyle(const std::string& family) {
  if (!bases_.insert(family).second) return prefix_;
  pugi::xml_node base = into_.child("office:styles").append_child("style:style");
  set(base, "style:name", prefix_);
  set(base, "style:family", family);
  for (const pugi::xml_node style : from_.child("office:styles").children("style:default-style")) {
    if (family != style.attribute("style:family").value()) continue;
    for (const pugi::xml_node properties : style.children()) {
      if (std::string_view(properties.name()) == "style:text-properties") {
        judgeFont(properties, familyOf(properties));
      }
      base.append_copy(properties);
    }
  }
  change(base);
  return prefix_;
}

void StyleImport::change(pugi::xml_node element) {
  for (pugi::xml_attribute attribute = element.first_attribute(); attribute;) {
    const pugi::xml_attribute next = attribute.next_attribute();
    if (isDropped(attribute.name())) {
      element.remove_attribute(attribute);
    } else if (isReference(attribute.name())) {
      changeReference(element, attribute);
    }
    attribute = next;
  }
  const std::string_view name = element.name();
  if (holdsPicture(name) && *element.attribute("xlink:href").value() != '\0') {
    set(element, "xlink:href", pictures_.rename(element.attribute("xlink:href").value()));
  }
  if (name == "style:text-properties") changeFonts(element);
  if (name == "text:p" || name == "text:h") changeParagraph(element);
  for (pugi::xml_node child = element.first_child(); child;) {
    const pugi::xml_node next = child.next_sibling();
    if (child.type() == pugi::node_element) {
      if (isForeign(child.name())) element.remove_child(child);
      else change(child);
    }
    child = next;
  }
}

void StyleImport::changeReference(pugi::xml_node element, pugi::xml_attribute attribute) {
  // «solid» and other values that are no names do not stand in these attributes; an unknown style
  // is that of the default.
  const std::string renamed = want(attribute.value());
  if (renamed.empty()) element.remove_attribute(attribute);
  else attribute.set_value(renamed.c_str());
}

void StyleImport::changeParagraph(pugi::xml_node paragraph) {
  // A heading of a header would come into the outline of every document.
  if (std::string_view(paragraph.name()) == "text:h") {
    paragraph.set_name("text:p");
    for (const char* key : {"text:outline-level", "text:is-list-header", "text:restart-numbering", "text:start-value"})
      paragraph.remove_attribute(key);
  }
  if (paragraph.attribute("text:style-name")) return;
  const std::string standard = want("Standard");
  set(paragraph, "text:style-name", standard.empty() ? baseStyle("paragraph") : standard);
}

std::string StyleImport::familyOf(const pugi::xml_node& textProperties) const {
  const auto declared = fonts_.find(textProperties.attribute("style:font-name").value());
  if (declared != fonts_.end() && !declared->second.empty()) return declared->second;
  if (*textProperties.attribute("fo:font-family").value() != '\0') {
    return firstFamily(textProperties.attribute("fo:font-family").value());
  }
  return textProperties.attribute("style:font-name").value();
}

void StyleImport::changeFonts(pugi::xml_node textProperties) {
  std::string family = familyOf(textProperties);
  if (const std::string equal = replacementFor(family); !equal.empty()) family = equal;
  for (pugi::xml_attribute attribute = textProperties.first_attribute(); attribute;) {
    const pugi::xml_attribute next = attribute.next_attribute();
    if (isFontAttribute(attribute.name())) textProperties.remove_attribute(attribute);
    attribute = next;
  }
  textProperties.remove_attribute("fo:font-family");
  if (!family.empty()) set(textProperties, "fo:font-family", "'" + family + "'");
}

void StyleImport::judgeFont(const pugi::xml_node& textProperties, const std::string& family) {
  if (family.empty() || isInSet(family) || !toldFonts_.insert(family).second) return;
  const std::string style = shownStyle(textProperties);
  const std::string equal = replacementFor(family);
  if (!equal.empty()) {
    warnings_.push_back(templateProblem("Il carattere «" + shownName(family) + "» dello stile " + style +
                                            " diventa «" + equal + "», che ha le stesse misure.", {}, {}));
    return;
  }
  problems_.push_back(templateProblem(
      "Lo stile " + style + " usa il carattere «" + shownName(family) + "», che nei documenti non c’è.",
      "Usare Titillium Web, DejaVu, Liberation, Carlito o Caladea (Stili ▸ Modifica ▸ Carattere).", {}));
}

}  // namespace stesura
