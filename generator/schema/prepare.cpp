#include "generator/schema/prepare.h"

#include <algorithm>
#include <set>

namespace stesura {
namespace {

// The schema itself and those that apply wherever it does: `$ref` and `allOf`, all the way.
std::vector<const Node*> alwaysWith(const Node& start) {
  std::vector<const Node*> found{&start};
  std::set<const Node*> known{&start};
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!found[i]->inPlace) continue;
    std::vector<const Node*> next = found[i]->inPlace->allOf;
    next.push_back(found[i]->inPlace->ref);
    for (const Node* node : next) {
      if (node != nullptr && known.insert(node).second) found.push_back(node);
    }
  }
  return found;
}

bool isStringConstant(const Node& node) {
  return node.kind == Node::Kind::schema && node.type && node.type->constant &&
         node.type->constant->is_string() && !node.type->enumeration &&
         (node.type->allowed == 0 || (node.type->allowed & kTypeString) != 0) && !node.string &&
         !node.inPlace && !node.coherence;
}

std::vector<std::string> labelsOf(const std::vector<const Node*>& branches) {
  std::vector<std::string> labels;
  for (const Node* branch : branches) {
    if (!isStringConstant(*branch)) return {};
    labels.push_back(branch->type->constant->get<std::string>());
  }
  std::sort(labels.begin(), labels.end());
  const bool twice = std::adjacent_find(labels.begin(), labels.end()) != labels.end();
  return twice ? std::vector<std::string>{} : labels;
}

std::vector<std::string> knownNames(const Node& node) {
  std::vector<std::string> names;
  for (const Node* other : alwaysWith(node)) {
    if (!other->object) continue;
    for (const NamedNode& property : other->object->properties) names.push_back(property.name);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace

void prepare(SchemaProgram& program) {
  std::vector<bool> expected;
  std::vector<bool> absences;
  for (Node& node : program.nodes) {
    const std::vector<const Node*> all = alwaysWith(node);
    const auto any = [&all](bool Node::*flag) {
      return std::any_of(all.begin(), all.end(),
                         [flag](const Node* other) { return other->*flag; });
    };
    expected.push_back(any(&Node::expected));
    absences.push_back(any(&Node::absences));
    if (node.inPlace) node.inPlace->labels = labelsOf(node.inPlace->oneOf);
    if (node.object && node.object->unevaluated) node.object->known = knownNames(node);
  }
  for (std::size_t i = 0; i < program.nodes.size(); ++i) {
    program.nodes[i].expected = expected[i];
    program.nodes[i].absences = absences[i];
  }
}

}  // namespace stesura
