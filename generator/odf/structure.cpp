#include "generator/odf/structure.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace stesura {

namespace {

template <std::size_t N>
bool isOneOf(const pugi::xml_node& node, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), node.name()) != names.end();
}

std::vector<pugi::xml_node> ancestors(pugi::xml_node node) {
  std::vector<pugi::xml_node> chain;
  for (; node; node = node.parent()) chain.push_back(node);
  std::reverse(chain.begin(), chain.end());
  return chain;
}

bool isRow(const pugi::xml_node& node) {
  return std::string_view(node.name()) == "table:table-row";
}

// Covered by a cell of a row above, and not by its left neighbour.
bool hangsFromAbove(const pugi::xml_node& row) {
  unsigned covered = 0;  // cells that the last one covers in this row
  for (const pugi::xml_node& cell : row.children()) {
    const std::string_view name = cell.name();
    const unsigned repeated =
        std::max(1u, cell.attribute("table:number-columns-repeated").as_uint(1));
    if (name == "table:table-cell") {
      covered = std::max(1u, cell.attribute("table:number-columns-spanned").as_uint(1)) - 1;
    } else if (name == "table:covered-table-cell") {
      if (repeated > covered) return true;
      covered -= repeated;
    }
  }
  return false;
}

}  // namespace

bool isTablePart(const pugi::xml_node& node) {
  constexpr std::array<std::string_view, 4> kNames = {
      "table:table", "table:table-rows", "table:table-row-group", "table:table-header-rows"};
  return isOneOf(node, kNames);
}

bool isBlockContainer(const pugi::xml_node& node) {
  constexpr std::array<std::string_view, 9> kNames = {
      "office:text",    "table:table-cell", "text:section",
      "draw:text-box",  "text:list-item",   "text:list-header",
      "text:note-body", "text:index-body",  "text:index-title"};
  const std::string_view name = node.name();
  return isOneOf(node, kNames) || name.starts_with("style:header") ||
         name.starts_with("style:footer") || name.starts_with("loext:header") ||
         name.starts_with("loext:footer");
}

pugi::xml_node nextElement(pugi::xml_node node) {
  do node = node.next_sibling();
  while (node && node.type() != pugi::node_element);
  return node;
}

pugi::xml_node previousElement(pugi::xml_node node) {
  do node = node.previous_sibling();
  while (node && node.type() != pugi::node_element);
  return node;
}

Meeting meetingOf(const pugi::xml_node& a, const pugi::xml_node& b) {
  const auto left = ancestors(a), right = ancestors(b);
  std::size_t depth = 0;
  while (depth < left.size() && depth < right.size() && left[depth] == right[depth]) ++depth;
  return {left[depth - 1], depth < left.size() ? left[depth] : pugi::xml_node(),
          depth < right.size() ? right[depth] : pugi::xml_node()};
}

bool cutsMergedCells(const pugi::xml_node& first, const pugi::xml_node& last) {
  if (!isRow(first) || !isRow(last)) return false;
  if (hangsFromAbove(first)) return true;
  unsigned rowsLeft = 1;
  for (pugi::xml_node row = last; row; row = previousElement(row), ++rowsLeft) {
    for (const pugi::xml_node& cell : row.children("table:table-cell")) {
      if (cell.attribute("table:number-rows-spanned").as_uint(1) > rowsLeft) return true;
    }
    if (row == first) break;
  }
  return false;
}

}  // namespace stesura
