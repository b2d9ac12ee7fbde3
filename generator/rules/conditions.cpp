#include <algorithm>
#include <functional>
#include <unordered_set>
#include <utility>

#include "generator/json/compare.h"
#include "generator/rules/moments.h"
#include "generator/rules/reader.h"
#include "generator/spelling.h"

namespace stesura {
namespace {

using Conditions = std::vector<std::unique_ptr<ConditionNode>>;

class AllOf : public ConditionNode {
 public:
  explicit AllOf(Conditions conditions) : conditions_(std::move(conditions)) {}
  bool holds(const Item& item, RuleRun& run) const override {
    return std::all_of(conditions_.begin(), conditions_.end(), [&](const auto& each) { return each->holds(item, run); });
  }
  void tellWhere(const Item& item, RuleRun& run, std::vector<std::string>& places) const override {
    for (const auto& condition : conditions_) {
      if (!condition->holds(item, run)) condition->tellWhere(item, run, places);
    }
  }

 private:
  Conditions conditions_;
};

class AnyOf : public ConditionNode {
 public:
  explicit AnyOf(Conditions conditions) : conditions_(std::move(conditions)) {}
  bool holds(const Item& item, RuleRun& run) const override {
    return std::any_of(conditions_.begin(), conditions_.end(), [&](const auto& each) { return each->holds(item, run); });
  }
  void tellWhere(const Item& item, RuleRun& run, std::vector<std::string>& places) const override {
    conditions_.front()->tellWhere(item, run, places);
  }

 private:
  Conditions conditions_;
};

class NoneOf : public ConditionNode {
 public:
  explicit NoneOf(Conditions conditions) : conditions_(std::move(conditions)) {}
  bool holds(const Item& item, RuleRun& run) const override {
    return std::none_of(conditions_.begin(), conditions_.end(), [&](const auto& each) { return each->holds(item, run); });
  }

 private:
  Conditions conditions_;
};

// One test of one value. The value may be absent (null).
using Test = std::function<bool(const Json& value, const Item& item, RuleRun& run)>;

class FieldTests : public ConditionNode {
 public:
  FieldTests(DataPath path, std::vector<Test> tests) : path_(std::move(path)), tests_(std::move(tests)) {}
  bool holds(const Item& item, RuleRun& run) const override {
    const Json& value = path_.value(item, run);
    return std::all_of(tests_.begin(), tests_.end(), [&](const Test& test) { return test(value, item, run); });
  }
  void tellWhere(const Item& item, RuleRun&, std::vector<std::string>& places) const override {
    places.push_back(path_.pointer(item));
  }

 private:
  DataPath path_;
  std::vector<Test> tests_;
};

class ValueTests : public ConditionNode {
 public:
  ValueTests(std::unique_ptr<ValueNode> value, std::vector<Test> tests)
      : value_(std::move(value)), tests_(std::move(tests)) {}
  bool holds(const Item& item, RuleRun& run) const override {
    const Json value = value_->reckon(item, run);
    return std::all_of(tests_.begin(), tests_.end(), [&](const Test& test) { return test(value, item, run); });
  }
  void tellWhere(const Item& item, RuleRun&, std::vector<std::string>& places) const override {
    const DataPath* subject = value_->subject();
    places.push_back(subject == nullptr ? item.pointer : subject->pointer(item));
  }

 private:
  std::unique_ptr<ValueNode> value_;
  std::vector<Test> tests_;
};

// What is asked of a list; any number of it.
struct ListQuestions {
  std::unique_ptr<ConditionNode> every, no;
  std::optional<std::int64_t> atLeast, atMost;
  std::optional<DataPath> uniqueKey;
};

class ListTests : public ConditionNode {
 public:
  ListTests(ListSource list, ListQuestions questions) : list_(std::move(list)), questions_(std::move(questions)) {}

