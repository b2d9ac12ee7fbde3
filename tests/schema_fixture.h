// What the tests of the schema room share: reading files, compiling, finding problems.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "generator/schema/schema.h"

namespace stesura {

inline std::string fileText(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.good()) << path;
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

inline Json fileJson(const std::filesystem::path& path) { return parseJson(fileText(path)); }

inline const std::filesystem::path kSourceDir = STESURA_SOURCE_DIR;
inline const std::filesystem::path kSchemaFixtures = kSourceDir / "tests/fixtures/schema";

// Compiles one schema of a folder with the others beside it.
inline Schema schemaIn(const std::filesystem::path& folder, const std::string& name,
                       FormatMode formats = FormatMode::assert_) {
  std::map<std::string, Json> documents;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string file = entry.path().filename().string();
    if (file.ends_with(".schema.json")) documents.emplace(file, fileJson(entry.path()));
  }
  const Json root = documents.at(name);
  documents.erase(name);
  return Schema::compile(root, documents, {formats, 1000});
}

inline Schema schemaOf(std::string_view text) { return Schema::compile(parseJson(text)); }

inline std::string commandOutput(const std::string& command) {
  std::string output;
  FILE* pipe = popen(command.c_str(), "r");
  EXPECT_NE(pipe, nullptr);
  char buffer[65536];
  while (const std::size_t read = std::fread(buffer, 1, sizeof buffer, pipe))
    output.append(buffer, read);
  EXPECT_EQ(pclose(pipe), 0) << command;
  return output;
}

// «pointer | message | hint», one line a problem.
inline std::string told(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& problem : problems)
    text += problem.pointer + " | " + problem.message + " | " + problem.hint + "\n";
  return text;
}

}  // namespace stesura
