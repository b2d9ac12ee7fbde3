// What a service was at the time of a signature, and which of its certificates a list calls qualified.
#include <gtest/gtest.h>

#include <ctime>
#include <fstream>
#include <sstream>
#include <string>

#include "generator/signature/list_record.h"
#include "generator/signature/verification.h"
#include "signed_message.h"
#include "trusted_list_home.h"

namespace stesura::testing {
namespace {

constexpr std::int64_t k2012 = 1325376000, k2014 = 1388534400, k2016 = 1467324000, k2017 = 1483228800,
                       k2019 = 1546300800, k2020 = 1577836800, k2023 = 1672531200;
// QcCompliance; with QcSSCD besides.
constexpr const char* kNoDevice = "DER:300A3008060604008E460101";
constexpr const char* kOnDevice = "DER:30143008060604008E4601013008060604008E460104";

class TrustedListHistory : public TrustedListHome {
 protected:
  MadeCertificate person(std::int64_t since,
                         NamedTexts extensions = {{"1.3.6.1.5.5.7.1.3", kOnDevice}}) const {
    return makeCertificate({.issuer = &authority_, .extensions = std::move(extensions), .notBefore = since});
  }
  void importService(ListedService service) {
    service.certificate = authority_.certificate;
    import(signedList({.sequence = ++sequence_, .services = { std::move(service) }}, signer_));
  }
  // Granted from 2016, with an extension.
  void importWith(const std::string& extensions, const std::string& use = "ForeSignatures") {
    importService({.use = use, .since = k2016, .extensions = extensions});
  }
  SignatureQuality quality(const MadeCertificate& who) const {
    return judge(who).listedQuality.value_or(SignatureQuality::unknown);
  }

