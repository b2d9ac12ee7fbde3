// A zip archive read from memory within bounds, believing nothing that its headers say.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "generator/odf/package.h"

namespace stesura {

struct ZipEntry {
  std::string name;
  std::string bytes;
};

// True if the bytes begin as a zip archive does.
bool looksLikeZip(std::string_view bytes);

// Every file of the archive in the order of its directory; folders are left out.
// Throws Error{templateFile}: damaged, encrypted, an unknown method, a dangerous or duplicate name,
// sizes that lie, parts that overlap, more than the bounds allow.
std::vector<ZipEntry> readZip(std::string_view bytes, const PackageBounds& bounds);

// A name out of a foreign file as it may stand in a sentence: short, without control characters.
std::string shownName(std::string_view name);

}  // namespace stesura
