// Warns when a codice fiscale contradicts the name, birth, sex or birthplace beside it.
#pragma once

#include <vector>

#include "generator/error.h"
#include "generator/schema/node.h"
#include "generator/schema/path.h"

namespace stesura {

// `object` is the value that `node`, which has a Coherence, describes. A code that is not valid in
// itself, a missing value, or one that cannot be compared, gives no warning.
void warnAboutCodiceFiscale(const Node& node, const Json& object, const Path& path,
                            const Shape& shape, std::vector<Problem>& warnings);

}  // namespace stesura
