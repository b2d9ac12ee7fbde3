// Follows the content of a page and tells every glyph with its place (ISO 32000-1, 9.4).
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <qpdf/QPDF.hh>
#include <string>

#include "generator/form/page_font.h"

namespace stesura {

// Places are in the page's own space, points.
struct PlacedGlyph {
  double x, y;                // origin on the baseline
  double endX, endY;          // where its own width ends, without the spacing behind it
  double upX, upY;            // one em upwards
  double size;                // of the letters: the length of one em upwards
  const PageFont* font;       // lives as long as the ContentReader
  const std::string* text;
};

// One a document; keeps the fonts and the nested forms it has met.
class ContentReader {
 public:
  using Sink = std::function<bool(const PlacedGlyph&)>;  // false: enough of this page

  ContentReader();
  ~ContentReader();
  // Bounds: 16 MB a page and 48 MB a document (nested forms count at each use, and at least
  // 1,000 bytes), 8 nested forms, 64 saved states. Throws nothing for what the file holds.
  void read(QPDFObjectHandle page, const Sink& sink);

 private:
  class Run;
  struct Kept;
  std::unique_ptr<Kept> kept_;
};

}  // namespace stesura
