// Signed trusted lists (ETSI TS 119 612), honest and not, for tests. Their authorities are invented.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "signing_world.h"
#include "trust_material.h"

namespace stesura::testing {

// What a service was before; `since` ends where the next one begins.
struct FormerState {
  std::string status;
  std::int64_t since;
  std::string extensions{};
  std::string type = "CA/QC";
};

struct ListedService {
  X509Pointer certificate;
  std::string type = "CA/QC";
  std::string status = "granted";   // «http://…» for a whole identifier
  std::string use{};                // «ForeSignatures», «ForWebSiteAuthentication»
  std::int64_t since = 1735689600;  // 2025-01-01
  std::string extensions{};         // more <Extension>
  std::vector<FormerState> history{};
};

struct ListPlan {
  std::string territory = "IT";
  int sequence = 74;
  std::int64_t issued = SigningWorld::kNow - 10 * 86'400;
  std::int64_t nextUpdate = SigningWorld::kNow + 170 * 86'400;  // 0: closed
  std::vector<ListedService> services{};
  std::string type = "EUgeneric";
  std::string rootAttributes = "Id=\"lista\"";
  int version = 5;
};

std::string useExtension(const std::string& use);  // an <Extension> that says «ForeSignatures»
// An <Extension> with one QualificationElement; `qualifiers`: «QCWithQSCD»; `criteria`: its CriteriaList.
std::string qualificationExtension(const std::vector<std::string>& qualifiers, const std::string& criteria);
// Criteria as they stand in real lists: policies as URN, one in each set.
std::string criteriaOf(const std::string& match, const std::string& inner);
std::string policyCriterion(const std::string& oid);
std::string keyUsageCriterion(const std::string& bit, bool isSet);

struct SignaturePlan {
  std::string uri = "";
  std::string canonical = "http://www.w3.org/2001/10/xml-exc-c14n#";
  std::string method = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
  std::string digest = "http://www.w3.org/2001/04/xmlenc#sha256";
  std::vector<std::string> transforms = {"http://www.w3.org/2000/09/xmldsig#enveloped-signature",
                                         "http://www.w3.org/2001/10/xml-exc-c14n#"};
  std::string object{};        // in place of the properties that XAdES asks for
  bool withProperties = true;  // a second reference, to #proprieta
  bool withCertificate = true;
};

std::string listText(const ListPlan& plan);  // not signed; «@FIRMA@» stands where the signature goes
// Signs the text with the template of the plan in place of «@FIRMA@».
std::string signList(const std::string& text, const MadeCertificate& signer, const SignaturePlan& plan = {});
// The same list with a prefix before each element that has none.
std::string withPrefix(const std::string& list, const std::string& prefix);
std::string signedList(const ListPlan& list, const MadeCertificate& signer, const SignaturePlan& plan = {});

}  // namespace stesura::testing
