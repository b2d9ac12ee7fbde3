// Conditions and values of the language of kind.json, compiled: bound to a shape, ready to be run.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "generator/rules/data_path.h"
#include "generator/rules/run.h"
#include "generator/schema/field.h"

namespace stesura {

// A question that data answer with yes or no. Immutable; thread-safe.
class ConditionNode {
 public:
  virtual ~ConditionNode() = default;
  virtual bool holds(const Item& item, RuleRun& run) const = 0;
  // Adds the JSON Pointers of what makes it fail; the item is traced.
  virtual void tellWhere(const Item& item, RuleRun& run, std::vector<std::string>& places) const;
};

// Something that is reckoned from data. Immutable; thread-safe.
class ValueNode {
 public:
  explicit ValueNode(std::unique_ptr<Field> result) : result_(std::move(result)) {}
  virtual ~ValueNode() = default;
  // Null where it cannot be reckoned because data are absent.
  virtual Json reckon(const Item& item, RuleRun& run) const = 0;
  // The place to look at when the value is wrong; null: the item itself.
  virtual const DataPath* subject() const { return nullptr; }
  // What templates and other values may know of the result. Its presence tells whether it is
  // always there.
  const Field& result() const { return *result_; }

 private:
  std::unique_ptr<Field> result_;
};

// The items of a list, of lists within lists, perhaps only those for which a condition holds.
struct ListSource {
  DataPath path;
  std::unique_ptr<ConditionNode> where;  // null: all

  const Field& itemField() const { return *path.field().items; }
  bool each(const Item& item, RuleRun& run, const DataPath::Visit& visit) const;
};

// A result of that type, always there or not.
std::unique_ptr<Field> resultField(unsigned types, Presence presence, std::string format = {});

// Reckons once for the whole document what does not depend on the item.
std::unique_ptr<ValueNode> reckonedOnce(std::unique_ptr<ValueNode> node, std::size_t slot);
std::unique_ptr<ConditionNode> reckonedOnce(std::unique_ptr<ConditionNode> node, std::size_t slot);

}  // namespace stesura
