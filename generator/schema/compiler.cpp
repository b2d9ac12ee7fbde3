#include "generator/schema/compiler.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <unordered_map>

#include "generator/schema/keyword_reader.h"
#include "generator/schema/metaschemas.h"
#include "generator/schema/prepare.h"
#include "generator/schema/progress.h"
#include "generator/schema/registry.h"
#include "generator/schema/uri.h"

namespace stesura {
namespace {

class Compiler {
 public:
  Compiler(SchemaProgram& program, FormatMode formats)
      : program_(program), formats_(formats), registry_(program, problems_) {}

  void run(const Json& root, const std::map<std::string, Json>& documents) {
    const Json* made = registry_.addDocument(root, std::string(Registry::kDefaultBase), "");
    const std::string base = registry_.place(made).resource->uri;
    for (const auto& [name, document] : documents)
      registry_.addDocument(document, resolveUri(base, name), fileName(name));
    readDialects();
    program_.root = node(made);
    while (!pending_.empty()) {
      Node* next = pending_.back();
      pending_.pop_back();
      fill(*next);
    }
    linkDynamicAnchors();
    if (problems_.empty()) findEndlessReferences(program_, problems_);
    refuseIfWrong();
    prepare(program_);
  }

 private:
  static std::string fileName(const std::string& uri) { return uri.substr(uri.rfind('/') + 1); }

  void refuseIfWrong() {
    if (problems_.empty()) return;
    std::string sentence = problems_.front().message;
    if (problems_.size() == 2) sentence += " C'è un altro problema.";
    if (problems_.size() > 2)
      sentence += " Ci sono altri " + std::to_string(problems_.size() - 1) + " problemi.";
    throw Error(ErrorKind::templateFile, sentence, std::move(problems_));
  }

  // What the `$schema` of each document leaves out or asks for beyond us.
  void readDialects() {
    for (std::size_t i = 0; i < program_.resources.size(); ++i) readDialect(program_.resources[i]);
  }

  void readDialect(Resource& resource) {
    if (!resource.root->is_object()) return;
    const auto dialect = resource.root->find("$schema");
    if (dialect == resource.root->end()) return;
    const SchemaPlace& place = registry_.place(resource.root);
    if (!dialect->is_string()) {
      problems_.push_back(schemaProblem(place, "$schema", "deve essere un indirizzo."));
      return;
    }
    const auto& uri = dialect->get_ref<const std::string&>();
    if (uri == kDraftUri || uri == std::string(kDraftUri) + "#") return;
    const Json* metaschema = registry_.find(resolveUri(resource.uri, uri));
    if (metaschema == nullptr || !metaschema->is_object()) {
      // Another document may follow another draft, as long as nothing refers to it.
      if (resource.document.empty()) {
        problems_.push_back(schemaProblem(place, "$schema", "il dialetto non è conosciuto.",
                                          "Indicare «" + std::string(kDraftUri) + "»."));
      }
      return;
    }
    readVocabularies(*metaschema, place, resource);
  }

  void readVocabularies(const Json& metaschema, const SchemaPlace& place, Resource& resource) {
    const auto vocabularies = metaschema.find("$vocabulary");
    if (vocabularies == metaschema.end() || !vocabularies->is_object()) return;
    resource.validates = false;
    for (const auto& [name, needed] : vocabularies->items()) {
      if (name == std::string(kVocabularyUri) + "validation") resource.validates = true;
      if (!name.starts_with(kVocabularyUri) && needed == true && resource.document.empty())
        problems_.push_back(schemaProblem(
            place, "$schema", "il dialetto pretende un vocabolario che non è conosciuto."));
    }
  }

  // The node of a schema; filled later, so that references may go in circles.
  const Node* node(const Json* schema) {
    const auto [known, isNew] = nodes_.emplace(schema, nullptr);
    if (!isNew) return known->second;
    Node& made = program_.nodes.emplace_back();
    known->second = &made;
    made.source = schema;
    made.resource = registry_.place(schema).resource;
    made.place = registry_.place(schema).name();
    if (schema->is_boolean()) {
      made.kind = schema->get<bool>() ? Node::Kind::all : Node::Kind::nothing;
    } else {
      pending_.push_back(&made);
    }
    return &made;
  }

