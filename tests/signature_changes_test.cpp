// What later revisions of a signed PDF changed, and on which level that is.

#include "generator/signature/changes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <string>
#include <vector>

#include "generator/error.h"
#include "tests/later_revisions.h"

namespace stesura {
namespace {

using namespace testing;

std::vector<RevisionChanges> allChanges(const std::string& file) {
  const PdfHistory history = PdfHistory::read(file);
  const std::vector<PlacedSignature> signatures = signaturesOf(history);
  const std::vector<std::string> all = {"ASST di Esempio", "Comune di Prova", "Provincia", "ATS",
                                        "Prefettura"};
  std::vector<std::string> names;
  for (std::size_t i = 0; i < signatures.size(); ++i)
    names.push_back(i < all.size() ? all[i] : "Ente " + std::to_string(i));
  return changesOf(history, signatures, names);
}

// The level, and the code of each change: «non_ammesse: contenuto_pagina».
std::string told(const RevisionChanges& changes) {
  std::string text(levelName(changes.level));
  for (const Change& change : changes.changes)
    text += (text.find(':') == text.npos ? ": " : ", ") + change.code;
  return text;
}

// A document that ASST di Esempio has signed, and what one more update makes of it.
class SignedDocument : public ::testing::Test {
 protected:
  Objects objects = handMadeObjects();

