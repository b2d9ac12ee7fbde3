#include "generator/signature/pdf_verification.h"

#include <algorithm>
#include <exception>
#include <functional>
#include <set>
#include <utility>

#include "generator/error.h"
#include "generator/signature/changes.h"
#include "generator/signature/moment.h"
#include "generator/signature/signed_file.h"

namespace stesura {
namespace {

constexpr std::size_t kMostEvidence = 4u << 20;  // bytes of one certificate, list or answer in /DSS
constexpr std::size_t kMostEvidenceInAll = 64u << 20;
constexpr std::size_t kMostEvidenceItems = 2000;  // of each sort

// A signature as it was read, before its time is known.
struct Read {
  std::optional<SignedMessage> message{};
  SignerVerdict signer{};
  std::optional<TimeStampVerdict> stamp{};
  std::vector<Remark> faults{};
  Outcome rejected = Outcome::broken;  // if there are faults
  bool prepared = false;
};

bool isEtsi(const PlacedSignature& place) { return place.subFilter == "ETSI.CAdES.detached"; }

Remark fault(const char* code, const char* sentence) { return {code, sentence}; }

Read readStamp(const PlacedSignature& place, const ContentDigest& digest, const TrustStore& trust) {
  Read read;
  read.stamp = judgeTimeStamp(place.contents, SignedMessage::Trailing::zeros, digest, trust);
  return read;
}

Read readSignature(const PlacedSignature& place, const ContentDigest& digest, const TrustStore& trust) {
  Read read;
  read.message = SignedMessage::read(place.contents, SignedMessage::Trailing::zeros);
  if (read.message->signers() != 1) {
    read.faults.push_back(
        fault("piu_firmatari",
              "La firma contiene un numero di firmatari diverso da uno: in un PDF ne è ammesso uno solo."));
  }
  if (read.message->hasContent()) {
    read.faults.push_back(
        fault("contenuto_incluso",
              "La firma porta con sé un contenuto proprio, invece di riferirsi al documento."));
  }
  if (!read.faults.empty()) return read;
  read.signer = read.message->judge(0, digest, trust);
  return read;
}

// Zeros in the room of a signature that covers the whole file are a file on its way to its signer (as other
// programs prepare them, too), or a signature that somebody blanked: the bytes are the same, and say nothing
// of any signer. ISO 32000-1, 12.8.1 fills the room last, so that with anything behind it, or in a revision
// that another signature covers, there was a signature that is gone. A file cut before that revision would
// fare no worse: it does not even name a signature.
bool isPrepared(const PdfHistory& history, const PlacedSignature& place) {
  return place.faults.empty() && !place.isTimeStamp && awaitsMessage(place) &&
         place.revision == history.last() &&
         history.bytes().find_first_not_of(" \t\r\n\f", place.coverageEnd) == std::string_view::npos;
}

// The name is what whoever prepared the file wrote: only one that cannot pass for a sentence of ours is told.
std::string preparedSentence(const PlacedSignature& place) {
  constexpr std::size_t kLongest = 100;
  const bool tellable = !place.name.empty() && place.name.size() <= kLongest &&
                        place.name.find_first_of("\r\n:;") == std::string::npos &&
                        place.name.find("«") == std::string::npos &&
                        place.name.find("»") == std::string::npos;
  return "Preparata per la firma" + (tellable ? " di «" + place.name + "»" : std::string()) + " nel campo «" +
         place.field + "», non ancora firmata.";
}

// What is said of a /Contents that cannot be read never speaks for the signature.
Read readPlaced(const PdfHistory& history, const PlacedSignature& place, const ContentDigest& digest,
                const TrustStore& trust) {
  if (isPrepared(history, place)) {
    Read read;
    read.prepared = true;
    read.faults.push_back(
        {"firma_preparata",
         "C’è lo spazio per la firma, e nessuna firma: chi l’ha preparata deve ancora completarla. "
         "Se il file era già firmato, la firma è stata tolta: chiederlo di nuovo."});
    read.rejected = Outcome::notVerified;
    return read;
  }
  if (!place.faults.empty()) {
    Read read;
    read.faults = place.faults;
    const bool unknown = std::all_of(place.faults.begin(), place.faults.end(), [](const Remark& remark) {
      return remark.code == "formato_sconosciuto";
    });
    read.rejected = unknown ? Outcome::notVerified : Outcome::broken;
    return read;
  }
  try {
    return place.isTimeStamp ? readStamp(place, digest, trust) : readSignature(place, digest, trust);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::surroundings) throw;
    Read read;
    read.faults.push_back({"messaggio_illeggibile", error.sentence()});
    return read;
  }
}

// `room`: bytes that may yet be decoded. What is listed twice is taken once, or a few bytes name gigabytes.
void takeStreams(const PdfHistory& history, const PdfObject& array, std::size_t& room,
                 const std::function<void(const std::string&)>& take) {
  const std::size_t last = history.last();
  const PdfObject& items = history.resolve(array, last);
  std::size_t count = 0;
  std::set<const PdfObject*> taken;
  for (const PdfObject& item : items.items) {
    if (++count > kMostEvidenceItems) return;
    const PdfObject& stream = history.resolve(item, last);
    if (!stream.isStream() || !taken.insert(&stream).second) continue;
    try {
      const std::size_t most = std::min(room, kMostEvidence);
      room -= most;  // also for what turns out to be broken, or too much
      const std::string bytes = history.decoded(stream, last, most);
      room += most - bytes.size();
      take(bytes);
    } catch (const Error&) {  // evidence that cannot be read is evidence that is not there
    }
  }
}

// Long-term data of the file (ETSI EN 319 142-1, 5.4.2).
Evidence evidenceOf(const PdfHistory& history) {
  Evidence evidence;
  const PdfObject& dss = history.resolve(history.root(history.last())["DSS"], history.last());
  std::size_t room = kMostEvidenceInAll;
  takeStreams(history, dss["Certs"], room, [&](const std::string& bytes) {
    for (X509Pointer& certificate : certificatesIn(bytes))
      evidence.certificates.push_back(std::move(certificate));
  });
  takeStreams(history, dss["CRLs"], room, [&](const std::string& bytes) {
    for (CrlPointer& list : crlsIn(bytes)) evidence.crls.push_back(std::move(list));
  });
  takeStreams(history, dss["OCSPs"], room,
              [&](const std::string& bytes) { evidence.ocspResponses.push_back(bytes); });
  return evidence;
}

Evidence joined(const Evidence& own, const Evidence& file) {
  Evidence both = own;
  both.certificates.insert(both.certificates.end(), file.certificates.begin(), file.certificates.end());
  both.crls.insert(both.crls.end(), file.crls.begin(), file.crls.end());
  both.ocspResponses.insert(both.ocspResponses.end(), file.ocspResponses.begin(), file.ocspResponses.end());
  return both;
}

std::string formatOf(const PlacedSignature& place, const SignerVerdict& signer) {
  if (place.isTimeStamp) return "marca temporale";
  if (!isEtsi(place)) return "PDF (PKCS#7)";
  if (!signer.hasCertificateReference) return "PAdES";
  return signer.stampedTime ? "PAdES B-T" : "PAdES B-B";
}

// The earliest trusted stamp over the file that was made after a revision.
std::optional<std::int64_t> provenAfter(std::size_t revision, const std::vector<PlacedSignature>& places,
                                        const std::vector<Read>& reads) {
  std::optional<std::int64_t> proven;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto& stamp = reads[i].stamp;
    if (!stamp || !stamp->intact || !stamp->chain.trusted ||
        stamp->chain.outcome > Outcome::revocationUnknown)
      continue;
    if (places[i].revision <= revision) continue;
    proven = proven ? std::min(*proven, stamp->time) : stamp->time;
  }
  return proven;
}

