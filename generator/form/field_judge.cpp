#include "generator/form/field_judge.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "generator/form/form_terms.h"

namespace stesura {
namespace {

using Terms = std::vector<std::string>;

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

}  // namespace

std::vector<Judgement> FieldJudge::judge(const FieldEvidence& evidence) const {
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
  if (form_.fields[evidence.field].type == FormFieldType::text) judgeBoth(evidence, result);
  std::stable_sort(result.begin(), result.end(), [](const Judgement& a, const Judgement& b) { return a.score > b.score; });
  if (result.size() > 12) result.resize(12);
  return result;
}

void FieldJudge::keep(Judgement judgement, std::vector<Judgement>& result) {
  if (judgement.score < 0.3) return;
  judgement.settled = judgement.score;
  result.push_back(std::move(judgement));
}

double FieldJudge::found(const Terms& terms, const Terms& source, const Context& context, double byContext) const {
  double all = 0, met = 0;
  for (const std::string& term : terms) {
    const double weight = weights_.of(term);
    all += weight;
    met += weight * std::max(best(term, source), byContext * best(term, context));
  }
  return all == 0 ? 0 : met / all;
}

double FieldJudge::explained(const Terms& source, const DatumCandidate& candidate) const {
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

double FieldJudge::meets(const Naming& naming, const Terms& source, const Context& context, double byContext) const {
  return std::max(found(naming.title, source, context, byContext), found(naming.name, source, context, byContext));
}

double FieldJudge::placed(const Terms& source, const FieldEvidence& evidence, const DatumCandidate& candidate) const {
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

double FieldJudge::strange(const Terms& source, const FieldEvidence& evidence, const DatumCandidate& candidate) const {
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

double FieldJudge::named(const FieldEvidence& evidence, const DatumCandidate& candidate) const {
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

double FieldJudge::suits(const FieldEvidence& evidence, const DatumCandidate& candidate) const {
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

void FieldJudge::judgeBoth(const FieldEvidence& evidence, std::vector<Judgement>& result) const {
  struct Two {
    std::string_view first, second, between;
  };
  static constexpr Two kTwo[] = {{"cognome", "nome", " "}, {"nome", "cognome", " "}, {"luogo", "data", ", "}, {"indirizzo", "civico", ", "}};
  for (const EvidenceSource& source : evidence.direct) {
    for (const Two& two : kTwo) {
      const auto first = std::find(source.terms.begin(), source.terms.end(), two.first);
      const auto second = std::find(source.terms.begin(), source.terms.end(), two.second);
      if (first >= second || second == source.terms.end()) continue;
      Terms one = source.terms, other = source.terms;
      std::erase(one, two.second);
      std::erase(other, two.first);
      if (two.first == "luogo") {
        if (source.terms.size() > 2) continue;
        other.push_back("documento");
      }
      const auto [left, right, score] = bestTwo(evidence, {one, source.trust}, {other, source.trust});
      if (score > 0) keep({left, score, 0, "", {}, right, std::string(two.between)}, result);
    }
  }
}

std::tuple<std::size_t, std::size_t, double> FieldJudge::bestTwo(const FieldEvidence& evidence, EvidenceSource first, EvidenceSource second) const {
  FieldEvidence one = evidence, other = evidence;
  one.direct = {std::move(first)};
  other.direct = {std::move(second)};
  std::map<std::string, std::pair<double, std::size_t>> bestOfParent;
  for (std::size_t i = 0; i < candidates_.size(); ++i) {
    if (candidates_[i].many) continue;
    auto& kept = bestOfParent.try_emplace(candidates_[i].parent, 0.0, Judgement::kNone).first->second;
    kept = std::max(kept, std::pair{named(other, candidates_[i]) + suits(other, candidates_[i]), i},
                    [](const auto& a, const auto& b) { return a.first < b.first; });
  }
  std::tuple<std::size_t, std::size_t, double> found{Judgement::kNone, Judgement::kNone, 0};
  for (std::size_t i = 0; i < candidates_.size(); ++i) {
    const auto& [score, partner] = bestOfParent[candidates_[i].parent];
    if (candidates_[i].many || partner == Judgement::kNone || partner == i) continue;
    const double both = std::min(score, named(one, candidates_[i]) + suits(one, candidates_[i]));
    if (both > std::get<2>(found)) found = {i, partner, both};
  }
  return found;
}

void FieldJudge::judgeMark(const FieldEvidence& evidence, std::size_t index, std::vector<Judgement>& result) const {
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

double FieldJudge::both(const Terms& a, const Terms& b) const {
  const std::map<std::string, double> none;
  return std::sqrt(found(a, b, none, 0) * found(b, a, none, 0));
}

void FieldJudge::judgeChoice(const FieldEvidence& evidence, std::size_t index, std::vector<Judgement>& result) const {
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

double FieldJudge::matchOptions(const FieldEvidence& evidence, const Labels& labels, Options& options) const {
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

std::string FieldJudge::optionValue(const FormField& field, std::size_t option) {
  if (field.type == FormFieldType::radio) return option < field.widgets.size() ? field.widgets[option].onState : std::string();
  return option < field.options.size() ? field.options[option].value : std::string();
}

}  // namespace stesura
