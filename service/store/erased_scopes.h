// The register of erased keys, outside the database: what an older copy must not bring back to life.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace stesura {

// A line an erased scope: its keyed HMAC in hex, which tells nobody whose it was. Only ever grows.
// Lies beside the file of the master key: «FILE.cancellate», mode 0600. Thread-safe.
class ErasedScopes {
 public:
  explicit ErasedScopes(std::filesystem::path file) : file_(std::move(file)) {}
  static std::filesystem::path besideKey(const std::filesystem::path& keyFile);

  // Empty where there is no file yet. Throws Error{surroundings} if it cannot be read.
  std::set<std::string> read() const;
  // Adds those that are not there yet; they are on the disk when it returns. Throws Error{surroundings}.
  void add(const std::vector<std::string>& prints) const;
  // The same without reading what is there, for what was erased just now: the register only grows,
  // and every job that ends adds to it.
  void append(const std::vector<std::string>& prints) const;

 private:
  std::filesystem::path file_;
};

}  // namespace stesura
