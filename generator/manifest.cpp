#include "generator/manifest.h"

#include <stdexcept>
#include <utility>

#include "generator/json/member_reader.h"

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

// Only their place is looked at here; they are read once there is a shape to bind them to.
LanguageSource readLanguage(MemberReader& reader, const Json& object, const std::string& pointer) {
  LanguageSource language;
  language.pointer = pointer;
  for (const auto& [key, place] : {std::pair{"regole", &language.rules}, std::pair{"derivati", &language.derived}}) {
    const Json* found = MemberReader::member(object, key);
    if (found == nullptr) continue;
    if (found->is_array()) *place = *found;
    else reader.complain(pointerJoin(pointer, key), "è un elenco, fra parentesi quadre");
  }
  return language;
}

std::string lowerExtension(const std::string& file) {
  std::string extension = fs::path(file).extension().string();
  for (char& c : extension) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return extension;
}

// «{{persona.cognome}}», null for a field that stays empty, or {"valore": …, "opzioni": {…}}.
FormMapEntry readFormEntry(MemberReader& reader, const std::string& field, const Json& value, const std::string& pointer) {
  FormMapEntry entry{.field = field, .pointer = pointer};
  if (value.is_null()) return entry;
  if (value.is_string()) {
    entry.text = value.get<std::string>();
    return entry;
  }
  if (!reader.checkKeys(value, pointer, {"valore", "opzioni"})) return entry;
  entry.text = reader.text(value, pointer, "valore");
  const Json* options = MemberReader::member(value, "opzioni");
  if (options == nullptr) return entry;
  if (!options->is_object()) {
    reader.complain(pointerJoin(pointer, "opzioni"), "è un oggetto: valore e opzione del modulo");
    return entry;
  }
  for (const auto& [shown, option] : options->items()) {
    if (option.is_string()) entry.options.emplace_back(shown, option.get<std::string>());
    else reader.complain(pointerJoin(pointerJoin(pointer, "opzioni"), shown), "è il nome di un’opzione del modulo");
  }
  return entry;
}

std::vector<FormMapEntry> readFormEntries(MemberReader& reader, const Json& object, const std::string& pointer) {
  std::vector<FormMapEntry> entries;
  if (!object.is_object()) {
    reader.complain(pointer, "è un oggetto: nome del campo e segnaposto");
    return entries;
  }
  for (const auto& [field, value] : object.items()) {
    entries.push_back(readFormEntry(reader, field, value, pointerJoin(pointer, field)));
  }
  return entries;
}

FormMap readFormMap(MemberReader& reader, const Json& object, const std::string& pointer) {
  FormMap map;
  if (const Json* fields = MemberReader::member(object, "campi")) {
    map.fields = readFormEntries(reader, *fields, pointerJoin(pointer, "campi"));
  }
  const Json* repeats = MemberReader::member(object, "ripetizioni");
  if (repeats == nullptr) return map;
  const std::string place = pointerJoin(pointer, "ripetizioni");
  if (!repeats->is_array()) reader.complain(place, "è un elenco, fra parentesi quadre");
  for (std::size_t i = 0; repeats->is_array() && i < repeats->size(); ++i) {
    const Json& repeat = (*repeats)[i];
    FormRepeat read{.pointer = pointerJoin(place, i)};
    if (!reader.checkKeys(repeat, read.pointer, {"elenco", "righe"})) continue;
    read.list = reader.text(repeat, read.pointer, "elenco");
    const Json* rows = MemberReader::member(repeat, "righe");
    const std::string rowsPlace = pointerJoin(read.pointer, "righe");
    if (rows == nullptr || !rows->is_array() || rows->empty()) reader.complain(rowsPlace, "serve almeno una riga di campi");
    for (std::size_t row = 0; rows != nullptr && rows->is_array() && row < rows->size(); ++row) {
      read.rows.push_back(readFormEntries(reader, (*rows)[row], pointerJoin(rowsPlace, row)));
    }
    map.repeats.push_back(std::move(read));
  }
  return map;
}

// Of a layout that is a PDF form: its fields, and the ODT it was made of.
void readForm(MemberReader& reader, const Json& object, const std::string& pointer, const fs::path& folder, Layout& layout) {
  const std::string source = reader.text(object, pointer, "sorgente", "");
  layout.form = readFormMap(reader, object, pointer);
  if (!layout.isForm()) {
    for (const char* key : {"sorgente", "campi", "ripetizioni"}) {
      if (MemberReader::member(object, key)) reader.complain(pointerJoin(pointer, key), "serve solo a un modello in PDF");
    }
    return;
  }
  if (fs::path(source).has_parent_path() || lowerExtension(source) == ".pdf") {
    reader.complain(pointerJoin(pointer, "sorgente"), "è l’ODT da cui il modulo è nato, nella cartella del tipo");
  }
  if (!source.empty()) layout.source = folder / source;
  if (layout.collection) reader.complain(pointerJoin(pointer, "raccolta"), "un modulo PDF è di un documento solo");
}

