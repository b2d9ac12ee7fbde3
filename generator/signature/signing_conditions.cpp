#include "generator/signature/signing_conditions.h"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

#include "generator/error.h"
#include "generator/signature/changes.h"
#include "generator/signature/message.h"
#include "generator/signature/moment.h"

namespace stesura {
namespace {

[[noreturn]] void refuse(std::string sentence, std::vector<Problem> problems = {}) {
  throw Error(ErrorKind::data, std::move(sentence), std::move(problems));
}

const char* wordsFor(PdfIrregularity::Kind kind) {
  switch (kind) {
    case PdfIrregularity::Kind::bytesBehindEnd:
      return "ci sono altri byte dopo la fine del documento";
    case PdfIrregularity::Kind::bytesBeforeHeader:
      return "ci sono altri byte prima dell’inizio del documento";
    case PdfIrregularity::Kind::wrongLength:
      return "la lunghezza di un contenuto non è quella dichiarata";
    case PdfIrregularity::Kind::objectElsewhere:
      return "l’indice degli oggetti non corrisponde agli oggetti";
    case PdfIrregularity::Kind::duplicateKey:
      return "un oggetto dà due volte la stessa voce";
    case PdfIrregularity::Kind::hybrid:
      return "i due indici degli oggetti si contraddicono";
    case PdfIrregularity::Kind::sectionsOutOfOrder:
      return "gli aggiornamenti non sono in ordine";
    case PdfIrregularity::Kind::objectTwice:
      return "un oggetto c’è due volte";
    case PdfIrregularity::Kind::malformed:
      return "un oggetto non rispetta il formato";
    case PdfIrregularity::Kind::bytesOutside:
      break;
  }
  return "ci sono byte fuori da ogni oggetto";
}

// Bytes that no reader looks at are left behind by many tools; readers do not disagree on them.
void refuseIrregular(const PdfHistory& history) {
  for (const PdfIrregularity& irregularity : history.irregularities()) {
    if (irregularity.kind == PdfIrregularity::Kind::bytesOutside) continue;
    refuse("Il PDF non è regolare, e chi verifica la firma potrebbe rifiutarlo: " +
           std::string(wordsFor(irregularity.kind)) + ". Chiedere il file di nuovo a chi lo ha prodotto.");
  }
}

class EarlierSignatures {
 public:
  EarlierSignatures(const PdfHistory& history, const std::vector<PlacedSignature>& places)
      : history_(history), places_(places), digests_(history.bytes(), places) {}

  void refuseBroken() {
    for (std::size_t at = 0; at < places_.size(); ++at) {
      std::string signer = places_[at].field.empty() ? "un firmatario" : "«" + places_[at].field + "»";
      const bool broken = isBroken(at, signer);
      if (broken) refuse("La firma di " + signer + " non è integra: non si firma un file alterato.");
      signers_.push_back(std::move(signer));
    }
  }

  void refuseLocked(const SigningField& field) const {
    for (std::size_t at = 0; at < places_.size(); ++at) {
      const PdfObject& lock = value(object(places_[at].fieldNumber), "Lock");
      const bool closed = places_[at].certification == 1 || value(lock, "P").integer == 1;
      if (closed) refuse("La firma di " + signers_[at] + " chiude il documento: non ammette altre firme.");
      if (locks(at, field.name))
        refuse("La firma di " + signers_[at] + " ha bloccato il campo «" + field.name + "».");
    }
  }

  void refuseChanged() const {
    for (const RevisionChanges& revision : changesOf(history_, places_, signers_)) {
      if (!revision.afterSignature || revision.level != ChangeLevel::forbidden) continue;
      std::vector<Problem> problems;
      for (const Change& change : revision.changes) {
        if (change.level != ChangeLevel::forbidden) continue;
        Problem problem;
        problem.message = change.sentence;
        problem.keyword = change.code;
        problems.push_back(std::move(problem));
      }
      refuse("Dopo una firma il file è stato modificato in un modo non ammesso: non si firma.",
             std::move(problems));
    }
  }

 private:
  const PdfObject& value(const PdfObject& object, std::string_view key) const {
    return history_.resolve(object[key], history_.last());
  }
  const PdfObject& object(std::uint32_t number) const { return history_.object(number, history_.last()); }

