// A sample that lists other samples: what a collection is made of.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "generator/json/json.h"

namespace stesura {

// {"raccolta": "report", "modelli": ["indice"], "documenti": ["uno.json", …], "dati": {…}}
struct CollectionSample {
  std::string kind;
  std::vector<std::string> layouts;  // empty: every layout over many documents
  std::vector<std::string> files;    // of the documents
  Json others;                       // null if the sample has none
};

// Nothing if the data of `file` are no such list. Names in it are relative to its folder.
// Throws Error{data} for a list that is wrong; `name` is how messages call the sample.
std::optional<CollectionSample> readCollectionSample(const std::filesystem::path& file,
                                                     const Json& data, const std::string& name);

}  // namespace stesura