  const Node* child(KeywordReader& reader, const char* keyword) {
    const Json* schema = reader.schema(keyword);
    return schema == nullptr ? nullptr : node(schema);
  }

  std::vector<const Node*> list(KeywordReader& reader, const char* keyword) {
    std::vector<const Node*> result;
    for (const Json* schema : reader.schemas(keyword)) result.push_back(node(schema));
    return result;
  }

  // In the order of the keys, which is sorted.
  std::vector<NamedNode> named(KeywordReader& reader, const char* keyword) {
    std::vector<NamedNode> result;
    for (const auto& [name, schema] : reader.namedSchemas(keyword))
      result.push_back({name, node(schema)});
    return result;
  }

  void fill(Node& made) {
    KeywordReader reader(*made.source, registry_.place(made.source), problems_);
    readAnnotations(made, reader);
    readInPlace(made, reader);
    if (made.resource->validates) {
      readType(made, reader);
      readNumber(made, reader);
    }
    readString(made, reader);
    readArray(made, reader);
    readObject(made, reader);
    const bool checks = made.type || made.number || made.string || made.array || made.object ||
                        made.inPlace || made.coherence;
    if (!checks) made.kind = Node::Kind::all;
  }

  void readAnnotations(Node& made, KeywordReader& reader) {
    made.title = reader.text("title");
    made.mediaType = reader.text("contentMediaType");
    made.format = reader.text("format");
    made.expected = reader.flag("x-atteso");
    made.absences = reader.flag("x-assenze");
    made.technical = reader.flag("x-tecnico");
    made.prefill = reader.text("x-precompila");
    if (!made.prefill.empty() && !made.prefill.starts_with('/')) {
      reader.report("x-precompila", "non è un puntatore JSON.",
                    "Scrivere per esempio «/persona/cognome»: la prima parola è utente, ente, rete, percorso, persona, incontro o oggi.");
    }
    if (const std::string name = reader.text("x-classe"); !name.empty()) {
      try {
        made.dataClass = classFromName(name);
      } catch (const std::invalid_argument&) {
        reader.report("x-classe", "la classe non è conosciuta.", "Le classi sono P, I, R, G, H.");
      }
    }
    if (const Json* rule = reader.object("x-coerenza-codice-fiscale"))
      readCoherence(made, *rule, reader);
    if (const Json* rule = reader.object("x-grammatica")) readGrammar(made, *rule, reader);
  }

  void readGrammar(Node& made, const Json& rule, KeywordReader& reader) {
    GrammarKeys keys;
    bool good = true;
    for (const auto& [member, names] : rule.items()) {
      const Json list = names.is_array() && member == "nome" ? names : Json::array({names});
      for (const Json& name : list) {
        good = good && name.is_string() && !name.get_ref<const std::string&>().empty();
        if (!good) break;
        if (member == "nome")
          keys.name.push_back(name.get<std::string>());
        else if (member == "articolo")
          keys.article = name.get<std::string>();
        else if (member == "genere")
          keys.gender = name.get<std::string>();
        else
          good = false;
      }
    }
    if (!good || (keys.article.empty() && keys.gender.empty())) {
      reader.report("x-grammatica",
                    "ammette soltanto «nome» (una o più proprietà), «articolo» e «genere», e "
                    "vuole almeno uno degli ultimi due.");
      return;
    }
    made.grammar = std::make_shared<const GrammarKeys>(std::move(keys));
  }

  void readCoherence(Node& made, const Json& rule, KeywordReader& reader) {
    auto coherence = std::make_unique<Coherence>();
    const std::pair<const char*, std::string*> members[] = {
        {"codice", &coherence->code},    {"cognome", &coherence->surname},
        {"nome", &coherence->givenName}, {"nascita", &coherence->birthDate},
        {"sesso", &coherence->sex},      {"luogo", &coherence->place}};
    std::size_t known = 0;
    for (const auto& [name, slot] : members) {
      const auto found = rule.find(name);
      if (found == rule.end()) continue;
      ++known;
      if (!found->is_string() || found->get_ref<const std::string&>().empty()) {
        reader.report("x-coerenza-codice-fiscale", "ogni voce deve essere un percorso.");
        return;
      }
      const auto& path = found->get_ref<const std::string&>();
      *slot = path.front() == '/' ? path : "/" + path;
    }
    if (known != rule.size() || coherence->code.empty()) {
      reader.report("x-coerenza-codice-fiscale",
                    "ammette soltanto «codice» (necessario), "
                    "«cognome», «nome», «nascita», «sesso» e «luogo».");
      return;
    }
    made.coherence = std::move(coherence);
  }

