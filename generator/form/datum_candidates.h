// The data of a kind that a field may hold, with the terms that their titles and names speak of.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "generator/schema/field.h"

namespace stesura {

// Title and name of a datum or of an object around it, as terms.
struct Naming {
  std::vector<std::string> title{}, name{};
};

struct DatumCandidate {
  const Field* field = nullptr;  // borrowed from the shape
  std::string path{};            // «persona.residenza.comune»
  std::string parent{};          // «persona.residenza»; "" at the root
  Naming own{};
  std::vector<Naming> around{};  // the objects it lies in, the nearest first; without the root
  bool principal = false;        // stands for its object: `denominazione` of a Comune
  bool ofSubject = false;        // of the person that the document is about
  bool many = false;             // a list of codes, which check boxes may tick
};

// What titles and names weigh: a term that few data share tells more.
class TermWeights {
 public:
  explicit TermWeights(const std::vector<DatumCandidate>& candidates);
  double of(const std::string& term) const;
  bool known(const std::string& term) const { return counts_.contains(term); }

 private:
  std::map<std::string, std::size_t> counts_{};
  std::size_t total_ = 1;
};

// Values that may be printed, through objects; of lists only those of codes. In the order of names.
// The subject is the object nearest to the root that holds both a surname and birth data.
std::vector<DatumCandidate> candidatesOf(const Field& shape);

}  // namespace stesura
