#include "generator/signature/trust.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "generator/digest.h"
#include "generator/error.h"
#include "generator/signature/asn1_time.h"
#include "generator/signature/certificate_names.h"
#include "generator/signature/list_record.h"
#include "generator/signature/message.h"
#include "generator/signature/moment.h"
#include "generator/signature/trust_content.h"
#include "generator/signature/trust_folder.h"
#include "generator/signature/verification.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;
using Kept = TrustStore::Kept;

constexpr std::size_t kMostAnchors = 20'000;
constexpr std::size_t kMostNotes = 500;
constexpr std::size_t kMostOthers = 5'000;

std::string inQuotes(const std::string& name) { return "«" + readableText(name) + "»"; }

std::string fileNameOf(const std::string& name) { return fs::path(name).filename().string(); }

std::string besides(const std::string& name, const std::string& other) {
  return (fs::path(name).parent_path() / other).string();
}

// What was read of the imported lists and of the files that belong to them.
struct Imported {
  std::map<std::string, ListRecord> records{};                     // by the name of their certificates' file
  std::map<std::string, std::vector<X509Pointer>> certificates{};  // by the name of the file
};

class Reading {
 public:
  explicit Reading(std::int64_t now) : now_(now), kept_(std::make_unique<Kept>()) {}

  std::unique_ptr<Kept> read(const fs::path& folder);

 private:
  void take(const std::string& file, const std::string& bytes);
  void takeMessage(const std::string& file, const std::string& bytes);
  void takeAnchors(const std::string& file, const std::vector<X509Pointer>& certificates);
  void takeLists(const std::string& file, const std::vector<CrlPointer>& lists);
  void takeImported();
  void takeImported(const std::string& file, const ListRecord& record);
  Kept::Anchor& addAnchor(const X509Pointer& certificate, const std::string& sha256, TrustAnchor told);
  void makeStores();
  void note(std::string sentence) {
    if (kept_->notes.size() < kMostNotes) kept_->notes.push_back(std::move(sentence));
  }

  std::int64_t now_;
  std::unique_ptr<Kept> kept_;
  std::map<std::string, std::size_t> places_{};  // of anchors, by SHA-256
  std::size_t expired_ = 0;                      // of the list that is being read
  Imported imported_{};
};

// A record from before histories were kept holds what was granted on the day of the import.
ServicePeriod alwaysGranted() {
  ServicePeriod period;
  period.from = std::numeric_limits<std::int64_t>::min();
  period.status = "granted";
  period.isGranted = period.forSignatures = period.forSeals = true;
  return period;
}

// RFC 5280, 4.2.1.9; old roots are version 1 and say nothing of themselves, but issued themselves.
bool mayBeAnchor(X509* certificate) {
  return X509_check_ca(certificate) > 0 || (X509_get_extension_flags(certificate) & EXFLAG_SS) != 0;
}

Kept::Anchor& Reading::addAnchor(const X509Pointer& certificate, const std::string& sha256,
                                 TrustAnchor told) {
  const bool byHand = told.service.empty(), isCa = told.service == "CA/QC",
             isStamps = told.service == "TSA/QTST";
  told.name = authorityName(X509_get_subject_name(certificate.get()));
  told.notAfter = asn1Moment(X509_get0_notAfter(certificate.get()));
  if (const auto known = places_.find(sha256); known != places_.end()) {
    Kept::Anchor& anchor = kept_->anchors[known->second];
    anchor.forSigning |= byHand || isCa;
    anchor.forTimeStamping |= byHand || isStamps;
    anchor.isByHand |= byHand;
    told.isPast = told.isPast && anchor.told.isPast;
    anchor.told.isPast = told.isPast;
    if (anchor.told.service.empty() || isCa) anchor.told = std::move(told);
    return anchor;
  }
  if (kept_->anchors.size() >= kMostAnchors)
    throw Error(ErrorKind::data, "La cartella contiene troppi certificati.");
  if (asn1Seconds(X509_get0_notAfter(certificate.get())).value_or(0) < now_) {
    if (byHand) {
      note("L’autorità " + inQuotes(told.name) + " è scaduta il " + told.notAfter.substr(0, 10) +
           ": vale solo per le firme di prima.");
    }
    expired_ += !byHand;
  }
  places_.emplace(sha256, kept_->anchors.size());
  kept_->anchors.push_back(
      {certificate, sha256, byHand || isCa, byHand || isStamps, byHand, {}, std::move(told)});
  return kept_->anchors.back();
}

