#include "generator/signature/trust_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <optional>
#include <system_error>

#include "generator/error.h"
#include "generator/signature/certificate_names.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFiles = 5'000;
constexpr std::size_t kMostEntries = 20'000;  // with the folders and what is passed over
constexpr int kDeepest = 8;
constexpr std::size_t kLargestFile = 32u << 20;
constexpr std::size_t kLargestSum = 512u << 20;

class Descriptor {
 public:
  explicit Descriptor(const fs::path& path)
      : number_(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

enum class Failure { unreadable, special, tooLarge };

std::string sentenceOf(Failure failure, const std::string& name) {
  const std::string file = "«" + readableText(name) + "» ";
  switch (failure) {
    case Failure::unreadable:
      return file + "non si può leggere: lasciato da parte.";
    case Failure::special:
      return file + "non è un file: lasciato da parte.";
    case Failure::tooLarge:
      return file + "è troppo grande (al più 32 MiB): lasciato da parte.";
  }
  return {};
}

// `path` has no symbolic link at its end. The size is the one found while reading: files grow.
std::optional<Failure> readBounded(const fs::path& path, std::string& bytes) {
  const Descriptor file(path);
  struct stat state {};
  if (file.number() < 0 || ::fstat(file.number(), &state) != 0) return Failure::unreadable;
  if (!S_ISREG(state.st_mode)) return Failure::special;
  if (state.st_size > static_cast<off_t>(kLargestFile)) return Failure::tooLarge;
  bytes.clear();
  char part[65'536];
  for (;;) {
    const ssize_t got = ::read(file.number(), part, sizeof part);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Failure::unreadable;
    if (got == 0) return std::nullopt;
    bytes.append(part, static_cast<std::size_t>(got));
    if (bytes.size() > kLargestFile) return Failure::tooLarge;
  }
}

bool liesWithin(const fs::path& path, const fs::path& folder) {
  const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return end == folder.end();
}

// Every file that is not hidden, folders entered but not through symbolic links.
std::vector<fs::path> filesBelow(const fs::path& folder, std::vector<std::string>& notes) {
  std::vector<fs::path> found;
  std::error_code failed;
  fs::recursive_directory_iterator at(folder, failed);
  if (failed)
    throw Error(ErrorKind::usage,
                "La cartella di chi è fidato non si può leggere: controllare che ci sia, e i permessi.");
  std::size_t seen = 0;
  for (const fs::recursive_directory_iterator end; at != end; at.increment(failed)) {
    if (failed) break;
    if (++seen > kMostEntries) {
      notes.push_back("La cartella contiene troppi file: gli ultimi non sono stati guardati.");
      break;
    }
    std::error_code unknown;
    const bool isFolder = at->is_directory(unknown) && !at->is_symlink(unknown);
    const bool isHidden = at->path().filename().native().starts_with('.');
    const bool isTooDeep = isFolder && at.depth() + 1 >= kDeepest;
    if (isTooDeep && !isHidden)
      notes.push_back("Cartelle dentro cartelle oltre il limite (8): lasciate da parte.");
    if (isHidden || isTooDeep) {
      if (isFolder) at.disable_recursion_pending();
    } else if (!isFolder && !(at->is_symlink(unknown) && at->is_directory(unknown))) {
      found.push_back(at->path());
    }
  }
  if (failed) notes.push_back("Una parte della cartella non si può leggere: controllare i permessi.");
  std::sort(found.begin(), found.end());
  if (found.size() > kMostFiles) {
    found.resize(kMostFiles);
    notes.push_back("La cartella contiene più di 5.000 file: gli altri non sono stati letti.");
  }
  return found;
}

}  // namespace

void eachTrustFile(const fs::path& folder, std::vector<std::string>& notes,
                   const std::function<void(const std::string& name, const std::string& bytes)>& take) {
  std::error_code failed;
  const fs::path home = fs::canonical(folder, failed);
  if (failed)
    throw Error(ErrorKind::usage,
                "La cartella di chi è fidato non si può leggere: controllare che ci sia, e i permessi.");
  std::size_t sum = 0;
  std::string bytes;
  for (const fs::path& path : filesBelow(home, notes)) {
    const std::string name = path.lexically_relative(home).string();
    const fs::path real = fs::canonical(path, failed);
    if (failed || !liesWithin(real, home)) {
      notes.push_back("«" + readableText(name) + "» porta fuori dalla cartella: lasciato da parte.");
      continue;
    }
    if (const auto failure = readBounded(real, bytes)) {
      notes.push_back(sentenceOf(*failure, name));
      continue;
    }
    sum += bytes.size();
    if (sum > kLargestSum) {
      notes.push_back(
          "I file della cartella sono troppo grandi (insieme più di 512 MiB): gli ultimi non sono stati "
          "letti.");
      return;
    }
    take(name, bytes);
  }
}

}  // namespace stesura
