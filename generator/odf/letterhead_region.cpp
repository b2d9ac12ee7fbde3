#include "generator/odf/letterhead_region.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "generator/odf/xml_names.h"

namespace stesura {
namespace {

constexpr double kTallest = 1;  // cm: a region that asks for no more needs no room kept

pugi::xml_node childNamed(const pugi::xml_node& page, std::string_view local) {
  for (const pugi::xml_node child : page.children()) {
    if (localName(child.name()) == local) return child;
  }
  return {};
}

void set(pugi::xml_node node, const char* name, const std::string& value) {
  pugi::xml_attribute attribute = node.attribute(name);
  if (!attribute) attribute = node.append_attribute(name);
  attribute.set_value(value.c_str());
}

bool isOff(const pugi::xml_node& slot) {
  return std::string_view(slot.attribute("style:display").value()) == "false";
}

// Headers come first in a master page, then footers; left and first ones behind the usual one.
pugi::xml_node newSlot(pugi::xml_node page, const std::string& region, const std::string& ending) {
  pugi::xml_node before;
  for (const pugi::xml_node child : page.children()) {
    const std::string_view local = localName(child.name());
    const bool header = local.starts_with("header");
    if (header || (region == "footer" && local.starts_with("footer"))) before = child;
    if (!ending.empty() && local == region) {
      before = child;
      break;
    }
  }
  const std::string name = "style:" + region + ending;
  return before && (region == "footer" || !ending.empty()) ? page.insert_child_after(name.c_str(), before)
                                                           : page.prepend_child(name.c_str());
}

void copyChildren(const pugi::xml_node& from, pugi::xml_node to) {
  for (const pugi::xml_node child : from.children()) to.append_copy(child);
}

bool isFrameAttribute(std::string_view name) {
  return name.starts_with("fo:border") || name.starts_with("fo:padding") || name.starts_with("style:border-line-width") ||
         name == "fo:background-color";
}

bool hasFrame(const pugi::xml_node& properties) {
  for (const pugi::xml_attribute attribute : properties.attributes()) {
    const std::string_view name = attribute.name(), value = attribute.value();
    const bool drawn = name.starts_with("fo:border") || name == "fo:background-color";
    if (drawn && value != "none" && value != "transparent") return true;
  }
  return false;
}

}  // namespace

void RegionWriter::putHeader(pugi::xml_node page, pugi::xml_node sheet, const LetterheadRegion& letter) {
  put(page, sheet, letter, Where::above);
}

void RegionWriter::putFooter(pugi::xml_node page, pugi::xml_node sheet, const LetterheadRegion& letter) {
  put(page, sheet, letter, Where::beneath);
}

void RegionWriter::put(pugi::xml_node page, pugi::xml_node sheet, const LetterheadRegion& letter, Where where) {
  const std::string region = where == Where::above ? "header" : "footer";
  pugi::xml_node usual = childNamed(page, region);
  if (!usual) usual = newSlot(page, region, "");
  if (isOff(usual)) {
    usual.remove_attribute("style:display");
    usual.remove_children();
  }
  const bool alone = !holdsContent(usual);
  pugi::xml_node left = childNamed(page, region + "-left");
  if (!left && letter.left) {
    left = newSlot(page, region, "-left");
    copyChildren(usual, left);
  }
  if (left && !isOff(left)) {
    fill(left, letter.left ? letter.left : letter.content, letter, where, !holdsContent(left));
  }
  const pugi::xml_node first = childNamed(page, region + "-first");
  if (first && !isOff(first)) fill(first, letter.content, letter, where, !holdsContent(first));
  fill(usual, letter.content, letter, where, alone);

  const std::string key = "style:" + region + "-style";
  pugi::xml_node group = sheet.child(key.c_str());
  if (!group) {
    const pugi::xml_node footers = sheet.child("style:footer-style");
    group = region == "header" && footers ? sheet.insert_child_before(key.c_str(), footers) : sheet.append_child(key.c_str());
  }
  pugi::xml_node properties = group.child("style:header-footer-properties");
  if (alone && letter.properties) {
    if (properties) group.remove_child(properties);
    pugi::xml_node copy = group.prepend_copy(letter.properties);
    import_.adopt(copy);
    return;
  }
  if (!properties) properties = group.append_child("style:header-footer-properties");
  // A fixed height would cut what is put there.
  if (pugi::xml_attribute fixed = properties.attribute("svg:height")) {
    if (properties.attribute("fo:min-height")) properties.remove_attribute(fixed);
    else fixed.set_name("fo:min-height");
  }
  if (!properties.attribute("fo:min-height")) set(properties, "fo:min-height", "0cm");
}

void RegionWriter::fill(pugi::xml_node slot, const pugi::xml_node& source, const LetterheadRegion& letter, Where where,
                        bool alone) {
  if (alone) slot.remove_children();
  const bool boxed = !alone && (reservedHeight(letter) > kTallest || hasFrame(letter.properties));
  const double asked = centimetres(letter.properties.attribute(where == Where::above ? "fo:margin-bottom" : "fo:margin-top").value(), 0.3);
  const double gap = std::clamp(asked, 0.1, 1.0);
  const pugi::xml_node own = slot.first_child();
  if (!alone && where == Where::beneath) addSpace(slot, {}, gap, where);
  pugi::xml_node target = boxed ? box(slot, letter, where) : slot;
  std::vector<pugi::xml_node> copies;
  for (const pugi::xml_node child : source.children()) {
    if (child.type() != pugi::node_element) continue;
    const bool between = !boxed && !alone && where == Where::above;
    copies.push_back(between ? target.insert_copy_before(child, own) : target.append_copy(child));
  }
  for (pugi::xml_node copy : copies) {
    import_.adopt(copy);
    name(copy);
  }
  if (!alone && where == Where::above) addSpace(slot, own, gap, where);
  // A text that ends with a table gets an empty line from whoever lays it out.
  if (where == Where::beneath && std::string_view(slot.last_child().name()) == "table:table") addSpace(slot, {}, 0, where);
}

// A table of one cell that keeps the room, the lines and the background of the letterhead's region.
pugi::xml_node RegionWriter::box(pugi::xml_node slot, const LetterheadRegion& letter, Where where) {
  pugi::xml_node table = where == Where::above ? slot.prepend_child("table:table") : slot.append_child("table:table");
  set(table, "table:name", import_.ownName("riquadro") + std::to_string(++names_));
  const std::string ending = where == Where::above ? "sopra" : "sotto";
  pugi::xml_node automatic = import_.into().child("office:automatic-styles");
  const auto styled = [&](const char* what, const char* family) {
    const std::string called = ownStyle(what) + "." + ending;
    pugi::xml_node made = findStyle(import_.into(), family, called);
    const bool isNew = !made;
    if (isNew) {
      made = automatic.append_child("style:style");
      set(made, "style:name", called);
      set(made, "style:family", family);
    }
    return std::pair(made, isNew);
  };
  const auto [tableStyle, newTable] = styled("tabella", "table");
  if (newTable) {
    pugi::xml_node properties = pugi::xml_node(tableStyle).append_child("style:table-properties");
    set(properties, "style:width", inCentimetres(textWidth_));
    set(properties, "table:align", "margins");
    set(properties, "table:border-model", "collapsing");
  }
  const auto [columnStyle, newColumn] = styled("colonna", "table-column");
  if (newColumn) {
    pugi::xml_node properties = pugi::xml_node(columnStyle).append_child("style:table-column-properties");
    set(properties, "style:column-width", inCentimetres(textWidth_));
    set(properties, "style:rel-column-width", "65535*");
  }
  const auto [rowStyle, newRow] = styled("riga", "table-row");
  if (newRow) {
    set(pugi::xml_node(rowStyle).append_child("style:table-row-properties"), "style:min-row-height",
        inCentimetres(reservedHeight(letter)));
  }
  const auto [cellStyle, newCell] = styled("cella", "table-cell");
  if (newCell) {
    pugi::xml_node properties = pugi::xml_node(cellStyle).append_child("style:table-cell-properties");
    set(properties, "fo:padding", "0cm");
    set(properties, "fo:border", "none");
    for (const pugi::xml_attribute attribute : letter.properties.attributes()) {
      if (isFrameAttribute(attribute.name())) set(properties, attribute.name(), attribute.value());
    }
  }
  set(table, "table:style-name", tableStyle.attribute("style:name").value());
  set(table.append_child("table:table-column"), "table:style-name", columnStyle.attribute("style:name").value());
  pugi::xml_node row = table.append_child("table:table-row");
  set(row, "table:style-name", rowStyle.attribute("style:name").value());
  pugi::xml_node cell = row.append_child("table:table-cell");
  set(cell, "table:style-name", cellStyle.attribute("style:name").value());
  set(cell, "office:value-type", "string");
  return cell;
}

void RegionWriter::addSpace(pugi::xml_node slot, const pugi::xml_node& before, double height, Where where) {
  const std::string called = ownStyle(height > 0 ? (where == Where::above ? "spazio.sopra" : "spazio.sotto") : "fine");
  if (!findStyle(import_.into(), "paragraph", called)) {
    pugi::xml_node made = import_.into().child("office:automatic-styles").append_child("style:style");
    set(made, "style:name", called);
    set(made, "style:family", "paragraph");
    pugi::xml_node paragraph = made.append_child("style:paragraph-properties");
    set(paragraph, "fo:margin-top", "0cm");
    set(paragraph, "fo:margin-bottom", inCentimetres(height));
    set(paragraph, "fo:border", "none");
    set(paragraph, "fo:padding", "0cm");
    set(made.append_child("style:text-properties"), "fo:font-size", "2pt");
  }
  pugi::xml_node paragraph = before ? slot.insert_child_before("text:p", before) : slot.append_child("text:p");
  set(paragraph, "text:style-name", called);
}

// Each copy of a frame, table or section has a name of its own in the document.
void RegionWriter::name(pugi::xml_node element) {
  for (const char* key : {"draw:name", "table:name"}) {
    pugi::xml_attribute attribute = element.attribute(key);
    const bool names = attribute && (std::string_view(key) == "table:name" || std::string_view(element.name()) != "draw:equation");
    if (names) attribute.set_value((import_.ownName("oggetto") + std::to_string(++names_)).c_str());
  }
  if (std::string_view(element.name()) == "text:section")
    set(element, "text:name", import_.ownName("sezione") + std::to_string(++names_));
  for (pugi::xml_node child : element.children()) {
    if (child.type() == pugi::node_element) name(child);
  }
}

}  // namespace stesura
