#include "generator/schema/completeness.h"

#include <algorithm>
#include <set>

#include "generator/schema/evaluation.h"
#include "generator/schema/labels.h"

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
  explicit Counter(const SchemaProgram& program)
      : program_(program), evaluation_(program, nullptr, nullptr) {}

  Completeness run(const Json& instance) {
    const Path root;
    const std::vector<const Node*> nodes = applying({program_.root}, instance, root);
    readAbsences(nodes, instance);
    count(nodes, instance, root, 0);
    return std::move(result_);
  }

 private:
  // The pointers of the entries «non pertinente» in the property marked with `x-assenze`.
  void readAbsences(const std::vector<const Node*>& nodes, const Json& instance) {
    if (!instance.is_object()) return;
    for (const Node* node : nodes) {
      if (!node->object) continue;
      for (const NamedNode& property : node->object->properties) {
        if (!property.node->absences) continue;
        const auto found = instance.find(property.name);
        if (found != instance.end() && found->is_object()) addAbsences(*found);
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
  std::vector<const Node*> applying(std::vector<const Node*> sites, const Json& value,
                                    const Path& path) {
    std::vector<const Node*> found;
    std::vector<const Node*> pending = std::move(sites);
    while (!pending.empty()) {
      const Node* node = pending.back();
      pending.pop_back();
      if (std::find(found.begin(), found.end(), node) != found.end()) continue;
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
    const std::string* name;
    Presence presence;
    const Node* node;  // null: only wanted, not described
  };

  // What the schemas say of each property, those of the same name together.
  static std::vector<Wanted> propertiesOf(const std::vector<const Node*>& nodes,
                                          const Json& value) {
    std::vector<Wanted> wanted;
    const auto require = [&wanted](const std::vector<std::string>& names) {
      for (const std::string& name : names) wanted.push_back({&name, Presence::required, nullptr});
    };
    for (const Node* node : nodes) {
      if (!node->object) continue;
      for (const NamedNode& property : node->object->properties) {
        const Presence presence = property.node->expected ? Presence::expected : Presence::optional;
        wanted.push_back({&property.name, presence, property.node});
      }
      require(node->object->required);
      for (const DependentNames& dependent : node->object->dependentRequired) {
        if (value.contains(dependent.name)) require(dependent.required);
      }
    }
    std::sort(wanted.begin(), wanted.end(),
              [](const Wanted& a, const Wanted& b) { return *a.name < *b.name; });
    return wanted;
  }

  void count(const std::vector<const Node*>& nodes, const Json& value, const Path& path,
             std::size_t depth) {
    if (depth > kMaxDepth) return;
    if (value.is_object()) {
      countObject(nodes, value, path, depth);
    } else if (value.is_array()) {
      countItems(nodes, value, path, depth);
    }
  }

  void countObject(const std::vector<const Node*>& nodes, const Json& value, const Path& path,
                   std::size_t depth) {
    const std::vector<Wanted> wanted = propertiesOf(nodes, value);
    const auto& members = value.get_ref<const Json::object_t&>();
    for (auto first = wanted.begin(); first != wanted.end();) {
      const auto last = std::find_if(first, wanted.end(), [first](const Wanted& other) {
        return *other.name != *first->name;
      });
      Presence presence = Presence::optional;
      std::vector<const Node*> sites;
      for (auto one = first; one != last; ++one) {
        presence = std::max(presence, one->presence);
        if (one->node != nullptr) sites.push_back(one->node);
      }
      const auto found = members.find(*first->name);
      const bool present = found != members.end() && isPresent(found->second);
      const Path member{&path, first->name, 0};
      if (presence != Presence::optional) countOne(present, presence, member);
      if (present && found->second.is_structured())
        count(applying(std::move(sites), found->second, member), found->second, member, depth + 1);
      first = last;
    }
  }

  void countOne(bool present, Presence presence, const Path& member) {
    if (present) {
      ++result_.applicable;
      ++result_.present;
      return;
    }
    std::string pointer = member.pointer();
    if (notApplicable_.contains(pointer)) return;
    ++result_.applicable;
    result_.missing.push_back({std::move(pointer), labelAt(program_.shape, member), presence});
  }

  void countItems(const std::vector<const Node*>& nodes, const Json& value, const Path& path,
                  std::size_t depth) {
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
      count(applying(std::move(sites), value[i], item), value[i], item, depth + 1);
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
