#include "service/commands/kind_digest.h"

#include <map>

#include "generator/digest.h"
#include "generator/error.h"
#include "service/commands/sha256.h"

namespace stesura {
namespace fs = std::filesystem;
namespace {

void addFolder(const fs::path& folder, const std::string& label,
               std::map<std::string, std::string>& digests) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const auto digest = sha256OfFile(entry.path());
    if (!digest) {
      throw Error(
          ErrorKind::surroundings,
          "Un file delle cartelle templates o schemas non si può leggere: controllare i permessi.");
    }
    digests[label + "/" + fs::relative(entry.path(), folder).string()] = *digest;
  }
}

}  // namespace

std::string kindDigest(const fs::path& home, const std::string& kind) {
  std::map<std::string, std::string> digests;
  addFolder(home / "templates" / kind, "modelli", digests);
  addFolder(home / "schemas", "schemi", digests);
  std::string all = STESURA_VERSION "\n";
  for (const auto& [name, digest] : digests) all += digest + " " + name + "\n";
  return sha256Hex(all);
}

bool fileIsIntact(const fs::path& file, std::uint64_t bytes, const std::string& sha256) {
  std::error_code failure;
  if (fs::file_size(file, failure) != bytes || failure) return false;
  return sha256OfFile(file) == sha256;
}

}  // namespace stesura
