#include <array>
#include <utility>

#include "generator/rules/reader.h"

namespace stesura {
namespace {

using Value = std::unique_ptr<ValueNode>;

// «scegli».
class Choose : public ValueNode {
 public:
  Choose(std::unique_ptr<ConditionNode> condition, Value then, Value otherwise)
      : ValueNode(fieldOf(then->result(), otherwise.get())), condition_(std::move(condition)), then_(std::move(then)),
        otherwise_(std::move(otherwise)) {}
  Json reckon(const Item& item, RuleRun& run) const override {
    if (condition_->holds(item, run)) return then_->reckon(item, run);
    return otherwise_ ? otherwise_->reckon(item, run) : Json();
  }

 private:
  static std::unique_ptr<Field> fieldOf(const Field& then, const ValueNode* otherwise) {
    auto field = copyField(then);
    const bool always = otherwise != nullptr && then.presence == Presence::required &&
                        otherwise->result().presence == Presence::required;
    field->presence = always ? Presence::required : Presence::optional;
    field->everRequired = false;
    if (otherwise == nullptr) return field;
    const Field& other = otherwise->result();
    field->types = then.types == 0 || other.types == 0 ? 0 : then.types | other.types;
    if (then.format != other.format) field->format.clear();
    field->labels.insert(field->labels.end(), other.labels.begin(), other.labels.end());
    return field;
  }

  std::unique_ptr<ConditionNode> condition_;
  Value then_, otherwise_;
};

Value readChoice(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item) {
  reader.checkKeys(options, pointer, {"se", "allora", "altrimenti"});
  const Json* source = MemberReader::member(options, "se");
  if (source == nullptr) reader.complain(pointerJoin(pointer, "se"), "manca la condizione");
  auto condition = source == nullptr ? nullptr : reader.condition(*source, pointerJoin(pointer, "se"), item);
  auto then = reader.value(options, "allora", pointer, item);
  const bool two = MemberReader::member(options, "altrimenti") != nullptr;
  auto otherwise = two ? reader.value(options, "altrimenti", pointer, item) : nullptr;
  if (!condition || !then || (two && !otherwise)) return nullptr;
  const auto isStructure = [](const Field& field) { return !field.properties.empty() || field.items != nullptr; };
  if (two && (isStructure(then->result()) || isStructure(otherwise->result()))) {
    reader.complain(pointer, "si sceglie fra valori semplici, non fra insiemi di dati");
    return nullptr;
  }
  return std::make_unique<Choose>(std::move(condition), std::move(then), std::move(otherwise));
}

// «condizione»: yes or no.
class Verdict : public ValueNode {
 public:
  explicit Verdict(std::unique_ptr<ConditionNode> condition)
      : ValueNode(resultField(kTypeBoolean, Presence::required)), condition_(std::move(condition)) {}
  Json reckon(const Item& item, RuleRun& run) const override { return condition_->holds(item, run); }

 private:
  std::unique_ptr<ConditionNode> condition_;
};

Value readVerdict(LanguageReader& reader, const Json& source, const std::string& pointer, const Field& item) {
  auto condition = reader.condition(source, pointer, item);
  if (!condition) return nullptr;
  return std::make_unique<Verdict>(std::move(condition));
}

constexpr std::array<LanguageFunction, 2> kFunctions = {{{"scegli", readChoice}, {"condizione", readVerdict}}};

}  // namespace

std::span<const LanguageFunction> choiceFunctions() { return kFunctions; }

}  // namespace stesura
