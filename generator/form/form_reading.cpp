#include "generator/form/form_reading.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "generator/form/form_building.h"
#include "generator/form/form_evidence.h"
#include "generator/merge/recognise.h"

namespace stesura {

namespace {

constexpr std::size_t kMostFieldWarnings = 50;  // one a field; then how many there are more
constexpr std::size_t kMostNames = 10;

// The names of the tags in a text as merged, without sigils and formats.
std::vector<std::string> tagNames(const std::string& text) {
  std::vector<std::string> names;
  for (std::size_t open = text.find("{{"); open != std::string::npos; open = text.find("{{", open + 2)) {
    const std::size_t close = text.find("}}", open);
    if (close == std::string::npos) break;
    Tag tag;
    std::vector<Problem> problems;
    if (readTag(text.substr(open + 2, close - open - 2), "", tag, problems)) names.push_back(tag.name);
  }
  return names;
}

class FieldReader {
 public:
  FieldReader(const FormDescription& filled, const FormDescription& expected, const std::vector<FieldBinding>& bindings)
      : filled_(filled), expected_(expected), bindings_(bindings) {
    for (const FormField& field : filled.fields) byName_.emplace(field.name, &field);
  }

  FormReading read(const Field* shape) {
    gather();
    std::vector<ReadDatum> read;
    for (const DatumPlace& place : order_) {
      const std::vector<FormEvidence>& evidence = evidence_.at(place);
      read.push_back({place, evidence.front().binding->datum, judge(evidence)});
    }
    reading_.data = buildData(std::move(read), shape, reading_.warnings);
    warnAboutMixes();
    warnAboutMissing();
    warnAboutUnknown();
    return std::move(reading_);
  }

 private:
  void gather() {
    for (const FieldBinding& binding : bindings_) {
      if (binding.field >= expected_.fields.size()) continue;
      const std::string& name = expected_.fields[binding.field].name;
      if (!binding.text.empty() || binding.tag) bound_.insert(name);
      const auto found = byName_.find(name);
      DatumPlace place;
      if (found == byName_.end() || !placeOfDatum(binding, place)) continue;
      readNames_.insert({binding.list, binding.row, binding.tag->name});
      std::vector<FormEvidence>& evidence = evidence_[place];
      if (evidence.empty()) order_.push_back(place);
      evidence.push_back({&binding, found->second});
    }
  }

  // Fields that hold several data in one text, where one of them stands nowhere else.
  void warnAboutMixes() {
    for (const FieldBinding& binding : bindings_) {
      if (binding.tag || binding.field >= expected_.fields.size()) continue;
      const auto found = byName_.find(expected_.fields[binding.field].name);
      if (found == byName_.end() || !holdsSomething(*found->second)) continue;
      const std::vector<std::string> names = tagNames(binding.text);
      const bool lost = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return !readNames_.contains({binding.list, binding.row, name});
      });
      if (lost) {
        warnAt(*found->second, "Il campo «" + found->second->name + "» unisce più dati in un testo: non è stato letto.",
               "Indicare i dati a mano.");
      }
    }
  }

  void warnAboutMissing() {
    std::vector<std::string> missing;
    for (const FormField& field : expected_.fields) {
      if (bound_.contains(field.name) && !byName_.contains(field.name)) missing.push_back(field.name);
    }
    if (missing.empty()) return;
    std::string names;
    for (std::size_t at = 0; at < std::min(missing.size(), kMostNames); ++at) names += (at == 0 ? "«" : ", «") + missing[at] + "»";
    if (missing.size() > kMostNames) names += " e altri " + std::to_string(missing.size() - kMostNames);
    Problem problem;
    problem.message = missing.size() == 1 ? "Nel file manca un campo del modello: " + names + "."
                                          : "Nel file mancano " + std::to_string(missing.size()) + " campi del modello: " + names + ".";
    problem.hint = missing.size() == bound_.size() ? "Il file è forse un altro modulo."
                                                   : "Controllare che il file sia il modulo di questo modello, nella stessa versione.";
    reading_.warnings.push_back(std::move(problem));
  }

  void warnAboutUnknown() {
    std::set<std::string> known;
    for (const FormField& field : expected_.fields) known.insert(field.name);
    std::size_t count = 0;
    for (const FormField& field : filled_.fields) {
      if (bound_.contains(field.name) || !holdsSomething(field) || ++count > kMostFieldWarnings) continue;
      warnAt(field,
             "Il campo «" + field.name + "» " + (known.contains(field.name) ? "non è collegato ad alcun dato" : "non è del modello") +
                 ": quel che contiene non è stato letto.",
             "Riportarlo a mano, se serve.");
    }
    if (count <= kMostFieldWarnings) return;
    Problem problem;
    problem.message = "Altri campi compilati che non corrispondono a un dato: " + std::to_string(count - kMostFieldWarnings) + ".";
    reading_.warnings.push_back(std::move(problem));
  }

  void warnAt(const FormField& field, std::string message, std::string hint) {
    Problem problem;
    problem.message = std::move(message);
    problem.hint = std::move(hint);
    problem.place = placeOf(field);
    reading_.warnings.push_back(std::move(problem));
  }

  const FormDescription& filled_;
  const FormDescription& expected_;
  const std::vector<FieldBinding>& bindings_;
  std::map<std::string, const FormField*, std::less<>> byName_;
  std::map<DatumPlace, std::vector<FormEvidence>> evidence_;
  std::vector<DatumPlace> order_;  // as the layout binds them
  std::set<std::string> bound_;    // names of fields
  std::set<std::tuple<std::string, std::size_t, std::string>> readNames_;  // list, row, name of the tag
  FormReading reading_;
};

}  // namespace

FormReading readFields(const FormDescription& filled, const FormDescription& expected,
                       const std::vector<FieldBinding>& bindings, const Field* shape) {
  return FieldReader(filled, expected, bindings).read(shape);
}

bool readsBack(const FieldBinding& binding) {
  DatumPlace place;
  if (!placeOfDatum(binding, place)) return false;
  const Presentation& presentation = binding.presentation;
  if (presentation.format == ValueFormat::checkbox && !presentation.argument.empty())
    return tickedValue(presentation.argument, *binding.datum).has_value();
  if (binding.options.empty()) return isRecognisable(presentation, *binding.datum);
  return std::all_of(binding.options.begin(), binding.options.end(), [&](const auto& option) {
    return valuesOfOption(binding, option.second).size() == 1;
  });
}

}  // namespace stesura
