// The identifier of a document's data.
#pragma once

#include <string>

#include "generator/json/json.h"

namespace stesura {

// The `id` that the data bring, else a UUID derived from what they are of and what they hold.
std::string identityOf(const Json& data, const std::string& subject);

}  // namespace stesura
