// Checks the texts in Markdown among the data of a document before anything is made of them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "generator/error.h"
#include "generator/json/json.h"
#include "generator/schema/field.h"

namespace stesura {

// Made once from a shape, which need not outlive it. Immutable; thread-safe.
class MarkdownCheck {
 public:
  explicit MarkdownCheck(const Field& shape);

  // Every fault of every text, with its pointer. Takes no time where the shape has no Markdown.
  std::vector<Problem> problems(const Json& data) const;

 private:
  struct Node {
    bool markdown = false;
    std::string title;
    std::map<std::string, std::unique_ptr<Node>, std::less<>> members;
    std::unique_ptr<Node> items;
  };
  static std::unique_ptr<Node> plan(const Field& field);
  static void visit(const Node& node, const Json& value, const std::string& pointer, std::vector<Problem>& problems);

  std::shared_ptr<const Node> root_;  // null if there is no Markdown
};

}  // namespace stesura
