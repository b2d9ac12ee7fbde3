#include "generator/form/proposal.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "generator/form/datum_candidates.h"
#include "generator/form/field_evidence.h"
#include "generator/form/form_terms.h"
#include "generator/form/label_words.h"

namespace stesura {
namespace {

constexpr double kThreshold = 0.55;

using Terms = std::vector<std::string>;

// A field's judgement of one datum (of check boxes: of one code of it).
struct Judgement {
  std::size_t candidate = 0;
  double score = 0;       // by the field alone
  double settled = 0;     // with what its neighbours turned out to be
  std::string format{};   // «|casella:M»; "" for none
  std::vector<std::pair<std::string, std::string>> options{};
};

double best(const std::string& term, const Terms& among) {
  double most = 0;
  for (const std::string& other : among) most = std::max(most, likeness(term, other));
  return most;
}

double best(const std::string& term, const std::map<std::string, double>& among) {
  double most = 0;
  for (const auto& [other, weight] : among) most = std::max(most, weight * likeness(term, other));
  return most;
}

std::string codeText(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

bool isDate(const Field& field) { return field.format == "date" || field.format == "data-parziale" || field.format == "date-time"; }

class Judge {
 public:
  Judge(const FormDescription& form, const Field& shape) : form_(form), candidates_(candidatesOf(shape)), weights_(candidates_) {}

  const std::vector<DatumCandidate>& candidates() const { return candidates_; }

  std::vector<Judgement> judge(const FieldEvidence& evidence) const {
    std::vector<Judgement> result;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      const DatumCandidate& candidate = candidates_[i];
      switch (form_.fields[evidence.field].type) {
        case FormFieldType::checkBox: judgeMark(evidence, i, result); break;
        case FormFieldType::radio:
        case FormFieldType::comboBox:
        case FormFieldType::listBox: judgeChoice(evidence, i, result); break;
        default:
          if (!candidate.many) keep({i, named(evidence, candidate) + suits(evidence, candidate)}, result);
      }
    }
    std::stable_sort(result.begin(), result.end(), [](const Judgement& a, const Judgement& b) { return a.score > b.score; });
    if (result.size() > 12) result.resize(12);
    return result;
  }

 private:
  static void keep(Judgement judgement, std::vector<Judgement>& result) {
    if (judgement.score < 0.3) return;
    judgement.settled = judgement.score;
    result.push_back(std::move(judgement));
  }

  // How much of these terms is found in the source or, for less, in the context.
  double found(const Terms& terms, const Terms& source, const std::map<std::string, double>& context, double byContext) const {
    double all = 0, met = 0;
    for (const std::string& term : terms) {
      const double weight = weights_.of(term);
      all += weight;
      met += weight * std::max(best(term, source), byContext * best(term, context));
    }
    return all == 0 ? 0 : met / all;
  }

  double explained(const Terms& source, const DatumCandidate& candidate) const {
    double all = 0, met = 0;
    for (const std::string& term : source) {
      const double weight = weights_.of(term);
      double match = std::max(best(term, candidate.own.title), best(term, candidate.own.name));
      for (const Naming& naming : candidate.around) {
        match = std::max(match, 0.9 * std::max(best(term, naming.title), best(term, naming.name)));
      }
      if (term == "persona" && candidate.ofSubject) match = 1;
      all += weight;
      met += weight * match;
    }
    return all == 0 ? 0 : met / all;
  }

  double meets(const Naming& naming, const Terms& source, const std::map<std::string, double>& context, double byContext) const {
    return std::max(found(naming.title, source, context, byContext), found(naming.name, source, context, byContext));
  }

  // Whether the objects around the datum are spoken of: 0 to 1.
  double placed(const Terms& source, const FieldEvidence& evidence, const DatumCandidate& candidate) const {
    if (candidate.around.empty()) return 0.55;  // at the root there is nothing to speak of
    double all = 0, met = 0, weight = 1;
    for (std::size_t level = 0; level < candidate.around.size(); ++level, weight *= 0.6) {
      double share = meets(candidate.around[level], source, evidence.context, 1);
      const bool subject = candidate.ofSubject && level + 1 == candidate.around.size();
      if (subject) share = std::max(share, 0.75);
      all += weight;
      met += weight * share;
    }
    return met / all;
  }

  // Somebody else's datum: a role is named that the datum does not know.
  double strange(const Terms& source, const FieldEvidence& evidence, const DatumCandidate& candidate) const {
    double worst = 0;
    const auto judgeTerm = [&](const std::string& term, double weight) {
      if (!isRole(term)) return;
      double match = std::max(best(term, candidate.own.title), best(term, candidate.own.name));
      for (const Naming& naming : candidate.around) match = std::max({match, best(term, naming.title), best(term, naming.name)});
      if (match < 0.7) worst = std::max(worst, 0.4 * weight);
    };
    for (const std::string& term : source) judgeTerm(term, 1);
    for (const auto& [term, weight] : evidence.context) judgeTerm(term, weight);
    return worst;
  }

  // By its words: the source that speaks clearest.
  double named(const FieldEvidence& evidence, const DatumCandidate& candidate) const {
    double most = 0, sum = 0;
    for (const EvidenceSource& source : evidence.direct) {
      const double precision = explained(source.terms, candidate);
      double recall = meets(candidate.own, source.terms, evidence.context, 0.6);
      if (candidate.principal && !candidate.around.empty()) {
        recall = std::max(recall, 0.95 * meets(candidate.around.front(), source.terms, evidence.context, 0.6));
      }
      const double place = placed(source.terms, evidence, candidate);
      const double score = source.trust * (0.7 * std::sqrt(precision * recall) + 0.3 * place * std::sqrt(precision * recall) +
                                           (precision * recall > 0.25 ? 0.08 * place : 0)) -
                           strange(source.terms, evidence, candidate);
      sum += std::max(score, 0.0);
      most = std::max(most, score);
    }
    return most + 0.05 * std::min(sum - most, 1.0) - 0.01 * static_cast<double>(candidate.around.size());
  }

  double suits(const FieldEvidence& evidence, const DatumCandidate& candidate) const {
    const FormField& field = form_.fields[evidence.field];
    const Field& datum = *candidate.field;
    double score = 0;
    if (evidence.dateWanted) score += isDate(datum) ? 0.12 : -0.4;
    if (isDate(datum) && (field.multiline || (field.maxLength > 0 && field.maxLength < 8))) score -= 0.3;
    if (datum.types == kTypeBoolean) score -= 0.35;
    if (field.maxLength == 16) score += datum.format == "codice-fiscale" ? 0.2 : 0;
    if (field.maxLength == 11) score += datum.format == "partita-iva" ? 0.1 : 0;
    if (field.maxLength == 5 && datum.format == "cap") score += 0.1;
    if (field.multiline && (!datum.format.empty() || !datum.labels.empty() || datum.is(kTypeInteger | kTypeNumber))) score -= 0.15;
    return score;
  }

  // A check box: a yes, or one code of several.
  void judgeMark(const FieldEvidence& evidence, std::size_t index, std::vector<Judgement>& result) const {
    const DatumCandidate& candidate = candidates_[index];
    if (candidate.field->types == kTypeBoolean) {
      const bool yes = evidence.answer == "si";
      if (!evidence.answer.empty()) {
        FieldEvidence asked = evidence;
        asked.direct = {{evidence.group, 1}};
        keep({index, named(asked, candidate), 0, yes ? "|casella:si" : "|casella:no", {}}, result);
      } else {
        keep({index, named(evidence, candidate), 0, "|casella", {}}, result);
      }
      return;
    }
    const auto& labels = candidate.many ? candidate.field->items->labels : candidate.field->labels;
    if (labels.size() < 2) return;
    double about = placed({}, evidence, candidate) * 0.5 + 0.5 * meets(candidate.own, evidence.group, evidence.context, 0.9);
    about -= strange({}, evidence, candidate);
    for (const auto& [code, title] : labels) {
      const Terms words = termsOf(title), coded = termsOfName(codeText(code));
      double most = 0;
      for (const EvidenceSource& source : evidence.direct) {
        const double alike = std::max(both(source.terms, words), 0.95 * both(source.terms, coded));
        most = std::max(most, alike * source.trust);
      }
      if (codeText(code).size() == 1 && plainWords(evidence.label) == plainWords(codeText(code))) most = std::max(most, 0.95);
      keep({index, 0.75 * most + 0.3 * about * (most > 0.4), 0, "|casella:" + codeText(code), {}}, result);
    }
  }

  double both(const Terms& a, const Terms& b) const {
    const std::map<std::string, double> none;
    return std::sqrt(found(a, b, none, 0) * found(b, a, none, 0));
  }

  // A radio group, combo or list box: its options are the datum's codes.
  void judgeChoice(const FieldEvidence& evidence, std::size_t index, std::vector<Judgement>& result) const {
    const DatumCandidate& candidate = candidates_[index];
    const FormField& field = form_.fields[evidence.field];
    const bool radio = field.type == FormFieldType::radio;
    const bool truth = candidate.field->types == kTypeBoolean;
    if (candidate.many) return;
    FieldEvidence asked = evidence;
    if (radio && !evidence.group.empty()) asked.direct.push_back({evidence.group, 1});
    const double words = named(asked, candidate);
    std::vector<std::pair<Json, std::string>> labels = candidate.field->labels;
    if (truth) labels = {{Json(true), "si"}, {Json(false), "no"}};
    if (labels.empty()) {
      if (!radio) keep({index, words - (evidence.optionTerms.empty() ? 0 : 0.15)}, result);
      return;
    }
    Judgement judgement{index, 0, 0, "|codice", {}};
    const double fit = matchOptions(evidence, labels, judgement.options);
    judgement.score = judgement.options.size() >= 2 ? 0.6 * fit + 0.5 * words : words - 0.2;
    if (judgement.options.empty() && truth) return;
    if (!radio && evidence.optionTerms.size() < 2) judgement.score = words, judgement.format.clear();
    keep(std::move(judgement), result);
  }

  // Pairs of code and option, each used once, the best first; tells how many of the options were met.
  double matchOptions(const FieldEvidence& evidence, const std::vector<std::pair<Json, std::string>>& labels,
                      std::vector<std::pair<std::string, std::string>>& options) const {
    struct Pair {
      double score;
      std::size_t label, option;
    };
    const FormField& field = form_.fields[evidence.field];
    std::vector<Pair> pairs;
    const std::size_t count = std::min<std::size_t>(evidence.optionTerms.size(), 100);
    for (std::size_t option = 0; option < count; ++option) {
      const Terms& shown = evidence.optionTerms[option];
      const std::string value = optionValue(field, option);
      for (std::size_t label = 0; label < labels.size(); ++label) {
        const Terms title = plainWords(labels[label].second), code = plainWords(codeText(labels[label].first));
        double score = std::max(both(shown, title), 0.95 * both(shown, code));
        if (shown.size() == 1 && shown[0].size() == 1 && title.size() == 1 && title[0].starts_with(shown[0])) score = std::max(score, 0.9);
        score = std::max(score, 0.9 * both(plainWords(value), title));
        if (score >= 0.5) pairs.push_back({score, label, option});
      }
    }
    std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.score > b.score; });
    std::set<std::size_t> labelsUsed, optionsUsed;
    double sum = 0;
    for (const Pair& pair : pairs) {
      if (labelsUsed.contains(pair.label) || optionsUsed.contains(pair.option)) continue;
      labelsUsed.insert(pair.label);
      optionsUsed.insert(pair.option);
      options.emplace_back(codeText(labels[pair.label].first), optionValue(field, pair.option));
      sum += pair.score;
    }
    std::sort(options.begin(), options.end());
    const std::size_t blank = static_cast<std::size_t>(std::count(evidence.optionTerms.begin(), evidence.optionTerms.end(), Terms{}));
    return sum / static_cast<double>(std::max<std::size_t>(count - std::min(blank, count), 2));
  }

