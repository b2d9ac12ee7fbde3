#include "generator/collection.h"

#include <charconv>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "generator/digest.h"
#include "generator/identity.h"
#include "generator/projection.h"
#include "generator/schema_files.h"

namespace stesura {
namespace {

constexpr const char* kFingerprint = "impronta";

Problem problemAt(std::string pointer, std::string message, std::string hint, std::string keyword) {
  return {.pointer = std::move(pointer), .message = std::move(message), .hint = std::move(hint),
          .keyword = std::move(keyword), .schemaPointer = {}, .place = {}};
}

// Whether a schema is a reference to the file, alone or among others (`allOf`).
bool refersTo(const Json& schema, const std::string& file) {
  if (!schema.is_object()) return false;
  const auto reference = schema.find("$ref");
  if (reference != schema.end() && *reference == file) return true;
  const auto all = schema.find("allOf");
  if (all == schema.end() || !all->is_array()) return false;
  for (const Json& part : *all) {
    if (refersTo(part, file)) return true;
  }
  return false;
}

// Data that the kind protects more than the collection would.
void findLowered(const Field& own, const Field& collected, std::vector<Problem>& problems) {
  if (collected.dataClass < own.dataClass) {
    problems.push_back(problemAt(collected.pointer, "la raccolta abbassa la classe di questo dato",
                                 "Togliere x-classe dallo schema della raccolta: vale quella del documento.", "x-classe"));
  }
  for (const auto& [key, member] : own.properties) {
    if (const Field* below = collected.property(key)) findLowered(*member, *below, problems);
  }
  if (own.items && collected.items) findLowered(*own.items, *collected.items, problems);
}

std::unique_ptr<Field> text(const std::string& name, const std::string& pointer, const std::string& title) {
  auto field = std::make_unique<Field>();
  field->name = name;
  field->pointer = pointer;
  field->title = title;
  field->types = kTypeString;
  field->dataClass = DataClass::internal;
  field->presence = Presence::required;
  field->technical = true;
  return field;
}

// Class I: whoever holds a document's data can prove by the digest that it is listed; the
// identifier, as protected as the documents' own.
std::unique_ptr<Field> fingerprintField(const Field& document) {
  const std::string pointer = pointerJoin(document.pointer, kFingerprint);
  auto field = text(kFingerprint, pointer, "Impronta del documento");
  field->types = kTypeObject;
  field->properties.emplace("id", text("id", pointer + "/id", "Identificativo"));
  field->properties.emplace("sha256", text("sha256", pointer + "/sha256", "Impronta SHA-256"));
  if (const Field* own = document.property("id")) {
    Field& id = *field->properties.at("id");
    id.dataClass = std::max(id.dataClass, own->dataClass);
  }
  return field;
}

// The first number of «1.4.2»: what changes it changes what the same names mean.
std::string majorOf(const std::string& version) { return version.substr(0, version.find('.')); }

const std::string* textMember(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get_ptr<const std::string*>() : nullptr;
}

// What is wrong with documents taken together, found one after the other.
class Examination {
 public:
  Examination(const CollectionSchema& schema, const Json& documents) : schema_(schema), documents_(documents) {
    for (std::size_t i = 0; i < documents.size(); ++i) {
      if (!documents[i].is_object()) continue;
      checkKind(i);
      checkOnce(i);
      checkVersion(i);
    }
  }

  std::vector<Problem> problems, warnings;

 private:
  std::string pointer(std::size_t index, const char* key) const {
    return pointerJoin(pointerJoin(pointerJoin("", schema_.list), index), key);
  }

  static std::string number(std::size_t index) { return std::to_string(index + 1); }

  void checkKind(std::size_t index) {
    const std::string* kind = textMember(documents_[index], "tipo_documento");
    if (kind == nullptr || *kind == schema_.kind) return;
    problems.push_back(problemAt(pointer(index, "tipo_documento"), "è un documento di un altro tipo.",
                                 "Una raccolta di questo modello è fatta soltanto di documenti del tipo «" +
                                     schema_.kind + "».", "raccolta"));
  }

