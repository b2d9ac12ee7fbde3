#include "generator/signature/verification.h"

#include <algorithm>
#include <exception>
#include <new>

#include "generator/digest.h"
#include "generator/error.h"
#include "generator/signature/judging.h"
#include "generator/signature/message.h"
#include "generator/signature/message_verification.h"
#include "generator/signature/other_formats.h"
#include "generator/signature/pdf_verification.h"
#include "generator/signature/stamp_file.h"

namespace stesura {
namespace {

using Relation = IssuedReport::Relation;

std::string counted(std::size_t count, const char* one, const char* many) {
  return count == 1 ? std::string("una ") + one : std::to_string(count) + " " + many;
}

std::size_t countOf(const VerificationReport& report, Outcome outcome) {
  return static_cast<std::size_t>(
      std::count_if(report.signatures.begin(), report.signatures.end(),
                    [outcome](const SignatureReport& signature) { return signature.outcome == outcome; }));
}

bool changedAfterwards(const VerificationReport& report, std::string_view level) {
  return std::any_of(report.modifications.begin(), report.modifications.end(),
                     [level](const ModificationReport& changes) { return changes.level == level; });
}

// Those whose format ends so: countersignatures, time stamps.
std::size_t brokenOf(const VerificationReport& report, std::string_view format) {
  return static_cast<std::size_t>(std::count_if(
      report.signatures.begin(), report.signatures.end(), [format](const SignatureReport& signature) {
        return signature.outcome == Outcome::broken && signature.format.ends_with(format);
      }));
}

std::string brokenSentence(const VerificationReport& report) {
  const std::size_t all = countOf(report, Outcome::broken);
  if (const std::size_t counters = brokenOf(report, kCountersignature); counters > 0 && counters == all) {
    return "Documento non integro: " +
           counted(counters, "controfirma non corrisponde", "controfirme non corrispondono") +
           " alla firma a cui è apposta.";
  }
  if (const std::size_t stamps = brokenOf(report, kStampFormat); stamps > 0 && stamps == all) {
    return "Documento non integro: " +
           counted(stamps, "marca temporale non corrisponde", "marche temporali non corrispondono") +
           " a ciò che porta la data.";
  }
  if (countOf(report, Outcome::broken) > 0) {
    return "Documento non integro: " +
           counted(countOf(report, Outcome::broken), "firma non corrisponde", "firme non corrispondono") +
           " al documento.";
  }
  if (changedAfterwards(report, "non_ammesse"))
    return "Documento non integro: dopo una firma è stato modificato in un modo non ammesso.";
  if (report.issued && report.issued->relation == Relation::other)
    return "Documento non integro: non è quello emesso.";
  return "Documento non integro.";
}

std::string toConfirmSentence(const VerificationReport& report) {
  const std::size_t signers = countOf(report, Outcome::toConfirm);
  if (signers > 0)
    return "Documento integro; " + counted(signers, "firma", "firme") +
           " di cui il firmatario è da verificare.";
  if (report.issued && report.issued->relation == Relation::fork)
    return "Documento integro, ma firmato in parallelo a un’altra copia.";
  if (report.issued && report.issued->relation == Relation::earlier)
    return "Documento integro, ma è una versione precedente di quella data.";
  return "Firme integre; un’aggiunta fatta dopo è da confermare.";
}

// None unless the only thing that is missing is a signature that is still to come.
const SignatureReport* stillToCome(const VerificationReport& report) {
  const SignatureReport* found = nullptr;
  for (const SignatureReport& signature : report.signatures) {
    if (signature.prepared)
      found = &signature;
    else if (signature.outcome == Outcome::notVerified)
      return nullptr;
  }
  return found;
}

std::string unverifiedSentence(const VerificationReport& report) {
  if (const SignatureReport* one = stillToCome(report)) return one->sentence;
  if (countOf(report, Outcome::notVerified) > 0) return "Una firma non si può verificare.";
  const bool tells = report.sort != VerificationReport::Sort::pdf && !report.remarks.empty();
  return tells ? report.remarks.front().sentence : "Il file non contiene firme.";
}

bool isAllIntact(const VerificationReport& report) {
  return std::all_of(report.signatures.begin(), report.signatures.end(),
                     [](const SignatureReport& signature) { return signature.intact; });
}

std::string sentenceOf(const VerificationReport& report) {
  const std::size_t stamps = static_cast<std::size_t>(
      std::count_if(report.signatures.begin(), report.signatures.end(),
                    [](const SignatureReport& one) { return one.format == kStampFormat; }));
  const std::size_t signatures =
      stamps == report.signatures.size() ? stamps : report.signatures.size() - stamps;
  const std::string count = counted(signatures, "firma", "firme");
  switch (report.outcome) {
    case Outcome::valid:
      return "Documento integro: " + count + (signatures == 1 ? ", valida." : ", tutte valide.");
    case Outcome::revocationUnknown:
      return "Documento integro: " + count +
             (signatures == 1 ? " di un firmatario fidato" : " di firmatari fidati") +
             "; manca la prova che un certificato non fosse revocato.";
    case Outcome::toConfirm:
      return toConfirmSentence(report);
    case Outcome::notVerified:
      return unverifiedSentence(report);
    case Outcome::revoked:
      return "Documento integro, ma " + counted(countOf(report, Outcome::revoked), "firma è", "firme sono") +
             " di un certificato revocato o sospeso.";
    case Outcome::broken:
      break;
  }
  return brokenSentence(report);
}

void compareWithIssued(const VerificationOrder& order, VerificationReport& report) {
  if (!order.issued) return;
  report.issued = compareCopies(order.bytes, *order.issued);
  switch (report.issued->relation) {
    case Relation::same:
    case Relation::continues:
      return;
    case Relation::earlier:
    case Relation::fork:
      report.outcome = worse(report.outcome, Outcome::toConfirm);
      return;
    case Relation::other:
      break;
  }
  // A signature apart from its document is judged over the document, and is no copy of it.
  if (report.sort == VerificationReport::Sort::message && !report.signatures.empty()) {
    if (isAllIntact(report) && !contentOf(order.bytes)) {
      report.issued = IssuedReport{Relation::continues, order.issued->size(),
                                   "La firma è separata, e riguarda il documento emesso."};
      return;
    }
  }
  report.outcome = worse(report.outcome, Outcome::broken);
}

std::optional<std::size_t> issuedBytes(const VerificationOrder& order) {
  if (!order.issued || !order.bytes.starts_with(*order.issued)) return std::nullopt;
  return order.issued->size();
}

// The document in place of its signature, which was given with --issued.
bool isSwapped(const VerificationOrder& order) {
  return order.issued && looksLikeMessage(*order.issued) && !looksLikeMessage(order.bytes) &&
         !contentOf(*order.issued);
}

void examine(const VerificationOrder& order, const Circumstances& circumstances, VerificationReport& report) {
  if (isSwapped(order)) {
    report.remarks.push_back({"scambiati",
                              "Il documento e la sua firma separata sono scambiati: il primo file è la "
                              "firma, --issued il documento."});
    report.sentence = report.remarks.front().sentence;
    return;
  }
  report.outcome = Outcome::valid;  // until something speaks against it
  if (looksLikePdf(order.bytes) && !looksLikeMessage(order.bytes)) {
    report.sort = VerificationReport::Sort::pdf;
    verifyPdf(order.bytes, issuedBytes(order), circumstances, report);
  } else if (looksLikeMessage(order.bytes)) {
    report.sort = VerificationReport::Sort::message;
    verifyMessage(order.bytes, order.issued, circumstances, report);
  } else if (looksLikeStampedData(order.bytes) || looksLikeStampAnswer(order.bytes)) {
    report.sort = VerificationReport::Sort::message;
    verifyStampedFile(order.bytes, order.issued, circumstances, report);
  } else if (std::optional<Remark> other = otherFormatOf(order.bytes)) {
    report.outcome = Outcome::notVerified;
    report.remarks.push_back(std::move(*other));
  } else {
    throw Error(ErrorKind::data, "Il file non è né un PDF né un documento firmato (.p7m).");
  }
  if (report.signatures.empty()) report.outcome = worse(report.outcome, Outcome::notVerified);
  // A container that is not read here, or a stamp refused, is no copy of the document: whether it goes on
  // from that one is not known, and `non_verificata` says so.
  if (report.sort != VerificationReport::Sort::unreadable) compareWithIssued(order, report);
  report.sentence = sentenceOf(report);
}

// What was said before reading failed does not count: a file that says it is signed, and cannot be
// read as it is, was altered; of any other nothing is known.
void unreadable(const VerificationOrder& order, const std::string& sentence, VerificationReport& report) {
  const bool signedPdf = report.sort == VerificationReport::Sort::pdf &&
                         order.bytes.find("/ByteRange") != std::string_view::npos &&
                         order.bytes.find("/Encrypt") == std::string_view::npos;
  VerificationReport fresh;
  fresh.outcome = signedPdf ? Outcome::broken : Outcome::notVerified;
  fresh.sort = report.sort;
  fresh.sha256 = report.sha256;
  fresh.sentence = sentence;
  report = std::move(fresh);
  report.remarks.push_back({"illeggibile", sentence});
  if (order.issued) compareWithIssued(order, report);
}

}  // namespace

VerificationReport verify(const VerificationOrder& order) {
  static const TrustStore kNobody;
  VerificationReport report;
  report.sha256 = sha256Hex(order.bytes);
  const Circumstances circumstances{order.trust != nullptr ? *order.trust : kNobody, order.at, order.now};
  try {
    examine(order, circumstances, report);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::surroundings) throw;
    unreadable(order, error.sentence(), report);
  } catch (const std::bad_alloc&) {
    unreadable(order, "Il file chiede troppa memoria per essere letto.", report);
  }
  return report;
}

}  // namespace stesura
