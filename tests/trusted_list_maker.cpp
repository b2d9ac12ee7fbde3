#include "trusted_list_maker.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <openssl/pem.h>
#include <xmlsec/crypto.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/xmltree.h>

#include <memory>
#include <regex>
#include <stdexcept>

#include "generator/signature/list_signature.h"
#include "generator/signature/moment.h"
#include "generator/signature/openssl_pointer.h"

namespace stesura::testing {
namespace {

std::string base64Of(const std::string& bytes) {
  std::string text(bytes.size() / 3 * 4 + 8, '\0');
  text.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                                       reinterpret_cast<const unsigned char*>(bytes.data()),
                                                       static_cast<int>(bytes.size()))));
  return text;
}

constexpr const char* kQualifiedSpace =
    "http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#";

std::string base64Lines(const std::string& bytes) {
  const std::string text = base64Of(bytes);
  std::string lines;
  for (std::size_t at = 0; at < text.size(); at += 64) lines += "\n" + text.substr(at, 64);
  return lines + "\n                ";
}

std::string statusText(const std::string& status, std::int64_t since, const std::string& extensions) {
  const std::string identifier =
      status.starts_with("http") ? status : "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/" + status;
  return "<ServiceStatus>" + identifier + "</ServiceStatus>\n<StatusStartingTime>" + rfc3339(since) +
         "</StatusStartingTime>" +
         (extensions.empty()
              ? ""
              : "<ServiceInformationExtensions>" + extensions + "</ServiceInformationExtensions>");
}

std::string nameText(const std::string& type) {
  return "<ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/" + type +
         "</ServiceTypeIdentifier><ServiceName><Name xml:lang=\"en\">Test service</Name><Name "
         "xml:lang=\"it\">Servizio di prova</Name></ServiceName>";
}

// Identities of a history bear no certificate (ETSI TS 119 612, 5.6.3).
std::string formerText(const FormerState& former) {
  return "<ServiceHistoryInstance>" + nameText(former.type) +
         "<ServiceDigitalIdentity><DigitalId><X509SubjectName>CN=altro</X509SubjectName></"
         "DigitalId><DigitalId>"
         "<X509SKI>bs5kPSv4T4tD7/Ayve+RVA2tvvg=</X509SKI></DigitalId></ServiceDigitalIdentity>" +
         statusText(former.status, former.since, former.extensions) + "</ServiceHistoryInstance>";
}

std::string serviceText(const ListedService& service) {
  std::string history;
  for (const FormerState& former : service.history) history += formerText(former);
  if (!history.empty()) history = "<ServiceHistory>" + history + "</ServiceHistory>";
  const std::string extensions =
      "<Extension "
      "Critical=\"false\"><ExpiredCertsRevocationInfo>2009-12-03T00:00:00Z</ExpiredCertsRevocationInfo>"
      "</Extension>" +
      (service.use.empty() ? "" : useExtension(service.use)) + service.extensions;
  return "<TSPService>\n  <ServiceInformation>" + nameText(service.type) +
         "<ServiceDigitalIdentity><DigitalId><X509Certificate>" +
         base64Lines(derOf(service.certificate.get())) +
         "</X509Certificate></DigitalId><DigitalId><X509SubjectName>CN=altro</X509SubjectName></"
         "DigitalId><DigitalId>"
         "<X509SKI>bs5kPSv4T4tD7/Ayve+RVA2tvvg=</X509SKI></DigitalId></ServiceDigitalIdentity>" +
         statusText(service.status, service.since, extensions) + "</ServiceInformation>" + history +
         "</TSPService>\n";
}

std::string inLanguages(const std::string& element, const std::string& item, const std::string& text) {
  std::string all;
  for (const char* language : {"en", "it"})
    all += "<" + item + " xml:lang=\"" + language + "\">" + text + "</" + item + ">";
  return "<" + element + ">" + all + "</" + element + ">\n";
}

std::string addressText(const std::string& element) {
  return "<" + element +
         "><PostalAddresses><PostalAddress xml:lang=\"it\"><StreetAddress>via di Prova "
         "1</StreetAddress><Locality>Mantova"
         "</Locality><PostalCode>46100</PostalCode><CountryName>IT</CountryName></PostalAddress></"
         "PostalAddresses>"
         "<ElectronicAddress><URI xml:lang=\"en\">mailto:prova@esempio.test</URI></ElectronicAddress></" +
         element + ">\n";
}

// The pointer to the list of lists, with an identity that is no service.
std::string pointersText() {
  return "<PointersToOtherTSL><OtherTSLPointer><ServiceDigitalIdentities><ServiceDigitalIdentity><DigitalId>"
         "<X509SubjectName>CN=altro</X509SubjectName></DigitalId></ServiceDigitalIdentity></"
         "ServiceDigitalIdentities>"
         "<TSLLocation>https://esempio.test/eu-lotl.xml</"
         "TSLLocation><AdditionalInformation><OtherInformation>"
         "<TSLType>http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUlistofthelists</TSLType></"
         "OtherInformation>"
         "<OtherInformation><SchemeTerritory>EU</SchemeTerritory></OtherInformation><OtherInformation>"
         "<tslx:MimeType>application/vnd.etsi.tsl+xml</tslx:MimeType></OtherInformation></"
         "AdditionalInformation>"
         "</OtherTSLPointer></PointersToOtherTSL>\n";
}

