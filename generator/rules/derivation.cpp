#include "generator/rules/derivation.h"

#include <algorithm>
#include <utility>

#include "generator/rules/names.h"
#include "generator/rules/reader.h"
#include "generator/spelling.h"

namespace stesura {

struct Derivation::Value {
  Use use;
  // From the document to the object that gets the value; "*" is every item of a list.
  std::vector<std::string> way;
  std::size_t own = 0;  // this many last steps of the way are made if they are not there
  std::string name;
  std::unique_ptr<ValueNode> node;
  std::size_t slots = 0;
};

namespace {

std::vector<std::string> tokensOf(std::string_view pattern) {
  std::vector<std::string> tokens;
  while (pattern.starts_with('/')) {
    pattern.remove_prefix(1);
    tokens.emplace_back(pattern.substr(0, pattern.find('/')));
    pattern.remove_prefix(tokens.back().size());
  }
  return tokens;
}

bool liesAtOrBelow(const std::string& pattern, const std::string& ancestor) {
  return pattern.starts_with(ancestor) && (pattern.size() == ancestor.size() || pattern[ancestor.size()] == '/');
}

}  // namespace

Derivation::Derivation() = default;
Derivation::Derivation(Derivation&&) noexcept = default;
Derivation& Derivation::operator=(Derivation&&) noexcept = default;
Derivation::~Derivation() = default;

class Derivation::Compiler {
 public:
  Compiler(Derivation& derivation, const Kept& kept, std::vector<Problem>& problems)
      : derivation_(derivation), kept_(kept), problems_(problems) {}

  void read(const Json& source, const std::string& pointer) {
    if (tooLarge_) return;
    LanguageReader reader(*derivation_.shape_, problems_);
    if (!reader.checkKeys(source, pointer, {"nome", "titolo", "valore"}) && !source.is_object()) return;
    auto value = std::make_unique<Value>();
    value->use.pattern = reader.text(source, pointer, "nome");
    value->use.title = reader.text(source, pointer, "titolo");
    value->use.pointer = pointer;
    Field* parent = place(reader, pointerJoin(pointer, "nome"), *value);
    // Without a place the value is read all the same, from the document, to tell its own mistakes.
    value->node = reader.value(source, "valore", pointer, itemOf(*value));
    value->slots = reader.slots();
    value->use.inputs = reader.inputs();
    if (!value->node || parent == nullptr) return;
    const Json& written = source["valore"];
    value->use.isChart = written.is_object() && written.contains("grafico");
    for (const std::string& input : value->use.inputs) {
      if (!isKept(input)) value->use.removed = input;
    }
    define(*parent, *value);
    derivation_.values_.push_back(std::move(value));
    // Groups of groups hold their items again and again: the shape may double with every value.
    tooLarge_ = fieldsIn(*derivation_.shape_) > kMostFields;
    if (!tooLarge_) return;
    reader.complain(pointer, "i valori derivati contengono troppi dati: al massimo " + std::to_string(kMostFields),
                    "Raggruppare o ordinare di meno, o un elenco alla volta.");
  }

 private:
  // An earlier derived value is there unless it is made of what was removed itself.
  bool isKept(const std::string& input) const {
    for (const auto& earlier : derivation_.values_) {
      if (liesAtOrBelow(input, earlier->use.pattern)) return earlier->use.removed.empty();
    }
    return made_.contains(input) || kept_(input);
  }

  // The object that gets the value; null (and a complaint) where there can be none.
  Field* place(LanguageReader& reader, const std::string& pointer, Value& value) {
    std::vector<std::string> tokens = tokensOf(value.use.pattern);
    if (tokens.empty()) {
      if (!value.use.pattern.empty()) reader.complain(pointer, "è un percorso che comincia con «/», come «/righe/*/quota»");
      return nullptr;
    }
    value.name = std::move(tokens.back());
    tokens.pop_back();
    if (!isPlainName(value.name)) {
      reader.complain(pointer, kPlainNameRule);
      return nullptr;
    }
    Field* at = derivation_.shape_.get();
    std::string hint;
    for (const std::string& token : tokens) {
      Field* next = token == "*" ? at->items.get() : propertyOf(*at, token);
      if (next == nullptr && token == "*") {
        reader.complain(pointer, "l’asterisco sta dove non c’è un elenco", hint);
        return nullptr;
      }
      if (next == nullptr) {
        if (at->items || (at->types != 0 && (at->types & kTypeObject) == 0) || !isPlainName(token)) {
          reader.complain(pointer, "«" + token + "» non può stare qui", kPlainNameRule);
          return nullptr;
        }
        hint = didYouMean(token, namesOf(*at));
        next = makeObject(*at, token);
      }
      // What a made object holds is there only where the object is.
      value.own = made_.contains(next->pointer) ? value.own + 1 : 0;
      at = next;
    }
    value.way = std::move(tokens);
    if (at->items || (at->types != 0 && (at->types & kTypeObject) == 0)) {
      reader.complain(pointer, at->items ? "sta in un elenco: fra l’elenco e il nome ci vuole «/*/»"
                                         : "sta dentro un valore, che non ha altri dati in sé");
      return nullptr;
    }
    if (at->property(value.name) != nullptr) {
      reader.complain(pointer, "il nome è già di un altro dato", "Scegliere un nome che lo schema non ha.");
      return nullptr;
    }
    return at;
  }

