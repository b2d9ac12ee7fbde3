// What an imported trusted list leaves beside its certificates: `lista-<territory>.json`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "generator/signature/service_period.h"

namespace stesura {

struct ListRecord {
  struct Entry {
    std::string sha256;   // of the certificate's DER
    std::string service;  // «CA/QC» or «TSA/QTST»
    std::string name;     // of the service
    // None: of a record from before histories were kept, which took what was granted on that day.
    std::optional<std::vector<ServicePeriod>> periods{};
  };
  std::string territory;
  std::string issued, nextUpdate;  // RFC 3339; nextUpdate "" for a list that is closed
  std::int64_t sequence = 0;
  std::string signerName, signerSha256;
  std::string listSha256;        // of the XML
  std::string certificatesFile;  // in the same folder: PEM
  std::vector<Entry> entries;
};

std::string listRecordName(std::string_view territory);  // «lista-IT.json»
bool isListRecordName(std::string_view fileName);
bool isListCertificatesName(std::string_view fileName);  // «lista-IT-74-….pem»: no anchors by themselves

std::string writeListRecord(const ListRecord& record);
// Nothing for what is no such record.
std::optional<ListRecord> readListRecord(std::string_view json);

}  // namespace stesura
