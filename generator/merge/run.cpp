#include <algorithm>
#include <set>

#include "generator/merge/italian.h"
#include "generator/merge/program.h"
#include "generator/merge/references.h"

namespace stesura {

namespace {

constexpr std::size_t kMostProblems = 1000;
constexpr const char* kNotKnown = "non rilevato";
constexpr const char* kBlankLine = "__________";

bool isBlank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

// What a section takes for «there is something».
bool holds(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      return false;
    case Json::value_t::boolean:
      return value.get<bool>();
    case Json::value_t::string:
      return !isBlank(value.get_ref<const std::string&>());
    case Json::value_t::array:
    case Json::value_t::object:
      return !value.empty();
    default:
      return true;
  }
}

}  // namespace

// One walk over the instructions.
class ProgramRun {
 public:
  ProgramRun(const Program& program, const ProgramInput& input, std::string& out,
             std::vector<Problem>& problems, std::vector<AddedPart>& parts)
      : program_(program),
        input_(input),
        out_(out),
        problems_(problems),
        writing_{parts, written_, &references_},
        issueDate_(std::string(input.issueDate)),
        identifier_(std::string(
            input.orderValues[static_cast<std::size_t>(OrderValue::identifier)])) {
    frames_.reserve(34);
    frames_.push_back({&input.data, nullptr, nullptr, 0, 1});
  }

  void run() {
    for (const std::string& place : program_.places_) references_.addPlace(place);
    for (const std::string& pointer : program_.articles_) {
      if (const Json* list = findPointer(input_.data, pointer)) references_.addArticles(*list);
    }
    const auto& instructions = program_.instructions_;
    for (std::size_t at = 0; at < instructions.size();) {
      const auto& step = instructions[at];
      switch (step.op) {
        case Program::Op::text:
          out_.append(program_.literals_, step.offset, step.second);
          break;
        case Program::Op::variable:
          show(program_.variables_[step.first]);
          break;
        case Program::Op::section:
          if (!enter(program_.sections_[step.first])) {
            at = step.second;
            continue;
          }
          break;
        case Program::Op::sectionEnd:
          if (nextRound()) {
            at = step.second;
            continue;
          }
          break;
        case Program::Op::inverted:
          if (isTrue(program_.sections_[step.first].binding)) {
            at = step.second;
            continue;
          }
          break;
        case Program::Op::ifOrder:
          if (input_.orderValues[step.first].empty()) {
            at = step.second;
            continue;
          }
          break;
        case Program::Op::ifPresent: {
          const Json* value = find(program_.variables_[step.first].binding);
          if (value == nullptr || !holds(*value)) {
            showAbsence(program_.variables_[step.first], value);
            at = step.second;
            continue;
          }
          break;
        }
        case Program::Op::written:
          if (write(program_.variables_[step.first])) {
            at = step.second;
            continue;
          }
          break;
        case Program::Op::orderValue:
          showOrderValue(step.first, step.escape);
          break;
        case Program::Op::suffix:
          addSuffix(step.first);
          break;
        case Program::Op::beginGuard:
          guards_.push_back({out_.size(), problems_.size(), false});
          break;
        case Program::Op::mark:
          if (!guards_.empty()) guards_.back().marked = true;
          break;
        case Program::Op::article:
          beginArticle();
          break;
        case Program::Op::items:
          references_.restartAt(step.first, step.second);
          break;
        case Program::Op::item:
          addBookmark(references_.nextItem(step.first));
          break;
        case Program::Op::reference: {
          const Program::Reference& reference = program_.references_[step.first];
          const std::string words = references_.refer(reference.target, "", reference.place);
          if (step.second != 0) escapeTo(out_, words, Escape::xmlText);
          break;
        }
        case Program::Op::endGuard:
          endGuard(step.offset, step.second);
          break;
      }
      ++at;
    }
    // A draft may lack the article that another refers to.
    if (input_.gaps == Gaps::blankLines) return;
    const auto missing = references_.missing();
    problems_.insert(problems_.end(), missing.begin(), missing.end());
  }

 private:
  struct Frame {
    const Json* value;
    const Program::Section* section;
    const Json::array_t* list;  // null unless it repeats
    std::size_t index, count;
  };
  struct Guard {
    std::size_t size, problems;
    bool marked;
  };

  // The value, or null; then failed_ tells which key of the path was the first without one.
  const Json* find(const Binding& binding) {
    switch (binding.root) {
      case Binding::Root::scope:
        break;
      case Binding::Root::issueDate:
        return &issueDate_;
      case Binding::Root::identifier:
        return identifier_.get_ref<const std::string&>().empty() ? nullptr : &identifier_;
      case Binding::Root::number:
        return &(special_ = frames_[binding.scope].index + 1);
      case Binding::Root::first:
        return &(special_ = frames_[binding.scope].index == 0);
      case Binding::Root::last:
        return &(special_ = frames_[binding.scope].index + 1 == frames_[binding.scope].count);
    }
    const Json* value = frames_[binding.scope].value;
    for (failed_ = 0; failed_ < binding.path.size(); ++failed_) {
      if (!value->is_object()) return nullptr;
      const auto& object = value->get_ref<const Json::object_t&>();
      const auto found = object.find(binding.path[failed_]);
      if (found == object.end()) return nullptr;
      value = &found->second;
      if (value->is_null()) return nullptr;
    }
    if (failed_ > 0) --failed_;
    return value->is_null() ? nullptr : value;
  }

