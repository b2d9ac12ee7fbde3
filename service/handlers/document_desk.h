// What the handlers of /documenti share: how a document looks in an answer, and who asked for it.
#pragma once

#include <string>

#include "service/documents/sight.h"
#include "service/handlers/exchange.h"
#include "service/handlers/route.h"
#include "service/services.h"

namespace stesura {

// Roles that may ask for documents at all; what they see of them is another matter.
const std::set<Role>& documentReaders();

// The record as lists show it, and with registrations, history and the moves the asker may make.
Json documentBriefly(const DocumentRecord& record);
Json documentWhole(Transaction& transaction, const Services& services, const Identity& who, const DocumentRecord& record);
// The current record of a document that the asker may see, with ETag.
Reply documentReply(const Request& request, const Services& services, const std::string& id, int status = 200);

// Notes that something was read; for what changes use appendAudit within the transaction.
void noteReading(const Services& services, const Request& request, const char* action, const std::string& document,
                 const char* outcome = "fatto");

// Throws Refusal{notFound}, with words, where bytes and data are gone.
void requireKept(const DocumentRecord& record);

// Parts of addDocumentRoutes().
void addDocumentContentRoutes(RouteTable& table, const Services& services);
void addDocumentStateRoutes(RouteTable& table, const Services& services);
void addDocumentSchemas(RouteTable& table);

}  // namespace stesura
