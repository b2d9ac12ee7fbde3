// A path of the language of kind.json, bound to the shape of the data.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "generator/rules/run.h"
#include "generator/schema/field.h"

namespace stesura {

// `/parti/*/ente` starts at the document, `ente/id` at the current item, `.` is the item itself;
// `*` stands for every index. Immutable.
class DataPath {
 public:
  // Why a path is not bound.
  struct Mistake {
    std::string message, hint;
  };

  // `item` is what relative paths start from; both shapes must outlive the path.
  static std::optional<DataPath> bind(const std::string& text, const Field& root, const Field& item,
                                      Mistake& mistake);

  // Of the value; the item's or the property's shape.
  const Field& field() const { return *field_; }
  bool fromDocument() const { return fromDocument_; }
  bool namesMany() const;
  // Whether valid data always have the value.
  bool isCertain() const { return certain_; }

  // The value, or a null one where it is absent. Only where the path names one.
  const Json& value(const Item& item, RuleRun& run) const;
  // Where the value is, or would be.
  std::string pointer(const Item& item) const;
  // Every value that is there, until `visit` says false; false then.
  using Visit = std::function<bool(const Item&)>;
  bool each(const Item& item, RuleRun& run, const Visit& visit) const;

 private:
  struct Step {
    std::string key;
    bool any = false;
  };
  bool walk(const Item& at, std::size_t step, RuleRun& run, const Visit& visit) const;

  std::vector<Step> steps_;
  const Field* field_ = nullptr;
  bool fromDocument_ = false;
  bool certain_ = true;
};

// The one value that stands for all that are absent.
const Json& absentValue();

}  // namespace stesura