  bool holds(const Item& item, RuleRun& run) const override {
    bool fine = true;
    look(item, run, [&](const Item&, bool ofList, const ConditionNode*) {
      static_cast<void>(ofList);
      fine = false;
      return false;
    });
    return fine;
  }
  void tellWhere(const Item& item, RuleRun& run, std::vector<std::string>& places) const override {
    look(item, run, [&](const Item& failing, bool ofList, const ConditionNode* condition) {
      if (condition != nullptr) condition->tellWhere(failing, run, places);
      else places.push_back(ofList ? list_.path.pointer(failing) : failing.pointer);
      return true;
    });
  }

 private:
  // `found` is told of each failure, and says whether to go on.
  template <typename Found>
  void look(const Item& item, RuleRun& run, const Found& found) const {
    std::unordered_set<std::string> keys;
    std::int64_t count = 0;
    const bool whole = list_.each(item, run, [&](const Item& inner) {
      ++count;
      if (questions_.every && !questions_.every->holds(inner, run) &&
          !found(inner, false, questions_.every.get())) {
        return false;
      }
      if (questions_.no && questions_.no->holds(inner, run) && !found(inner, false, nullptr)) return false;
      if (!questions_.uniqueKey) return true;
      const auto key = joinKey(questions_.uniqueKey->value(inner, run));
      if (!key) return true;
      run.step(key->size() / 8);
      return keys.insert(*key).second || found(inner, false, nullptr);
    });
    if (!whole) return;
    const bool tooFew = questions_.atLeast && count < *questions_.atLeast;
    const bool tooMany = questions_.atMost && count > *questions_.atMost;
    if (tooFew || tooMany) found(item, true, nullptr);
  }

  ListSource list_;
  ListQuestions questions_;
};

class DatesInOrder : public ConditionNode {
 public:
  explicit DatesInOrder(std::vector<DataPath> paths) : paths_(std::move(paths)) {}
  bool holds(const Item& item, RuleRun& run) const override { return firstWrong(item, run) == nullptr; }
  void tellWhere(const Item& item, RuleRun& run, std::vector<std::string>& places) const override {
    if (const DataPath* wrong = firstWrong(item, run)) places.push_back(wrong->pointer(item));
  }

 private:
  const DataPath* firstWrong(const Item& item, RuleRun& run) const {
    const Json* before = nullptr;
    for (const DataPath& path : paths_) {
      const Json& value = path.value(item, run);
      if (!isMoment(value)) continue;
      if (before != nullptr && compareMoments(*before, value) > 0) return &path;
      before = &value;
    }
    return nullptr;
  }

  std::vector<DataPath> paths_;
};

// A join: whether a list has an item with that key.
class ExistsIn {
 public:
  ExistsIn(ListSource list, DataPath key, std::size_t slot) : list_(std::move(list)), key_(std::move(key)), slot_(slot) {}
  bool operator()(const Json& value, const Item& item, RuleRun& run) const {
    const auto wanted = joinKey(value);
    if (!wanted) return false;
    if (list_.path.fromDocument()) return indexOf(list_, key_, slot_, item, run).contains(*wanted);
    return !list_.each(item, run, [&](const Item& inner) { return joinKey(key_.value(inner, run)) != wanted; });
  }

 private:
  ListSource list_;
  DataPath key_;
  std::size_t slot_;
};

// Reads the tests of one «campo» or «valore».
class TestReader {
 public:
  TestReader(LanguageReader& reader, const Json& source, const std::string& pointer, const Field& item,
             const Field& subject)
      : reader_(reader), source_(source), pointer_(pointer), item_(item), subject_(subject) {}

  std::vector<Test> read() {
    equality();
    limits();
    joins();
    if (tests_.empty() && complete_) {
      reader_.complain(pointer_, "manca la prova: «uguale», «presente», «minimo», «fra», «esiste_in»…");
    }
    return complete_ ? std::move(tests_) : std::vector<Test>();
  }

 private:
  const Json* member(const char* key) const { return LanguageReader::member(source_, key); }
  std::string place(const char* key) const { return pointerJoin(pointer_, key); }

  void wrong(const char* key, const std::string& message, const std::string& hint = {}) {
    reader_.complain(place(key), message, hint);
    complete_ = false;
  }

