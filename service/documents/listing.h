// The documents that somebody may see, newest first, a page at a time.
#pragma once

#include <string>
#include <vector>

#include "service/identity.h"
#include "service/store/document_lists.h"
#include "service/store/vault.h"

namespace stesura {

struct DocumentPage {
  std::vector<DocumentRecord> records{};
  std::string next{};  // where the next page goes on; "" at the end
};

// With `path` only those of one path. Looks at a bounded number of records: a page may be short
// while `next` says that there are more.
DocumentPage documentsFor(Transaction& transaction, const Vault& vault, const Identity& who, const std::string& path,
                          const DocumentFilter& filter);

}  // namespace stesura
