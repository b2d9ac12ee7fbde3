// One digest for everything on disk that decides what the documents of a kind say.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace stesura {

// Of every file of the kind's folder, of every schema, and of the program's version.
// Throws Error{surroundings} if one cannot be read.
std::string kindDigest(const std::filesystem::path& home, const std::string& kind);

// Whether a file is still, byte for byte, the one that was made.
bool fileIsIntact(const std::filesystem::path& file, std::uint64_t bytes,
                  const std::string& sha256);

}  // namespace stesura
