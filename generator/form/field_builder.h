// Makes a form of the PDFs that LibreOffice made of a layout whose tags were replaced by marks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "generator/form/lettering.h"

namespace stesura {

// A field as its layout wants it, in the order of the marks «stesura:campo/<n>».
struct MarkedField {
  enum class Down : std::uint8_t { top, middle, bottom };
  std::string name;     // full name; the same name twice is one field with two widgets
  std::string toolTip;
  bool checkBox = false;
  Alignment across = Alignment::left;
  Down down = Down::top;   // in the cell or frame
  std::size_t sort = 0;    // of its text, as measured in MarkedExports::lines
  std::string where;       // in the layout, for messages
};

// Tagged PDFs of the same pages, but for `lines`.
struct MarkedExports {
  std::string_view upper;  // marks in the upper left corners: becomes the form
  std::string_view lower;  // marks in the lower right corners
  std::string_view lines;  // marks «stesura:righe/<sort>/<line>», lines of one paragraph a sort, a tab in the first
};

// A form with an empty field for every mark, exactly where LibreOffice prints text; without values,
// appearances are blank. A text field with room for several lines is multi-line. What the filling
// code has to know besides stands in the widget's «/STSR_Testo»: /Base, the first baseline below the
// upper edge in points; /Interlinea, from baseline to baseline in em; /Minimo, the smallest size;
// /Tabulazione, the points from the left edge to the first tab stop (at the left only).
// Throws Error{templateFile} with every place that is no field after all, Error{conversion} if the
// PDFs are not what they should be.
std::string buildFields(const MarkedExports& exports, const std::vector<MarkedField>& fields);

}  // namespace stesura
