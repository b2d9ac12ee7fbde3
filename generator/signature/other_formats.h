// Files that are signed, sealed or wrapped in a way that is not verified here, known by their beginning.
#pragma once

#include <optional>
#include <string_view>

#include "generator/signature/outcome.h"

namespace stesura {

// What the file is, and what to do with it; nothing for what is not known. Only for bytes that are neither a
// PDF nor a signed message.
std::optional<Remark> otherFormatOf(std::string_view bytes);

}  // namespace stesura
