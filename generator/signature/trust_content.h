// What a TrustStore holds, for those who judge chains.
#pragma once

#include <openssl/x509_vfy.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "generator/signature/certificate.h"
#include "generator/signature/service_period.h"
#include "generator/signature/trust.h"

namespace stesura {

// Remembers which lists were found to be signed by which key: lists are large, and many signatures
// ask for the same. Thread-safe.
class CrlSignatures {
 public:
  // False also for a list signed with MD5.
  bool isSignedBy(const CrlPointer& list, X509* issuer) const;
  // Whether no entry has a critical extension that is not known here.
  bool areEntriesUnderstood(const CrlPointer& list) const;

 private:
  using Known = std::map<std::string, bool>;  // by the digest of the public key
  mutable std::mutex mutex_;
  mutable std::map<std::weak_ptr<X509_CRL>, Known, std::owner_less<std::weak_ptr<X509_CRL>>> known_;
};

struct TrustStore::Kept {
  // One entry of an imported list for a certificate.
  struct Listing {
    std::string service, territory;            // «CA/QC», «IT»
    std::optional<std::int64_t> nextUpdate{};  // of the list, seconds since 1970
    std::vector<ServicePeriod> periods{};
  };
  struct Anchor {
    X509Pointer certificate;
    std::string sha256;
    bool forSigning = true, forTimeStamping = true;
    bool isByHand = true;             // a person put it there: trusted whatever a list says
    std::vector<Listing> listings{};  // what the imported lists say of it
    TrustAnchor told;
  };
  struct RevocationList {
    CrlPointer list;
    std::string file;
  };

  std::vector<Anchor> anchors{};
  std::vector<RevocationList> lists{};
  // Of persons: nobody is trusted for them; whoever signed without a certificate may be found among them.
  std::vector<X509Pointer> others{};
  std::vector<std::string> notes{};
  std::shared_ptr<X509_STORE> signing{}, timeStamping{};  // null without anchors for that purpose
  std::shared_ptr<X509_STORE> byHand{};                   // those that persons put there
  CrlSignatures signatures{};

  const Anchor* anchor(X509* certificate) const;  // null if it is none
};

}  // namespace stesura
