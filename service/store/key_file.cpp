#include "service/store/key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <sstream>

#include "generator/error.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kMostBytes = 8192;

Error keyFileError(const char* sentence) { return Error(ErrorKind::surroundings, sentence); }

Secret textOf(const MasterKeys& keys) {
  std::string text;
  text.reserve(kMostBytes);
  for (const auto& [number, key] : keys.keys) {
    std::string hex = toHex(key);
    text += std::to_string(number) + " " + hex + "\n";
    wipe(hex);
  }
  return text;
}

bool writeWhole(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t done = ::write(descriptor, text.data(), text.size());
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(done));
  }
  return ::fsync(descriptor) == 0;
}

void syncFolderOf(const fs::path& file) {
  const fs::path folder = file.parent_path().empty() ? fs::path(".") : file.parent_path();
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

void writeNew(const fs::path& file, std::string_view text) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0 && errno == EEXIST) throw keyFileError("Il file della chiave padrona c’è già: non viene toccato.");
  if (descriptor < 0) throw keyFileError("Il file della chiave padrona non si può creare: controllare la cartella e i permessi.");
  const bool written = writeWhole(descriptor, text);
  ::close(descriptor);
  if (!written) {
    ::unlink(file.c_str());
    throw keyFileError("Il file della chiave padrona non si può scrivere: controllare lo spazio su disco.");
  }
  syncFolderOf(file);
}

// Whoever reads finds the old file or the new one, never half of either.
void replace(const fs::path& file, std::string_view text) {
  fs::path fresh = file;
  fresh += ".nuova";
  ::unlink(fresh.c_str());  // of an attempt that was cut short
  writeNew(fresh, text);
  if (::rename(fresh.c_str(), file.c_str()) != 0) {
    ::unlink(fresh.c_str());
    throw keyFileError("Il file della chiave padrona non si può sostituire: controllare i permessi della sua cartella.");
  }
  syncFolderOf(file);
}

Secret readPrivately(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) throw keyFileError("La chiave padrona non c’è o non si può leggere: indicare il suo file con --chiave.");
  struct ::stat status {};
  std::string text(kMostBytes, '\0');
  const bool regular = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  const ssize_t size = regular ? ::read(descriptor, text.data(), text.size()) : -1;
  ::close(descriptor);
  if (size < 0) throw keyFileError("La chiave padrona non si può leggere: serve un file normale.");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    throw keyFileError("La chiave padrona è leggibile da altri: darle i permessi 0600.");
  }
  text.resize(static_cast<std::size_t>(size));
  return text;
}

}  // namespace

MasterKeys MasterKeys::fromFile(const fs::path& file) {
  const Secret text = readPrivately(file);
  MasterKeys keys{{}, file};
  std::istringstream lines{std::string(text)};
  bool whole = true;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t blank = line.find(' ');
    int number = 0;
    std::from_chars(line.data(), line.data() + std::min(blank, line.size()), number);
    Secret key = blank == std::string::npos ? std::string() : fromHex(std::string_view(line).substr(blank + 1));
    wipe(line);
    whole = whole && number > 0 && key.size() == kKeyBytes && keys.keys.emplace(number, std::move(key)).second;
  }
  if (!whole || keys.keys.empty()) throw keyFileError("Il file indicato non è una chiave padrona di Stesura.");
  return keys;
}

MasterKeys MasterKeys::create(const fs::path& file) {
  const MasterKeys keys{{{1, randomBytes(kKeyBytes)}}, file};
  writeKeys(keys);
  return keys;
}

void writeKeys(const MasterKeys& keys) { writeNew(keys.file, textOf(keys)); }

fs::path keyFileOf(const fs::path& data, const std::string& option) {
  if (!option.empty()) return option;
  if (const char* set = std::getenv("STESURA_CHIAVE"); set != nullptr && *set != '\0') return set;
  fs::path beside = data;
  if (!beside.has_filename()) beside = beside.parent_path();  // «dati/»
  beside += ".chiave";
  return beside;
}

void refuseKeyInside(const fs::path& data, const fs::path& keyFile) {
  std::error_code ignored;
  const fs::path folder = fs::weakly_canonical(data, ignored);
  const fs::path file = fs::weakly_canonical(keyFile, ignored);
  for (fs::path above = file.parent_path(); !above.empty(); above = above.parent_path()) {
    if (above == folder) {
      throw Error(ErrorKind::usage,
                  "La chiave padrona sta nella cartella dei dati: chi copia i dati avrebbe anche la chiave. "
                  "Spostarla altrove e indicarla con --chiave.");
    }
    if (above == above.parent_path()) return;
  }
}

MasterKeys withNewKey(const MasterKeys& keys) {
  MasterKeys more = keys;
  more.keys[keys.keys.rbegin()->first + 1] = randomBytes(kKeyBytes);
  replace(keys.file, textOf(more));
  return more;
}

MasterKeys withoutKey(const MasterKeys& keys, int number) {
  if (!keys.keys.contains(number)) throw Error(ErrorKind::usage, "Nel file della chiave padrona non c’è una chiave con questo numero.");
  if (number == keys.keys.rbegin()->first) throw Error(ErrorKind::usage, "La chiave più nuova è quella in uso e non si toglie.");
  MasterKeys fewer = keys;
  fewer.keys.erase(number);
  replace(keys.file, textOf(fewer));
  return fewer;
}

}  // namespace stesura
