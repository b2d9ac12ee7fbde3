// One service for each data folder: a second one is refused.
#pragma once

#include <filesystem>

namespace stesura {

// Holds the folder as long as it lives; the system frees it even if the process is killed.
class DataLock {
 public:
  // Makes the folder (mode 0700) where it is missing. Throws Error{surroundings} when another process
  // holds it, or it cannot be used.
  explicit DataLock(const std::filesystem::path& folder);
  ~DataLock();
  DataLock(const DataLock&) = delete;
  DataLock& operator=(const DataLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace stesura
