#include "tests/fuzz/form_fuzz.h"

#include <cmath>
#include <stdexcept>

#include "generator/error.h"
#include "generator/form/intake.h"

namespace stesura::testing {
namespace {

void require(bool holds, const char* promise) {
  if (!holds) throw std::logic_error(promise);
}

void checkField(const FormField& field, std::size_t pages) {
  require(!field.name.empty(), "a field has a name");
  require(!field.widgets.empty(), "a field has a widget");
  for (const FormWidget& widget : field.widgets) {
    require(widget.page < pages, "a widget has a page");
    require(widget.left <= widget.right && widget.bottom <= widget.top, "corners are in order");
    require(std::isfinite(widget.left) && std::isfinite(widget.top), "corners are numbers");
  }
}

}  // namespace

void fuzzForm(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    TakenForm taken = takeIn(bytes);
    const FormDescription described = describeForm(bytes);
    require(described.fields.size() == taken.description.fields.size(), "both ways find the same fields");
    require(taken.objects.size() == described.fields.size(), "every field has its objects");
    for (std::size_t i = 0; i < described.fields.size(); ++i) {
      checkField(described.fields[i], described.pages);
      require(taken.objects[i].widgets.size() == described.fields[i].widgets.size(), "every widget has its object");
      require(!taken.objects[i].field.hasKey("/V"), "no value is left");
    }
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::templateFile && !error.sentence().empty(), "a refusal says why");
  }
}

}  // namespace stesura::testing
