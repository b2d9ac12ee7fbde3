// How people read where a value stands: «Parti n. 2 › Codice fiscale».
#pragma once

#include <string>
#include <string_view>

#include "generator/schema/node.h"
#include "generator/schema/path.h"

namespace stesura {

// The titles on the way to a value; "" for the root. Names that only the data know are never told,
// only their position.
std::string labelAt(const Shape& shape, const Path& path);

// The field at a value, or null if the schema does not name it.
const Field* fieldAt(const Shape& shape, const Path& path);

// «Persona › Nome», where either part may be empty.
std::string joinLabels(std::string_view parent, std::string_view own);

// The title of a property of a field, else its key; "" if the field does not know it.
std::string titleOf(const Field* parent, std::string_view key);

}  // namespace stesura
