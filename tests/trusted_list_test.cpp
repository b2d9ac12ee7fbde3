// Trusted lists: what is taken of them, and the tricks that must not work.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "data_folder.h"
#include "generator/error.h"
#include "generator/signature/chain.h"
#include "generator/signature/trust.h"
#include "trust_material.h"
#include "trusted_list_maker.h"

namespace stesura::testing {
namespace {

namespace fs = std::filesystem;
constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kNow = SigningWorld::kNow;

class TrustedList : public ::testing::Test {
 protected:
  TrustedListImport import(const std::string& xml, std::int64_t now = kNow) const {
    return importTrustedList(xml, fingerprint_, folder_.path(), now);
  }
  std::string refusal(const std::string& xml) const {
    try {
      import(xml);
    } catch (const Error& error) {
      EXPECT_TRUE(fs::is_empty(folder_.path()));
      return error.sentence();
    }
    return "accepted";
  }
  void expectRefused(const std::string& xml, const std::string& part) const {
    const std::string sentence = refusal(xml);
    EXPECT_NE(sentence.find(part), std::string::npos) << sentence;
  }
  ListPlan plan() const {
    return {.services = {{authority_.certificate}, {stamps_.certificate, "TSA/QTST"}}};
  }
  ChainVerdict judge(const MadeCertificate& who,
                     CertificatePurpose purpose = CertificatePurpose::signing) const {
    return judgeChain(who.certificate.get(), {}, TrustStore::readFolder(folder_.path()), kNow, true, purpose);
  }
  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator()));
  }

  MadeCertificate signer_ = makeCertificate({.name = {{"CN", "Gestore dell'elenco di prova"}}});
  MadeCertificate root_ = makeCertificate({.name = {{"CN", "Radice di prova"}}, .isAuthority = true});
  MadeCertificate authority_ = makeCertificate(
      {.name = {{"CN", "CA del prestatore di prova"}}, .isAuthority = true, .issuer = &root_});
  MadeCertificate stamps_ = makeCertificate({.name = {{"CN", "Marche del prestatore di prova"}},
                                             .issuer = &root_,
                                             .extensions = {{"extendedKeyUsage", "critical,timeStamping"}}});
  MadeCertificate person_ = makeCertificate({.issuer = &authority_});
  std::string fingerprint_ = factsOf(signer_.certificate.get()).sha256;
  DataFolder folder_;
};

TEST_F(TrustedList, GrantedServicesBecomeAnchorsEachForItsPurpose) {
  const TrustedListImport done = import(signedList(plan(), signer_));
  EXPECT_TRUE(done.signerConfirmed);
  EXPECT_EQ(done.territory, "IT");
  EXPECT_EQ(done.issued, "2026-09-11T14:13:20Z");
  EXPECT_EQ(done.ageDays, 10);
  EXPECT_FALSE(done.expired);
  EXPECT_EQ(done.signerName, "Gestore dell'elenco di prova");
  EXPECT_EQ(done.services, 2u);
  EXPECT_EQ(done.leftOut, 0u);
  EXPECT_TRUE(judge(person_).trusted) << told(judge(person_).remarks);
  EXPECT_TRUE(judge(person_).qualifiedService);
  EXPECT_TRUE(judge(stamps_, CertificatePurpose::timeStamping).trusted);
  EXPECT_TRUE(judge(stamps_, CertificatePurpose::timeStamping).qualifiedService);
  EXPECT_FALSE(judge(person_, CertificatePurpose::timeStamping).trusted);
  const MadeCertificate stampsOfCa =
      makeCertificate({.issuer = &authority_, .extensions = {{"extendedKeyUsage", "critical,timeStamping"}}});
  EXPECT_FALSE(judge(stampsOfCa, CertificatePurpose::timeStamping).trusted);
}

TEST_F(TrustedList, ServicesThatAreNotGrantedOrNotForDocumentsAreLeftOut) {
  ListPlan list = plan();
  const auto other = [&](const char* name) {
    return makeCertificate({.name = {{"CN", name}}, .isAuthority = true}).certificate;
  };
  list.services = {{authority_.certificate, "CA/QC", "withdrawn"},
                   {other("a"), "CA/QC", "recognisedatnationallevel"},
                   {other("b"), "CA/PKC", "granted"},
                   {other("c"), "CA/QC", "granted", "ForWebSiteAuthentication"},
                   {other("d"), "CA/QC", "granted", "", kNow + kDay},
                   {other("e"), "CA/QC", "granted", "ForeSeals"}};
  const TrustedListImport done = import(signedList(list, signer_));
  EXPECT_EQ(done.services, 1u);
  EXPECT_EQ(done.leftOut, 5u);
  EXPECT_FALSE(judge(person_).trusted);
  EXPECT_EQ(TrustStore::readFolder(folder_.path()).anchors(), 1u);
}

