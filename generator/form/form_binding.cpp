#include "generator/form/form_binding.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "generator/form/form_choices.h"
#include "generator/json/json.h"
#include "generator/merge/italian.h"
#include "generator/schema/field_place.h"
#include "generator/spelling.h"

namespace stesura {
namespace {

// Control characters, which no merged text may hold (Escape::pageText).
constexpr std::string_view kEndOfText("\0", 1);
constexpr std::string_view kEndOfGroup("\x01", 1);
constexpr std::size_t kMostRows = 200;

std::string placeOf(const std::string& field) { return "campo «" + field + "»"; }

bool isChosen(const FormField& field) {
  return field.type == FormFieldType::checkBox || field.type == FormFieldType::radio ||
         field.type == FormFieldType::comboBox || field.type == FormFieldType::listBox;
}

// How a date script wants a date that the tag leaves to us.
ValueFormat dateFormatOf(const FormField& field) {
  std::string pattern = lowerAscii(field.dateFormat);
  if (pattern.starts_with("yyyy")) return ValueFormat::code;
  return pattern.find("mmm") != std::string::npos ? ValueFormat::longForm : ValueFormat::shortForm;
}

// What a row of a repeat or a single field wants to be filled with.
struct Wish {
  std::size_t field;
  std::string text;
  const FormMapEntry* entry;  // null for a field named by its tag
  std::size_t row;
};

struct WishedRepeat {
  std::string list;
  std::vector<Wish> wishes{};
};

class Binder {
 public:
  Binder(const FormDescription& form, const FormMap& map, const Field& shape) : form_(form), map_(map), shape_(shape) {
    for (std::size_t at = 0; at < form.fields.size(); ++at) byName_.emplace(form.fields[at].name, at);
  }

  BoundForm bind() {
    readMap();
    readNames();
    ProgramSource source;
    layOnce(source);
    for (const WishedRepeat& repeat : repeats_) layRepeat(repeat, source);
    bound_.program = Program::compile(std::move(source), shape_, NamesMode::fromSchema, problems_);
    if (problems_.empty()) nameTags();
    if (!problems_.empty()) {
      throw Error(ErrorKind::templateFile, "I campi del modulo PDF non si lasciano collegare ai dati.", std::move(problems_));
    }
    return std::move(bound_);
  }

 private:
  void complain(std::string message, std::string hint, std::string place, std::string pointer = {}) {
    Problem problem = templateProblem(std::move(message), std::move(hint), std::move(place));
    problem.pointer = std::move(pointer);
    problems_.push_back(std::move(problem));
  }

  // True if the field exists, can be filled and nobody else fills it.
  bool take(const FormMapEntry& entry, std::size_t& field) {
    const auto found = byName_.find(entry.field);
    if (found == byName_.end()) {
      std::vector<std::string> names;
      for (const auto& [name, index] : byName_) names.push_back(name);
      complain("Il modulo non ha il campo «" + entry.field + "».", didYouMean(entry.field, names), {}, entry.pointer);
      return false;
    }
    field = found->second;
    return mayFill(field, entry.pointer);
  }

  bool mayFill(std::size_t index, const std::string& pointer) {
    const FormField& field = form_.fields[index];
    const std::string subject = "Il campo «" + field.name + "» ";
    if (field.type == FormFieldType::button || field.type == FormFieldType::signature) {
      complain(subject + (field.type == FormFieldType::button ? "è un pulsante" : "è per una firma") + ": non si compila.",
               "Toglierlo dai campi del modello.", {}, pointer);
      return false;
    }
    if (field.password) {
      complain(subject + "è per una parola d’ordine: non si compila.", "Toglierlo dai campi del modello.", {}, pointer);
      return false;
    }
    if (taken_.insert(index).second) return true;
    complain(subject + "è indicato due volte.", "Lasciarne una.", {}, pointer);
    return false;
  }

