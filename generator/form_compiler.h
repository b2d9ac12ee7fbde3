// From an ODT layout to a PDF form whose fields stand where LibreOffice would print the text.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "generator/schema/field.h"

namespace stesura {

// `toPdf` makes tagged PDF/A-2b of a finished ODT. Throws Error{templateFile} with every place that
// cannot become a field: a tag in running text, in a cell or frame without a fixed size, a section
// that is no bounded repeat of rows, rich text, pictures.
std::string compileFormFrom(std::string_view odt, const Field& shape,
                            const std::function<std::string(std::string_view odt)>& toPdf);

}  // namespace stesura
