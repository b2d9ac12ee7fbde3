// «Come l’ultima volta»: what a draft lacks, taken from an earlier document of the same person.
#pragma once

#include <string>
#include <vector>

#include "generator/error.h"
#include "generator/generator.h"
#include "service/store/drafts.h"

namespace stesura {

struct EarlierDocument {
  std::string id{};
  std::string issuedOn{};  // RFC 3339 full-date
  std::string kind{};
  Json data{};             // reduced to what the asker may read
};

enum class Protected { leftOut, confirmed };  // data of class G and H

// Copies values that the draft lacks, each with its origin; never dates, identifiers, numbers given by
// a register or what names other documents, and nothing into a lower class. What the schema does not
// admit is left out and told. How many values were copied.
std::size_t copyFromEarlier(const Generator& generator, const std::string& kind, const EarlierDocument& earlier,
                            Protected protectedData, DraftContent& content, std::vector<Problem>& leftOut);

}  // namespace stesura
