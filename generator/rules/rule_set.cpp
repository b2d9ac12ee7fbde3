#include "generator/rules/rule_set.h"

#include <algorithm>
#include <utility>

#include "generator/rules/reader.h"

namespace stesura {

struct RuleSet::Rule {
  Use use;
  std::string message, hint;
  bool isError = true;
  std::unique_ptr<ListSource> items;  // `in`: null for the document
  std::unique_ptr<ConditionNode> condition;  // `se`; may be null
  std::unique_ptr<ConditionNode> demand;     // `allora`
  std::size_t slots = 0;
};

namespace {

constexpr std::size_t kMostPlaces = 50;  // of one rule that are told one by one

std::string hintOf(MemberReader& reader, const Json& source, const std::string& pointer) {
  std::string hint = reader.text(source, pointer, "rimedio", "");
  const std::string norm = reader.text(source, pointer, "norma", "");
  if (!norm.empty()) hint += (hint.empty() ? "Norma: " : " Norma: ") + norm + ".";
  return hint;
}

}  // namespace

RuleSet::RuleSet() = default;
RuleSet::RuleSet(RuleSet&&) noexcept = default;
RuleSet& RuleSet::operator=(RuleSet&&) noexcept = default;
RuleSet::~RuleSet() = default;

RuleSet RuleSet::compile(const Json& rules, const std::string& pointer, const Field& shape,
                         std::vector<Problem>& problems) {
  RuleSet set;
  if (!rules.is_array()) {
    MemberReader(problems).complain(pointer, "è un elenco di regole, fra parentesi quadre");
    return set;
  }
  std::set<std::string> names;
  for (std::size_t at = 0; at < rules.size(); ++at) {
    const Json& source = rules[at];
    const std::string place = pointerJoin(pointer, at);
    LanguageReader reader(shape, problems);
    if (!reader.checkKeys(source, place, {"nome", "se", "allora", "messaggio", "rimedio", "norma", "gravita", "in"}) &&
        !source.is_object()) {
      continue;
    }
    auto rule = std::make_unique<Rule>();
    rule->use.name = reader.text(source, place, "nome");
    rule->use.pointer = place;
    rule->message = reader.text(source, place, "messaggio");
    rule->hint = hintOf(reader, source, place);
    const std::string severity = reader.text(source, place, "gravita", "errore");
    rule->isError = severity == "errore";
    if (!rule->isError && severity != "avviso") reader.complain(pointerJoin(place, "gravita"), "è «errore» o «avviso»");
    if (!rule->use.name.empty() && !names.insert(rule->use.name).second) {
      reader.complain(pointerJoin(place, "nome"), "un’altra regola ha già questo nome");
    }
    const Field* item = &shape;
    if (MemberReader::member(source, "in") != nullptr) {
      auto list = reader.list({{"in", source["in"]}}, place, shape, "in");
      if (!list) continue;
      rule->items = std::make_unique<ListSource>(std::move(*list));
      item = &rule->items->itemField();
    }
    if (const Json* condition = MemberReader::member(source, "se")) {
      rule->condition = reader.condition(*condition, pointerJoin(place, "se"), *item);
    }
    const Json* demand = MemberReader::member(source, "allora");
    if (demand == nullptr) reader.complain(pointerJoin(place, "allora"), "manca ciò che la regola chiede");
    else rule->demand = reader.condition(*demand, pointerJoin(place, "allora"), *item);
    rule->use.inputs = reader.inputs();
    rule->slots = reader.slots();
    if (rule->demand) set.rules_.push_back(std::move(rule));
  }
  return set;
}

namespace {

// Where a rule is broken; everywhere below `items` if it is asked of each of them.
template <typename Rule>
std::vector<std::string> brokenAt(const Rule& rule, const Json& data, RuleRun& run) {
  std::vector<std::string> places;
  const auto ask = [&](const Item& item) {
    const Item untraced{item.value, {}, false, item.index};
    if (rule.condition && !rule.condition->holds(untraced, run)) return true;
    if (rule.demand->holds(untraced, run)) return true;
    const std::size_t before = places.size();
    rule.demand->tellWhere(item, run, places);
    if (places.size() == before) places.push_back(item.pointer);
    return true;
  };
  const Item document{data, "", true};
  if (rule.items) rule.items->each(document, run, ask);
  else ask(document);
  return places;
}

Problem problemOf(const std::string& place, std::string message, std::string hint, const std::string& name) {
  return {.pointer = place, .message = std::move(message), .hint = std::move(hint), .keyword = name,
          .schemaPointer = {}, .place = {}};
}

}  // namespace

RuleFindings RuleSet::check(const Json& data, Steps& steps) const {
  RuleFindings findings;
  for (const auto& rule : rules_) {
    std::vector<Problem>& problems = rule->isError ? findings.errors : findings.warnings;
    RuleRun run(data, steps, rule->slots);
    std::vector<std::string> places = brokenAt(*rule, data, run);
    const std::string failure = run.takeFailure();
    if (!failure.empty()) {
      problems.push_back(problemOf("", "La regola «" + rule->use.name + "» non si può controllare: " + failure + ".", "",
                                   rule->use.name));
      continue;
    }
    std::set<std::string> told;
    for (const std::string& place : places) {
      if (told.size() == kMostPlaces) break;
      if (told.insert(place).second) problems.push_back(problemOf(place, rule->message, rule->hint, rule->use.name));
    }
    if (places.size() > kMostPlaces) {
      problems.push_back(problemOf("", rule->message, "Lo stesso vale per altri elementi oltre a questi " +
                                                          std::to_string(kMostPlaces) + ".", rule->use.name));
    }
  }
  return findings;
}

std::vector<RuleSet::Use> RuleSet::uses() const {
  std::vector<Use> uses;
  for (const auto& rule : rules_) uses.push_back(rule->use);
  return uses;
}

}  // namespace stesura
