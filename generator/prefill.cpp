#include "generator/prefill.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include "generator/schema_files.h"
#include "generator/spelling.h"

namespace stesura {
namespace {


std::vector<std::string> tokensOf(std::string_view pointer) {
  std::vector<std::string> tokens;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    tokens.emplace_back(pointer.substr(0, end));
    pointer.remove_prefix(end);
  }
  return tokens;
}

bool isIndex(const std::string& token) {
  return !token.empty() && token.find_first_not_of("0123456789") == std::string::npos;
}

// The field of the context that a pointer names, and where the way ends if there is none.
struct FoundField {
  const Field* field = nullptr;
  std::string unknown{};                  // the token that names nothing
  std::vector<std::string> candidates{};  // what it might have been
};

FoundField fieldOf(const Field& context, const std::string& pointer) {
  const Field* here = &context;
  for (const std::string& token : tokensOf(pointer)) {
    const Field* next = token == "*" || isIndex(token) ? here->items.get() : here->property(token);
    if (next == nullptr) {
      FoundField found{nullptr, token, {}};
      for (const auto& [name, member] : here->properties) found.candidates.push_back(name);
      return found;
    }
    here = next;
  }
  return {here, {}, {}};
}

bool isLeaf(const Field& field) { return field.properties.empty() && !field.items; }
bool isListOfValues(const Field& field) { return field.items && isLeaf(*field.items); }
// Whether a property takes what it takes in one piece.
bool isTakenWhole(const Field& target) {
  return isLeaf(target) || (isListOfValues(target) && target.items->prefill.empty());
}

DataClass classOf(const Field& field) {
  return field.items && isLeaf(*field.items) ? std::max(field.dataClass, field.items->dataClass)
                                             : field.dataClass;
}

// Holds the pointers of a schema against the context.
class Inspection {
 public:
  explicit Inspection(const Field& context) : context_(context) {}
  std::vector<Problem> run(const Field& shape) {
    visit(shape, nullptr);
    return std::move(problems_);
  }

 private:
  // A property's own pointer may yield nothing for one draft and something for the next: then its
  // name decides, so that both ways are looked at.
  void visit(const Field& target, const Field* named) {
    const Field* own = target.prefill.empty() ? nullptr : resolve(target);
    if (own != nullptr) visitFrom(target, own, true);
    if (own == nullptr || named != nullptr) visitFrom(target, named, false);
  }

  // `meant`: by the property's own pointer, not by its name.
  void visitFrom(const Field& target, const Field* source, bool meant) {
    if (target.absences) return;
    if (target.items && !isTakenWhole(target)) {
      visitList(target, source, meant);
    } else if (!target.properties.empty()) {
      if (meant && source->properties.empty())
        complain(target, "prende un oggetto, ma il contesto lì non ne ha uno.", {});
      for (const auto& [name, member] : target.properties)
        visit(*member, source ? source->property(name) : nullptr);
    } else if (source != nullptr) {
      visitValue(target, *source, meant);
    }
  }

  void visitList(const Field& target, const Field* source, bool meant) {
    if (meant && !source->items && source->properties.empty()) {
      complain(target, "prende un elenco, ma il contesto lì ha un valore solo.", {});
    }
    const bool bound = source != nullptr && source->items;
    if (bound) lists_.push_back(source->pointer + "/*");
    visit(*target.items, bound ? source->items.get() : source);
    if (bound) lists_.pop_back();
  }

  void visitValue(const Field& target, const Field& source, bool meant) {
    if (!source.properties.empty() || (source.items && !isListOfValues(source)) ||
        (isLeaf(target) && source.items)) {
      if (meant)
        complain(target, "prende un valore, ma il contesto lì ne ha più d’uno.", {});
      return;
    }
    if (classOf(source) <= classOf(target)) return;
    complain(target,
             "prende un dato di classe " + std::string(className(classOf(source))) + " («" +
                 source.pointer + "»), ma è di classe " + std::string(className(classOf(target))) +
                 ".",
             "Alzare x-classe della proprietà, o non precompilarla.");
  }

