#include "generator/catalogue.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "generator/digest.h"
#include "generator/lint.h"

namespace stesura {
namespace {

void collectAbsences(const Field& field, std::vector<std::string>& patterns) {
  if (field.absences) patterns.push_back(field.pointer);
  for (const auto& [key, member] : field.properties) collectAbsences(*member, patterns);
  if (field.items) collectAbsences(*field.items, patterns);
}

// The digests of many documents take time: only where a page or the embedded data tell them.
bool tellsFingerprints(const Layout& layout, const CollectionSchema& collection, const Projection& projection,
                       const BoundLanguage& language, const std::vector<TagUse>& uses) {
  const std::string fingerprint = pointerJoin("", collection.list) + "/*/impronta";
  if (!projection.keeps(fingerprint)) return false;
  if (!language.derivation.empty() || !language.rules.empty()) return true;
  return layout.embedsData || std::any_of(uses.begin(), uses.end(), [](const TagUse& use) {
           return (use.pointer + '/').find("/impronta/") != std::string::npos;
         });
}

constexpr char kMapPart[] = "campi.json";
constexpr char kSourcePart[] = "sorgente";

Error noLetterhead(const Layout& layout) {
  return Error(ErrorKind::usage, "Il modello «" + layout.name + "» è un modulo PDF: ha già la sua pagina e non prende una carta intestata.");
}

Error otherNature(const Layout& layout) {
  return Error(ErrorKind::usage, layout.isForm() ? "Il modello «" + layout.name + "» è un modulo PDF: al suo posto va un altro modulo PDF con gli stessi campi."
                                                 : "Il modello «" + layout.name + "» è un ODT: al suo posto non va un PDF.");
}

Json entriesOf(const std::vector<FormMapEntry>& entries) {
  Json object = Json::object();
  for (const FormMapEntry& entry : entries) {
    Json options = Json::object();
    for (const auto& [shown, option] : entry.options) options[shown] = option;
    object[entry.field] = {{"valore", entry.text}, {"opzioni", std::move(options)}};
  }
  return object;
}

std::string mapText(const FormMap& map) {
  Json repeats = Json::array();
  for (const FormRepeat& repeat : map.repeats) {
    Json rows = Json::array();
    for (const auto& row : repeat.rows) rows.push_back(entriesOf(row));
    repeats.push_back({{"elenco", repeat.list}, {"righe", std::move(rows)}});
  }
  return canonicalJson({{"campi", entriesOf(map.fields)}, {"ripetizioni", std::move(repeats)}});
}

std::string readFile(const std::filesystem::path& file, const Error& missing) {
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(file, unknown)) throw missing;
  std::ifstream stream(file, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  if (!stream) throw missing;
  return bytes;
}

}  // namespace

Catalogue::Catalogue(std::filesystem::path home, std::filesystem::path fonts)
    : home_(std::move(home)), fontFolder_(std::move(fonts)) {}

const FormFonts& Catalogue::fonts() const {
  const std::lock_guard lock(fontMutex_);
  if (!fonts_) fonts_ = std::make_unique<const FormFonts>(fontFolder_);
  return *fonts_;
}

std::shared_ptr<const CompiledLayout> Catalogue::compileTemplate(const Kind& kind, const Layout& layout,
                                                                 std::shared_ptr<const CollectionSchema> collection,
                                                                 std::string_view bytes,
                                                                 const Letterhead* letterhead) const {
  Projection projection(collection ? *collection->shape : kind.schema.shape(), layout.rules);
  BoundLanguage language = bindLanguage(kind, layout, projection);
  // The shapes are owned through pointers: they do not move with projection and derivation.
  const Field& shape = language.shape(projection);
  std::optional<OdtTemplate> odt;
  std::optional<FormTemplate> form;
  std::map<std::string, std::string> parts;
  const auto compileOdt = [&](std::string_view source) {
    odt = OdtTemplate::compile(source, shape, OdtTemplate::Names::fromSchema, kind.clauses.lists(), letterhead);
  };
  if (isPdf(bytes)) {
    if (letterhead != nullptr) throw noLetterhead(layout);
    if (!layout.isForm()) throw otherNature(layout);
    parts = templateParts(layout);
    FormMap map = layout.form;
    map.title = layout.title;
    form = FormTemplate::compile(bytes, map, shape, fonts());
    if (const auto source = parts.find(kSourcePart); source != parts.end()) compileOdt(source->second);
  } else {
    if (layout.isForm()) throw otherNature(layout);
    compileOdt(bytes);
  }
  std::vector<TagUse> uses;
  if (odt) uses = odt->uses();
  if (form) uses.insert(uses.end(), form->uses().begin(), form->uses().end());
  std::vector<Problem> removed = removedNames(uses, projection, language.derivation);
  if (!removed.empty()) {
    throw Error(ErrorKind::templateFile,
                "Il modello «" + layout.name + "» nomina dati che non può mostrare.", std::move(removed));
  }
  std::vector<std::string> absences;
  collectAbsences(projection.shape(), absences);
  const bool stamps = collection && tellsFingerprints(layout, *collection, projection, language, uses);
  const bool derives = needsDerived(uses, language.derivation, language.rules);
  return std::make_shared<const CompiledLayout>(CompiledLayout{
      std::move(collection), templateDigest(kind, bytes, parts), std::move(projection), std::move(language),
      std::move(odt), std::move(form), std::move(uses), std::move(absences), stamps, derives});
}

std::vector<std::string> Catalogue::names() const { return kindNames(home_); }

std::shared_ptr<const Kind> Catalogue::kind(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto found = kinds_.find(name);
  if (found != kinds_.end()) return found->second;
  auto kind = std::make_shared<const Kind>(readKind(home_, name));
  kinds_.emplace(name, kind);
  return kind;
}

std::shared_ptr<const CompiledLayout> Catalogue::layout(const Kind& kind, const Layout& layout) const {
  const std::string key = kind.name + '/' + layout.name;
  const std::lock_guard lock(mutex_);
  const auto found = layouts_.find(key);
  if (found != layouts_.end()) return found->second;
  auto compiled = compileTemplate(kind, layout, collectionLocked(kind, layout), readTemplate(layout), nullptr);
  layouts_.emplace(key, compiled);
  return compiled;
}

std::shared_ptr<const CompiledLayout> Catalogue::compile(const Kind& kind, const Layout& layout,
                                                         std::string_view templateBytes,
                                                         const Letterhead* letterhead) const {
  return compileTemplate(kind, layout, collection(kind, layout), templateBytes, letterhead);
}

std::shared_ptr<const CollectionSchema> Catalogue::collection(const Kind& kind, const Layout& layout) const {
  if (!layout.collection) return nullptr;
  const std::lock_guard lock(mutex_);
  return collectionLocked(kind, layout);
}

// Layouts of one kind with the same list share a schema.
std::shared_ptr<const CollectionSchema> Catalogue::collectionLocked(const Kind& kind, const Layout& layout) const {
  if (!layout.collection) return nullptr;
  const std::string key = kind.name + '/' + layout.collection->schemaFile + '/' + layout.collection->list;
  const auto found = collections_.find(key);
  if (found != collections_.end()) return found->second;
  auto schema = std::make_shared<const CollectionSchema>(readCollectionSchema(home_, kind, *layout.collection));
  collections_.emplace(key, schema);
  return schema;
}

std::string readTemplate(const Layout& layout) {
  std::string bytes = readFile(layout.file, Error(ErrorKind::templateFile, "Manca il file del modello «" + layout.name + "»."));
  if (isPdf(bytes) == layout.isForm()) return bytes;
  throw Error(ErrorKind::templateFile, layout.isForm()
                                           ? "Il file del modello «" + layout.name + "» si chiama .pdf ma non è un PDF."
                                           : "Il file del modello «" + layout.name + "» è un PDF, ma il suo nome non finisce in .pdf.");
}

std::map<std::string, std::string> templateParts(const Layout& layout) {
  std::map<std::string, std::string> parts;
  if (!layout.form.empty()) parts.emplace(kMapPart, mapText(layout.form));
  if (!layout.source.empty()) {
    parts.emplace(kSourcePart, readFile(layout.source, Error(ErrorKind::templateFile, "Manca la sorgente del modello «" + layout.name + "».")));
  }
  return parts;
}

// ISO 32000-1, annex H.3.4.1: somewhere in the first 1,024 bytes.
bool isPdf(std::string_view bytes) { return bytes.substr(0, 1024).find("%PDF-") != std::string_view::npos; }

// The texts of the clauses are part of the template.
std::string templateDigest(const Kind& kind, std::string_view bytes, const std::map<std::string, std::string>& parts) {
  std::string digest = sha256Hex(bytes);
  for (const auto& [name, part] : parts) digest = sha256Hex(digest + name + sha256Hex(part));
  return kind.clauses.empty() ? digest : sha256Hex(digest + kind.clauses.digest());
}

}  // namespace stesura
