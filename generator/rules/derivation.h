// The derived values of a layout: reckoned from the projection, and shown by it like any datum.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/json/json.h"
#include "generator/rules/source.h"
#include "generator/rules/steps.h"
#include "generator/schema/field.h"

namespace stesura {

// Immutable; thread-safe.
class Derivation {
 public:
  // Whether what lies at a pattern ("/parti/*/ente") is left in the data.
  using Kept = std::function<bool(std::string_view pattern)>;

  // Binds the derived values of `sources`, in that order, each to the shape with the earlier ones
  // added. What is wrong goes to `problems` with pointers into kind.json; then the derivation is
  // not to be used. A value made of what was removed is never reckoned.
  static Derivation compile(const std::vector<const LanguageSource*>& sources, const Field& shape, const Kept& kept,
                            std::vector<Problem>& problems);
  Derivation();
  Derivation(Derivation&&) noexcept;
  Derivation& operator=(Derivation&&) noexcept;
  ~Derivation();

  bool empty() const { return values_.empty(); }
  // The data's shape with the derived values added. Not of an empty derivation.
  const Field& shape() const { return *shape_; }

  // Adds the values to the projected data. What cannot be reckoned for another reason than that
  // data are absent goes to `problems`, and stays absent.
  void apply(Json& data, Steps& steps, std::vector<Problem>& problems) const;

  // One derived value, as lint and people see it.
  struct Use {
    std::string pattern;  // "/righe/*/quota"
    std::string title;
    std::string pointer;           // its place in kind.json
    std::set<std::string> inputs;  // patterns
    std::string removed;           // the input that the layout may not show, "" if none
    bool isChart = false;
  };
  std::vector<Use> uses() const;

 private:
  class Compiler;
  struct Value;
  std::unique_ptr<Field> shape_;
  std::vector<std::unique_ptr<const Value>> values_;
};

}  // namespace stesura
