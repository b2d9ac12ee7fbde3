// Finds the marks of a layout in the PDF that LibreOffice made of it: hyperlinks of one letter each.
#pragma once

#include <cstddef>
#include <qpdf/QPDF.hh>
#include <string>
#include <string_view>
#include <vector>

namespace stesura {

// Lengths in points, in the page's own space.
struct PdfMark {
  std::string target{};  // what its address says behind the prefix
  std::size_t page = 0;  // counted from 0
  QPDFObjectHandle annotation{};  // the Link
  QPDFObjectHandle element{};     // its structure element; null if it has none
  double bottom = 0, top = 0;     // of the line
  // Of the letter, as the content of the page shows it.
  bool shown = false;
  bool drawnOn = false;  // with a line through it or below
  double x = 0, baseline = 0, width = 0, size = 0;
  QPDFObjectHandle font{};  // the resource
  std::string colour{};     // operators: «0 0 0 rg»
};

enum class MarkLetters { kept, removed };

// The marks whose addresses begin with `prefix`, page by page. `removed` takes their letters out of
// the pages' contents, and the marked content around them out of the structure tree: the pages then
// hold what is printed on every copy, and the elements nothing but their annotations.
std::vector<PdfMark> readMarks(QPDF& pdf, std::string_view prefix, MarkLetters letters);

}  // namespace stesura