  // Whether a constant is a value that the subject may have at all.
  void checkConstant(const char* key, const Json& constant) {
    if (constant.is_structured() || constant.is_null()) return wrong(key, "è un testo, un numero, oppure true o false");
    const Wanted wanted = constant.is_string()    ? Wanted::text
                          : constant.is_boolean() ? Wanted::boolean
                                                  : Wanted::number;
    if (!mayHold(subject_, wanted)) return wrong(key, "il dato non è di questa specie, e non sarà mai uguale");
    if (subject_.labels.empty()) return;
    std::vector<std::string> codes;
    for (const auto& [code, title] : subject_.labels) {
      if (equalJson(code, constant)) return;
      if (code.is_string()) codes.push_back(code.get<std::string>());
    }
    wrong(key, "non è fra i valori che lo schema ammette",
          constant.is_string() ? didYouMean(constant.get<std::string>(), codes) : std::string());
  }

  void equality() {
    if (const Json* constant = member("uguale")) {
      checkConstant("uguale", *constant);
      tests_.push_back([wanted = *constant](const Json& value, const Item&, RuleRun&) {
        return !value.is_null() && equalJson(value, wanted);
      });
    }
    if (const Json* constant = member("diverso")) {
      checkConstant("diverso", *constant);
      tests_.push_back([refused = *constant](const Json& value, const Item&, RuleRun&) {
        return value.is_null() || !equalJson(value, refused);
      });
    }
    if (const Json* other = member("uguale_a")) {
      addLimit("uguale_a", *other, Wanted::anything, [](const Json& value, const Json& limit) {
        return equalJson(value, limit);
      });
    }
    if (const Json* present = member("presente")) {
      if (!present->is_boolean()) return wrong("presente", "è true o false");
      tests_.push_back([wanted = present->get<bool>()](const Json& value, const Item&, RuleRun&) {
        return value.is_null() != wanted;
      });
    }
    if (const Json* list = member("fra")) {
      if (!list->is_array() || list->empty()) return wrong("fra", "è un elenco di valori, fra parentesi quadre");
      for (const Json& constant : *list) checkConstant("fra", constant);
      tests_.push_back([allowed = *list](const Json& value, const Item&, RuleRun&) {
        return std::any_of(allowed.begin(), allowed.end(), [&](const Json& each) { return equalJson(value, each); });
      });
    }
  }

  void limits() {
    using Compare = bool (*)(const Json&, const Json&);
    const Compare least = [](const Json& value, const Json& limit) { return compareSizes(value, limit, 1); };
    const Compare most = [](const Json& value, const Json& limit) { return compareSizes(value, limit, -1); };
    const bool number = !mayHold(subject_, Wanted::date);
    for (const auto& [key, compare, dates] :
         {std::tuple{"minimo", least, false}, std::tuple{"massimo", most, false},
          std::tuple{"non_prima_di", least, true}, std::tuple{"non_dopo", most, true}}) {
      const Json* limit = member(key);
      if (limit == nullptr) continue;
      if (dates ? number : !mayHold(subject_, Wanted::number) && number) {
        wrong(key, dates ? "il dato non è una data" : "il dato non è né un numero né una data");
      } else if (!dates && limit->is_string()) {
        constantDate(key, *limit, compare);
      } else {
        addLimit(key, *limit, number ? Wanted::number : mayHold(subject_, Wanted::number) ? Wanted::anything : Wanted::date,
                 compare);
      }
    }
  }

  void constantDate(const char* key, const Json& limit, bool (*compare)(const Json&, const Json&)) {
    if (!isMoment(limit)) {
      return wrong(key, "non è una data come «2026-03-12»", "Per un altro dato scrivere {\"campo\": …}.");
    }
    if (!mayHold(subject_, Wanted::date)) return wrong(key, "il dato non è una data");
    tests_.push_back([limit, compare](const Json& value, const Item&, RuleRun&) { return compare(value, limit); });
  }

  template <typename Compare>
  void addLimit(const char* key, const Json& source, Wanted wanted, Compare compare) {
    std::shared_ptr<ValueNode> limit = reader_.value(source, place(key), item_, wanted);
    if (!limit) {
      complete_ = false;
      return;
    }
    tests_.push_back([limit, compare](const Json& value, const Item& item, RuleRun& run) {
      if (value.is_null()) return false;
      const Json other = limit->reckon(item, run);
      return !other.is_null() && compare(value, other);
    });
  }

