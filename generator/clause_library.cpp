#include "generator/clause_library.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "generator/digest.h"
#include "generator/merge/tag.h"
#include "generator/spelling.h"

namespace stesura {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestText = 20'000;  // characters of an article written by hand

Problem problemOf(const std::string& id, std::string message, std::string hint) {
  Problem problem;
  problem.message = "Clausola «" + id + "»: " + std::move(message);
  problem.hint = std::move(hint);
  problem.keyword = "clausole";
  return problem;
}

bool readBytes(const fs::path& file, std::string& bytes) {
  std::ifstream stream(file, std::ios::binary);
  bytes.assign(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  return static_cast<bool>(stream);
}

bool isId(std::string_view id) {
  return !id.empty() && id.size() <= 60 && id.front() >= 'a' && id.front() <= 'z' &&
         id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

// The header «---», «titolo: …», «---», and the text behind it.
bool splitHeader(std::string_view file, std::string& title, std::string& text) {
  if (file.starts_with("\xEF\xBB\xBF")) file.remove_prefix(3);
  bool inside = false;
  for (std::size_t at = 0; at < file.size();) {
    const std::size_t end = std::min(file.find('\n', at), file.size());
    const std::string_view line = trimmed(file.substr(at, end - at));
    at = end + 1;
    if (line == "---") {
      if (inside) {
        text = at < file.size() ? file.substr(at) : "";
        return !title.empty();
      }
      inside = true;
    } else if (inside && line.starts_with("titolo:")) {
      title = trimmed(line.substr(7));
    } else if (!line.empty()) {
      return false;
    }
  }
  return false;
}

std::string fileOf(const std::string& id) { return "clausola-" + id + ".schema.json"; }

Json markdownText(const char* title) {
  return {{"type", "string"}, {"title", title}, {"minLength", 1}, {"maxLength", kLongestText},
          {"contentMediaType", "text/markdown"}};
}

// The schema of the property at a pointer of the data, through objects.
Json* propertyAt(Json& schema, std::string_view pointer) {
  Json* here = &schema;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::string key(pointer.substr(0, pointer.find('/')));
    pointer.remove_prefix(key.size());
    if (!here->contains("properties") || !(*here)["properties"].contains(key)) return nullptr;
    here = &(*here)["properties"][key];
  }
  return here;
}

}  // namespace

std::vector<std::string> clauseIds(const fs::path& folder) {
  std::vector<std::string> ids;
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(folder, failure)) {
    if (entry.path().extension() == ".md") ids.push_back(entry.path().stem().string());
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

ClauseLibrary::ClauseLibrary(const fs::path& folder, const std::vector<ClauseChoice>& choices) {
  std::vector<Problem> problems;
  const std::vector<std::string> known = choices.empty() ? std::vector<std::string>() : clauseIds(folder);
  for (const ClauseChoice& choice : choices) {
    List list{choice.pointer, choice.ids.empty() ? known : choice.ids};
    for (const std::string& id : list.ids) {
      if (texts_.contains(id)) continue;
      if (std::find(known.begin(), known.end(), id) == known.end())
        problems.push_back(problemOf(id, "non è nella libreria.", didYouMean(id, known)));
      else
        read(folder, id, problems);
    }
    lists_.push_back(std::move(list));
  }
  if (!problems.empty())
    throw Error(ErrorKind::templateFile, "La libreria delle clausole non è in ordine.", std::move(problems));
}

void ClauseLibrary::read(const fs::path& folder, const std::string& id, std::vector<Problem>& problems) {
  Text text;
  text.clause.id = id;
  std::string bytes, schema;
  if (!isId(id)) {
    problems.push_back(problemOf(id, "il nome non va bene.", "Usare lettere minuscole, cifre e il trattino basso."));
    return;
  }
  if (!readBytes(folder / (id + ".md"), bytes) || !splitHeader(bytes, text.clause.title, text.clause.text)) {
    problems.push_back(problemOf(id, "manca l’intestazione con il titolo.", "Cominciare con le righe «---», «titolo: …», «---»."));
    return;
  }
  if (readBytes(folder / (id + ".schema.json"), schema)) {
    try {
      text.schema = parseJson(schema);
    } catch (const Error& error) {
      problems.push_back(problemOf(id, "lo schema dei parametri non è JSON valido: " + error.sentence(), ""));
      return;
    }
  }
  text.sha256 = sha256Hex(bytes + '\0' + schema);
  files_[id + ".md"] = std::move(bytes);
  if (!schema.empty()) files_[fileOf(id)] = std::move(schema);
  texts_.emplace(id, std::move(text));
}

// An article of the library, or one that is written by hand.
Json ClauseLibrary::itemSchema(const List& list) const {
  Json choices = Json::array(), branches = Json::array();
  for (const std::string& id : list.ids) {
    const Text& text = texts_.at(id);
    choices.push_back({{"const", id}, {"title", text.clause.title}});
    const Json chosen = {{"properties", {{"clausola", {{"const", id}}}}}, {"required", {"clausola"}}};
    if (text.schema.is_null()) {
      branches.push_back({{"if", chosen}, {"then", {{"properties", {{"parametri", {{"type", "object"}, {"maxProperties", 0}}}}}}}});
      continue;
    }
    Json then = {{"properties", {{"parametri", {{"$ref", fileOf(id)}}}}}};
    if (text.schema.contains("required") && !text.schema["required"].empty()) then["required"] = {"parametri"};
    branches.push_back({{"if", chosen}, {"then", std::move(then)}});
  }
  branches.push_back({{"if", {{"not", {{"required", {"clausola"}}}}}},
                      {"then", {{"required", {"titolo", "testo"}},
                                {"properties", {{"parametri", false}, {"testo_sostitutivo", false}}}}},
                      {"else", {{"properties", {{"titolo", false}, {"testo", false}}}}}});
  const Json id = {{"type", "string"}, {"title", "Identificativo per i rimandi"}, {"maxLength", 60},
                   {"pattern", "^[a-z][a-z0-9_]*$"}};
  return {{"type", "object"},
          {"title", "Articolo"},
          {"properties",
           {{"clausola", {{"title", "Clausola della libreria"}, {"oneOf", std::move(choices)}}},
            {"id", id},
            {"parametri", {{"type", "object"}, {"title", "Parametri della clausola"}}},
            {"titolo", {{"type", "string"}, {"title", "Rubrica"}, {"minLength", 1}, {"maxLength", 200}}},
            {"testo", markdownText("Testo dell’articolo")},
            {"testo_sostitutivo", markdownText("Testo che sostituisce quello della clausola")}}},
          {"allOf", std::move(branches)},
          {"unevaluatedProperties", false}};
}

void ClauseLibrary::compose(Json& schema, std::map<std::string, Json>& documents) const {
  for (const List& list : lists_) {
    Json* property = propertyAt(schema, list.pointer);
    if (property == nullptr || !property->is_object() || property->value("type", "") != "array") {
      throw Error(ErrorKind::templateFile, "Le clausole di «" + list.pointer + "» vogliono un elenco dello schema.",
                  {{.pointer = "/clausole", .message = "Lo schema non ha un elenco «" + list.pointer + "».",
                    .hint = "Dichiararlo con «type: array».", .keyword = "clausole", .schemaPointer = {}, .place = {}}});
    }
    (*property)["items"] = itemSchema(list);
  }
  for (const auto& [id, text] : texts_) {
    if (!text.schema.is_null()) documents[fileOf(id)] = text.schema;
  }
}

void ClauseLibrary::compileParameters(const Json& schema, const std::map<std::string, Json>& documents) {
  for (auto& [id, text] : texts_) {
    if (text.schema.is_null()) continue;
    Json root = text.schema;
    if (schema.contains("$id") && !root.contains("$id")) root["$id"] = schema["$id"];
    const Schema compiled = Schema::compile(root, documents);
    text.parameters = copyField(compiled.shape(), lists_.front().pointer + "/*/parametri");
    text.clause.parameters = text.parameters.get();
  }
}

std::vector<ClauseList> ClauseLibrary::lists() const {
  std::vector<ClauseList> lists;
  for (const List& list : lists_) {
    ClauseList made{list.pointer, {}};
    for (const std::string& id : list.ids) made.clauses.push_back(texts_.at(id).clause);
    lists.push_back(std::move(made));
  }
  return lists;
}

std::string ClauseLibrary::digest() const {
  std::string all;
  for (const auto& [id, text] : texts_) all += id + '\0' + text.sha256 + '\n';
  return all.empty() ? "" : sha256Hex(all);
}

std::vector<std::string> ClauseLibrary::ids() const {
  std::vector<std::string> ids;
  for (const auto& [id, text] : texts_) ids.push_back(id);
  return ids;
}

std::vector<Problem> ClauseLibrary::departures(const Json& data) const {
  std::vector<Problem> problems;
  for (const List& list : lists_) {
    const Json* articles = findPointer(data, list.pointer);
    if (articles == nullptr || !articles->is_array()) continue;
    for (std::size_t at = 0; at < articles->size(); ++at) {
      const Json& article = (*articles)[at];
      if (!article.is_object()) continue;
      const bool replaced = article.contains("testo_sostitutivo"), chosen = article.contains("clausola");
      if (chosen && !replaced) continue;
      const std::string number = "L’articolo " + std::to_string(at + 1);
      problems.push_back({.pointer = pointerJoin(list.pointer, at),
                          .message = number + (chosen ? " sostituisce il testo della clausola." : " non viene dalla libreria delle clausole."),
                          .hint = "Verificare che lo scostamento sia voluto e approvato.",
                          .keyword = "clausole", .schemaPointer = {}, .place = {}});
    }
  }
  return problems;
}

std::vector<Problem> ClauseLibrary::doubts() const {
  std::vector<Problem> problems;
  for (const auto& [id, text] : texts_) {
    std::set<std::string> named;
    for (const std::string& tag : tagsOf(text.clause.title + text.clause.text)) {
      std::string name = tag.substr(2, tag.size() - 4);
      name.erase(0, name.find_first_not_of(" #^/"));
      named.insert(lowerAscii(name.substr(0, name.find_first_of(" .|}"))));
    }
    named.erase("");
    if (text.schema.is_null()) {
      if (!named.empty())
        problems.push_back(problemOf(id, "ha segnaposti ma non lo schema dei parametri.",
                                     "Scrivere " + id + ".schema.json accanto al testo."));
      continue;
    }
    if (text.parameters == nullptr) continue;
    for (const auto& [key, field] : text.parameters->properties) {
      if (!named.contains(lowerAscii(key)))
        problems.push_back(problemOf(id, "il parametro «" + key + "» non è usato.", "Usarlo nel testo, o toglierlo dallo schema."));
    }
  }
  return problems;
}

}  // namespace stesura
