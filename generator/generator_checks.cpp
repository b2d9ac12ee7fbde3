// What a Generator says of data before a document is made of them.
#include "generator/generator_parts.h"
#include "generator/language.h"

namespace stesura {

CheckResult Generator::check(std::string_view kindName, const Json& data) const {
  const auto kind = parts_->catalogue.kind(kindName);
  CheckResult result{kind->examine(data), kind->schema.completeness(data)};
  Steps steps;
  askRules(kind->rules, data, "", steps, result.report);
  return result;
}

LayoutCheck Generator::checkLayout(std::string_view kindName, std::string_view layoutName,
                                   const Json& data) const {
  const auto kind = parts_->catalogue.kind(kindName);
  const auto compiled = parts_->catalogue.layout(*kind, kind->layoutFor(layoutName, data));
  Json stamped;
  if (compiled->collection && compiled->stampsDocuments) {
    stamped = data;
    addFingerprints(*compiled->collection, stamped);
  }
  Json shown = compiled->projection.apply(stamped.is_null() ? data : stamped);
  Steps steps;
  LanguageReport report = applyLanguage(compiled->language, shown, &shown, steps);
  LayoutCheck check{std::move(report.problems), std::move(report.warnings), {}};
  for (const FoundValue& found : derivedValues(compiled->language.derivation, shown)) {
    check.derived.push_back({found.pointer, found.title, *found.value});
  }
  return check;
}

LayoutCheck Generator::checkCollectionLayout(std::string_view kindName, std::string_view layoutName,
                                             Collection collection) const {
  const auto kind = parts_->catalogue.kind(kindName);
  const auto schema = parts_->collectionOf(*kind, layoutName);
  const std::vector<std::string> places = std::move(collection.places);
  LayoutCheck check = checkLayout(kindName, layoutName, composeCollection(*schema, std::move(collection)));
  namePlaces(check.problems, schema->list, places);
  namePlaces(check.warnings, schema->list, places);
  return check;
}

CheckResult Generator::check(std::string_view kindName, std::string_view layoutName,
                             Collection collection) const {
  const auto kind = parts_->catalogue.kind(kindName);
  const auto schema = parts_->collectionOf(*kind, layoutName);
  const std::vector<std::string> places = std::move(collection.places);
  const Json data = composeCollection(*schema, std::move(collection));
  CheckResult result = withPlaces(schema->list, places, [&] {
    return CheckResult{examineCollection(*schema, data), schema->schema.completeness(data)};
  });
  askRulesOfEach(kind->rules, data, schema->list, result.report);
  namePlaces(result.report.problems, schema->list, places);
  namePlaces(result.report.warnings, schema->list, places);
  return result;
}

}  // namespace stesura
