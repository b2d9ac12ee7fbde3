#include "service/store/backup.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <vector>

#include "generator/json/json.h"
#include "service/refusal.h"
#include "service/store/moment.h"
#include "service/store/sha256_stream.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;

// A backup is the database, then a manifest in JSON, then this line with the manifest's length.
constexpr std::string_view kMark = "STESURA-BACKUP-1 ";
constexpr std::size_t kLengthDigits = 14;
constexpr std::size_t kFooterBytes = kMark.size() + kLengthDigits + 1;
constexpr std::size_t kMostManifest = 4096;
constexpr const char* kSealPurpose = "salvataggio";

Error notWhole() {
  return Error(ErrorKind::data, "Il file non è un salvataggio di Stesura, oppure è troncato o alterato. Non è stato ripreso nulla.");
}

[[noreturn]] void failWriting(int reason) {
  if (reason == ENOSPC || reason == EDQUOT || reason == EFBIG) {
    throw Refusal(RefusalKind::storageFull, "Il disco del salvataggio è pieno: nulla è stato scritto. Liberare spazio e riprovare.");
  }
  throw Error(ErrorKind::surroundings, "Il salvataggio non si può leggere o scrivere: controllare la cartella, i permessi e il disco.");
}

class OpenFile {
 public:
  OpenFile(const fs::path& file, int flags) : descriptor_(::open(file.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR)) {
    if (descriptor_ < 0) failWriting(errno);
  }
  ~OpenFile() { ::close(descriptor_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  // At most that many bytes; fewer only at the end.
  std::string read(std::size_t count) {
    std::string bytes(count, '\0');
    std::size_t got = 0;
    while (got < count) {
      const ssize_t some = ::read(descriptor_, bytes.data() + got, count - got);
      if (some < 0 && errno == EINTR) continue;
      if (some < 0) failWriting(errno);
      if (some == 0) break;
      got += static_cast<std::size_t>(some);
    }
    bytes.resize(got);
    return bytes;
  }
  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t some = ::write(descriptor_, bytes.data(), bytes.size());
      if (some < 0 && errno == EINTR) continue;
      if (some < 0) failWriting(errno);
      bytes.remove_prefix(static_cast<std::size_t>(some));
    }
  }
  void seek(std::int64_t place) {
    if (::lseek(descriptor_, place, SEEK_SET) != place) failWriting(errno);
  }
  std::int64_t size() const {
    struct ::stat status {};
    if (::fstat(descriptor_, &status) != 0) failWriting(errno);
    return S_ISREG(status.st_mode) ? status.st_size : -1;
  }
  void sync() {
    if (::fsync(descriptor_) != 0) failWriting(errno);
  }

 private:
  int descriptor_;
};

void syncFolder(const fs::path& folder) { OpenFile(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY).sync(); }

// Gone again unless it was given its name.
struct Leftover {
  fs::path path;
  bool keep = false;
  ~Leftover() {
    std::error_code ignored;
    if (!keep) fs::remove_all(path, ignored);
  }
};

constexpr std::size_t kChunk = 1u << 20;

std::string digestOf(OpenFile& file, std::int64_t size, OpenFile* copy = nullptr) {
  Sha256Stream digest;
  for (std::int64_t left = size; left > 0;) {
    const std::string bytes = file.read(static_cast<std::size_t>(std::min<std::int64_t>(left, kChunk)));
    if (bytes.empty()) throw notWhole();
    digest.add(bytes);
    if (copy != nullptr) copy->write(bytes);
    left -= static_cast<std::int64_t>(bytes.size());
  }
  return digest.hex();
}

std::string sealedText(const BackupNote& note) { return note.madeAt + "|" + std::to_string(note.size) + "|" + note.sha256; }

std::string footerOf(const std::string& manifest) {
  std::string length = std::to_string(manifest.size());
  length.insert(0, kLengthDigits - length.size(), '0');
  return std::string(kMark) + length + "\n";
}

struct Manifest { BackupNote note; std::string seal; };

Manifest manifestOf(OpenFile& file) {
  const std::int64_t size = file.size();
  if (size < static_cast<std::int64_t>(kFooterBytes)) throw notWhole();
  file.seek(size - static_cast<std::int64_t>(kFooterBytes));
  const std::string footer = file.read(kFooterBytes);
  std::size_t length = 0;
  if (footer.size() != kFooterBytes || !footer.starts_with(kMark) || footer.back() != '\n') throw notWhole();
  std::from_chars(footer.data() + kMark.size(), footer.data() + footer.size() - 1, length);
  const std::int64_t start = size - static_cast<std::int64_t>(kFooterBytes + length);
  if (length == 0 || length > kMostManifest || start <= 0) throw notWhole();
  file.seek(start);
  Manifest manifest;
  try {
    const Json json = parseJson(file.read(length));
    manifest = {{json.at("creato_il"), json.at("byte"), json.at("sha256")}, json.at("sigillo")};
  } catch (const std::exception&) {
    throw notWhole();
  }
  if (manifest.note.size != start) throw notWhole();
  return manifest;
}

