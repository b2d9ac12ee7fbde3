// What a signed message brings along to judge its certificates: certificates, CRLs, OCSP answers.
#pragma once

#include <cstddef>
#include <string_view>

#include "generator/signature/asn1_reader.h"
#include "generator/signature/chain.h"

namespace stesura {

struct SignerView;

// Takes what is readable and leaves out the rest: evidence counts only if it stands by itself.
class EvidenceReader {
 public:
  // At most that many certificates, CRLs and OCSP answers each. What goes beyond 4 MiB of certificates, or
  // 8 MiB of the others, is left out.
  EvidenceReader(std::size_t limit, Evidence& into) : limit_(limit), into_(into) {}

  // Contents of CertificateSet and RevocationInfoChoices (RFC 5652, 10.2). Throw as Asn1Cursor, and
  // Error{data} beyond the limit.
  void readCertificates(std::string_view set);
  void readRevocations(std::string_view set);
  // Adobe's revocation information (ISO 32000-1, 12.8.3.3.2); certificate and revocation values of
  // CAdES-X-L (ETSI EN 319 122-2, A.1.1). What is damaged, or too
  // much, is left out.
  void readAttributes(const SignerView& signer);

 private:
  void addCertificate(std::string_view der);
  void addCrl(std::string_view der);
  void addOcsp(std::string_view der);
  void readCertificateValues(const Asn1Element& value);
  void readRevocationLists(const Asn1Element& value);

  std::size_t limit_;
  std::size_t certificateBytes_ = 0, listBytes_ = 0;
  Evidence& into_;
};

}  // namespace stesura
