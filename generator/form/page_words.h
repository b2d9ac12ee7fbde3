// The words printed on the pages of a PDF, with their places.
#pragma once

#include <cstddef>
#include <qpdf/QPDF.hh>
#include <string>
#include <vector>

namespace stesura {

struct PageWord {
  std::size_t page = 0;  // counted from 0
  double left = 0, bottom = 0, right = 0, top = 0;  // points, in the page's own space, before its /Rotate
  double baseline = 0;   // of its first glyph, in that space
  double size = 0;       // of the letters, points on the page
  int direction = 0;     // where the writing runs: 0 to the right, 90 upwards, 180, 270
  std::string font{};    // /BaseFont without the subset prefix
  std::string text{};    // UTF-8; U+FFFD where the file does not say what a glyph means
};

// In reading order of each page: lines from top to bottom, words from left to right. Annotations are
// not read. Bounded: content that is damaged, endless or deeper than 8 nested forms is read as far as
// it goes; at most 50,000 words and 16 MB of content a page, 200,000 words and 48 MB a
// document.
// Lines of a page run in the direction of its writing. Throws nothing for what the file holds.
std::vector<PageWord> wordsOf(QPDF& pdf);

}  // namespace stesura
