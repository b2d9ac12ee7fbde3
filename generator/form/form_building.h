// Puts what was read from fields together to the data of a document.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "generator/form/form_evidence.h"
#include "generator/json/json.h"
#include "generator/schema/field.h"

namespace stesura {

// Where a datum stands: in the document, or in an item of a list.
struct DatumPlace {
  std::string list{};  // «/destinatari»; "" outside lists
  std::size_t row = 0;
  std::string inner{};  // from the document, or from the item: «/ente/denominazione»
  bool operator<(const DatumPlace& other) const;
};

// The place of the binding's datum; false if the form does not say in which item it is.
bool placeOfDatum(const FieldBinding& binding, DatumPlace& place);

struct ReadDatum {
  DatumPlace place;
  const Field* field;  // borrowed
  Verdict verdict;
};

// Rows that hold nothing are left out, and those behind them move up; a gap is a warning. Then every
// warning of a verdict gets the pointer of its datum and goes to `warnings`. `shape` may be null.
Json buildData(std::vector<ReadDatum> read, const Field* shape, std::vector<Problem>& warnings);

}  // namespace stesura
