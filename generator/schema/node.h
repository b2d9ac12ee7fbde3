// A schema as the validator walks it: every reference resolved, every keyword parsed once.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "generator/json/json.h"
#include "generator/schema/field.h"
#include "generator/schema/formats.h"
#include "generator/schema/pattern.h"

namespace stesura {

struct Node;

// A schema with an absolute URI of its own (a document, or a subschema with `$id`).
struct Resource {
  std::string uri;       // absolute, without fragment
  std::string document;  // how messages name its document; "" for the root document
  std::string pointer;   // of the resource within its document
  const Json* root = nullptr;
  std::map<std::string, const Json*, std::less<>> anchors;         // `$anchor`, `$dynamicAnchor`
  std::map<std::string, const Json*, std::less<>> dynamicAnchors;  // `$dynamicAnchor` only
  std::map<std::string, const Node*, std::less<>> dynamicNodes;    // the same, compiled
  bool validates = true;  // false: its `$schema` leaves out the validation vocabulary
};

struct NamedNode {
  std::string name;
  const Node* node;
};

struct PatternNode {
  Pattern pattern;
  const Node* node;
};

struct DependentNames {
  std::string name;
  std::vector<std::string> required;
};

// `x-coerenza-codice-fiscale`: JSON Pointers relative to the object, "" where not declared.
struct Coherence {
  std::string code, surname, givenName, birthDate, sex, place;
};

struct TypeRules {
  unsigned allowed = 0;  // FieldType bits; 0: anything
  const Json* constant = nullptr;
  const Json* enumeration = nullptr;  // the array
};

struct NumberRules {
  const Json* minimum = nullptr;
  const Json* maximum = nullptr;
  const Json* exclusiveMinimum = nullptr;
  const Json* exclusiveMaximum = nullptr;
  const Json* multipleOf = nullptr;
};

struct StringRules {
  std::optional<double> minLength, maxLength;  // in code points
  const Pattern* pattern = nullptr;
  const Format* format = nullptr;
};

struct ArrayRules {
  std::vector<const Node*> prefixItems;
  const Node* items = nullptr;
  const Node* contains = nullptr;
  const Node* unevaluated = nullptr;
  std::optional<double> minItems, maxItems, minContains, maxContains;
  bool unique = false;
};

struct ObjectRules {
  std::vector<NamedNode> properties;  // sorted by name
  std::vector<PatternNode> patterns;
  const Node* additional = nullptr;
  const Node* names = nullptr;
  const Node* unevaluated = nullptr;
  std::vector<std::string> required;  // sorted, each once
  std::vector<DependentNames> dependentRequired;
  std::vector<NamedNode> dependentSchemas;
  std::optional<double> minProperties, maxProperties;
  std::vector<std::string> known;  // with `unevaluated`: sorted names that it can never concern
};

struct InPlaceRules {
  const Node* ref = nullptr;
  const Node* dynamicRef = nullptr;  // its first target
  std::string dynamicAnchor;         // looked up in the dynamic scope; "": behaves as `$ref`
  std::vector<const Node*> allOf, anyOf, oneOf;
  const Node* negated = nullptr;
  const Node* condition = nullptr;
  const Node* then = nullptr;
  const Node* otherwise = nullptr;
  std::vector<std::string> labels;  // `oneOf`, if all its branches are strings: those, sorted
};

// One schema object. Absent groups are null, so that a plain property costs little.
struct Node {
  enum class Kind { all, nothing, schema };  // `true` and `{}`, `false`, anything else

  Kind kind = Kind::schema;
  const Json* source = nullptr;
  const Resource* resource = nullptr;
  std::string place;  // JSON Pointer within the document, after «document#» if not the root's
  std::string title;
  std::string format;
  std::string mediaType;
  std::optional<DataClass> dataClass;  // `x-classe`
  bool expected = false;               // `x-atteso`, also by way of `$ref` and `allOf`
  bool absences = false;               // `x-assenze`, likewise
  bool technical = false;              // `x-tecnico`
  std::string prefill;                 // `x-precompila`
  std::shared_ptr<const GrammarKeys> grammar;  // `x-grammatica`

  std::unique_ptr<TypeRules> type;
  std::unique_ptr<NumberRules> number;
  std::unique_ptr<StringRules> string;
  std::unique_ptr<ArrayRules> array;
  std::unique_ptr<ObjectRules> object;
  std::unique_ptr<InPlaceRules> inPlace;
  std::unique_ptr<Coherence> coherence;
};

// The shape for people and templates, and the schemas that each of its fields came from.
struct Shape {
  std::unique_ptr<Field> root;
  std::unordered_map<const Field*, std::vector<const Node*>> nodes;
};

// What compile() makes: owns the documents and all that was made from them.
struct SchemaProgram {
  std::deque<Json> documents;
  std::deque<Resource> resources;
  std::deque<Node> nodes;
  std::deque<Pattern> patterns;
  const Node* root = nullptr;
  bool dynamic = false;  // some `$dynamicRef` needs the dynamic scope
  Shape shape;
};

}  // namespace stesura
