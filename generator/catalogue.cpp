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

std::shared_ptr<const CompiledLayout> compileTemplate(const Kind& kind, const Layout& layout,
                                                      std::shared_ptr<const CollectionSchema> collection,
                                                      std::string_view bytes, const Letterhead* letterhead) {
  Projection projection(collection ? *collection->shape : kind.schema.shape(), layout.rules);
  BoundLanguage language = bindLanguage(kind, layout, projection);
  // The shapes are owned through pointers: they do not move with projection and derivation.
  OdtTemplate odt = OdtTemplate::compile(bytes, language.shape(projection), OdtTemplate::Names::fromSchema,
                                         kind.clauses.lists(), letterhead);
  std::vector<Problem> removed = removedNames(odt.uses(), projection, language.derivation);
  if (!removed.empty()) {
    throw Error(ErrorKind::templateFile,
                "Il modello «" + layout.name + "» nomina dati che non può mostrare.", std::move(removed));
  }
  std::vector<std::string> absences;
  collectAbsences(projection.shape(), absences);
  const bool stamps = collection && tellsFingerprints(layout, *collection, projection, language, odt.uses());
  const bool derives = needsDerived(odt.uses(), language.derivation, language.rules);
  return std::make_shared<const CompiledLayout>(
      CompiledLayout{std::move(collection), templateDigest(kind, bytes), std::move(projection), std::move(language),
                     std::move(odt), std::move(absences), stamps, derives});
}

}  // namespace

Catalogue::Catalogue(std::filesystem::path home) : home_(std::move(home)) {}

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
  const Error missing(ErrorKind::templateFile, "Manca il file del modello «" + layout.name + "».");
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(layout.file, unknown)) throw missing;
  std::ifstream stream(layout.file, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  if (!stream) throw missing;
  return bytes;
}

// The texts of the clauses are part of the template.
std::string templateDigest(const Kind& kind, std::string_view bytes) {
  const std::string own = sha256Hex(bytes);
  return kind.clauses.empty() ? own : sha256Hex(own + kind.clauses.digest());
}

}  // namespace stesura
