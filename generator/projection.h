// What a layout may show, worked out once from schema and rules, then applied to any data.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "generator/kind.h"

namespace stesura {

// Immutable; thread-safe. The shape it was made from need not outlive it.
class Projection {
 public:
  // Throws Error{templateFile} for a rule that names no property, or a reduction of what is no text.
  Projection(const Field& shape, const ProjectionRules& rules);

  // The data with everything removed that the rules do not keep: values, and the reasons for the
  // absence of values that are removed themselves, wherever a document inside the data tells them. What the schema does not know is removed too.
  Json apply(const Json& data) const;

  // Whether a property (pattern like "/parti/*/ente") or anything below it is kept.
  bool keeps(std::string_view pattern) const;

  // True if nothing that the schema knows is removed or reduced.
  bool keepsEverything() const { return keepsEverything_; }

  // The shape as templates see it: all names, with the formats that reductions leave.
  const Field& shape() const { return *shape_; }

 private:
  struct Node;
  std::unique_ptr<Node> plan(Field& field, const ProjectionRules& rules);
  static bool applyTo(const Json& value, const Node& node, Json& out);
  static Json applyToAbsences(const Json& reasons, const Node& node);
  static const Node* nodeAt(const Node& from, std::string_view pointer);

  std::unique_ptr<Field> shape_;
  std::shared_ptr<const Node> root_;
  bool keepsEverything_ = true;
};

}  // namespace stesura