  std::string signedOnce() const { return signedFile(handMadeFile(objects), signing(objects, kFirstField)); }
  RevisionChanges after(const Update& update) const {
    return allChanges(appended(signedOnce(), update)).back();
  }
  std::string toldAfter(const Update& update) const { return told(after(update)); }
  std::string toldAfter(std::uint32_t number, const std::string& text) const {
    Update update;
    update.objects[number] = text;
    return toldAfter(update);
  }
  std::string sentenceAfter(std::uint32_t number, const std::string& text) const {
    Update update;
    update.objects[number] = text;
    const RevisionChanges changes = after(update);
    return changes.changes.empty() ? "" : changes.changes.front().sentence;
  }
  // The form as the first signature left it.
  std::string form() const { return with(objects.at(kForm), "/SigFlags 3"); }
};

const char* const kStamp =
    "<< /Type /Annot /Subtype /Stamp /Rect [60 780 260 830] /P 3 0 R /F 4 /AP << /N 151 0 R >> >>";
// What a program draws for a registration number.
std::string numberLook(const std::string& number) {
  return streamOf("/Tx BMC q BT /F1 9 Tf 2 6 Td (" + number + ") Tj ET Q EMC",
                  "/Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F1 14 0 R >> >>");
}

const std::string kLook = streamOf("0 0 10 10 re f", "/Type /XObject /Subtype /Form /BBox [0 0 10 10]");

// ---- what is admitted

TEST_F(SignedDocument, AdmitsSignaturesInTheirEmptyFields) {
  const std::string twice = signedFile(signedOnce(), [this] {
    Update second = signing(objects, kSecondField);
    second.objects.erase(kForm);
    return second;
  }());
  const std::vector<RevisionChanges> changes = allChanges(twice);
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(told(changes[0]), "solo_firme");
  EXPECT_FALSE(changes[0].afterSignature);
  EXPECT_EQ(changes[0].signedFields, std::vector<std::string>{"firma_asst_1"});
  EXPECT_EQ(told(changes[1]), "solo_firme");
  EXPECT_TRUE(changes[1].afterSignature);
  EXPECT_EQ(changes[1].signedFields, std::vector<std::string>{"firma_comune_1"});
}

TEST_F(SignedDocument, TellsNothingOfAnEmptyUpdate) { EXPECT_EQ(toldAfter(Update{}), "solo_firme"); }

TEST_F(SignedDocument, TakesAnObjectWrittenAgainAsItWasForNoChange) {
  EXPECT_EQ(toldAfter(kFirstPage, objects.at(kFirstPage)), "solo_firme");
  EXPECT_EQ(toldAfter(kFirstContents, objects.at(kFirstContents)), "solo_firme");
}

TEST_F(SignedDocument, AdmitsLongTermDataAndNewerInfoAndMetadata) {
  Update update;
  update.objects[kCatalog] = with(
      objects[kCatalog], "/DSS 150 0 R /Extensions << /ESIC << /BaseVersion /1.7 /ExtensionLevel 1 >> >>");
  update.objects[150] = "<< /Type /DSS /Certs [151 0 R] /VRI << /AB << /Cert [151 0 R] >> >> >>";
  update.objects[151] = streamOf("certificate");
  EXPECT_EQ(toldAfter(update), "ammesse: estensioni, dati_lunga_durata");
  const std::string file = appended(signedOnce(), update);
  Update more;
  more.objects[150] = "<< /Type /DSS /Certs [151 0 R 152 0 R] >>";
  more.objects[152] = streamOf("another");
  EXPECT_EQ(told(allChanges(appended(file, more)).back()), "ammesse: dati_lunga_durata");
  EXPECT_EQ(toldAfter(kInfo, "<< /Title (Protocollo) /ModDate (D:20260922100000Z) >>"),
            "ammesse: informazioni");
  EXPECT_EQ(
      toldAfter(kMetadata, streamOf("<x:xmpmeta xmlns:x='adobe:ns:meta/'><r:RDF "
                                    "xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/></x:xmpmeta>",
                                    "/Type /Metadata /Subtype /XML")),
      "ammesse: metadati");
  EXPECT_EQ(toldAfter(kMetadata, streamOf("<x:xmpmeta>2</x:xmpmeta>", "/Type /Metadata /Subtype /XML")),
            "non_ammesse: metadati_estranei");
}

TEST_F(SignedDocument, AdmitsTheRegistrationNumberInItsField) {
  Update update;
  update.objects[kProtocolField] = with(objects[kProtocolField], "/V (2026/123) /AP << /N 150 0 R >>");
  update.objects[150] = numberLook("2026/123");
  const RevisionChanges changes = after(update);
  EXPECT_EQ(told(changes), "ammesse: protocollo_inserito");
  EXPECT_EQ(changes.changes.at(0).sentence,
            "Dopo la firma di ASST di Esempio è stato compilato il campo di protocollo «protocollo_asst» a "
            "pagina 3.");
  Update again;
  again.objects[kProtocolField] = with(objects[kProtocolField], "/V (2026/124) /AP << /N 151 0 R >>");
  again.objects[151] = numberLook("2026/124");
  EXPECT_EQ(told(allChanges(appended(appended(signedOnce(), update), again)).back()),
            "da_confermare: protocollo_cambiato");
}

TEST_F(SignedDocument, AdmitsAddedSignatureFieldsAndTimeStamps) {
  Update update;
  update.objects[kForm] = replaced(form(), "10 0 R]", "10 0 R 150 0 R]");
  update.objects[kFirstPage] = with(objects[kFirstPage], "/Annots [150 0 R]");
  update.objects[150] =
      "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /Rect [0 0 0 0] /F 132 /P 3 0 R /V 151 0 R "
      ">>";
  update.objects[151] = signatureText();
  const auto signedBy = [&] { return allChanges(signedFile(signedOnce(), update)).back(); };
  EXPECT_EQ(told(signedBy()), "ammesse: firma_in_campo_nuovo");
  EXPECT_EQ(signedBy().signedFields, std::vector<std::string>{"Signature1"});
  update.objects[151] = signatureText("/SubFilter /ETSI.RFC3161");
  EXPECT_EQ(told(signedBy()), "ammesse: marca_temporale");
  update.objects.erase(151);
  update.objects[150] = replaced(update.objects[150], "/V 151 0 R", "");
  EXPECT_EQ(toldAfter(update), "ammesse: campo_firma_aggiunto");
  update.objects[150] = replaced(update.objects[150], "[0 0 0 0]", "[70 600 300 720]");
  EXPECT_EQ(toldAfter(update), "da_confermare: campo_firma_visibile, campo_firma_aggiunto");
}

// As iText writes them: /DR repeats what the appearance needs.
TEST_F(SignedDocument, AdmitsResourcesOfAnAddedSignatureField) {
  Update update;
  update.objects[kForm] = replaced(form(), "10 0 R]", "10 0 R 150 0 R]");
  update.objects[kFirstPage] = with(objects[kFirstPage], "/Annots [150 0 R]");
  update.objects[150] =
      "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /Rect [0 0 0 0] /F 132 /P 3 0 R /V 151 0 R "
      "/AP << /N 152 0 R >> /DR << /XObject << /FRM 153 0 R >> >> >>";
  update.objects[151] = signatureText();
  update.objects[152] = streamOf(
      "/FRM Do",
      "/Type /XObject /Subtype /Form /BBox [0 0 10 10] /Resources << /XObject << /FRM 153 0 R >> >>");
  update.objects[153] = kLook;
  const auto told1 = [&] { return told(allChanges(signedFile(signedOnce(), update)).back()); };
  EXPECT_EQ(told1(), "ammesse: firma_in_campo_nuovo");
  update.objects[kFirstContents] = streamOf("BT (Falso) Tj ET");
  update.objects[150] = replaced(update.objects[150], "/FRM 153 0 R", "/FRM " + ref(kFirstContents));
  EXPECT_EQ(told1().substr(0, 11), "non_ammesse");
  update.objects.erase(kFirstContents);
  update.objects[150] = replaced(update.objects[150], "/FRM " + ref(kFirstContents), "/FRM " + ref(kHidden));
  EXPECT_EQ(told1(), "non_ammesse: contenuto_predisposto, firma_in_campo_nuovo");
}

// As PDFBox writes them: the form calls what every signature draws /FRM.
TEST_F(SignedDocument, AdmitsDrawingsOfALaterSignatureUnderTheNameOfAnEarlier) {
  const auto resources = [](std::uint32_t number) {
    return "/F1 14 0 R >> /XObject << /FRM " + ref(number) + " >>";
  };
  objects[kForm] = replaced(objects[kForm], "/F1 14 0 R >>", resources(kBlankLook));
  Update second = signing(objects, kSecondField);
  second.objects[kForm] = replaced(form(), "/FRM 19 0 R", "/FRM 150 0 R");
  second.objects[150] = kLook;
  const auto told2 = [&] { return told(allChanges(signedFile(signedOnce(), second)).back()); };
  EXPECT_EQ(told2(), "ammesse: modulo_integrato");
  second.objects[150] = "<< /Type /XObject >>";
  EXPECT_EQ(told2(), "non_ammesse: risorse_modulo");
  second.objects.erase(150);
  second.objects[kForm] = replaced(form(), "/FRM 19 0 R", "/FRM 11 0 R");
  EXPECT_EQ(told2(), "non_ammesse: risorse_modulo");
  Update nobody;
  nobody.objects[kForm] = replaced(form(), "/FRM 19 0 R", "/FRM 150 0 R");
  nobody.objects[150] = kLook;
  EXPECT_EQ(toldAfter(nobody), "non_ammesse: risorse_modulo");
}

TEST_F(SignedDocument, AdmitsALockWrittenWithTheSignatureThatAsksForIt) {
  Update second = signing(objects, kSecondField);
  second.objects.erase(kForm);
  const auto lockedBy = [&](const std::string& lock, const Objects& written) {
    Objects before = objects;
    before[kSecondField] = with(objects[kSecondField], written.empty() ? "" : written.begin()->second);
    Update update = second;
    update.objects[kSecondField] = with(second.objects[kSecondField], lock);
    update.objects[150] = "<< /Type /SigFieldLock /Action /All >>";
    return told(allChanges(signedFile(signedFile(handMadeFile(before), signing(before, kFirstField)), update))
                    .back());
  };
  EXPECT_EQ(lockedBy("/Lock 150 0 R", {}), "solo_firme");
  EXPECT_EQ(lockedBy("/Lock 14 0 R /TU (Altro)", {}).substr(0, 29), "non_ammesse: campo_modificato");
  EXPECT_EQ(lockedBy("/Lock 150 0 R", {{0, "/Lock << /Action /Include /Fields [(nome)] >>"}}),
            "non_ammesse: campo_modificato");
  EXPECT_EQ(toldAfter(kSecondField, with(objects[kSecondField], "/Lock << /Action /All >>")),
            "non_ammesse: campo_modificato");
}

TEST_F(SignedDocument, AdmitsFontsAddedToTheForm) {
  Update update;
  update.objects[kForm] = replaced(form(), "/F1 14 0 R", "/F1 14 0 R /F2 150 0 R");
  update.objects[150] = "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>";
  EXPECT_EQ(toldAfter(update), "ammesse: modulo_integrato");
  update.objects[kForm] = replaced(form(), "/F1 14 0 R", "/F1 150 0 R");
  EXPECT_EQ(toldAfter(update), "non_ammesse: risorse_modulo");
}

TEST_F(SignedDocument, AdmitsSigningWithoutAVisibleLook) {
  Update second = signing(objects, kSecondField);
  second.objects.erase(kForm);
  second.objects[kSecondField] = replaced(second.objects[kSecondField], "[300 200 500 260]", "[0 0 0 0]");
  EXPECT_EQ(told(allChanges(signedFile(signedOnce(), second)).back()),
            "da_confermare: riquadro_senza_misura, firma_senza_aspetto");
  second.objects[128] = streamOf("", "/Type /XObject /Subtype /Form /BBox [0 0 0 0]");
  EXPECT_EQ(told(allChanges(signedFile(signedOnce(), second)).back()), "ammesse: firma_senza_aspetto");
  second.objects[kSecondField] = replaced(second.objects[kSecondField], "[0 0 0 0]", "[0 0 595 842]");
  EXPECT_EQ(told(allChanges(signedFile(signedOnce(), second)).back()), "non_ammesse: campo_modificato");
}

// ---- what a person has to look at

TEST_F(SignedDocument, AsksAboutStampsInTheMargin) {
  Update update;
  update.objects[kFirstPage] = with(objects[kFirstPage], "/Annots [150 0 R]");
  update.objects[150] = kStamp;
  update.objects[151] = kLook;
  const RevisionChanges changes = after(update);
  EXPECT_EQ(told(changes), "da_confermare: possibile_protocollo");
  EXPECT_EQ(changes.changes.at(0).page, 1u);
  EXPECT_EQ(
      changes.changes.at(0).sentence,
      "Dopo la firma di ASST di Esempio è stata aggiunta un’annotazione nel margine (possibile segnatura di "
      "protocollo, da confermare) a pagina 1.");
  update.objects[150] = replaced(kStamp, "[60 780 260 830]", "[60 400 260 450]");
  EXPECT_EQ(toldAfter(update), "non_ammesse: annotazione_aggiunta");
  update.objects[150] = replaced(kStamp, "/F 4", "/F 4 /A << /S /JavaScript /JS (1) >>");
  EXPECT_EQ(toldAfter(update), "non_ammesse: annotazione_aggiunta");
  update.objects.erase(151);
  update.objects[150] = replaced(kStamp, "151 0 R", "11 0 R");
  EXPECT_EQ(toldAfter(update), "non_ammesse: annotazione_aggiunta");
}

// ---- pages

TEST_F(SignedDocument, ForbidsAddedAnnotationsByTheirPage) {
  Update update;
  update.objects[kThirdPage] = replaced(objects[kThirdPage], "10 0 R]", "10 0 R 150 0 R]");
  update.objects[150] = "<< /Type /Annot /Subtype /Square /Rect [60 60 260 160] >>";
  const RevisionChanges changes = after(update);
  EXPECT_EQ(told(changes), "non_ammesse: annotazione_aggiunta");
  EXPECT_EQ(changes.changes.at(0).sentence,
            "Dopo la firma di ASST di Esempio è stata aggiunta un’annotazione a pagina 3.");
  EXPECT_EQ(changes.changes.at(0).page, 3u);
}

TEST_F(SignedDocument, ForbidsChangedPages) {
  EXPECT_EQ(toldAfter(kFirstContents, streamOf("BT /F1 12 Tf 70 700 Td (Falso) Tj ET")),
            "non_ammesse: contenuto_pagina");
  EXPECT_EQ(sentenceAfter(kSecondContents, streamOf("BT ET")),
            "Dopo la firma di ASST di Esempio è stato modificato il contenuto della pagina a pagina 2.");
  EXPECT_EQ(toldAfter(kFirstPage, replaced(objects[kFirstPage], "11 0 R", "13 0 R")),
            "non_ammesse: contenuto_pagina");
  EXPECT_EQ(toldAfter(kFirstPage, replaced(objects[kFirstPage], "842", "421")),
            "non_ammesse: formato_pagina");
  EXPECT_EQ(toldAfter(kFirstPage, with(objects[kFirstPage], "/Rotate 180")), "non_ammesse: formato_pagina");
  EXPECT_EQ(toldAfter(kFirstPage, replaced(objects[kFirstPage], "14 0 R", "15 0 R")),
            "non_ammesse: risorse_pagina");
  EXPECT_EQ(toldAfter(kFirstPage, with(objects[kFirstPage], "/AA << >>")), "non_ammesse: azione_aggiunta");
  EXPECT_EQ(toldAfter(kFont, "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"),
            "non_ammesse: carattere_modificato");
}

TEST_F(SignedDocument, ForbidsContentThatLayHiddenBefore) {
  EXPECT_EQ(toldAfter(kFirstPage, replaced(objects[kFirstPage], "11 0 R", "17 0 R")),
            "non_ammesse: contenuto_pagina, contenuto_predisposto");
  const std::string file = signedOnce();
  Update swap;
  swap.elsewhere[kFirstContents] = file.find("17 0 obj");
  EXPECT_EQ(allChanges(appended(file, swap)).back().level, ChangeLevel::forbidden);
  Update other;
  other.elsewhere[kFirstContents] = file.find("13 0 obj");
  EXPECT_EQ(allChanges(appended(file, other)).back().level, ChangeLevel::forbidden);
}

TEST_F(SignedDocument, ForbidsChangesOfThePageTree) {
  EXPECT_EQ(toldAfter(kPages, "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>"),
            "non_ammesse: pagina_tolta");
  EXPECT_EQ(toldAfter(kPages, "<< /Type /Pages /Kids [4 0 R 3 0 R 5 0 R] /Count 3 >>"),
            "non_ammesse: pagine_sostituite");
  EXPECT_EQ(toldAfter(kPages, with(objects[kPages], "/Resources << >>")), "non_ammesse: albero_pagine");
  EXPECT_EQ(toldAfter(kPages, with(objects[kPages], "/MediaBox [0 0 9 9]")), "non_ammesse: albero_pagine");
  Update added;
  added.objects[kPages] = "<< /Type /Pages /Kids [3 0 R 4 0 R 150 0 R 5 0 R] /Count 4 >>";
  added.objects[150] = replaced(objects[kFirstPage], "11 0 R", "12 0 R");
  EXPECT_EQ(toldAfter(added), "non_ammesse: pagina_aggiunta");
  EXPECT_EQ(toldAfter(kFirstPage, replaced(objects[kFirstPage], "/Parent 2 0 R", "/Parent 6 0 R")),
            "non_ammesse: pagina_modificata");
}

TEST_F(SignedDocument, ForbidsChangedRemovedAndFreedAnnotations) {
  EXPECT_EQ(toldAfter(kSquare, "<< /Type /Annot /Subtype /Square /Rect [10 10 500 500] >>"),
            "non_ammesse: annotazione_modificata");
  EXPECT_EQ(toldAfter(kSecondPage, replaced(objects[kSecondPage], "/Annots [18 0 R]", "")),
            "non_ammesse: annotazione_tolta");
  EXPECT_EQ(toldAfter(kThirdPage, replaced(objects[kThirdPage], "[7 0 R 8 0 R", "[8 0 R 7 0 R")),
            "non_ammesse: annotazioni_riordinate");
  Update freed;
  freed.freed = {kSquare};
  EXPECT_EQ(toldAfter(freed), "non_ammesse: oggetto_liberato");
  EXPECT_EQ(after(freed).changes.at(0).page, 2u);
}

// ---- form

TEST_F(SignedDocument, ForbidsChangesOfOtherFields) {
  EXPECT_EQ(toldAfter(kNameField, with(objects[kNameField], "/V (Altro)")), "non_ammesse: campo_modificato");
  EXPECT_EQ(sentenceAfter(kNameField, with(objects[kNameField], "/V (Altro)")),
            "Dopo la firma di ASST di Esempio è stato modificato il campo «nome» a pagina 3.");
  EXPECT_EQ(toldAfter(kProtocolField, replaced(objects[kProtocolField], "[60 300", "[0 0")),
            "non_ammesse: campo_modificato");
  EXPECT_EQ(toldAfter(kProtocolField, with(objects[kProtocolField], "/V (1) /AA << >>")),
            "non_ammesse: campo_modificato");
  EXPECT_EQ(toldAfter(kSecondField, replaced(objects[kSecondField], "300 200", "30 20")),
            "non_ammesse: campo_modificato");
  EXPECT_EQ(toldAfter(kSecondField, replaced(objects[kSecondField], "/F 4", "/F 2")),
            "non_ammesse: campo_modificato");
}

TEST_F(SignedDocument, ForbidsAddedRemovedAndReorderedFields) {
  EXPECT_EQ(toldAfter(kForm, replaced(form(), "10 0 R]", "]")), "non_ammesse: campo_tolto");
  EXPECT_EQ(toldAfter(kForm, replaced(form(), "[7 0 R 8 0 R", "[8 0 R 7 0 R")),
            "non_ammesse: campi_riordinati");
  Update update;
  update.objects[kForm] = replaced(form(), "10 0 R]", "10 0 R 150 0 R]");
  update.objects[150] = replaced(objects[kNameField], "(nome)", "(altro)");
  EXPECT_EQ(toldAfter(update), "non_ammesse: campo_aggiunto");
  update.objects[150] = "<< /FT /Sig /T (firma_asst_1) >>";
  EXPECT_EQ(toldAfter(update), "non_ammesse: campo_aggiunto");
  update.objects[150] = "<< /FT /Sig /T (nuova) /AA << >> >>";
  EXPECT_EQ(toldAfter(update), "non_ammesse: campo_aggiunto");
  update.objects[150] = "<< /FT /Sig /T (nuova) /MK << /I 19 0 R >> >>";
  EXPECT_EQ(toldAfter(update), "non_ammesse: campo_aggiunto");
}

TEST_F(SignedDocument, ForbidsTouchingWhatIsSigned) {
  const Objects& first = signing(objects, kFirstField).objects;
  EXPECT_EQ(toldAfter(kFirstField, replaced(first.at(kFirstField), "127 0 R", "19 0 R")),
            "non_ammesse: campo_firmato_modificato");
  EXPECT_EQ(toldAfter(kFirstField, objects[kFirstField]), "non_ammesse: campo_firmato_modificato");
  EXPECT_EQ(toldAfter(127, kLook), "non_ammesse: annotazione_modificata");
  EXPECT_EQ(allChanges(appended(signedOnce(),
                                [] {
                                  Update update;
                                  update.objects[107] = signatureText("/SubFilter /altro");
                                  return update;
                                }()))
                .back()
                .level,
            ChangeLevel::forbidden);
}

TEST_F(SignedDocument, ForbidsAppearancesSharedWithOtherObjects) {
  Update shared = signing(objects, kSecondField);
  shared.objects.erase(kForm);
  shared.objects.erase(128);
  shared.objects[kSecondField] = with(objects[kSecondField], "/V 108 0 R");
  shared.objects[kBlankLook] = kLook;  // the other empty fields show it, too
  Objects all = objects;
  all[kProtocolField] = with(objects[kProtocolField], "/AP << /N 19 0 R >>");
  const std::string file = signedFile(signedFile(handMadeFile(all), signing(all, kFirstField)), shared);
  EXPECT_EQ(told(allChanges(file).back()).substr(0, 30), "non_ammesse: aspetto_condiviso");

  Update borrowed = signing(objects, kSecondField);
  borrowed.objects.erase(kForm);
  borrowed.objects.erase(128);
  borrowed.objects[kSecondField] = with(replaced(objects[kSecondField], "19 0 R", "11 0 R"), "/V 108 0 R");
  EXPECT_EQ(told(allChanges(signedFile(signedOnce(), borrowed)).back()), "non_ammesse: aspetto_condiviso");
}

TEST_F(SignedDocument, AdmitsAnOwnAppearanceWrittenAnew) {
  Objects all = objects;
  all[kFirstField] = replaced(objects[kFirstField], "19 0 R", "20 0 R");
  all[20] = kLook;
  Update own;
  own.objects[kSecondField] = with(objects[kSecondField], "/V 108 0 R");
  own.objects[108] = signatureText();
  own.objects[kBlankLook] = kLook;
  EXPECT_EQ(told(allChanges(signedFile(handMadeFile(all), own)).back()), "solo_firme");
}

TEST_F(SignedDocument, ForbidsLooksOfFieldsThatNobodySigned) {
  Update update;
  update.objects[kSecondField] = replaced(objects[kSecondField], "19 0 R", "150 0 R");
  update.objects[150] = kLook;
  EXPECT_EQ(toldAfter(update), "non_ammesse: campo_modificato");
  EXPECT_EQ(toldAfter(kSecondField, with(objects[kSecondField], "/V 107 0 R")),
            "non_ammesse: campo_modificato");
  EXPECT_EQ(toldAfter(kSecondField, with(objects[kSecondField], "/V (testo)")),
            "non_ammesse: campo_modificato");
}

TEST_F(SignedDocument, ForbidsChangesOfTheForm) {
  EXPECT_EQ(toldAfter(kForm, with(form(), "/NeedAppearances true")), "non_ammesse: aspetto_da_rifare");
  EXPECT_EQ(toldAfter(kForm, with(form(), "/NeedAppearances false")), "solo_firme");
  EXPECT_EQ(toldAfter(kForm, with(form(), "/XFA (x)")), "non_ammesse: modulo_xfa");
  EXPECT_EQ(toldAfter(kForm, replaced(form(), "/F1 10 Tf", "/F1 90 Tf")), "non_ammesse: modulo_modificato");
  EXPECT_EQ(toldAfter(kForm, objects[kForm]), "non_ammesse: modulo_modificato");  // SigFlags taken back
  EXPECT_EQ(toldAfter(kCatalog, replaced(objects[kCatalog], "/AcroForm 6 0 R", "")).substr(0, 25),
            "non_ammesse: modulo_tolto");
}

// ---- catalog, trailer, the way the file is written

TEST_F(SignedDocument, ForbidsChangesOfTheCatalog) {
  const auto catalog = [this](const std::string& more) {
    return toldAfter(kCatalog, with(objects[kCatalog], more));
  };
  EXPECT_EQ(catalog("/OpenAction << /S /JavaScript /JS (1) >>"), "non_ammesse: azione_aggiunta");
  EXPECT_EQ(catalog("/AA << >>"), "non_ammesse: azione_aggiunta");
  EXPECT_EQ(catalog("/Names << /JavaScript << >> >>"), "non_ammesse: nomi_modificati");
  EXPECT_EQ(catalog("/OCProperties << >>"), "non_ammesse: livelli_modificati");
  EXPECT_EQ(catalog("/PageLabels << >>"), "non_ammesse: numerazione_modificata");
  EXPECT_EQ(catalog("/Outlines << >>"), "non_ammesse: segnalibri_modificati");
  EXPECT_EQ(catalog("/Perms << /DocMDP 107 0 R >>"), "non_ammesse: permessi_modificati");
  EXPECT_EQ(catalog("/PageLayout /OneColumn"), "non_ammesse: catalogo_modificato");
  EXPECT_EQ(catalog("/Version /1.3"), "non_ammesse: catalogo_modificato");
  EXPECT_EQ(catalog("/Version /2.0"), "ammesse: estensioni");
  EXPECT_EQ(toldAfter(kCatalog, replaced(objects[kCatalog], "it-IT", "en-GB")),
            "non_ammesse: lingua_modificata");
  EXPECT_EQ(toldAfter(kCatalog, replaced(objects[kCatalog], "16 0 R", "11 0 R")).substr(0, 32),
            "non_ammesse: metadati_modificati");
}

TEST_F(SignedDocument, ForbidsContentUnderTheCloakOfLongTermData) {
  Update update;
  update.objects[kCatalog] = with(objects[kCatalog], "/DSS 150 0 R");
  update.objects[150] = "<< /Certs [11 0 R 3 0 R] /VRI << /A 3 0 R >> >>";
  update.objects[kFirstContents] = streamOf("BT (Falso) Tj ET");
  EXPECT_EQ(after(update).level, ChangeLevel::forbidden);
  Update info;
  info.objects[kFirstContents] = "<< >>";
  info.trailer = "/Info 11 0 R /ID [<0102> <0506>]";
  EXPECT_EQ(after(info).level, ChangeLevel::forbidden);
}

TEST_F(SignedDocument, ForbidsAnotherCatalogOrIdentity) {
  Update other;
  other.root = 150;
  other.objects[150] = objects[kCatalog];
  EXPECT_EQ(after(other).level, ChangeLevel::forbidden);
  for (const char* bad : {"/ID <99>", "/ID [<99>]", "/ID [<99> /A]", "/ID [<99> 5]"}) {
    Update identity;
    identity.trailer = std::string("/Info 15 0 R ") + bad;
    EXPECT_EQ(toldAfter(identity).substr(0, 34), "non_ammesse: identificativo_cambia") << bad;
  }
}

// iText 2 does so with every signature (ISO 32000-1, 14.4 and annex E): nobody sees any of it.
TEST_F(SignedDocument, AdmitsWhatOldProgramsWriteAboutTheFile) {
  Update update;
  update.trailer = "/Info 15 0 R /ID [<99> <0506>]";
  EXPECT_EQ(toldAfter(update), "ammesse: identificativo_nuovo");
  update.objects[kPages] = with(objects[kPages], "/ITXT (2.1.7)");
  EXPECT_EQ(toldAfter(update), "ammesse: identificativo_nuovo");
  update.objects[kPages] = with(objects[kPages], "/ITXT [3 0 R]");
  EXPECT_EQ(toldAfter(update), "non_ammesse: albero_pagine, identificativo_nuovo");
  update.objects[kPages] = with(objects[kPages], "/ITXT (2.1.7) /Rotate 180");
  EXPECT_EQ(toldAfter(update), "non_ammesse: albero_pagine, identificativo_nuovo");
}

TEST_F(SignedDocument, ForbidsHiddenContentPreparedForLater) {
  EXPECT_EQ(toldAfter(150, streamOf("BT (Falso) Tj ET")), "non_ammesse: oggetto_nascosto");
  EXPECT_EQ(toldAfter(150, objects[kFirstPage]), "non_ammesse: oggetto_nascosto");
  EXPECT_EQ(toldAfter(kHidden, streamOf("BT (Falso) Tj ET")), "non_ammesse: oggetto_nascosto");
  EXPECT_EQ(toldAfter(150, "<< /A 1 >>"), "da_confermare: oggetto_nascosto");
  EXPECT_EQ(toldAfter(150, "null"), "solo_firme");
  const std::string font =
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";  // by iText
  EXPECT_EQ(toldAfter(150, font), "ammesse: carattere_inutile");
  EXPECT_EQ(toldAfter(150, with(font, "/FontDescriptor 151 0 R")), "non_ammesse: oggetto_nascosto");
  EXPECT_EQ(toldAfter(150, replaced(font, "/WinAnsiEncoding", "<< /Differences [65 /B] >>")),
            "non_ammesse: oggetto_nascosto");
  EXPECT_EQ(toldAfter(150, replaced(font, "/Helvetica", "/Inganno")), "non_ammesse: oggetto_nascosto");
}

TEST_F(SignedDocument, ForbidsFillingReferencesThatLedNowhere) {
  objects[kFirstPage] = replaced(objects[kFirstPage], "/Contents 11 0 R", "/Contents [11 0 R 150 0 R]");
  EXPECT_EQ(toldAfter(150, streamOf("BT (Falso) Tj ET")), "non_ammesse: riferimento_riempito");
}

TEST_F(SignedDocument, ForbidsBytesBehindTheEnd) {
  const std::vector<RevisionChanges> changes = allChanges(signedOnce() + "150 0 obj\n(nascosto)\nendobj\n");
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(told(changes.back()), "non_ammesse: byte_in_coda");
  EXPECT_EQ(changes.back().revision, 2u);
}

TEST_F(SignedDocument, EnforcesCertifications) {
  const auto certified = [this](int level, const Update& update) {
    Update first = signing(objects, kFirstField);
    first.objects[107] = signatureText(
        "/SubFilter /ETSI.CAdES.detached /Reference [<< /TransformMethod /DocMDP /TransformParams << /P " +
        std::to_string(level) + " >> >>]");
    first.objects[kCatalog] = with(objects[kCatalog], "/Perms << /DocMDP 107 0 R >>");
    const std::string file = signedFile(handMadeFile(objects), first);
    EXPECT_EQ(told(allChanges(file).back()), "solo_firme");
    return told(
        allChanges(update.objects.contains(108) ? signedFile(file, update) : appended(file, update)).back());
  };
  Update second = signing(objects, kSecondField);
  second.objects.erase(kForm);
  EXPECT_EQ(certified(1, second), "non_ammesse: certificazione_violata");
  EXPECT_EQ(certified(2, second), "solo_firme");
  Update stamp;
  stamp.objects[kFirstPage] = with(objects[kFirstPage], "/Annots [150 0 R]");
  stamp.objects[150] = kStamp;
  stamp.objects[151] = kLook;
  EXPECT_EQ(certified(2, stamp), "non_ammesse: certificazione_violata, possibile_protocollo");
  EXPECT_EQ(certified(3, stamp), "da_confermare: possibile_protocollo");
}

// Programs that add long-term data write when they did it; under a certification nothing else may come with
// it.
TEST_F(SignedDocument, AdmitsNewerInfoWithLongTermDataUnderACertification) {
  const std::string certification = signatureText(
      "/SubFilter /ETSI.CAdES.detached /Reference [<< /TransformMethod /DocMDP "
      "/TransformParams << /P 1 >> >>]");
  Update first = signing(objects, kFirstField);
  first.objects[107] = certification;
  const std::string file = signedFile(handMadeFile(objects), first);
  Update update;
  update.objects[kInfo] = "<< /Title (Protocollo) /ModDate (D:20260922100000Z) >>";
  EXPECT_EQ(told(allChanges(appended(file, update)).back()),
            "non_ammesse: certificazione_violata, informazioni");
  update.objects[kCatalog] = with(objects[kCatalog], "/DSS 150 0 R");
  update.objects[150] = "<< /Type /DSS >>";
  EXPECT_EQ(told(allChanges(appended(file, update)).back()), "ammesse: informazioni, dati_lunga_durata");
  update.objects[kProtocolField] = with(objects[kProtocolField], "/V (2026/123)");
  EXPECT_EQ(told(allChanges(appended(file, update)).back()).substr(0, 34),
            "non_ammesse: certificazione_violat");
}

TEST_F(SignedDocument, EnforcesLockedFields) {
  const auto locked = [this](const std::string& parameters) {
    Update first = signing(objects, kFirstField);
    first.objects[107] = signatureText(
        "/SubFilter /ETSI.CAdES.detached /Reference [<< /TransformMethod /FieldMDP /TransformParams << " +
        parameters + " >> >>]");
    Update update;
    update.objects[kProtocolField] = with(objects[kProtocolField], "/V (2026/123)");
    return told(allChanges(appended(signedFile(handMadeFile(objects), first), update)).back());
  };
  EXPECT_EQ(locked("/Action /All"), "non_ammesse: campo_bloccato, protocollo_inserito");
  EXPECT_EQ(locked("/Action /Include /Fields [(protocollo_asst)]"),
            "non_ammesse: campo_bloccato, protocollo_inserito");
  EXPECT_EQ(locked("/Action /Include /Fields [(nome)]"), "ammesse: protocollo_inserito");
  EXPECT_EQ(locked("/Action /Exclude /Fields [(protocollo_asst)]"), "ammesse: protocollo_inserito");
}

TEST_F(SignedDocument, NamesAllWhoSignedBefore) {
  Update second = signing(objects, kSecondField);
  second.objects.erase(kForm);
  Update change;
  change.objects[kFirstContents] = streamOf("BT ET");
  const auto changes = allChanges(appended(signedFile(signedOnce(), second), change));
  EXPECT_EQ(changes.back().changes.at(0).sentence,
            "Dopo le firme di ASST di Esempio e Comune di Prova è stato modificato il contenuto della pagina "
            "a pagina 1.");
}

// ---- speed

// A box of its own for each of a hundred signatures.
std::string cell(std::uint32_t number) {
  const std::uint32_t left = 60 + number % 5 * 100, bottom = 100 + number / 5 * 25;
  return "[" + std::to_string(left) + " " + std::to_string(bottom) + " " + std::to_string(left + 90) + " " +
         std::to_string(bottom + 20) + "]";
}

TEST(SignedDocuments, CompareAHundredRevisionsOfALargeFileQuickly) {
  Objects objects = handMadeObjects();
  std::string fields = "<< /Fields [", annotations = "/Annots [";
  for (std::uint32_t i = 0; i < 100; ++i) {
    fields += ref(1000 + i) + " ";
    annotations += ref(1000 + i) + " ";
  }
  objects.erase(kFirstField);
  std::vector<std::string> list;
  Objects large = handMadeObjects();
  large[kForm] = fields + "] >>";
  large[kThirdPage] =
      with(replaced(large[kThirdPage], "/Annots [7 0 R 8 0 R 9 0 R 10 0 R]", ""), annotations + "]");
  for (std::uint32_t number = kNext; number < 10000; ++number) {
    large[number] = number >= 1000 && number < 1100
                        ? replaced(replaced(handMadeObjects()[kFirstField], "firma_asst_1",
                                            "firma_" + std::to_string(number)),
                                   "[60 200 260 260]", cell(number - 1000))
                        : "<< /Type /Annot /Subtype /Link /Next " + ref(number + 1) + " /Text (" +
                              std::string(120, 'x') + ") >>";
  }
  large[kSquare] = "<< /Type /Annot /Subtype /Square /Rect [1 1 2 2] /First 20 0 R /More [1100 0 R] >>";
  std::string file = handMadeFile(large);
  for (std::uint32_t i = 0; i < 100; ++i) {
    Update update;
    update.objects[1000 + i] =
        with(replaced(large[1000 + i], "19 0 R", ref(20000 + i)), "/V " + ref(30000 + i));
    update.objects[20000 + i] = kLook;
    update.objects[30000 + i] = signatureText();
    file = signedFile(file, update);
  }
  const PdfHistory history = PdfHistory::read(file);
  const auto start = std::clock();
  const std::vector<PlacedSignature> signatures = signaturesOf(history);
  const auto middle = std::clock();
  const std::vector<RevisionChanges> changes =
      changesOf(history, signatures, std::vector<std::string>(100, "Ente"));
  const auto end = std::clock();
  ASSERT_EQ(signatures.size(), 100u);
  ASSERT_EQ(changes.size(), 100u);
  for (const RevisionChanges& one : changes) EXPECT_EQ(told(one), "solo_firme");
  const auto milliseconds = [](std::clock_t time) { return static_cast<int>(time * 1000 / CLOCKS_PER_SEC); };
  RecordProperty("signatures_ms", milliseconds(middle - start));
  RecordProperty("changes_ms", milliseconds(end - middle));
  EXPECT_LT(milliseconds(end - start), 5000);  // of processor time, also where nothing is optimised
}

}  // namespace
}  // namespace stesura
