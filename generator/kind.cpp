#include "generator/kind.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "generator/digest.h"
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

// The manifest of one kind, read member by member; collects every mistake before it complains.
class ManifestReader {
 public:
  ManifestReader(const Json& manifest, fs::path folder) : manifest_(manifest), folder_(std::move(folder)) {}

  std::string text(const Json& object, const std::string& pointer, const char* key) {
    const auto found = object.is_object() ? object.find(key) : object.end();
    if (!object.is_object() || found == object.end() || !found->is_string() || found->get<std::string>().empty()) {
      complain(pointerJoin(pointer, key), "manca il testo «" + std::string(key) + "»");
      return {};
    }
    return found->get<std::string>();
  }

  std::vector<std::string> patterns(const Json& object, const std::string& pointer, const char* key) {
    std::vector<std::string> result;
    const auto found = object.find(key);
    if (found == object.end()) return result;
    if (!found->is_array()) complain(pointerJoin(pointer, key), "deve essere un elenco di puntatori");
    for (const Json& entry : *found) {
      if (entry.is_string() && entry.get<std::string>().starts_with('/')) {
        result.push_back(entry.get<std::string>());
      } else {
        complain(pointerJoin(pointer, key), "ogni voce è un puntatore come «/persona/cognome»");
      }
    }
    return result;
  }

  Layout layout(const Json& object, const std::string& pointer) {
    checkKeys(object, pointer,
              {"nome", "titolo", "file", "classe_massima", "mantieni", "togli", "riduci", "dati_incorporati"});
    Layout layout;
    layout.name = text(object, pointer, "nome");
    layout.title = text(object, pointer, "titolo");
    const std::string file = text(object, pointer, "file");
    if (fs::path(file).has_parent_path()) complain(pointerJoin(pointer, "file"), "il modello sta nella cartella del tipo");
    layout.file = folder_ / file;
    layout.rules = rules(object, pointer);
    const auto embeds = object.is_object() ? object.find("dati_incorporati") : object.end();
    if (object.is_object() && embeds != object.end()) {
      if (embeds->is_boolean()) layout.embedsData = embeds->get<bool>();
      else complain(pointerJoin(pointer, "dati_incorporati"), "è vero o falso");
    }
    return layout;
  }

  void checkKeys(const Json& object, const std::string& pointer, const std::vector<std::string>& known) {
    if (!object.is_object()) return complain(pointer, "deve essere un oggetto");
    for (const auto& [key, value] : object.items()) {
      if (std::find(known.begin(), known.end(), key) == known.end()) {
        complain(pointerJoin(pointer, key), "voce sconosciuta", didYouMean(key, known));
      }
    }
  }

  void complain(const std::string& pointer, const std::string& message, const std::string& hint = {}) {
    problems_.push_back({.pointer = pointer, .message = message, .hint = hint, .keyword = "kind.json",
                         .schemaPointer = {}, .place = {}});
  }

  void throwIfWrong(std::string_view kind) const {
    if (problems_.empty()) return;
    throw Error(ErrorKind::templateFile, "Il manifesto kind.json di «" + std::string(kind) + "» non è valido.", problems_);
  }

 private:
  ProjectionRules rules(const Json& object, const std::string& pointer) {
    ProjectionRules rules;
    try {
      rules.ceiling = classFromName(text(object, pointer, "classe_massima"));
    } catch (const std::invalid_argument&) {
      complain(pointerJoin(pointer, "classe_massima"), "è una fra P, I, R, G, H");
    }
    if (!object.is_object()) return rules;
    rules.keep = patterns(object, pointer, "mantieni");
    rules.remove = patterns(object, pointer, "togli");
    const auto reductions = object.find("riduci");
    if (reductions == object.end()) return rules;
    for (const auto& [path, how] : reductions->items()) {
      if (how == "iniziali") rules.reductions.emplace_back(path, Reduction::initials);
      else if (how == "anno") rules.reductions.emplace_back(path, Reduction::year);
      else complain(pointerJoin(pointerJoin(pointer, "riduci"), path), "la riduzione è «iniziali» o «anno»");
    }
    return rules;
  }

  const Json& manifest_;
  fs::path folder_;
  std::vector<Problem> problems_;
};

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
  ManifestReader reader(manifest, folder);
  reader.checkKeys(manifest, "", {"tipo", "titolo", "ruolo", "schema", "modelli"});
  if (reader.text(manifest, "", "tipo") != name) reader.complain("/tipo", "il tipo porta il nome della sua cartella");
  const std::string title = reader.text(manifest, "", "titolo");
  const std::string role = reader.text(manifest, "", "ruolo");
  const std::string schemaFile = reader.text(manifest, "", "schema");
  std::vector<Layout> layouts;
  const auto list = manifest.is_object() ? manifest.find("modelli") : manifest.end();
  if (manifest.is_object() && list != manifest.end() && list->is_array()) {
    for (std::size_t i = 0; i < list->size(); ++i) {
      layouts.push_back(reader.layout((*list)[i], pointerJoin("/modelli", i)));
    }
  }
  if (layouts.empty()) reader.complain("/modelli", "serve almeno un modello");
  reader.throwIfWrong(name);
  if (fs::path(schemaFile).has_parent_path()) {
    throw Error(ErrorKind::templateFile, "Lo schema di «" + kindName + "» sta nella cartella schemas.");
  }
  SchemaFiles files = readSchemaFiles(home / "schemas", schemaFile);
  return Kind{kindName, title, role, files.sha256, std::move(layouts), Schema::compile(files.root, files.documents)};
}

}  // namespace stesura
