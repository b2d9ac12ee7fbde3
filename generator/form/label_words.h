// Which printed words stand beside a field: its label, the label of its group, the heading above.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "generator/form/form.h"
#include "generator/form/page_words.h"

namespace stesura {

struct FieldSurroundings {
  std::string label{};      // as printed; "" where nothing is near
  std::string second{};     // what else may be the label (the column's header, the line above)
  std::string group{};      // of check boxes and radio buttons: what stands before the first of the line
  std::string heading{};    // the nearest heading above
  std::string outer{};      // the heading above that one, set stronger
  std::vector<std::string> widgetLabels{};  // of check boxes and radio buttons, one a widget
  bool sameLine = false;    // stands on the line of the field before it
  bool repeated = false;    // one of several rows below the same header: the cell of a list
};

// One entry a field, same index.
std::vector<FieldSurroundings> surroundingsOf(const FormDescription& form, const std::vector<PageWord>& words);

}  // namespace stesura