  const Field* resolve(const Field& target) {
    const FoundField found = fieldOf(context_, target.prefill);
    if (found.field == nullptr) {
      const std::string near = didYouMean(found.unknown, found.candidates);
      complain(target, "nomina «" + target.prefill + "», che il contesto di una bozza non conosce.",
               near.empty() ? "Il contesto sta in schemas/contesto_bozza.schema.json." : near);
      return nullptr;
    }
    const std::size_t last = target.prefill.rfind("/*");
    if (last == std::string::npos) return found.field;
    const std::string list = target.prefill.substr(0, last + 2);
    if (std::find(lists_.begin(), lists_.end(), list) != lists_.end()) return found.field;
    complain(target,
             "nomina un elemento di «" + list.substr(0, last) +
                 "» fuori da un elenco che ne è precompilato.",
             "Mettere x-precompila anche sull’elenco che contiene la proprietà.");
    return nullptr;
  }

  void complain(const Field& target, const std::string& message, const std::string& hint) {
    if (!told_.insert(target.pointer + '\n' + message).second) return;
    problems_.push_back({.pointer = target.pointer,
                         .message = "x-precompila " + message,
                         .hint = hint,
                         .keyword = "x-precompila",
                         .schemaPointer = {},
                         .place = {}});
  }

  const Field& context_;
  std::vector<std::string> lists_{};  // patterns of the elements that an enclosing list stands for
  std::set<std::string> told_{};
  std::vector<Problem> problems_{};
};

// A place in the context: its field, its value and its pointer with the indexes filled in.
struct Source {
  const Field* field = nullptr;
  const Json* value = nullptr;
  std::string pointer{};
  explicit operator bool() const { return value != nullptr && !value->is_null(); }
};

class Filling {
 public:
  Filling(const Json& values, const Field& context, DataClass ceiling)
      : values_(values), context_(context), ceiling_(ceiling) {}

  PrefillDraft run(const Field& shape) {
    Json data;
    fill(shape, {}, "", data);
    if (data.is_object()) draft_.data = std::move(data);
    return std::move(draft_);
  }

 private:
  // Fills `out` unless nothing comes of it: then it stays null.
  void fill(const Field& target, const Source& named, const std::string& pointer, Json& out) {
    Source source = named;
    if (!target.prefill.empty()) {
      if (Source own = resolve(target.prefill)) source = std::move(own);
    }
    if (target.absences) return;
    if (target.items && !isTakenWhole(target)) {
      fillList(target, source, pointer, out);
    } else if (!target.properties.empty()) {
      fillObject(target, source, pointer, out);
    } else if (source) {
      fillValue(target, source, pointer, out);
    }
  }

  void fillObject(const Field& target, const Source& source, const std::string& pointer,
                  Json& out) {
    for (const auto& [name, member] : target.properties) {
      Json value;
      fill(*member, memberOf(source, name), pointerJoin(pointer, name), value);
      if (!value.is_null()) out[name] = std::move(value);
    }
  }

  void fillList(const Field& target, const Source& source, const std::string& pointer, Json& out) {
    const bool list = source && source.value->is_array() && source.field->items;
    if (!list) {
      // One object where a list is wanted is its only item.
      if (source && source.value->is_object()) addItem(target, source, pointer, out);
      return;
    }
    for (std::size_t index = 0; index < source.value->size(); ++index) {
      const Source item{source.field->items.get(), &(*source.value)[index],
                        pointerJoin(source.pointer, index)};
      lists_.emplace_back(source.field->pointer + "/*", item.pointer);
      addItem(target, item, pointer, out);
      lists_.pop_back();
    }
  }

  void addItem(const Field& target, const Source& item, const std::string& pointer, Json& out) {
    Json value;
    fill(*target.items, item, pointerJoin(pointer, out.size()), value);
    if (!value.is_null()) out.push_back(std::move(value));
  }

