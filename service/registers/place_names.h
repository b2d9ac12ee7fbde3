// Names of municipalities and foreign states by the code that a codice fiscale holds.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace stesura {

struct PlaceName {
  std::string name, province;
};  // province «EE» for a foreign state

// Immutable; thread-safe.
class PlaceNames {
 public:
  // Reads the lists below `home`. A list that is missing leaves its places unnamed; `complete`
  // tells. Throws Error{templateFile} for one that is damaged.
  explicit PlaceNames(const std::filesystem::path& home);
  // By «codice catastale»: «F704», «Z330».
  std::optional<PlaceName> find(std::string_view code) const;
  bool complete() const { return complete_; }

 private:
  void add(const std::filesystem::path& file);

  std::map<std::string, PlaceName, std::less<>> names_;
  bool complete_ = true;
};

}  // namespace stesura