TEST_F(TrustedList, ReferenceByIdentifierIsAsGood) {
  ListPlan list = plan();
  EXPECT_TRUE(import(signedList(list, signer_, {.uri = "#lista"})).signerConfirmed);
  ++list.sequence;
  EXPECT_TRUE(import(signedList(list, signer_, {.withProperties = false})).signerConfirmed);
}

TEST_F(TrustedList, NothingIsWrittenUnlessThePersonNamedTheSigner) {
  const std::string xml = signedList(plan(), signer_);
  for (const std::string& other : {std::string(), std::string(64, 'a')}) {
    const TrustedListImport done = importTrustedList(xml, other, folder_.path() / "nuova", kNow);
    EXPECT_FALSE(done.signerConfirmed);
    EXPECT_EQ(done.signerSha256, fingerprint_);
    EXPECT_FALSE(fs::exists(folder_.path() / "nuova"));
  }
  EXPECT_THROW(importTrustedList(xml, "abc", folder_.path(), kNow), Error);
  std::string spelled;
  for (std::size_t i = 0; i < 64; i += 2)
    spelled += (i ? ":" : "") + std::string{static_cast<char>(std::toupper(fingerprint_[i])),
                                            static_cast<char>(std::toupper(fingerprint_[i + 1]))};
  EXPECT_TRUE(importTrustedList(xml, spelled, folder_.path() / "nuova", kNow).signerConfirmed);
}

TEST_F(TrustedList, NewerListReplacesAndOlderIsRefused) {
  ListPlan list = plan();
  import(signedList(list, signer_));
  list.sequence = 75;
  list.issued += kDay;
  list.services.erase(list.services.begin());
  const std::string newer = signedList(list, signer_);
  import(newer);
  EXPECT_EQ(files(), 2u);
  EXPECT_FALSE(judge(person_).trusted);
  try {
    import(signedList(plan(), signer_));
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(error.sentence().find("più vecchio di quello già importato (numero 74 contro 75)"),
              std::string::npos)
        << error.sentence();
  }
  EXPECT_EQ(files(), 2u);
  EXPECT_NO_THROW(import(newer));
}

TEST_F(TrustedList, ExpiredListsAreToldAtImportAndWheneverTheFolderIsRead) {
  ListPlan list = plan();
  list.nextUpdate = kNow - kDay;
  const TrustedListImport done = import(signedList(list, signer_));
  EXPECT_TRUE(done.expired);
  EXPECT_TRUE(mentions(done.notes, "andava rinnovato entro il 2026-09-20"));
  EXPECT_TRUE(mentions(TrustStore::readFolder(folder_.path()).notes(),
                       "L’elenco di fiducia IT andava rinnovato entro il 2026-09-20"));
}

TEST_F(TrustedList, CertificatesOfAnImportThatWasCutShortDoNotCount) {
  import(signedList(plan(), signer_));
  fs::remove(folder_.path() / "lista-IT.json");
  std::ofstream(folder_.path() / "radice.der", std::ios::binary) << derOf(root_.certificate.get());
  const TrustStore trust = TrustStore::readFolder(folder_.path());
  EXPECT_EQ(trust.anchors(), 1u);
  EXPECT_TRUE(mentions(trust.notes(), "non appartiene a un elenco importato"));
}

TEST_F(TrustedList, RecordCannotLeadOutOfTheFolder) {
  import(signedList(plan(), signer_));
  std::ifstream stream(folder_.path() / "lista-IT.json");
  std::stringstream text;
  text << stream.rdbuf();
  std::string record = text.str();
  const auto at = record.find("lista-IT-74");
  record.replace(at, 9, "lista-IT-/../../");
  std::ofstream(folder_.path() / "lista-IT.json", std::ios::trunc) << record;
  EXPECT_THROW(TrustStore::readFolder(folder_.path()), Error);
}

