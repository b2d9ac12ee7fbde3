// Reads conditions and values of kind.json and binds them to the shape of the data; tells all mistakes.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "generator/error.h"
#include "generator/json/json.h"
#include "generator/json/member_reader.h"
#include "generator/rules/nodes.h"
#include "generator/schema/field.h"

namespace stesura {

enum class Wanted { anything, number, text, date, boolean };

// One reader a shape. What it hands out borrows the shape. `item` is always what relative paths
// start from; `pointer` is the place in kind.json. A null result was complained of.
class LanguageReader : public MemberReader {
 public:
  LanguageReader(const Field& root, std::vector<Problem>& problems) : MemberReader(problems), root_(root) {}

  std::unique_ptr<ConditionNode> condition(const Json& source, const std::string& pointer, const Field& item);
  // A text is a path, a number itself, an object one function.
  std::unique_ptr<ValueNode> value(const Json& source, const std::string& pointer, const Field& item,
                                   Wanted wanted = Wanted::anything);
  // The value of a member that must be there.
  std::unique_ptr<ValueNode> value(const Json& options, const char* key, const std::string& pointer,
                                   const Field& item, Wanted wanted = Wanted::anything);
  // A path that names one value.
  std::optional<DataPath> path(const Json& source, const std::string& pointer, const Field& item);
  // The members «elenco» (or what `key` names) and «dove».
  std::optional<ListSource> list(const Json& options, const std::string& pointer, const Field& item,
                                 const char* key = "elenco");

  // Wraps what looks at the whole document, whatever the item.
  template <typename NodeType>
  std::unique_ptr<NodeType> once(std::unique_ptr<NodeType> node, const DataPath& path, const Field& item) {
    if (!path.fromDocument() || &item == &root_) return node;
    return reckonedOnce(std::move(node), newSlot());
  }
  std::size_t newSlot() { return slots_++; }
  std::size_t slots() const { return slots_; }
  // Patterns of everything that was named, like "/parti/*/ente".
  const std::set<std::string>& inputs() const { return inputs_; }
  const Field& root() const { return root_; }

 private:
  class Deeper;
  std::unique_ptr<ConditionNode> conditionOn(const Json& source, const std::string& pointer, const Field& item);
  std::optional<DataPath> bind(const std::string& text, const std::string& pointer, const Field& item);

  const Field& root_;
  std::set<std::string> inputs_;
  std::size_t slots_ = 0;
  std::size_t depth_ = 0;
};

// A function of the language: its name, and how its argument is read.
struct LanguageFunction {
  const char* name;
  std::unique_ptr<ValueNode> (*read)(LanguageReader& reader, const Json& argument, const std::string& pointer,
                                     const Field& item);
};
std::span<const LanguageFunction> listFunctions();
std::span<const LanguageFunction> orderFunctions();
std::span<const LanguageFunction> numberFunctions();
std::span<const LanguageFunction> dateFunctions();
std::span<const LanguageFunction> textFunctions();
std::span<const LanguageFunction> choiceFunctions();
std::span<const LanguageFunction> chartFunctions();

// Whether a field may hold what is wanted; one of which nothing is known may.
bool mayHold(const Field& field, Wanted wanted);

}  // namespace stesura
