#include "service/registers/place_names.h"

#include "generator/error.h"
#include "generator/schema_files.h"

namespace stesura {

PlaceNames::PlaceNames(const std::filesystem::path& home) {
  add(home / "places" / "stati.json");
  // Installed beside the other; in a working tree .ci/install puts it where it puts the fonts.
  const std::filesystem::path installed = home / "places" / "comuni.json";
  add(std::filesystem::exists(installed) ? installed : home / "build" / "places" / "comuni.json");
}

std::optional<PlaceName> PlaceNames::find(std::string_view code) const {
  const auto found = names_.find(code);
  return found == names_.end() ? std::nullopt : std::optional(found->second);
}

void PlaceNames::add(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) {
    complete_ = false;
    return;
  }
  const Json list = readConfiguration(file, "Manca l’elenco dei luoghi.", "L’elenco dei luoghi");
  for (const auto& [code, place] : list.items()) {
    const bool right =
        place.is_array() && place.size() == 2 && place[0].is_string() && place[1].is_string();
    if (!right) throw Error(ErrorKind::templateFile, "L’elenco dei luoghi non ha la forma attesa.");
    names_[code] = {place[0].get<std::string>(), place[1].get<std::string>()};
  }
}

}  // namespace stesura