std::string schemeText(const ListPlan& plan) {
  return "<SchemeInformation><TSLVersionIdentifier>" + std::to_string(plan.version) +
         "</TSLVersionIdentifier><TSLSequenceNumber>" + std::to_string(plan.sequence) +
         "</TSLSequenceNumber><TSLType>http://uri.etsi.org/TrstSvc/TrustedList/TSLType/" + plan.type +
         "</TSLType>\n" + inLanguages("SchemeOperatorName", "Name", "Gestore di prova") +
         addressText("SchemeOperatorAddress") +
         inLanguages("SchemeName", "Name", plan.territory + ":elenco di prova") +
         inLanguages("SchemeInformationURI", "URI", "https://esempio.test/") +
         "<StatusDeterminationApproach>http://uri.etsi.org/TrstSvc/TrustedList/StatusDetn/EUappropriate"
         "</StatusDeterminationApproach>" +
         inLanguages("SchemeTypeCommunityRules", "URI",
                     "http://uri.etsi.org/TrstSvc/TrustedList/schemerules/EUcommon") +
         "<SchemeTerritory>" + plan.territory + "</SchemeTerritory>" +
         inLanguages("PolicyOrLegalNotice", "TSLLegalNotice", "Elenco di prova, senza valore.") +
         "<HistoricalInformationPeriod>65535</HistoricalInformationPeriod>" + pointersText() +
         "<ListIssueDateTime>" + rfc3339(plan.issued) + "</ListIssueDateTime><NextUpdate>" +
         (plan.nextUpdate ? "<dateTime>" + rfc3339(plan.nextUpdate) + "</dateTime>" : "") +
         "</NextUpdate><DistributionPoints><URI>https://esempio.test/TL.xml</URI></DistributionPoints></"
         "SchemeInformation>";
}

// What XAdES asks to be signed besides (ETSI EN 319 132-1): when, and with which certificate.
std::string propertiesText(const MadeCertificate& signer) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  X509_digest(signer.certificate.get(), EVP_sha256(), digest, &length);
  return "<xades:QualifyingProperties xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\" Target=\"#firma\">"
         "<xades:SignedProperties Id=\"proprieta\"><xades:SignedSignatureProperties><xades:SigningTime>"
         "2026-09-11T14:13:20Z</xades:SigningTime><xades:SigningCertificateV2><xades:Cert><xades:CertDigest>"
         "<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue>" +
         base64Of({reinterpret_cast<char*>(digest), length}) +
         "</ds:DigestValue></xades:CertDigest></xades:Cert></xades:SigningCertificateV2>"
         "</xades:SignedSignatureProperties></xades:SignedProperties></xades:QualifyingProperties>";
}

std::string signatureText(const MadeCertificate& signer, const SignaturePlan& plan) {
  std::string transforms;
  for (const std::string& transform : plan.transforms)
    transforms += "<ds:Transform Algorithm=\"" + transform + "\"/>";
  const std::string digest = "<ds:DigestMethod Algorithm=\"" + plan.digest + "\"/><ds:DigestValue/>";
  const std::string properties =
      !plan.withProperties
          ? ""
          : "<ds:Reference URI=\"#proprieta\" "
            "Type=\"http://uri.etsi.org/01903#SignedProperties\"><ds:Transforms><ds:Transform "
            "Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/></ds:Transforms>" +
                digest + "</ds:Reference>";
  const std::string certificate = !plan.withCertificate ? ""
                                                        : "<ds:X509Data><ds:X509Certificate>" +
                                                              base64Of(derOf(signer.certificate.get())) +
                                                              "</ds:X509Certificate></ds:X509Data>";
  return "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" "
         "Id=\"firma\"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm=\"" +
         plan.canonical + "\"/><ds:SignatureMethod Algorithm=\"" + plan.method + "\"/><ds:Reference URI=\"" +
         plan.uri + "\"><ds:Transforms>" + transforms + "</ds:Transforms>" + digest + "</ds:Reference>" +
         properties + "</ds:SignedInfo><ds:SignatureValue/><ds:KeyInfo>" + certificate +
         "</ds:KeyInfo><ds:Object>" + (plan.object.empty() ? propertiesText(signer) : plan.object) +
         "</ds:Object></ds:Signature>";
}

std::string privateKeyPem(EVP_PKEY* key) {
  const OpenSsl<BIO, BIO_free_all> bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(length)};
}

using Document = std::unique_ptr<xmlDoc, void (*)(xmlDoc*)>;

void registerIds(xmlNode* node) {
  for (; node; node = node->next) {
    if (node->type != XML_ELEMENT_NODE) continue;
    if (xmlAttr* id = xmlHasProp(node, reinterpret_cast<const xmlChar*>("Id"))) {
      const std::unique_ptr<xmlChar, void (*)(xmlChar*)> value(
          xmlNodeListGetString(node->doc, id->children, 1), [](xmlChar* text) { xmlFree(text); });
      xmlAddID(nullptr, node->doc, value.get(), id);
    }
    registerIds(node->children);
  }
}

}  // namespace

