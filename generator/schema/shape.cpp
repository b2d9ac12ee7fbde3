#include "generator/schema/shape.h"

#include <algorithm>
#include <set>

#include "generator/json/compare.h"

namespace stesura {
namespace {

// How often a schema may come back inside itself, and when recursion stops at once.
constexpr std::size_t kMaxRepeats = 4;
constexpr std::size_t kMaxFields = 20'000;
constexpr unsigned kAllTypes = 127;
constexpr int kDeepestReference = 32;  // schemas within each other that are asked for a class
// Schemas led from one to the next at the same place; an evaluation goes no deeper either.
constexpr std::size_t kMaxDepth = 1000;

// A schema at one location, and whether it always applies there.
struct Use {
  const Node* node;
  bool always;
};

unsigned typeOf(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      return kTypeNull;
    case Json::value_t::boolean:
      return kTypeBoolean;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      return kTypeInteger;
    case Json::value_t::number_float:
      return kTypeNumber;
    case Json::value_t::string:
      return kTypeString;
    case Json::value_t::array:
      return kTypeArray;
    default:
      return kTypeObject;
  }
}

// All schemas that apply, or may apply, where `sites` do; `not` and `if` themselves tell nothing.
std::vector<Use> closureOf(const std::vector<Use>& sites) {
  std::vector<Use> uses;
  std::set<std::pair<const Node*, bool>> known;
  std::vector<Use> pending(sites.rbegin(), sites.rend());
  while (!pending.empty()) {
    const Use use = pending.back();
    pending.pop_back();
    if (!known.emplace(use.node, use.always).second) continue;
    uses.push_back(use);
    std::vector<Use> next;
    if (use.node->inPlace) {
      const InPlaceRules& rules = *use.node->inPlace;
      if (rules.ref) next.push_back({rules.ref, use.always});
      if (rules.dynamicRef) next.push_back({rules.dynamicRef, use.always});
      for (const Node* branch : rules.allOf) next.push_back({branch, use.always});
      for (const Node* branch : rules.anyOf) next.push_back({branch, false});
      for (const Node* branch : rules.oneOf) next.push_back({branch, false});
      if (rules.then) next.push_back({rules.then, false});
      if (rules.otherwise) next.push_back({rules.otherwise, false});
    }
    if (use.node->object) {
      for (const NamedNode& dependent : use.node->object->dependentSchemas)
        next.push_back({dependent.node, false});
    }
    pending.insert(pending.end(), next.rbegin(), next.rend());
  }
  return uses;
}

class ShapeMaker {
 public:
  Shape make(const Node& root) {
    shape_.root = std::make_unique<Field>();
    fill(*shape_.root, {{&root, true}}, DataClass::health);
    return std::move(shape_);
  }

 private:
  void fill(Field& field, const std::vector<Use>& sites, DataClass inherited) {
    ++fields_;
    const std::vector<Use> uses = closureOf(sites);
    for (const Use& use : uses) {
      if (field.title.empty()) field.title = use.node->title;
      if (field.format.empty()) field.format = use.node->format;
      if (field.mediaType.empty()) field.mediaType = use.node->mediaType;
      if (use.always) addBounds(field, *use.node);
      field.absences = field.absences || use.node->absences;
      field.technical = field.technical || use.node->technical;
      if (field.prefill.empty()) field.prefill = use.node->prefill;
      if (!field.grammar) field.grammar = use.node->grammar;
      shape_.nodes[&field].push_back(use.node);
    }
    if (field.title.empty()) field.title = field.name;
    field.types = typesOf(uses);
    field.dataClass = classOf(sites, inherited);
    addLabels(field, uses);

    std::vector<const Node*> entered;
    for (const Use& use : uses) {
      if (!use.node->object && !use.node->array) continue;
      const std::size_t repeats = kMaxFields < fields_ ? 0 : kMaxRepeats;
      const auto count = std::count(path_.begin(), path_.end(), use.node);
      if (static_cast<std::size_t>(count) <= repeats) entered.push_back(use.node);
    }
    path_.insert(path_.end(), entered.begin(), entered.end());
    const auto may = [&entered](const Use& use) {
      return std::find(entered.begin(), entered.end(), use.node) != entered.end();
    };
    std::vector<Use> open;
    std::copy_if(uses.begin(), uses.end(), std::back_inserter(open), may);
    addProperties(field, open);
    addItems(field, open);
    path_.resize(path_.size() - entered.size());
    // What has no names of its own is shown or removed whole, with all that it may hold.
    if (field.properties.empty() && !field.items) {
      std::set<const Node*> seen;
      for (const Use& use : uses) field.dataClass = std::max(field.dataClass, classBelow(*use.node, seen));
    }
  }

