// Shapes of real lists that must be read, and forged lists that must not be believed.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "trusted_list_home.h"

namespace stesura::testing {
namespace {

constexpr const char* kExclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";

void replaceOnce(std::string& text, const std::string& what, const std::string& with) {
  const auto at = text.find(what);
  ASSERT_NE(at, std::string::npos) << what;
  text.replace(at, what.size(), with);
}

void replaceEach(std::string& text, const std::string& what, const std::string& with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

class TrustedListShape : public TrustedListHome {
 protected:
  ListPlan plan(int sequence = 74) const {
    return {.sequence = sequence, .services = {{authority_.certificate}}};
  }
  std::string genuine(int sequence = 74) const { return signedList(plan(sequence), signer_); }
  MadeCertificate person() const { return makeCertificate({.issuer = &authority_}); }
};

class TrustedListAttack : public TrustedListShape {
 protected:
  // A list of somebody else's services, unsigned.
  std::string forged(const std::string& attributes = "Id=\"lista\"") const {
    return listText({.sequence = 99, .services = {{other_.certificate}}, .rootAttributes = attributes});
  }
  static std::string signatureIn(const std::string& list) {
    const auto begin = list.find("<ds:Signature "), end = list.find("</ds:Signature>") + 15;
    return list.substr(begin, end - begin);
  }
  static std::string elementIn(const std::string& list) {
    return list.substr(list.find("<TrustServiceStatusList"));
  }
  static std::string with(std::string text, const std::string& signature) {
    return text.replace(text.find("@FIRMA@"), 7, signature);
  }
  void expectNoTrust(const std::string& xml, const std::string& what) const {
    EXPECT_NE(refusal(xml), "accepted") << what;
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path())) << what;
  }

