#include "generator/schema_files.h"

#include <fstream>
#include <iterator>
#include <set>

#include "generator/digest.h"
#include "generator/error.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;

std::string readFile(const fs::path& file, const std::string& whatIsMissing) {
  std::error_code unknown;
  if (!fs::is_regular_file(file, unknown)) throw Error(ErrorKind::templateFile, whatIsMissing);
  std::ifstream stream(file, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  if (!stream) throw Error(ErrorKind::templateFile, whatIsMissing);
  return bytes;
}

Json parseConfiguration(const std::string& bytes, const std::string& subject) {
  try {
    return parseJson(bytes);
  } catch (const Error& error) {
    throw Error(ErrorKind::templateFile, subject + ": " + error.sentence(), error.problems());
  }
}

void collectReferences(const Json& value, std::set<std::string>& files) {
  if (value.is_object()) {
    for (const auto& [key, member] : value.items()) {
      if (key == "$ref" && member.is_string()) {
        const std::string reference = member.get<std::string>();
        const std::string file = reference.substr(0, reference.find('#'));
        if (!file.empty() && file.find('/') == std::string::npos) files.insert(file);
      }
      collectReferences(member, files);
    }
  } else if (value.is_array()) {
    for (const Json& member : value) collectReferences(member, files);
  }
}

}  // namespace

Json readConfiguration(const fs::path& file, const std::string& whatIsMissing, const std::string& subject) {
  return parseConfiguration(readFile(file, whatIsMissing), subject);
}

SchemaFiles readSchemaFiles(const fs::path& folder, const std::string& file) {
  std::map<std::string, std::string> bytes;
  std::map<std::string, Json> documents;
  std::set<std::string> wanted = {file};
  while (!wanted.empty()) {
    const std::string next = *wanted.begin();
    wanted.erase(wanted.begin());
    bytes[next] = readFile(folder / next, "Manca lo schema «" + next + "».");
    documents[next] = parseConfiguration(bytes[next], "Lo schema «" + next + "» non è JSON valido");
    std::set<std::string> references;
    collectReferences(documents[next], references);
    for (const std::string& reference : references) {
      if (!bytes.contains(reference)) wanted.insert(reference);
    }
  }
  std::string all;
  for (const auto& [name, text] : bytes) all += name + '\0' + sha256Hex(text) + '\n';
  Json root = std::move(documents[file]);
  documents.erase(file);
  return {std::move(root), std::move(documents), sha256Hex(all), std::move(bytes)};
}

}  // namespace stesura
