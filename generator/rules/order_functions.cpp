#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <unordered_map>
#include <utility>

#include "generator/italian/collation.h"
#include "generator/merge/present.h"
#include "generator/rules/names.h"
#include "generator/rules/reader.h"

namespace stesura {
namespace {

using Value = std::unique_ptr<ValueNode>;

// How one criterion of «ordina» ranks an item: numbers, then texts, then yes and no; absent last.
struct SortKey {
  enum class Sort { number, text, boolean, absent } sort = Sort::absent;
  double number = 0;
  std::string text;
};

SortKey sortKey(const Json& value) {
  if (value.is_number()) return {SortKey::Sort::number, value.get<double>(), {}};
  if (value.is_string()) return {SortKey::Sort::text, 0, italianSortKey(value.get_ref<const std::string&>())};
  if (value.is_boolean()) return {SortKey::Sort::boolean, value.get<bool>() ? 1.0 : 0.0, {}};
  return {};
}

int compareKeys(const SortKey& left, const SortKey& right, bool descending) {
  if (left.sort != right.sort) return left.sort < right.sort ? -1 : 1;
  int order = left.text.compare(right.text);
  if (left.number != right.number) order = left.number < right.number ? -1 : 1;
  return descending ? -order : order;
}

struct SortBy {
  Value value;
  bool descending = false;
};

class SortItems : public ValueNode {
 public:
  SortItems(ListSource list, std::vector<SortBy> criteria, std::size_t first)
      : ValueNode(fieldOf(list.itemField())), list_(std::move(list)), criteria_(std::move(criteria)), first_(first) {}

  Json reckon(const Item& item, RuleRun& run) const override {
    struct Ranked {
      const Json* value;
      std::vector<SortKey> keys;
    };
    std::vector<Ranked> ranked;
    list_.each(item, run, [&](const Item& inner) {
      Ranked next{&inner.value, {}};
      for (const SortBy& by : criteria_) next.keys.push_back(sortKey(by.value->reckon(inner, run)));
      ranked.push_back(std::move(next));
      return true;
    });
    run.step(static_cast<std::size_t>(static_cast<double>(ranked.size()) * std::log2(ranked.size() + 1.0)));
    std::stable_sort(ranked.begin(), ranked.end(), [this](const Ranked& left, const Ranked& right) {
      for (std::size_t at = 0; at < criteria_.size(); ++at) {
        const int order = compareKeys(left.keys[at], right.keys[at], criteria_[at].descending);
        if (order != 0) return order < 0;
      }
      return false;
    });
    Json sorted = Json::array();
    for (std::size_t at = 0; at < ranked.size() && at < first_; ++at) {
      run.step(weightOf(*ranked[at].value));
      sorted.push_back(*ranked[at].value);
    }
    return sorted;
  }
  const DataPath* subject() const override { return &list_.path; }

 private:
  static std::unique_ptr<Field> fieldOf(const Field& item) {
    auto field = resultField(kTypeArray, Presence::required);
    field->items = copyField(item);
    return field;
  }

