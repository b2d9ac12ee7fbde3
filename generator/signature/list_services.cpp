#include "generator/signature/list_services.h"

#include <openssl/x509v3.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>
#include <utility>

#include "generator/digest.h"
#include "generator/error.h"
#include "generator/signature/certificate_names.h"
#include "generator/signature/list_history.h"
#include "generator/signature/list_signature.h"
#include "generator/signature/moment.h"
#include "generator/signature/xml_document.h"

namespace stesura {
namespace {

constexpr const char* kTsl = "http://uri.etsi.org/02231/v2#";
constexpr const char* kXml = "http://www.w3.org/XML/1998/namespace";
constexpr std::string_view kListOfLists = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUlistofthelists";
constexpr const char* kCaQc = "CA/QC";
constexpr const char* kQtst = "TSA/QTST";
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
      content.territory.size() == 2 && std::all_of(content.territory.begin(), content.territory.end(),
                                                   [](char c) { return c >= 'A' && c <= 'Z'; });
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
      if (one->ns && std::string_view(reinterpret_cast<const char*>(one->ns->href)) == kXml &&
          one->children && one->children->content) {
        language = reinterpret_cast<const char*>(one->children->content);
      }
    }
    if (chosen.empty() || language == "it") chosen = readableText(textOf(name));
  }
  return chosen;
}

// Whether documents, or their time stamps, are what a period is for.
bool serves(const ServicePeriod& period, std::string_view type) {
  return type == kQtst || period.forSignatures || period.forSeals;
}

enum class Use : std::uint8_t { none, past, today };

Use useOf(const std::vector<ServicePeriod>& periods, std::string_view type, std::int64_t now) {
  Use use = Use::none;
  for (const ServicePeriod& period : periods) {
    if (!period.isGranted || period.from > now || !serves(period, type)) continue;
    use = std::max(use, period.holds(now) ? Use::today : Use::past);
  }
  return use;
}

class ServicesReading {
 public:
  ServicesReading(std::int64_t now, ListContent& content) : now_(now), content_(content) {}

  void read(const xmlNode* service) {
    const xmlNode* information = child(service, tsl("ServiceInformation"));
    Use best = Use::none;
    for (const char* type : {kCaQc, kQtst}) {
      const auto periods = information ? periodsOf(service, type) : std::vector<ServicePeriod>{};
      const Use use = useOf(periods, type, now_);
      const bool isRefusal =
          use == Use::none &&
          std::any_of(periods.begin(), periods.end(), [&](const auto& one) { return serves(one, type); });
      if (use == Use::none && !isRefusal) continue;
      if (take(information, type, periods, use == Use::none ? refusals_ : content_.certificates) > 0)
        best = std::max(best, use);
    }
    ++(best == Use::today ? content_.services : best == Use::past ? content_.past : content_.leftOut);
  }

  // A certificate that is in two entries, of which one is granted nothing: the other must know.
  void addRefusals() {
    std::set<std::pair<std::string, std::string>> taken;
    for (const ListedCertificate& one : content_.certificates) taken.emplace(one.sha256, one.service);
    for (ListedCertificate& one : refusals_) {
      if (taken.contains({one.sha256, one.service})) content_.certificates.push_back(std::move(one));
    }
  }

 private:
  std::size_t take(const xmlNode* information, const char* type, const std::vector<ServicePeriod>& periods,
                   std::vector<ListedCertificate>& into) {
    const std::string name = nameOf(information);
    std::size_t taken = 0;
    for (const xmlNode* id : children(child(information, tsl("ServiceDigitalIdentity")), tsl("DigitalId"))) {
      for (const xmlNode* one : children(id, tsl("X509Certificate"))) {
        if (++certificates_ > kMostCertificates) refuse("L’elenco di fiducia contiene troppi certificati.");
        X509Pointer certificate = certificateInText(one);
        const bool mayServe = certificate && (type != kCaQc || X509_check_ca(certificate.get()) > 0);
        if (!certificate) ++content_.unreadable;
        if (certificate && !mayServe) ++content_.notAuthorities;
        if (!mayServe) continue;
        std::string digest = sha256Hex(derOf(certificate.get()));
        into.push_back({std::move(certificate), type, name, std::move(digest), periods});
        ++taken;
      }
    }
    return taken;
  }

  std::int64_t now_;
  ListContent& content_;
  std::vector<ListedCertificate> refusals_{};
  std::size_t certificates_ = 0;
};

}  // namespace

ListContent contentOfList(xmlDoc* document, std::int64_t now) {
  const xmlNode* root = xmlDocGetRootElement(document);
  if (!isNamed(root, tsl("TrustServiceStatusList")))
    refuse("Il file non è un elenco di fiducia (ETSI TS 119 612).");
  ListContent content;
  readScheme(root, content);
  ServicesReading reading(now, content);
  for (const xmlNode* provider :
       children(child(root, tsl("TrustServiceProviderList")), tsl("TrustServiceProvider"))) {
    for (const xmlNode* service : children(child(provider, tsl("TSPServices")), tsl("TSPService")))
      reading.read(service);
  }
  reading.addRefusals();
  return content;
}

}  // namespace stesura
