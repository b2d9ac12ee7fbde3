#include "generator/form/form.h"

#include "generator/form/examination.h"

namespace stesura {

FormDescription describeForm(std::string_view pdf) { return examine(pdf).description; }

}  // namespace stesura
