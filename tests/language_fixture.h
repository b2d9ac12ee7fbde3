// Derived values and rules tried out on data whose shape is taken from the data themselves.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "generator/rules/derivation.h"
#include "generator/rules/rule_set.h"

namespace stesura::testing {

inline Json parsed(const std::string& text) { return Json::parse(text); }

struct Outcome {
  Json data;
  std::vector<Problem> mistakes;  // in kind.json
  std::vector<Problem> problems;  // in the data
};

// Reckons `derivati` over `data`; nothing is reckoned where kind.json has mistakes.
inline Outcome derive(Json data, const Json& derived, const Derivation::Kept& kept = [](std::string_view) { return true; }) {
  Outcome outcome;
  const std::unique_ptr<Field> shape = inferShape(data);
  LanguageSource source;
  source.derived = derived;
  const Derivation derivation = Derivation::compile({&source}, *shape, kept, outcome.mistakes);
  if (outcome.mistakes.empty()) {
    Steps steps;
    derivation.apply(data, steps, outcome.problems);
  }
  outcome.data = std::move(data);
  return outcome;
}

// The value of one expression over the whole document; null where it has mistakes.
inline Json valueOf(const Json& data, const std::string& expression) {
  const Json derived = {{{"nome", "/esito"}, {"titolo", "Esito"}, {"valore", parsed(expression)}}};
  const Outcome outcome = derive(data, derived);
  for (const Problem& mistake : outcome.mistakes) ADD_FAILURE() << mistake.pointer << ": " << mistake.message << " " << mistake.hint;
  for (const Problem& problem : outcome.problems) ADD_FAILURE() << problem.message;
  return outcome.data.contains("esito") ? outcome.data["esito"] : Json();
}

// What is said of an expression that is not right: «pointer: message hint», one a line.
inline std::string mistakesOf(const Json& data, const std::string& expression) {
  const Json derived = {{{"nome", "/esito"}, {"titolo", "Esito"}, {"valore", parsed(expression)}}};
  std::string all;
  for (const Problem& mistake : derive(data, derived).mistakes) {
    all += mistake.pointer + ": " + mistake.message + (mistake.hint.empty() ? "" : " " + mistake.hint) + "\n";
  }
  return all;
}

inline RuleFindings check(const Json& data, const Json& rules, std::vector<Problem>& mistakes) {
  const std::unique_ptr<Field> shape = inferShape(data);
  const RuleSet set = RuleSet::compile(rules, "/regole", *shape, mistakes);
  if (!mistakes.empty()) return {};
  Steps steps;
  return set.check(data, steps);
}

// The places where one condition, asked of the whole document, fails; empty if it holds.
inline std::vector<std::string> failures(const Json& data, const std::string& condition, const std::string& when = "") {
  Json rule = {{"nome", "prova"}, {"messaggio", "Non va."}, {"allora", parsed(condition)}};
  if (!when.empty()) rule["se"] = parsed(when);
  std::vector<Problem> mistakes;
  const RuleFindings findings = check(data, Json::array({rule}), mistakes);
  for (const Problem& mistake : mistakes) ADD_FAILURE() << mistake.pointer << ": " << mistake.message << " " << mistake.hint;
  std::vector<std::string> places;
  for (const Problem& problem : findings.errors) places.push_back(problem.pointer);
  std::sort(places.begin(), places.end());
  return places;
}

}  // namespace stesura::testing
