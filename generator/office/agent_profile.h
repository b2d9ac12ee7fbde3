// What LibreOffice finds on the machine it thinks it runs on: a fresh profile and a closed font
// set.
#pragma once

#include <filesystem>

namespace stesura {

// Writes `folder`/profile (settings that switch off scripts, links, updates and recovery) and
// `folder`/fonts.conf, which knows the fonts of `fonts` and no others.
// Throws std::system_error or std::filesystem::filesystem_error.
void writeProfile(const std::filesystem::path& folder, const std::filesystem::path& fonts);

}  // namespace stesura
