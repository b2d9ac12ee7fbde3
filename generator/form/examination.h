// What taking a form in and describing it have in common.
#pragma once

#include <string_view>

#include "generator/form/intake.h"

namespace stesura {

// Opened, judged and cleaned as takeIn() says; the description holds the values that were in it.
TakenForm examine(std::string_view pdf);

}  // namespace stesura
