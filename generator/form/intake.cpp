#include "generator/form/intake.h"

#include "generator/form/examination.h"

namespace stesura {

TakenForm takeIn(std::string_view pdf) {
  TakenForm taken = examine(pdf);
  for (FormField& field : taken.description.fields) field.values.clear();
  return taken;
}

}  // namespace stesura