  // What of an entry does not depend on the data: a control character would part the texts of all
  // fields in the wrong places, and an option that does not exist would be told only while filling.
  bool isSound(const FormMapEntry& entry, const FormField& field) {
    const std::size_t before = problems_.size();
    refuseControls(entry.text, field, entry.pointer);
    for (const auto& [text, option] : entry.options) {
      if (!isChosen(field)) refuseControls(option, field, entry.pointer);
      if (!isChosen(field) || Choices::find(field, option) != Choices::kNone) continue;
      if (field.type == FormFieldType::checkBox && tickOf(option) != Tick::unclear) continue;
      complain("Il campo «" + field.name + "» non offre l’opzione «" + option + "».", didYouMean(option, optionsOf(field)),
               placeOf(field.name), pointerJoin(pointerJoin(entry.pointer, "opzioni"), text));
    }
    return problems_.size() == before;
  }

  void refuseControls(const std::string& text, const FormField& field, const std::string& pointer) {
    const auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t'; };
    if (std::none_of(text.begin(), text.end(), isControl)) return;
    complain("Il testo del campo «" + field.name + "» contiene caratteri di controllo.", "Toglierli.", placeOf(field.name), pointer);
  }

  static std::vector<std::string> optionsOf(const FormField& field) {
    std::vector<std::string> options;
    for (const FormOption& option : field.options) options.push_back(option.shown);
    return options;
  }

  void readMap() {
    for (const FormMapEntry& entry : map_.fields) {
      std::size_t field = 0;
      if (take(entry, field) && isSound(entry, form_.fields[field]) && !entry.text.empty()) once_.push_back({field, entry.text, &entry, 0});
    }
    for (const FormRepeat& repeat : map_.repeats) {
      WishedRepeat wished{repeat.list};
      for (std::size_t row = 0; row < repeat.rows.size(); ++row) {
        for (const FormMapEntry& entry : repeat.rows[row]) {
          std::size_t field = 0;
          if (take(entry, field) && isSound(entry, form_.fields[field]) && !entry.text.empty()) wished.wishes.push_back({field, entry.text, &entry, row});
        }
      }
      repeats_.push_back(std::move(wished));
    }
  }

  void readNames() {
    std::map<std::string, std::size_t> repeatOf;
    for (std::size_t at = 0; at < form_.fields.size(); ++at) {
      const std::string& name = form_.fields[at].name;
      if (taken_.contains(at) || name.find("{{") == std::string::npos || name.find("}}") == std::string::npos) continue;
      std::string list, text;
      std::size_t row = 0;
      const bool repeated = readRepeatedName(name, list, row, text);
      if (!mayFill(at, {})) continue;
      refuseControls(name, form_.fields[at], {});
      if (!repeated) {
        once_.push_back({at, name, nullptr, 0});
        continue;
      }
      const auto [found, isNew] = repeatOf.emplace(list, repeats_.size());
      if (isNew) repeats_.push_back({list});
      repeats_[found->second].wishes.push_back({at, text, nullptr, row});
    }
  }

  // «{{#destinatari}}2{{ente.denominazione}}»
  static bool readRepeatedName(const std::string& name, std::string& list, std::size_t& row, std::string& text) {
    if (!name.starts_with("{{#")) return false;
    const std::size_t close = name.find("}}");
    std::size_t at = close + 2;
    std::size_t number = 0;
    while (at < name.size() && name[at] >= '0' && name[at] <= '9' && number <= kMostRows) number = number * 10 + std::size_t(name[at++] - '0');
    if (at == close + 2 || number == 0 || number > kMostRows || name.compare(at, 2, "{{") != 0) return false;
    list = name.substr(3, close - 3);
    row = number - 1;
    text = name.substr(at);
    return true;
  }

  void layOnce(ProgramSource& source) {
    for (const Wish& wish : once_) {
      addBinding(wish, {0, bound_.texts++}, {});
      lay(wish, source);
    }
  }

