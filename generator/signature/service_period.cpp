#include "generator/signature/service_period.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "generator/error.h"

namespace stesura {
namespace {

using Kind = ListCriterion::Kind;

constexpr std::array<std::pair<Kind, std::string_view>, 8> kKinds = {{{Kind::unknown, "ignoto"},
                                                                      {Kind::keyUsage, "uso_chiave"},
                                                                      {Kind::policies, "politiche"},
                                                                      {Kind::extendedUses, "usi_estesi"},
                                                                      {Kind::subjectAttributes, "attributi"},
                                                                      {Kind::all, "tutti"},
                                                                      {Kind::atLeastOne, "almeno_uno"},
                                                                      {Kind::none, "nessuno"}}};

std::string_view nameOf(Kind kind) {
  const auto found =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& one) { return one.first == kind; });
  return found->second;
}

// A kind that a later version wrote is unknown to this one.
Kind kindNamed(const std::string& name) {
  const auto found =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& one) { return one.second == name; });
  return found == kKinds.end() ? Kind::unknown : found->first;
}

Json asJson(const ListCriterion& criterion) {
  Json json = {{"tipo", nameOf(criterion.kind)}};
  if (!criterion.values.empty()) json["valori"] = criterion.values;
  for (const ListCriterion& part : criterion.parts) json["parti"].push_back(asJson(part));
  return json;
}

ListCriterion criterionFrom(const Json& json, std::size_t depth) {
  if (depth > kDeepestCriteria)
    throw Error(ErrorKind::data, "I criteri dell’elenco sono annidati troppo a fondo.");
  ListCriterion criterion;
  criterion.kind = kindNamed(json.at("tipo").get<std::string>());
  if (json.contains("valori")) criterion.values = json.at("valori").get<std::vector<std::string>>();
  if (!json.contains("parti")) return criterion;
  for (const Json& part : json.at("parti")) criterion.parts.push_back(criterionFrom(part, depth + 1));
  return criterion;
}

Json asJson(const ServicePeriod& period) {
  Json json = {{"dal", period.from}, {"stato", period.status}, {"qualificato", period.isGranted}};
  if (period.until) json["al"] = *period.until;
  if (period.forSignatures) json["firme"] = true;
  if (period.forSeals) json["sigilli"] = true;
  if (period.isTakenOver) json["subentro"] = true;
  for (const QualificationRule& rule : period.rules) {
    json["qualifiche"].push_back({{"valgono", rule.qualifiers}, {"per", asJson(rule.criterion)}});
  }
  return json;
}

ServicePeriod periodFrom(const Json& json) {
  ServicePeriod period;
  period.from = json.at("dal").get<std::int64_t>();
  period.status = json.at("stato").get<std::string>();
  period.isGranted = json.at("qualificato").get<bool>();
  if (json.contains("al")) period.until = json.at("al").get<std::int64_t>();
  period.forSignatures = json.value("firme", false);
  period.forSeals = json.value("sigilli", false);
  period.isTakenOver = json.value("subentro", false);
  if (!json.contains("qualifiche")) return period;
  for (const Json& rule : json.at("qualifiche")) {
    period.rules.push_back(
        {rule.at("valgono").get<std::vector<std::string>>(), criterionFrom(rule.at("per"), 0)});
  }
  return period;
}

}  // namespace

Json periodsAsJson(const std::vector<ServicePeriod>& periods) {
  Json json = Json::array();
  for (const ServicePeriod& period : periods) json.push_back(asJson(period));
  return json;
}

std::vector<ServicePeriod> periodsFromJson(const Json& json) {
  std::vector<ServicePeriod> periods;
  for (const Json& period : json) periods.push_back(periodFrom(period));
  return periods;
}

}  // namespace stesura
