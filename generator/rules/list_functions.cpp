#include <algorithm>
#include <array>
#include <utility>

#include "generator/json/compare.h"
#include "generator/rules/exact.h"
#include "generator/rules/moments.h"
#include "generator/rules/reader.h"

namespace stesura {
namespace {

using Value = std::unique_ptr<ValueNode>;

// «di», or the items themselves where they are values.
Value readOperand(LanguageReader& reader, const Json& options, const std::string& pointer, const ListSource& list,
                  Wanted wanted) {
  if (MemberReader::member(options, "di") == nullptr && list.itemField().properties.empty()) {
    return reader.value(Json("."), pointer, list.itemField(), wanted);
  }
  return reader.value(options, "di", pointer, list.itemField(), wanted);
}

Value once(LanguageReader& reader, Value node, const DataPath& path, const Field& item) {
  return reader.once(std::move(node), path, item);
}

class CountItems : public ValueNode {
 public:
  explicit CountItems(ListSource list) : ValueNode(resultField(kTypeInteger, Presence::required)), list_(std::move(list)) {}
  Json reckon(const Item& item, RuleRun& run) const override {
    std::int64_t count = 0;
    list_.each(item, run, [&count](const Item&) { return ++count > 0; });
    return count;
  }
  const DataPath* subject() const override { return &list_.path; }

 private:
  ListSource list_;
};

Value readCount(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item) {
  reader.checkKeys(options, pointer, {"elenco", "dove"});
  auto list = reader.list(options, pointer, item);
  if (!list) return nullptr;
  const DataPath path = list->path;
  return once(reader, std::make_unique<CountItems>(std::move(*list)), path, item);
}

// «somma» and «media».
class SumItems : public ValueNode {
 public:
  SumItems(ListSource list, Value operand, std::optional<int> meanDecimals)
      : ValueNode(resultField(kTypeNumber | unsigned{kTypeInteger},
                              meanDecimals ? Presence::optional : Presence::required)),
        list_(std::move(list)), operand_(std::move(operand)), meanDecimals_(meanDecimals) {}
  Json reckon(const Item& item, RuleRun& run) const override {
    std::optional<ExactNumber> sum = ExactNumber();
    std::int64_t count = 0;
    list_.each(item, run, [&](const Item& inner) {
      const Json value = operand_->reckon(inner, run);
      if (!value.is_number()) return true;
      ++count;
      const auto number = ExactNumber::of(value);
      sum = number ? sum->plus(*number) : std::nullopt;
      return sum.has_value();
    });
    if (!sum) return outOfReach(run);
    if (!meanDecimals_) return sum->json();
    return count == 0 ? Json() : jsonOf(sum->over(ExactNumber(count), *meanDecimals_), run);
  }
  const DataPath* subject() const override { return &list_.path; }

 private:
  ListSource list_;
  Value operand_;
  std::optional<int> meanDecimals_;
};

Value readSumOf(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item,
                std::optional<int> meanDecimals) {
  auto list = reader.list(options, pointer, item);
  if (!list) return nullptr;
  auto operand = readOperand(reader, options, pointer, *list, Wanted::number);
  if (!operand) return nullptr;
  const DataPath path = list->path;
  return once(reader, std::make_unique<SumItems>(std::move(*list), std::move(operand), meanDecimals), path, item);
}

Value readSum(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item) {
  reader.checkKeys(options, pointer, {"elenco", "di", "dove"});
  return readSumOf(reader, options, pointer, item, {});
}

Value readMean(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item) {
  reader.checkKeys(options, pointer, {"elenco", "di", "dove", "decimali"});
  return readSumOf(reader, options, pointer, item, reader.whole(options, pointer, "decimali", 0, kMostDecimals, 2));
}

// «minimo» and «massimo», of numbers or of dates.
// Of dates that are told to different degrees («2023», «2023-05-01») the text decides, so that the
// result does not hang on the order of the list.
bool goesBeyond(const Json& value, const Json& extreme, int sign) {
  if (value.is_number() && extreme.is_number()) return compareNumbers(value, extreme) * sign > 0;
  if (!compareSizes(value, extreme, sign)) return false;
  if (!compareSizes(extreme, value, sign)) return true;
  return value.get_ref<const std::string&>().compare(extreme.get_ref<const std::string&>()) * sign > 0;
}

class ExtremeItem : public ValueNode {
 public:
  ExtremeItem(ListSource list, Value operand, int sign)
      : ValueNode(fieldOf(operand->result())), list_(std::move(list)), operand_(std::move(operand)), sign_(sign) {}
  Json reckon(const Item& item, RuleRun& run) const override {
    Json extreme;
    list_.each(item, run, [&](const Item& inner) {
      Json value = operand_->reckon(inner, run);
      const bool comparable = value.is_number() || isMoment(value);
      if (comparable && (extreme.is_null() || goesBeyond(value, extreme, sign_))) extreme = std::move(value);
      return true;
    });
    return extreme;
  }
  const DataPath* subject() const override { return &list_.path; }

 private:
  static std::unique_ptr<Field> fieldOf(const Field& operand) {
    auto field = copyField(operand);
    field->presence = Presence::optional;
    field->everRequired = false;
    return field;
  }

