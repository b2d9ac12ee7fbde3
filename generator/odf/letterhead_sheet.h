// A letterhead as read: its parts, and what stands on the first page and on those that follow.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/odf/package.h"

namespace stesura {

// One region of a page; null nodes where the letterhead has none. `left` is that of even pages,
// null where it is the same.
struct LetterheadRegion {
  pugi::xml_node content{}, left{};
  pugi::xml_node properties{};  // style:header-footer-properties
};

struct LetterheadPage {
  LetterheadRegion header{}, footer{};
  pugi::xml_node sheet{};  // style:page-layout-properties
};

struct LetterheadSheet {
  Package package{};  // through the gate
  pugi::xml_document styles{}, content{};
  LetterheadPage first{}, following{};
  bool firstDiffers = false;
  std::vector<Problem> warnings{};
};

// «2.5cm», «25mm», «1in», «72pt» in centimetres; `otherwise` for anything else.
double centimetres(std::string_view length, double otherwise);
std::string inCentimetres(double length);

struct Margins { double top, bottom, left, right; };
// Of a style:page-layout-properties: fo:margin-top and so on, else fo:margin, else 2 cm.
Margins marginsOf(const pugi::xml_node& sheet);
// Between the margins; that of A4 where the sheet tells no width.
double textWidthOf(const pugi::xml_node& sheet);
double widthOf(const pugi::xml_node& sheet);
double heightOf(const pugi::xml_node& sheet);

// How much of the page a region takes at least: its own minimum, and frames that float in it.
double reservedHeight(const LetterheadRegion& region);
// Whether it holds anything that can be seen.
bool holdsContent(const pugi::xml_node& region);

// The style of a family by its name, automatic ones first; null if there is none.
pugi::xml_node findStyle(const pugi::xml_node& root, std::string_view family, std::string_view name);
// The master page that the body begins on: what the style of its first paragraph says, else
// «Standard», else the first one.
pugi::xml_node openingPage(const pugi::xml_node& content, const pugi::xml_node& styles);
// The style of the first paragraph or table of the body that is no lone tag; null if it has none.
pugi::xml_node openingStyle(const pugi::xml_node& content, const pugi::xml_node& styles);

}  // namespace stesura
