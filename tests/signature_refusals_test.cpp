// What is not signed: the sentences say why, and what can be done.
#include <gtest/gtest.h>

#include <string>

#include "generator/pdf/history.h"
#include "generator/pdf/increment.h"
#include "generator/signature/signature_gap.h"
#include "generator/signature/signed_attributes.h"
#include "tests/form_fonts.h"
#include "tests/signature_home.h"

namespace stesura {
namespace {

using testing::formFixture;
using testing::identity;
using testing::keyOf;
using testing::oneField;
using testing::orderFor;
using testing::refusal;
using testing::signablePdf;
using testing::signedBy;
using testing::signingKey;
using testing::signingWorld;
using testing::SigningWorld;
using testing::SmallForm;
using testing::TestKey;
using testing::TestSigner;

constexpr char kBox[] = "100 500 300 575";

std::string refused(std::string_view pdf, const std::string& field = "firma") {
  return refusal([&] { signedBy(TestKey::p256, pdf, field); });
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

// The file with an object written anew behind its end.
std::string changed(const std::string& pdf, std::uint32_t number, const std::string& body) {
  const PdfHistory history = PdfHistory::read(pdf);
  const PdfRevision& last = history.revisions().back();
  std::string out = pdf;
  PdfIncrement increment(out, last.startxref, static_cast<std::uint32_t>(last.trailer["Size"].integer),
                         PdfReferences::table);
  increment.beginObject(number);
  out += body;
  increment.endObject();
  increment.finish("/Root 1 0 R");
  return out;
}

// As a file signed by a program that writes a signature dictionary of its own: these entries are in it.
std::string signedWith(const std::string& pdf, const std::string& field, const std::string& entries) {
  SigningOrder order = orderFor(pdf, field);
  order.look.name = std::string(entries.size(), 'x');
  const SigningKey& key = signingKey(TestKey::p256);
  PreparedSignature prepared = preparePdf(order, identity(TestKey::p256).certificatePem(), formFonts());
  prepared.pdf = replaced(prepared.pdf, "/Name(" + order.look.name + ")", entries + std::string(7, ' '));
  const std::size_t gap = prepared.pdf.find("/Contents<000");
  const std::string digest = digestAround(prepared.pdf, {gap + 9, prepared.pdf.find('>', gap) + 1});
  return completePdf(prepared.pdf, key.sign(signedAttributes(digest, key.certificate())),
                     identity(TestKey::p256).certificatePem());
}

TEST(SigningRefuses, AFieldThatIsNotThere) {
  EXPECT_EQ(refused(signablePdf({"firma_asst_1", "firma_comune_1"}), "firma_ente"),
            "Il PDF non ha un campo di firma vuoto «firma_ente». I campi ancora da firmare sono questi.\n"
            "«firma_asst_1»: Firma 1\n«firma_comune_1»: Firma 2");
  EXPECT_EQ(refused(signablePdf({}), "firma"),
            "Il PDF non ha campi di firma vuoti: non si può firmare il campo «firma».");
  EXPECT_EQ(refused(signablePdf({"firma"}), "protocollo_1"),
            "Il PDF non ha un campo di firma vuoto «protocollo_1». I campi ancora da firmare sono "
            "questi.\n«firma»: Firma 1");
}

TEST(SigningRefuses, AFieldThatIsSignedAlready) {
  const std::string pdf = signedBy(TestKey::p256, signablePdf({"firma", "firma_2"}), "firma");
  EXPECT_EQ(refused(pdf), "Il campo «firma» è già firmato.");
  EXPECT_EQ(refused(pdf, "firma_2"), "");
}

TEST(SigningRefuses, WhatIsNoPdfOrCannotBeReadStrictly) {
  EXPECT_NE(refused(""), "");
  EXPECT_NE(refused("Un testo."), "");
  EXPECT_NE(refused(formFixture("cifrato.pdf")), "");
  const std::string pdf = oneField(kBox).file();
  EXPECT_EQ(refused(pdf + "altro"),
            "Il PDF non è regolare, e chi verifica la firma potrebbe rifiutarlo: ci sono altri byte dopo la "
            "fine del documento. "
            "Chiedere il file di nuovo a chi lo ha prodotto.");
  EXPECT_NE(refused("altro\n" + pdf), "");
  for (std::size_t length = 0; length < pdf.size() - 1; length += 13)
    EXPECT_NE(refused(std::string_view(pdf).substr(0, length)), "") << length;
}

TEST(SigningRefuses, ADynamicForm) {
  SmallForm form = oneField(kBox);
  form.form = "/XFA (x)";
  EXPECT_EQ(refused(form.file()),
            "Il PDF contiene un modulo dinamico (XFA), che non si può firmare: stamparlo in un nuovo PDF.");
}

TEST(SigningRefuses, AFileThatWasAlteredAfterASignature) {
  const std::string pdf = signedBy(TestKey::p256, signablePdf({"firma", "firma_2"}), "firma");
  EXPECT_EQ(refused(replaced(pdf, "versano 1000 euro", "versano 9000 euro"), "firma_2"),
            "La firma di ASST di Esempio non è integra: non si firma un file alterato.");
}

TEST(SigningRefuses, AChangeThatIsNotAdmittedAfterASignature) {
  const std::string pdf = signedBy(TestKey::p256, signablePdf({"firma", "firma_2"}), "firma");
  const std::string other = changed(
      pdf, 8, testing::streamOf("BT /F1 11 Tf 70 740 Td (Le parti versano 9000 euro ciascuna.) Tj ET"));
  EXPECT_TRUE(
      refused(other, "firma_2")
          .starts_with("Dopo una firma il file è stato modificato in un modo non ammesso: non si firma.\n"))
      << refused(other, "firma_2");
  // Before any signature whoever signs answers for what he signs.
  const std::string before = signablePdf({"firma", "firma_2"});
  EXPECT_EQ(refused(changed(before, 8, testing::streamOf("BT /F1 11 Tf 70 740 Td (Altro) Tj ET")), "firma_2"),
            "");
}

TEST(SigningRefuses, AFileThatWaitsForAnotherSignature) {
  const std::string pdf = signablePdf({"firma", "firma_2"});
  const std::string prepared =
      preparePdf(orderFor(pdf, "firma"), identity(TestKey::p256).certificatePem(), formFonts()).pdf;
  EXPECT_EQ(refused(prepared, "firma_2"),
            "Il file è preparato per la firma di «firma», che non è ancora stata completata: completarla, o "
            "ripartire dal file di prima.");
}

TEST(SigningRefuses, WhatASignatureHasClosed) {
  const std::string certification =
      "/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/V/1.2/P ";
  const std::string pdf = signablePdf({"firma", "firma_2"});
  EXPECT_EQ(refused(signedWith(pdf, "firma", certification + "1>>>>]"), "firma_2"),
            "La firma di ASST di Esempio chiude il documento: non ammette altre firme.");
  EXPECT_EQ(refused(signedWith(pdf, "firma", certification + "2>>>>]"), "firma_2"), "");
}

TEST(SigningRefuses, AFieldThatASignatureHasLocked) {
  const auto lockedBy = [](const std::string& parameters) {
    const std::string entries =
        "/Reference[<</Type/SigRef/TransformMethod/FieldMDP/Data 1 0 "
        "R/TransformParams<</Type/TransformParams/V/1.2" +
        parameters + ">>>>]";
    return refused(signedWith(signablePdf({"firma", "firma_2"}), "firma", entries), "firma_2");
  };
  const std::string locked = "La firma di ASST di Esempio ha bloccato il campo «firma_2».";
  EXPECT_EQ(lockedBy("/Action/All"), locked);
  EXPECT_EQ(lockedBy("/Action/Include/Fields[(firma_2)]"), locked);
  EXPECT_EQ(lockedBy("/Action/Exclude/Fields[(firma)]"), locked);
  EXPECT_EQ(lockedBy("/Action/Include/Fields[(protocollo_1)]"), "");
  EXPECT_EQ(lockedBy("/Action/Exclude/Fields[(firma_2)]"), "");
}

TEST(SigningRefuses, WhatTheFieldDemandsAndIsNotDoneHere) {
  const auto demanding = [](const std::string& demands) {
    return refused(oneField(kBox, "/SV << " + demands + " >>").file());
  };
  const std::string begin = "Il campo «firma» chiede ", end = ": con questo programma non si può firmare.";
  EXPECT_EQ(demanding("/Ff 2 /SubFilter [/adbe.pkcs7.detached]"),
            begin + "una firma di un altro formato (SubFilter)" + end);
  EXPECT_EQ(demanding("/Ff 2 /SubFilter [/adbe.pkcs7.detached /ETSI.CAdES.detached]"), "");
  EXPECT_EQ(demanding("/SubFilter [/adbe.pkcs7.detached]"), "");  // a wish, no demand
  EXPECT_EQ(demanding("/Ff 1 /Filter /Entrust.PPKEF"), begin + "un altro programma di firma (Filter)" + end);
  EXPECT_EQ(demanding("/Ff 64 /DigestMethod [(SHA512)]"), begin + "un’impronta diversa da SHA-256" + end);
  EXPECT_EQ(demanding("/Ff 8 /Reasons [(Approvo)]"), begin + "di scegliere un motivo della firma" + end);
  EXPECT_EQ(demanding("/Ff 32 /AddRevInfo true"),
            begin + "le notizie sulla revoca dentro la firma (AddRevInfo)" + end);
  EXPECT_EQ(demanding("/Ff 32 /AddRevInfo false"), "");
  EXPECT_EQ(demanding("/Ff 128 /LockDocument /true"),
            begin + "di chiudere il documento (LockDocument)" + end);
  EXPECT_EQ(demanding("/Ff 128 /LockDocument /auto"), "");
  EXPECT_EQ(demanding("/Ff 256 /AppearanceFilter (Timbro)"),
            begin + "un aspetto stabilito della firma" + end);
  EXPECT_EQ(demanding("/Cert << /Ff 1 /Subject [(x)] >>"), begin + "un certificato stabilito" + end);
  EXPECT_EQ(demanding("/Cert << /Subject [(x)] >>"), "");  // a wish
  EXPECT_EQ(demanding("/MDP << /P 2 >>"), begin + "una firma di certificazione" + end);
  EXPECT_EQ(demanding("/TimeStamp << /URL (http://tsa.example) /Ff 1 >>"),
            "Il campo «firma» chiede una marca temporale: indicare un servizio di marcatura.");
}

TEST(SigningRefuses, ACertificateThatMayNotSignNow) {
  const std::string pdf = oneField(kBox).file();
  const auto with = [&pdf](const TestSigner& who) {
    const SigningKey key = keyOf(signingWorld().signer(who));
    return refusal([&] { signPdf(orderFor(pdf, "firma"), key, formFonts()); });
  };
  TestSigner expired, early, sealed;
  expired.notAfter = SigningWorld::kNow - 86400;
  early.notBefore = SigningWorld::kNow + 86400;
  sealed.maySign = false;
  EXPECT_EQ(with(expired),
            "Il certificato di Maria Chiara D'Esempio è scaduto il 20 settembre 2026, ore 16:13: non si può "
            "firmare.");
  EXPECT_EQ(with(early),
            "Il certificato di Maria Chiara D'Esempio vale solo dal 22 settembre 2026, ore 16:13.");
  EXPECT_EQ(with(sealed), "Il certificato di Maria Chiara D'Esempio non è destinato a firmare documenti.");
  EXPECT_EQ(refusal([&] {
              preparePdf(orderFor(pdf, "firma"), signingWorld().signer(expired).certificatePem(),
                         formFonts());
            }),
            "Il certificato di Maria Chiara D'Esempio è scaduto il 20 settembre 2026, ore 16:13: non si può "
            "firmare.");
}

TEST(SigningRefuses, AMessageLargerThanItsRoom) {
  const std::string pdf = oneField(kBox).file();
  SigningOrder order = orderFor(pdf, "firma");
  order.reserved = 1024;
  const std::string sentence = refusal([&] { signPdf(order, signingKey(TestKey::rsa3072), formFonts()); });
  const std::size_t at = sentence.find("riservarne almeno ");
  ASSERT_NE(at, std::string::npos) << sentence;
  EXPECT_TRUE(sentence.starts_with("La firma occupa ")) << sentence;
  order.reserved = std::stoul(sentence.substr(at + 18));
  EXPECT_NO_THROW(signPdf(order, signingKey(TestKey::rsa3072), formFonts()));
  for (const std::size_t reserved : {std::size_t{0}, std::size_t{1023}, (std::size_t{1} << 20) + 1}) {
    order.reserved = reserved;
    EXPECT_EQ(refusal([&] { signPdf(order, signingKey(TestKey::p256), formFonts()); }),
              "Lo spazio riservato alla firma va da 1024 a 1048576 byte.");
  }
}

TEST(SigningRefuses, AFieldItCannotWriteAnew) {
  SmallForm form;
  form.objects = {"<< /FT /Sig /T (firma) /Kids [ << /Subtype /Widget /Rect [0 0 9 9] >> ] >>"};
  EXPECT_NE(refused(form.file()), "");
  form = oneField(kBox, "/Lock << /Type /SigFieldLock /Action /Include >>");
  EXPECT_EQ(refused(form.file()), "Il campo «firma» chiede di bloccare altri campi, ma non dice quali.");
}

}  // namespace
}  // namespace stesura