  MadeCertificate other_ = makeCertificate({.name = {{"CN", "CA del falsario"}}, .isAuthority = true});
};

TEST_F(TrustedListShape, PrefixesOfAnyNameAreRead) {
  int sequence = 1;
  for (const char* prefix : {"tsl", "ns1", "_x.y-z"}) {
    std::string text = withPrefix(listText(plan(++sequence)), prefix);
    EXPECT_EQ(refusal(signList(text, signer_)), "accepted") << prefix;
  }
  std::string text = listText(plan(++sequence));
  replaceEach(text, "ns5:", "q:");
  replaceEach(text, "xmlns:ns5", "xmlns:q");
  EXPECT_EQ(refusal(signList(text, signer_)), "accepted");
  EXPECT_TRUE(judge(person()).trusted);
}

TEST_F(TrustedListShape, RsaAndEcdsaWithEverySha2AreRead) {
  const MadeCertificate rsa = makeCertificate({.name = {{"CN", "Gestore RSA"}}, .isRsa = true});
  int sequence = 1;
  for (const char* digest :
       {"http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmlenc#sha512"}) {
    for (const char* method :
         {"rsa-sha256", "rsa-sha384", "rsa-sha512", "ecdsa-sha256", "ecdsa-sha384", "ecdsa-sha512"}) {
      const MadeCertificate& signer = method[0] == 'r' ? rsa : signer_;
      fingerprint_ = factsOf(signer.certificate.get()).sha256;
      const SignaturePlan how{.uri = sequence % 2 == 0 ? "#lista" : "",
                              .method = std::string("http://www.w3.org/2001/04/xmldsig-more#") + method,
                              .digest = digest};
      EXPECT_EQ(refusal(signedList(plan(++sequence), signer, how)), "accepted") << method;
    }
  }
}

TEST_F(TrustedListShape, WhiteSpaceMarksCommentsAndInstructionsAreRead) {
  std::string text = listText(plan());
  replaceOnce(text, "</X509Certificate>", "&#13;\n\t </X509Certificate>");
  replaceOnce(text, "Svcstatus/granted<", "Svcstatus/granted\n  <");
  replaceOnce(text, "<TrustServiceProviderList>",
              "<!-- elenco --><?prova di istruzione?><TrustServiceProviderList>");
  std::string list = "\xEF\xBB\xBF" + signList(text, signer_);
  replaceOnce(list, "<SchemeInformation>", "<SchemeInformation><!-- dopo la firma -->");
  EXPECT_EQ(refusal(list), "accepted");
  EXPECT_TRUE(judge(person()).trusted);
  std::string signature = genuine(75);
  const auto begin = signature.find("<ds:SignatureValue>") + 19, end = signature.find("</ds:SignatureValue>");
  std::string value = signature.substr(begin, end - begin);
  replaceEach(value, "\n", "&#13;\n  ");
  signature.replace(begin, end - begin, value);
  EXPECT_EQ(refusal(signature), "accepted");
}

TEST_F(TrustedListShape, VersionsFiveAndSixAreKnown) {
  for (const int version : {4, 5, 6, 7}) {
    ListPlan list = plan(version);
    list.version = version;
    EXPECT_EQ(refusal(signedList(list, signer_)) == "accepted", version == 5 || version == 6) << version;
  }
}

TEST_F(TrustedListShape, ClosedListIsImportedAndToldSo) {
  ListPlan list = plan();
  list.nextUpdate = 0;
  EXPECT_TRUE(mentions(import(signedList(list, signer_)).notes, "L’elenco è chiuso"));
  EXPECT_TRUE(judge(person()).trusted);
}

TEST_F(TrustedListShape, LargeListIsReadInSeconds) {
  ListPlan list = plan();
  ListedService service{.certificate = authority_.certificate};
  service.history.assign(
      4, {"granted", 1483228800,
          qualificationExtension({"QCWithQSCD"}, criteriaOf("all", policyCriterion("1.2.3")))});
  for (std::size_t i = 0; i < service.history.size(); ++i)
    service.history[i].since += static_cast<std::int64_t>(i) * kDay;
  list.services.assign(1'000, service);
  const std::string xml = signedList(list, signer_);
  EXPECT_GT(xml.size(), 5u << 20);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(refusal(xml), "accepted");
  EXPECT_TRUE(judge(person()).trusted);
  const auto took = std::chrono::steady_clock::now() - begin;
  RecordProperty("milliseconds",
                 static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(took).count()));
  EXPECT_LT(took, std::chrono::seconds(60));
}

// The signed list is moved: into the signature, into an element that nobody reads, beside the forged one.
TEST_F(TrustedListAttack, SignedElementMovedElsewhereIsRefused) {
  const std::string list = signedList(plan(), signer_, {.uri = "#lista"});
  const std::string signature = signatureIn(list), element = elementIn(list);
  std::string bare = element;
  bare.erase(bare.find(signature), signature.size());
  for (const char* attributes :
       {"Id=\"lista\"", "Id=\"altra\"", "ID=\"lista\"", "id=\"lista\"", "xml:id=\"lista\"", ""}) {
    for (const std::string& old : {element, bare}) {
      std::string inObject = signature;
      inObject.insert(inObject.rfind("</ds:Signature>"), "<ds:Object>" + old + "</ds:Object>");
      expectNoTrust(with(forged(attributes), inObject), "in the signature");
      std::string inScheme = forged(attributes);
      replaceOnce(inScheme, "<SchemeInformation>",
                  "<SchemeInformation><SchemeExtensions>" + old + "</SchemeExtensions>");
      expectNoTrust(with(inScheme, signature), "in an extension");
      expectNoTrust(with(forged(attributes), signature + old), "behind");
      expectNoTrust(with(forged(attributes), old + signature), "before");
    }
    expectNoTrust("<involucro>" + element + with(elementIn(forged(attributes)), "") + "</involucro>",
                  "wrapped");
    expectNoTrust(with(forged(attributes), element), "as a child");
  }
  std::string outer = forged("");
  expectNoTrust(with(outer, "<Altro>" + signature + "</Altro>"), "signature in an ignored element");
}

TEST_F(TrustedListAttack, SecondSignaturesAreRefused) {
  const std::string list = genuine();
  const std::string signature = signatureIn(list), other = signatureIn(signedList(plan(75), other_));
  for (const auto& place :
       {"<SchemeInformation>", "<ds:KeyInfo>", "<ds:SignedInfo>", "</TrustServiceStatusList>"}) {
    std::string twice = list;
    twice.insert(twice.find(place), other);
    expectNoTrust(twice, place);
  }
  std::string within = list;
  within.insert(within.rfind("</ds:Object>"), signature);
  expectNoTrust(within, "in the object");
}

TEST_F(TrustedListAttack, OwnListWithAForeignSignatureIsRefused) {
  expectNoTrust(with(forged(), signatureIn(genuine())), "signature of another list");
  // Signed by the forger, with the operator's certificate before his own.
  std::string list = signedList({.services = {{other_.certificate}}}, other_);
  const std::string operators = signatureIn(genuine());
  const auto begin = operators.find("<ds:X509Data>"), end = operators.find("</ds:X509Data>") + 14;
  list.insert(list.find("<ds:KeyInfo>") + 12, operators.substr(begin, end - begin));
  EXPECT_EQ(refusal(list), "another signer");
  // A certificate of the forger with the operator's name and key, but not the operator's.
  const MadeCertificate twin = makeCertificate({.name = {{"CN", "Gestore dell'elenco di prova"}}});
  EXPECT_EQ(refusal(signedList(plan(), twin)), "another signer");
  const MadeCertificate sameKey = makeCertificate({.name = {{"CN", "Altro"}}, .sameKeyAs = &signer_});
  EXPECT_EQ(refusal(signedList(plan(), sameKey)), "another signer");
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(TrustedListAttack, TransformsThatComputeAreRefused) {
  for (const char* transform :
       {"http://www.w3.org/TR/1999/REC-xslt-19991116", "http://www.w3.org/TR/1999/REC-xpath-19991116",
        "http://www.w3.org/2002/06/xmldsig-filter2", "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315", ""}) {
    std::string list = genuine();
    const auto at = list.find(kExclusive, list.find("<ds:Transforms>"));
    list.replace(at, std::string(kExclusive).size(), transform);
    expectRefused(list, "non è ammesso");
  }
  std::string inProperties = genuine();
  const auto second = inProperties.find("<ds:Transforms>", inProperties.find("#proprieta"));
  inProperties.replace(inProperties.find(kExclusive, second), std::string(kExclusive).size(),
                       "http://www.w3.org/TR/1999/REC-xslt-19991116");
  expectRefused(inProperties, "non è ammesso");
  std::string content = genuine();
  replaceOnce(content, "<ds:Transform ",
              "<ds:Transform><xsl:stylesheet "
              "xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\"/></ds:Transform><ds:Transform ");
  expectRefused(content, "non è ammesso");
}

TEST_F(TrustedListAttack, MethodsThatProveNothingAreRefused) {
  const std::string method = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
  for (const char* other :
       {"http://www.w3.org/2000/09/xmldsig#hmac-sha1", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
        "", "none", "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-md5", "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1"}) {
    std::string list = genuine();
    list.replace(list.find(method), method.size(), other);
    expectRefused(list, "debole o non conosciuto");
  }
  for (const char* other :
       {"http://www.w3.org/2000/09/xmldsig#sha1", "http://www.w3.org/2001/04/xmldsig-more#md5", ""}) {
    std::string list = genuine();
    const std::string digest = "http://www.w3.org/2001/04/xmlenc#sha256";
    list.replace(list.find(digest), digest.size(), other);
    expectRefused(list, "debole o non conosciuta");
  }
  std::string short_ = genuine();
  const auto begin = short_.find("<ds:SignatureValue>") + 19, end = short_.find("</ds:SignatureValue>");
  expectNoTrust(std::string(short_).erase(begin, end - begin), "empty value");
  expectNoTrust(std::string(short_).replace(begin, end - begin, std::string(88, 'A')), "zeroes");
}

TEST_F(TrustedListAttack, KeysFromElsewhereAreNotFetched) {
  const std::string list = genuine();
  const auto begin = list.find("<ds:KeyInfo>") + 12, end = list.find("</ds:KeyInfo>");
  for (const char* info :
       {"<ds:RetrievalMethod URI=\"file:///etc/hostname\" "
        "Type=\"http://www.w3.org/2000/09/xmldsig#X509Data\"/>",
        "<ds:RetrievalMethod URI=\"http://127.0.0.1:9/x\" "
        "Type=\"http://www.w3.org/2000/09/xmldsig#rawX509Certificate\"/>",
        "<ds:KeyName>chiave</ds:KeyName>", "<ds:KeyValue/>",
        "<ds:X509Data><ds:X509SubjectName>CN=Gestore</ds:X509SubjectName></ds:X509Data>"}) {
    std::string other = list;
    other.replace(begin, end - begin, info);
    expectRefused(other, "non porta il certificato");
  }
}

TEST_F(TrustedListAttack, EntitiesInclusionsAndOtherEncodingsAreRefused) {
  const std::string list = genuine();
  const auto declared = [&](const std::string& type) {
    std::string other = list;
    return other.insert(other.find("<TrustServiceStatusList"), type);
  };
  std::string laughs = "<!DOCTYPE x [<!ENTITY a0 \"ha\">";
  for (int i = 1; i < 40; ++i)
    laughs += "<!ENTITY a" + std::to_string(i) + " \"&a" + std::to_string(i - 1) + ";&a" +
              std::to_string(i - 1) + ";\">";
  for (const std::string& type :
       {std::string("<!DOCTYPE x>"), std::string("<!DOCTYPE x SYSTEM \"http://127.0.0.1:9/x.dtd\">"),
        laughs + "]>", std::string("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>"),
        std::string("<!DOCTYPE x [<!ATTLIST TrustServiceStatusList Id ID #IMPLIED>]>"),
        std::string("<!DOCTYPE x [<!ENTITY % p SYSTEM \"file:///etc/hostname\"> %p;]>")}) {
    expectRefused(declared(type), "dichiara un DTD");
  }
  std::string included = list;
  replaceOnce(included, "<SchemeInformation>",
              "<SchemeInformation><xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" "
              "href=\"file:///etc/hostname\" parse=\"text\"/>");
  expectNoTrust(included, "inclusion");
  for (const char* encoding : {"UTF-16", "UTF-7", "ISO-8859-1", "EBCDIC-CP-US", "UTF-32", "HZ", "x"}) {
    std::string other = list;
    replaceOnce(other, "encoding=\"UTF-8\"", std::string("encoding=\"") + encoding + "\"");
    expectRefused(other, "non è XML");
  }
  std::string wide = "\xFF\xFE";
  for (const char c : list) wide += {c, '\0'};
  expectRefused(wide, "non è XML");
  expectRefused(std::string("\0", 1) + list, "non è XML");
}

TEST_F(TrustedListAttack, SizesBeyondMeasureAreRefusedAtOnce) {
  const std::string list = genuine();
  const auto begin = std::chrono::steady_clock::now();
  std::string deep = list;
  std::string open, close;
  for (int i = 0; i < 10'000; ++i) open += "<a>", close += "</a>";
  deep.insert(deep.find("<SchemeInformation>"), open + close);
  expectRefused(deep, "non è XML");
  std::string attribute = list;
  attribute.insert(attribute.find(" TSLTag"), " x=\"" + std::string(20u << 20, 'x') + "\"");
  expectNoTrust(attribute, "attribute of 20 MB");
  std::string certificate = list;
  certificate.insert(certificate.find("<X509Certificate>") + 17, std::string(12u << 20, 'A'));
  expectNoTrust(certificate, "certificate of 12 MB");
  std::string references = list;
  std::string reference =
      references.substr(references.find("<ds:Reference"),
                        references.find("</ds:Reference>") + 15 - references.find("<ds:Reference"));
  std::string all;
  for (int i = 0; i < 1'000; ++i) all += reference;
  references.insert(references.find("<ds:Reference"), all);
  expectNoTrust(references, "1,000 references");
  std::string many = list;
  std::string spaces;
  for (int i = 0; i < 5'000; ++i)
    spaces += " xmlns:n" + std::to_string(i) + "=\"urn:" + std::to_string(i) + "\"";
  many.insert(many.find(" TSLTag"), spaces);
  EXPECT_EQ(refusal(many), "accepted") << "name spaces that nobody uses are not signed, and change nothing";
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
}

TEST_F(TrustedListAttack, CommentsWithinTextReadAsTheyAreSigned) {
  ListPlan list = plan();
  list.services.front().status = "withdrawn";
  std::string xml = signedList(list, signer_);
  replaceOnce(xml, "Svcstatus/withdrawn", "Svcstatus/<!---->with<!-- x -->drawn<!-- granted -->");
  EXPECT_EQ(import(xml).services, 0u);
  list = plan(75);
  xml = signedList(list, signer_);
  replaceOnce(xml, "Svcstatus/granted", "Svcstatus/gran<!-- -->ted");
  EXPECT_EQ(import(xml).services, 1u);
  list = plan(76);
  xml = signedList(list, signer_);
  replaceOnce(xml, "Svcstatus/granted", "Svcstatus/<![CDATA[granted]]>");
  EXPECT_EQ(import(xml).services, 1u) << "the canonical form has no CDATA";
  xml = signedList(plan(77), signer_);
  replaceOnce(xml, "Svcstatus/granted", "Svcstatus/gran<?x?>ted");
  EXPECT_NE(refusal(xml), "accepted");
}

TEST_F(TrustedListAttack, SignerOutOfItsTimeIsRefused) {
  for (const auto& [from, until] :
       {std::pair{kNow - 20 * kDay, kNow - kDay}, std::pair{kNow + 5 * kDay, kNow + 90 * kDay}}) {
    signer_ = makeCertificate(
        {.name = {{"CN", "Gestore dell'elenco di prova"}}, .notBefore = from, .notAfter = until});
    fingerprint_ = factsOf(signer_.certificate.get()).sha256;
    expectRefused(genuine(), "è scaduto, o non vale ancora");
  }
}

TEST_F(TrustedListAttack, OlderListsAndOthersOfTheSameNumberAreRefused) {
  const std::string first = genuine(74);
  ASSERT_EQ(refusal(first), "accepted");
  EXPECT_EQ(refusal(first), "accepted") << "once more the same";
  ListPlan other = plan(74);
  other.services = {{other_.certificate}};
  EXPECT_NE(refusal(signedList(other, signer_)).find("ma un altro contenuto"), std::string::npos);
  other.issued += kDay;
  EXPECT_NE(refusal(signedList(other, signer_)).find("ma un altro contenuto"), std::string::npos);
  other.sequence = 73;
  EXPECT_NE(refusal(signedList(other, signer_)).find("è più vecchio"), std::string::npos);
  other.sequence = 75;
  other.issued = plan().issued - kDay;
  EXPECT_NE(refusal(signedList(other, signer_)).find("è più vecchio"), std::string::npos);
  EXPECT_TRUE(judge(person()).trusted);
}

TEST_F(TrustedListAttack, PersonsListedAsAuthoritiesVouchForNobody) {
  const MadeCertificate who = makeCertificate({});
  const MadeCertificate below = makeCertificate({.issuer = &who});
  ListPlan list = plan();
  list.services.push_back({who.certificate});
  const TrustedListImport done = import(signedList(list, signer_));
  EXPECT_EQ(done.services, 1u);
  EXPECT_TRUE(mentions(done.notes, "dà per autorità e non lo sono, lasciati fuori: 1"));
  EXPECT_FALSE(judge(who).trusted);
  EXPECT_FALSE(judge(below).trusted);
  // An authority that is listed vouches for others, not for what it signs itself.
  const MadeCertificate both =
      makeCertificate({.name = {{"CN", "CA che firma"}},
                       .isAuthority = true,
                       .extensions = {{"keyUsage", "critical,keyCertSign,cRLSign,nonRepudiation"}}});
  list = plan(75);
  list.services.push_back({both.certificate});
  import(signedList(list, signer_));
  EXPECT_FALSE(judge(both).trusted);
  EXPECT_TRUE(judge(makeCertificate({.issuer = &both})).trusted);
}

}  // namespace
}  // namespace stesura::testing