void refuseTarget(const Database& database, const fs::path& file) {
  std::error_code ignored;
  if (fs::exists(fs::symlink_status(file, ignored))) {
    throw Error(ErrorKind::usage, "Il file del salvataggio c’è già e non viene sovrascritto: indicarne un altro.");
  }
  const fs::path inside = fs::weakly_canonical(file, ignored).lexically_relative(fs::weakly_canonical(database.folder(), ignored));
  if (!inside.empty() && *inside.begin() != "..") {
    throw Error(ErrorKind::usage, "Il salvataggio non va nella cartella dei dati che salva: indicare un altro posto.");
  }
}

fs::path restingPlace(const StorePlace& place) {
  refuseKeyInside(place.data, place.keyFile);
  std::error_code failure;
  fs::path target = place.data;
  if (!target.has_filename()) target = target.parent_path();  // «dati/»
  const bool there = fs::exists(fs::symlink_status(target, failure));
  if (there && !(fs::is_directory(fs::symlink_status(target, failure)) && fs::is_empty(target, failure))) {
    throw Error(ErrorKind::usage, "La cartella di --data non è vuota: il salvataggio si riprende in una cartella nuova o vuota.");
  }
  if (target.has_parent_path()) fs::create_directories(target.parent_path(), failure);
  return target;
}

// The database out of the file, in a folder of its own, checked bit by bit against the manifest.
void unpack(OpenFile& file, const BackupNote& note, const fs::path& folder) {
  OpenFile copy(folder / "stesura.db", O_WRONLY | O_CREAT | O_EXCL);
  file.seek(0);
  if (digestOf(file, note.size, &copy) != note.sha256) throw notWhole();
  copy.sync();
}

void examine(const Manifest& manifest, const StorePlace& staging, Restored& restored) {
  Store store(staging, Opening::existing);
  if (!store.database().intact()) throw notWhole();
  store.database().write([&](Transaction& transaction) {
    if (!equalSecrets(store.vault().blindIndex(transaction, kSealPurpose, sealedText(manifest.note)), manifest.seal)) throw notWhole();
    restored.audit = verifyAudit(transaction);
    restored.erasedAgain = store.vault().eraseRegistered(transaction);
    appendAudit(transaction, {"sistema", "", "riprendi", "archivio", "", "fatto"});
  });
  store.vault().syncErased(store.database());
  store.database().checkpoint();
}

}  // namespace

BackupNote backUp(Store& store, const fs::path& file) {
  refuseTarget(store.database(), file);
  store.vault().syncErased(store.database());
  // So that the key of the seal is in the copy, too.
  store.database().write([&](Transaction& transaction) { store.vault().blindIndex(transaction, kSealPurpose, ""); });
  Leftover part{fs::path(file) += ".parziale"};
  std::error_code ignored;
  fs::remove(part.path, ignored);  // of an attempt that was cut short
  { OpenFile made(part.path, O_WRONLY | O_CREAT | O_EXCL); }
  store.database().copyTo(part.path);
  BackupNote note;
  {
    OpenFile opened(part.path, O_RDWR);
    note = {utcNow(), opened.size(), {}};
    note.sha256 = digestOf(opened, note.size);
    const std::string seal = store.database().write(
        [&](Transaction& transaction) { return store.vault().blindIndex(transaction, kSealPurpose, sealedText(note)); });
    const std::string manifest =
        Json{{"creato_il", note.madeAt}, {"byte", note.size}, {"sha256", note.sha256}, {"sigillo", seal}}.dump();
    opened.write(manifest + footerOf(manifest));
    opened.sync();
  }
  if (::rename(part.path.c_str(), file.c_str()) != 0) failWriting(errno);
  part.keep = true;
  syncFolder(file.parent_path());
  store.database().write([&](Transaction& transaction) {
    transaction.execute("INSERT INTO salvataggio (quando, byte, sha256) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                        {note.madeAt, note.size, note.sha256});
    appendAudit(transaction, {"sistema", "", "salva", "archivio", "", "fatto"});
  });
  return note;
}

std::optional<BackupNote> lastBackup(Transaction& transaction) {
  const auto row = transaction.one("SELECT quando, byte, sha256 FROM salvataggio ORDER BY quando DESC LIMIT 1");
  if (!row) return std::nullopt;
  return BackupNote{row->text(0), row->integer(1), row->text(2)};
}

Restored restore(const fs::path& file, const StorePlace& place) {
  const fs::path target = restingPlace(place);
  OpenFile opened(file, O_RDONLY | O_NONBLOCK);
  const Manifest manifest = manifestOf(opened);
  std::string pattern = target.string() + ".ripresa-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) failWriting(errno);
  Leftover staging{pattern};
  unpack(opened, manifest.note, staging.path);
  Restored restored{manifest.note, {}, 0};
  examine(manifest, {staging.path, place.keyFile}, restored);
  syncFolder(staging.path);
  if (::rename(staging.path.c_str(), target.c_str()) != 0) failWriting(errno);
  staging.keep = true;
  syncFolder(target.parent_path());
  return restored;
}

}  // namespace stesura
