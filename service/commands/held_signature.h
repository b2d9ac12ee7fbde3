// Whether a file that is there was signed: what was signed is never replaced, by no command.
#pragma once

#include <filesystem>
#include <string_view>

namespace stesura {

// Whether the file is a PDF with a signature in it, or with room for one that is still to come, or a signed
// message (.p7m, .p7s); false if there is none, or it cannot be read. Of a file of any length little is kept
// in memory.
bool holdsSignature(const std::filesystem::path& file);

// Throws Error{usage} if a signature would be lost by writing these bytes to that name.
void refuseReplacingSigned(const std::filesystem::path& file, std::string_view bytes);

}  // namespace stesura
