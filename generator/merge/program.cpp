#include "generator/merge/program.h"

#include <kainjow/mustache.hpp>
#include <utility>


namespace stesura {

namespace {

namespace mustache = kainjow::mustache;
using Component = mustache::component<std::string>;

constexpr std::size_t kDeepest = 32;  // nested sections; kainjow recurses over them

}  // namespace

void ProgramSource::add(Kind kind, std::size_t first, std::size_t length, Escape escape) {
  pieces_.push_back({kind, escape, first, length});
}

void ProgramSource::text(std::string_view literal) {
  if (literal.empty()) return;
  const bool joins = !pieces_.empty() && pieces_.back().kind == Kind::text &&
                     pieces_.back().first + pieces_.back().length == literals_.size();
  if (joins)
    pieces_.back().length += literal.size();
  else
    add(Kind::text, literals_.size(), literal.size());
  literals_ += literal;
}

void ProgramSource::tag(const Tag& tag) {
  switch (tag.role) {
    case Tag::Role::comment:
      return;
    case Tag::Role::variable:
      add(Kind::variable, tags_.size());
      break;
    case Tag::Role::section:
      add(Kind::section, tags_.size());
      break;
    case Tag::Role::inverted:
      add(Kind::inverted, tags_.size());
      break;
    case Tag::Role::end:
      add(Kind::end, tags_.size());
      break;
  }
  tags_.push_back(tag);
}

void ProgramSource::beginIf(OrderValue value) {
  add(Kind::ifOrder, static_cast<std::size_t>(value));
}

void ProgramSource::beginIfPresent(const Tag& variable) {
  add(Kind::ifPresent, tags_.size());
  tags_.push_back(variable);
}

void ProgramSource::beginWritten(const Tag& variable, std::shared_ptr<const ValueWriter> writer) {
  add(Kind::written, tags_.size(), writers_.size());
  tags_.push_back(variable);
  writers_.push_back(std::move(writer));
}

void ProgramSource::endIf() {
  Tag end;
  end.role = Tag::Role::end;
  tag(end);
}

void ProgramSource::orderValue(OrderValue value, Escape escape) {
  add(Kind::orderValue, static_cast<std::size_t>(value), 0, escape);
}

void ProgramSource::suffix(std::size_t sections) { add(Kind::suffix, sections); }
void ProgramSource::reference(const Tag& target, bool shown) {
  add(Kind::reference, tags_.size(), shown ? 1 : 0);
  tags_.push_back(target);
}

void ProgramSource::beginGuard() { add(Kind::beginGuard); }
void ProgramSource::mark() { add(Kind::mark); }

void ProgramSource::endGuard(std::string_view fallback) {
  add(Kind::endGuard, literals_.size(), fallback.size());
  literals_ += fallback;
}

// Lets kainjow pair the sections of a skeleton that holds nothing but tags (its parser makes a
// component of every single space), then lays its tree out flat.
class ProgramBuilder {
 public:
  ProgramBuilder(ProgramSource& source, const Field& shape, NamesMode mode, Program& program,
                 std::vector<Problem>& problems)
      : source_(source), scopes_(shape, mode), program_(program), problems_(problems) {}

  void build() {
    program_.mode_ = scopes_.mode();
    program_.suffixMarker_ = source_.suffixMarker_;
    program_.places_ = std::move(source_.places_);
    program_.articles_ = std::move(source_.articles_);
    if (!checkNesting()) return;
    mustache::context<std::string> context;
    mustache::context_internal<std::string> internal{context};
    Component root;
    std::string error;
    mustache::parser<std::string> parser{skeleton(), internal, root, error};
    if (!error.empty()) {
      problems_.push_back(templateProblem("Le sezioni del modello non sono ben annidate.",
                                          "Controllare che ogni {{#…}} abbia il suo {{/…}}.", ""));
      return;
    }
    lay(root.children);
    program_.literals_ = std::move(source_.literals_);
  }

 private:
  using Kind = ProgramSource::Kind;
  using Op = Program::Op;

  static bool opens(Kind kind) {
    return kind == Kind::section || kind == Kind::inverted || kind == Kind::ifOrder ||
           kind == Kind::ifPresent || kind == Kind::written;
  }