  // The narrowest of the bounds that always hold.
  static void addBounds(Field& field, const Node& node) {
    const auto narrow = [](std::size_t& bound, const std::optional<double>& found) {
      constexpr double kLargest = 1e9;
      if (!found || *found < 0 || *found > kLargest) return;
      const auto limit = static_cast<std::size_t>(*found);
      if (bound == 0 || limit < bound) bound = limit;
    };
    if (node.string) narrow(field.maxLength, node.string->maxLength);
  }

  // The most protected class that anything in there declares.
  static DataClass classBelow(const Node& node, std::set<const Node*>& seen) {
    DataClass found = DataClass::publishable;
    std::vector<const Node*> pending = {&node};
    while (!pending.empty()) {
      const Node* next = pending.back();
      pending.pop_back();
      if (next == nullptr || !seen.insert(next).second) continue;
      // The field's own class may be lower than that of what it refers to; what is inside it may not.
      if (next != &node) found = std::max(found, next->dataClass.value_or(DataClass::publishable));
      if (next->object) {
        for (const PatternNode& pattern : next->object->patterns) pending.push_back(pattern.node);
        for (const NamedNode& property : next->object->properties) pending.push_back(property.node);
        for (const NamedNode& dependent : next->object->dependentSchemas) pending.push_back(dependent.node);
        pending.insert(pending.end(), {next->object->additional, next->object->unevaluated});
      }
      if (next->array) {
        pending.insert(pending.end(), next->array->prefixItems.begin(), next->array->prefixItems.end());
        pending.insert(pending.end(), {next->array->items, next->array->contains, next->array->unevaluated});
      }
      if (!next->inPlace || next == &node) continue;  // the field's own branches were asked already
      const InPlaceRules& rules = *next->inPlace;
      for (const auto* list : {&rules.allOf, &rules.anyOf, &rules.oneOf}) pending.insert(pending.end(), list->begin(), list->end());
      pending.insert(pending.end(), {rules.ref, rules.dynamicRef, rules.then, rules.otherwise});
    }
    return found;
  }

  void addProperties(Field& field, const std::vector<Use>& uses) {
    std::map<std::string, std::vector<Use>> sites;
    for (const Use& use : uses) {
      if (!use.node->object) continue;
      for (const NamedNode& property : use.node->object->properties)
        sites[property.name].push_back({property.node, use.always});
    }
    for (const auto& [name, own] : sites) {
      auto child = std::make_unique<Field>();
      child->name = name;
      child->pointer = pointerJoin(field.pointer, name);
      setPresence(*child, uses, own);
      fill(*child, own, field.dataClass);
      field.properties.emplace(name, std::move(child));
    }
  }

  static void setPresence(Field& child, const std::vector<Use>& parents,
                          const std::vector<Use>& sites) {
    for (const Use& site : sites) {
      if (!site.node->expected) continue;
      child.everRequired = true;
      if (site.always) child.presence = Presence::expected;
    }
    for (const Use& parent : parents) {
      if (!parent.node->object) continue;
      const ObjectRules& rules = *parent.node->object;
      if (std::binary_search(rules.required.begin(), rules.required.end(), child.name)) {
        child.everRequired = true;
        if (parent.always) child.presence = Presence::required;
      }
      for (const DependentNames& dependent : rules.dependentRequired) {
        if (std::find(dependent.required.begin(), dependent.required.end(), child.name) !=
            dependent.required.end())
          child.everRequired = true;
      }
    }
  }

  void addItems(Field& field, const std::vector<Use>& uses) {
    std::vector<Use> sites;
    for (const Use& use : uses) {
      if (!use.node->array) continue;
      const ArrayRules& rules = *use.node->array;
      if (use.always && rules.maxItems) {
        const auto most = static_cast<std::size_t>(std::min(*rules.maxItems, 1e9));
        field.maxItems = std::min(field.maxItems.value_or(most), most);
      }
      if (rules.items) sites.push_back({rules.items, use.always});
      for (const Node* item : rules.prefixItems) sites.push_back({item, false});
      if (rules.unevaluated && rules.unevaluated->kind != Node::Kind::nothing)
        sites.push_back({rules.unevaluated, use.always});
    }
    std::erase_if(sites, [](const Use& use) { return use.node->kind == Node::Kind::nothing; });
    if (sites.empty()) return;
    field.items = std::make_unique<Field>();
    field.items->pointer = field.pointer + "/*";
    fill(*field.items, sites, field.dataClass);
  }