  void readInPlace(Node& made, KeywordReader& reader) {
    auto rules = std::make_unique<InPlaceRules>();
    rules->ref = reference(made, reader, "$ref");
    rules->dynamicRef = reference(made, reader, "$dynamicRef");
    if (rules->dynamicRef != nullptr) readDynamicAnchor(*rules, reader);
    rules->allOf = list(reader, "allOf");
    rules->anyOf = list(reader, "anyOf");
    rules->oneOf = list(reader, "oneOf");
    rules->negated = child(reader, "not");
    rules->condition = child(reader, "if");
    const Node* then = child(reader, "then");
    const Node* otherwise = child(reader, "else");
    if (rules->condition != nullptr) {
      rules->then = then;
      rules->otherwise = otherwise;
    }
    const bool any = rules->ref || rules->dynamicRef || !rules->allOf.empty() ||
                     !rules->anyOf.empty() || !rules->oneOf.empty() || rules->negated ||
                     rules->condition;
    if (any) made.inPlace = std::move(rules);
  }

  const Node* reference(const Node& from, KeywordReader& reader, const char* keyword) {
    const std::string text = reader.text(keyword);
    if (text.empty() && !reader.has(keyword)) return nullptr;
    const Json* target = registry_.find(resolveUri(from.resource->uri, text));
    if (target == nullptr) {
      reader.report(keyword, "il riferimento «" + text + "» non porta a nessuno schema.");
      return nullptr;
    }
    return node(target);
  }

  // Only a `$dynamicRef` whose first target bears that name as `$dynamicAnchor` looks further.
  void readDynamicAnchor(InPlaceRules& rules, KeywordReader& reader) {
    const std::string text = reader.text("$dynamicRef");
    const std::size_t hash = text.find('#');
    if (hash == std::string::npos) return;
    const std::string name = percentDecode(text.substr(hash + 1));
    const Json& target = *rules.dynamicRef->source;
    if (name.empty() || name.front() == '/' || !target.is_object()) return;
    const auto anchor = target.find("$dynamicAnchor");
    if (anchor == target.end() || *anchor != name) return;
    rules.dynamicAnchor = name;
    program_.dynamic = true;
    if (!dynamicNames_.insert(name).second) return;
    for (std::size_t i = 0; i < program_.resources.size(); ++i) {
      const auto& anchors = program_.resources[i].dynamicAnchors;
      if (const auto found = anchors.find(name); found != anchors.end()) node(found->second);
    }
  }

  void linkDynamicAnchors() {
    for (Resource& resource : program_.resources) {
      for (const auto& [name, schema] : resource.dynamicAnchors) {
        if (const auto made = nodes_.find(schema); made != nodes_.end())
          resource.dynamicNodes.emplace(name, made->second);
      }
    }
  }

  void readType(Node& made, KeywordReader& reader) {
    TypeRules rules;
    rules.allowed = reader.types();
    rules.constant = reader.value("const");
    rules.enumeration = reader.array("enum");
    if (rules.allowed != 0 || rules.constant || rules.enumeration)
      made.type = std::make_unique<TypeRules>(rules);
  }

  void readNumber(Node& made, KeywordReader& reader) {
    NumberRules rules;
    rules.minimum = reader.number("minimum");
    rules.maximum = reader.number("maximum");
    rules.exclusiveMinimum = reader.number("exclusiveMinimum");
    rules.exclusiveMaximum = reader.number("exclusiveMaximum");
    rules.multipleOf = reader.number("multipleOf");
    if (rules.multipleOf != nullptr && rules.multipleOf->get<double>() <= 0) {
      reader.report("multipleOf", "deve essere maggiore di zero.");
      return;
    }
    if (rules.minimum || rules.maximum || rules.exclusiveMinimum || rules.exclusiveMaximum ||
        rules.multipleOf)
      made.number = std::make_unique<NumberRules>(rules);
  }