  // Every problem of pairing at once, which kainjow would tell one by one and by byte offset.
  bool checkNesting() {
    const std::size_t before = problems_.size();
    std::vector<std::size_t> open;
    bool tooDeep = false;
    for (std::size_t at = 0; at < source_.pieces_.size(); ++at) {
      const auto& piece = source_.pieces_[at];
      if (opens(piece.kind)) {
        open.push_back(at);
        if (open.size() > kDeepest && !std::exchange(tooDeep, true)) {
          problems_.push_back(templateProblem("Le sezioni sono annidate oltre 32 livelli.",
                                              "Semplificare il modello.",
                                              source_.tags_[piece.first].place));
        }
      } else if (piece.kind == Kind::end) {
        if (!close(open, source_.tags_[piece.first])) continue;
        ends_[at] = open.back();
        open.pop_back();
      }
    }
    for (std::size_t at : open) reportUnclosed(at);
    return problems_.size() == before;
  }

  void reportUnclosed(std::size_t at) {
    const Tag& tag = source_.tags_[source_.pieces_[at].first];
    problems_.push_back(templateProblem("La sezione " + typedTag(tag) + " non è mai chiusa.",
                                        "Aggiungere {{/" + tag.name + "}} dove finisce.",
                                        tag.place));
  }

  bool close(std::vector<std::size_t>& open, const Tag& end) {
    const auto nameAt = [&](std::size_t at) {
      const auto& piece = source_.pieces_[at];
      return piece.kind == Kind::ifOrder || piece.kind == Kind::ifPresent ||
                     piece.kind == Kind::written
                 ? std::string()
                 : lowerAscii(source_.tags_[piece.first].name);
    };
    const std::string name = lowerAscii(end.name);
    for (std::size_t at = open.size(); at-- > 0;) {
      if (nameAt(open[at]) != name) continue;
      for (; open.size() > at + 1; open.pop_back()) reportUnclosed(open.back());
      return true;
    }
    problems_.push_back(
        templateProblem(typedTag(end) + " chiude una sezione che non è aperta.",
                        "Aggiungere {{#" + end.name + "}} dove comincia, o toglierlo.", end.place));
    return false;
  }

  std::string skeleton() const {
    std::string text;
    for (std::size_t at = 0; at < source_.pieces_.size(); ++at) {
      const Kind kind = source_.pieces_[at].kind;
      if (kind == Kind::end)
        text += "{{/" + std::to_string(ends_.at(at)) + "}}";
      else
        text += (opens(kind) ? "{{#" : "{{") + std::to_string(at) + "}}";
    }
    return text;
  }

  std::size_t emit(Op op, std::size_t first = 0, std::size_t second = 0, std::size_t offset = 0,
                   Escape escape = Escape::none) {
    program_.instructions_.push_back(
        {op, escape, static_cast<std::uint32_t>(first), second, offset});
    return program_.instructions_.size() - 1;
  }

  void lay(const std::vector<Component>& components) {
    for (const Component& component : components) {
      const std::size_t at = std::stoul(component.tag.name);
      const auto& piece = source_.pieces_[at];
      switch (piece.kind) {
        case Kind::text:
          emit(Op::text, 0, piece.length, piece.first);
          break;
        case Kind::variable:
          layVariable(source_.tags_[piece.first], Op::variable);
          break;
        case Kind::section:
        case Kind::inverted:
          laySection(source_.tags_[piece.first], component);
          break;
        case Kind::ifOrder:
          layCondition(emit(Op::ifOrder, piece.first), component);
          break;
        case Kind::ifPresent:
          if (const auto jump = layVariable(source_.tags_[piece.first], Op::ifPresent)) {
            layCondition(*jump, component);
          }
          break;
        case Kind::written:
          layWritten(source_.tags_[piece.first], source_.writers_[piece.length], component);
          break;
        case Kind::orderValue:
          emit(Op::orderValue, piece.first, 0, 0, piece.escape);
          break;
        case Kind::suffix:
          emit(Op::suffix, framesAt(piece.first));
          break;
        case Kind::beginGuard:
          emit(Op::beginGuard);
          break;
        case Kind::mark:
          emit(Op::mark);
          break;
        case Kind::endGuard:
          emit(Op::endGuard, 0, piece.length, piece.first);
          break;
        case Kind::article:
          emit(Op::article);
          break;
        case Kind::items:
          emit(Op::items, piece.first, piece.length);
          break;
        case Kind::item:
          emit(Op::item, piece.first);
          break;
        case Kind::reference:
          program_.references_.push_back({source_.tags_[piece.first].name, source_.tags_[piece.first].place});
          emit(Op::reference, program_.references_.size() - 1, piece.length);
          break;
        case Kind::end:
          break;
      }
    }
  }

