#include "generator/schema/completeness.h"

#include <algorithm>
#include <set>

#include "generator/schema/evaluation.h"
#include "generator/schema/labels.h"
#include "generator/schema/shape.h"

namespace stesura {
namespace {

constexpr std::size_t kMaxDepth = 200;
constexpr std::string_view kNotApplicable = "non_pertinente";

bool isBlank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

bool isPresent(const Json& value) {
  if (value.is_null()) return false;
  if (value.is_string()) return !isBlank(value.get_ref<const std::string&>());
  return !value.is_array() || !value.empty();
}

class Counter {
 public:
  Counter(const SchemaProgram& program)
      : program_(program), evaluation_(program, nullptr, nullptr) {}

  Completeness run(const Json& instance) {
    const Path root;
    const auto nodes = applying({program_.root}, instance, root);
    readAbsences(nodes, instance);
    count(nodes, instance, root, "", 0);
    return std::move(result_);
  }

 private:
  // The pointers of the entries «non pertinente» in the property marked with `x-assenze`.
  void readAbsences(const std::vector<const Node*>& nodes, const Json& instance) {
    if (!instance.is_object()) return;
    for (const Node* node : nodes) {
      if (!node->object) continue;
      for (const NamedNode& property : node->object->properties) {
        const auto found = instance.find(property.name);
        if (found == instance.end() || !found->is_object()) continue;
        const Path path;
        for (const Node* own : applying({property.node}, *found, path)) {
          if (own->absences) addAbsences(*found);
        }
      }
    }
  }

  void addAbsences(const Json& entries) {
    for (const auto& [pointer, reason] : entries.items()) {
      if (reason.is_string() && reason.get_ref<const std::string&>() == kNotApplicable)
        notApplicable_.insert(pointer);
    }
  }

  // The schemas that apply to the value: those always there, and the branches that hold.
  std::vector<const Node*> applying(const std::vector<const Node*>& sites, const Json& value,
                                    const Path& path) {
    std::vector<const Node*> found;
    std::set<const Node*> known;
    std::vector<const Node*> pending(sites.rbegin(), sites.rend());
    while (!pending.empty()) {
      const Node* node = pending.back();
      pending.pop_back();
      if (!known.insert(node).second) continue;
      found.push_back(node);
      if (node->inPlace) addBranches(*node->inPlace, value, path, pending);
      if (!node->object || !value.is_object()) continue;
      for (const NamedNode& dependent : node->object->dependentSchemas) {
        if (value.contains(dependent.name)) pending.push_back(dependent.node);
      }
    }
    return found;
  }

  void addBranches(const InPlaceRules& rules, const Json& value, const Path& path,
                   std::vector<const Node*>& pending) {
    if (rules.ref) pending.push_back(rules.ref);
    if (rules.dynamicRef) pending.push_back(rules.dynamicRef);
    pending.insert(pending.end(), rules.allOf.begin(), rules.allOf.end());
    for (const auto* list : {&rules.anyOf, &rules.oneOf}) {
      bool matched = false;
      for (const Node* branch : *list) {
        if (!evaluation_.matches(*branch, value, path)) continue;
        pending.push_back(branch);
        matched = true;
      }
      if (!matched) {
        if (const Node* branch = meantBranch(*list, value, path)) pending.push_back(branch);
      }
    }
    if (!rules.condition) return;
    const Node* next =
        evaluation_.matches(*rules.condition, value, path) ? rules.then : rules.otherwise;
    if (next) pending.push_back(next);
  }

  // In a half-empty draft no branch may hold yet: the one that was meant is the only one whose
  // discriminators (direct members with `const` or `enum`) fit what is there.
  const Node* meantBranch(const std::vector<const Node*>& branches, const Json& value,
                          const Path& path) {
    const Node* meant = nullptr;
    for (const Node* branch : branches) {
      if (!discriminatorsFit(*branch, value, path)) continue;
      if (meant != nullptr) return nullptr;
      meant = branch;
    }
    return meant;
  }

