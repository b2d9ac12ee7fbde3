// What a trusted list says: its scheme, and the services that are granted or once were (ETSI TS 119 612, 5.3
// to 5.5).
#pragma once

#include <libxml/tree.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "generator/signature/certificate.h"
#include "generator/signature/service_period.h"

namespace stesura {

struct ListedCertificate {
  X509Pointer certificate;
  std::string service;   // «CA/QC» or «TSA/QTST»
  std::string name;      // of the service, in Italian or English where it has such a name
  std::string sha256{};  // of the certificate
  std::vector<ServicePeriod> periods{};
};

struct ListContent {
  std::string territory;  // two capital letters
  std::int64_t sequence = 0;
  std::int64_t issued = 0;                   // seconds since 1970
  std::optional<std::int64_t> nextUpdate{};  // none: the list is closed
  std::vector<ListedCertificate> certificates{};
  std::size_t services = 0;    // granted today, whose certificates were taken
  std::size_t past = 0;        // granted once, whose certificates were taken for the signatures of that time
  std::size_t leftOut = 0;     // never granted, of other types, or for web sites only
  std::size_t unreadable = 0;  // certificates
  std::size_t notAuthorities = 0;  // certificates of CA/QC services that may not issue any
};

// Throws Error{data} for what is no national trusted list.
ListContent contentOfList(xmlDoc* document, std::int64_t now);

}  // namespace stesura
