// What a trusted list says: its scheme, and the services that are granted (ETSI TS 119 612, 5.3 to 5.5).
#pragma once

#include <libxml/tree.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "generator/signature/certificate.h"

namespace stesura {

struct ListedCertificate {
  X509Pointer certificate;
  std::string service;  // «CA/QC» or «TSA/QTST»
  std::string name;     // of the service, in Italian or English where it has such a name
};

struct ListContent {
  std::string territory;  // two capital letters
  std::int64_t sequence = 0;
  std::int64_t issued = 0;                  // seconds since 1970
  std::optional<std::int64_t> nextUpdate{};  // none: the list is closed
  std::vector<ListedCertificate> certificates{};
  std::size_t services = 0;   // whose certificates were taken
  std::size_t leftOut = 0;    // not granted, of other types, or for web sites only
  std::size_t unreadable = 0;  // certificates
};

// Throws Error{data} for what is no national trusted list.
ListContent contentOfList(xmlDoc* document, std::int64_t now);

}  // namespace stesura
