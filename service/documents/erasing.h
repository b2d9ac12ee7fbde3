// What is erased and what never is: retention, the erasing of persons and paths, disposal.
#pragma once

#include <string>
#include <vector>

#include "service/identity.h"
#include "service/services.h"

namespace stesura {

struct Purged {
  std::size_t erased = 0;             // documents nobody registered
  std::size_t drafts = 0;             // that nobody touched for a year
  std::vector<std::string> kept{};    // ids of registered ones: the archive authority decides; 1,000 at most
};

// Erases what is past its time on `today` (full-date), each with its audit row; with `rehearsal`
// only tells what it would do. Registered documents are never touched.
Purged purgeDocuments(Database& database, const std::string& today, bool rehearsal);
// The same of drafts that nobody changed in the year before `today`; how many.
std::size_t purgeDrafts(Database& database, const std::string& today, bool rehearsal);

// Erases the keys of a path; of a person with all their paths. Records stay, nothing can be opened
// any more. Throws Refusal{conflict} where a registered document needs a key, {notFound}, {forbidden}.
void erasePath(const Services& services, const Identity& who, const std::string& path);
void erasePerson(const Services& services, const Identity& who, const std::string& person);

// Disposal of a registered document by an amministratore of its agency, with the number of the archive
// authority's authorisation (D.Lgs. 42/2004 art. 21). Throws Refusal{conflict} for one that is not
// registered, gone already, or still to be kept.
void disposeDocument(const Services& services, const Identity& who, const std::string& document,
                     const std::string& authorisation);

}  // namespace stesura