  bool discriminatorsFit(const Node& branch, const Json& value, const Path& path) {
    if (!value.is_object()) return false;
    const Node* node = &branch;
    for (int i = 0; i < 8 && !node->object && node->inPlace && node->inPlace->ref; ++i)
      node = node->inPlace->ref;
    if (!node->object) return false;
    bool fits = false;
    for (const NamedNode& property : node->object->properties) {
      const bool tells = property.node->type &&
                         (property.node->type->constant || property.node->type->enumeration);
      const auto found = tells ? value.find(property.name) : value.end();
      if (!tells || found == value.end()) continue;
      if (!evaluation_.matches(*property.node, *found, path)) return false;
      fits = true;
    }
    return fits;
  }

  struct Wanted {
    Presence presence = Presence::optional;
    std::vector<const Node*> nodes;
  };

  static std::map<std::string, Wanted> propertiesOf(const std::vector<const Node*>& nodes,
                                                    const Json& value) {
    std::map<std::string, Wanted> properties;
    for (const Node* node : nodes) {
      if (!node->object) continue;
      for (const NamedNode& property : node->object->properties) {
        Wanted& wanted = properties[property.name];
        wanted.nodes.push_back(property.node);
        if (isExpected(*property.node))
          wanted.presence = std::max(wanted.presence, Presence::expected);
      }
    }
    for (const Node* node : nodes) {
      if (!node->object) continue;
      for (const std::string& name : node->object->required)
        properties[name].presence = Presence::required;
      for (const DependentNames& dependent : node->object->dependentRequired) {
        if (!value.contains(dependent.name)) continue;
        for (const std::string& name : dependent.required)
          properties[name].presence = Presence::required;
      }
    }
    return properties;
  }

  void count(const std::vector<const Node*>& nodes, const Json& value, const Path& path,
             const std::string& pointer, std::size_t depth) {
    if (depth > kMaxDepth) return;
    if (value.is_object()) {
      countObject(nodes, value, path, pointer, depth);
    } else if (value.is_array()) {
      countItems(nodes, value, path, pointer, depth);
    }
  }

  void countObject(const std::vector<const Node*>& nodes, const Json& value, const Path& path,
                   const std::string& pointer, std::size_t depth) {
    for (const auto& [name, wanted] : propertiesOf(nodes, value)) {
      const std::string at = pointerJoin(pointer, name);
      const auto found = value.find(name);
      const bool present = found != value.end() && isPresent(*found);
      const auto index = static_cast<std::size_t>(std::distance(value.begin(), found));
      const Path member{&path, &name, index};
      if (wanted.presence != Presence::optional && (present || !notApplicable_.contains(at))) {
        ++result_.applicable;
        if (present) {
          ++result_.present;
        } else {
          result_.missing.push_back({at, labelAt(program_.shape, member), wanted.presence});
        }
      }
      if (present && found->is_structured())
        count(applying(wanted.nodes, *found, member), *found, member, at, depth + 1);
    }
  }

  void countItems(const std::vector<const Node*>& nodes, const Json& value, const Path& path,
                  const std::string& pointer, std::size_t depth) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      std::vector<const Node*> sites;
      for (const Node* node : nodes) {
        if (!node->array) continue;
        const auto& prefix = node->array->prefixItems;
        const Node* rule = i < prefix.size() ? prefix[i] : node->array->items;
        if (rule != nullptr) sites.push_back(rule);
      }
      if (sites.empty() || !value[i].is_structured()) continue;
      const Path item{&path, nullptr, i};
      count(applying(sites, value[i], item), value[i], item, pointerJoin(pointer, i), depth + 1);
    }
  }

  const SchemaProgram& program_;
  Evaluation evaluation_;
  std::set<std::string> notApplicable_;
  Completeness result_;
};

}  // namespace

Completeness countCompleteness(const SchemaProgram& program, const Json& instance) {
  return Counter(program).run(instance);
}

}  // namespace stesura