  // Scopes within the outermost `sections` open sections; the document itself is one more.
  std::size_t framesAt(std::size_t sections) const {
    if (sections == 0) return 1;
    return sections > framesBySection_.size() ? scopes_.size() : framesBySection_[sections - 1];
  }

  void layCondition(std::size_t jump, const Component& component) {
    lay(component.children);
    program_.instructions_[jump].second = program_.instructions_.size();
  }

  // What stands in the place of an absent value is laid too; its tags are no uses of their own.
  void layWritten(const Tag& tag, const std::shared_ptr<const ValueWriter>& writer,
                  const Component& component) {
    std::vector<Problem> unbound;  // an unknown name is told by what follows
    const auto binding = scopes_.bind(tag, component.children.empty() ? problems_ : unbound);
    if (!binding || !writer->takes(tag, binding->field)) return lay(component.children);
    program_.constant_ = false;
    use(tag, TagKind::variable, *binding);
    program_.variables_.push_back(
        {*binding, Presenter({}, nullptr), tag.escape, tag.name, tag.place, writer});
    const std::size_t jump = emit(Op::written, program_.variables_.size() - 1);
    const std::size_t uses = program_.uses_.size();
    layCondition(jump, component);
    program_.uses_.resize(uses);
  }

  std::optional<std::size_t> layVariable(const Tag& tag, Op op) {
    const auto binding = scopes_.bind(tag, problems_);
    if (!binding) return {};
    program_.constant_ = false;
    const bool picture = isPictureFormat(tag.presentation.format);
    if (picture && !tag.framed) {
      problems_.push_back(templateProblem(
          "Il formato «" + tag.formats + "» sta solo nel nome o nel titolo di una cornice.",
          "Inserire una cornice o un'immagine, e scrivere " + typedTag(tag) +
              " come suo nome o titolo.",
          tag.place));
      return {};
    }
    Presentation shown = tag.presentation;
    // A frame that nobody asked for goes without a word.
    const Field* field = binding->field;
    shown.optional = shown.optional || (picture && field != nullptr && field->presence == Presence::optional);
    Presenter presenter(std::move(shown), field);
    const auto misfits = presenter.misfits(tag.name, tag.place);
    problems_.insert(problems_.end(), misfits.begin(), misfits.end());
    if (op == Op::variable) use(tag, TagKind::variable, *binding);
    program_.variables_.push_back(
        {*binding, std::move(presenter), tag.escape, tag.name, tag.place, nullptr});
    return emit(op, program_.variables_.size() - 1);
  }

  void use(const Tag& tag, TagKind kind, const Binding& binding) {
    const bool named = binding.root == Binding::Root::scope && binding.field != nullptr;
    if (tag.conditionOnly) return;
    if (kind == TagKind::variable && named && asksGrammar(tag.presentation))
      return useGrammar(tag, *binding.field);
    program_.uses_.push_back({kind, tag.name, named ? binding.field->pointer : "", tag.place,
                              tag.presentation.optional || tag.framed, scopes_.isInside(binding.field), tag.formats});
  }

  // Such a tag shows no more than it needs: the name, or what tells gender and article.
  void useGrammar(const Tag& tag, const Field& whole) {
    const Field& field = mayBeList(whole) && whole.items ? *whole.items : whole;
    if (!field.grammar) return;
    const GrammarKeys& keys = *field.grammar;
    const bool agrees = tag.presentation.format == ValueFormat::agreed;
    const auto add = [&](const std::string& key, bool mayLack) {
      const Field* property = key.empty() ? nullptr : field.property(key);
      if (property == nullptr) return;
      const std::string name = tag.name == "." ? key : tag.name + "." + key;
      program_.uses_.push_back({TagKind::variable, name, property->pointer,
                                tag.place, mayLack || tag.presentation.optional,
                                scopes_.isInside(property), tag.formats});
    };
    if (!agrees && tag.presentation.argument.empty()) {
      for (const std::string& key : keys.name) add(key, false);
    }
    if (agrees) add(keys.gender, true);
    if (!agrees || keys.gender.empty()) add(keys.article, true);
  }

