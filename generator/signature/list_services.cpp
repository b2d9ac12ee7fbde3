#include "generator/signature/list_services.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "generator/error.h"
#include "generator/signature/certificate_names.h"
#include "generator/signature/list_signature.h"
#include "generator/signature/moment.h"
#include "generator/signature/xml_document.h"

namespace stesura {
namespace {

constexpr const char* kTsl = "http://uri.etsi.org/02231/v2#";
constexpr const char* kXml = "http://www.w3.org/XML/1998/namespace";
constexpr std::string_view kListOfLists = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUlistofthelists";
constexpr std::string_view kGranted = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted";
constexpr std::string_view kCaQc = "http://uri.etsi.org/TrstSvc/Svctype/CA/QC";
constexpr std::string_view kQtst = "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST";
constexpr std::string_view kForSignatures = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForeSignatures";
constexpr std::string_view kForSeals = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForeSeals";
constexpr std::string_view kForWebSites =
    "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForWebSiteAuthentication";
constexpr std::size_t kMostCertificates = 10'000;

[[noreturn]] void refuse(const std::string& sentence) { throw Error(ErrorKind::data, sentence); }

XmlName tsl(const char* name) { return {kTsl, name}; }

std::int64_t wholeNumber(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size() || value < 1)
    refuse("L’elenco di fiducia non ha un numero di sequenza leggibile.");
  return value;
}

void readScheme(const xmlNode* root, ListContent& content) {
  const xmlNode* scheme = child(root, tsl("SchemeInformation"));
  const std::string version = textOf(scheme, tsl("TSLVersionIdentifier"));
  if (version != "5" && version != "6")
    refuse("L’elenco di fiducia è di una versione che qui non si conosce (si conoscono la 5 e la 6).");
  if (textOf(scheme, tsl("TSLType")) == kListOfLists) {
    refuse("È l’elenco degli elenchi europeo: importare quello del Paese, che vi è indicato.");
  }
  content.territory = textOf(scheme, tsl("SchemeTerritory"));
  const bool isTerritory =
      content.territory.size() == 2 &&
      std::all_of(content.territory.begin(), content.territory.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!isTerritory) refuse("L’elenco di fiducia non dice di quale Paese è.");
  content.sequence = wholeNumber(textOf(scheme, tsl("TSLSequenceNumber")));
  const auto issued = secondsOf(textOf(scheme, tsl("ListIssueDateTime")));
  if (!issued) refuse("L’elenco di fiducia non dice quando è stato emesso.");
  content.issued = *issued;
  const xmlNode* next = child(scheme, tsl("NextUpdate"));
  if (!next) refuse("L’elenco di fiducia non dice quando va rinnovato.");
  const std::string update = textOf(next, tsl("dateTime"));
  content.nextUpdate = secondsOf(update);
  if (!update.empty() && !content.nextUpdate) refuse("L’elenco di fiducia non dice quando va rinnovato.");
}

std::string nameOf(const xmlNode* information) {
  std::string chosen;
  for (const xmlNode* name : children(child(information, tsl("ServiceName")), tsl("Name"))) {
    std::string language;
    for (const xmlAttr* one = name->properties; one; one = one->next) {
      if (one->ns && std::string_view(reinterpret_cast<const char*>(one->ns->href)) == kXml && one->children &&
          one->children->content) {
        language = reinterpret_cast<const char*>(one->children->content);
      }
    }
    if (chosen.empty() || language == "it") chosen = readableText(textOf(name));
  }
  return chosen;
}

// A CA/QC service without such a statement is from before they came: for signatures.
bool servesDocuments(const xmlNode* information) {
  bool webSites = false, documents = false;
  const xmlNode* list = child(information, tsl("ServiceInformationExtensions"));
  for (const xmlNode* extension : children(list, tsl("Extension"))) {
    for (const xmlNode* more : children(extension, tsl("AdditionalServiceInformation"))) {
      const std::string uri = textOf(more, tsl("URI"));
      documents |= uri == kForSignatures || uri == kForSeals;
      webSites |= uri == kForWebSites;
    }
  }
  return documents || !webSites;
}

std::string takenAs(const xmlNode* information, std::int64_t now) {
  if (textOf(information, tsl("ServiceStatus")) != kGranted) return {};
  const auto since = secondsOf(textOf(information, tsl("StatusStartingTime")));
  if (!since || *since > now) return {};
  const std::string type = textOf(information, tsl("ServiceTypeIdentifier"));
  if (type == kQtst) return "TSA/QTST";
  return type == kCaQc && servesDocuments(information) ? "CA/QC" : "";
}

void readService(const xmlNode* service, std::int64_t now, ListContent& content) {
  const xmlNode* information = child(service, tsl("ServiceInformation"));
  const std::string type = information ? takenAs(information, now) : std::string();
  if (type.empty()) {
    ++content.leftOut;
    return;
  }
  const std::string name = nameOf(information);
  std::size_t taken = 0;
  for (const xmlNode* id : children(child(information, tsl("ServiceDigitalIdentity")), tsl("DigitalId"))) {
    for (const xmlNode* one : children(id, tsl("X509Certificate"))) {
      if (content.certificates.size() >= kMostCertificates)
        refuse("L’elenco di fiducia contiene troppi certificati.");
      X509Pointer certificate = certificateInText(one);
      if (!certificate) ++content.unreadable;
      taken += certificate != nullptr;
      if (certificate) content.certificates.push_back({std::move(certificate), type, name});
    }
  }
  taken == 0 ? ++content.leftOut : ++content.services;
}

}  // namespace

ListContent contentOfList(xmlDoc* document, std::int64_t now) {
  const xmlNode* root = xmlDocGetRootElement(document);
  if (!isNamed(root, tsl("TrustServiceStatusList")))
    refuse("Il file non è un elenco di fiducia (ETSI TS 119 612).");
  ListContent content;
  readScheme(root, content);
  for (const xmlNode* provider :
       children(child(root, tsl("TrustServiceProviderList")), tsl("TrustServiceProvider"))) {
    for (const xmlNode* service : children(child(provider, tsl("TSPServices")), tsl("TSPService")))
      readService(service, now, content);
  }
  return content;
}

}  // namespace stesura