  void readString(Node& made, KeywordReader& reader) {
    StringRules rules;
    if (formats_ == FormatMode::assert_ && !made.format.empty())
      rules.format = findFormat(made.format);
    if (made.resource->validates) {
      rules.minLength = reader.count("minLength");
      rules.maxLength = reader.count("maxLength");
      if (const std::string text = reader.text("pattern"); !text.empty())
        rules.pattern = pattern(text, reader, "pattern");
    }
    if (rules.minLength || rules.maxLength || rules.pattern || rules.format)
      made.string = std::make_unique<StringRules>(rules);
  }

  const Pattern* pattern(const std::string& text, KeywordReader& reader, const char* keyword) {
    try {
      return &program_.patterns.emplace_back(Pattern(text));
    } catch (const std::invalid_argument& error) {
      reader.report(keyword, "l'espressione regolare " + std::string(error.what()) + ".",
                    "Riscriverla con la sintassi di ECMA-262, senza sguardi e senza richiami.");
      return nullptr;
    }
  }

  void readArray(Node& made, KeywordReader& reader) {
    auto rules = std::make_unique<ArrayRules>();
    rules->prefixItems = list(reader, "prefixItems");
    rules->items = child(reader, "items");
    rules->contains = child(reader, "contains");
    rules->unevaluated = child(reader, "unevaluatedItems");
    if (made.resource->validates) {
      rules->minItems = reader.count("minItems");
      rules->maxItems = reader.count("maxItems");
      rules->minContains = reader.count("minContains");
      rules->maxContains = reader.count("maxContains");
      rules->unique = reader.flag("uniqueItems");
    }
    const bool any = !rules->prefixItems.empty() || rules->items || rules->contains ||
                     rules->unevaluated || rules->minItems || rules->maxItems || rules->unique;
    if (any) made.array = std::move(rules);
  }

  void readObject(Node& made, KeywordReader& reader) {
    auto rules = std::make_unique<ObjectRules>();
    rules->properties = named(reader, "properties");
    for (const auto& [text, schema] : reader.namedSchemas("patternProperties")) {
      try {
        rules->patterns.push_back({Pattern(text), node(schema)});
      } catch (const std::invalid_argument& error) {
        reader.report("patternProperties",
                      "un'espressione regolare " + std::string(error.what()) + ".");
      }
    }
    rules->additional = child(reader, "additionalProperties");
    rules->names = child(reader, "propertyNames");
    rules->unevaluated = child(reader, "unevaluatedProperties");
    rules->dependentSchemas = named(reader, "dependentSchemas");
    if (made.resource->validates) {
      rules->required = reader.names("required");
      for (auto& [name, names] : reader.namedNames("dependentRequired"))
        rules->dependentRequired.push_back({name, std::move(names)});
      rules->minProperties = reader.count("minProperties");
      rules->maxProperties = reader.count("maxProperties");
    }
    const bool any = !rules->properties.empty() || !rules->patterns.empty() || rules->additional ||
                     rules->names || rules->unevaluated || !rules->required.empty() ||
                     !rules->dependentRequired.empty() || !rules->dependentSchemas.empty() ||
                     rules->minProperties || rules->maxProperties;
    if (any) made.object = std::move(rules);
  }

  SchemaProgram& program_;
  FormatMode formats_;
  std::vector<Problem> problems_;
  Registry registry_;
  std::unordered_map<const Json*, Node*> nodes_;
  std::vector<Node*> pending_;
  std::set<std::string> dynamicNames_;
};

}  // namespace

std::unique_ptr<SchemaProgram> compileProgram(const Json& root,
                                              const std::map<std::string, Json>& documents,
                                              FormatMode formats) {
  auto program = std::make_unique<SchemaProgram>();
  if (!root.is_object() && !root.is_boolean()) {
    const std::string sentence = "Lo schema deve essere un oggetto JSON.";
    throw Error(ErrorKind::templateFile, sentence, {{"", sentence, "", "", "", ""}});
  }
  Compiler(*program, formats).run(root, documents);
  return program;
}

}  // namespace stesura
