#include "tests/fuzz/verify_fuzz.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "generator/error.h"
#include "generator/pdf/history.h"
#include "generator/signature/verification_json.h"

namespace stesura::testing {
namespace {

void require(bool holds, const char* promise) {
  if (!holds) throw std::logic_error(promise);
}

void checkSignature(const SignatureReport& signature, const VerificationReport& report) {
  require(!signature.sentence.empty(), "a signature's outcome is told in words");
  require(signature.outcome <= report.outcome, "the worst outcome holds");
  const bool isGood = signature.outcome == Outcome::valid || signature.outcome == Outcome::revocationUnknown;
  require(!isGood || (signature.intact && signature.trusted),
          "a signature is good only if intact and trusted");
  require(!isGood || !signature.certificateSha256.empty(), "a good signature has a signer");
}

void checkModification(const ModificationReport& modification, const VerificationReport& report) {
  require(modification.revision >= 2, "the first revision changes nothing");
  require(!modification.level.empty(), "a change has a level");
  require(modification.level != "non_ammesse" || report.outcome == Outcome::broken,
          "what is not admitted breaks the file");
  for (const auto& item : modification.items) require(!item.sentence.empty(), "a change is told in words");
}

std::string_view withoutSpaceAtEnd(std::string_view text) {
  const auto end = text.find_last_not_of(std::string_view("\0\t\n\f\r ", 6));
  return text.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

// Behind the bracket that closes what was opened at `at`.
std::size_t behindContents(std::string_view text, std::size_t at) {
  const std::size_t end = text.find('>', at);
  return end == std::string_view::npos ? text.size() : end;
}

bool isBeginningOf(std::string_view pdf, std::string_view sound) {
  pdf = withoutSpaceAtEnd(pdf);
  sound = withoutSpaceAtEnd(sound);
  if (pdf.size() > sound.size()) return false;
  for (std::size_t at = 0; at < pdf.size();) {
    const auto differs = std::mismatch(pdf.begin() + static_cast<std::ptrdiff_t>(at), pdf.end(),
                                       sound.begin() + static_cast<std::ptrdiff_t>(at));
    at = static_cast<std::size_t>(differs.first - pdf.begin());
    if (at == pdf.size()) return true;
    const std::size_t open = sound.rfind('<', at),
                      key = open == std::string_view::npos ? open : sound.rfind("/Contents", open);
    if (key == std::string_view::npos || open - key > 12 || behindContents(sound, open) <= at) return false;
    if (behindContents(pdf, open) != behindContents(sound, open)) return false;
    at = behindContents(sound, open);
  }
  return true;
}

bool changesNothing(const PdfHistory& history, std::size_t revision) {
  const auto isAsBefore = [&](const auto& entry) {
    const bool isNew = history.place(entry.first, revision - 1).kind == PdfReference::Kind::free;
    return isNew || history.object(entry.first, revision) == history.object(entry.first, revision - 1);
  };
  const auto& references = history.revisions()[revision].references;
  return std::all_of(references.begin(), references.end(), isAsBefore) &&
         history.revisions()[revision].trailer["Root"] == history.revisions()[revision - 1].trailer["Root"];
}

}  // namespace

VerificationReport fuzzVerify(const std::uint8_t* data, std::size_t size,
                              const FuzzCircumstances& circumstances) {
  VerificationOrder order;
  order.bytes = {reinterpret_cast<const char*>(data), size};
  if (!circumstances.issued.empty()) order.issued = circumstances.issued;
  order.trust = circumstances.trust;
  order.now = circumstances.now;
  order.at = circumstances.at;
  VerificationReport report = verify(order);
  require(!report.sentence.empty(), "the outcome is told in words");
  require(report.sha256.size() == 64, "the file is named by its digest");
  require(!report.signatures.empty() || report.outcome >= Outcome::notVerified,
          "nothing is good without a signature");
  for (const SignatureReport& signature : report.signatures) checkSignature(signature, report);
  for (const ModificationReport& modification : report.modifications) checkModification(modification, report);
  require(!verificationJson(report).dump().empty(), "the report can be written");
  return report;
}

bool isVouchedFor(std::string_view pdf, std::string_view sound) {
  if (isBeginningOf(pdf, sound)) return true;
  try {
    const PdfHistory history = PdfHistory::read(pdf);
    if (!history.irregularities().empty()) return false;
    std::size_t revision = history.last();
    while (revision > 0 && changesNothing(history, revision)) --revision;
    return isBeginningOf(pdf.substr(0, history.revisions()[revision].end), sound);
  } catch (const Error&) {
    return false;
  }
}

}  // namespace stesura::testing
