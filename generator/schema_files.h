// The files of schemas/ and of the manifests, read with what they refer to.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "generator/json/json.h"

namespace stesura {

// The JSON of a file of the home. Throws Error{templateFile}: `whatIsMissing`, or `subject` and why
// it is not valid.
Json readConfiguration(const std::filesystem::path& file, const std::string& whatIsMissing,
                       const std::string& subject);

// A schema, every document of the folder that it reaches by file name, and the digest of them all.
struct SchemaFiles {
  Json root;
  std::map<std::string, Json> documents;
  std::string sha256;
  std::map<std::string, std::string> bytes;  // of all of them, by file name
};

// Throws Error{templateFile} for a file that is missing or no JSON.
SchemaFiles readSchemaFiles(const std::filesystem::path& folder, const std::string& file);

}  // namespace stesura
