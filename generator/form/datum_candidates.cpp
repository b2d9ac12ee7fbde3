#include "generator/form/datum_candidates.h"

#include <algorithm>
#include <cmath>

#include "generator/form/form_terms.h"

namespace stesura {
namespace {

constexpr std::size_t kMostCandidates = 5000;
constexpr std::size_t kDeepest = 12;

bool holds(const std::vector<std::string>& terms, std::string_view term) {
  return std::find(terms.begin(), terms.end(), term) != terms.end();
}

bool isPrincipal(const Field& field, const Field& parent) {
  if (parent.grammar && parent.grammar->name.size() == 1 && parent.grammar->name.front() == field.name) return true;
  return field.name == "denominazione" || field.name == "descrizione" || field.name == "valore" || field.name == "testo";
}

// An object is about a person whom the document knows well: surname and birth.
bool isPerson(const Field& object) {
  bool surname = false, birth = false;
  for (const auto& [key, field] : object.properties) {
    const std::vector<std::string> terms = termsOfName(key);
    surname = surname || holds(terms, "cognome");
    birth = birth || holds(terms, "nascita");
  }
  return surname && birth;
}

// The subject's path; "" if there is none or the root is it.
std::string subjectOf(const Field& shape) {
  std::vector<std::pair<const Field*, std::string>> level{{&shape, ""}};
  for (std::size_t depth = 0; depth < kDeepest && !level.empty(); ++depth) {
    std::vector<std::pair<const Field*, std::string>> next;
    for (const auto& [object, path] : level) {
      if (isPerson(*object)) return path;
      for (const auto& [key, field] : object->properties) {
        if (!field->properties.empty() && !field->is(kTypeArray)) next.emplace_back(field.get(), path.empty() ? key : path + "." + key);
      }
    }
    level = std::move(next);
  }
  return {};
}

struct Walk {
  std::string subject;
  std::vector<DatumCandidate> found{};

  void enter(const Field& object, const std::string& path, const std::vector<Naming>& around, std::size_t depth) {
    for (const auto& [key, child] : object.properties) {
      if (found.size() >= kMostCandidates || depth > kDeepest) return;
      if (child->technical || child->absences) continue;
      const std::string own = path.empty() ? key : path + "." + key;
      Naming naming{child->title == key ? std::vector<std::string>{} : termsOf(child->title), termsOfName(key)};
      const bool codes = child->items && !child->items->labels.empty();
      if (!child->properties.empty()) {
        if (!subject.empty() && own == subject) naming.name.push_back("persona");
        std::vector<Naming> inner{naming};
        inner.insert(inner.end(), around.begin(), around.end());
        enter(*child, own, inner, depth + 1);
      } else if ((!child->items && !child->is(kTypeArray) && !child->is(kTypeObject)) || codes) {
        const bool inSubject = !subject.empty() && (path == subject || path.starts_with(subject + "."));
        found.push_back({child.get(), own, path, naming, around, isPrincipal(*child, object), inSubject, codes});
      }
    }
  }
};

}  // namespace

std::vector<DatumCandidate> candidatesOf(const Field& shape) {
  Walk walk{subjectOf(shape)};
  walk.enter(shape, "", {}, 0);
  return std::move(walk.found);
}

TermWeights::TermWeights(const std::vector<DatumCandidate>& candidates) : total_(candidates.size() + 1) {
  for (const DatumCandidate& candidate : candidates) {
    std::vector<std::string> terms = candidate.own.title;
    terms.insert(terms.end(), candidate.own.name.begin(), candidate.own.name.end());
    if (!candidate.around.empty()) {
      const Naming& near = candidate.around.front();
      terms.insert(terms.end(), near.title.begin(), near.title.end());
      terms.insert(terms.end(), near.name.begin(), near.name.end());
    }
    std::sort(terms.begin(), terms.end());
    terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
    for (const std::string& term : terms) ++counts_[term];
  }
}

double TermWeights::of(const std::string& term) const {
  const auto found = counts_.find(term);
  // A term that no datum knows speaks of something else, but forms are talkative.
  if (found == counts_.end()) return 1.6;
  return 0.6 + std::log(static_cast<double>(total_) / static_cast<double>(found->second + 1)) * 0.5;
}

}  // namespace stesura