  // Every item of the list gives each distinct text once, whatever its row.
  void layRepeat(const WishedRepeat& repeat, ProgramSource& source) {
    const std::string place = "righe di «" + repeat.list + "»";
    Tag tag;
    if (!readTag("#" + repeat.list, place, tag, problems_)) return;
    tag.escape = Escape::pageText;
    source.tag(tag);
    RepeatedList list;
    std::map<std::pair<std::string, bool>, std::size_t> known;
    for (const Wish& wish : repeat.wishes) {
      list.rows = std::max(list.rows, wish.row + 1);
      const auto [found, isNew] = known.emplace(std::pair{wish.text, isChosen(form_.fields[wish.field])}, list.texts);
      if (isNew) {
        ++list.texts;
        lay(wish, source);
      }
      addBinding(wish, {bound_.repeats.size() + 1, found->second}, place);
    }
    Tag end = tag;
    end.role = Tag::Role::end;
    source.tag(end);
    source.text(kEndOfGroup);
    list.title = place;
    bound_.repeats.push_back(std::move(list));
  }

  void addBinding(const Wish& wish, TextPlace place, const std::string& list) {
    FieldBinding binding;
    binding.field = wish.field;
    binding.text = wish.text;
    binding.row = wish.row;
    binding.list = list;
    if (wish.entry != nullptr) {
      binding.options = wish.entry->options;
      binding.pointer = wish.entry->pointer;
    }
    bound_.bindings.push_back(std::move(binding));
    bound_.places.push_back(place);
  }

  void lay(const Wish& wish, ProgramSource& source) {
    const FormField& field = form_.fields[wish.field];
    const std::string place = placeOf(field.name);
    std::vector<std::string> open;
    std::string_view rest = wish.text;
    while (true) {
      const std::size_t begin = rest.find("{{");
      source.text(rest.substr(0, begin));
      if (begin == std::string_view::npos) break;
      const std::size_t end = rest.find("}}", begin);
      if (end == std::string_view::npos) {
        complain("Un segnaposto non è chiuso.", "Aggiungere «}}».", place, pointerOf(wish));
        break;
      }
      Tag tag;
      if (readTag(rest.substr(begin + 2, end - begin - 2), place, tag, problems_)) addTag(tag, field, open, source);
      rest.remove_prefix(end + 2);
    }
    if (!open.empty()) {
      complain("La sezione «" + open.back() + "» non finisce nel campo in cui comincia.", "Aggiungere «{{/" + open.back() + "}}».",
               place, pointerOf(wish));
      for (; !open.empty(); open.pop_back()) source.endIf();
    }
    source.text(kEndOfText);
  }

  void addTag(Tag& tag, const FormField& field, std::vector<std::string>& open, ProgramSource& source) {
    tag.escape = Escape::pageText;
    const ValueFormat format = tag.presentation.format;
    if (isPictureFormat(format) || format == ValueFormat::clauses || format == ValueFormat::markdown) {
      complain("«" + typedTag(tag) + "» non è un testo semplice: non può stare in un campo.", "Usare un modello in ODT.", tag.place);
      return;
    }
    if (tag.role == Tag::Role::section || tag.role == Tag::Role::inverted) open.push_back(tag.name);
    if (tag.role == Tag::Role::end) {
      if (open.empty()) {
        complain("La sezione «" + tag.name + "» finisce in un campo in cui non comincia.", "Togliere «{{/" + tag.name + "}}».", tag.place);
        return;
      }
      open.pop_back();
    }
    // A box that nobody ticked and a choice that nobody made are empty, not «non rilevato».
    if (isChosen(field) && tag.role == Tag::Role::variable) tag.presentation.optional = true;
    if (!field.dateFormat.empty() && format == ValueFormat::automatic && tag.role == Tag::Role::variable) {
      dates_.emplace(field.name, dateFormatOf(field));
      tag.presentation.format = isDate(tag) ? dateFormatOf(field) : format;
    }
    source.tag(tag);
  }

  // Only of names below the root, as in a form they mostly are.
  bool isDate(const Tag& tag) const {
    const Field* field = shape_.find(tag.name);
    return field != nullptr && field->format == "date";
  }

  static std::string pointerOf(const Wish& wish) { return wish.entry == nullptr ? std::string() : wish.entry->pointer; }

