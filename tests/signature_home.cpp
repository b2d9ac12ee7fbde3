#include "tests/signature_home.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include "generator/pdf/history.h"
#include "generator/signature/changes.h"
#include "generator/signature/der.h"
#include "generator/signature/message.h"
#include "generator/signature/signature_gap.h"
#include "generator/signature/signed_attributes.h"
#include "generator/signature/signed_file.h"
#include "tests/form_fonts.h"
#include "tests/pdf_faults.h"

namespace stesura::testing {
namespace {

const char* const kPassword = "parola-di-prova";

// A folder that is gone in the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "stesura-firma-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path = name;
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  std::string keep(const std::string& name, std::string_view bytes) const {
    std::ofstream(path / name, std::ios::binary).write(bytes.data(), std::ssize(bytes));
    return (path / name).string();
  }
  std::filesystem::path path;
};

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\n"), end = text.find_last_not_of(" \t\n");
  return begin == std::string::npos ? "" : text.substr(begin, end - begin + 1);
}

}  // namespace

const SigningWorld& signingWorld() {
  static const SigningWorld world;
  return world;
}

const TestIdentity& identity(TestKey key) {
  static std::map<TestKey, TestIdentity> identities;
  const auto found = identities.find(key);
  if (found != identities.end()) return found->second;
  TestSigner who;
  who.key = key;
  return identities.emplace(key, signingWorld().signer(who)).first->second;
}

SigningKey keyOf(const TestIdentity& identity) {
  return SigningKey::fromPkcs12(identity.pkcs12(kPassword), kPassword);
}

const SigningKey& signingKey(TestKey key) {
  static std::map<TestKey, SigningKey> keys;
  const auto found = keys.find(key);
  return found != keys.end() ? found->second : keys.emplace(key, keyOf(identity(key))).first->second;
}

SigningOrder orderFor(std::string_view pdf, const std::string& field) {
  SigningOrder order;
  order.pdf = pdf;
  order.field = field;
  order.look = {.name = "", .role = "Direttrice generale", .agency = "ASST di Esempio"};
  order.time = SigningWorld::kNow;
  return order;
}

SmallForm oneField(const std::string& rectangle, const std::string& entries) {
  SmallForm form;
  form.objects = {
      "<< /Type /Annot /Subtype /Widget /FT /Sig /T (firma) /TU (Firma dell'ASST) /F 4 /P 3 0 R /Rect [" +
      rectangle + "] " + entries + " >>"};
  return form;
}

std::vector<std::string> pdfsigLines(std::string_view pdf) {
  // Its exit code tells whether it trusts the signers, which here it never does.
  std::istringstream said(outputOf("pdfsig -nocert -no-ocsp {} || true", pdf));
  std::vector<std::string> lines;
  for (std::string line; std::getline(said, line);) {
    const auto rest = [&line](std::string_view label) {
      const std::size_t at = line.find(label);
      return at == std::string::npos ? std::string() : trimmed(line.substr(at + label.size()));
    };
    if (const std::string name = rest("- Signature Field Name:"); !name.empty()) lines.push_back(name + ":");
    if (lines.empty()) continue;
    if (const std::string valid = rest("- Signature Validation:"); !valid.empty())
      lines.back() += " " + valid;
    if (line.find("document signed") != std::string::npos) lines.back() += " " + trimmed(line).substr(2);
  }
  std::erase_if(lines, [](const std::string& line) { return line.ends_with(':'); });  // empty fields
  return lines;
}

std::string qpdfComplaint(std::string_view pdf) {
  const std::string said = outputOf("qpdf --check {} 2>&1 || true", pdf);
  return said.find("No syntax or stream encoding errors found") != std::string::npos &&
                 said.find("WARNING") == std::string::npos
             ? ""
             : said;
}

std::string remade(std::string_view pdf, const std::string& options) {
  return outputOf("qpdf --warning-exit-0 " + options + " {} -", pdf);
}

