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
  std::vector<std::string> layouts{};  // of a collection: for which of them; empty for one document

  // Whether a layout of its kind is to be made of this sample.
  bool isFor(const Kind& read, const Layout& layout) const {
    if (layouts.empty()) return !layout.collection && read.suits(layout, data);
    return std::find(layouts.begin(), layouts.end(), layout.name) != layouts.end();
  }
};

inline std::string readWhole(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

// The text that a layout's template holds by itself: of a PDF form that of its source.
inline std::string templateText(const Layout& layout) { return readWhole(layout.odt()); }

inline std::vector<Sample> everySample() {
  std::vector<Sample> samples;
  const std::filesystem::path folder = std::filesystem::path(STESURA_SOURCE_DIR) / "samples";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::filesystem::path& file = entry.path();
    if (file.extension() != ".json") continue;
    Json data = parseJson(readWhole(file));
    const std::string network = file.parent_path().filename().string();
    if (data.is_object() && data.contains("raccolta")) {
      Json whole = data.value("dati", Json::object());
      for (const Json& member : data.at("documenti")) {
        Json read = parseJson(readWhole(file.parent_path() / member.get<std::string>()));
        if (!read.is_array()) read = Json::array({std::move(read)});
        for (Json& document : read) whole["documenti"].push_back(std::move(document));
      }
      samples.push_back({network, file.stem().string(), data.at("raccolta"), std::move(whole), data.at("modelli")});
      continue;
    }
    if (!data.is_object() || !data.contains("tipo_documento")) continue;  // the registers
    const std::string kind = data["tipo_documento"];
    samples.push_back({network, file.stem().string(), kind, std::move(data)});
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