  void checkOnce(std::size_t index) {
    if (const std::string* id = textMember(documents_[index], "id")) {
      const auto [before, isNew] = byId_.emplace(*id, index);
      if (isNew) return;
      problems.push_back(problemAt(pointer(index, "id"),
                                   "ha lo stesso identificativo del documento " + number(before->second) + ".",
                                   "Indicare ogni documento una volta sola.", "raccolta"));
      return;
    }
    const auto [before, isNew] = byContent_.emplace(sha256Hex(canonicalJson(documents_[index])), index);
    if (isNew) return;
    warnings.push_back(problemAt(pointerJoin(pointerJoin("", schema_.list), index),
                                 "ha gli stessi dati del documento " + number(before->second) + ".",
                                 "Se è lo stesso documento, toglierlo; altrimenti dare a ciascuno il suo «id».", "raccolta"));
  }

  void checkVersion(std::size_t index) {
    const std::string* version = textMember(documents_[index], "schema_versione");
    if (version == nullptr) return;
    if (firstVersion_ == nullptr) {
      firstVersion_ = version;
      firstWithVersion_ = index;
      return;
    }
    if (*version == *firstVersion_) return;
    const bool together = majorOf(*version) == majorOf(*firstVersion_);
    (together ? warnings : problems)
        .push_back(problemAt(pointer(index, "schema_versione"),
                             "la versione dello schema non è quella del documento " + number(firstWithVersion_) + ".",
                             together ? "Controllare che i dati dicano le stesse cose."
                                      : "Portare i documenti alla stessa versione prima di raccoglierli.",
                             "raccolta"));
  }

