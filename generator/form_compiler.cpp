#include "generator/form_compiler.h"

#include <utility>
#include <vector>

#include "generator/form/field_builder.h"
#include "generator/odf/form_places.h"

namespace stesura {
namespace {

MarkedField fieldOf(const FormPlace& place) {
  MarkedField field;
  field.name = place.field;
  field.toolTip = place.title;
  field.checkBox = place.checkBox;
  field.across = static_cast<Alignment>(place.across);
  field.down = static_cast<MarkedField::Down>(place.down);
  field.sort = place.sort;
  field.where = place.where;
  return field;
}

}  // namespace

std::string compileFormFrom(std::string_view odt, const Field& shape,
                            const std::function<std::string(std::string_view odt)>& toPdf) {
  const FormPlaces places = findFormPlaces(odt, shape);
  std::vector<MarkedField> fields;
  for (const FormPlace& place : places.places) fields.push_back(fieldOf(place));
  const std::string upper = toPdf(places.upper), lower = toPdf(places.lower), lines = toPdf(places.lines);
  return buildFields({upper, lower, lines}, fields);
}

}  // namespace stesura
