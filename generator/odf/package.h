// An OpenDocument package (zip or flat) read within bounds, and written byte for byte reproducibly.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stesura {

struct PackageBounds {
  std::size_t maxEntries = 2000;
  std::size_t maxEntryBytes =
      64u << 20;  // inflated, counted while inflating; headers are not believed
  std::size_t maxTotalBytes = 128u << 20;  // inflated
  std::size_t maxRatio = 200;              // inflated / deflated, for entries above 1 MiB
};

struct PackageEntry {
  std::string
      name;  // "content.xml", "Pictures/logo.png"; "Object 1/" is a line of the manifest only
  std::string bytes;      // inflated
  std::string mediaType;  // from META-INF/manifest.xml; may be empty
};

// Entries in the order of the file, `mimetype` and META-INF/manifest.xml left out (both are written
// anew). A flat document is split into content.xml, styles.xml, meta.xml, settings.xml and
// Pictures/.
struct Package {
  std::string mediaType;  // application/vnd.oasis.opendocument.text or …text-template
  std::vector<PackageEntry> entries;

  const PackageEntry* find(std::string_view name) const;
  PackageEntry* find(std::string_view name);
};

// Reads an .odt/.ott or flat .fodt within bounds.
// Throws Error{templateFile} with a sentence that names what is wrong with the file.
Package readPackage(std::string_view bytes, const PackageBounds& bounds = {});

// The gate: refuses what may fetch or run anything, drops what changes no page (the list stands in
// odf/gate.cpp). Leaves UTF-8 XML with the usual prefixes and without CDATA or comments, and only
// the parts that a page needs. Throws Error{templateFile} with every refusal found.
void passGate(Package& package);

// A hyperlink's target as it may stand in a document: http, https, mailto, tel, #fragment, and the
// project's own stesura:. Whoever fills a target by a merge asks again with the result.
bool allowedHyperlink(std::string_view target);

// Writes a package: mimetype first and stored, manifest complete, fixed times. Same input, same
// bytes. Entries may be deflated beforehand once and written many times (PackedEntry).
struct PackedEntry {
  std::string name;
  std::string mediaType;
  std::string packed;  // raw deflate stream, or the bytes themselves if stored
  std::uint32_t crc32 = 0;
  std::uint64_t inflatedSize = 0;
  bool deflated = false;
};
PackedEntry packEntry(std::string_view name, std::string_view mediaType, std::string_view bytes);
std::string writePackage(std::string_view mediaType,
                         const std::vector<const PackedEntry*>& entries);

}  // namespace stesura
