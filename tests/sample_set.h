// Every sample of the repository with every layout of its kind.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "generator/kind.h"

namespace stesura::testing {

struct Sample {
  std::string network;  // folder
  std::string name;     // file name without its ending
  std::string kind;
  Json data;
};

inline std::string readWhole(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

inline std::vector<Sample> everySample() {
  std::vector<Sample> samples;
  const std::filesystem::path folder = std::filesystem::path(STESURA_SOURCE_DIR) / "samples";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::filesystem::path& file = entry.path();
    if (file.extension() != ".json") continue;
    Json data = parseJson(readWhole(file));
    if (!data.is_object() || !data.contains("tipo_documento")) continue;  // the registers
    const std::string kind = data["tipo_documento"];
    samples.push_back({file.parent_path().filename().string(), file.stem().string(), kind, std::move(data)});
  }
  std::sort(samples.begin(), samples.end(), [](const Sample& a, const Sample& b) {
    return a.network + '/' + a.name < b.network + '/' + b.name;
  });
  return samples;
}

// Texts and numbers of `data` that are nowhere in `kept`, as a document might print them.
inline void collectLeaves(const Json& data, std::vector<std::string>& leaves) {
  if (data.is_string()) leaves.push_back(data.get<std::string>());
  if (data.is_structured()) {
    for (const Json& member : data) collectLeaves(member, leaves);
  }
}

// A date as documents print it; the text itself if it is none.
inline std::vector<std::string> printedForms(const std::string& text) {
  std::vector<std::string> forms = {text};
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    forms.push_back(text.substr(8, 2) + "/" + text.substr(5, 2) + "/" + text.substr(0, 4));
  }
  return forms;
}

// Values that were removed and stand neither in what was kept nor in the words of the template.
inline std::vector<std::string> removedValues(const Json& data, const Json& kept, const std::string& templateText) {
  std::vector<std::string> all;
  std::vector<std::string> keptLeaves;
  collectLeaves(data, all);
  collectLeaves(kept, keptLeaves);
  std::string visible = templateText;
  for (const std::string& leaf : keptLeaves) {
    for (const std::string& form : printedForms(leaf)) visible += '\n' + form;
  }
  std::vector<std::string> removed;
  for (const std::string& leaf : all) {
    for (const std::string& form : printedForms(leaf)) {
      if (form.size() >= 4 && visible.find(form) == std::string::npos) removed.push_back(form);
    }
  }
  return removed;
}

}  // namespace stesura::testing
