#include "generator/projection.h"

#include <algorithm>

namespace stesura {

// Mirrors the shape: which members survive, and how. A member that is not listed is removed.
struct Projection::Node {
  enum class Action { keep, descend, initials, year } action = Action::keep;
  bool protectedContainer = false;  // above the ceiling: goes when nothing inside it is left
  std::string absencesKey{};        // the member that holds reasons for absences in this object, or ""
  std::map<std::string, std::unique_ptr<Node>, std::less<>> members;
  std::unique_ptr<Node> items;
};

namespace {

// True if `pointer` is `pattern` or lies below it.
bool isAtOrBelow(std::string_view pointer, std::string_view pattern) {
  if (pattern.ends_with("/*")) pattern.remove_suffix(2);
  return pointer.starts_with(pattern) && (pointer.size() == pattern.size() || pointer[pattern.size()] == '/');
}

bool matchesAny(std::string_view pointer, const std::vector<std::string>& patterns) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return isAtOrBelow(pointer, pattern); });
}

bool mayShow(const Field& field, const ProjectionRules& rules) {
  if (field.dataClass > rules.ceiling || matchesAny(field.pointer, rules.remove)) return false;
  return rules.keep.empty() || matchesAny(field.pointer, rules.keep);
}

bool anyFieldAt(const Field& field, std::string_view pattern) {
  if (field.pointer == pattern || field.pointer + "/*" == pattern) return true;
  if (!pattern.starts_with(field.pointer)) return false;
  if (field.items && anyFieldAt(*field.items, pattern)) return true;
  return std::any_of(field.properties.begin(), field.properties.end(),
                     [&](const auto& member) { return anyFieldAt(*member.second, pattern); });
}

void checkPatterns(const Field& shape, const ProjectionRules& rules) {
  std::vector<Problem> problems;
  const auto check = [&](const std::string& pattern) {
    if (anyFieldAt(shape, pattern)) return;
    problems.push_back({.pointer = pattern, .message = "la regola nomina un dato che lo schema non conosce",
                        .hint = {}, .keyword = "kind.json", .schemaPointer = {}, .place = {}});
  };
  for (const std::string& pattern : rules.keep) check(pattern);
  for (const std::string& pattern : rules.remove) check(pattern);
  for (const auto& [pattern, how] : rules.reductions) check(pattern);
  if (!problems.empty()) {
    throw Error(ErrorKind::templateFile, "Le regole su ciò che il modello mostra non sono valide.", problems);
  }
}

// The first letter of each word with a full stop: «Maria Chiara» becomes «M. C.».
std::string initialsOf(const std::string& name) {
  std::string result;
  bool wordStarts = true;
  for (std::size_t i = 0; i < name.size();) {
    std::size_t length = 1;
    while (i + length < name.size() && (static_cast<unsigned char>(name[i + length]) & 0xC0) == 0x80) ++length;
    const std::string letter = name.substr(i, length);
    const bool blank = letter == " " || letter == "-" || letter == "\t" || letter == "\n" || letter == "\u00A0";
    if (wordStarts && !blank) result += (result.empty() ? "" : " ") + letter + ".";
    wordStarts = blank;
    i += length;
  }
  return result;
}

// The year of an RFC 3339 date, a partial date or a date-time.
std::string yearOf(const std::string& date) {
  const bool startsWithYear = date.size() >= 4 && std::all_of(date.begin(), date.begin() + 4, [](char c) {
    return c >= '0' && c <= '9';
  });
  return startsWithYear ? date.substr(0, 4) : std::string();
}

}  // namespace

Projection::Projection(const Field& shape, const ProjectionRules& rules) : shape_(copyField(shape)) {
  checkPatterns(shape, rules);
  root_ = plan(*shape_, rules);
  if (!root_) root_ = std::make_shared<Node>(Node{Node::Action::descend, false, {}, {}, nullptr});
}