void tellFormat(SignatureReport& report, const PlacedSignature& place, const Read& read) {
  if (place.isTimeStamp || !report.intact) return;
  if (!read.message->isDer()) {
    report.remarks.push_back({"non_der", "La firma è codificata in BER e non in DER, come PAdES vorrebbe."});
  }
  if (isEtsi(place) && !read.signer.hasCertificateReference) {
    report.outcome = worse(report.outcome, Outcome::toConfirm);
    report.remarks.push_back(
        {"senza_riferimento",
         "La firma non dice quale certificato la riguarda (signing-certificate): non è PAdES."});
  }
}

SignatureReport reportOf(const PlacedSignature& place, const Read& read, const Evidence& file,
                         std::optional<std::int64_t> proven, const Circumstances& circumstances) {
  SignatureReport report;
  report.field = place.field;
  report.toolTip = place.toolTip;
  report.revision = place.revision + 1;
  report.format = formatOf(place, read.signer);
  if (!read.faults.empty()) {
    if (read.message && read.message->signers() > 0) report.signer.clear();
    reject(report, read.rejected, read.faults);
    report.prepared = read.prepared;
    if (read.prepared) report.sentence = preparedSentence(place);
    return report;
  }
  if (read.stamp) {
    concludeStamp(report, *read.stamp);
    return report;
  }
  SignatureMoments moments{secondsOf(place.claimedTime), proven};
  if (!moments.claimed) moments.claimed = read.signer.claimedTime;
  conclude(report, read.signer, joined(read.message->evidence(), file), moments, circumstances);
  tellFormat(report, place, read);
  return report;
}

Outcome outcomeOf(ChangeLevel level) {
  if (level == ChangeLevel::forbidden) return Outcome::broken;
  return level == ChangeLevel::toConfirm ? Outcome::toConfirm : Outcome::valid;
}

