#include "service/store/erased_scopes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <mutex>

#include "generator/error.h"

namespace stesura {
namespace {

constexpr std::size_t kPrintDigits = 64;

Error unusable() {
  return Error(ErrorKind::surroundings,
               "Il registro delle chiavi cancellate, accanto alla chiave padrona, non si può usare: "
               "controllare i permessi e lo spazio su disco.");
}

}  // namespace

std::filesystem::path ErasedScopes::besideKey(const std::filesystem::path& keyFile) {
  std::filesystem::path file = keyFile;
  file += ".cancellate";
  return file;
}

std::set<std::string> ErasedScopes::read() const {
  std::set<std::string> prints;
  std::error_code failure;
  if (!std::filesystem::exists(file_, failure)) {
    if (failure) throw unusable();
    return prints;
  }
  std::ifstream stream(file_);
  if (!stream) throw unusable();
  // A line cut short by a power failure is none: its scope is added anew.
  for (std::string line; std::getline(stream, line);) {
    if (line.size() == kPrintDigits) prints.insert(line);
  }
  return prints;
}

void ErasedScopes::add(const std::vector<std::string>& prints) const {
  const std::set<std::string> known = read();
  std::vector<std::string> missing;
  for (const std::string& print : prints) {
    if (!known.contains(print)) missing.push_back(print);
  }
  append(missing);
}

void ErasedScopes::append(const std::vector<std::string>& prints) const {
  if (prints.empty()) return;
  std::string lines;
  for (const std::string& print : prints) lines += "\n" + print;
  lines += "\n";  // between two line ends a torn line stays alone
  const bool fresh = !std::filesystem::exists(file_);
  const int descriptor = ::open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, S_IRUSR | S_IWUSR);
  if (descriptor < 0) throw unusable();
  const bool written = ::write(descriptor, lines.data(), lines.size()) == static_cast<ssize_t>(lines.size()) &&
                       ::fsync(descriptor) == 0;
  ::close(descriptor);
  if (!written) throw unusable();
  if (!fresh) return;
  const std::filesystem::path folder = file_.parent_path().empty() ? "." : file_.parent_path();
  if (const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); opened >= 0) {
    ::fsync(opened);
    ::close(opened);
  }
}

}  // namespace stesura