void Reading::takeAnchors(const std::string& file, const std::vector<X509Pointer>& certificates) {
  for (const X509Pointer& certificate : certificates) {
    if (mayBeAnchor(certificate.get())) {
      addAnchor(certificate, sha256Hex(derOf(certificate.get())), {{}, {}, readableText(file), {}, {}});
    } else {
      note(inQuotes(file) + ": il certificato di " +
           inQuotes(holderName(X509_get_subject_name(certificate.get()))) +
           " non è di un’autorità: lasciato da parte.");
      if (kept_->others.size() < kMostOthers) kept_->others.push_back(certificate);
    }
  }
  ERR_clear_error();
}

void Reading::takeLists(const std::string& file, const std::vector<CrlPointer>& lists) {
  for (const CrlPointer& list : lists) {
    const auto until = asn1Seconds(X509_CRL_get0_nextUpdate(list.get()));
    if (until && *until < now_) {
      note(inQuotes(file) + ": la CRL di " + inQuotes(authorityName(X509_CRL_get_issuer(list.get()))) +
           " andava rinnovata entro il " + rfc3339(*until).substr(0, 10) + ".");
    }
    kept_->lists.push_back({list, readableText(file)});
  }
}

// A bundle (.p7b, .p7c), or what a person took for one.
void Reading::takeMessage(const std::string& file, const std::string& bytes) {
  constexpr std::size_t kWhole = 4u << 20;  // up to which nothing of a bundle is left out (evidence_reader.h)
  try {
    const SignedMessage bundle =
        SignedMessage::read(bytes, SignedMessage::Trailing::filling, {.certificates = kMostAnchors});
    const Evidence& found = bundle.evidence();
    if (bundle.signers() != 0 || bundle.hasContent())
      return note(inQuotes(file) +
                  " è un documento firmato, non un pacchetto di certificati: lasciato da parte.");
    takeAnchors(file, found.certificates);
    takeLists(file, found.crls);
    if (found.certificates.empty() && found.crls.empty())
      note(inQuotes(file) + " non contiene né certificati né CRL: lasciato da parte.");
    else if (bytes.size() > kWhole)
      note(inQuotes(file) +
           " è un pacchetto molto grande: una parte può non essere stata letta. Dividerlo in più file.");
  } catch (const Error&) {
    note(inQuotes(file) + " è un pacchetto di certificati rovinato: lasciato da parte.");
  }
}

// In PEM, or PKCS#12: a SEQUENCE that begins with version 3 (RFC 7292, 4).
bool holdsPrivateKey(std::string_view bytes) {
  if (bytes.find("PRIVATE KEY-----") != std::string_view::npos) return true;
  constexpr std::size_t kHead = 8;
  return bytes.starts_with('\x30') &&
         bytes.substr(0, kHead).find("\x02\x01\x03\x30") != std::string_view::npos;
}

void Reading::take(const std::string& file, const std::string& bytes) {
  const std::string name = fileNameOf(file);
  if (isListRecordName(name)) {
    auto record = readListRecord(bytes);
    if (record)
      imported_.records.emplace(file, std::move(*record));
    else
      note(inQuotes(file) + " non è il verbale di un elenco importato: ripetere l’importazione.");
    return;
  }
  const auto certificates = certificatesIn(bytes);
  if (isListCertificatesName(name)) {
    imported_.certificates.emplace(file, certificates);
    return;
  }
  if (holdsPrivateKey(bytes))
    note(inQuotes(file) + " contiene una chiave privata, che qui non serve: toglierla dalla cartella.");
  if (looksLikeMessage(bytes)) return takeMessage(file, bytes);
  const auto lists = crlsIn(bytes);
  takeAnchors(file, certificates);
  takeLists(file, lists);
  if (certificates.empty() && lists.empty())
    note(inQuotes(file) + " non contiene né certificati né CRL: lasciato da parte.");
}

void Reading::takeImported(const std::string& file, const ListRecord& record) {
  std::map<std::string, X509Pointer> byDigest;
  const std::string source = besides(file, record.certificatesFile);
  for (const X509Pointer& certificate : imported_.certificates[source]) {
    byDigest.emplace(sha256Hex(derOf(certificate.get())), certificate);
  }
  std::size_t missing = 0;
  bool isOld = false;
  expired_ = 0;
  for (const ListRecord::Entry& entry : record.entries) {
    const auto found = byDigest.find(entry.sha256);
    const bool isStamps = entry.service == "TSA/QTST";
    const bool fits = found != byDigest.end() && (isStamps || entry.service == "CA/QC");
    // Who is no authority vouches for nobody, whatever a list says of him.
    const bool mayServe = fits && (isStamps || X509_check_ca(found->second.get()) > 0);
    missing += !mayServe;
    if (!mayServe) continue;
    isOld |= !entry.periods;
    const auto periods = entry.periods ? *entry.periods : std::vector<ServicePeriod>{alwaysGranted()};
    const bool isPast = std::none_of(periods.begin(), periods.end(),
                                     [&](const auto& one) { return one.isGranted && one.holds(now_); });
    addAnchor(found->second, entry.sha256,
              {{}, {}, readableText(source), entry.service, record.territory, isPast})
        .listings.push_back({entry.service, record.territory, secondsOf(record.nextUpdate), periods});
  }
  ERR_clear_error();
  if (expired_ != 0)
    note("Autorità dell’elenco di fiducia " + record.territory +
         " scadute, che valgono solo per le firme di prima: " + std::to_string(expired_) + ".");
  if (isOld)
    note("L’elenco di fiducia " + record.territory +
         " è stato importato senza la storia dei servizi e i loro criteri: ripetere l’importazione.");
  if (missing != 0)
    note("All’elenco di fiducia " + record.territory + " mancano certificati: ripetere l’importazione.");
  const auto until = secondsOf(record.nextUpdate);
  if (!until)
    note("L’elenco di fiducia " + record.territory + " è chiuso: non avrà aggiornamenti.");
  else if (*until < now_) {
    note("L’elenco di fiducia " + record.territory + " andava rinnovato entro il " +
         record.nextUpdate.substr(0, 10) + ": importare quello nuovo.");
  }
}

