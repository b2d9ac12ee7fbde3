// What a trusted list says of a service from one moment to another (ETSI TS 119 612, 5.5 and 5.6).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "generator/json/json.h"

namespace stesura {

// One criterion by which a list picks certificates of a service (5.5.9.2.2), or a group of them.
struct ListCriterion {
  enum class Kind : std::uint8_t {
    unknown,            // not understood here: whether a certificate satisfies it is not known
    keyUsage,           // each value a bit as 119 612 spells it, with «!» before one that must not be set
    policies,           // each value an OID that must be among the certificate's policies
    extendedUses,       // … among its extended key usages
    subjectAttributes,  // … among the attributes of its subject
    all,
    atLeastOne,
    none,  // groups: of `parts`
  };
  Kind kind = Kind::unknown;
  std::vector<std::string> values{};
  std::vector<ListCriterion> parts{};
};

// What holds of the certificates that satisfy the criterion: «QCWithQSCD», «NotQualified» (5.5.9.2.3).
struct QualificationRule {
  std::vector<std::string> qualifiers{};
  ListCriterion criterion{};
};

struct ServicePeriod {
  std::int64_t from = 0;                // seconds since 1970
  std::optional<std::int64_t> until{};  // none: it goes on
  std::string status{};                 // «granted», «withdrawn»
  bool isGranted = false;               // a qualified service in this period
  bool forSignatures = false, forSeals = false;
  bool isTakenOver = false;  // another provider goes on with it, who has an entry of his own
  std::vector<QualificationRule> rules{};

  bool holds(std::int64_t moment) const { return from <= moment && (!until || moment < *until); }
};

constexpr std::size_t kDeepestCriteria = 8;

// As it stands in the record of an imported list. Reading throws Json::exception or Error{data} for what
// is no such array, or is nested deeper than kDeepestCriteria.
Json periodsAsJson(const std::vector<ServicePeriod>& periods);
std::vector<ServicePeriod> periodsFromJson(const Json& json);

}  // namespace stesura
