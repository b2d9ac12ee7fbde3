#include "generator/merge/binding.h"

#include <algorithm>

#include "generator/merge/present.h"
#include "generator/spelling.h"

namespace stesura {

namespace {

constexpr std::size_t kSearchDepth = 3;  // how far below a name is looked for to suggest it

std::vector<std::string_view> segments(std::string_view name) {
  std::vector<std::string_view> keys;
  for (bool more = true; more;) {
    const std::size_t dot = name.find('.');
    more = dot != std::string_view::npos;
    keys.push_back(name.substr(0, dot));
    if (more) name.remove_prefix(dot + 1);
  }
  return keys;
}

// The property of that name; where a word processor changed capitals, the only one that differs in
// nothing else.
const Field* propertyOf(const Field& field, std::string_view key) {
  if (const Field* exact = field.property(key)) return exact;
  const std::string wanted = lowerAscii(key);
  const Field* found = nullptr;
  for (const auto& [name, property] : field.properties) {
    if (name.size() != key.size() || lowerAscii(name) != wanted) continue;
    if (found != nullptr) return nullptr;
    found = property.get();
  }
  return found;
}

std::string keyOf(const Field& parent, const Field& property) {
  for (const auto& [name, candidate] : parent.properties) {
    if (candidate.get() == &property) return name;
  }
  return property.name;
}

// The dotted name of a property called `key` somewhere below, through objects only.
std::string deeperName(const Field& field, std::string_view key, std::size_t depth) {
  if (depth == 0) return "";
  for (const auto& [name, property] : field.properties) {
    if (depth < kSearchDepth && name == key) return name;
    const std::string below = deeperName(*property, key, depth - 1);
    if (!below.empty()) return name + "." + below;
  }
  return "";
}

std::string hintFor(const std::string& nearest) {
  return nearest.empty() ? "" : "Forse intendevi «" + nearest + "»?";
}

Problem unknownName(const Tag& tag, std::string hint) {
  if (hint.empty()) hint = "Controllare il nome, o togliere il segnaposto " + typedTag(tag) + ".";
  return templateProblem("Il campo «" + tag.name + "» non esiste.", std::move(hint), tag.place);
}

}  // namespace

Scopes::Scopes(const Field& root, NamesMode mode) : scopes_{{&root, false}}, mode_(mode) {}

// Of an empty list or a null in data without a schema nothing can be known, nor will it be shown.
bool Scopes::unknowable(const Field* field) const {
  if (mode_ == NamesMode::unchecked) return true;
  if (mode_ != NamesMode::fromData) return false;
  if (field == nullptr) return true;
  return field->properties.empty() && field->items == nullptr &&
         (field->types & ~static_cast<unsigned>(kTypeNull | kTypeArray)) == 0;
}

bool Scopes::isInside(const Field* field) const {
  return field != nullptr && std::any_of(scopes_.begin(), scopes_.end(),
                                         [&](const Scope& scope) { return scope.field == field; });
}

std::string Scopes::suggestFirst(std::string_view key, std::string_view whole) const {
  std::vector<std::string_view> names = {"@numero", "@primo", "@ultimo", "@data", "@identificativo"};
  for (const Scope& scope : scopes_) {
    if (scope.field == nullptr) continue;
    for (const auto& [name, property] : scope.field->properties) names.push_back(name);
  }
  for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
    if (scope->field == nullptr || key != whole) continue;
    const std::string deeper = deeperName(*scope->field, key, kSearchDepth);
    if (!deeper.empty()) return deeper;
  }
  std::string nearest = nearestName(key, names);
  if (!nearest.empty() && key != whole) nearest += whole.substr(key.size());
  return nearest;
}

