#include "generator/schema/prepare.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace stesura {
namespace {

// An evaluation goes no deeper either.
constexpr std::size_t kMostReached = 1000;

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

using Users = std::unordered_map<const Node*, std::vector<Node*>>;

// Hands a mark on to every schema that leads to a marked one. From the marked ones outwards, so
// that a chain of references costs its length once.
void spread(SchemaProgram& program, const Users& users, bool Node::*mark) {
  std::vector<Node*> pending;
  for (Node& node : program.nodes) {
    if (node.*mark) pending.push_back(&node);
  }
  while (!pending.empty()) {
    const auto found = users.find(pending.back());
    pending.pop_back();
    if (found == users.end()) continue;
    for (Node* user : found->second) {
      if (user->*mark) continue;
      user->*mark = true;
      pending.push_back(user);
    }
  }
}

}  // namespace

std::vector<const Node*> alwaysWith(const Node& start) {
  std::vector<const Node*> found{&start};
  std::set<const Node*> known{&start};
  const auto reach = [&](const Node* node) {
    if (node != nullptr && found.size() < kMostReached && known.insert(node).second)
      found.push_back(node);
  };
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!found[i]->inPlace) continue;
    const InPlaceRules& rules = *found[i]->inPlace;
    for (const Node* node : rules.allOf) reach(node);
    reach(rules.ref);
  }
  return found;
}

void prepare(SchemaProgram& program) {
  Users users;
  for (Node& node : program.nodes) {
    if (node.inPlace) {
      node.inPlace->labels = labelsOf(node.inPlace->oneOf);
      for (const Node* one : node.inPlace->allOf) users[one].push_back(&node);
      if (node.inPlace->ref != nullptr) users[node.inPlace->ref].push_back(&node);
    }
    if (node.object && node.object->unevaluated) node.object->known = knownNames(node);
  }
  spread(program, users, &Node::expected);
  spread(program, users, &Node::absences);
}

}  // namespace stesura
