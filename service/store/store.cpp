#include "service/store/store.h"

#include <sys/stat.h>

#include "generator/error.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;

fs::path folderFor(const StorePlace& place, Opening opening) {
  refuseKeyInside(place.data, place.keyFile);
  std::error_code failure;
  if (opening == Opening::orMake && !fs::exists(place.data, failure)) {
    fs::create_directories(place.data, failure);
    if (!failure) fs::permissions(place.data, fs::perms::owner_all, failure);
    if (failure) throw Error(ErrorKind::surroundings, "La cartella dei dati non si può creare: controllare --data e i permessi.");
  }
  return place.data;
}

// A key is made only together with the data: a new one would open nothing of what is there.
MasterKeys keysFor(const StorePlace& place, Opening opening) {
  std::error_code failure;
  const bool fresh = !fs::exists(place.keyFile, failure) && !fs::exists(place.data / "stesura.db", failure);
  if (fresh && opening == Opening::orMake) return MasterKeys::create(place.keyFile);
  return MasterKeys::fromFile(place.keyFile);
}

}  // namespace

// The key comes first: without it no database is made.
Store::Store(const StorePlace& place, Opening opening)
    : Store{folderFor(place, opening), keysFor(place, opening), opening} {}

Store::Store(fs::path folder, MasterKeys keys, Opening opening)
    : database_(std::move(folder), opening), vault_(std::move(keys), database_), audit_(database_) {}

}  // namespace stesura
