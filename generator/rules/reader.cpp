#include "generator/rules/reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include "generator/spelling.h"

namespace stesura {
namespace {

constexpr std::size_t kDeepest = 32;

class FieldValue : public ValueNode {
 public:
  explicit FieldValue(DataPath path) : ValueNode(fieldOf(path)), path_(std::move(path)) {}
  Json reckon(const Item& item, RuleRun& run) const override {
    const Json& value = path_.value(item, run);
    if (value.is_structured() || value.is_string()) run.step(weightOf(value));
    return value;
  }
  const DataPath* subject() const override { return &path_; }

 private:
  static std::unique_ptr<Field> fieldOf(const DataPath& path) {
    auto field = copyField(path.field());
    field->presence = path.isCertain() ? Presence::required : Presence::optional;
    field->everRequired = false;
    return field;
  }

  DataPath path_;
};

class ConstantValue : public ValueNode {
 public:
  explicit ConstantValue(Json value)
      : ValueNode(resultField(value.is_string()    ? kTypeString
                              : value.is_boolean() ? kTypeBoolean
                              : value.is_number_float() ? unsigned{kTypeNumber}
                                                        : kTypeInteger | unsigned{kTypeNumber},
                              Presence::required)),
        value_(std::move(value)) {}
  Json reckon(const Item&, RuleRun&) const override { return value_; }

 private:
  Json value_;
};

const LanguageFunction* findFunction(const std::string& name, std::vector<std::string>& known) {
  for (const auto& functions : {listFunctions(), orderFunctions(), numberFunctions(), dateFunctions(), textFunctions(),
                                choiceFunctions(), chartFunctions()}) {
    for (const LanguageFunction& function : functions) {
      if (name == function.name) return &function;
      known.emplace_back(function.name);
    }
  }
  known.insert(known.end(), {"campo", "costante"});
  return nullptr;
}

const char* wordsFor(Wanted wanted) {
  switch (wanted) {
    case Wanted::number: return "un numero";
    case Wanted::text: return "un testo";
    case Wanted::date: return "una data (AAAA-MM-GG)";
    case Wanted::boolean: return "un sì o un no";
    case Wanted::anything: break;
  }
  return "un valore";
}

}  // namespace

bool mayHold(const Field& field, Wanted wanted) {
  if (field.types == 0) return field.properties.empty() && !field.items;
  switch (wanted) {
    case Wanted::number: return (field.types & (kTypeNumber | kTypeInteger)) != 0;
    case Wanted::boolean: return (field.types & kTypeBoolean) != 0;
    case Wanted::text: return (field.types & kTypeString) != 0;
    case Wanted::date: {
      constexpr std::array<std::string_view, 5> kFormats = {"", "date", "data-parziale", "date-time", "time"};
      return (field.types & kTypeString) != 0 &&
             std::find(kFormats.begin(), kFormats.end(), field.format) != kFormats.end();
    }
    case Wanted::anything: break;
  }
  return true;
}

// Counts how deep conditions and values are nested.
class LanguageReader::Deeper {
 public:
  Deeper(LanguageReader& reader, const std::string& pointer) : reader_(reader) {
    if (++reader_.depth_ == kDeepest + 1) {
      reader_.complain(pointer, "è annidato troppo: al massimo " + std::to_string(kDeepest) + " livelli");
    }
  }
  ~Deeper() { --reader_.depth_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;
  bool tooDeep() const { return reader_.depth_ > kDeepest; }

 private:
  LanguageReader& reader_;
};

std::optional<DataPath> LanguageReader::bind(const std::string& text, const std::string& pointer,
                                             const Field& item) {
  DataPath::Mistake mistake;
  auto path = DataPath::bind(text, root_, item, mistake);
  if (!path) {
    complain(pointer, mistake.message, mistake.hint);
  } else if (!path->field().pointer.empty()) {
    inputs_.insert(path->field().pointer);
  }
  return path;
}

std::optional<DataPath> LanguageReader::path(const Json& source, const std::string& pointer, const Field& item) {
  if (!source.is_string()) {
    complain(pointer, "deve essere un percorso, come «ente/id» o «/parti»");
    return {};
  }
  auto path = bind(source.get<std::string>(), pointer, item);
  if (path && path->namesMany()) {
    complain(pointer, "il percorso nomina molti valori", "Usare «elenco», con «ogni», «conta» o «unisci».");
    return {};
  }
  return path;
}

std::optional<ListSource> LanguageReader::list(const Json& options, const std::string& pointer, const Field& item,
                                               const char* key) {
  const Json* source = member(options, key);
  const std::string place = pointerJoin(pointer, key);
  if (source == nullptr || !source->is_string()) {
    complain(place, "manca il percorso di un elenco, come «/parti»");
    return {};
  }
  std::string text = source->get<std::string>();
  if (text.ends_with("/*")) text.resize(text.size() - 2);
  auto path = bind(text, place, item);
  if (!path) return {};
  if (!path->field().items) {
    complain(place, "«" + text + "» non è un elenco");
    return {};
  }
  ListSource result{std::move(*path), nullptr};
  if (const Json* where = member(options, "dove")) {
    result.where = condition(*where, pointerJoin(pointer, "dove"), result.itemField());
    if (!result.where) return {};
  }
  return result;
}

std::unique_ptr<ConditionNode> LanguageReader::condition(const Json& source, const std::string& pointer,
                                                         const Field& item) {
  const Deeper deeper(*this, pointer);
  return deeper.tooDeep() ? nullptr : conditionOn(source, pointer, item);
}

std::unique_ptr<ValueNode> LanguageReader::value(const Json& source, const std::string& pointer, const Field& item,
                                                 Wanted wanted) {
  const Deeper deeper(*this, pointer);
  if (deeper.tooDeep()) return nullptr;
  std::unique_ptr<ValueNode> node;
  if (source.is_number()) {
    node = std::make_unique<ConstantValue>(source);
  } else if (source.is_string()) {
    if (auto found = path(source, pointer, item)) node = std::make_unique<FieldValue>(std::move(*found));
  } else if (!source.is_object() || source.size() != 1) {
    complain(pointer, "un valore è un percorso, un numero, o un oggetto con una funzione sola",
             "Per esempio {\"conta\": {\"elenco\": \"/parti\"}}.");
  } else {
    const auto& [name, argument] = *source.get_ref<const Json::object_t&>().begin();
    const std::string place = pointerJoin(pointer, name);
    std::vector<std::string> known;
    if (name == "campo") {
      if (auto found = path(argument, place, item)) node = std::make_unique<FieldValue>(std::move(*found));
    } else if (name == "costante") {
      if (argument.is_structured() || argument.is_null()) complain(place, "è un testo, un numero, oppure true o false");
      else node = std::make_unique<ConstantValue>(argument);
    } else if (const LanguageFunction* function = findFunction(name, known)) {
      node = function->read(*this, argument, place, item);
    } else {
      complain(place, "la funzione non esiste", didYouMean(name, known));
    }
  }
  if (node && !mayHold(node->result(), wanted)) {
    complain(pointer, std::string("qui serve ") + wordsFor(wanted));
    return nullptr;
  }
  return node;
}

std::unique_ptr<ValueNode> LanguageReader::value(const Json& options, const char* key, const std::string& pointer,
                                                 const Field& item, Wanted wanted) {
  const Json* source = member(options, key);
  if (source != nullptr) return value(*source, pointerJoin(pointer, key), item, wanted);
  complain(pointerJoin(pointer, key), "manca «" + std::string(key) + "»");
  return nullptr;
}

}  // namespace stesura