  static std::string optionValue(const FormField& field, std::size_t option) {
    if (field.type == FormFieldType::radio) return option < field.widgets.size() ? field.widgets[option].onState : std::string();
    return option < field.options.size() ? field.options[option].value : std::string();
  }

  const FormDescription& form_;
  std::vector<DatumCandidate> candidates_;
  TermWeights weights_;
};

// Fields near each other mostly fill one object: what the neighbours seem to be counts for a datum.
void settle(std::vector<std::vector<Judgement>>& judged, const std::vector<DatumCandidate>& candidates) {
  constexpr std::size_t kReach = 4;
  constexpr double kPull = 0.12;
  for (int round = 0; round < 3; ++round) {
    std::vector<std::vector<double>> next(judged.size());
    for (std::size_t field = 0; field < judged.size(); ++field) {
      for (const Judgement& judgement : judged[field]) {
        const DatumCandidate& datum = candidates[judgement.candidate];
        double pull = 0, reach = 0;
        for (std::size_t step = 1; step <= kReach; ++step) {
          for (const bool back : {true, false}) {
            if (back ? step > field : field + step >= judged.size()) continue;
            const auto& neighbour = judged[back ? field - step : field + step];
            const double weight = (back ? 1.0 : 0.6) / static_cast<double>(step);
            if (neighbour.empty()) continue;
            const Judgement& top = *std::max_element(neighbour.begin(), neighbour.end(), [](const Judgement& a, const Judgement& b) { return a.settled < b.settled; });
            const DatumCandidate& other = candidates[top.candidate];
            reach += weight;
            if (top.settled < 0.5 || other.parent.empty()) continue;
            const bool same = other.parent == datum.parent;
            const bool kin = datum.parent.starts_with(other.parent + ".") || other.parent.starts_with(datum.parent + ".");
            if (!datum.parent.empty() && (same || kin)) pull += weight * (same ? 1 : 0.6) * std::min(top.settled, 1.0);
          }
        }
        next[field].push_back(judgement.score + (reach > 0 ? kPull * pull / reach : 0));
      }
    }
    for (std::size_t field = 0; field < judged.size(); ++field) {
      for (std::size_t i = 0; i < judged[field].size(); ++i) judged[field][i].settled = next[field][i];
    }
  }
}

