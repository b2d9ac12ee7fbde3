// What one walk of rules or derived values over one document holds: data, steps, what is reckoned once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "generator/json/json.h"
#include "generator/rules/steps.h"

namespace stesura {

// What relative paths start from: the document itself, or an item of a list.
struct Item {
  const Json& value;
  std::string pointer{};  // kept only where `traced`: for telling where something fails
  bool traced = false;
  std::size_t index = 0;  // in its list, from 0
};

// Items of a list by the value of a key: the join of two lists in linear time.
using JoinIndex = std::unordered_map<std::string, const Json*>;

// One thread's work on one document. The document must not lose items meanwhile.
class RuleRun {
 public:
  RuleRun(const Json& document, Steps& steps, std::size_t slots)
      : document_(document), steps_(steps), kept_(slots), indexes_(slots) {}

  const Json& document() const { return document_; }
  void step(std::size_t count = 1) { steps_.take(count); }

  std::optional<Json>& kept(std::size_t slot) { return kept_[slot]; }
  std::unique_ptr<JoinIndex>& index(std::size_t slot) { return indexes_[slot]; }

  // Why a value could not be reckoned: an Italian clause. The first one stands.
  void fail(std::string_view why) {
    if (failure_.empty()) failure_ = why;
  }
  std::string takeFailure() { return std::exchange(failure_, {}); }

 private:
  const Json& document_;
  Steps& steps_;
  std::vector<std::optional<Json>> kept_;
  std::vector<std::unique_ptr<JoinIndex>> indexes_;
  std::string failure_;
};

// The text of a scalar as a key of joins and groups: equal values have equal keys (1 and 1.0), a
// number and a text never. Null for what is absent or no scalar.
std::optional<std::string> joinKey(const Json& value);

// The whole number that a JSON number is (3 and 3.0); null for all else.
std::optional<std::int64_t> wholeNumber(const Json& value);

// Steps that storing a value costs.
std::size_t weightOf(const Json& value);

}  // namespace stesura