TEST_F(TrustedList, AlteredListsAreRefused) {
  std::string xml = signedList(plan(), signer_);
  xml.replace(xml.find("Svcstatus/granted"), 17, "Svcstatus/GRANTED");
  expectRefused(xml, "il file è stato alterato");
  xml = signedList(plan(), signer_);
  xml.replace(xml.find("Prestatore di prova"), 10, "Altro nome");
  expectRefused(xml, "il file è stato alterato");
}

TEST_F(TrustedList, CommentsDoNotChangeWhatIsRead) {
  std::string xml = signedList(plan(), signer_);
  xml.insert(xml.find("Svcstatus/granted") + 12, "<!-- withdrawn -->");
  EXPECT_EQ(import(xml).services, 2u);
}

TEST_F(TrustedList, UnsignedAndTwiceSignedListsAreRefused) {
  std::string text = listText(plan());
  text.replace(text.find("@FIRMA@"), 7, "");
  expectRefused(text, "non c’è");
  std::string xml = signedList(plan(), signer_);
  const auto begin = xml.find("<ds:Signature "), end = xml.find("</ds:Signature>") + 15;
  xml.insert(end, xml.substr(begin, end - begin));
  expectRefused(xml, "più d’una");
}

// A genuine list is put into the signature of a forged one, where its digest still is right.
TEST_F(TrustedList, WrappedListsAreRefused) {
  const std::string genuine = signedList({.rootAttributes = "Id=\"lista\""}, signer_, {.uri = "#lista"});
  const auto begin = genuine.find("<ds:Signature "), end = genuine.find("</ds:Signature>") + 15;
  const std::string signature = genuine.substr(begin, end - begin);
  const std::string old = genuine.substr(genuine.find("<TrustServiceStatusList"));
  const std::string object = "<ds:Object>" + old + "</ds:Object></ds:Signature>";
  for (const char* attributes : {"Id=\"lista\"", "Id=\"altra\"", "ID=\"lista\"", ""}) {
    ListPlan forged = plan();
    forged.rootAttributes = attributes;
    std::string xml = listText(forged);
    std::string wrapped = signature;
    wrapped.replace(wrapped.find("</ds:Signature>"), 15, object);
    xml.replace(xml.find("@FIRMA@"), 7, wrapped);
    EXPECT_NE(refusal(xml), "accepted") << attributes;
    // The same without the signature that the genuine list had within.
    const auto inner = xml.rfind("<ds:Signature "), innerEnd = xml.find("</ds:Signature>", inner) + 15;
    xml.erase(inner, innerEnd - inner);
    EXPECT_NE(refusal(xml), "accepted") << attributes;
  }
}

TEST_F(TrustedList, SignatureOfAPartIsRefused) {
  std::string text = listText(plan());
  text.replace(text.find("<SchemeInformation>"), 19, "<SchemeInformation Id=\"parte\">");
  expectRefused(signList(text, signer_, {.uri = "#parte"}), "solo una parte");
  expectRefused(signList(listText(plan()), signer_,
                         {.uri = "#proprieta",
                          .transforms = {"http://www.w3.org/2001/10/xml-exc-c14n#"},
                          .withProperties = false}),
                "non riguarda tutto");
  std::string deep = listText(plan());
  deep.erase(deep.find("@FIRMA@"), 7);
  deep.replace(deep.find("</SchemeInformation>"), 20, "@FIRMA@</SchemeInformation>");
  expectRefused(signList(deep, signer_), "non è quella di tutto il documento");
}

TEST_F(TrustedList, IdentifiersThatAreNotUniqueOrNotPlainAreRefused) {
  ListPlan list = plan();
  std::string xml = signedList(list, signer_, {.uri = "#lista"});
  xml.replace(xml.find("<TrustServiceProviderList>"), 26, "<TrustServiceProviderList ID=\"lista\">");
  expectRefused(xml, "non è univoco");
  xml = signedList(list, signer_, {.uri = "#lista"});
  xml.replace(xml.find("URI=\"#lista\""), 12, "URI=\"#xpointer(/)\"");
  expectRefused(xml, "non è univoco");
  xml = signedList(list, signer_);
  xml.replace(xml.find("URI=\"\""), 6, "URI=\"http://esempio.test/x\"");
  expectRefused(xml, "rimanda a qualcosa che non è nell’elenco");
  xml = signedList(list, signer_);
  xml.replace(xml.find("URI=\"\""), 6, "URI=\"file:///etc/hostname\"");
  expectRefused(xml, "rimanda a qualcosa che non è nell’elenco");
  xml = signedList(list, signer_);
  xml.replace(xml.find("URI=\"\""), 6, "");
  expectRefused(xml, "rimanda a qualcosa che non è nell’elenco");
}

