// The metadata of a document with the names of AgID's Allegato 5, as JSON and as XML.
#pragma once

#include <string>
#include <vector>

#include "generator/json/json.h"
#include "service/store/documents.h"

namespace stesura {

// «Linee guida sulla formazione, gestione e conservazione dei documenti informatici», Allegato 5, as
// of determination 371/2021. The names follow it; no conformity is claimed.
inline constexpr const char* kMetadataSource =
    "Linee guida AgID sulla formazione, gestione e conservazione dei documenti informatici, Allegato 5 "
    "(determinazione 371/2021)";

struct MetadataOrder {
  const DocumentRecord& record;
  std::string kindTitle{};
  Json shown{};   // the issued data as far as the reader may see them
  Json agency{};  // register entry of the issuing agency; may be null
  std::vector<Registration> registrations{};
  std::vector<StateChange> history{};
  std::string formerSha256{};  // of the document it corrects; "" for none
};

// In the order of the annex.
nlohmann::ordered_json documentMetadata(const MetadataOrder& order);
// The same as XML 1.0 in UTF-8: members are elements, items of a list repeat theirs.
std::string metadataXml(const nlohmann::ordered_json& metadata);

// «scheda-0198c2f1.pdf»: nothing of the data.
std::string fileNameOf(const DocumentRecord& record);

}  // namespace stesura