  void fillValue(const Field& target, const Source& source, const std::string& pointer, Json& out) {
    if (!source.field->properties.empty() ||
        (source.field->items && !isListOfValues(*source.field)))
      return;
    if (source.value->is_object() || source.value->is_array() != (target.items != nullptr)) return;
    const DataClass protection = classOf(*source.field);
    if (protection > classOf(target) || protection > ceiling_) return;
    out = *source.value;
    draft_.sources[pointer] = source.pointer;
  }

  static Source memberOf(const Source& source, const std::string& name) {
    if (!source || !source.value->is_object()) return {};
    const Field* field = source.field->property(name);
    const auto value = source.value->find(name);
    if (field == nullptr || value == source.value->end()) return {};
    return {field, &*value, pointerJoin(source.pointer, name)};
  }

  Source resolve(const std::string& pattern) const {
    const FoundField found = fieldOf(context_, pattern);
    if (found.field == nullptr) return {};
    std::string pointer = pattern;
    // The innermost list whose elements the pattern names says which of them is meant.
    const std::size_t last = pattern.rfind("/*");
    if (last != std::string::npos) {
      const std::string element = pattern.substr(0, last + 2);
      const auto bound = std::find_if(lists_.rbegin(), lists_.rend(),
                                      [&](const auto& list) { return list.first == element; });
      if (bound == lists_.rend()) return {};
      pointer = bound->second + pattern.substr(last + 2);
    }
    return {found.field, findPointer(values_, pointer), pointer};
  }

