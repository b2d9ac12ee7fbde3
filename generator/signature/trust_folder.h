// The files of a folder of trust, read within bounds.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace stesura {

// Hands over every regular file of the folder and those below, in the order of their names: the name
// within the folder and the bytes. Hidden files are passed over; those that cannot be read, are too large
// (32 MiB, all together 512 MiB), too many (5,000), too deep (8) or lie elsewhere by a symbolic link get a
// sentence in `notes`.
// Throws Error{usage} if the folder cannot be read.
void eachTrustFile(const std::filesystem::path& folder, std::vector<std::string>& notes,
                   const std::function<void(const std::string& name, const std::string& bytes)>& take);

}  // namespace stesura
