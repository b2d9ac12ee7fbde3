// Judges which datum of a kind a field may ask for, by its words, its sort and its options.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "generator/form/datum_candidates.h"
#include "generator/form/field_evidence.h"
#include "generator/form/form.h"

namespace stesura {

// What a field may hold: one datum, of check boxes one code of it.
struct Judgement {
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::size_t candidate = 0;  // index into FieldJudge::candidates()
  double score = 0;           // by the field alone; about 1 for a clear case
  double settled = 0;         // with what its neighbours turned out to be
  std::string format{};       // «|casella:M»; "" for none
  std::vector<std::pair<std::string, std::string>> options{};  // code of the schema -> option of the form
  std::size_t second = kNone;  // «Cognome e nome»: another candidate behind the first
  std::string between{};       // the two
};

// One a form. `form` and `shape` must outlive it.
class FieldJudge {
 public:
  FieldJudge(const FormDescription& form, const Field& shape)
      : form_(form), candidates_(candidatesOf(shape)), weights_(candidates_) {}

  const std::vector<DatumCandidate>& candidates() const { return candidates_; }

  // The likeliest, at most 12, best first.
  std::vector<Judgement> judge(const FieldEvidence& evidence) const;

 private:
  using Terms = std::vector<std::string>;
  using Context = std::map<std::string, double>;
  using Labels = std::vector<std::pair<Json, std::string>>;
  using Options = std::vector<std::pair<std::string, std::string>>;
  static void keep(Judgement judgement, std::vector<Judgement>& result);

  // How much of these terms is found in the source or, for less, in the context.
  double found(const Terms& terms, const Terms& source, const Context& context, double byContext) const;

  // How much of the source the datum's own titles and those around it explain.
  double explained(const Terms& source, const DatumCandidate& candidate) const;

  // How much of a title or a name is met.
  double meets(const Naming& naming, const Terms& source, const Context& context, double byContext) const;

  // Whether the objects around the datum are spoken of: 0 to 1.
  double placed(const Terms& source, const FieldEvidence& evidence, const DatumCandidate& candidate) const;

  // Somebody else's datum: a role is named that the datum does not know.
  double strange(const Terms& source, const FieldEvidence& evidence, const DatumCandidate& candidate) const;

  // By its words: the source that speaks clearest.
  double named(const FieldEvidence& evidence, const DatumCandidate& candidate) const;

  // What the field's sort and room add or take.
  double suits(const FieldEvidence& evidence, const DatumCandidate& candidate) const;

  // A field that asks for two data of one object at once.
  void judgeBoth(const FieldEvidence& evidence, std::vector<Judgement>& result) const;

  // The best two candidates that lie in one object, and the weaker one's score.
  std::tuple<std::size_t, std::size_t, double> bestTwo(const FieldEvidence& evidence, EvidenceSource first, EvidenceSource second) const;

  // A check box: a yes, or one code of several.
  void judgeMark(const FieldEvidence& evidence, std::size_t index, std::vector<Judgement>& result) const;

  // How alike two texts are, each way.
  double both(const Terms& a, const Terms& b) const;

  // A radio group, combo or list box: its options are the datum's codes.
  void judgeChoice(const FieldEvidence& evidence, std::size_t index, std::vector<Judgement>& result) const;

  // Pairs of code and option, each used once, the best first; tells how many of the options were met.
  double matchOptions(const FieldEvidence& evidence, const Labels& labels, Options& options) const;
  static std::string optionValue(const FormField& field, std::size_t option);

  const FormDescription& form_;
  std::vector<DatumCandidate> candidates_;
  TermWeights weights_;
};

}  // namespace stesura
