#include "generator/manifest.h"

#include <algorithm>
#include <stdexcept>

#include "generator/spelling.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;

void readReductions(MemberReader& reader, const Json& list, const std::string& pointer, ProjectionRules& rules) {
  if (!list.is_object()) return reader.complain(pointer, "è un oggetto: percorso e riduzione");
  for (const auto& [path, how] : list.items()) {
    if (how == "iniziali") rules.reductions.emplace_back(path, Reduction::initials);
    else if (how == "anno") rules.reductions.emplace_back(path, Reduction::year);
    else reader.complain(pointerJoin(pointer, path), "la riduzione è «iniziali» o «anno»");
  }
}

ProjectionRules readProjection(MemberReader& reader, const Json& object, const std::string& pointer) {
  ProjectionRules rules;
  try {
    rules.ceiling = classFromName(reader.text(object, pointer, "classe_massima"));
  } catch (const std::invalid_argument&) {
    reader.complain(pointerJoin(pointer, "classe_massima"), "è una fra P, I, R, G, H");
  }
  rules.keep = reader.patterns(object, pointer, "mantieni");
  rules.remove = reader.patterns(object, pointer, "togli");
  if (const Json* reductions = MemberReader::member(object, "riduci")) {
    readReductions(reader, *reductions, pointerJoin(pointer, "riduci"), rules);
  }
  return rules;
}

CollectionRules readCollection(MemberReader& reader, const Json& object, const std::string& pointer) {
  reader.checkKeys(object, pointer, {"schema", "elenco"});
  CollectionRules rules{reader.text(object, pointer, "schema"), reader.text(object, pointer, "elenco")};
  if (fs::path(rules.schemaFile).has_parent_path()) {
    reader.complain(pointerJoin(pointer, "schema"), "lo schema sta nella cartella schemas");
  }
  if (rules.list.find('/') != std::string::npos) {
    reader.complain(pointerJoin(pointer, "elenco"), "è il nome di un elenco, come «documenti», senza barre");
  }
  return rules;
}

Layout readLayout(MemberReader& reader, const Json& object, const std::string& pointer, const fs::path& folder) {
  reader.checkKeys(object, pointer,
                   {"nome", "titolo", "file", "classe_massima", "mantieni", "togli", "riduci", "dati_incorporati",
                    "raccolta"});
  Layout layout;
  layout.name = reader.text(object, pointer, "nome");
  layout.title = reader.text(object, pointer, "titolo");
  const std::string file = reader.text(object, pointer, "file");
  if (fs::path(file).has_parent_path()) {
    reader.complain(pointerJoin(pointer, "file"), "il modello sta nella cartella del tipo");
  }
  layout.file = folder / file;
  layout.rules = readProjection(reader, object, pointer);
  if (const Json* collection = MemberReader::member(object, "raccolta")) {
    layout.collection = readCollection(reader, *collection, pointerJoin(pointer, "raccolta"));
  }
  layout.embedsData = reader.flag(object, pointer, "dati_incorporati", false);
  return layout;
}

}  // namespace

Manifest readManifest(const Json& manifest, const fs::path& folder, std::string_view name) {
  MemberReader reader;
  reader.checkKeys(manifest, "", {"tipo", "titolo", "ruolo", "schema", "modelli"});
  if (reader.text(manifest, "", "tipo") != name) reader.complain("/tipo", "il tipo porta il nome della sua cartella");
  Manifest result;
  result.title = reader.text(manifest, "", "titolo");
  result.role = reader.text(manifest, "", "ruolo");
  result.schemaFile = reader.text(manifest, "", "schema");
  if (fs::path(result.schemaFile).has_parent_path()) reader.complain("/schema", "lo schema sta nella cartella schemas");
  const Json* layouts = MemberReader::member(manifest, "modelli");
  if (layouts != nullptr && layouts->is_array()) {
    for (std::size_t i = 0; i < layouts->size(); ++i) {
      result.layouts.push_back(readLayout(reader, (*layouts)[i], pointerJoin("/modelli", i), folder));
    }
  }
  if (result.layouts.empty()) reader.complain("/modelli", "serve almeno un modello");
  reader.throwIfWrong(name);
  return result;
}

const Json* MemberReader::member(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

std::string MemberReader::text(const Json& object, const std::string& pointer, const char* key) {
  const Json* found = member(object, key);
  if (found != nullptr && found->is_string() && !found->get_ref<const std::string&>().empty()) {
    return found->get<std::string>();
  }
  complain(pointerJoin(pointer, key), "manca il testo «" + std::string(key) + "»");
  return {};
}

std::vector<std::string> MemberReader::patterns(const Json& object, const std::string& pointer, const char* key) {
  std::vector<std::string> result;
  const Json* found = member(object, key);
  if (found == nullptr) return result;
  if (!found->is_array()) {
    complain(pointerJoin(pointer, key), "deve essere un elenco di puntatori");
    return result;
  }
  for (const Json& entry : *found) {
    if (entry.is_string() && entry.get_ref<const std::string&>().starts_with('/')) {
      result.push_back(entry.get<std::string>());
    } else {
      complain(pointerJoin(pointer, key), "ogni voce è un puntatore come «/persona/cognome»");
    }
  }
  return result;
}

bool MemberReader::flag(const Json& object, const std::string& pointer, const char* key, bool otherwise) {
  const Json* found = member(object, key);
  if (found == nullptr) return otherwise;
  if (found->is_boolean()) return found->get<bool>();
  complain(pointerJoin(pointer, key), "è vero o falso (true, false)");
  return otherwise;
}

bool MemberReader::checkKeys(const Json& object, const std::string& pointer, const std::vector<std::string>& known) {
  if (!object.is_object()) {
    complain(pointer, "deve essere un oggetto");
    return false;
  }
  bool allKnown = true;
  for (const auto& [key, value] : object.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    complain(pointerJoin(pointer, key), "voce sconosciuta", didYouMean(key, known));
    allKnown = false;
  }
  return allKnown;
}

void MemberReader::complain(const std::string& pointer, const std::string& message, const std::string& hint) {
  problems_.push_back({.pointer = pointer, .message = message, .hint = hint, .keyword = "kind.json",
                       .schemaPointer = {}, .place = {}});
}

void MemberReader::throwIfWrong(std::string_view kind) const {
  if (problems_.empty()) return;
  throw Error(ErrorKind::templateFile, "Il manifesto kind.json di «" + std::string(kind) + "» non è valido.", problems_);
}

}  // namespace stesura
