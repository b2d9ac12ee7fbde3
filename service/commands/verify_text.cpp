#include "service/commands/verify_text.h"

#include <ostream>

#include "generator/signature/moment.h"
#include "service/commands/report_text.h"

namespace stesura {
namespace {

std::string spoken(const std::string& time) {
  const auto seconds = secondsOf(time);
  return seconds ? momentInWords(*seconds) : time;
}

std::string joined(const std::vector<std::string>& parts, const char* between) {
  std::string text;
  for (const std::string& part : parts) {
    if (!part.empty()) text += (text.empty() ? "" : between) + part;
  }
  return text;
}

std::string who(const SignatureReport& signature) {
  const std::string person = joined({signature.signer, signature.title}, ", ");
  const std::string all = joined({person, signature.organisation}, " · ");
  if (all.empty() && signature.prepared) return "nessuno ha ancora firmato";
  return all.empty() ? "firmatario ignoto" : all;
}

std::string qualityInWords(const std::string& quality) {
  if (quality == "qualificata") return "firma qualificata (digitale)";
  if (quality == "avanzata") return "firma avanzata";
  if (quality == "avanzata_cie") return "firma avanzata con carta d’identità elettronica (CIE)";
  if (quality == "sigillo_qualificato") return "sigillo elettronico qualificato";
  return quality.empty() ? "" : "tipo di firma non dichiarato dal certificato";
}

void printRemarks(std::ostream& out, const std::vector<Remark>& remarks) {
  for (const Remark& remark : remarks) out << "   - " << printable(remark.sentence) << '\n';
}

void line(std::ostream& out, const char* label, const std::string& text) {
  if (!text.empty()) out << "   " << label << printable(text) << '\n';
}

void printSignature(std::ostream& out, std::size_t number, const SignatureReport& signature) {
  out << number << ". " << printable(who(signature)) << '\n';
  out << "   " << outcomeName(signature.outcome) << ": " << printable(signature.sentence) << '\n';
  const std::string field = signature.field.empty() ? "" : "campo «" + signature.field + "»";
  const std::string level = signature.level > 1 ? "busta interna n. " + std::to_string(signature.level) : "";
  const std::string revision =
      signature.revision == 0 ? "" : "versione " + std::to_string(signature.revision) + " del file";
  line(out, "",
       joined(
           {signature.format, field, level, revision, qualityInWords(signature.quality), signature.algorithm},
           ", "));
  if (!signature.issuer.empty()) {
    line(out, "certificato: ",
         "emesso da «" + signature.issuer + "», n. " + signature.serial + ", valido dal " +
             signature.notBefore.substr(0, 10) + " al " + signature.notAfter.substr(0, 10));
  }
  line(out, "data dichiarata: ", spoken(signature.claimedTime));
  if (!signature.stampedTime.empty())
    line(out, "marca temporale: ", joined({spoken(signature.stampedTime), signature.stampAuthority}, ", "));
  line(out, "revoca: ",
       joined({signature.revocation,
               signature.revokedAt.empty() ? "" : "revocato dal " + spoken(signature.revokedAt)},
              ", "));
  printRemarks(out, signature.remarks);
}

std::string levelInWords(const ModificationReport& changes) {
  if (changes.level == "solo_firme") return "soltanto firme";
  if (changes.level == "ammesse") return "aggiunte ammesse";
  return changes.level == "da_confermare" ? "da confermare" : "modifiche NON ammesse";
}

void printModification(std::ostream& out, const ModificationReport& changes) {
  out << "   versione " << changes.revision << ": " << levelInWords(changes);
  if (!changes.signedFields.empty()) out << " (" << printable(joined(changes.signedFields, ", ")) << ")";
  out << '\n';
  for (const ModificationReport::Item& item : changes.items)
    out << "     - " << printable(item.sentence) << '\n';
}

}  // namespace

void printVerification(std::ostream& out, const std::string& file, const VerificationReport& report) {
  out << printable(file) << ": " << outcomeName(report.outcome) << '\n' << printable(report.sentence) << '\n';
  if (report.issued) out << printable(report.issued->sentence) << '\n';
  for (const Remark& remark : report.remarks) {
    if (remark.sentence != report.sentence) out << "- " << printable(remark.sentence) << '\n';
  }
  if (!report.signatures.empty()) out << '\n';
  for (std::size_t i = 0; i < report.signatures.size(); ++i) printSignature(out, i + 1, report.signatures[i]);
  if (!report.modifications.empty()) out << "\nAggiunte al file dopo la prima versione firmata:\n";
  for (const ModificationReport& changes : report.modifications) printModification(out, changes);
  if (!report.emptyFields.empty())
    out << "\nCampi ancora da firmare: " << printable(joined(report.emptyFields, ", ")) << '\n';
}

}  // namespace stesura
