#include <algorithm>
#include <array>
#include <utility>

#include "generator/merge/present.h"
#include "generator/rules/chart_words.h"
#include "generator/rules/reader.h"

namespace stesura {
namespace {

using Value = std::unique_ptr<ValueNode>;

struct Series {
  std::string name;
  Value value;
};

struct ChartPlan {
  std::string type, title, unit, alternative;
  std::vector<Series> series;
  std::optional<Series> target;
  Value group, begin, end;  // of a Gantt chart
};

std::unique_ptr<Field> numbersField() {
  auto list = resultField(kTypeArray, Presence::required);
  list->items = resultField(kTypeNumber | unsigned{kTypeNull}, Presence::optional);
  return list;
}

void add(Field& parent, const char* name, const char* title, std::unique_ptr<Field> field) {
  field->name = name;
  field->title = title;
  parent.properties.insert_or_assign(name, std::move(field));
}

std::unique_ptr<Field> textField(Presence presence = Presence::required) {
  return resultField(kTypeString, presence);
}

std::unique_ptr<Field> listOf(std::unique_ptr<Field> items) {
  auto list = resultField(kTypeArray, Presence::required);
  list->items = std::move(items);
  return list;
}

std::unique_ptr<Field> seriesField(Presence presence) {
  auto series = resultField(kTypeObject, presence);
  add(*series, "nome", "Nome", textField());
  add(*series, "valori", "Valori", numbersField());
  return series;
}

std::unique_ptr<Field> chartField(bool gantt) {
  auto chart = resultField(kTypeObject, Presence::optional);
  for (const auto& [name, title] : {std::pair{"tipo", "Tipo di grafico"}, std::pair{"titolo", "Titolo"},
                                    std::pair{"testo_alternativo", "Testo alternativo"}}) {
    add(*chart, name, title, textField());
  }
  add(*chart, "unita", "Unità", textField(Presence::optional));
  auto row = resultField(kTypeObject, Presence::required);
  add(*row, "etichetta", "Etichetta", textField());
  if (gantt) {
    auto activity = resultField(kTypeObject, Presence::required);
    add(*activity, "etichetta", "Etichetta", textField());
    add(*activity, "gruppo", "Gruppo", textField(Presence::optional));
    add(*activity, "inizio", "Inizio", resultField(kTypeString, Presence::required, "date"));
    add(*activity, "fine", "Fine", resultField(kTypeString, Presence::optional, "date"));
    add(*chart, "attivita", "Attività", listOf(copyField(*activity)));
    add(*chart, "righe", "Righe della tabella", listOf(std::move(activity)));
    return chart;
  }
  add(*chart, "categorie", "Categorie", listOf(textField()));
  add(*chart, "serie", "Serie", listOf(seriesField(Presence::required)));
  add(*chart, "obiettivo", "Obiettivo", seriesField(Presence::optional));
  add(*row, "valori", "Valori", numbersField());
  add(*row, "obiettivo", "Obiettivo", resultField(kTypeNumber, Presence::optional));
  add(*chart, "righe", "Righe della tabella", listOf(std::move(row)));
  return chart;
}

class ChartOf : public ValueNode {
 public:
  ChartOf(ListSource list, Value label, ChartPlan plan)
      : ValueNode(chartField(plan.begin != nullptr)), list_(std::move(list)), label_(std::move(label)),
        plan_(std::move(plan)), labels_({}, &label_->result()) {}

  Json reckon(const Item& item, RuleRun& run) const override {
    Json chart = {{"tipo", plan_.type}, {"titolo", plan_.title}, {"righe", Json::array()}};
    if (!plan_.unit.empty()) chart["unita"] = plan_.unit;
    list_.each(item, run, [&](const Item& inner) {
      Json row = {{"etichetta", labelOf(inner, run)}};
      if (plan_.begin ? addTimes(row, inner, run) : addFigures(row, inner, run)) chart["righe"].push_back(std::move(row));
      return true;
    });
    if (chart["righe"].empty()) return {};
    if (plan_.begin) chart["attivita"] = chart["righe"];
    else addColumns(chart);
    run.step(weightOf(chart));
    chart["testo_alternativo"] = plan_.alternative.empty() ? chartInWords(chart) : plan_.alternative;
    return chart;
  }
  const DataPath* subject() const override { return &list_.path; }

 private:
  std::string labelOf(const Item& inner, RuleRun& run) const {
    std::string text;
    const Json value = label_->reckon(inner, run);
    if (value.is_null() || !labels_.present(value, text).empty() || text.empty()) return "non rilevato";
    return text;
  }

  bool addTimes(Json& row, const Item& inner, RuleRun& run) const {
    Json begin = plan_.begin->reckon(inner, run);
    Json end = plan_.end->reckon(inner, run);
    if (!begin.is_string()) return false;
    row["inizio"] = std::move(begin);
    // An activity without an end is still open.
    if (end.is_string()) row["fine"] = std::move(end);
    if (!plan_.group) return true;
    std::string group;
    const Json value = plan_.group->reckon(inner, run);
    const Presenter presenter({}, &plan_.group->result());
    if (!value.is_null() && presenter.present(value, group).empty() && !group.empty()) row["gruppo"] = group;
    return true;
  }

