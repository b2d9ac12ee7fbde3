#include "trusted_list_maker.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <openssl/pem.h>
#include <xmlsec/crypto.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/xmltree.h>

#include <memory>
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

std::string serviceText(const ListedService& service) {
  const std::string extension =
      service.use.empty()
          ? ""
          : "<ServiceInformationExtensions><Extension Critical=\"true\"><AdditionalServiceInformation><URI "
            "xml:lang=\"en\">"
            "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/" +
                service.use + "</URI></AdditionalServiceInformation></Extension></ServiceInformationExtensions>";
  return "<TSPService><ServiceInformation><ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/" +
         service.type +
         "</ServiceTypeIdentifier><ServiceName><Name xml:lang=\"en\">Test service</Name><Name "
         "xml:lang=\"it\">Servizio di prova</Name>"
         "</ServiceName><ServiceDigitalIdentity><DigitalId><X509Certificate>" +
         base64Of(derOf(service.certificate.get())) +
         "</X509Certificate></DigitalId><DigitalId><X509SubjectName>CN=altro</X509SubjectName></DigitalId></"
         "ServiceDigitalIdentity>"
         "<ServiceStatus>http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/" +
         service.status + "</ServiceStatus><StatusStartingTime>" + rfc3339(service.since) +
         "</StatusStartingTime>" + extension + "</ServiceInformation></TSPService>";
}

std::string signatureText(const MadeCertificate& signer, const SignaturePlan& plan) {
  std::string transforms;
  for (const std::string& transform : plan.transforms)
    transforms += "<ds:Transform Algorithm=\"" + transform + "\"/>";
  const std::string digest = "<ds:DigestMethod Algorithm=\"" + plan.digest + "\"/><ds:DigestValue/>";
  const std::string properties =
      !plan.withProperties ? ""
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
         "</ds:KeyInfo><ds:Object>" + plan.object + "</ds:Object></ds:Signature>";
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
      const std::unique_ptr<xmlChar, void (*)(xmlChar*)> value(xmlNodeListGetString(node->doc, id->children, 1),
                                                               [](xmlChar* text) { xmlFree(text); });
      xmlAddID(nullptr, node->doc, value.get(), id);
    }
    registerIds(node->children);
  }
}

}  // namespace

std::string listText(const ListPlan& plan) {
  std::string services;
  for (const ListedService& service : plan.services) services += serviceText(service);
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TrustServiceStatusList "
         "xmlns=\"http://uri.etsi.org/02231/v2#\" " +
         plan.rootAttributes +
         " TSLTag=\"http://uri.etsi.org/19612/TSLTag\"><SchemeInformation><TSLVersionIdentifier>5</"
         "TSLVersionIdentifier><TSLSequenceNumber>" +
         std::to_string(plan.sequence) +
         "</TSLSequenceNumber><TSLType>http://uri.etsi.org/TrstSvc/TrustedList/TSLType/" + plan.type +
         "</TSLType><SchemeTerritory>" + plan.territory + "</SchemeTerritory><ListIssueDateTime>" +
         rfc3339(plan.issued) + "</ListIssueDateTime><NextUpdate>" +
         (plan.nextUpdate ? "<dateTime>" + rfc3339(plan.nextUpdate) + "</dateTime>" : "") +
         "</NextUpdate></"
         "SchemeInformation><TrustServiceProviderList><TrustServiceProvider><TSPInformation><TSPName><Name "
         "xml:lang=\"it\">"
         "Prestatore di prova</Name></TSPName></TSPInformation><TSPServices>" +
         services +
         "</TSPServices></TrustServiceProvider></TrustServiceProviderList>@FIRMA@</TrustServiceStatusList>";
}

std::string signList(const std::string& text, const MadeCertificate& signer, const SignaturePlan& plan) {
  if (!startXmlsec()) throw std::runtime_error("xmlsec does not start");
  std::string whole = text;
  whole.replace(whole.find("@FIRMA@"), 7, signatureText(signer, plan));
  const Document document(
      xmlReadMemory(whole.data(), static_cast<int>(whole.size()), nullptr, nullptr, XML_PARSE_NONET), &xmlFreeDoc);
  if (!document) throw std::runtime_error("the list is no XML");
  registerIds(xmlDocGetRootElement(document.get()));
  const std::unique_ptr<xmlSecDSigCtx, void (*)(xmlSecDSigCtx*)> context(xmlSecDSigCtxCreate(nullptr),
                                                                         &xmlSecDSigCtxDestroy);
  const std::string key = privateKeyPem(signer.key.get());
  context->signKey = xmlSecCryptoAppKeyLoadMemory(reinterpret_cast<const xmlSecByte*>(key.data()),
                                                  static_cast<xmlSecSize>(key.size()), xmlSecKeyDataFormatPem,
                                                  nullptr, nullptr, nullptr);
  xmlNode* signature = xmlSecFindNode(xmlDocGetRootElement(document.get()), xmlSecNodeSignature, xmlSecDSigNs);
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