  // What always applies narrows the types; what may apply tells them only where nothing else does.
  unsigned typesOf(const std::vector<Use>& uses) {
    unsigned always = kAllTypes;
    unsigned maybe = 0;
    for (const Use& use : uses) {
      const unsigned own = typesOf(*use.node);
      if (use.always) {
        always &= own;
      } else if (own != kAllTypes) {
        maybe |= own;
      }
    }
    if (always != kAllTypes && always != 0) return always;
    return maybe;
  }

  unsigned typesOf(const Node& node, std::size_t depth = 0) {
    if (depth > kMaxDepth) return kAllTypes;
    const auto [known, isNew] = types_.emplace(&node, kAllTypes);
    if (!isNew) return known->second;
    unsigned types = kAllTypes;
    if (node.type) {
      if (node.type->allowed != 0) types &= node.type->allowed;
      if (node.type->constant) types &= typeOf(*node.type->constant);
      if (node.type->enumeration) {
        unsigned values = 0;
        for (const Json& value : *node.type->enumeration) values |= typeOf(value);
        types &= values;
      }
    }
    if (node.inPlace) {
      const InPlaceRules& rules = *node.inPlace;
      if (rules.ref) types &= typesOf(*rules.ref, depth + 1);
      for (const Node* branch : rules.allOf) types &= typesOf(*branch, depth + 1);
      for (const auto* list : {&rules.anyOf, &rules.oneOf}) {
        unsigned any = 0;
        for (const Node* branch : *list) any |= typesOf(*branch, depth + 1);
        if (!list->empty()) types &= any;
      }
    }
    return types_[&node] = types;
  }

  static DataClass classOf(const std::vector<Use>& sites, DataClass inherited) {
    std::optional<DataClass> found;
    for (const Use& site : sites) found = std::max(found, explicitClass(*site.node, 0));
    return found.value_or(inherited);
  }

  // A schema's own class wins over that of its `$ref`; among branches the most protected wins.
  static std::optional<DataClass> explicitClass(const Node& node, int depth) {
    std::optional<DataClass> found = node.dataClass;
    if (!node.inPlace) return found;
    if (depth > kDeepestReference) return DataClass::health;  // rather protected than missed
    const InPlaceRules& rules = *node.inPlace;
    if (!found && rules.ref) found = explicitClass(*rules.ref, depth + 1);
    for (const auto* list : {&rules.allOf, &rules.anyOf, &rules.oneOf}) {
      for (const Node* branch : *list) found = std::max(found, explicitClass(*branch, depth + 1));
    }
    for (const Node* branch : {rules.then, rules.otherwise}) {
      if (branch) found = std::max(found, explicitClass(*branch, depth + 1));
    }
    return found;
  }

  static void addLabel(Field& field, const Json& value, const std::string& title) {
    for (auto& [known, label] : field.labels) {
      if (!equalJson(known, value)) continue;
      if (label.empty()) label = title;
      return;
    }
    field.labels.emplace_back(value, title);
  }

  // Titled values first; then those that have no title, which show as they are.
  static void addLabels(Field& field, const std::vector<Use>& uses) {
    for (const Use& use : uses) {
      if (use.node->type && use.node->type->constant && !use.node->title.empty() &&
          use.node->title != field.title)
        addLabel(field, *use.node->type->constant, use.node->title);
    }
    const bool titled = !field.labels.empty();
    for (const Use& use : uses) {
      if (!use.node->type || (titled && !use.always)) continue;
      if (use.node->type->enumeration) {
        for (const Json& value : *use.node->type->enumeration) addLabel(field, value, "");
      } else if (use.node->type->constant && !titled) {
        addLabel(field, *use.node->type->constant, "");
      }
    }
    for (auto& [value, label] : field.labels) {
      if (label.empty()) label = value.is_string() ? value.get<std::string>() : value.dump();
    }
  }

  Shape shape_;
  std::vector<const Node*> path_;
  std::map<const Node*, unsigned> types_;
  std::size_t fields_ = 0;
};

}  // namespace

Shape makeShape(const Node& root) { return ShapeMaker().make(root); }

}  // namespace stesura
