// Prefills a document from the registers: each `x-precompila` of its schema from a fixed context.
#pragma once

#include <string>
#include <vector>

#include "service/identity.h"
#include "service/services.h"

namespace stesura {

struct PrefillOrder {
  Identity who{};
  std::string kind{};
  std::string path{}, network{}, meeting{}, agency{};  // ids; "" where there is none
};

struct Prefilled {
  Json data = Json::object();     // may lack much: a draft
  Json origins = Json::object();  // JSON Pointer into data -> {"da": "/persona/cognome", "registro": "persone", "del": "2026-03-12"}
  std::vector<Problem> leftOut{};  // what the registers say and the schema does not admit
};

// Throws Error{usage} for an unknown kind, Refusal{notFound} for what `who` may not see. That `who`
// read the path and its person is written into the audit.
Prefilled prefill(const Services& services, const PrefillOrder& order);

}  // namespace stesura
