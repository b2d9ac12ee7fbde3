// Which certificates of a service a trusted list calls qualified, and for what (ETSI TS 119 612, 5.5.9.2).
#pragma once

#include <openssl/x509.h>

#include <set>
#include <string>

#include "generator/signature/certificate.h"
#include "generator/signature/service_period.h"

namespace stesura {

// What holds of one certificate at one moment.
struct ListedUses {
  std::set<std::string> qualifiers{};
  bool forSignatures = false, forSeals = false;
};

// Adds what a granted period says of the certificate. A criterion that is not understood counts as not
// satisfied where it would make the certificate better (QCStatement, QCWithQSCD), and as satisfied where it
// would make it worse (NotQualified, QCNoQSCD).
void addUses(const ServicePeriod& period, X509* certificate, ListedUses& uses);

// ETSI TS 119 615, 4.4 and 4.5: qualified, and for what, both when it was issued and at the signature; on
// a device at the signature. Unknown: not qualified.
SignatureQuality listedQuality(X509* certificate, const ListedUses& atIssue, const ListedUses& atSigning);

}  // namespace stesura
