// Words and widgets of a form on pages turned upright, words joined to phrases.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "generator/form/form.h"
#include "generator/form/page_words.h"

namespace stesura {

struct PrintedBox {
  double left = 0, bottom = 0, right = 0, top = 0;
  double middle() const { return (bottom + top) / 2; }
  double height() const { return top - bottom; }
};

struct PlacedWidget {
  std::size_t field = 0, widget = 0;  // indices
  std::size_t page = 0;
  PrintedBox box{};
  bool mark = false;  // check box or radio button
};

// Words of one line that no widget and no wide gap parts.
struct Phrase {
  std::size_t page = 0;
  PrintedBox box{};
  double baseline = 0, size = 0;
  bool strong = false;  // bold, or capitals only
  std::string text{};
};

struct PrintedPages {
  std::vector<PlacedWidget> widgets{};  // by field, then widget
  std::vector<Phrase> phrases{};        // by page, from top to bottom, left to right
  double bodySize = 10;                 // of most letters
};

// At most 20,000 phrases, 3,000 a page. A page whose writing runs up or down the sheet is turned, with its widgets.
PrintedPages printedPages(const FormDescription& form, const std::vector<PageWord>& words);

}  // namespace stesura
