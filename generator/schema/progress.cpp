#include "generator/schema/progress.h"

#include <unordered_map>

namespace stesura {

std::vector<const Node*> inPlaceNodes(const Node& node) {
  std::vector<const Node*> next;
  if (node.inPlace) {
    const InPlaceRules& rules = *node.inPlace;
    for (const Node* one : {rules.ref, rules.dynamicRef, rules.negated, rules.condition, rules.then,
                            rules.otherwise}) {
      if (one != nullptr) next.push_back(one);
    }
    for (const auto* list : {&rules.allOf, &rules.anyOf, &rules.oneOf})
      next.insert(next.end(), list->begin(), list->end());
  }
  if (node.object) {
    for (const NamedNode& dependent : node.object->dependentSchemas) next.push_back(dependent.node);
  }
  return next;
}

// Depth-first, with a stack of its own: a chain of references may be as long as the schema.
void findEndlessReferences(const SchemaProgram& program, std::vector<Problem>& problems) {
  enum class Mark { open, closed };
  struct Step {
    const Node* node;
    std::vector<const Node*> next;
  };
  std::unordered_map<const Node*, Mark> marks;
  for (const Node& start : program.nodes) {
    if (marks.contains(&start)) continue;
    std::vector<Step> path;
    marks.emplace(&start, Mark::open);
    path.push_back({&start, inPlaceNodes(start)});
    while (!path.empty()) {
      Step& top = path.back();
      if (top.next.empty()) {
        marks[top.node] = Mark::closed;
        path.pop_back();
        continue;
      }
      const Node* next = top.next.back();
      top.next.pop_back();
      const auto [mark, isNew] = marks.emplace(next, Mark::open);
      if (isNew) {
        path.push_back({next, inPlaceNodes(*next)});
      } else if (mark->second == Mark::open) {
        const std::string where = next->place.empty() ? "alla radice" : "in " + next->place;
        problems.push_back({"",
                            "Lo schema " + where +
                                ": il riferimento torna su sé stesso senza "
                                "fine.",
                            "Togliere il giro di riferimenti.", "$ref", next->place, ""});
      }
    }
  }
}

}  // namespace stesura
