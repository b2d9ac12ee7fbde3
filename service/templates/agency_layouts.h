// An agency's letterhead and layouts, compiled for the documents that it issues.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "generator/generator.h"
#include "service/services.h"
#include "service/store/agency_templates.h"

namespace stesura {

// What an agency switched on for a layout («» takes the kind's first); null where the standard holds.
// For Order::ownLayout. Throws Refusal{conflict} in words that name the layout, with the problems,
// where what is on no longer suits the schema of today: nothing else is used in its place.
std::shared_ptr<const OwnLayout> ownLayoutOf(const Services& services, Transaction& transaction,
                                             const std::string& agency, const std::string& kind,
                                             const std::string& layout);

// The same of bytes at hand, which `active` names.
std::shared_ptr<const OwnLayout> compileActive(const Generator& generator, const ActiveTemplates& active,
                                               const std::string& kind, const std::string& layout);

// One version that is on and no longer compiles.
struct UnusableTemplate { AgencyTemplate entry; std::string sentence; std::vector<Problem> problems; };
std::vector<UnusableTemplate> unusableTemplates(const Services& services);

// The first layout of a kind for "". Throws Error{usage} for an unknown kind or layout.
LayoutSummary layoutNamed(const Generator& generator, const std::string& kind, const std::string& layout);

}  // namespace stesura