  static Field* propertyOf(const Field& field, const std::string& name) {
    const auto found = field.properties.find(name);
    return found == field.properties.end() ? nullptr : found->second.get();
  }

  static std::vector<std::string> namesOf(const Field& field) {
    std::vector<std::string> names;
    for (const auto& [name, property] : field.properties) names.push_back(name);
    return names;
  }

  // An object of derived values only («/grafici/presenze»).
  Field* makeObject(Field& parent, const std::string& name) {
    auto field = resultField(kTypeObject, Presence::optional);
    field->name = field->title = name;
    field->pointer = pointerJoin(parent.pointer, name);
    made_.insert(field->pointer);
    Field* made = field.get();
    parent.properties.emplace(name, std::move(field));
    return made;
  }

  const Field& itemOf(const Value& value) const {
    const Field* at = derivation_.shape_.get();
    for (std::size_t step = 0; step + value.own < value.way.size(); ++step) {
      at = value.way[step] == "*" ? at->items.get() : at->property(value.way[step]);
    }
    return *at;
  }

  void define(Field& parent, const Value& value) {
    auto field = copyField(value.node->result(), value.use.pattern);
    field->name = value.name;
    field->title = value.use.title;
    if (!value.use.removed.empty()) field->presence = Presence::optional;
    const bool always = field->presence == Presence::required;
    parent.properties.emplace(value.name, std::move(field));
    if (always && made_.contains(parent.pointer)) parent.presence = Presence::required;
  }

  static constexpr std::size_t kMostFields = 50'000;

  static std::size_t fieldsIn(const Field& field) {
    std::size_t count = 1;
    for (const auto& [name, property] : field.properties) count += fieldsIn(*property);
    return field.items ? count + fieldsIn(*field.items) : count;
  }

  Derivation& derivation_;
  bool tooLarge_ = false;
  const Kept& kept_;
  std::vector<Problem>& problems_;
  std::set<std::string> made_;  // pointers of objects of derived values only
};

Derivation Derivation::compile(const std::vector<const LanguageSource*>& sources, const Field& shape, const Kept& kept,
                               std::vector<Problem>& problems) {
  Derivation derivation;
  derivation.shape_ = copyField(shape);
  Compiler compiler(derivation, kept, problems);
  for (const LanguageSource* source : sources) {
    const std::string pointer = pointerJoin(source->pointer, "derivati");
    if (!source->derived.is_array()) {
      MemberReader(problems).complain(pointer, "è un elenco di valori derivati, fra parentesi quadre");
      continue;
    }
    for (std::size_t at = 0; at < source->derived.size(); ++at) {
      compiler.read(source->derived[at], pointerJoin(pointer, at));
    }
  }
  return derivation;
}

namespace {

// Reckons one value wherever it belongs, and stores it there.
template <typename Value>
class Storing {
 public:
  Storing(const Value& value, RuleRun& run) : value_(value), run_(run) {}

  void into(Json& at, std::size_t step, std::size_t index) {
    if (step + value_.own == value_.way.size()) return store(at, index);
    if (value_.way[step] == "*") {
      if (!at.is_array()) return;
      for (std::size_t each = 0; each < at.size(); ++each) into(at[each], step + 1, each);
    } else if (at.is_object()) {
      const auto found = at.find(value_.way[step]);
      if (found != at.end()) into(*found, step + 1, index);
    }
  }

 private:
  void store(Json& item, std::size_t index) {
    if (!item.is_object()) return;
    Json result = value_.node->reckon({item, {}, false, index}, run_);
    if (result.is_null()) return;
    run_.step(weightOf(result));
    Json* place = &item;
    for (std::size_t step = value_.way.size() - value_.own; step < value_.way.size(); ++step) {
      place = &(*place)[value_.way[step]];
    }
    (*place)[value_.name] = std::move(result);
  }

  const Value& value_;
  RuleRun& run_;
};

}  // namespace

void Derivation::apply(Json& data, Steps& steps, std::vector<Problem>& problems) const {
  for (const auto& value : values_) {
    if (!value->use.removed.empty()) continue;
    RuleRun run(data, steps, value->slots);
    Storing(*value, run).into(data, 0, 0);
    const std::string failure = run.takeFailure();
    if (failure.empty()) continue;
    problems.push_back({.pointer = value->use.pattern,
                        .message = "«" + value->use.title + "» non si può calcolare: " + failure + ".",
                        .hint = {}, .keyword = "derivati", .schemaPointer = {}, .place = {}});
  }
}

std::vector<Derivation::Use> Derivation::uses() const {
  std::vector<Use> uses;
  for (const auto& value : values_) uses.push_back(value->use);
  return uses;
}

}  // namespace stesura