std::unique_ptr<Projection::Node> Projection::plan(Field& field, const ProjectionRules& rules) {
  auto node = std::make_unique<Node>();
  for (const auto& [pattern, how] : rules.reductions) {
    if (pattern != field.pointer) continue;
    if (!field.is(kTypeString | kTypeNull)) {
      throw Error(ErrorKind::templateFile, "Si riducono soltanto i testi e le date: «" + pattern + "» non lo è.");
    }
    keepsEverything_ = false;
    node->action = how == Reduction::initials ? Node::Action::initials : Node::Action::year;
    field.format = how == Reduction::initials ? "" : "data-parziale";
    field.mediaType.clear();  // initials and years have no marks
    return node;
  }
  const bool shown = mayShow(field, rules);
  if (!shown) keepsEverything_ = false;
  if (field.properties.empty() && !field.items) return shown ? std::move(node) : nullptr;

  node->action = Node::Action::descend;
  node->protectedContainer = !shown;
  for (auto& [key, member] : field.properties) {
    if (member->absences) node->absencesKey = key;
    if (auto kept = plan(*member, rules)) node->members.emplace(key, std::move(kept));
  }
  if (field.items) node->items = plan(*field.items, rules);
  const bool empty = node->members.empty() && !node->items;
  return empty && !shown ? nullptr : std::move(node);
}

bool Projection::applyTo(const Json& value, const Node& node, Json& out) {
  switch (node.action) {
    case Node::Action::keep:
      out = value;
      return true;
    case Node::Action::initials:
    case Node::Action::year: {
      if (!value.is_string()) return false;
      const std::string& text = value.get_ref<const std::string&>();
      std::string reduced = node.action == Node::Action::initials ? initialsOf(text) : yearOf(text);
      if (reduced.empty()) return false;
      out = std::move(reduced);
      return true;
    }
    case Node::Action::descend:
      break;
  }
  if (value.is_object()) {
    out = Json::object();
    auto& members = out.get_ref<Json::object_t&>();
    for (const auto& [key, member] : value.get_ref<const Json::object_t&>()) {
      const auto found = node.members.find(key);
      Json kept;
      if (found != node.members.end() && applyTo(member, *found->second, kept)) {
        if (key == node.absencesKey && kept.is_object()) kept = applyToAbsences(kept, node);
        members.emplace_hint(members.end(), key, std::move(kept));
      }
    }
    return !members.empty() || !node.protectedContainer;
  }
  if (value.is_array()) {
    out = Json::array();
    if (!node.items) return !node.protectedContainer && value.empty();
    for (const Json& item : value) {
      Json kept;
      if (applyTo(item, *node.items, kept)) out.push_back(std::move(kept));
    }
    return !out.empty() || !node.protectedContainer;
  }
  // A value where the schema wants a container: only a draft that breaks the schema brings one.
  return !node.protectedContainer;
}

Json Projection::apply(const Json& data) const {
  Json projected;
  if (!applyTo(data, *root_, projected)) projected = Json::object();
  return projected;
}

// The reasons that an object gives, by pointers that start from it.
Json Projection::applyToAbsences(const Json& reasons, const Node& object) {
  Json kept = Json::object();
  for (const auto& [pointer, reason] : reasons.items()) {
    const Node* node = nodeAt(object, pointer);
    if (node != nullptr && !node->protectedContainer) kept[pointer] = reason;
  }
  return kept;
}

// The plan at a pointer or a pattern (below an array any token is an index); null if it is removed.
const Projection::Node* Projection::nodeAt(const Node& from, std::string_view pointer) {
  const Node* node = &from;
  while (!pointer.empty()) {
    if (node->action == Node::Action::keep) return node;
    pointer.remove_prefix(1);
    const std::string_view token = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(token.size());
    if (node->items) {
      node = node->items.get();
      continue;
    }
    const auto found = node->members.find(token);
    if (found == node->members.end()) return nullptr;
    node = found->second.get();
  }
  return node;
}

bool Projection::keeps(std::string_view pattern) const { return nodeAt(*root_, pattern) != nullptr; }

}  // namespace stesura
