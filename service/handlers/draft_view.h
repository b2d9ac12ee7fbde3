// A draft as JSON, and what OpenAPI says of drafts.
#pragma once

#include "service/drafts/desk.h"
#include "service/handlers/route.h"

namespace stesura {

Json draftAsJson(const DraftSheet& sheet);
// Without a word of what was written.
Json draftEntry(const DraftRecord& record);

// The bodies that /bozze accepts.
Json newDraftSchema();
Json changedDraftSchema();
Json earlierDocumentSchema();
Json handOverSchema();
// Adds `Bozza`, `BozzaCopiata`, `OrigineDelDato`, `VoceDiBozza`, `ElencoDelleBozze`.
void addDraftSchemas(RouteTable& table);

}  // namespace stesura
