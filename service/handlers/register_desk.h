// What the handlers of the registers share, and how their entries look in an answer.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "service/handlers/exchange.h"
#include "service/handlers/route.h"
#include "service/refusal.h"
#include "service/registers/place_names.h"
#include "service/registers/register_schemas.h"
#include "service/services.h"
#include "service/store/registers.h"
#include "service/store/users.h"

namespace stesura {

// Made once; thread-safe.
struct RegisterDesk {
  explicit RegisterDesk(const Services& borrowed)
      : services(borrowed), schemas(borrowed.home), places(borrowed.home), registers(borrowed.vault), users(borrowed.vault) {}

  const Services& services;
  RegisterSchemas schemas;
  PlaceNames places;
  Registers registers;
  Users users;
};
using Desk = std::shared_ptr<const RegisterDesk>;

// The agency of whoever asks. Throws Refusal{forbidden} for the system's own people, who have none.
const std::string& agencyOf(const Identity& who);

// The audit row of something somebody did.
AuditEntry auditOf(const Identity& who, std::string action, std::string resource, std::string object = {});

// {"id", "ente", "versione", "modificato_il", "dati"}.
Json entryJson(const RegisterEntry& entry, Json body);
// Adds `avvertenze` where there are any.
void addWarnings(Json& answer, const std::vector<Problem>& warnings);

// Throws Refusal{notFound} for none.
template <typename Value>
Value orNotFound(std::optional<Value> value) {
  if (!value) throw notFound();
  return std::move(*value);
}

// A slug as agencies and networks have it.
bool isSlug(const std::string& text);
// Schemas for openapi.json: of the entry's answer, and of the body that is sent.
Json slugSchema();
Json entrySchema(const std::string& description, Json moreProperties = Json::object());
Json registerBodySchema(const std::string& title, const std::string& file);
Json warningsSchema();

}  // namespace stesura
