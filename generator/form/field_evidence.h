// What a form says of each of its fields, as terms.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "generator/form/form.h"
#include "generator/form/label_words.h"

namespace stesura {

struct EvidenceSource {
  std::vector<std::string> terms{};
  double trust = 1;  // tool tip and label most, the name least
};

struct FieldEvidence {
  std::size_t field = 0;                    // index into FormDescription::fields
  std::string label{};                      // as shown to a person
  std::vector<EvidenceSource> direct{};     // each names the datum by itself
  std::map<std::string, double> context{};  // term -> weight: headings, what the line spoke of before
  std::vector<std::string> group{};         // of check boxes and radio buttons
  std::string answer{};                     // of a check box that is labelled «sì» or «no»: that
  bool dateWanted = false;
  bool repeated = false;
  std::vector<std::vector<std::string>> optionTerms{};  // same index as FormField::options, or widgets
};

// Buttons and signatures are left out.
std::vector<FieldEvidence> evidenceOf(const FormDescription& form, const std::vector<FieldSurroundings>& surroundings);

}  // namespace stesura