  int sequence_ = 80;
};

TEST_F(TrustedListHistory, WithdrawnServiceCountsForTheTimeInWhichItWasGranted) {
  importService({.status = "withdrawn", .since = k2020, .history = {{"granted", k2017}}});
  const MadeCertificate who = person(k2019 - kDay);
  const ChainVerdict before = judge(who, k2019), after = judge(who, k2023);
  EXPECT_TRUE(before.trusted) << told(before.remarks);
  EXPECT_TRUE(before.qualifiedService);
  EXPECT_EQ(before.listedQuality, SignatureQuality::qualified);
  EXPECT_FALSE(after.trusted);
  EXPECT_FALSE(after.qualifiedService);
  EXPECT_EQ(after.outcome, Outcome::toConfirm);
  EXPECT_EQ(after.listedQuality, SignatureQuality::advanced);
  EXPECT_TRUE(has(after.remarks, "servizio_non_attivo")) << told(after.remarks);
}

TEST_F(TrustedListHistory, FolderTellsWhichServicesAreGrantedNoMore) {
  importService({.status = "withdrawn", .since = k2020, .history = {{"granted", k2017}}});
  EXPECT_TRUE(TrustStore::readFolder(folder_.path()).anchorList().at(0).isPast);
  importService({.since = k2020});
  EXPECT_FALSE(TrustStore::readFolder(folder_.path()).anchorList().at(0).isPast);
}

TEST_F(TrustedListHistory, ClaimedTimeIsNotEnoughForAServiceThatWasWithdrawn) {
  importService({.status = "withdrawn", .since = k2020, .history = {{"granted", k2017}}});
  const ChainVerdict claimed = judge(person(k2019 - kDay), k2019, false);
  EXPECT_FALSE(claimed.trusted);
  EXPECT_EQ(claimed.outcome, Outcome::toConfirm);
  EXPECT_EQ(claimed.listedQuality, SignatureQuality::advanced);
  EXPECT_NE(told(claimed.remarks)
                .find("servizio_ritirato: Secondo l’elenco di fiducia IT «CA del prestatore di prova» "
                      "oggi non è più un servizio qualificato; che la firma sia di prima non è provato."),
            std::string::npos)
      << told(claimed.remarks);
}

TEST_F(TrustedListHistory, CertificateIssuedWhileTheServiceWasNotGrantedIsNotQualified) {
  importService({.since = k2020, .history = {{"withdrawn", k2017}}});
  const ChainVerdict verdict = judge(person(k2019));
  EXPECT_FALSE(verdict.trusted);
  EXPECT_TRUE(has(verdict.remarks, "servizio_non_attivo_al_rilascio")) << told(verdict.remarks);
  EXPECT_TRUE(judge(person(k2020 + kDay)).trusted);
  EXPECT_FALSE(judge(person(k2014)).trusted) << "before the history begins nothing is known";
}

TEST_F(TrustedListHistory, StatusesOfTheOldDirectiveCountUntilTheRegulation) {
  const std::string old = "http://uri.etsi.org/TrstSvc/eSigDir-1999-93-EC-TrustedList/Svcstatus/";
  for (const std::string& status : {std::string("undersupervision"), std::string("accredited"),
                                    std::string("supervisionincessation"), old + "accredited"}) {
    importService({.since = k2016, .history = {{status, k2012}}});
    EXPECT_TRUE(judge(person(k2012 + kDay), k2014).trusted) << status;
    EXPECT_TRUE(judge(person(k2012 + kDay), k2019, false).trusted) << status;
    importService({.status = status, .since = k2012});
    EXPECT_TRUE(judge(person(k2012 + kDay), k2014).trusted) << status;
    EXPECT_FALSE(judge(person(k2012 + kDay), k2019).trusted) << "not after 2016: " << status;
  }
  for (const char* status : {"supervisionceased", "supervisionrevoked", "accreditationceased",
                             "setbynationallaw", "granted", "http://esempio.test/granted", "GRANTED"}) {
    importService({.since = k2016, .history = {{status, k2012}}});
    EXPECT_FALSE(judge(person(k2012 + kDay), k2014).trusted) << status;
  }
}

TEST_F(TrustedListHistory, HistoryMayStandInAnyOrder) {
  importService({.status = "withdrawn",
                 .since = k2023,
                 .history = {{"granted", k2017}, {"granted", k2020}, {"withdrawn", k2019}}});
  EXPECT_TRUE(judge(person(k2017), k2019 - kDay).trusted);
  EXPECT_FALSE(judge(person(k2017), k2019 + kDay).trusted);
  EXPECT_TRUE(judge(person(k2017), k2020 + kDay).trusted);
  EXPECT_FALSE(judge(person(k2017), k2023).trusted);
}

TEST_F(TrustedListHistory, ServiceOfAnotherTypeBeforeWasNotQualifiedThen) {
  importService({.since = k2020, .history = {{"granted", k2017, "", "CA/PKC"}}});
  EXPECT_FALSE(judge(person(k2019), k2019).trusted);
  EXPECT_TRUE(judge(person(k2020), k2023).trusted);
}

TEST_F(TrustedListHistory, CriticalExtensionsNotUnderstoodLeaveThePeriodOut) {
  const std::string odd = "<Extension Critical=\"true\"><tslx:Altro>x</tslx:Altro></Extension>";
  importService({.since = k2019, .extensions = odd, .history = {{"granted", k2017}}});
  EXPECT_TRUE(judge(person(k2017), k2019 - kDay).trusted);
  EXPECT_FALSE(judge(person(k2017), k2023).trusted);
  importService({.since = k2019, .history = {{"granted", k2017, odd}}});
  EXPECT_FALSE(judge(person(k2017), k2019 - kDay).trusted);
  EXPECT_TRUE(judge(person(k2019), k2023).trusted);
  importWith("<Extension Critical=\"false\"><tslx:Altro>x</tslx:Altro></Extension>");
  EXPECT_TRUE(judge(person(k2017)).trusted);
}

TEST_F(TrustedListHistory, OneCertificateOfTwoStatusesIsNotTrustedUnlessItWasTakenOver) {
  const ListedService granted{.certificate = authority_.certificate, .since = k2017};
  ListedService withdrawn = granted;
  withdrawn.status = "withdrawn";
  import(signedList({.sequence = 1, .services = { granted, withdrawn }}, signer_));
  EXPECT_FALSE(judge(person(k2017)).trusted);
  import(signedList({.sequence = 2, .services = { withdrawn, granted }}, signer_));
  EXPECT_FALSE(judge(person(k2017)).trusted);
  withdrawn.extensions =
      "<Extension Critical=\"false\"><tslx:TakenOverBy><URI xml:lang=\"en\">https://esempio.test/"
      "</URI></tslx:TakenOverBy></Extension>";
  import(signedList({.sequence = 3, .services = { withdrawn, granted }}, signer_));
  EXPECT_TRUE(judge(person(k2017)).trusted);
}

TEST_F(TrustedListHistory, AuthorityPutThereByHandIsTrustedWhateverTheListSays) {
  importService({.status = "withdrawn", .since = k2020, .history = {{"granted", k2017}}});
  std::ofstream(folder_.path() / "radice.der", std::ios::binary) << derOf(root_.certificate.get());
  const ChainVerdict chain =
      judgeChain(person(k2019).certificate.get(), {{authority_.certificate}, {}, {}},
                 TrustStore::readFolder(folder_.path()), k2023, true, CertificatePurpose::signing);
  EXPECT_FALSE(chain.trusted) << "the root is from 2026 only";
  std::ofstream(folder_.path() / "ca.der", std::ios::binary) << derOf(authority_.certificate.get());
  const ChainVerdict byHand = judge(person(k2019), k2023);
  EXPECT_TRUE(byHand.trusted) << told(byHand.remarks);
  EXPECT_FALSE(byHand.qualifiedService);
  EXPECT_EQ(byHand.listedQuality, SignatureQuality::advanced);
}

TEST_F(TrustedListHistory, AnotherAuthorityByHandServesWhereTheListedOneDoesNot) {
  const MadeCertificate old =
      makeCertificate({.name = {{"CN", "Radice vecchia"}}, .isAuthority = true, .notBefore = k2012});
  authority_ = makeCertificate({.name = {{"CN", "CA del prestatore di prova"}},
                                .isAuthority = true,
                                .issuer = &old,
                                .notBefore = k2012});
  importService({.status = "withdrawn", .since = k2020, .history = {{"granted", k2017}}});
  const MadeCertificate who = person(k2019);
  EXPECT_FALSE(judge(who, k2023).trusted);
  std::ofstream(folder_.path() / "radice.der", std::ios::binary) << derOf(old.certificate.get());
  const ChainVerdict chain =
      judgeChain(who.certificate.get(), {{authority_.certificate}, {}, {}},
                 TrustStore::readFolder(folder_.path()), k2023, true, CertificatePurpose::signing);
  EXPECT_TRUE(chain.trusted) << told(chain.remarks);
  EXPECT_FALSE(chain.qualifiedService);
}

TEST_F(TrustedListHistory, TimeStampsOfAServiceThatWasWithdrawnProveNothing) {
  const MadeCertificate stamps =
      makeCertificate({.name = {{"CN", "Marche di prova"}},
                       .issuer = &root_,
                       .extensions = {{"extendedKeyUsage", "critical,timeStamping"}},
                       .notBefore = k2017});
  import(signedList({.services =
                     {
                       {.certificate = stamps.certificate,
                        .type = "TSA/QTST",
                        .status = "withdrawn",
                        .since = k2020,
                        .history =
                        {
                          { "granted",
                            k2017,
                            "",
                            "TSA/QTST" }
                        } }
                     }},
                    signer_));
  EXPECT_FALSE(judge(stamps, k2019, false, CertificatePurpose::timeStamping).trusted);
  EXPECT_TRUE(judge(stamps, k2019, true, CertificatePurpose::timeStamping).trusted)
      << "where something else proves it";
}

TEST_F(TrustedListHistory, PoliciesPickTheCertificatesThatAreOnADevice) {
  const NamedTexts policy = {{"1.3.6.1.5.5.7.1.3", kNoDevice}, {"certificatePolicies", "1.3.76.1.1"}};
  const MadeCertificate picked = person(k2019, policy), other = person(k2019, {policy.front()});
  importWith("");
  EXPECT_EQ(quality(picked), SignatureQuality::advanced);
  for (const char* qualifier : {"QCWithSSCD", "QCWithQSCD", "QCQSCDManagedOnBehalf"}) {
    importWith(qualificationExtension(
        {qualifier},
        criteriaOf("atLeastOne", policyCriterion("1.3.76.9.9") + policyCriterion("1.3.76.1.1"))));
    EXPECT_EQ(quality(picked), SignatureQuality::qualified) << qualifier;
    EXPECT_EQ(quality(other), SignatureQuality::advanced) << qualifier;
    EXPECT_TRUE(has(judge(picked).remarks, "qualifica_dall_elenco"));
    EXPECT_FALSE(has(judge(other).remarks, "qualifica_dall_elenco"));
  }
  for (const char* qualifier : {"QCSSCDStatusAsInCert", "QCQSCDStatusAsInCert", "Inventato"}) {
    importWith(qualificationExtension({qualifier}, criteriaOf("all", policyCriterion("1.3.76.1.1"))));
    EXPECT_EQ(quality(picked), SignatureQuality::advanced) << qualifier;
  }
}

TEST_F(TrustedListHistory, ListMayTakeAQualityAway) {
  const MadeCertificate who = person(k2019);
  const std::string all = criteriaOf("all", keyUsageCriterion("nonRepudiation", true));
  importWith(qualificationExtension({"QCStatement"}, all));
  EXPECT_EQ(quality(who), SignatureQuality::qualified);
  for (const char* qualifier : {"NotQualified", "QCNoSSCD", "QCNoQSCD", "QCForWSA"}) {
    importWith(qualificationExtension({qualifier}, all));
    EXPECT_EQ(quality(who), SignatureQuality::advanced) << qualifier;
    EXPECT_TRUE(has(judge(who).remarks, "qualifica_dall_elenco")) << qualifier;
  }
  importWith(qualificationExtension({"QCWithQSCD", "QCNoQSCD"}, all));
  EXPECT_EQ(quality(who), SignatureQuality::advanced) << "contradicts itself";
  importWith(qualificationExtension({"QCForESig", "QCForESeal"}, all));
  EXPECT_EQ(quality(who), SignatureQuality::advanced) << "contradicts itself";
}

TEST_F(TrustedListHistory, SealsAndSignaturesNeedAServiceForThem) {
  const MadeCertificate who = person(k2019);
  const std::string all = criteriaOf("all", keyUsageCriterion("digitalSignature", true));
  importWith("", "ForeSeals");
  EXPECT_EQ(quality(who), SignatureQuality::advanced);
  importWith(useExtension("ForeSeals"), "ForeSignatures");
  EXPECT_EQ(quality(who), SignatureQuality::qualified);
  importWith(qualificationExtension({"QCForESeal"}, all), "ForeSeals");
  EXPECT_EQ(quality(who), SignatureQuality::seal);
  importWith(qualificationExtension({"QCForESeal"}, all), "ForeSignatures");
  EXPECT_EQ(quality(who), SignatureQuality::advanced);
}

TEST_F(TrustedListHistory, StatementOfTheListMakesACertificateQualified) {
  const MadeCertificate silent = person(k2019, {});
  importWith("");
  EXPECT_EQ(quality(silent), SignatureQuality::unknown);
  importWith(qualificationExtension({"QCStatement", "QCForESig", "QCWithQSCD"},
                                    criteriaOf("all", keyUsageCriterion("nonRepudiation", true))));
  EXPECT_EQ(quality(silent), SignatureQuality::qualified);
  importWith(qualificationExtension({"QCStatement", "QCForESig", "QCWithQSCD"},
                                    criteriaOf("all", keyUsageCriterion("nonRepudiation", false))));
  EXPECT_EQ(quality(silent), SignatureQuality::unknown);
}

TEST_F(TrustedListHistory, CriteriaAreNestedAndCombined) {
  const MadeCertificate who = person(k2019, {{"1.3.6.1.5.5.7.1.3", kNoDevice},
                                             {"certificatePolicies", "1.3.76.1.1"},
                                             {"extendedKeyUsage", "emailProtection"}});
  const std::string yes = policyCriterion("1.3.76.1.1"), no = policyCriterion("1.3.76.2.2");
  const auto others = [](const std::string& element, const std::string& part, const std::string& oid) {
    return "<ns5:otherCriteriaList><tslx:" + element + "><tslx:" + part + "><ns3:Identifier>" + oid +
           "</ns3:Identifier></tslx:" + part + "></tslx:" + element + "></ns5:otherCriteriaList>";
  };
  const std::string mail = others("ExtendedKeyUsage", "KeyPurposeId", "1.3.6.1.5.5.7.3.4"),
                    server = others("ExtendedKeyUsage", "KeyPurposeId", "1.3.6.1.5.5.7.3.1"),
                    commonName = others("CertSubjectDNAttribute", "AttributeOID", "2.5.4.3"),
                    title = others("CertSubjectDNAttribute", "AttributeOID", "2.5.4.12");
  const std::string odd = "<ns5:Altro/>",
                    oddOther = "<ns5:otherCriteriaList><tslx:Altro/></ns5:otherCriteriaList>";
  struct Case {
    std::string criteria;
    bool holds, mayHold;
  };
  const std::vector<Case> cases = {
      {criteriaOf("all", yes + mail + commonName), true, true},
      {criteriaOf("all", yes + no), false, false},
      {criteriaOf("all", yes + server), false, false},
      {criteriaOf("all", yes + title), false, false},
      {criteriaOf("atLeastOne", no + server + mail), true, true},
      {criteriaOf("none", no + server), true, true},
      {criteriaOf("none", no + yes), false, false},
      {criteriaOf("all", yes + criteriaOf("atLeastOne", no + commonName)), true, true},
      {criteriaOf("all", criteriaOf("none", criteriaOf("all", yes))), false, false},
      // What is not understood makes nothing better, and does not hide what makes it worse.
      {criteriaOf("all", yes + odd), false, true},
      {criteriaOf("none", odd), false, true},
      {criteriaOf("all", oddOther), false, true},
      {criteriaOf("all", no + odd), false, false},
      {criteriaOf("atLeastOne", yes + odd), true, true},
      {criteriaOf("all", ""), false, true},
      {criteriaOf("inventato", yes), false, true},
      {"", false, true},
      {criteriaOf("all", "<ns5:KeyUsage/>"), false, true},
      {criteriaOf("all", keyUsageCriterion("inventato", false)), false, true},
      {criteriaOf("all", policyCriterion("non.un.oid")), false, true},
  };
  std::string deep = yes;
  for (int i = 0; i < 12; ++i) deep = criteriaOf("all", deep);
  std::vector<Case> all = cases;
  all.push_back({deep, false, true});
  for (const Case& one : all) {
    importWith(qualificationExtension({"QCWithQSCD"}, one.criteria));
    EXPECT_EQ(quality(who) == SignatureQuality::qualified, one.holds) << one.criteria;
    importWith(qualificationExtension({"QCWithQSCD"}, criteriaOf("all", yes)) +
               qualificationExtension({"QCNoQSCD"}, one.criteria));
    EXPECT_EQ(quality(who) == SignatureQuality::advanced, one.mayHold) << one.criteria;
  }
}

TEST_F(TrustedListHistory, RecordsFromBeforeHistoriesStayReadable) {
  importService({.since = k2020});
  const auto path = folder_.path() / "lista-IT.json";
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  auto record = readListRecord(text.str());
  ASSERT_TRUE(record);
  for (auto& entry : record->entries) entry.periods.reset();
  const std::string old = writeListRecord(*record);
  EXPECT_EQ(old.find("periodi"), std::string::npos);
  std::ofstream(path, std::ios::trunc) << old;
  EXPECT_TRUE(judge(person(k2017), k2019).trusted);
  EXPECT_EQ(quality(person(k2019)), SignatureQuality::qualified);
  EXPECT_TRUE(mentions(TrustStore::readFolder(folder_.path()).notes(), "senza la storia dei servizi"));
}

// As a person sees it: one message, before and after its authority was withdrawn.
TEST_F(TrustedListHistory, ReportTellsWhatTheListMakesOfASignature) {
  const SigningWorld world;
  const std::string message = signedMessage("prova", {world.signer()});
  const auto report = [&](const std::string& extensions, std::int64_t at) {
    import(signedList({.sequence = ++sequence_,
                       .services =
                       {
                         {.certificate = world.authority().certificate,
                          .status = "withdrawn",
                          .since = kNow - 10 * kDay,
                          .history =
                          {
                            { "granted",
                              k2017,
                              extensions }
                          } }
                       }},
                      signer_));
    const TrustStore trust = TrustStore::readFolder(folder_.path());
    return verify({.bytes = message, .trust = &trust, .at = at, .now = std::time(nullptr) + 3600})
        .signatures.at(0);
  };
  std::ofstream(folder_.path() / "ca.crl", std::ios::binary) << world.crl({});
  const SignatureReport before = report("", kNow - 20 * kDay), after = report("", kNow);
  EXPECT_EQ(before.outcome, Outcome::valid) << before.sentence << told(before.remarks);
  EXPECT_EQ(before.quality, "qualificata");
  EXPECT_EQ(after.outcome, Outcome::toConfirm);
  EXPECT_EQ(after.quality, "avanzata");
  EXPECT_TRUE(has(after.remarks, "servizio_non_attivo"));
  const std::string none =
      qualificationExtension({"NotQualified"}, criteriaOf("all", keyUsageCriterion("nonRepudiation", true)));
  const SignatureReport unqualified = report(none, kNow - 20 * kDay);
  EXPECT_EQ(unqualified.outcome, Outcome::valid);
  EXPECT_EQ(unqualified.quality, "avanzata");
  EXPECT_TRUE(has(unqualified.remarks, "qualifica_dall_elenco"));
}

TEST_F(TrustedListHistory, SignatureAfterTheListExpiredIsToldSo) {
  authority_ = makeCertificate({.name = {{"CN", "CA del prestatore di prova"}}, .isAuthority = true});
  import(signedList({.nextUpdate = kNow - 5 * kDay, .services = { { authority_.certificate } }}, signer_));
  const MadeCertificate who = makeCertificate({.issuer = &authority_});
  EXPECT_TRUE(has(judge(who).remarks, "elenco_scaduto"));
  EXPECT_FALSE(has(judge(who, kNow - 6 * kDay).remarks, "elenco_scaduto"));
}

}  // namespace
}  // namespace stesura::testing
