// From an ODT layout to the documents that tell where its tags would be printed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "generator/schema/field.h"

namespace stesura {

enum class PlaceAcross : std::uint8_t { left, centre, right };
enum class PlaceDown : std::uint8_t { top, middle, bottom };

struct FormPlace {
  std::string field;  // full name: «{{persona.cognome}}», of an item «{{#destinatari}}2{{ente.denominazione}}»
  std::string title;  // for the tool tip: «Persona: Cognome»
  bool checkBox = false;
  PlaceAcross across = PlaceAcross::left;  // of the paragraph
  PlaceDown down = PlaceDown::top;         // in the cell or frame
  std::size_t sort = 0;                    // of text: what the line distance is measured for
  std::string where;                       // text on the page, for messages
};

// Three ODT documents to be exported to tagged PDF. Place n bears the hyperlink «stesura:campo/<n>».
struct FormPlaces {
  std::vector<FormPlace> places;  // in the order of the text
  std::string upper;  // every mark in the upper left corner of its cell or frame
  std::string lower;  // in the lower right corner
  std::string lines;  // kMeasuredLines marks «stesura:righe/<sort>/<line>» for each sort of text
};

// The most rows that a repeat may have.
constexpr std::size_t kMostFormRows = 12;

// `layout`: as OdtTemplate::compile() takes it. A row of a bounded repeat stands maxItems times.
// Throws Error{templateFile}: what OdtTemplate::compile() says, else every place that cannot become a
// field.
FormPlaces findFormPlaces(std::string_view layout, const Field& shape);

}  // namespace stesura