  ListSource list_;
  std::vector<SortBy> criteria_;
  std::size_t first_;
};

bool readDescending(LanguageReader& reader, const Json& options, const std::string& pointer, bool otherwise) {
  const std::string direction = reader.text(options, pointer, "verso", otherwise ? "decrescente" : "crescente");
  if (direction != "crescente" && direction != "decrescente" && !direction.empty()) {
    reader.complain(pointerJoin(pointer, "verso"), "è «crescente» o «decrescente»");
  }
  return direction == "decrescente";
}

Value readSort(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item) {
  reader.checkKeys(options, pointer, {"elenco", "per", "verso", "dove", "primi"});
  auto list = reader.list(options, pointer, item);
  const bool descending = readDescending(reader, options, pointer, false);
  const std::size_t first = static_cast<std::size_t>(reader.whole(options, pointer, "primi", 1, 1'000'000, 1'000'000'000));
  if (!list) return nullptr;
  const Json* source = MemberReader::member(options, "per");
  const std::string place = pointerJoin(pointer, "per");
  const Json criteria = source == nullptr ? Json::array({"."}) : source->is_array() ? *source : Json::array({*source});
  std::vector<SortBy> by;
  for (std::size_t at = 0; at < criteria.size(); ++at) {
    const std::string here = source != nullptr && source->is_array() ? pointerJoin(place, at) : place;
    Json criterion = criteria[at];
    bool down = descending;
    if (criterion.is_object() && criterion.contains("verso")) {
      down = readDescending(reader, criterion, here, descending);
      criterion.erase("verso");
    }
    auto value = reader.value(criterion, here, list->itemField());
    if (!value) return nullptr;
    if ((value->result().types & (kTypeObject | unsigned{kTypeArray})) != 0) {
      reader.complain(here, "non si ordina per un insieme di dati", "Indicare in «per» un dato semplice.");
      return nullptr;
    }
    by.push_back({std::move(value), down});
  }
  if (by.empty()) reader.complain(place, "è vuoto: indicare per che cosa ordinare");
  const DataPath path = list->path;
  Value node = std::make_unique<SortItems>(std::move(*list), std::move(by), first);
  return reader.once(std::move(node), path, item);
}

struct Calculation {
  std::string name;
  Value value;
};

// «raggruppa»: one item a key, with the items that have it and what is reckoned of them.
class GroupItems : public ValueNode {
 public:
  GroupItems(ListSource list, Value key, std::vector<Calculation> calculations, std::unique_ptr<Field> result)
      : ValueNode(std::move(result)), list_(std::move(list)), key_(std::move(key)),
        calculations_(std::move(calculations)), label_({}, &key_->result()) {}

  Json reckon(const Item& item, RuleRun& run) const override {
    std::unordered_map<std::string, std::size_t> places;
    Json groups = Json::array();
    Json without = group(Json(), "non rilevato");
    list_.each(item, run, [&](const Item& inner) {
      Json key = key_->reckon(inner, run);
      run.step(weightOf(inner.value));
      const auto text = joinKey(key);
      if (!text) {
        without["voci"].push_back(inner.value);
        return true;
      }
      const auto [place, added] = places.try_emplace(*text, groups.size());
      if (added) {
        std::string label;
        label_.present(key, label);
        groups.push_back(group(std::move(key), std::move(label)));
      }
      groups[place->second]["voci"].push_back(inner.value);
      return true;
    });
    if (!without["voci"].empty()) groups.push_back(std::move(without));
    for (std::size_t at = 0; at < groups.size(); ++at) {
      Json& each = groups[at];
      for (const Calculation& calculation : calculations_) {
        Json value = calculation.value->reckon({each, {}, false, at}, run);
        run.step(weightOf(value));
        if (!value.is_null()) each[calculation.name] = std::move(value);
      }
    }
    return groups;
  }
  const DataPath* subject() const override { return &list_.path; }

 private:
  static Json group(Json key, std::string label) {
    Json result = {{"etichetta", std::move(label)}, {"voci", Json::array()}};
    if (!key.is_null()) result["chiave"] = std::move(key);
    return result;
  }

  ListSource list_;
  Value key_;
  std::vector<Calculation> calculations_;
  Presenter label_;
};

void addProperty(Field& parent, const std::string& name, std::string title, std::unique_ptr<Field> field) {
  field->name = name;
  field->title = std::move(title);
  parent.properties.insert_or_assign(name, std::move(field));
}

// What a group is before anything is reckoned. The items keep their pointers: that is how one sees
// what a calculation is made of.
std::unique_ptr<Field> groupField(const ListSource& list, const ValueNode& key) {
  auto group = resultField(kTypeObject, Presence::required);
  auto code = copyField(key.result());
  code->presence = Presence::optional;
  code->everRequired = false;
  addProperty(*group, "chiave", "Chiave", std::move(code));
  addProperty(*group, "etichetta", "Etichetta", resultField(kTypeString, Presence::required));
  auto items = resultField(kTypeArray, Presence::required);
  items->items = copyField(list.itemField());
  addProperty(*group, "voci", "Voci", std::move(items));
  return group;
}

bool readCalculations(LanguageReader& reader, const Json& options, const std::string& pointer, Field& group,
                      std::vector<Calculation>& calculations) {
  const Json* list = MemberReader::member(options, "calcola");
  if (list == nullptr) return true;
  const std::string place = pointerJoin(pointer, "calcola");
  if (!list->is_array()) {
    reader.complain(place, "è un elenco di «nome» e «valore»");
    return false;
  }
  bool complete = true;
  for (std::size_t at = 0; at < list->size(); ++at) {
    const std::string here = pointerJoin(place, at);
    if (!reader.checkKeys((*list)[at], here, {"nome", "titolo", "valore"})) return false;
    const std::string name = reader.text((*list)[at], here, "nome");
    auto value = reader.value((*list)[at], "valore", here, group);
    if (group.properties.contains(name)) reader.complain(pointerJoin(here, "nome"), "il gruppo ha già questo nome");
    if (!isPlainName(name)) reader.complain(pointerJoin(here, "nome"), kPlainNameRule);
    complete = complete && value && !group.properties.contains(name) && isPlainName(name);
    if (!complete) continue;
    addProperty(group, name, reader.text((*list)[at], here, "titolo", name), copyField(value->result(), ""));
    calculations.push_back({name, std::move(value)});
  }
  return complete;
}

Value readGroups(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item) {
  reader.checkKeys(options, pointer, {"elenco", "per", "calcola", "dove"});
  auto list = reader.list(options, pointer, item);
  auto key = list ? reader.value(options, "per", pointer, list->itemField()) : nullptr;
  if (!key) return nullptr;
  if (!mayBeScalar(key->result())) {
    reader.complain(pointerJoin(pointer, "per"), "non si raggruppa per un insieme di dati", "Indicare un dato semplice.");
    return nullptr;
  }
  auto group = groupField(*list, *key);
  std::vector<Calculation> calculations;
  if (!readCalculations(reader, options, pointer, *group, calculations)) return nullptr;
  auto result = resultField(kTypeArray, Presence::required);
  result->items = std::move(group);
  const DataPath path = list->path;
  Value node =
      std::make_unique<GroupItems>(std::move(*list), std::move(key), std::move(calculations), std::move(result));
  return reader.once(std::move(node), path, item);
}

constexpr std::array<LanguageFunction, 2> kFunctions = {{{"ordina", readSort}, {"raggruppa", readGroups}}};

}  // namespace

std::span<const LanguageFunction> orderFunctions() { return kFunctions; }

}  // namespace stesura
