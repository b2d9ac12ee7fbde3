// What the fields of a form are called on its pages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stesura {

// Of each field that describeForm() tells, in its order: its tool tip, the words beside it, or "".
// Throws as describeForm().
std::vector<std::string> formLabels(std::string_view pdf);

}  // namespace stesura
