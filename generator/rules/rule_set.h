// The rules of a kind or a layout, bound to the shape of the data: what must hold across a document.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "generator/error.h"
#include "generator/json/json.h"
#include "generator/rules/steps.h"
#include "generator/schema/field.h"

namespace stesura {

struct RuleFindings {
  std::vector<Problem> errors;
  std::vector<Problem> warnings;
};

// Immutable; thread-safe.
class RuleSet {
 public:
  // `rules` is the array `regole` at `pointer` of kind.json. What is wrong goes to `problems`; then
  // the set is not to be used. `shape` must outlive it.
  static RuleSet compile(const Json& rules, const std::string& pointer, const Field& shape,
                         std::vector<Problem>& problems);
  RuleSet();
  RuleSet(RuleSet&&) noexcept;
  RuleSet& operator=(RuleSet&&) noexcept;
  ~RuleSet();

  bool empty() const { return rules_.empty(); }
  // Every rule that does not hold, at the items that break it.
  RuleFindings check(const Json& data, Steps& steps) const;

  // One rule: its name, its place in kind.json and the patterns of the data it looks at.
  struct Use {
    std::string name, pointer;
    std::set<std::string> inputs;
  };
  std::vector<Use> uses() const;

 private:
  struct Rule;
  std::vector<std::unique_ptr<const Rule>> rules_;
};

}  // namespace stesura