  // Names the signer, as soon as the message does.
  bool isBroken(std::size_t at, std::string& signer) {
    static const TrustStore kNobody;
    const PlacedSignature& place = places_[at];
    const ContentDigest digest = [this, at](const char* algorithm) { return digests_.digest(at, algorithm); };
    const bool isUnknown = !place.faults.empty() &&
                           std::all_of(place.faults.begin(), place.faults.end(), [](const Remark& fault) {
                             return fault.code == "formato_sconosciuto";
                           });
    if (!place.faults.empty()) return !isUnknown;
    if (awaitsMessage(place)) {
      refuse("Il file è preparato per la firma di " + signer +
             ", che non è ancora stata completata: completarla, o ripartire dal file di prima.");
    }
    try {
      if (place.isTimeStamp)
        return !judgeTimeStamp(place.contents, SignedMessage::Trailing::zeros, digest, kNobody).intact;
      const SignedMessage message = SignedMessage::read(place.contents, SignedMessage::Trailing::zeros);
      if (message.signers() != 1 || message.hasContent()) return true;
      const SignerVerdict verdict = message.judge(0, digest, kNobody);
      const std::string& name =
          verdict.facts.organisation.empty() ? verdict.facts.name : verdict.facts.organisation;
      if (!name.empty()) signer = name;
      return verdict.integrity == SignerVerdict::Integrity::altered ||
             verdict.integrity == SignerVerdict::Integrity::malformed;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::data) throw;
      return true;
    }
  }

  // ISO 32000-1, 12.8.2.4: whether a transform of this signature covers the field.
  bool locks(std::size_t at, std::string_view field) const {
    const PlacedSignature& place = places_[at];
    const PdfObject& dictionary =
        place.dictionaryNumber != 0 ? object(place.dictionaryNumber) : value(object(place.fieldNumber), "V");
    const PdfObject& references = value(dictionary, "Reference");
    return std::any_of(references.items.begin(), references.items.end(), [&](const PdfObject& item) {
      const PdfObject& reference = history_.resolve(item, history_.last());
      if (!value(reference, "TransformMethod").isName("FieldMDP")) return false;
      const PdfObject& parameters = value(reference, "TransformParams");
      const PdfObject& fields = value(parameters, "Fields");
      const bool listed = std::any_of(fields.items.begin(), fields.items.end(), [&](const PdfObject& entry) {
        const std::string name = textOf(history_.resolve(entry, history_.last()));
        return field == name || (field.starts_with(name) && field.substr(name.size()).starts_with('.'));
      });
      const PdfObject& action = value(parameters, "Action");
      return action.isName("All") || (action.isName("Include") && listed) ||
             (action.isName("Exclude") && !listed);
    });
  }

  const PdfHistory& history_;
  const std::vector<PlacedSignature>& places_;
  CoverageDigests digests_;
  std::vector<std::string> signers_;
};

}  // namespace

void refuseUnfitFile(const PdfHistory& history, const std::vector<PlacedSignature>& signatures,
                     const SigningField& field) {
  refuseIrregular(history);
  const PdfObject& form = history.resolve(history.root(history.last())["AcroForm"], history.last());
  if (form.has("XFA"))
    refuse("Il PDF contiene un modulo dinamico (XFA), che non si può firmare: stamparlo in un nuovo PDF.");
  if (signatures.empty()) return;
  EarlierSignatures earlier(history, signatures);
  earlier.refuseBroken();
  earlier.refuseLocked(field);
  earlier.refuseChanged();
}

void refuseUnfitCertificate(X509* certificate, std::int64_t time) {
  const CertificateFacts facts = factsOf(certificate);
  const auto begin = secondsOf(facts.notBefore), end = secondsOf(facts.notAfter);
  if (!begin || !end) refuse("Il certificato di chi firma non dice per quanto vale.");
  if (time > *end)
    refuse("Il certificato di " + facts.name + " è scaduto il " + momentInWords(*end) +
           ": non si può firmare.");
  if (time < *begin)
    refuse("Il certificato di " + facts.name + " vale solo dal " + momentInWords(*begin) + ".");
  if (facts.weakKey)
    refuse("La chiave di " + facts.name + " è troppo debole (" + facts.key + "): non si può firmare.");
  if (!facts.maySign) refuse("Il certificato di " + facts.name + " non è destinato a firmare documenti.");
}

}  // namespace stesura
