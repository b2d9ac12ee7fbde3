// From an ODT layout to a PDF form, once: LibreOffice tells where the text would stand.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "generator/schema/field.h"

namespace stesura {

// `toPdf` makes a finished, tagged PDF/A of an ODT, the same bytes for the same document; it is
// called three times. The form's fields are named by the tags that they take the place of: see
// generator/form/form_template.h. Throws Error{templateFile} with every place that cannot become a
// field, and whatever `toPdf` throws.
std::string compileFormFrom(std::string_view odt, const Field& shape,
                            const std::function<std::string(std::string_view odt)>& toPdf);

}  // namespace stesura