  bool addFigures(Json& row, const Item& inner, RuleRun& run) const {
    Json& values = row["valori"] = Json::array();
    for (const Series& series : plan_.series) values.push_back(figure(series, inner, run));
    if (!plan_.target) return true;
    Json target = figure(*plan_.target, inner, run);
    if (!target.is_null()) row["obiettivo"] = std::move(target);
    return true;
  }

  static Json figure(const Series& series, const Item& inner, RuleRun& run) {
    Json value = series.value->reckon(inner, run);
    return value.is_number() ? value : Json();
  }

  // The rows once more, as the drawing wants them.
  void addColumns(Json& chart) const {
    const Json& rows = chart["righe"];
    Json categories = Json::array();
    Json target = {{"nome", plan_.target ? plan_.target->name : ""}, {"valori", Json::array()}};
    Json columns = Json::array();
    for (const Series& series : plan_.series) columns.push_back({{"nome", series.name}, {"valori", Json::array()}});
    for (const Json& row : rows) {
      categories.push_back(row["etichetta"]);
      for (std::size_t at = 0; at < plan_.series.size(); ++at) columns[at]["valori"].push_back(row["valori"][at]);
      const auto found = row.find("obiettivo");
      target["valori"].push_back(found == row.end() ? Json() : *found);
    }
    chart["categorie"] = std::move(categories);
    chart["serie"] = std::move(columns);
    if (plan_.target) chart["obiettivo"] = std::move(target);
  }

  ListSource list_;
  Value label_;
  ChartPlan plan_;
  Presenter labels_;
};

std::optional<Series> readSeries(LanguageReader& reader, const Json& source, const std::string& pointer, const Field& item) {
  if (!reader.checkKeys(source, pointer, {"nome", "di"})) return {};
  Series series{reader.text(source, pointer, "nome"), reader.value(source, "di", pointer, item, Wanted::number)};
  if (!series.value || series.name.empty()) return {};
  return series;
}

bool readFigures(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item, ChartPlan& plan) {
  const Json* list = MemberReader::member(options, "serie");
  if (list == nullptr || !list->is_array() || list->empty()) {
    reader.complain(pointerJoin(pointer, "serie"), "è un elenco di «nome» e «di», fra parentesi quadre");
    return false;
  }
  for (std::size_t at = 0; at < list->size(); ++at) {
    auto series = readSeries(reader, (*list)[at], pointerJoin(pointerJoin(pointer, "serie"), at), item);
    if (series) plan.series.push_back(std::move(*series));
  }
  if (const Json* target = MemberReader::member(options, "obiettivo")) {
    plan.target = readSeries(reader, *target, pointerJoin(pointer, "obiettivo"), item);
    if (!plan.target) return false;
  }
  return plan.series.size() == list->size();
}

bool readTimes(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item, ChartPlan& plan) {
  plan.begin = reader.value(options, "inizio", pointer, item, Wanted::date);
  plan.end = reader.value(options, "fine", pointer, item, Wanted::date);
  const bool grouped = MemberReader::member(options, "gruppo") != nullptr;
  if (grouped) plan.group = reader.value(options, "gruppo", pointer, item);
  if (plan.group && !mayBeScalar(plan.group->result())) {
    reader.complain(pointerJoin(pointer, "gruppo"), "qui serve un valore semplice, non un insieme di dati");
    return false;
  }
  return plan.begin && plan.end && (!grouped || plan.group);
}

Value readChart(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item) {
  constexpr std::array<std::string_view, 5> kTypes = {"barre", "barre_impilate", "linee", "radar", "gantt"};
  ChartPlan plan;
  plan.type = reader.text(options, pointer, "tipo");
  const bool gantt = plan.type == "gantt";
  std::vector<std::string> known = {"tipo", "titolo", "unita", "testo_alternativo", "elenco", "dove", "etichetta"};
  known.insert(known.end(), {gantt ? "inizio" : "serie", gantt ? "fine" : "obiettivo"});
  if (gantt) known.emplace_back("gruppo");
  reader.checkKeys(options, pointer, known);
  if (!plan.type.empty() && std::find(kTypes.begin(), kTypes.end(), plan.type) == kTypes.end()) {
    reader.complain(pointerJoin(pointer, "tipo"), "è «barre», «barre_impilate», «linee», «radar» o «gantt»");
  }
  plan.title = reader.text(options, pointer, "titolo");
  plan.unit = reader.text(options, pointer, "unita", "");
  plan.alternative = reader.text(options, pointer, "testo_alternativo", "");
  auto list = reader.list(options, pointer, item);
  if (!list) return nullptr;
  auto label = reader.value(options, "etichetta", pointer, list->itemField());
  if (label && !mayBeScalar(label->result())) {
    reader.complain(pointerJoin(pointer, "etichetta"), "qui serve un valore semplice, non un insieme di dati");
    return nullptr;
  }
  const bool complete = gantt ? readTimes(reader, options, pointer, list->itemField(), plan)
                              : readFigures(reader, options, pointer, list->itemField(), plan);
  if (!label || !complete) return nullptr;
  const DataPath path = list->path;
  Value node = std::make_unique<ChartOf>(std::move(*list), std::move(label), std::move(plan));
  return reader.once(std::move(node), path, item);
}

constexpr std::array<LanguageFunction, 1> kFunctions = {{{"grafico", readChart}}};

}  // namespace

std::span<const LanguageFunction> chartFunctions() { return kFunctions; }

}  // namespace stesura
