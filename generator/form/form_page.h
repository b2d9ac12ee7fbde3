// The pages of a form, so that something can be drawn behind and on top of what they show.
#pragma once

#include <map>
#include <qpdf/QPDF.hh>
#include <string>

namespace stesura {

// A page as it is displayed (ISO 32000-1, 7.7.3.3): its crop box, turned.
struct PageFrame {
  double width = 0, height = 0;  // points
  std::string matrix{};          // «[a b c d e f]»: from there to the page's own space
};

PageFrame frameOf(QPDFObjectHandle page);

// Enters form XObjects by their names. Resources may be shared between pages, or inherited: the page
// gets its own.
void addDrawings(QPDFObjectHandle page, const std::map<std::string, QPDFObjectHandle>& drawings);

// What a page draws may leave its state changed: it stands between q and Q, `behind` in front of them
// and `above` after them.
void wrapContents(QPDF& pdf, QPDFObjectHandle page, const std::string& behind, const std::string& above);

}  // namespace stesura
