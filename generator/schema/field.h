// The shape of a document as its schema tells it: what a template may name, its labels and classes.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "generator/json/json.h"

namespace stesura {

// `x-classe`, from least to most protected (GDPR art. 9 and 10).
enum class DataClass { publishable, internal, restricted, judicial, health };

// How much a document wants a value: `required`, `x-atteso`, neither.
enum class Presence { optional, expected, required };

// Types as bits, since a schema may allow several.
enum FieldType : unsigned {
  kTypeNull = 1, kTypeBoolean = 2, kTypeInteger = 4, kTypeNumber = 8,
  kTypeString = 16, kTypeArray = 32, kTypeObject = 64,
};

// `x-grammatica` of an object: which of its properties tell how other words agree with it.
struct GrammarKeys {
  std::vector<std::string> name;  // printed one behind the other: `nome_proprio`, `cognome`
  std::string article, gender;    // "" where the object has none
};

// One property (or array item, or the root), with everything that `$ref`, `allOf`, `anyOf`,
// `oneOf`, `if/then/else` and `dependentSchemas` may add to it, merged. Owned by its parent.
struct Field {
  std::string name;     // property key; "" for the root and for items
  std::string pointer;  // pattern like "/parti/*/ente": `*` stands for any index
  std::string title;    // Italian label; the key if the schema gives none
  std::string format;   // `format`, or ""
  std::string mediaType;  // `contentMediaType`, or ""
  unsigned types = 0;   // FieldType bits; 0: anything
  std::size_t maxLength = 0;  // `maxLength` that always holds: characters of a text; 0: none
  DataClass dataClass = DataClass::health;
  Presence presence = Presence::optional;  // unconditional presence within the parent
  bool everRequired = false;               // required or expected in some branch
  bool absences = false;   // `x-assenze`: holds the reasons for absent values, by JSON Pointer
  bool technical = false;  // `x-tecnico`: serves machines; no layout has to show it
  std::string prefill;     // `x-precompila`: JSON Pointer into the context of a draft, or ""
  std::shared_ptr<const GrammarKeys> grammar;  // null if words cannot agree with it
  std::vector<std::pair<Json, std::string>> labels;  // const/enum value -> title
  std::map<std::string, std::unique_ptr<Field>, std::less<>> properties;
  std::unique_ptr<Field> items;            // of an array; null if none is declared
  std::optional<std::size_t> maxItems{};   // of an array, where that always holds

  const Field* property(std::string_view key) const;
  // The field at a dotted name (a.b.c) below this one, through objects only; null if unknown.
  const Field* find(std::string_view dottedName) const;
  bool is(unsigned typeBits) const { return types != 0 && (types & ~typeBits) == 0; }
};

// The shape of data that come without a schema: the union of what the values hold (the items of an
// array are merged, so that a key which one item lacks is still known). Everything is class P.
std::unique_ptr<Field> inferShape(const Json& data);

// A copy that shares nothing. The second moves it (and all below it) to another place.
std::unique_ptr<Field> copyField(const Field& field);
std::unique_ptr<Field> copyField(const Field& field, const std::string& pointer);

// "P", "I", "R", "G", "H".
std::string_view className(DataClass dataClass);
DataClass classFromName(std::string_view name);  // throws std::invalid_argument

}  // namespace stesura