  // Which binding is one tag and nothing else, and the datum it shows.
  void nameTags() {
    std::map<std::string, const TagUse*> variables, sections;
    for (const TagUse& use : bound_.program.uses()) {
      if (use.kind == TagKind::variable) variables.emplace(use.place, &use);
      if (use.kind == TagKind::section) sections.emplace(use.place, &use);
    }
    std::map<std::pair<std::size_t, std::size_t>, std::string> placeOfText;
    for (std::size_t at = 0; at < bound_.bindings.size(); ++at) {
      FieldBinding& binding = bound_.bindings[at];
      const TextPlace& text = bound_.places[at];
      const std::string own = placeOf(form_.fields[binding.field].name);
      const std::string& place = placeOfText.emplace(std::pair{text.group, text.text}, own).first->second;
      nameTag(binding, place, variables);
      if (text.group == 0) continue;
      RepeatedList& list = bound_.repeats[text.group - 1];
      const auto section = sections.find(binding.list);
      if (section != sections.end()) {
        list.pointer = section->second->pointer;
        if (const Field* field = fieldAtPattern(shape_, list.pointer)) list.title = field->title;
      }
      binding.list = list.pointer;
    }
  }

  void nameTag(FieldBinding& binding, const std::string& place, const std::map<std::string, const TagUse*>& variables) {
    const std::string& text = binding.text;
    const bool alone = text.starts_with("{{") && text.find("}}") == text.size() - 2;
    if (!alone) return;
    std::vector<Problem> ignored;
    Tag tag;
    if (!readTag(std::string_view(text).substr(2, text.size() - 4), place, tag, ignored) || tag.role != Tag::Role::variable) return;
    const auto found = variables.find(place);
    if (found == variables.end() || found->second->pointer.empty() || asksGrammar(tag.presentation)) return;
    binding.tag = *found->second;
    binding.presentation = tag.presentation;
    binding.datum = fieldAtPattern(shape_, found->second->pointer);
    const FormField& field = form_.fields[binding.field];
    if (dates_.contains(field.name) && binding.datum != nullptr && binding.datum->format == "date") {
      binding.presentation.format = dates_.at(field.name);
    }
  }

  const FormDescription& form_;
  const FormMap& map_;
  const Field& shape_;
  std::map<std::string, std::size_t> byName_;
  std::map<std::string, ValueFormat> dates_;  // by name of the field
  std::set<std::size_t> taken_;
  std::vector<Wish> once_;
  std::vector<WishedRepeat> repeats_;
  BoundForm bound_;
  std::vector<Problem> problems_;
};

}  // namespace

BoundForm bindForm(const FormDescription& form, const FormMap& map, const Field& shape) {
  return Binder(form, map, shape).bind();
}

MergedTexts::MergedTexts(const BoundForm& bound, std::string_view merged) : bound_(bound), repeated_(bound.repeats.size()) {
  once_.reserve(bound.texts);
  const auto next = [&] {
    const std::size_t end = merged.find('\0');
    const std::string_view text = merged.substr(0, end);
    merged.remove_prefix(std::min(end + 1, merged.size()));
    return text;
  };
  for (std::size_t at = 0; at < bound.texts; ++at) once_.push_back(next());
  for (auto& texts : repeated_) {
    while (!merged.empty() && merged.front() != kEndOfGroup.front()) texts.push_back(next());
    merged.remove_prefix(std::min<std::size_t>(1, merged.size()));
  }
}

std::string_view MergedTexts::text(std::size_t binding) const {
  const TextPlace& place = bound_.places[binding];
  if (place.group == 0) return once_[place.text];
  const auto& texts = repeated_[place.group - 1];
  const std::size_t at = bound_.bindings[binding].row * bound_.repeats[place.group - 1].texts + place.text;
  return at < texts.size() ? texts[at] : std::string_view();
}

std::size_t MergedTexts::items(std::size_t repeat) const {
  const std::size_t texts = bound_.repeats[repeat].texts;
  return texts == 0 ? 0 : repeated_[repeat].size() / texts;
}

std::string foldedLabel(std::string_view text) {
  std::string folded;
  for (const char c : upperCase(text)) {
    const bool blank = static_cast<unsigned char>(c) <= ' ';
    if (!blank) folded += c;
    else if (!folded.empty() && folded.back() != ' ') folded += ' ';
  }
  if (!folded.empty() && folded.back() == ' ') folded.pop_back();
  return folded;
}

}  // namespace stesura
