// One header or footer of a layout, with that of a letterhead above or beneath it.
#pragma once

#include <cstddef>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "generator/odf/letterhead_sheet.h"
#include "generator/odf/letterhead_styles.h"

namespace stesura {

class RegionWriter {
 public:
  // `variant` ends the names of styles that differ between the pages of one width; `names` numbers
  // what needs a name of its own within the document.
  RegionWriter(StyleImport& import, double textWidth, std::string variant, std::size_t& names)
      : import_(import), textWidth_(textWidth), variant_(std::move(variant)), names_(names) {}

  // `page`: the layout's master page; `sheet`: its page layout. Headers of left and first pages that
  // the layout has get the letterhead as well.
  void putHeader(pugi::xml_node page, pugi::xml_node sheet, const LetterheadRegion& letter);
  void putFooter(pugi::xml_node page, pugi::xml_node sheet, const LetterheadRegion& letter);

 private:
  enum class Where { above, beneath };
  void put(pugi::xml_node page, pugi::xml_node sheet, const LetterheadRegion& letter, Where where);
  void fill(pugi::xml_node slot, const pugi::xml_node& source, const LetterheadRegion& letter, Where where, bool alone);
  pugi::xml_node box(pugi::xml_node slot, const LetterheadRegion& letter, Where where);
  void addSpace(pugi::xml_node slot, const pugi::xml_node& before, double height, Where where);
  void name(pugi::xml_node element);
  std::string ownStyle(std::string_view what) const { return import_.ownName(what) + variant_; }

  StyleImport& import_;
  double textWidth_;
  std::string variant_;
  std::size_t& names_;
};

}  // namespace stesura
