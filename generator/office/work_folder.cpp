#include "generator/office/work_folder.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace stesura {

namespace {

constexpr char kPrefix[] = "stesura-office-";

// The longest path keeps a socket's name under the 108 bytes of sockaddr_un.
std::filesystem::path base() {
  for (const std::filesystem::path candidate : {"/dev/shm", "/tmp", "/var/tmp"})
    if (access(candidate.c_str(), W_OK | X_OK) == 0) return candidate;
  return std::filesystem::temp_directory_path();
}

// A folder without a lock is one just being made, unless it has been so for a while.
bool abandoned(const std::filesystem::path& folder) {
  struct stat found {};
  if (lstat(folder.c_str(), &found) != 0 || !S_ISDIR(found.st_mode) || found.st_uid != geteuid())
    return false;
  const int lock = open((folder / "owner").c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (lock < 0) return errno == ENOENT && found.st_mtime + 60 < time(nullptr);
  const bool free = flock(lock, LOCK_EX | LOCK_NB) == 0;
  close(lock);
  return free;
}

void sweep(const std::filesystem::path& place) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(place, error)) {
    if (!entry.path().filename().string().starts_with(kPrefix)) continue;
    std::error_code ignored;
    if (abandoned(entry.path())) std::filesystem::remove_all(entry.path(), ignored);
  }
}

}  // namespace

WorkFolder::WorkFolder() {
  const auto place = base();
  sweep(place);
  std::string name = (place / (std::string(kPrefix) + "XXXXXX")).string();
  if (mkdtemp(name.data()) == nullptr) throw std::system_error(errno, std::generic_category());
  path_ = name;
  lock_ = open((path_ / "owner").c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (lock_ >= 0 && flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
  const int reason = errno;
  if (lock_ >= 0) close(lock_);
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
  throw std::system_error(reason, std::generic_category());
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
  close(lock_);
}

}  // namespace stesura
