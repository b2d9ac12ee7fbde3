#include "service/store/vault.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sstream>

#include "service/refusal.h"
#include "service/store/cipher.h"
#include "service/store/moment.h"

namespace stesura {
namespace {

constexpr char kSealVersion = 1;

Error keyFileError(const char* sentence) { return Error(ErrorKind::surroundings, sentence); }

// Length before each part: no two places give the same text.
std::string associatedData(const std::string& scope, const SealedPlace& place) {
  std::string all;
  for (const std::string_view part : {std::string_view(scope), place.table, place.row, place.column}) {
    all += std::to_string(part.size()) + ":";
    all += part;
  }
  return all;
}

}  // namespace

MasterKeys MasterKeys::fromFile(const std::filesystem::path& file) {
  struct ::stat status {};
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw keyFileError("La chiave padrona non c’è o non si può leggere: indicare il suo file con --chiave.");
  std::string text(8192, '\0');
  const bool looked = ::fstat(descriptor, &status) == 0;
  const ssize_t size = ::read(descriptor, text.data(), text.size());
  ::close(descriptor);
  if (!looked || size < 0) throw keyFileError("La chiave padrona non si può leggere.");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    throw keyFileError("La chiave padrona è leggibile da altri: darle i permessi 0600.");
  }
  text.resize(static_cast<std::size_t>(size));
  MasterKeys keys;
  std::istringstream lines(text);
  int number = 0;
  for (std::string hex; lines >> number >> hex;) {
    const std::string key = fromHex(hex);
    if (number < 1 || key.size() != 32) break;
    keys.keys[number] = key;
  }
  if (keys.keys.empty() || !lines.eof()) throw keyFileError("Il file indicato non è una chiave padrona di Stesura.");
  return keys;
}

MasterKeys MasterKeys::create(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) throw keyFileError("Il file della chiave padrona non si può creare.");
  const std::string line = "1 " + toHex(randomBytes(32)) + "\n";
  const bool written = ::write(descriptor, line.data(), line.size()) == static_cast<ssize_t>(line.size()) && ::fsync(descriptor) == 0;
  ::close(descriptor);
  if (!written) {
    ::unlink(file.c_str());
    throw keyFileError("Il file della chiave padrona non si può scrivere.");
  }
  return fromFile(file);
}

Vault::Vault(MasterKeys master) : master_(std::move(master)) {}

std::string Vault::unwrap(const std::string& scope, int master, std::string_view wrapped) const {
  const auto key = master_.keys.find(master);
  if (key == master_.keys.end()) throw keyFileError("La chiave padrona con cui i dati sono cifrati non è nel file indicato.");
  return decrypt(key->second, "chiave:" + scope, wrapped);
}

std::string Vault::scopeKey(Transaction& transaction, const std::string& scope, bool make) const {
  const auto row = transaction.one("SELECT padrona, avvolta FROM chiave WHERE ambito = $1", {scope});
  if (row) return unwrap(scope, static_cast<int>(row->integer(0)), row->bytes(1));
  if (!make) throw notFound();
  const auto& [number, master] = *master_.keys.rbegin();
  const std::string key = randomBytes(32);
  transaction.execute("INSERT INTO chiave (ambito, padrona, avvolta, creata_il) VALUES ($1, $2, $3, $4)",
                      {scope, std::int64_t{number}, SqlBytes{encrypt(master, "chiave:" + scope, key)}, utcNow()});
  return key;
}

std::string Vault::seal(Transaction& transaction, const std::string& scope, const SealedPlace& place,
                        std::string_view plain) const {
  return kSealVersion + encrypt(scopeKey(transaction, scope, true), associatedData(scope, place), plain);
}

std::string Vault::open(Transaction& transaction, const std::string& scope, const SealedPlace& place,
                        std::string_view sealed) const {
  const std::string key = scopeKey(transaction, scope, false);
  if (!sealed.starts_with(kSealVersion)) return decrypt(key, "", "");  // tells what is wrong
  return decrypt(key, associatedData(scope, place), sealed.substr(1));
}

std::string Vault::blindIndex(Transaction& transaction, std::string_view purpose, std::string_view value) const {
  const std::string key = hmacSha256(scopeKey(transaction, "indice", true), purpose);
  return toHex(hmacSha256(key, value));
}

void Vault::erase(Transaction& transaction, const std::string& scope) const {
  transaction.execute("DELETE FROM chiave WHERE ambito = $1", {scope});
}

std::size_t Vault::rewrap(Transaction& transaction) const {
  const auto& [number, master] = *master_.keys.rbegin();
  std::size_t count = 0;
  for (const SqlRow& row : transaction.query("SELECT ambito, padrona, avvolta FROM chiave WHERE padrona <> $1", {std::int64_t{number}})) {
    const std::string scope = row.text(0);
    const std::string key = unwrap(scope, static_cast<int>(row.integer(1)), row.bytes(2));
    transaction.execute("UPDATE chiave SET padrona = $1, avvolta = $2 WHERE ambito = $3",
                        {std::int64_t{number}, SqlBytes{encrypt(master, "chiave:" + scope, key)}, scope});
    ++count;
  }
  return count;
}

}  // namespace stesura
