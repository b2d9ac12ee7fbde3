// A draft: whatever there is of a document, made printable, with what is still missing.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "generator/error.h"
#include "generator/json/json.h"
#include "generator/schema/schema.h"

namespace stesura {

struct Draft {
  Json data;                      // without the values that could not be printed as what they should be
  std::string mark;               // «BOZZA: mancano 3 dati»
  std::vector<Problem> warnings;  // every problem of the data, as validate() reports it
};

// Throws Error{data} only if the data are no object at all.
Draft makeDraft(const Schema& schema, const Json& data, const SchemaReport& report);

}  // namespace stesura
