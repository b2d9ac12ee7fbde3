#include "generator/kind.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "generator/digest.h"
#include "generator/manifest.h"
#include "generator/spelling.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;

std::string readFile(const fs::path& file, const std::string& whatIsMissing) {
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

// The schema, every document of schemas/ that it reaches by file name, and the digest of them all.
struct SchemaFiles {
  Json root;
  std::map<std::string, Json> documents;
  std::string sha256;
};

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
  return {std::move(root), std::move(documents), sha256Hex(all)};
}

}  // namespace

const Layout& Kind::layout(std::string_view layoutName) const {
  std::vector<std::string> names;
  for (const Layout& candidate : layouts) {
    if (layoutName.empty() || candidate.name == layoutName) return candidate;
    names.push_back(candidate.name);
  }
  std::string list;
  for (const std::string& known : names) list += (list.empty() ? "«" : ", «") + known + "»";
  throw Error(ErrorKind::usage, "Il tipo «" + name + "» non ha il modello «" + std::string(layoutName) + "».",
              {{.pointer = {}, .message = "I modelli sono: " + list + ".", .hint = didYouMean(layoutName, names),
                .keyword = {}, .schemaPointer = {}, .place = {}}});
}

std::vector<std::string> kindNames(const fs::path& home) {
  std::vector<std::string> names;
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(home / "templates", failure)) {
    if (fs::exists(entry.path() / "kind.json")) names.push_back(entry.path().filename().string());
  }
  if (failure) {
    throw Error(ErrorKind::surroundings, "Non trovo la cartella dei modelli: indicarla con --home.");
  }
  std::sort(names.begin(), names.end());
  return names;
}

Kind readKind(const fs::path& home, std::string_view name) {
  const std::vector<std::string> known = kindNames(home);
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    throw Error(ErrorKind::usage, "Il tipo di documento «" + std::string(name) + "» non esiste.",
                {{.pointer = {}, .message = "I tipi si elencano con «stesura kinds».", .hint = didYouMean(name, known),
                  .keyword = {}, .schemaPointer = {}, .place = {}}});
  }
  const std::string kindName(name);
  const fs::path folder = home / "templates" / kindName;
  const Json manifest = parseConfiguration(readFile(folder / "kind.json", "Manca il manifesto di «" + kindName + "»."),
                                           "Il manifesto kind.json di «" + kindName + "» non è JSON valido");
  Manifest read = readManifest(manifest, folder, name);
  SchemaFiles files = readSchemaFiles(home / "schemas", read.schemaFile);
  return Kind{kindName, read.title, read.role, files.sha256, std::move(read.layouts), Schema::compile(files.root, files.documents)};
}

}  // namespace stesura
