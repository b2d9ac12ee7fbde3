#include "generator/signature/certification.h"

#include <algorithm>
#include <string>

namespace stesura {
namespace {

constexpr std::size_t kMostReferences = 20, kMostLocked = 5000;

// What a certification that admits no changes still admits (ISO 32000-2, table 257): long-term data and
// time stamps. Who adds them updates date and program, too, in Info and XMP (14.3.3); alone that is a change.
bool isAdmittedUnderEveryCertification(const ChangeReport& report, const Change& change) {
  if (change.code == "dati_lunga_durata" || change.code == "marca_temporale" || change.code == "estensioni")
    return true;
  const bool isDated = change.code == "informazioni" || change.code == "metadati";
  return isDated && (report.has("dati_lunga_durata") || report.has("marca_temporale"));
}

const PdfObject& dictionaryOf(const PdfHistory& history, const PlacedSignature& signature) {
  if (signature.dictionaryNumber != 0) return history.object(signature.dictionaryNumber, signature.revision);
  return history.resolve(history.object(signature.fieldNumber, signature.revision)["V"], signature.revision);
}

// FieldMDP (12.8.2.4). A name locks the fields below it, too.
bool isLocked(const PdfHistory& history, const PdfObject& parameters, std::size_t revision,
              const std::string& field) {
  const PdfObject& action = history.resolve(parameters["Action"], revision);
  if (action.isName("All")) return true;
  const std::vector<PdfObject>& fields = history.resolve(parameters["Fields"], revision).items;
  bool isListed = false;
  if (fields.size() > kMostLocked) return true;
  for (const PdfObject& item : fields) {
    const PdfObject& name = history.resolve(item, revision);
    const std::string listed = name.isString() ? textOf(name) : std::string();
    isListed = isListed || (!listed.empty() && (field == listed || field.starts_with(listed + ".")));
  }
  return (action.isName("Include") && isListed) || (action.isName("Exclude") && !isListed);
}

void enforceLocks(const PdfHistory& history, const PlacedSignature& signature, ChangeReport& report) {
  const PdfObject& dictionary = dictionaryOf(history, signature);
  std::vector<std::string> touched = report.changes().signedFields;
  touched.insert(touched.end(), report.filledFields().begin(), report.filledFields().end());
  if (touched.empty()) return;
  const std::vector<PdfObject>& references =
      history.resolve(dictionary["Reference"], signature.revision).items;
  if (references.size() > kMostReferences) {
    return report.forbid("campo_bloccato",
                         "è stato compilato un campo, benché una firma ne bloccasse un numero smisurato");
  }
  for (const PdfObject& item : references) {
    const PdfObject& reference = history.resolve(item, signature.revision);
    if (!history.resolve(reference["TransformMethod"], signature.revision).isName("FieldMDP")) continue;
    const PdfObject& parameters = history.resolve(reference["TransformParams"], signature.revision);
    for (const std::string& field : touched) {
      if (isLocked(history, parameters, signature.revision, field)) {
        report.forbid("campo_bloccato",
                      "è stato compilato il campo «" + field + "», che una firma aveva bloccato");
      }
    }
  }
}

}  // namespace

void enforceCertifications(const PdfHistory& history, const std::vector<PlacedSignature>& signatures,
                           std::size_t revision, ChangeReport& report) {
  int least = 0;
  for (const PlacedSignature& signature : signatures) {
    if (signature.revision >= revision) continue;
    enforceLocks(history, signature, report);
    if (signature.certification != 0)
      least = least == 0 ? signature.certification : std::min(least, signature.certification);
  }
  if (least == 0) return;
  const RevisionChanges& found = report.changes();
  const bool isAdmitted =
      std::all_of(found.changes.begin(), found.changes.end(),
                  [&report](const Change& one) { return isAdmittedUnderEveryCertification(report, one); });
  const bool isSigned = !found.signedFields.empty() && !report.has("marca_temporale");
  if (least == 1 && (!isAdmitted || isSigned)) {
    report.forbid("certificazione_violata",
                  "è stato cambiato ciò che una certificazione dichiara immutabile");
  }
  if (least < 3 && report.has("possibile_protocollo")) {
    report.forbid("certificazione_violata",
                  "è stata aggiunta un’annotazione che la certificazione del documento non ammette");
  }
}

}  // namespace stesura
