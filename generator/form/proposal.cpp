#include "generator/form/proposal.h"

#include <algorithm>
#include <map>
#include <string>

#include "generator/form/field_evidence.h"
#include "generator/form/field_judge.h"
#include "generator/form/label_words.h"

namespace stesura {
namespace {

constexpr double kThreshold = 0.55;

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
  const FieldJudge judge(form, shape);
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
    if (chosen[i]->second != Judgement::kNone) {
      proposal.text += chosen[i]->between + "{{" + judge.candidates()[chosen[i]->second].path + "}}";
    }
    proposal.options = chosen[i]->options;
    proposal.confidence = std::clamp(chosen[i]->settled, 0.0, 1.0);
  }
  return proposals;
}

}  // namespace stesura