std::string useExtension(const std::string& use) {
  return "<Extension Critical=\"true\"><AdditionalServiceInformation><URI "
         "xml:lang=\"en\">http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/" +
         use + "</URI></AdditionalServiceInformation></Extension>";
}

std::string qualificationExtension(const std::vector<std::string>& qualifiers, const std::string& criteria) {
  std::string all;
  for (const std::string& one : qualifiers)
    all += "<ns5:Qualifier uri=\"http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/" + one + "\"/>";
  return "<Extension Critical=\"true\"><ns5:Qualifications><ns5:QualificationElement><ns5:Qualifiers>" + all +
         "</ns5:Qualifiers>" + criteria + "</ns5:QualificationElement></ns5:Qualifications></Extension>";
}

std::string criteriaOf(const std::string& match, const std::string& inner) {
  return "<ns5:CriteriaList assert=\"" + match + "\">" + inner + "<ns5:Description/></ns5:CriteriaList>";
}

std::string policyCriterion(const std::string& oid) {
  return "\n<ns5:PolicySet><ns5:PolicyIdentifier><ns3:Identifier Qualifier=\"OIDAsURN\">urn:oid:" + oid +
         "</ns3:Identifier></ns5:PolicyIdentifier></ns5:PolicySet>\n";
}

std::string keyUsageCriterion(const std::string& bit, bool isSet) {
  return "<ns5:KeyUsage><ns5:KeyUsageBit name=\"" + bit + "\">" + (isSet ? "true" : "false") +
         "</ns5:KeyUsageBit></ns5:KeyUsage>";
}

std::string listText(const ListPlan& plan) {
  std::string services;
  for (const ListedService& service : plan.services) services += serviceText(service);
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TrustServiceStatusList "
         "xmlns=\"http://uri.etsi.org/02231/v2#\" xmlns:ns3=\"http://uri.etsi.org/01903/v1.3.2#\" "
         "xmlns:tslx=\"http://uri.etsi.org/02231/v2/additionaltypes#\" xmlns:ns5=\"" +
         std::string(kQualifiedSpace) + "\" " + plan.rootAttributes +
         " TSLTag=\"http://uri.etsi.org/19612/TSLTag\">" + schemeText(plan) +
         "<TrustServiceProviderList><TrustServiceProvider><TSPInformation>" +
         inLanguages("TSPName", "Name", "Prestatore di prova") +
         inLanguages("TSPTradeName", "Name", "VATIT-00000000000") + addressText("TSPAddress") +
         inLanguages("TSPInformationURI", "URI", "https://esempio.test/") + "</TSPInformation><TSPServices>" +
         services +
         "</TSPServices></TrustServiceProvider></TrustServiceProviderList>@FIRMA@</TrustServiceStatusList>";
}

std::string withPrefix(const std::string& list, const std::string& prefix) {
  static const std::regex kBare("<(/?)([A-Z][A-Za-z0-9]*)(?=[ >/\n])");
  const std::string named = std::regex_replace(list, kBare, "<$1" + prefix + ":$2");
  return std::regex_replace(named, std::regex(" xmlns="), " xmlns:" + prefix + "=");
}

std::string signList(const std::string& text, const MadeCertificate& signer, const SignaturePlan& plan) {
  if (!startXmlsec()) throw std::runtime_error("xmlsec does not start");
  std::string whole = text;
  whole.replace(whole.find("@FIRMA@"), 7, signatureText(signer, plan));
  const Document document(
      xmlReadMemory(whole.data(), static_cast<int>(whole.size()), nullptr, nullptr, XML_PARSE_NONET),
      &xmlFreeDoc);
  if (!document) throw std::runtime_error("the list is no XML");
  registerIds(xmlDocGetRootElement(document.get()));
  const std::unique_ptr<xmlSecDSigCtx, void (*)(xmlSecDSigCtx*)> context(xmlSecDSigCtxCreate(nullptr),
                                                                         &xmlSecDSigCtxDestroy);
  const std::string key = privateKeyPem(signer.key.get());
  context->signKey = xmlSecCryptoAppKeyLoadMemory(reinterpret_cast<const xmlSecByte*>(key.data()),
                                                  static_cast<xmlSecSize>(key.size()), xmlSecKeyDataFormatPem,
                                                  nullptr, nullptr, nullptr);
  xmlNode* signature =
      xmlSecFindNode(xmlDocGetRootElement(document.get()), xmlSecNodeSignature, xmlSecDSigNs);
  if (!context->signKey || xmlSecDSigCtxSign(context.get(), signature) != 0)
    throw std::runtime_error("the list was not signed");
  xmlChar* bytes = nullptr;
  int length = 0;
  xmlDocDumpMemory(document.get(), &bytes, &length);
  std::string result(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(length));
  xmlFree(bytes);
  return result;
}

std::string signedList(const ListPlan& list, const MadeCertificate& signer, const SignaturePlan& plan) {
  return signList(listText(list), signer, plan);
}

}  // namespace stesura::testing