  void joins() {
    const Json* join = member("esiste_in");
    if (join == nullptr) return;
    const std::size_t slot = reader_.newSlot();
    reader_.checkKeys(*join, place("esiste_in"), {"elenco", "chiave", "dove"});
    auto list = reader_.list(*join, place("esiste_in"), item_);
    complete_ = complete_ && list.has_value();
    if (!list) return;
    const Json* source = LanguageReader::member(*join, "chiave");
    const auto key = reader_.path(source == nullptr ? absentValue() : *source,
                                  pointerJoin(place("esiste_in"), "chiave"), list->itemField());
    complete_ = complete_ && key.has_value();
    if (!key) return;
    auto exists = std::make_shared<ExistsIn>(std::move(*list), *key, slot);
    tests_.push_back([exists](const Json& value, const Item& item, RuleRun& run) { return (*exists)(value, item, run); });
  }

  LanguageReader& reader_;
  const Json& source_;
  std::string pointer_;
  const Field& item_;
  const Field& subject_;
  std::vector<Test> tests_;
  bool complete_ = true;
};

// Reads one object with its several conditions.
class ConditionReader {
 public:
  ConditionReader(LanguageReader& reader, const Json& source, std::string pointer, const Field& item)
      : reader_(reader), source_(source), pointer_(std::move(pointer)), item_(item) {}

  std::unique_ptr<ConditionNode> read() {
    if (!reader_.checkKeys(source_, pointer_, knownKeys())) return nullptr;
    groups();
    subject();
    order();
    if (!complete_) return nullptr;
    if (conditions_.empty()) {
      reader_.complain(pointer_, "la condizione è vuota", "Indicare «campo», «valore», «elenco», «tutte», «almeno_una» o «nessuna».");
      return nullptr;
    }
    if (conditions_.size() == 1) return std::move(conditions_.front());
    return std::make_unique<AllOf>(std::move(conditions_));
  }

 private:
  const Json* member(const char* key) const { return LanguageReader::member(source_, key); }
  std::string place(const char* key) const { return pointerJoin(pointer_, key); }
  bool has(const char* key) const { return member(key) != nullptr; }

  // What may stand beside «campo», «valore» or «elenco», and nowhere else.
  std::vector<std::string> knownKeys() const {
    std::vector<std::string> known = {"campo", "valore", "elenco", "tutte", "almeno_una", "nessuna", "date_in_ordine"};
    if (has("elenco")) known.insert(known.end(), {"dove", "ogni", "nessuno", "almeno", "al_massimo", "unico"});
    if (has("campo") || has("valore") || !has("elenco")) {
      known.insert(known.end(), {"uguale", "diverso", "uguale_a", "fra", "presente", "minimo", "massimo", "non_prima_di",
                                 "non_dopo", "esiste_in"});
    }
    return known;
  }

  void add(std::unique_ptr<ConditionNode> condition) {
    if (condition) conditions_.push_back(std::move(condition));
    else complete_ = false;
  }

  void groups() {
    for (const char* key : {"tutte", "almeno_una", "nessuna"}) {
      const Json* list = member(key);
      if (list == nullptr) continue;
      if (!list->is_array() || list->empty()) {
        reader_.complain(place(key), "è un elenco di condizioni, fra parentesi quadre");
        complete_ = false;
        continue;
      }
      Conditions conditions;
      for (std::size_t at = 0; at < list->size(); ++at) {
        auto condition = reader_.condition((*list)[at], pointerJoin(place(key), at), item_);
        if (condition) conditions.push_back(std::move(condition));
        else complete_ = false;
      }
      if (conditions.size() != list->size()) continue;
      if (key[0] == 't') add(std::make_unique<AllOf>(std::move(conditions)));
      else if (key[0] == 'a') add(std::make_unique<AnyOf>(std::move(conditions)));
      else add(std::make_unique<NoneOf>(std::move(conditions)));
    }
  }