  const CollectionSchema& schema_;
  const Json& documents_;
  std::map<std::string, std::size_t> byId_, byContent_;
  const std::string* firstVersion_ = nullptr;
  std::size_t firstWithVersion_ = 0;
};

// The number of the document that a pointer lies in.
std::optional<std::size_t> documentOf(const std::string& pointer, const std::string& listPointer) {
  if (!pointer.starts_with(listPointer + "/")) return std::nullopt;
  std::size_t index = 0;
  const char* begin = pointer.data() + listPointer.size() + 1;
  const char* end = pointer.data() + pointer.size();
  const auto [stop, failure] = std::from_chars(begin, end, index);
  if (failure != std::errc() || (stop != end && *stop != '/')) return std::nullopt;
  return index;
}

void capitalise(std::string& text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
}

// The validator calls a document «Schede n. 3 › Ente» by the list's title; its place says it already.
void cutLabel(std::string& message, std::size_t index) {
  const std::string label = " n. " + std::to_string(index + 1);
  const std::size_t at = message.find(label);
  if (at == std::string::npos || message.find(" › ") < at || message.find(": ") < at) return;
  for (const std::string_view after : {std::string_view(" › "), std::string_view(": ")}) {
    if (message.compare(at + label.size(), after.size(), after) == 0) {
      message.erase(0, at + label.size() + after.size());
      return;
    }
  }
}

}  // namespace

CollectionSchema readCollectionSchema(const std::filesystem::path& home, const Kind& kind,
                                      const CollectionRules& rules) {
  SchemaFiles files = readSchemaFiles(home / "schemas", rules.schemaFile);
  if (const auto own = files.documents.find(kind.schemaFile); own != files.documents.end()) {
    kind.clauses.compose(own->second, files.documents);
  }
  const Json* list = findPointer(files.root, pointerJoin("/properties", rules.list));
  const Json* items = list == nullptr || !list->is_object() ? nullptr : findPointer(*list, "/items");
  if (items == nullptr || !refersTo(*items, kind.schemaFile)) {
    throw Error(ErrorKind::templateFile, "Lo schema della raccolta «" + rules.schemaFile + "» non va bene.",
                {problemAt(pointerJoin("/properties", rules.list), "non è un elenco di documenti di questo tipo",
                           "Scrivere \"items\": {\"$ref\": \"" + kind.schemaFile + "\"}.", "raccolta")});
  }
  Schema schema = Schema::compile(files.root, files.documents);
  std::unique_ptr<Field> shape = copyField(schema.shape());
  Field& document = *shape->properties.at(rules.list)->items;
  std::vector<Problem> problems;
  findLowered(kind.schema.shape(), document, problems);
  if (document.property(kFingerprint) != nullptr) {
    problems.push_back(problemAt(pointerJoin(document.pointer, kFingerprint),
                                 "in una raccolta questo nome indica l’impronta del documento", {}, "raccolta"));
  }
  if (!problems.empty()) {
    throw Error(ErrorKind::templateFile, "Lo schema della raccolta «" + rules.schemaFile + "» non va bene.",
                std::move(problems));
  }
  document.properties.emplace(kFingerprint, fingerprintField(document));
  MarkdownCheck markdown(schema.shape());
  return {kind.name, rules.list, std::move(files.sha256), std::move(schema), std::move(markdown), std::move(shape)};
}

Json composeCollection(const CollectionSchema& schema, Collection collection) {
  Json data = collection.others.is_null() ? Json::object() : std::move(collection.others);
  if (!data.is_object()) throw Error(ErrorKind::data, "Gli altri dati di una raccolta sono un oggetto.");
  if (data.contains(schema.list)) {
    throw Error(ErrorKind::data, "Gli altri dati di una raccolta non contengono «" + schema.list +
                                     "»: i documenti si indicano a parte.");
  }
  Json& list = data[schema.list] = Json::array();
  for (Json& document : collection.documents) list.push_back(std::move(document));
  return data;
}

SchemaReport examineCollection(const CollectionSchema& schema, const Json& data) {
  const auto list = data.is_object() ? data.find(schema.list) : data.end();
  if (!data.is_object() || list == data.end() || !list->is_array()) {
    throw Error(ErrorKind::data, "Questo modello è di una raccolta: i dati sono un elenco di documenti, o un oggetto "
                                 "con l’elenco «" + schema.list + "».");
  }
  if (list->empty()) throw Error(ErrorKind::data, "La raccolta è vuota: indicare almeno un documento.");
  Examination examination(schema, *list);
  if (!examination.problems.empty()) {
    throw Error(ErrorKind::data, "Questi documenti non si possono raccogliere insieme.", std::move(examination.problems));
  }
  SchemaReport report = schema.schema.validate(data);
  for (Problem& problem : MarkdownCheck(schema.schema.shape()).problems(data)) report.problems.push_back(std::move(problem));
  report.warnings.insert(report.warnings.end(), examination.warnings.begin(), examination.warnings.end());
  return report;
}

void addFingerprints(const CollectionSchema& schema, Json& data) {
  const auto list = data.find(schema.list);
  if (list == data.end() || !list->is_array()) return;
  for (Json& document : *list) {
    if (!document.is_object()) continue;
    Json fingerprint = {{"id", identityOf(document, schema.kind)}, {"sha256", sha256Hex(canonicalJson(document))}};
    document[kFingerprint] = std::move(fingerprint);
  }
}

void namePlaces(std::vector<Problem>& problems, const std::string& list, const std::vector<std::string>& places) {
  const std::string listPointer = pointerJoin("", list);
  for (Problem& problem : problems) {
    const auto index = documentOf(problem.pointer, listPointer);
    if (!index) continue;
    std::string place = *index < places.size() && !places[*index].empty() ? places[*index]
                                                                          : "documento " + std::to_string(*index + 1);
    capitalise(place);
    cutLabel(problem.message, *index);
    problem.message = place + ": " + problem.message;
  }
}

}  // namespace stesura
