// Where each value of a draft came from, kept true while draft and registers change.
#pragma once

#include "generator/json/json.h"
#include "service/store/database.h"
#include "service/store/vault.h"

namespace stesura {

// Origins are an object by JSON Pointer into the data:
// {"da", "registro", "del", "oggetto"?, "versione"?, "nota"?}.

// Those of values that are the same in both.
Json originsKept(const Json& origins, const Json& before, const Json& after);

// With a note where the register changed since the value was taken from it.
Json originsToday(Transaction& transaction, const Vault& vault, const Json& origins);

}  // namespace stesura