  const Json& values_;
  const Field& context_;
  DataClass ceiling_;
  std::vector<std::pair<std::string, std::string>>
      lists_{};  // pattern of an element -> its pointer
  PrefillDraft draft_{};
};

bool isAtOrBelow(const std::string& pointer, const std::string& above) {
  return pointer.starts_with(above) &&
         (pointer.size() == above.size() || pointer[above.size()] == '/');
}

// Whether a problem about an object or a list is about something that is there, not about what
// lacks.
bool isAboutWhatIsThere(const std::string& keyword) {
  static const std::set<std::string, std::less<>> kKeywords = {
      "type",     "false",       "additionalProperties", "unevaluatedProperties",
      "maxItems", "uniqueItems", "maxProperties",        "not"};
  return kKeywords.contains(keyword);
}

// Stands in a list for an item that was taken away: no JSON text holds such a value.
Json gap() { return Json::binary({}); }

// Takes a value away, and every object or item that is empty without it.
void eraseAt(Json& data, std::string pointer) {
  while (!pointer.empty()) {
    const Json::json_pointer place(pointer);
    if (!data.contains(place)) return;
    Json& parent = data.at(place.parent_pointer());
    if (parent.is_array()) {
      parent[std::stoul(place.back())] = gap();  // the others keep their places until all is done
      return;
    }
    parent.erase(place.back());
    if (!parent.empty()) return;
    pointer = place.parent_pointer().to_string();
  }
}

// Closes the gaps that eraseAt() left in lists; pointers into them move along.
void closeGaps(Json& value, const std::string& from, const std::string& to,
               const PrefillSources& before, PrefillSources& after) {
  if (value.is_object()) {
    for (auto member = value.begin(); member != value.end();) {
      const bool filled = !member->empty();
      closeGaps(*member, pointerJoin(from, member.key()), pointerJoin(to, member.key()), before,
                after);
      member =
          filled && member->is_array() && member->empty() ? value.erase(member) : std::next(member);
    }
  } else if (value.is_array() && !before.contains(from)) {
    Json kept = Json::array();
    for (std::size_t index = 0; index < value.size(); ++index) {
      if (value[index].is_binary()) continue;
      closeGaps(value[index], pointerJoin(from, index), pointerJoin(to, kept.size()), before,
                after);
      kept.push_back(std::move(value[index]));
    }
    value = std::move(kept);
    return;
  }
  if (const auto source = before.find(from); source != before.end()) after[to] = source->second;
}

const Json* memberOf(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

void addPresets(const Json& schema, const Json& root, const std::map<std::string, Json>& documents,
                int depth, Json& presets) {
  if (depth > 8) return;
  if (const Json* properties = memberOf(schema, "properties");
      properties && properties->is_object()) {
    for (const auto& [name, property] : properties->items()) {
      for (const char* keyword : {"const", "default"}) {
        const Json* value = memberOf(property, keyword);
        if (value != nullptr && !presets.contains(name)) presets[name] = *value;
      }
    }
  }
  if (const Json* all = memberOf(schema, "allOf"); all && all->is_array()) {
    for (const Json& branch : *all) addPresets(branch, root, documents, depth + 1, presets);
  }
  const Json* reference = memberOf(schema, "$ref");
  if (reference == nullptr || !reference->is_string()) return;
  const std::string& text = reference->get_ref<const std::string&>();
  const std::size_t hash = std::min(text.find('#'), text.size());
  const auto document = documents.find(text.substr(0, hash));
  if (hash > 0 && document == documents.end()) return;
  const Json& home = hash == 0 ? root : document->second;
  const Json* target = findPointer(
      home, hash == text.size() ? std::string_view() : std::string_view(text).substr(hash + 1));
  if (target != nullptr) addPresets(*target, home, documents, depth + 1, presets);
}

}  // namespace

Schema readPrefillContext(const std::filesystem::path& home) {
  const SchemaFiles files = readSchemaFiles(home / "schemas", kPrefillContextFile);
  return Schema::compile(files.root, files.documents);
}

bool prefills(const Field& shape) {
  if (!shape.prefill.empty() || (shape.items && prefills(*shape.items))) return true;
  return std::any_of(shape.properties.begin(), shape.properties.end(),
                     [](const auto& member) { return prefills(*member.second); });
}

std::vector<Problem> wrongPrefills(const Field& shape, const Field& context) {
  return Inspection(context).run(shape);
}

PrefillDraft prefillFrom(const Json& values, const Field& context, const Field& shape,
                         DataClass ceiling) {
  return Filling(values, context, ceiling).run(shape);
}

std::vector<Problem> takeBackMisfits(PrefillDraft& draft, const SchemaReport& report, const std::string& whose) {
  std::vector<Problem> taken;
  std::set<std::string> wrong;
  for (const Problem& problem : report.problems) {
    if (problem.pointer.empty()) continue;
    const Json* value = findPointer(draft.data, problem.pointer);
    if (value == nullptr || (value->is_structured() && !isAboutWhatIsThere(problem.keyword)))
      continue;
    bool ours = false;
    for (const auto& [pointer, source] : draft.sources) {
      if (!isAtOrBelow(pointer, problem.pointer) && !isAtOrBelow(problem.pointer, pointer))
        continue;
      wrong.insert(pointer);
      ours = true;
    }
    if (!ours) continue;
    taken.push_back({.pointer = problem.pointer,
                     .message = whose + " dice un valore che qui non va: " + problem.message,
                     .hint = "Correggerlo là dove sta, o scrivere il dato nella bozza.",
                     .keyword = "x-precompila",
                     .schemaPointer = {},
                     .place = {}});
  }
  if (wrong.empty()) return taken;
  for (const std::string& pointer : wrong) {
    eraseAt(draft.data, pointer);
    draft.sources.erase(pointer);
  }
  PrefillSources moved;
  closeGaps(draft.data, "", "", draft.sources, moved);
  draft.sources = std::move(moved);
  return taken;
}

Json presetsOf(const Json& root, const std::map<std::string, Json>& documents) {
  Json presets = Json::object();
  addPresets(root, root, documents, 0, presets);
  return presets;
}

}  // namespace stesura