  // «Always there» is no condition: the author meant another name, or did not mean a section.
  bool alwaysTrue(const Binding& binding) const {
    if (scopes_.mode() != NamesMode::fromSchema || binding.root != Binding::Root::scope)
      return false;
    if (binding.path.empty() || binding.field == nullptr) return false;
    const Field& field = *binding.field;
    if (mayBeList(field) || mayBeObject(field) || field.types == 0) return false;
    if ((field.types & (kTypeBoolean | kTypeNull)) != 0) return false;
    for (const Field* step : binding.fields) {
      if (step == nullptr || step->presence != Presence::required) return false;
    }
    return true;
  }

  void checkSection(const Tag& tag, const Binding& binding) {
    if (!tag.equals.empty() || tag.enters != nullptr) return;
    if (alwaysTrue(binding)) {
      problems_.push_back(templateProblem(
          "Una sezione su «" + tag.name + "», un valore che non è un elenco e c'è sempre.",
          "Scrivere il valore con {{" + tag.name + "}}, senza sezione.", tag.place));
    }
    const bool list = binding.field == nullptr || mayBeList(*binding.field);
    if ((tag.options.newPage || tag.options.withHeading) && !list) {
      problems_.push_back(templateProblem(
          "Le opzioni «|" + tag.formats + "» vogliono un elenco, ma «" + tag.name + "» non lo è.",
          "Togliere le opzioni.", tag.place));
    }
  }

  void laySection(const Tag& tag, const Component& component) {
    const auto binding = scopes_.bind(tag, problems_);
    // Names below an unknown section would only repeat the complaint.
    if (!binding) return;
    program_.constant_ = false;
    const bool inverted = tag.role == Tag::Role::inverted;
    checkSection(tag, *binding);
    use(tag, inverted ? TagKind::inverted : TagKind::section, *binding);
    const Field* field = binding->field;
    const bool flag = binding->root != Binding::Root::scope ||
                      (field != nullptr && field->is(kTypeBoolean | kTypeNull) &&
                       (field->types & kTypeBoolean) != 0);
    const bool enters = !inverted && !tag.conditionOnly && !flag;
    program_.sections_.push_back({*binding, enters, tag.place, tag.equals, tag.enters != nullptr});
    const std::size_t section = program_.sections_.size() - 1;
    const std::size_t begin = emit(inverted ? Op::inverted : Op::section, section);
    if (enters)
      scopes_.enter(tag.enters != nullptr ? tag.enters : itemField(field), field == nullptr || mayBeList(*field) || field->types == 0);
    framesBySection_.push_back(scopes_.size());
    lay(component.children);
    framesBySection_.pop_back();
    if (enters) {
      scopes_.leave();
      emit(Op::sectionEnd, section, begin + 1);
    }
    program_.instructions_[begin].second = program_.instructions_.size();
  }

  static const Field* itemField(const Field* field) {
    if (field == nullptr || !mayBeList(*field)) return field;
    if (field->items == nullptr && !field->properties.empty()) return field;
    return field->items.get();
  }

  ProgramSource& source_;
  Scopes scopes_;
  Program& program_;
  std::vector<Problem>& problems_;
  std::unordered_map<std::size_t, std::size_t> ends_;  // piece of an end -> piece of its begin
  std::vector<std::size_t> framesBySection_;
};

Program Program::compile(ProgramSource source, const Field& shape, NamesMode mode,
                         std::vector<Problem>& problems) {
  Program program;
  ProgramBuilder(source, shape, mode, program, problems).build();
  return program;
}

Program compileText(std::string_view text, Escape escape, const Field& shape, NamesMode mode,
                    std::vector<Problem>& problems) {
  constexpr std::size_t kAround = 30;  // bytes of text told before and behind a tag
  ProgramSource source;
  std::size_t position = 0;
  while (true) {
    const std::size_t begin = text.find("{{", position);
    source.text(text.substr(position, begin - position));
    if (begin == std::string_view::npos) break;
    const std::size_t end = text.find("}}", begin);
    const std::size_t from = begin < kAround ? 0 : begin - kAround;
    if (end == std::string_view::npos) {
      problems.push_back(templateProblem("Un segnaposto non è chiuso.", "Aggiungere «}}».",
                                         std::string(text.substr(from, 2 * kAround))));
      break;
    }
    Tag tag;
    tag.escape = escape;
    const std::string place(text.substr(from, end + 2 + kAround - from));
    if (readTag(text.substr(begin + 2, end - begin - 2), place, tag, problems)) source.tag(tag);
    position = end + 2;
  }
  return Program::compile(std::move(source), shape, mode, problems);
}

}  // namespace stesura
