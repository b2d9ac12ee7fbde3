#include "generator/schema/evaluation.h"

namespace stesura {

bool Evaluation::checkObject(const Node& node, const Json& value, const Path& path,
                             Evaluated* seen) {
  const ObjectRules& rules = *node.object;
  const auto size = static_cast<double>(value.size());
  bool ok = true;
  const auto holds = [&](bool result) {
    ok = ok && result;
    return ok || !quiet();
  };
  if (!rules.required.empty() && !holds(checkRequired(node, value, path))) return false;
  if (rules.minProperties && size < *rules.minProperties &&
      !holds(fail({node, "minProperties", value, path})))
    return false;
  if (rules.maxProperties && size > *rules.maxProperties &&
      !holds(fail({node, "maxProperties", value, path})))
    return false;
  if (!holds(checkProperties(node, value, path, seen))) return false;
  const bool dependents = !rules.dependentRequired.empty() || !rules.dependentSchemas.empty();
  if (dependents && !holds(checkDependents(node, value, path, seen))) return false;
  if (rules.names && !holds(checkNames(node, value, path))) return false;
  return ok;
}

bool Evaluation::checkRequired(const Node& node, const Json& value, const Path& path) {
  const auto& members = value.get_ref<const Json::object_t&>();
  bool ok = true;
  for (const std::string& name : node.object->required) {
    if (members.contains(name)) continue;
    ok = fail({node, "required", value, path, &name});
    if (quiet()) return false;
  }
  return ok;
}

bool Evaluation::checkProperties(const Node& node, const Json& value, const Path& path,
                                 Evaluated* seen) {
  const ObjectRules& rules = *node.object;
  auto property = rules.properties.begin();
  const auto end = rules.properties.end();
  if (property == end && rules.patterns.empty() && rules.additional == nullptr) return true;
  const bool others = !rules.patterns.empty() || rules.additional != nullptr;
  if (quiet() && !others && seen == nullptr && rules.properties.size() * 4 < value.size())
    return checkFewProperties(rules, value, path);
  bool ok = true;
  Path member{&path, nullptr, 0};
  // Both lists are sorted, so one walk over both pairs them.
  for (const auto& [key, child] : value.get_ref<const Json::object_t&>()) {
    if (property == end && !others) break;
    member.key = &key;
    bool known = false;
    bool valid = true;
    int order = 1;
    while (property != end && (order = property->name.compare(key)) < 0) ++property;
    if (property != end && order == 0) {
      known = true;
      valid = check(*property->node, child, member);
    }
    for (const PatternNode& rule : rules.patterns) {
      if (!rule.pattern.found(key)) continue;
      known = true;
      valid = check(*rule.node, child, member) && valid;
    }
    if (!known && rules.additional) {
      known = true;
      valid = checkExtra(node, "additionalProperties", *rules.additional, value, child, member);
    }
    if (known && seen) seen->add(member.index);
    if (!valid) {
      if (quiet()) return false;
      ok = false;
    }
    ++member.index;
  }
  return ok;
}

// A rule about one or two members of a large object, as in `if`: looks those up.
bool Evaluation::checkFewProperties(const ObjectRules& rules, const Json& value, const Path& path) {
  const auto& members = value.get_ref<const Json::object_t&>();
  for (const NamedNode& property : rules.properties) {
    const auto member = members.find(property.name);
    if (member == members.end()) continue;
    // The position matters to messages only, and there are none on this way.
    if (!check(*property.node, member->second, Path{&path, &member->first, 0})) return false;
  }
  return true;
}

bool Evaluation::checkDependents(const Node& node, const Json& value, const Path& path,
                                 Evaluated* seen) {
  bool ok = true;
  for (const DependentNames& dependent : node.object->dependentRequired) {
    if (!value.contains(dependent.name)) continue;
    for (const std::string& name : dependent.required) {
      if (value.contains(name)) continue;
      ok = fail({node, "dependentRequired", value, path, &name, &dependent.name});
      if (quiet()) return false;
    }
  }
  for (const NamedNode& dependent : node.object->dependentSchemas) {
    if (!value.contains(dependent.name)) continue;
    if (check(*dependent.node, value, path, seen)) continue;
    if (quiet()) return false;
    ok = false;
  }
  return ok;
}

bool Evaluation::checkNames(const Node& node, const Json& value, const Path& path) {
  bool ok = true;
  Path member{&path, nullptr, 0};
  for (const auto& [key, child] : value.get_ref<const Json::object_t&>()) {
    member.key = &key;
    if (!matches(*node.object->names, Json(key), member)) {
      ok = fail({node, "propertyNames", child, member});
      if (quiet()) return false;
    }
    ++member.index;
  }
  return ok;
}

bool Evaluation::checkUnevaluatedProperties(const Node& node, const Json& value, const Path& path,
                                            Evaluated& seen) {
  bool ok = true;
  Path member{&path, nullptr, 0};
  for (const auto& [key, child] : value.get_ref<const Json::object_t&>()) {
    member.key = &key;
    if (!seen.has(member.index) && !checkExtra(node, "unevaluatedProperties",
                                               *node.object->unevaluated, value, child, member)) {
      if (quiet()) return false;
      ok = false;
    }
    ++member.index;
  }
  seen.addAll();
  return ok;
}

// A member that no `properties` names. Where the rule is `false`, the owner's keyword failed.
bool Evaluation::checkExtra(const Node& owner, const char* keyword, const Node& rule,
                            const Json& owned, const Json& value, const Path& path) {
  if (rule.kind != Node::Kind::nothing) return check(rule, value, path);
  return fail({owner, keyword, owned, path, path.key});
}

}  // namespace stesura