std::string opensslComplaint(std::string_view pdf, const std::string& issuers) {
  const std::size_t range = pdf.rfind("/ByteRange[");
  std::istringstream numbers{std::string(pdf.substr(range + 11, 60))};
  std::size_t begin = 1, first = 0, second = 0, length = 0;
  numbers >> begin >> first >> second >> length;
  if (begin != 0 || second + length != pdf.size()) return "the range does not end with the file";
  const std::string_view digits = pdf.substr(first + 1, second - first - 2);
  std::string message;
  for (std::size_t at = 0; at + 1 < digits.size(); at += 2)
    message += static_cast<char>(std::stoi(std::string(digits.substr(at, 2)), nullptr, 16));
  const TemporaryFolder folder;
  const std::string content =
      folder.keep("content", std::string(pdf.substr(0, first)) + std::string(pdf.substr(second)));
  const std::string cms = folder.keep("message", message), anchors = folder.keep("anchors", issuers);
  // -purpose any: for signing documents, not mail. -cades: signing-certificate(-v2) must be there and right.
  const std::string said =
      outputOf("openssl cms -verify -cades -binary -inform DER -purpose any -no_check_time -in " + cms +
                   " -content " + content + " -CAfile " + anchors + " -out /dev/null 2>&1 || true",
               "");
  return said.find("Verification successful") != std::string::npos ? "" : said;
}

std::vector<std::string> faultsOf(std::string_view pdf) {
  const PdfHistory history = PdfHistory::read(pdf);
  const std::vector<PlacedSignature> places = signaturesOf(history);
  CoverageDigests digests(pdf, places);
  std::vector<std::string> faults, names;
  for (const PdfIrregularity& irregularity : history.irregularities())
    faults.push_back("irregular: " + std::to_string(static_cast<int>(irregularity.kind)) + " object " +
                     std::to_string(irregularity.number));
  for (std::size_t at = 0; at < places.size(); ++at) {
    names.push_back(places[at].field);
    for (const Remark& fault : places[at].faults) faults.push_back(places[at].field + ": " + fault.sentence);
    if (!places[at].faults.empty()) continue;
    const SignedMessage message = SignedMessage::read(places[at].contents, SignedMessage::Trailing::zeros);
    const SignerVerdict verdict = message.judge(
        0, [&](const char* algorithm) { return digests.digest(at, algorithm); }, TrustStore());
    if (verdict.integrity != SignerVerdict::Integrity::intact)
      faults.push_back(places[at].field + ": not intact");
    if (!verdict.hasCertificateReference || verdict.claimedTime || !message.isDer())
      faults.push_back(places[at].field + ": no baseline");
  }
  for (const RevisionChanges& revision : changesOf(history, places, names)) {
    if (revision.level != ChangeLevel::signaturesOnly)
      faults.push_back("revision " + std::to_string(revision.revision) + " is " +
                       std::string(levelName(revision.level)));
    for (const Change& change : revision.changes) faults.push_back(change.sentence);
  }
  return faults;
}

std::vector<std::int64_t> stampedTimes(std::string_view pdf) {
  const PdfHistory history = PdfHistory::read(pdf);
  const std::vector<PlacedSignature> places = signaturesOf(history);
  CoverageDigests digests(pdf, places);
  std::vector<std::int64_t> times;
  for (std::size_t at = 0; at < places.size(); ++at) {
    const SignedMessage message = SignedMessage::read(places[at].contents, SignedMessage::Trailing::zeros);
    const SignerVerdict verdict = message.judge(
        0, [&](const char* algorithm) { return digests.digest(at, algorithm); }, TrustStore());
    if (verdict.stampedTime) times.push_back(*verdict.stampedTime);
  }
  return times;
}

std::string plainMessage(std::string_view content, const TestIdentity& signer) {
  // Attributes of its own making: contentType and messageDigest alone.
  const std::string attributes = derSetOf(
      {derSequence({derOid("1.2.840.113549.1.9.3"), derSetOf({derOid("1.2.840.113549.1.7.1")})}),
       derSequence({derOid("1.2.840.113549.1.9.4"),
                    derSetOf({der(kDerOctets, digestAround(content, {content.size(), content.size()}))})})});
  return signedData(attributes, keyOf(signer).sign(attributes), signer.certificate.get(), {});
}

std::string signedBy(TestKey key, std::string_view pdf, const std::string& field) {
  return signPdf(orderFor(pdf, field), signingKey(key), formFonts());
}

}  // namespace stesura::testing