  ListSource list_;
  Value operand_;
  int sign_;
};

Value readExtreme(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item, int sign) {
  reader.checkKeys(options, pointer, {"elenco", "di", "dove"});
  auto list = reader.list(options, pointer, item);
  if (!list) return nullptr;
  auto operand = readOperand(reader, options, pointer, *list, Wanted::anything);
  if (!operand) return nullptr;
  if (!mayHold(operand->result(), Wanted::number) && !mayHold(operand->result(), Wanted::date)) {
    reader.complain(pointer, "qui servono numeri o date");
    return nullptr;
  }
  const DataPath path = list->path;
  return once(reader, std::make_unique<ExtremeItem>(std::move(*list), std::move(operand), sign), path, item);
}

Value readLeast(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item) {
  return readExtreme(reader, options, pointer, item, -1);
}

Value readMost(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item) {
  return readExtreme(reader, options, pointer, item, 1);
}

// «primo» and «ultimo».
class EndItem : public ValueNode {
 public:
  EndItem(ListSource list, Value taken, bool last)
      : ValueNode(fieldOf(taken->result())), list_(std::move(list)), taken_(std::move(taken)), last_(last) {}
  Json reckon(const Item& item, RuleRun& run) const override {
    const Json* found = nullptr;
    std::size_t index = 0;
    list_.each(item, run, [&](const Item& inner) {
      found = &inner.value;
      index = inner.index;
      return last_;
    });
    return found == nullptr ? Json() : taken_->reckon({*found, {}, false, index}, run);
  }
  const DataPath* subject() const override { return &list_.path; }

  static std::unique_ptr<Field> fieldOf(const Field& taken) {
    auto field = copyField(taken);
    field->presence = Presence::optional;
    field->everRequired = false;
    return field;
  }

 private:
  ListSource list_;
  Value taken_;
  bool last_;
};

Value readTaken(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item) {
  const Json* taken = MemberReader::member(options, "prendi");
  return reader.value(taken == nullptr ? Json(".") : *taken, pointerJoin(pointer, "prendi"), item);
}

Value readEnd(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item, bool last) {
  reader.checkKeys(options, pointer, {"elenco", "dove", "prendi"});
  auto list = reader.list(options, pointer, item);
  auto taken = list ? readTaken(reader, options, pointer, list->itemField()) : nullptr;
  if (!taken) return nullptr;
  const DataPath path = list->path;
  return once(reader, std::make_unique<EndItem>(std::move(*list), std::move(taken), last), path, item);
}

Value readFirst(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item) {
  return readEnd(reader, options, pointer, item, false);
}

Value readLast(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item) {
  return readEnd(reader, options, pointer, item, true);
}

// «cerca»: the item of a list that has that key.
class LookUp : public ValueNode {
 public:
  LookUp(ListSource list, DataPath key, Value wanted, Value taken, std::size_t slot)
      : ValueNode(EndItem::fieldOf(taken->result())), list_(std::move(list)), key_(std::move(key)),
        wanted_(std::move(wanted)), taken_(std::move(taken)), slot_(slot) {}
  Json reckon(const Item& item, RuleRun& run) const override {
    const auto wanted = joinKey(wanted_->reckon(item, run));
    if (!wanted) return {};
    const Json* found = nullptr;
    if (list_.path.fromDocument()) {
      const JoinIndex& index = indexOf(list_, key_, slot_, item, run);
      const auto at = index.find(*wanted);
      if (at != index.end()) found = at->second;
    } else {
      list_.each(item, run, [&](const Item& inner) {
        if (joinKey(key_.value(inner, run)) == wanted) found = &inner.value;
        return found == nullptr;
      });
    }
    return found == nullptr ? Json() : taken_->reckon({*found}, run);
  }
  const DataPath* subject() const override { return wanted_->subject(); }

 private:
  ListSource list_;
  DataPath key_;
  Value wanted_, taken_;
  std::size_t slot_;
};

Value readLookUp(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item) {
  reader.checkKeys(options, pointer, {"elenco", "chiave", "uguale_a", "prendi", "dove"});
  auto list = reader.list(options, pointer, item);
  auto wanted = reader.value(options, "uguale_a", pointer, item);
  if (!list) return nullptr;
  const Json* source = MemberReader::member(options, "chiave");
  auto key = reader.path(source == nullptr ? Json() : *source, pointerJoin(pointer, "chiave"), list->itemField());
  auto taken = readTaken(reader, options, pointer, list->itemField());
  if (!wanted || !key || !taken) return nullptr;
  return std::make_unique<LookUp>(std::move(*list), std::move(*key), std::move(wanted), std::move(taken), reader.newSlot());
}

constexpr std::array<LanguageFunction, 8> kFunctions = {{{"conta", readCount},
                                                         {"somma", readSum},
                                                         {"media", readMean},
                                                         {"minimo", readLeast},
                                                         {"massimo", readMost},
                                                         {"primo", readFirst},
                                                         {"ultimo", readLast},
                                                         {"cerca", readLookUp}}};

}  // namespace

std::span<const LanguageFunction> listFunctions() { return kFunctions; }

}  // namespace stesura
