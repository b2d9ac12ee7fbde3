// Takes out of a PDF what acts, what is attached, and what its fields held.
#pragma once

#include <qpdf/QPDF.hh>
#include <string>
#include <vector>

namespace stesura {

// Walks everything that the file's trailer reaches. Pages, structure, outlines with their plain
// destinations, links to http, https and mailto stay. Gives the sorts of what was removed, in Italian,
// each once; values, defaults and appearances of fields are not told. Throws Error{templateFile}
// over 200,000 objects.
std::vector<std::string> clean(QPDF& pdf);

// Takes value, default, appearances and chosen pictures from a field or widget.
void eraseValues(QPDFObjectHandle fieldOrWidget);

}  // namespace stesura