  bool isTrue(const Binding& binding) {
    const Json* value = find(binding);
    return value != nullptr && holds(*value);
  }

  bool enter(const Program::Section& section) {
    const Json* value = find(section.binding);
    if (section.always && (value == nullptr || !value->is_object())) {
      static const Json kNothing = Json::object();
      frames_.push_back({&kNothing, &section, nullptr, 0, 1});
      return true;
    }
    if (value != nullptr && !section.equals.empty()) {
      return value->is_string() && value->get_ref<const std::string&>() == section.equals;
    }
    if (value == nullptr || (!holds(*value) && !section.always)) return false;
    if (!section.enters) return true;
    if (value->is_array()) {
      const auto& list = value->get_ref<const Json::array_t&>();
      frames_.push_back({list.data(), &section, &list, 0, list.size()});
    } else {
      frames_.push_back({value, &section, nullptr, 0, 1});
    }
    return true;
  }

  bool nextRound() {
    Frame& frame = frames_.back();
    if (++frame.index < frame.count) {
      frame.value = &(*frame.list)[frame.index];
      return true;
    }
    frames_.pop_back();
    return false;
  }

  void show(const Program::Variable& variable) {
    const Json* value = find(variable.binding);
    if (value == nullptr || countsAsAbsent(*value)) {
      showAbsence(variable, value);
      return;
    }
    std::uint32_t forbidden = 0;
    const std::size_t start = out_.size();
    if (value->is_string() && variable.presenter.plainText()) {
      forbidden = escapeTo(out_, value->get_ref<const std::string&>(), variable.escape);
    } else {
      text_.clear();
      const std::string wrong = variable.presenter.present(*value, text_);
      if (!wrong.empty()) {
        report(variable, "Il valore di «" + label(variable) + "» " + wrong + ".",
               "Correggere il valore, o il formato nel modello.");
        return;
      }
      forbidden = escapeTo(out_, text_, variable.escape);
    }
    if (forbidden != 0) {
      out_.resize(start);
      report(variable,
             "«" + label(variable) + "» contiene " + characterName(forbidden) +
                 ", che un documento non può contenere.",
             "Togliere quel carattere dal valore.");
    } else if (variable.escape == Escape::uriWhole &&
               !mayLinkTo(value->is_string() ? value->get_ref<const std::string&>() : text_)) {
      out_.resize(start);
      report(variable,
             "«" + label(variable) + "» non è un indirizzo a cui un documento possa rimandare.",
             "Indicare un indirizzo che comincia con https://, http:// o mailto:.");
    }
  }

  // False if there is no value: then what the template holds for that case stands.
  bool write(const Program::Variable& variable) {
    const Json* value = find(variable.binding);
    if (value == nullptr || countsAsAbsent(*value)) return false;
    const std::size_t start = out_.size();
    writing_.pointer = pointerOf(variable.binding);
    writing_.place = variable.place;
    const std::string wrong = variable.writer->write(*value, writing_, out_);
    ++written_;
    if (wrong.empty()) return true;
    out_.resize(start);
    report(variable, "Il valore di «" + label(variable) + "» " + wrong + ".",
           "Correggere il valore.");
    return true;
  }

  // With a schema a blank text is as good as none; without one, it is what the data say.
  bool countsAsAbsent(const Json& value) const {
    if (program_.mode_ == NamesMode::fromData) return false;
    if (value.is_string()) return isBlank(value.get_ref<const std::string&>());
    return value.is_array() && value.empty();
  }

  void showAbsence(const Program::Variable& variable, const Json* value) {
    const Presentation& shown = variable.presenter.presentation();
    const bool checkbox = shown.format == ValueFormat::checkbox;
    if (shown.optional || (checkbox && program_.mode_ == NamesMode::fromSchema)) {
      if (checkbox) escapeTo(out_, "☐", variable.escape);
      return;
    }
    if (program_.mode_ == NamesMode::fromData) {
      report(variable, "Manca il valore di «" + label(variable) + "».",
             "Indicarlo nei dati, o scrivere «|facoltativo» dopo il nome nel modello.");
      return;
    }
    const auto& fields = variable.binding.fields;
    if (value != nullptr && !fields.empty()) failed_ = fields.size() - 1;
    const Field* missing = failed_ < fields.size() ? fields[failed_] : nullptr;
    const bool required = missing != nullptr && missing->presence == Presence::required;
    if (required && input_.gaps == Gaps::refused) {
      report(variable, "Manca «" + label(variable) + "», che il documento deve avere.",
             "Indicare il valore.");
    } else if (variable.escape != Escape::uriPart && variable.escape != Escape::uriWhole) {
      const std::string text = variable.presenter.absent(required ? kBlankLine : reason(variable));
      escapeTo(out_, text, variable.escape);
    }
  }