  void subject() {
    const int subjects = int{has("campo")} + int{has("valore")} + int{has("elenco")};
    if (subjects > 1) {
      reader_.complain(pointer_, "ci vuole uno solo fra «campo», «valore» ed «elenco»", "Dividere la condizione con «tutte».");
      complete_ = false;
    } else if (has("campo")) {
      fieldTests();
    } else if (has("valore")) {
      valueTests();
    } else if (has("elenco")) {
      listTests();
    } else {
      for (const auto& [key, value] : source_.items()) {
        if (key == "tutte" || key == "almeno_una" || key == "nessuna" || key == "date_in_ordine") continue;
        reader_.complain(pointerJoin(pointer_, key), "manca «campo»: non si sa che cosa provare");
        complete_ = false;
      }
    }
  }

  void fieldTests() {
    auto path = reader_.path(*member("campo"), place("campo"), item_);
    if (!path) return add(nullptr);
    auto tests = TestReader(reader_, source_, pointer_, item_, path->field()).read();
    if (tests.empty()) return add(nullptr);
    add(std::make_unique<FieldTests>(std::move(*path), std::move(tests)));
  }

  void valueTests() {
    auto value = reader_.value(*member("valore"), place("valore"), item_);
    if (!value) return add(nullptr);
    auto tests = TestReader(reader_, source_, pointer_, item_, value->result()).read();
    if (tests.empty()) return add(nullptr);
    add(std::make_unique<ValueTests>(std::move(value), std::move(tests)));
  }

  std::optional<std::int64_t> count(const char* key) {
    if (!has(key)) return {};
    return reader_.whole(source_, pointer_, key, 0, 1'000'000'000, 0);
  }

  void listTests() {
    auto list = reader_.list(source_, pointer_, item_);
    if (!list) return add(nullptr);
    ListQuestions questions;
    const Field& inner = list->itemField();
    if (const Json* every = member("ogni")) {
      questions.every = reader_.condition(*every, place("ogni"), inner);
      complete_ = complete_ && questions.every != nullptr;
    }
    if (const Json* no = member("nessuno")) {
      questions.no = reader_.condition(*no, place("nessuno"), inner);
      complete_ = complete_ && questions.no != nullptr;
    }
    questions.atLeast = count("almeno");
    questions.atMost = count("al_massimo");
    if (const Json* key = member("unico")) {
      questions.uniqueKey = reader_.path(*key, place("unico"), inner);
      complete_ = complete_ && questions.uniqueKey.has_value();
    }
    if (!has("ogni") && !has("nessuno") && !has("almeno") && !has("al_massimo") && !has("unico")) {
      reader_.complain(pointer_, "manca «ogni», «nessuno», «almeno», «al_massimo» o «unico»");
      return add(nullptr);
    }
    const DataPath path = list->path;
    std::unique_ptr<ConditionNode> node = std::make_unique<ListTests>(std::move(*list), std::move(questions));
    add(reader_.once(std::move(node), path, item_));
  }

  void order() {
    const Json* list = member("date_in_ordine");
    if (list == nullptr) return;
    std::vector<DataPath> paths;
    if (list->is_array()) {
      for (std::size_t at = 0; at < list->size(); ++at) {
        const std::string where = pointerJoin(place("date_in_ordine"), at);
        auto path = reader_.path((*list)[at], where, item_);
        if (!path) return add(nullptr);
        if (!mayHold(path->field(), Wanted::date)) {
          reader_.complain(where, "il dato non è una data");
          return add(nullptr);
        }
        paths.push_back(std::move(*path));
      }
    }
    if (paths.size() < 2) {
      reader_.complain(place("date_in_ordine"), "è un elenco di almeno due percorsi di date");
      return add(nullptr);
    }
    add(std::make_unique<DatesInOrder>(std::move(paths)));
  }

  LanguageReader& reader_;
  const Json& source_;
  std::string pointer_;
  const Field& item_;
  Conditions conditions_;
  bool complete_ = true;
};

}  // namespace

std::unique_ptr<ConditionNode> LanguageReader::conditionOn(const Json& source, const std::string& pointer,
                                                           const Field& item) {
  return ConditionReader(*this, source, pointer, item).read();
}

}  // namespace stesura