// A list counts only by its record: certificates of an import that was replaced or cut short do not.
void Reading::takeImported() {
  std::set<std::string> used;
  for (const auto& [file, record] : imported_.records) {
    takeImported(file, record);
    used.insert(besides(file, record.certificatesFile));
  }
  for (const auto& [file, certificates] : imported_.certificates) {
    if (!used.contains(file))
      note(inQuotes(file) + " non appartiene a un elenco importato: lasciato da parte.");
  }
}

void Reading::makeStores() {
  const auto storeOf = [&](bool Kept::Anchor::*purpose) {
    std::shared_ptr<X509_STORE> store;
    for (const Kept::Anchor& anchor : kept_->anchors) {
      if (!(anchor.*purpose)) continue;
      if (!store) store.reset(X509_STORE_new(), &X509_STORE_free);
      if (store) X509_STORE_add_cert(store.get(), anchor.certificate.get());
    }
    return store;
  };
  kept_->signing = storeOf(&Kept::Anchor::forSigning);
  kept_->timeStamping = storeOf(&Kept::Anchor::forTimeStamping);
  kept_->byHand = storeOf(&Kept::Anchor::isByHand);
  ERR_clear_error();
}

std::unique_ptr<Kept> Reading::read(const fs::path& folder) {
  eachTrustFile(folder, kept_->notes,
                [&](const std::string& file, const std::string& bytes) { take(file, bytes); });
  takeImported();
  if (kept_->anchors.empty() && kept_->lists.empty()) {
    throw Error(ErrorKind::data,
                "Nella cartella non ci sono certificati di autorità né CRL, in PEM, DER o .p7b.");
  }
  if (kept_->anchors.empty())
    note("Nella cartella non c’è alcuna autorità fidata: nessuna firma può risultare valida.");
  makeStores();
  return std::move(kept_);
}

}  // namespace

const TrustStore::Kept::Anchor* TrustStore::Kept::anchor(X509* certificate) const {
  const auto found = std::find_if(anchors.begin(), anchors.end(), [&](const Anchor& anchor) {
    return anchor.certificate.get() == certificate || X509_cmp(anchor.certificate.get(), certificate) == 0;
  });
  return found == anchors.end() ? nullptr : &*found;
}

TrustStore::TrustStore() : kept_(std::make_unique<const Kept>()) {}
TrustStore::~TrustStore() = default;
TrustStore::TrustStore(TrustStore&&) noexcept = default;
TrustStore& TrustStore::operator=(TrustStore&&) noexcept = default;

TrustStore TrustStore::readFolder(const fs::path& folder) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  TrustStore store;
  store.kept_ = Reading(std::chrono::duration_cast<std::chrono::seconds>(now).count()).read(folder);
  return store;
}

std::size_t TrustStore::anchors() const { return kept_->anchors.size(); }
std::size_t TrustStore::revocationLists() const { return kept_->lists.size(); }
const std::vector<std::string>& TrustStore::notes() const { return kept_->notes; }

std::vector<TrustAnchor> TrustStore::anchorList() const {
  std::vector<TrustAnchor> told;
  for (const Kept::Anchor& anchor : kept_->anchors) told.push_back(anchor.told);
  return told;
}

std::vector<TrustRevocationList> TrustStore::revocationListList() const {
  std::vector<TrustRevocationList> told;
  for (const auto& [list, file] : kept_->lists) {
    told.push_back({authorityName(X509_CRL_get_issuer(list.get())),
                    asn1Moment(X509_CRL_get0_lastUpdate(list.get())),
                    asn1Moment(X509_CRL_get0_nextUpdate(list.get())), file});
  }
  return told;
}

}  // namespace stesura