  std::string reason(const Program::Variable& variable) const {
    if (input_.absenceReasons == nullptr || !input_.absenceReasons->is_object()) return kNotKnown;
    std::string pointer = pointerOf(variable.binding);
    for (std::size_t up = variable.binding.path.size() + 1; up-- > 0;) {
      const auto found = input_.absenceReasons->find(pointer);
      if (found != input_.absenceReasons->end() && found->is_string())
        return found->get<std::string>();
      if (up <= failed_ + 1 || pointer.empty()) break;
      pointer.resize(pointer.rfind('/'));
    }
    return kNotKnown;
  }

  std::string pointerOf(const Binding& binding) const {
    if (binding.root != Binding::Root::scope) return "";
    std::string pointer = pointerOfFrame(binding.scope);
    for (const std::string& key : binding.path) pointer = pointerJoin(pointer, key);
    return pointer;
  }

  std::string pointerOfFrame(std::size_t number) const {
    const Frame& frame = frames_[number];
    if (frame.section == nullptr) return "";
    const std::string pointer = pointerOf(frame.section->binding);
    return frame.list == nullptr ? pointer : pointerJoin(pointer, frame.index);
  }

  static std::string label(const Program::Variable& variable) {
    const Field* field = variable.binding.field;
    return field == nullptr || field->title.empty() ? variable.name : field->title;
  }

  void report(const Program::Variable& variable, std::string message, std::string hint) {
    std::string pointer = pointerOf(variable.binding);
    if (problems_.size() >= kMostProblems || !reported_.insert(pointer + "\n" + message).second)
      return;
    Problem problem;
    if (problems_.size() + 1 == kMostProblems) {
      problem.message = "I problemi sono più di mille: gli altri non sono elencati.";
    } else {
      problem.message = std::move(message);
      problem.hint = std::move(hint);
      problem.pointer = std::move(pointer);
      problem.place = variable.place;
    }
    problems_.push_back(std::move(problem));
  }

  void showOrderValue(std::size_t which, Escape escape) {
    const std::size_t start = out_.size();
    const std::uint32_t forbidden = escapeTo(out_, input_.orderValues[which], escape);
    if (forbidden == 0) return;
    out_.resize(start);
    Problem problem;
    const bool copy = which == static_cast<std::size_t>(OrderValue::copyMark);
    problem.message = std::string(copy ? "La dicitura della copia" : "Il titolo del documento") +
                      " contiene " + characterName(forbidden) +
                      ", che un documento non può contenere.";
    problem.hint = "Togliere quel carattere.";
    problems_.push_back(std::move(problem));
  }

  void addBookmark(const std::string& name) {
    if (name.empty()) return;
    out_ += "<text:bookmark text:name=\"";
    escapeTo(out_, name, Escape::xmlAttribute);
    out_ += "\"/>";
  }

  // The article is the item of the innermost list.
  void beginArticle() {
    for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
      if (frame->list == nullptr) continue;
      addBookmark(references_.beginArticle(*frame->value));
      return;
    }
  }

  void addSuffix(std::size_t frames) {
    bool first = true;
    std::string numbers;
    for (std::size_t at = 1; at < std::min<std::size_t>(frames, frames_.size()); ++at) {
      const Frame& frame = frames_[at];
      if (frame.list == nullptr) continue;
      if (frame.index > 0) first = false;
      if (!numbers.empty()) numbers += '_';
      numbers += std::to_string(frame.index + 1);
    }
    if (!first) out_ += program_.suffixMarker_ + numbers;
  }

  void endGuard(std::size_t offset, std::size_t length) {
    const Guard guard = guards_.back();
    guards_.pop_back();
    if (!guard.marked) {
      out_.resize(guard.size);
      for (; problems_.size() > guard.problems; problems_.pop_back()) {
        reported_.erase(problems_.back().pointer + "\n" + problems_.back().message);
      }
      out_.append(program_.literals_, offset, length);
    }
    if ((guard.marked || length > 0) && !guards_.empty()) guards_.back().marked = true;
  }

  const Program& program_;
  const ProgramInput& input_;
  std::string& out_;
  std::vector<Problem>& problems_;
  std::size_t written_ = 0;
  References references_;
  WriterContext writing_;
  Json issueDate_;
  Json identifier_;
  Json special_;
  std::string text_;
  std::size_t failed_ = 0;
  std::vector<Frame> frames_;
  std::vector<Guard> guards_;
  std::set<std::string> reported_;
};

void Program::run(const ProgramInput& input, std::string& out, std::vector<Problem>& problems,
                  std::vector<AddedPart>& parts) const {
  ProgramRun(*this, input, out, problems, parts).run();
}

void Program::run(const ProgramInput& input, std::string& out,
                  std::vector<Problem>& problems) const {
  std::vector<AddedPart> none;
  run(input, out, problems, none);
}

}  // namespace stesura
