// A private folder of a worker that has no sandbox, removed with it, or by the next one started.
#pragma once

#include <filesystem>

namespace stesura {

// Mode 0700, in memory where the machine has such a place. Folders that a killed process left there
// are removed first; those of living processes hold a lock and stay.
class WorkFolder {
 public:
  WorkFolder();  // throws std::system_error
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  int lock_ = -1;
};

}  // namespace stesura
