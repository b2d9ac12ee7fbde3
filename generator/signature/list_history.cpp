#include "generator/signature/list_history.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "generator/error.h"
#include "generator/signature/moment.h"
#include "generator/signature/xml_document.h"

namespace stesura {
namespace {

using Kind = ListCriterion::Kind;

constexpr const char* kTsl = "http://uri.etsi.org/02231/v2#";
constexpr const char* kAdditional = "http://uri.etsi.org/02231/v2/additionaltypes#";
constexpr const char* kQualified = "http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#";
constexpr const char* kXades = "http://uri.etsi.org/01903/v1.3.2#";
constexpr std::string_view kType = "http://uri.etsi.org/TrstSvc/Svctype/";
constexpr std::string_view kExtension = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/";
// The second is of lists before 2013 (ETSI TS 102 231, decision 2009/767/EC), and stands in histories.
constexpr std::array<std::string_view, 2> kStatus = {
    "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/",
    "http://uri.etsi.org/TrstSvc/eSigDir-1999-93-EC-TrustedList/Svcstatus/"};
// Regulation 910/2014 holds from 1 July 2016: which began at 21:00Z in the east of the Union.
constexpr std::int64_t kGrantedFrom = 1467320400, kSupervisedUntil = 1467331200;
constexpr std::size_t kMostPeriods = 200, kMostRules = 500, kMostCriteria = 2'000, kMostValues = 500;

XmlName tsl(const char* name) { return {kTsl, name}; }
XmlName qualified(const char* name) { return {kQualified, name}; }

std::string withoutPrefix(std::string text, std::string_view prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : std::string();
}

// «urn:oid:1.2.3» or «1.2.3»; "" for anything else.
std::string identifierIn(const xmlNode* parent) {
  std::string text = textOf(parent, {kXades, "Identifier"});
  constexpr std::string_view kUrn = "urn:oid:";
  const bool isUrn = text.size() > kUrn.size() &&
                     std::equal(kUrn.begin(), kUrn.end(), text.begin(),
                                [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
  if (isUrn) text.erase(0, kUrn.size());
  const bool isOid = !text.empty() && text.find_first_not_of("0123456789.") == std::string::npos;
  return isOid ? text : std::string();
}

// An identifier in each of the children of that name; unknown if one cannot be read, or none is there.
ListCriterion identifiersOf(const xmlNode* parent, const XmlName& name, Kind kind) {
  ListCriterion criterion{kind};
  for (const xmlNode* one : children(parent, name)) {
    criterion.values.push_back(identifierIn(one));
    if (criterion.values.back().empty() || criterion.values.size() > kMostValues) return {};
  }
  return criterion.values.empty() ? ListCriterion{} : criterion;
}

ListCriterion keyUsageOf(const xmlNode* parent) {
  ListCriterion criterion{Kind::keyUsage};
  for (const xmlNode* bit : children(parent, qualified("KeyUsageBit"))) {
    const std::string name = attribute(bit, "name"), value = textOf(bit);
    const bool isSet = value == "true" || value == "1", isClear = value == "false" || value == "0";
    if (name.empty() || (!isSet && !isClear) || criterion.values.size() >= kMostValues) return {};
    criterion.values.push_back((isSet ? "" : "!") + name);
  }
  return criterion.values.empty() ? ListCriterion{} : criterion;
}

// Reads the criteria of one list, which may be nested as deep as kDeepestCriteria.
class CriteriaReading {
 public:
  ListCriterion groupOf(const xmlNode* list, std::size_t depth) {
    const std::string match = attribute(list, "assert");
    ListCriterion group{match == "all"          ? Kind::all
                        : match == "atLeastOne" ? Kind::atLeastOne
                        : match == "none"       ? Kind::none
                                                : Kind::unknown};
    if (depth >= kDeepestCriteria || group.kind == Kind::unknown) return {};
    for (const xmlNode* node = list->children; node; node = node->next) {
      if (node->type != XML_ELEMENT_NODE || isNamed(node, qualified("Description"))) continue;
      if (++read_ > kMostCriteria) return {};
      addTo(group, node, depth);
    }
    return group.parts.empty() ? ListCriterion{} : group;
  }

 private:
  void addTo(ListCriterion& group, const xmlNode* node, std::size_t depth) {
    if (isNamed(node, qualified("KeyUsage"))) {
      group.parts.push_back(keyUsageOf(node));
    } else if (isNamed(node, qualified("PolicySet"))) {
      group.parts.push_back(identifiersOf(node, qualified("PolicyIdentifier"), Kind::policies));
    } else if (isNamed(node, qualified("CriteriaList"))) {
      group.parts.push_back(groupOf(node, depth + 1));
    } else if (isNamed(node, qualified("otherCriteriaList"))) {
      addOthers(group, node);
    } else {
      group.parts.push_back({});
    }
  }

  void addOthers(ListCriterion& group, const xmlNode* others) {
    bool any = false;
    for (const xmlNode* node = others->children; node; node = node->next) {
      if (node->type != XML_ELEMENT_NODE) continue;
      any = true;
      if (++read_ > kMostCriteria) return group.parts.push_back({});
      if (isNamed(node, {kAdditional, "ExtendedKeyUsage"})) {
        group.parts.push_back(identifiersOf(node, {kAdditional, "KeyPurposeId"}, Kind::extendedUses));
      } else if (isNamed(node, {kAdditional, "CertSubjectDNAttribute"})) {
        group.parts.push_back(identifiersOf(node, {kAdditional, "AttributeOID"}, Kind::subjectAttributes));
      } else {
        group.parts.push_back({});
      }
    }
    if (!any) group.parts.push_back({});
  }

  std::size_t read_ = 0;
};

void addRules(const xmlNode* qualifications, ServicePeriod& period) {
  CriteriaReading reading;
  for (const xmlNode* element : children(qualifications, qualified("QualificationElement"))) {
    QualificationRule rule;
    for (const xmlNode* one : children(child(element, qualified("Qualifiers")), qualified("Qualifier"))) {
      if (rule.qualifiers.size() >= kMostValues) break;
      rule.qualifiers.push_back(withoutPrefix(attribute(one, "uri"), kExtension));
    }
    const xmlNode* list = child(element, qualified("CriteriaList"));
    if (list) rule.criterion = reading.groupOf(list, 0);
    if (period.rules.size() >= kMostRules)
      throw Error(ErrorKind::data, "L’elenco di fiducia ha troppi criteri.");
    period.rules.push_back(std::move(rule));
  }
}

struct Uses {
  bool signatures = false, seals = false, webSites = false;
};

// False for what is not understood.
bool readExtension(const xmlNode* content, ServicePeriod& period, Uses& uses) {
  if (isNamed(content, tsl("AdditionalServiceInformation"))) {
    const std::string use = withoutPrefix(textOf(content, tsl("URI")), kExtension);
    uses.signatures |= use == "ForeSignatures";
    uses.seals |= use == "ForeSeals";
    uses.webSites |= use == "ForWebSiteAuthentication";
    return true;
  }
  if (isNamed(content, qualified("Qualifications"))) {
    addRules(content, period);
    return true;
  }
  period.isTakenOver |= isNamed(content, {kAdditional, "TakenOverBy"});
  return isNamed(content, {kAdditional, "TakenOverBy"}) ||
         isNamed(content, tsl("ExpiredCertsRevocationInfo"));
}

// Whether all that is critical was understood (5.5.9.1: else the entry must not be relied on).
bool readExtensions(const xmlNode* instance, ServicePeriod& period) {
  Uses uses;
  bool understood = true;
  for (const xmlNode* extension :
       children(child(instance, tsl("ServiceInformationExtensions")), tsl("Extension"))) {
    const std::string critical = attribute(extension, "Critical");
    for (const xmlNode* content = extension->children; content; content = content->next) {
      if (content->type != XML_ELEMENT_NODE) continue;
      const bool known = readExtension(content, period, uses);
      understood &= known || critical == "false" || critical == "0";
    }
  }
  // Without such a statement a service is from before they came, when there were signatures alone (5.5.9.4).
  const bool isSilent = !uses.signatures && !uses.seals && !uses.webSites;
  period.forSignatures = uses.signatures || isSilent;
  period.forSeals = uses.seals;
  return understood;
}

bool isOnce(const xmlNode* instance, const char* name) { return children(instance, tsl(name)).size() == 1; }

struct Instance {
  ServicePeriod period{};
  bool isOfType = false;
};

std::optional<Instance> instanceIn(const xmlNode* node, std::string_view type) {
  const auto since = secondsOf(textOf(node, tsl("StatusStartingTime")));
  if (!since || !isOnce(node, "StatusStartingTime") || !isOnce(node, "ServiceStatus") ||
      !isOnce(node, "ServiceTypeIdentifier")) {
    return std::nullopt;
  }
  Instance instance;
  instance.period.from = *since;
  instance.isOfType = withoutPrefix(textOf(node, tsl("ServiceTypeIdentifier")), kType) == type;
  const std::string status = textOf(node, tsl("ServiceStatus"));
  for (const std::string_view prefix : kStatus) {
    if (status.starts_with(prefix)) instance.period.status = status.substr(prefix.size());
  }
  const bool understood = readExtensions(node, instance.period);
  instance.period.isGranted = instance.isOfType && understood;
  return instance;
}

// Which statuses make a service qualified, and when: those of directive 1999/93/EC until the regulation
// holds, `granted` from then on (ETSI TS 119 615, 4.3). What is left of the period is not granted.
void addByStatus(ServicePeriod period, std::vector<ServicePeriod>& periods) {
  const bool old = period.status == "undersupervision" || period.status == "supervisionincessation" ||
                   period.status == "accredited";
  const bool isQualifying = period.isGranted && (old || period.status == "granted");
  period.isGranted = isQualifying;
  const std::int64_t cut = old ? kSupervisedUntil : kGrantedFrom;
  const bool isAcross = isQualifying && period.from < cut && (!period.until || *period.until > cut);
  if (!isAcross) {
    period.isGranted = isQualifying && (old ? period.from < cut : period.from >= cut);
    periods.push_back(std::move(period));
    return;
  }
  ServicePeriod later = period;
  period.until = later.from = cut;
  (old ? later : period).isGranted = false;
  periods.push_back(std::move(period));
  periods.push_back(std::move(later));
}

}  // namespace

std::vector<ServicePeriod> periodsOf(const xmlNode* service, std::string_view type) {
  std::vector<const xmlNode*> nodes;
  for (const xmlNode* node : children(service, tsl("ServiceInformation"))) nodes.push_back(node);
  if (nodes.size() != 1) return {};
  for (const xmlNode* node : children(child(service, tsl("ServiceHistory")), tsl("ServiceHistoryInstance")))
    nodes.push_back(node);
  if (nodes.size() > kMostPeriods) return {};
  std::vector<Instance> instances;
  for (const xmlNode* node : nodes) {
    auto instance = instanceIn(node, type);
    if (!instance && instances.empty()) return {};
    if (!instance) {
      instances.resize(1);  // a history that cannot be read in full says nothing
      break;
    }
    instances.push_back(std::move(*instance));
  }
  const bool any =
      std::any_of(instances.begin(), instances.end(), [](const Instance& one) { return one.isOfType; });
  if (!any) return {};
  // What holds today is the last, whatever its date: of equal dates it stands behind the others.
  const std::int64_t today = instances.front().period.from;
  std::stable_sort(instances.begin(), instances.end(),
                   [](const Instance& a, const Instance& b) { return a.period.from > b.period.from; });
  if (instances.front().period.from > today) return {};  // a history later than today
  std::vector<ServicePeriod> periods;
  for (std::size_t i = instances.size(); i-- > 0;) {
    if (i > 0) instances[i].period.until = instances[i - 1].period.from;
    addByStatus(std::move(instances[i].period), periods);
  }
  return periods;
}

}  // namespace stesura
