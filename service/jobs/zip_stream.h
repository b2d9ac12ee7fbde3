// A zip archive written piece by piece, whose length nobody has to know beforehand.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace stesura {

// Entries are stored as they are (documents are packed already), with sizes and CRC-32 before the
// bytes, so that readers of streams understand them; zip64 where numbers no longer fit. In memory
// stands the directory only, about 80 bytes an entry. No library of Debian writes such an archive
// without seeking back: libzip wants a file, Poco::Zip puts the sizes of stored entries behind them.
class ZipStream {
 public:
  // CRC-32 as zip counts it, going on from the CRC of what came before.
  static std::uint32_t crc32(std::string_view bytes, std::uint32_t before = 0);

  // What stands before the bytes of an entry, and belongs to the directory. `name` is UTF-8, relative.
  std::string begin(std::string_view name, std::uint64_t size, std::uint32_t crc);
  // Begins and ends an entry.
  std::string entry(std::string_view name, std::string_view bytes);
  // The directory: the end of the archive.
  std::string finish();

 private:
  std::string directory_;
  std::uint64_t offset_ = 0;
  std::uint64_t entries_ = 0;
};

}  // namespace stesura
