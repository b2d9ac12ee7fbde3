// Signing a PDF: what is written, what is refused, and what other people's tools say of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "generator/pdf/history.h"
#include "generator/signature/signed_file.h"
#include "tests/form_file.h"
#include "tests/form_fonts.h"
#include "tests/pdf_faults.h"
#include "tests/signature_home.h"

namespace stesura {
namespace {

using testing::identity;
using testing::OneField;
using testing::opensslComplaint;
using testing::orderFor;
using testing::pdfsigLines;
using testing::qpdfComplaint;
using testing::refusal;
using testing::remade;
using testing::signablePdf;
using testing::signedBy;
using testing::signingKey;
using testing::SigningWorld;
using testing::signingWorld;
using testing::TestKey;
using testing::TestSigner;

using Lines = std::vector<std::string>;

TEST(Signing, AddsASignatureThatOthersFindValid) {
  const std::string pdf = signablePdf({"firma_asst_1"});
  for (const TestKey key : {TestKey::rsa3072, TestKey::p256}) {
    const std::string signedPdf = signedBy(key, pdf, "firma_asst_1");
    EXPECT_TRUE(signedPdf.starts_with(pdf));
    EXPECT_EQ(pdfsigLines(signedPdf), Lines{"firma_asst_1: Total document signed Signature is Valid."});
    EXPECT_EQ(qpdfComplaint(signedPdf), "");
    EXPECT_EQ(opensslComplaint(signedPdf, identity(key).chainPem()), "");
    EXPECT_EQ(testing::faultsOf(signedPdf), Lines{});
  }
}

TEST(Signing, TellsWhoAndWhenInTheSignature) {
  const std::string signedPdf = signedBy(TestKey::p256, signablePdf({"firma"}), "firma");
  const PdfHistory history = PdfHistory::read(signedPdf);
  const auto signatures = signaturesOf(history);
  ASSERT_EQ(signatures.size(), 1u);
  EXPECT_EQ(signatures[0].subFilter, "ETSI.CAdES.detached");
  EXPECT_EQ(signatures[0].name, "Maria Chiara D'Esempio");
  EXPECT_EQ(signatures[0].claimedTime, "2026-09-21T16:13:20+02:00");
  EXPECT_EQ(signatures[0].revision, 1u);
}

TEST(Signing, KeepsEveryEarlierSignatureOfNineParties) {
  Lines fields, expected;
  for (int at = 1; at <= 9; ++at) fields.push_back("firma_" + std::to_string(at));
  std::string pdf = signablePdf(fields);
  for (std::size_t at = 0; at < fields.size(); ++at) {
    const TestKey key = at % 2 == 0 ? TestKey::rsa3072 : TestKey::p256;
    const std::string next = signedBy(key, pdf, fields[at]);
    ASSERT_TRUE(next.starts_with(pdf)) << fields[at];
    EXPECT_EQ(opensslComplaint(next, identity(key).chainPem()), "") << fields[at];
    EXPECT_EQ(testing::faultsOf(next), Lines{}) << fields[at];
    pdf = next;
    if (at > 0) expected.back() = fields[at - 1] + ": Not total document signed Signature is Valid.";
    expected.push_back(fields[at] + ": Total document signed Signature is Valid.");
  }
  EXPECT_EQ(pdfsigLines(pdf), expected);
  EXPECT_EQ(qpdfComplaint(pdf), "");
}

TEST(Signing, GivesTheSameFileForTheSameOrder) {
  const std::string pdf = signablePdf({"firma"});
  EXPECT_EQ(signedBy(TestKey::rsa3072, pdf, "firma"), signedBy(TestKey::rsa3072, pdf, "firma"));
}

}  // namespace
}  // namespace stesura
