#include "generator/signature/service_standing.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "generator/signature/asn1_time.h"
#include "generator/signature/certificate_names.h"
#include "generator/signature/list_qualification.h"
#include "generator/signature/moment.h"
#include "generator/signature/qualified_statements.h"

namespace stesura {
namespace {

using Listing = TrustStore::Kept::Listing;

std::string nameOfAnchor(const StandingQuestion& question) {
  return authorityName(X509_get_subject_name(question.anchor.certificate.get()));
}

class Examination {
 public:
  explicit Examination(const StandingQuestion& question)
      : question_(question), isSigning_(question.purpose == CertificatePurpose::signing) {
    const char* service = isSigning_ ? "CA/QC" : "TSA/QTST";
    for (const Listing& listing : question.anchor.listings) {
      if (listing.service == service) listings_.push_back(&listing);
    }
  }

  ServiceStanding run() {
    standing_.isListed = !listings_.empty();
    if (!standing_.isListed) return std::move(standing_);
    standing_.isGranted = isGrantedWhenNeeded();
    tellOldList();
    if (isSigning_) judgeQuality();
    return std::move(standing_);
  }

 private:
  void remark(const char* code, std::string sentence) {
    standing_.remarks.push_back({code, std::move(sentence)});
  }

  std::vector<const ServicePeriod*> periodsAt(std::int64_t moment) const {
    std::vector<const ServicePeriod*> found;
    for (const Listing* listing : listings_) {
      for (const ServicePeriod& period : listing->periods) {
        const bool serves = !isSigning_ || period.forSignatures || period.forSeals;
        if (serves && period.holds(moment)) found.push_back(&period);
      }
    }
    return found;
  }

  // Of two entries for one certificate that contradict each other the worse counts, unless one was taken
  // over by another provider, whose entry then is the other.
  static bool isGrantedBy(const std::vector<const ServicePeriod*>& periods) {
    bool any = false;
    for (const ServicePeriod* period : periods) {
      any |= period->isGranted;
      if (!period->isGranted && !period->isTakenOver) return false;
    }
    return any;
  }

  bool isGrantedAt(std::int64_t moment) const { return isGrantedBy(periodsAt(moment)); }

  bool isGrantedWhenNeeded() {
    const std::string whose =
        "Secondo l’elenco di fiducia " + listings_.front()->territory + " «" + nameOfAnchor(question_) + "» ";
    if (!isGrantedAt(question_.at)) {
      remark("servizio_non_attivo",
             whose + "non era un servizio qualificato il " + momentInWords(question_.at) + ".");
      return false;
    }
    const auto issued = asn1Seconds(X509_get0_notBefore(question_.certificate));
    if (isSigning_ && (!issued || !isGrantedAt(*issued))) {
      remark("servizio_non_attivo_al_rilascio",
             whose + "non era un servizio qualificato quando ha rilasciato il certificato.");
      return false;
    }
    if (!question_.atIsProven && !isGrantedAt(std::max(question_.now, question_.at))) {
      remark("servizio_ritirato",
             whose + "oggi non è più un servizio qualificato; che la firma sia di prima non è provato.");
      return false;
    }
    return true;
  }

  void tellOldList() {
    for (const Listing* listing : listings_) {
      if (!listing->nextUpdate || *listing->nextUpdate >= question_.at || !standing_.isGranted) continue;
      remark("elenco_scaduto", "L’elenco di fiducia " + listing->territory + " andava rinnovato entro il " +
                                   rfc3339(*listing->nextUpdate).substr(0, 10) +
                                   ": di quel che è successo dopo non dice nulla.");
      return;
    }
  }

  ListedUses usesAt(std::int64_t moment) const {
    ListedUses uses;
    for (const ServicePeriod* period : periodsAt(moment)) {
      if (period->isGranted) addUses(*period, question_.certificate, uses);
    }
    return uses;
  }

  void judgeQuality() {
    const SignatureQuality declared = declaredQuality(question_.certificate);
    const SignatureQuality least =
        declared == SignatureQuality::qualified || declared == SignatureQuality::seal
            ? SignatureQuality::advanced
            : declared;
    standing_.quality = least;
    if (!standing_.isGranted) return;
    const auto issued = asn1Seconds(X509_get0_notBefore(question_.certificate));
    const ListedUses atIssue = usesAt(issued.value_or(question_.at)), atSigning = usesAt(question_.at);
    const SignatureQuality listed = listedQuality(question_.certificate, atIssue, atSigning);
    standing_.quality = listed == SignatureQuality::unknown ? least : listed;
    if (*standing_.quality == declared) return;
    remark("qualifica_dall_elenco", "Per l’elenco di fiducia " + listings_.front()->territory +
                                        " la firma è «" + std::string(qualityName(*standing_.quality)) +
                                        "», mentre per il certificato da solo sarebbe «" +
                                        std::string(qualityName(declared)) + "».");
  }

  const StandingQuestion& question_;
  bool isSigning_;
  std::vector<const Listing*> listings_{};
  ServiceStanding standing_{};
};

}  // namespace

ServiceStanding listedStanding(const StandingQuestion& question) { return Examination(question).run(); }

}  // namespace stesura