std::optional<Binding> Scopes::bindSpecial(const Tag& tag, std::vector<Problem>& problems) const {
  static const Field kNumberField = [] {
    Field field;
    field.types = kTypeInteger;
    field.dataClass = DataClass::publishable;
    return field;
  }();
  static const Field kFlagField = [] {
    Field field;
    field.types = kTypeBoolean;
    field.dataClass = DataClass::publishable;
    return field;
  }();
  static const Field kIdentifierField = [] {
    Field field;
    field.types = kTypeString;
    field.title = "identificativo del documento";
    field.dataClass = DataClass::publishable;
    return field;
  }();
  static const Field kDateField = [] {
    Field field;
    field.types = kTypeString;
    field.format = "date";
    field.dataClass = DataClass::publishable;
    return field;
  }();
  const std::string name = lowerAscii(tag.name);
  Binding binding;
  if (name == "@data") {
    binding.root = Binding::Root::issueDate;
    binding.field = &kDateField;
    return binding;
  }
  if (name == "@identificativo") {
    binding.root = Binding::Root::identifier;
    binding.field = &kIdentifierField;
    return binding;
  }
  if (name == "@numero")
    binding.root = Binding::Root::number;
  else if (name == "@primo")
    binding.root = Binding::Root::first;
  else if (name == "@ultimo")
    binding.root = Binding::Root::last;
  else {
    problems.push_back(
        unknownName(tag, hintFor(nearestName(name, {"@numero", "@primo", "@ultimo", "@data"}))));
    return {};
  }
  binding.field = binding.root == Binding::Root::number ? &kNumberField : &kFlagField;
  for (std::size_t at = scopes_.size(); at-- > 0;) {
    if (!scopes_[at].loop) continue;
    binding.scope = static_cast<std::uint32_t>(at);
    return binding;
  }
  problems.push_back(templateProblem("«" + tag.name + "» sta fuori da ogni elenco.",
                                     "Metterlo dentro una sezione che ripete un elenco.",
                                     tag.place));
  return {};
}

bool Scopes::follow(const Tag& tag, std::vector<std::string_view> keys, Binding& binding,
                    std::vector<Problem>& problems) const {
  const Field* at = scopes_[binding.scope].field;
  std::string known;  // the part of the name that was followed already
  for (std::string_view key : keys) {
    const Field* next = at == nullptr || key.empty() ? nullptr : propertyOf(*at, key);
    if (next == nullptr && !unknowable(at)) {
      if (at != nullptr && mayBeList(*at) && at->properties.empty()) {
        problems.push_back(templateProblem(
            "«" + known + "» è un elenco: «" + tag.name + "» non dice di quale elemento.",
            "Usare una sezione: {{#" + known + "}}{{" + std::string(key) + "}}{{/" + known + "}}.",
            tag.place));
        return false;
      }
      std::vector<std::string_view> names;
      if (at != nullptr) {
        for (const auto& [name, property] : at->properties) names.push_back(name);
      }
      const std::string nearest = nearestName(key, names);
      problems.push_back(unknownName(
          tag, nearest.empty() ? "" : hintFor((known.empty() ? "" : known + ".") + nearest)));
      return false;
    }
    binding.path.push_back(next == nullptr ? std::string(key) : keyOf(*at, *next));
    binding.fields.push_back(next);
    known += (known.empty() ? "" : ".") + std::string(key);
    at = next;
  }
  binding.field = at;
  return true;
}

std::optional<Binding> Scopes::bind(const Tag& tag, std::vector<Problem>& problems) const {
  if (tag.name.front() == '@') return bindSpecial(tag, problems);
  Binding binding;
  if (tag.name == ".") {
    binding.scope = static_cast<std::uint32_t>(scopes_.size() - 1);
    binding.field = scopes_.back().field;
    return binding;
  }
  const auto keys = segments(tag.name);
  std::optional<std::size_t> chosen, unknown;
  for (std::size_t at = scopes_.size(); at-- > 0 && !chosen;) {
    const Field* field = scopes_[at].field;
    if (field != nullptr && propertyOf(*field, keys.front()) != nullptr)
      chosen = at;
    else if (unknowable(field) && !unknown)
      unknown = at;
  }
  if (!chosen) chosen = unknown;
  if (!chosen) {
    problems.push_back(unknownName(tag, hintFor(suggestFirst(keys.front(), tag.name))));
    return {};
  }
  binding.scope = static_cast<std::uint32_t>(*chosen);
  if (!follow(tag, keys, binding, problems)) return {};
  return binding;
}

}  // namespace stesura
