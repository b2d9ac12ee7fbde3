#include "generator/markdown_check.h"

#include <utility>

#include "generator/markdown/markdown.h"

namespace stesura {

namespace {

constexpr std::size_t kMostProblems = 1000;

}  // namespace

MarkdownCheck::MarkdownCheck(const Field& shape) : root_(plan(shape)) {}

std::unique_ptr<MarkdownCheck::Node> MarkdownCheck::plan(const Field& field) {
  auto node = std::make_unique<Node>();
  node->markdown = field.mediaType == "text/markdown";
  node->title = field.title;
  for (const auto& [key, member] : field.properties) {
    if (auto below = plan(*member)) node->members.emplace(key, std::move(below));
  }
  if (field.items) node->items = plan(*field.items);
  return node->markdown || !node->members.empty() || node->items ? std::move(node) : nullptr;
}

void MarkdownCheck::visit(const Node& node, const Json& value, const std::string& pointer,
                          std::vector<Problem>& problems) {
  if (problems.size() >= kMostProblems) return;
  if (node.markdown && value.is_string()) {
    for (const MarkdownFault& fault : readMarkdown(value.get_ref<const std::string&>()).faults) {
      problems.push_back({.pointer = pointer, .message = "«" + node.title + "» " + fault.clause + ".",
                          .hint = fault.hint, .keyword = "contentMediaType", .schemaPointer = {}, .place = {}});
    }
  } else if (value.is_array() && node.items) {
    for (std::size_t at = 0; at < value.size(); ++at) visit(*node.items, value[at], pointerJoin(pointer, at), problems);
  } else if (value.is_object()) {
    for (const auto& [key, below] : node.members) {
      const auto found = value.find(key);
      if (found != value.end()) visit(*below, *found, pointerJoin(pointer, key), problems);
    }
  }
}

std::vector<Problem> MarkdownCheck::problems(const Json& data) const {
  std::vector<Problem> problems;
  if (root_) visit(*root_, data, "", problems);
  return problems;
}

}  // namespace stesura