// Each datum once, the surest first; again only where the field says the very same.
std::vector<const Judgement*> assign(const std::vector<std::vector<Judgement>>& judged, const std::vector<FieldEvidence>& evidence,
                                     const std::vector<DatumCandidate>& candidates) {
  struct Claim {
    double score;
    std::size_t field;
    const Judgement* judgement;
  };
  std::vector<Claim> claims;
  for (std::size_t field = 0; field < judged.size(); ++field) {
    double top = 0;
    for (const Judgement& judgement : judged[field]) top = std::max(top, judgement.settled);
    for (const Judgement& judgement : judged[field]) {
      if (judgement.settled >= kThreshold && judgement.settled > top - 0.2) claims.push_back({judgement.settled, field, &judgement});
    }
  }
  std::stable_sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) { return a.score > b.score; });
  std::vector<const Judgement*> chosen(judged.size(), nullptr);
  std::map<std::string, std::pair<double, std::string>> used;
  for (const Claim& claim : claims) {
    if (chosen[claim.field] != nullptr) continue;
    const std::string datum = candidates[claim.judgement->candidate].path + claim.judgement->format;
    const auto owner = used.find(datum);
    if (owner != used.end() && (owner->second.second != evidence[claim.field].label || claim.score < owner->second.first - 0.02)) continue;
    chosen[claim.field] = claim.judgement;
    used.emplace(datum, std::pair{claim.score, evidence[claim.field].label});
  }
  return chosen;
}

}  // namespace

std::vector<ProposedBinding> proposeBindings(const FormDescription& form, const std::vector<PageWord>& words, const Field& shape) {
  const std::vector<FieldEvidence> evidence = evidenceOf(form, surroundingsOf(form, words));
  const Judge judge(form, shape);
  std::vector<std::vector<Judgement>> judged;
  for (const FieldEvidence& entry : evidence) {
    judged.push_back(entry.repeated ? std::vector<Judgement>{} : judge.judge(entry));
  }
  settle(judged, judge.candidates());
  const std::vector<const Judgement*> chosen = assign(judged, evidence, judge.candidates());
  std::vector<ProposedBinding> proposals;
  for (std::size_t i = 0; i < evidence.size(); ++i) {
    ProposedBinding& proposal = proposals.emplace_back();
    proposal.field = form.fields[evidence[i].field].name;
    proposal.label = evidence[i].label;
    if (chosen[i] == nullptr) continue;
    proposal.text = "{{" + judge.candidates()[chosen[i]->candidate].path + chosen[i]->format + "}}";
    proposal.options = chosen[i]->options;
    proposal.confidence = std::clamp(chosen[i]->settled, 0.0, 1.0);
  }
  return proposals;
}

}  // namespace stesura