Layout readLayout(MemberReader& reader, const Json& object, const std::string& pointer, const fs::path& folder) {
  reader.checkKeys(object, pointer,
                   {"nome", "titolo", "file", "classe_massima", "mantieni", "togli", "riduci", "dati_incorporati",
                    "raccolta", "regole", "derivati", "quando", "sorgente", "campi", "ripetizioni"});
  Layout layout;
  layout.name = reader.text(object, pointer, "nome");
  layout.title = reader.text(object, pointer, "titolo");
  const std::string file = reader.text(object, pointer, "file");
  if (fs::path(file).has_parent_path()) {
    reader.complain(pointerJoin(pointer, "file"), "il modello sta nella cartella del tipo");
  }
  layout.file = folder / file;
  if (lowerExtension(file) == ".pdf") layout.nature = Layout::Nature::form;
  layout.rules = readProjection(reader, object, pointer);
  if (const Json* collection = MemberReader::member(object, "raccolta")) {
    layout.collection = readCollection(reader, *collection, pointerJoin(pointer, "raccolta"));
  }
  readForm(reader, object, pointer, folder, layout);
  layout.embedsData = reader.flag(object, pointer, "dati_incorporati", false);
  layout.language = readLanguage(reader, object, pointer);
  if (const Json* when = MemberReader::member(object, "quando")) {
    layout.when = *when;
    if (layout.collection) reader.complain(pointerJoin(pointer, "quando"), "un modello di raccolta è per tutti i dati");
  }
  return layout;
}

void readClauses(MemberReader& reader, const Json& lists, std::vector<ClauseChoice>& choices) {
  if (!lists.is_object()) return reader.complain("/clausole", "è un oggetto: elenco e clausole");
  for (const auto& [list, ids] : lists.items()) {
    const std::string pointer = pointerJoin("/clausole", list);
    ClauseChoice choice{list, {}};
    if (!list.starts_with('/') || list.size() < 2 || list.find('*') != std::string::npos)
      reader.complain(pointer, "l’elenco è un puntatore come «/articoli», senza «*»");
    if (!ids.is_array() && ids != "tutte") reader.complain(pointer, "è «tutte», o un elenco di clausole");
    if (ids.is_array() && ids.empty()) reader.complain(pointer, "serve almeno una clausola");
    for (const Json& id : ids.is_array() ? ids : Json::array()) {
      if (id.is_string())
        choice.ids.push_back(id.get<std::string>());
      else
        reader.complain(pointer, "ogni voce è il nome di una clausola");
    }
    choices.push_back(std::move(choice));
  }
}

}  // namespace

Manifest readManifest(const Json& manifest, const fs::path& folder, std::string_view name) {
  std::vector<Problem> problems;
  MemberReader reader(problems);
  reader.checkKeys(manifest, "", {"tipo", "titolo", "ruolo", "schema", "modelli", "regole", "derivati", "clausole",
                              "conservazione_anni"});
  if (reader.text(manifest, "", "tipo") != name) reader.complain("/tipo", "il tipo porta il nome della sua cartella");
  Manifest result;
  result.title = reader.text(manifest, "", "titolo");
  result.role = reader.text(manifest, "", "ruolo");
  result.schemaFile = reader.text(manifest, "", "schema");
  if (fs::path(result.schemaFile).has_parent_path()) reader.complain("/schema", "lo schema sta nella cartella schemas");
  result.language = readLanguage(reader, manifest, "");
  result.retentionYears = static_cast<unsigned>(reader.whole(manifest, "", "conservazione_anni", 1, 999, 0));
  const Json* layouts = MemberReader::member(manifest, "modelli");
  if (layouts != nullptr && layouts->is_array()) {
    for (std::size_t i = 0; i < layouts->size(); ++i) {
      result.layouts.push_back(readLayout(reader, (*layouts)[i], pointerJoin("/modelli", i), folder));
    }
  }
  if (const Json* clauses = MemberReader::member(manifest, "clausole")) readClauses(reader, *clauses, result.clauses);
  if (result.layouts.empty()) reader.complain("/modelli", "serve almeno un modello");
  if (!problems.empty()) {
    throw Error(ErrorKind::templateFile, "Il manifesto kind.json di «" + std::string(name) + "» non è valido.",
                std::move(problems));
  }
  return result;
}

}  // namespace stesura