TEST_F(TrustedList, OtherTransformsAndWeakAlgorithmsAreRefused) {
  const auto sign = [&](const SignaturePlan& how) { return signedList(plan(), signer_, how); };
  const std::string exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
  const auto withTransform = [&](const std::string& algorithm) {
    std::string xml = sign({});
    return xml.replace(xml.find(exclusive, xml.find("<ds:Transforms>")), exclusive.size(), algorithm);
  };
  for (const char* other :
       {"http://www.w3.org/TR/1999/REC-xslt-19991116", "http://www.w3.org/TR/1999/REC-xpath-19991116",
        "http://www.w3.org/2002/06/xmldsig-filter2", "http://www.w3.org/2000/09/xmldsig#base64",
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments"}) {
    expectRefused(withTransform(other), "non è ammesso");
  }
  std::string more = sign({});
  more.insert(more.find("</ds:Transforms>"), "<ds:Transform Algorithm=\"" + exclusive + "\"/>");
  expectRefused(more, "non è ammesso");
  expectRefused(sign({.transforms = {exclusive}}), "non è ammesso");
  expectRefused(sign({.digest = "http://www.w3.org/2000/09/xmldsig#sha1"}), "debole o non conosciuta");
  expectRefused(sign({.method = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1"}),
                "debole o non conosciuto");
  expectRefused(sign({.canonical = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"}), "forma canonica");
}

TEST_F(TrustedList, KeyComesFromTheCertificateWithin) {
  expectRefused(signedList(plan(), signer_, {.withCertificate = false}), "non porta il certificato");
  // Somebody else signed, and put in the certificate of the one people expect.
  const MadeCertificate forger{root_.key, signer_.certificate};
  expectRefused(signedList(plan(), forger), "il file è stato alterato");
  // The forger's own comes along too: it is he who signed, and not the one the person named.
  std::string xml = signedList(plan(), forger);
  const std::string own = signedList(plan(), root_);
  const auto begin = own.find("<ds:X509Data>"), end = own.find("</ds:X509Data>") + 14;
  xml.insert(xml.find("</ds:KeyInfo>"), own.substr(begin, end - begin));
  const TrustedListImport done = import(xml);
  EXPECT_FALSE(done.signerConfirmed);
  EXPECT_EQ(done.signerName, "Radice di prova");
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST_F(TrustedList, DocumentTypesAndEntitiesAreRefused) {
  std::string xml = signedList(plan(), signer_);
  xml.insert(xml.find("<TrustServiceStatusList"),
             "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>");
  expectRefused(xml, "dichiara un DTD");
  xml = signedList(plan(), signer_);
  xml.insert(xml.find("<TrustServiceStatusList"), "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">");
  expectRefused(xml, "dichiara un DTD");
  expectRefused("", "non è XML");
  expectRefused("<a/>", "non è un elenco di fiducia");
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  expectRefused(deep, "non è XML");
  std::string wide = "<a";
  for (int i = 0; i < 500'000; ++i) wide += " a" + std::to_string(i) + "='>'";
  expectRefused(wide + "/>", "non è XML");
}

TEST_F(TrustedList, OtherListsAreRefusedWithTheReason) {
  ListPlan list = plan();
  list.type = "EUlistofthelists";
  expectRefused(signedList(list, signer_), "elenco degli elenchi");
  list = plan();
  list.territory = "../x";
  expectRefused(signedList(list, signer_), "di quale Paese");
  list = plan();
  list.issued = kNow + 3 * kDay;
  expectRefused(signedList(list, signer_), "datato nel futuro");
}

TEST_F(TrustedList, ListsCutAnywhereAreRefused) {
  const std::string xml = signedList(plan(), signer_);
  for (std::size_t length = 0; length < xml.size(); length += 37)
    EXPECT_NE(refusal(xml.substr(0, length)), "accepted") << length;
}

}  // namespace
}  // namespace stesura::testing
