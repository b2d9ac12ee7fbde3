#include <array>
#include <utility>

#include "generator/rules/exact.h"
#include "generator/rules/reader.h"

namespace stesura {
namespace {

using Value = std::unique_ptr<ValueNode>;
using Values = std::vector<Value>;
using Numbers = std::vector<ExactNumber>;

// A number made of numbers. Absent as soon as one of them is, or where `reckon` gives nothing.
class NumberOf : public ValueNode {
 public:
  struct Outcome {
    std::optional<ExactNumber> number;
    bool absent = false;  // else, without number, it is out of reach
  };
  using Reckon = Outcome (*)(const Numbers& operands, int decimals);

  NumberOf(Values operands, Reckon how, int decimals, bool mayBeAbsent)
      : ValueNode(resultField(kTypeNumber | unsigned{kTypeInteger}, presenceOf(operands, mayBeAbsent))),
        operands_(std::move(operands)), how_(how), decimals_(decimals) {}

  Json reckon(const Item& item, RuleRun& run) const override {
    Numbers numbers;
    for (const Value& operand : operands_) {
      const Json value = operand->reckon(item, run);
      if (!value.is_number()) return {};
      const auto number = ExactNumber::of(value);
      if (!number) return outOfReach(run);
      numbers.push_back(*number);
    }
    const Outcome outcome = how_(numbers, decimals_);
    return outcome.absent ? Json() : jsonOf(outcome.number, run);
  }
  const DataPath* subject() const override { return operands_.front()->subject(); }

 private:
  static Presence presenceOf(const Values& operands, bool mayBeAbsent) {
    for (const Value& operand : operands) mayBeAbsent |= operand->result().presence != Presence::required;
    return mayBeAbsent ? Presence::optional : Presence::required;
  }

  Values operands_;
  Reckon how_;
  int decimals_;
};

NumberOf::Outcome add(const Numbers& numbers, int) {
  std::optional<ExactNumber> sum = ExactNumber();
  for (const ExactNumber& number : numbers) {
    if (sum) sum = sum->plus(number);
  }
  return {sum};
}

NumberOf::Outcome multiply(const Numbers& numbers, int) {
  std::optional<ExactNumber> product = ExactNumber(1);
  for (const ExactNumber& number : numbers) {
    if (product) product = product->times(number);
  }
  return {product};
}

NumberOf::Outcome subtract(const Numbers& numbers, int) { return {numbers[1].minus(numbers[0])}; }

NumberOf::Outcome divide(const Numbers& numbers, int decimals) {
  if (numbers[1].isZero()) return {{}, true};
  return {numbers[0].over(numbers[1], decimals)};
}

NumberOf::Outcome partOf(const Numbers& numbers, int decimals) {
  if (numbers[1].isZero()) return {{}, true};
  const auto hundredfold = numbers[0].times(ExactNumber(100));
  return {hundredfold ? hundredfold->over(numbers[1], decimals) : std::nullopt};
}

NumberOf::Outcome roundOff(const Numbers& numbers, int decimals) { return {numbers[0].rounded(decimals)}; }

// The numbers under `keys`; empty if one of them is wrong.
Values readNumbers(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item,
                   const std::vector<const char*>& keys) {
  Values values;
  for (const char* key : keys) {
    if (auto value = reader.value(options, key, pointer, item, Wanted::number)) values.push_back(std::move(value));
  }
  return values.size() == keys.size() ? std::move(values) : Values();
}

Value made(Values operands, NumberOf::Reckon how, int decimals, bool mayBeAbsent) {
  if (operands.empty()) return nullptr;
  return std::make_unique<NumberOf>(std::move(operands), how, decimals, mayBeAbsent);
}

Values readTerms(LanguageReader& reader, const Json& terms, const std::string& pointer, const Field& item) {
  if (!terms.is_array() || terms.empty()) {
    reader.complain(pointer, "è un elenco di valori, fra parentesi quadre");
    return {};
  }
  Values values;
  for (std::size_t at = 0; at < terms.size(); ++at) {
    auto value = reader.value(terms[at], pointerJoin(pointer, at), item, Wanted::number);
    if (value) values.push_back(std::move(value));
  }
  return values.size() == terms.size() ? std::move(values) : Values();
}

Value readSumOf(LanguageReader& reader, const Json& terms, const std::string& pointer, const Field& item) {
  return made(readTerms(reader, terms, pointer, item), add, 0, false);
}

Value readProduct(LanguageReader& reader, const Json& terms, const std::string& pointer, const Field& item) {
  return made(readTerms(reader, terms, pointer, item), multiply, 0, false);
}

Value readDifference(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item) {
  reader.checkKeys(options, pointer, {"da", "a"});
  return made(readNumbers(reader, options, pointer, item, {"da", "a"}), subtract, 0, false);
}

Value readRatio(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item) {
  reader.checkKeys(options, pointer, {"dividendo", "divisore", "decimali"});
  const int decimals = reader.whole(options, pointer, "decimali", 0, kMostDecimals, 2);
  return made(readNumbers(reader, options, pointer, item, {"dividendo", "divisore"}), divide, decimals, true);
}

Value readPercentage(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item) {
  reader.checkKeys(options, pointer, {"parte", "totale", "decimali"});
  const int decimals = reader.whole(options, pointer, "decimali", 0, kMostDecimals, 0);
  return made(readNumbers(reader, options, pointer, item, {"parte", "totale"}), partOf, decimals, true);
}

Value readRounded(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item) {
  reader.checkKeys(options, pointer, {"di", "decimali"});
  const int decimals = reader.whole(options, pointer, "decimali", 0, kMostDecimals, 0);
  return made(readNumbers(reader, options, pointer, item, {"di"}), roundOff, decimals, false);
}

constexpr std::array<LanguageFunction, 6> kFunctions = {{{"somma_di", readSumOf},
                                                         {"prodotto", readProduct},
                                                         {"differenza", readDifference},
                                                         {"rapporto", readRatio},
                                                         {"percentuale", readPercentage},
                                                         {"arrotonda", readRounded}}};

}  // namespace

std::span<const LanguageFunction> numberFunctions() { return kFunctions; }

}  // namespace stesura
