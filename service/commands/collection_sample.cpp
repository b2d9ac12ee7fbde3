#include "service/commands/collection_sample.h"

#include "generator/error.h"

namespace stesura {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
  throw Error(ErrorKind::data, "Il campione «" + name + "» non va bene: " + why);
}

std::vector<std::string> texts(const Json& data, const char* key, const std::string& name) {
  std::vector<std::string> list;
  const auto found = data.find(key);
  if (found == data.end()) return list;
  const std::string why = "«" + std::string(key) + "» è un elenco di nomi.";
  if (!found->is_array()) refuse(name, why);
  for (const Json& entry : *found) {
    if (!entry.is_string()) refuse(name, why);
    list.push_back(entry.get<std::string>());
  }
  return list;
}

bool isInside(const fs::path& path) {
  if (path.empty() || path.is_absolute()) return false;
  for (const fs::path& part : path) {
    if (part == "..") return false;
  }
  return true;
}

}  // namespace

std::optional<CollectionSample> readCollectionSample(const fs::path& file, const Json& data,
                                                     const std::string& name) {
  if (!data.is_object() || !data.contains("raccolta")) return std::nullopt;
  const Json& kind = data.at("raccolta");
  if (!kind.is_string()) refuse(name, "«raccolta» è il nome di un tipo di documento.");
  CollectionSample sample{kind.get<std::string>(), texts(data, "modelli", name), {}, nullptr};
  for (const std::string& document : texts(data, "documenti", name)) {
    if (!isInside(document)) refuse(name, "i documenti stanno nella sua cartella.");
    sample.files.push_back((file.parent_path() / document).string());
  }
  if (sample.files.empty()) refuse(name, "manca l’elenco «documenti», con i nomi dei file.");
  if (const auto others = data.find("dati"); others != data.end()) sample.others = *others;
  return sample;
}

}  // namespace stesura