ModificationReport modificationOf(const RevisionChanges& changes, const std::vector<PlacedSignature>& places,
                                  const std::vector<std::string>& names) {
  ModificationReport report;
  report.revision = changes.revision + 1;
  report.level = levelName(changes.level);
  report.signedFields = changes.signedFields;
  for (const Change& change : changes.changes)
    report.items.push_back({change.code, change.sentence, change.page});
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places[i].revision < changes.revision && !places[i].isTimeStamp) report.after.push_back(names[i]);
  }
  return report;
}

// A field that was only prepared has received no signature.
void tellPreparations(const std::vector<SignatureReport>& signatures, ModificationReport& changes) {
  for (const SignatureReport& signature : signatures) {
    if (!signature.prepared || signature.revision != changes.revision) continue;
    std::erase(changes.signedFields, signature.field);
    changes.items.push_back(
        {"campo_preparato", "Il campo «" + signature.field + "» è stato preparato per una firma.", 0});
  }
}

// A signature's bytes may be intact in a file that was changed behind it: that is told with it, too.
void tellLaterChanges(std::vector<SignatureReport>& signatures, const RevisionChanges& changes) {
  if (changes.level != ChangeLevel::forbidden) return;
  for (SignatureReport& signature : signatures) {
    const bool before = signature.revision != 0 && signature.revision <= changes.revision;
    const bool told = std::any_of(signature.remarks.begin(), signature.remarks.end(),
                                  [](const Remark& remark) { return remark.code == "modificata_dopo"; });
    if (before && !told)
      signature.remarks.push_back(
          {"modificata_dopo", "Dopo questa firma il file è stato modificato in un modo non ammesso."});
  }
}

std::size_t firstRevisionToTell(const PdfHistory& history, const std::vector<PlacedSignature>& places,
                                std::optional<std::size_t> issued) {
  if (issued) {
    // Line ends may follow the last revision of what was issued, or lack there.
    std::size_t own = 1;
    while (own < history.revisions().size() && history.revisions()[own].endMark <= *issued) ++own;
    return own;
  }
  std::size_t first = history.last();
  for (const PlacedSignature& place : places) first = std::min(first, place.revision);
  return places.empty() ? history.revisions().size() : first + 1;
}

// What a strict reader dislikes in what the first signers had before them: they signed it as it is, and
// readers may still disagree on it.
void tellIrregularities(const PdfHistory& history, VerificationReport& report) {
  std::set<std::string> told;
  for (const PdfIrregularity& irregularity : history.irregularities()) {
    if (irregularity.revision != 0 || irregularity.kind == PdfIrregularity::Kind::bytesBehindEnd) continue;
    Remark remark = remarkOf(irregularity.kind);
    remark.sentence = "Il PDF è scritto in modo irregolare: " + remark.sentence + ".";
    if (told.insert(remark.code).second) report.remarks.push_back(std::move(remark));
  }
}

}  // namespace

void verifyPdf(std::string_view bytes, std::optional<std::size_t> issued, const Circumstances& circumstances,
               VerificationReport& report) {
  const PdfHistory history = PdfHistory::read(bytes);
  const std::vector<PlacedSignature> places = signaturesOf(history);
  // A document that was signed as a whole, in a message, waits for nobody.
  if (report.signatures.empty() || !places.empty()) {
    for (const EmptyField& empty : emptyFields(history)) report.emptyFields.push_back(empty.field);
  }
  CoverageDigests digests(bytes, places);
  std::vector<Read> reads;
  for (std::size_t i = 0; i < places.size(); ++i) {
    reads.push_back(readPlaced(
        history, places[i], [&digests, i](const char* algorithm) { return digests.digest(i, algorithm); },
        circumstances.trust));
  }
  const Evidence file = places.empty() ? Evidence{} : evidenceOf(history);
  const std::size_t before = report.signatures.size();
  std::vector<std::string> names;
  for (std::size_t i = 0; i < places.size(); ++i) {
    SignatureReport signature =
        reportOf(places[i], reads[i], file, provenAfter(places[i].revision, places, reads), circumstances);
    signature.coversWholeFile = places[i].faults.empty() && places[i].revision == history.last() &&
                                bytes.find_first_not_of(" \t\r\n\f", places[i].coverageEnd) == bytes.npos;
    names.push_back(calledBy(signature));
    report.signatures.push_back(std::move(signature));
  }
  std::vector<SignatureReport> own(report.signatures.begin() + static_cast<std::ptrdiff_t>(before),
                                   report.signatures.end());
  for (const RevisionChanges& changes : changesOf(history, places, names)) {
    if (changes.revision < firstRevisionToTell(history, places, issued)) continue;
    report.outcome = worse(report.outcome, outcomeOf(changes.level));
    report.modifications.push_back(modificationOf(changes, places, names));
    tellPreparations(own, report.modifications.back());
    tellLaterChanges(own, changes);
  }
  std::move(own.begin(), own.end(), report.signatures.begin() + static_cast<std::ptrdiff_t>(before));
  for (std::size_t i = before; i < report.signatures.size(); ++i)
    report.outcome = worse(report.outcome, report.signatures[i].outcome);
  tellIrregularities(history, report);
}

}  // namespace stesura
