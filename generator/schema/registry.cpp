#include "generator/schema/registry.h"

#include <set>

#include "generator/schema/metaschemas.h"
#include "generator/schema/uri.h"

namespace stesura {
namespace {

// Keywords whose value is a schema, an array of schemas, or an object of schemas. Only there may
// `$id` and anchors stand; what looks like one inside `enum` or an unknown keyword is plain data.
const std::set<std::string, std::less<>> kSchemaKeywords = {"additionalProperties",
                                                            "propertyNames",
                                                            "unevaluatedProperties",
                                                            "items",
                                                            "contains",
                                                            "unevaluatedItems",
                                                            "not",
                                                            "if",
                                                            "then",
                                                            "else",
                                                            "contentSchema"};
const std::set<std::string, std::less<>> kArrayKeywords = {"allOf", "anyOf", "oneOf",
                                                           "prefixItems"};
const std::set<std::string, std::less<>> kObjectKeywords = {
    "$defs", "definitions", "properties", "patternProperties", "dependentSchemas"};

bool isSchema(const Json& value) { return value.is_object() || value.is_boolean(); }

const Json* textOf(const Json& schema, const char* keyword) {
  const auto found = schema.find(keyword);
  return found != schema.end() && found->is_string() ? &*found : nullptr;
}

std::string withoutFragment(const std::string& uri) { return uri.substr(0, uri.find('#')); }

}  // namespace

std::string SchemaPlace::name() const {
  return resource->document.empty() ? pointer : resource->document + "#" + pointer;
}

Problem schemaProblem(const SchemaPlace& place, const std::string& keyword,
                      const std::string& message, const std::string& hint) {
  const std::string where = place.name().empty() ? "alla radice" : "in " + place.name();
  const std::string at = keyword.empty() ? where : where + ", «" + keyword + "»";
  return {"", "Lo schema " + at + ": " + message, hint, keyword, place.name(), ""};
}

Registry::Registry(SchemaProgram& program, std::vector<Problem>& problems)
    : program_(program), problems_(problems) {}

void Registry::report(const SchemaPlace& place, const std::string& keyword,
                      const std::string& message) {
  // A document that nothing refers to may be of another draft, with other rules for its names.
  if (place.resource->document.empty()) problems_.push_back(schemaProblem(place, keyword, message));
}

Resource* Registry::resource(std::string_view uri) {
  const auto found = byUri_.find(uri);
  return found == byUri_.end() ? nullptr : found->second;
}

const Json* Registry::addDocument(const Json& document, const std::string& uri,
                                  const std::string& name) {
  const Json* root = &program_.documents.emplace_back(document);
  Resource& made = program_.resources.emplace_back();
  made.uri = withoutFragment(uri);
  made.document = name;
  made.root = root;
  byUri_.emplace(made.uri, &made);
  scan(root, {&made, ""});
  return root;
}

// Registers `$id` and the anchors of one schema object; `place` moves to the resource it opens.
void Registry::enterSchema(const Json& schema, SchemaPlace& place) {
  if (const Json* id = textOf(schema, "$id")) {
    const std::string uri = resolveUri(place.resource->uri, id->get_ref<const std::string&>());
    const std::size_t hash = uri.find('#');
    if (hash != std::string::npos && hash + 1 < uri.size())
      report(place, "$id", "l'identificatore non può avere un frammento.");
    const std::string bare = uri.substr(0, hash);
    if (place.resource->root == &schema) {
      place.resource->uri = bare;
      byUri_.emplace(bare, place.resource);
    } else {
      Resource& made = program_.resources.emplace_back();
      made.uri = bare;
      made.document = place.resource->document;
      made.pointer = place.pointer;
      made.root = &schema;
      const auto [known, isNew] = byUri_.emplace(bare, &made);
      if (!isNew && known->second->document.empty())
        report(place, "$id", "due schemi hanno lo stesso identificatore.");
      place.resource = &made;
    }
  }
  for (const char* keyword : {"$anchor", "$dynamicAnchor"}) {
    const Json* name = textOf(schema, keyword);
    if (name == nullptr) continue;
    const auto& anchor = name->get_ref<const std::string&>();
    const auto [known, isNew] = place.resource->anchors.emplace(anchor, &schema);
    if (!isNew && known->second != &schema)
      report(place, keyword, "due schemi hanno la stessa ancora.");
    if (keyword[1] == 'd') place.resource->dynamicAnchors.emplace(anchor, &schema);
  }
}

void Registry::scan(const Json* schema, SchemaPlace start) {
  std::vector<std::pair<const Json*, SchemaPlace>> pending{{schema, std::move(start)}};
  while (!pending.empty()) {
    auto [here, place] = std::move(pending.back());
    pending.pop_back();
    if (!isSchema(*here) || places_.contains(here)) continue;
    if (here->is_object()) enterSchema(*here, place);
    places_.emplace(here, place);
    if (!here->is_object()) continue;
    for (const auto& [keyword, value] : here->items()) {
      const std::string pointer = pointerJoin(place.pointer, keyword);
      if (kSchemaKeywords.contains(keyword)) {
        pending.push_back({&value, {place.resource, pointer}});
      } else if (kArrayKeywords.contains(keyword) && value.is_array()) {
        for (std::size_t i = 0; i < value.size(); ++i)
          pending.push_back({&value[i], {place.resource, pointerJoin(pointer, i)}});
      } else if (kObjectKeywords.contains(keyword) && value.is_object()) {
        for (const auto& [name, member] : value.items())
          pending.push_back({&member, {place.resource, pointerJoin(pointer, name)}});
      }
    }
  }
}

const Json* Registry::findInResource(Resource& resource, const std::string& fragment) {
  if (fragment.empty()) return resource.root;
  if (fragment.front() != '/') {
    const auto anchor = resource.anchors.find(fragment);
    return anchor == resource.anchors.end() ? nullptr : anchor->second;
  }
  const Json* target = findPointer(*resource.root, fragment);
  if (target == nullptr || !isSchema(*target)) return nullptr;
  if (!places_.contains(target)) {
    // A schema under a keyword we do not know: its base is that of the resource it was asked in.
    scan(target, {&resource, resource.pointer + fragment});
  }
  return target;
}

const Json* Registry::find(const std::string& uri) {
  const std::string bare = withoutFragment(uri);
  Resource* known = resource(bare);
  if (known == nullptr) {
    const std::string_view text = standardMetaschema(bare);
    if (text.empty()) return nullptr;
    addDocument(parseJson(text), bare, bare);
    known = resource(bare);
  }
  const std::size_t hash = uri.find('#');
  return findInResource(*known,
                        hash == std::string::npos ? "" : percentDecode(uri.substr(hash + 1)));
}

}  // namespace stesura
