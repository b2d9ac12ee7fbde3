// What the registers say to a draft, gathered for one asker.
#pragma once

#include <map>
#include <string>

#include "generator/json/json.h"
#include "generator/schema/field.h"
#include "service/drafts/prefill.h"
#include "service/store/database.h"
#include "service/store/vault.h"

namespace stesura {

// An entry of a register, as far as an origin tells of it.
struct DraftSource {
  std::string registry{};     // «persone», «enti», …
  std::string id{};
  std::int64_t version = 0;
  std::string date{};         // RFC 3339 full-date: of its last change
};

struct DraftContext {
  Json values = Json::object();
  std::map<std::string, DraftSource> sources{};  // by JSON Pointer into the values, for all below it
  DataClass ceiling = DataClass::internal;       // what of it the asker may read
  std::string person{};                          // id of the person whose data were opened

  // Of the value at a pointer.
  const DraftSource& sourceOf(const std::string& pointer) const;
};

// Throws Refusal{notFound} for what the asker may not see.
DraftContext gatherContext(Transaction& transaction, const Vault& vault, const PrefillOrder& order);

}  // namespace stesura
