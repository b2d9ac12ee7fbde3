// Erasing of documents: what is past its time, what goes with a key, what the archive let go.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "service/store/documents.h"

namespace stesura {

// Documents past their last day on `today` (full-date) that are not erased yet, oldest date first:
// those that nobody registered, or the registered ones.
std::vector<DocumentRecord> documentsPastTheirTime(Transaction& transaction, const std::string& today, bool registered,
                                                   std::size_t limit);
// How many of them nobody registered.
std::size_t countDocumentsPastTheirTime(Transaction& transaction, const std::string& today);
// Erases bytes, data and reasons; the record stays. `authorisation` of the archive authority, where
// the document was registered.
void eraseDocument(Transaction& transaction, const DocumentRecord& record, const std::string& when,
                   const std::string& authorisation = {});
// Drafts that nobody changed since a moment (RFC 3339, UTC), oldest first: id and agency.
std::vector<std::pair<std::string, std::string>> draftsUntouchedSince(Transaction& transaction, const std::string& moment, std::size_t limit);
void eraseDraft(Transaction& transaction, const std::string& id);
// All drafts of a path.
void eraseDraftsOfPath(Transaction& transaction, const std::string& path);
// A registered document that is sealed with this scope's key and not disposed of.
bool scopeHasRegistered(Transaction& transaction, const std::string& scope);
// Documents sealed with the key, not erased yet.
std::vector<DocumentRecord> documentsOfScope(Transaction& transaction, const std::string& scope);

}  // namespace stesura
