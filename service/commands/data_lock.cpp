#include "service/commands/data_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "generator/error.h"

namespace stesura {
namespace {

void makeFolder(const std::filesystem::path& folder) {
  if (::mkdir(folder.c_str(), S_IRWXU) == 0 || errno == EEXIST) return;
  throw Error(ErrorKind::surroundings,
              "La cartella dei dati non c’è e non si può creare: controllare che esista quella che la contiene, e i permessi.");
}

}  // namespace

DataLock::DataLock(const std::filesystem::path& folder) {
  makeFolder(folder);
  struct stat status;
  if (::stat(folder.c_str(), &status) == 0 && (status.st_mode & S_IRWXO) != 0) {
    throw Error(ErrorKind::surroundings, "La cartella dei dati è aperta a tutti gli utenti della macchina: toglierne i permessi (chmod 700).");
  }
  descriptor_ = ::open((folder / ".in-uso").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  if (descriptor_ < 0) throw Error(ErrorKind::surroundings, "La cartella dei dati non si può usare: controllare i permessi e lo spazio su disco.");
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  ::close(descriptor_);
  throw Error(ErrorKind::surroundings, "Questa cartella dei dati è già usata da un altro servizio in funzione.");
}

DataLock::~DataLock() { ::close(descriptor_); }

}  // namespace stesura
