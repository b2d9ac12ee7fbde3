// Attacks whose first half is hidden in the document before anybody signs it (Mainka et al., 2021), and
// those that a later signer covers with a signature.
#include <stdexcept>

#include "generator/pdf/history.h"
#include "generator/signature/signed_file.h"
#include "tests/attack_maker.h"
#include "tests/form_file.h"
#include "tests/pdf_update.h"
#include "tests/signed_message.h"

namespace stesura::testing {

namespace {

using Ground = const AttackGround&;
using Changes = std::function<void(PdfUpdate&, const std::string& pdf)>;

const std::string kEvilContent =
    streamOf("BT /F1 11 Tf 70 740 Td (Le parti versano 9000 euro ciascuna.) Tj ET\n");
const std::string kWhiteBox =
    streamOf("1 g 0 0 400 120 re f\n", "/Type /XObject /Subtype /Form /BBox [0 0 400 120]");
const std::string kPicture = streamOf(std::string(3, '\xff'),
                                      "/Type /XObject /Subtype /Image /Width 1 /Height 1 "
                                      "/BitsPerComponent 8 /ColorSpace /DeviceRGB");
// Numbers of the objects prepared, the first that signablePdf() leaves free for three fields.
constexpr std::uint32_t kFree = 19;

std::string withEntries(std::string body, const std::string& entries) {
  return body.insert(body.rfind(">>"), " " + entries + " ");
}

std::string after(const std::string& pdf, const Changes& change) {
  PdfUpdate made;
  change(made, pdf);
  return made.behind(pdf);
}

// What is prepared is signed by both, and then turned to its use.
Attack shadow(const std::string& name, Changes prepare, Changes use, Outcome outcome = Outcome::broken) {
  return {"shadow_" + name, outcome, "",
          [=](Ground ground) { return after(ground.signedTwice(after(ground.issued, prepare)), use); }};
}

void coveredByAnnotation(PdfUpdate& made, const std::string& pdf) {
  made.objects[kFree] =
      "<< /Type /Annot /Subtype /Stamp /Rect [60 640 460 760] /F 4 /P 7 0 R /Contents (1000 euro) "
      "/AP << /N 20 0 R >> >>";
  made.objects[kFree + 1] = kWhiteBox;
  made.objects[kPageObject] = withEntries(bodyOf(pdf, kPageObject), "/Annots [19 0 R]");
}

void coveredByPicture(PdfUpdate& made, const std::string& pdf) {
  made.objects[kFree] = kPicture;
  made.objects[kContentObject] =
      streamOf("BT /F1 11 Tf 70 740 Td (9000 euro) Tj ET q 400 0 0 120 60 640 cm /X1 Do Q\n");
  made.objects[kPageObject] =
      replaced(bodyOf(pdf, kPageObject), "/Resources <<", "/Resources << /XObject << /X1 19 0 R >>");
}

void withFilledField(PdfUpdate& made, const std::string& pdf) {
  made.objects[kFree] =
      "<< /Type /Annot /Subtype /Widget /FT /Tx /T (importo) /V (1000) /Rect [60 600 160 620] /F 4 /P 7 0 R "
      "/DA (/F1 11 Tf 0 g) /AP << /N 20 0 R >> >>";
  made.objects[kFree + 1] = streamOf("BT /F1 11 Tf 2 4 Td (1000) Tj ET\n",
                                     "/Type /XObject /Subtype /Form /BBox [0 0 100 20] "
                                     "/Resources << /Font << /F1 4 0 R >> >>");
  made.objects[kPageObject] = withEntries(bodyOf(pdf, kPageObject), "/Annots [19 0 R]");
  made.objects[kFormObject] = replaced(bodyOf(pdf, kFormObject), "/Fields [", "/Fields [19 0 R ");
}

// A second object of the same number that no table names.
void withHiddenContent(PdfUpdate& made, const std::string& pdf) {
  made.raw = "8 0 obj\n" + kEvilContent + "\nendobj\n";
  made.objects[kContentObject] = streamOf("BT /F1 11 Tf 70 740 Td (1000 euro) Tj ET\n");
  (void)pdf;
}

void withHiddenDocument(PdfUpdate& made, const std::string& pdf) {
  made.objects[kFree] = replaced(bodyOf(pdf, 1), "/Pages 2 0 R", "/Pages 20 0 R");
  made.objects[kFree + 1] = "<< /Type /Pages /Kids [21 0 R 9 0 R 11 0 R] /Count 3 >>";
  made.objects[kFree + 2] = replaced(bodyOf(pdf, kPageObject), "/Contents 8 0 R", "/Contents 22 0 R");
  made.objects[kFree + 3] = kEvilContent;
}

void withLayer(PdfUpdate& made, const std::string& pdf) {
  made.objects[kFree] = "<< /Type /OCG /Name (importo) >>";
  made.objects[kFree + 1] = "<< /OCGs [19 0 R] /D << /Order [19 0 R] >> >>";
  made.objects[1] = withEntries(bodyOf(pdf, 1), "/OCProperties 20 0 R");
}

std::vector<Attack> hiding() {
  return {
      shadow("hide_annotation_freed", coveredByAnnotation,
             [](PdfUpdate& made, const std::string&) { made.freed = {kFree}; }),
      shadow("hide_appearance_freed", coveredByAnnotation,
             [](PdfUpdate& made, const std::string&) { made.freed = {kFree + 1}; }),
      shadow("hide_appearance_emptied", coveredByAnnotation,
             [](PdfUpdate& made, const std::string&) {
               made.objects[kFree + 1] = streamOf("", "/Type /XObject /Subtype /Form /BBox [0 0 1 1]");
             }),
      shadow("hide_annotation_with_other_contents", coveredByAnnotation,
             [](PdfUpdate& made, const std::string& pdf) {
               made.objects[kFree] = replaced(bodyOf(pdf, kFree), "1000 euro", "9000 euro");
             }),
      shadow("hide_annotation_hidden", coveredByAnnotation,
             [](PdfUpdate& made, const std::string& pdf) {
               made.objects[kFree] = replaced(bodyOf(pdf, kFree), "/F 4", "/F 2");
             }),
      shadow("hide_annotation_off_the_page", coveredByAnnotation,
             [](PdfUpdate& made, const std::string& pdf) {
               made.objects[kPageObject] = replaced(bodyOf(pdf, kPageObject), "/Annots [19 0 R]", "");
             }),
      shadow("hide_picture_freed", coveredByPicture,
             [](PdfUpdate& made, const std::string&) { made.freed = {kFree}; }),
      shadow("hide_picture_emptied", coveredByPicture,
             [](PdfUpdate& made, const std::string&) {
               made.objects[kFree] = replaced(kPicture, "/Image", "/Form");
             }),
      shadow("hide_picture_in_no_table", coveredByPicture,
             [](PdfUpdate& made, const std::string&) { made.elsewhere[kFree] = 15; }),
      shadow("hide_layer_switched_off", withLayer,
             [](PdfUpdate& made, const std::string& pdf) {
               made.objects[kFree + 1] = replaced(bodyOf(pdf, kFree + 1), "/Order", "/OFF [19 0 R] /Order");
             }),
  };
}

std::vector<Attack> replacing() {
  return {
      shadow("replace_appearance", withFilledField,
             [](PdfUpdate& made, const std::string& pdf) {
               made.objects[kFree + 1] = streamOf("BT /F1 11 Tf 2 4 Td (9000) Tj ET\n",
                                                  "/Type /XObject /Subtype /Form /BBox [0 0 100 20] "
                                                  "/Resources << /Font << /F1 4 0 R >> >>");
               (void)pdf;
             }),
      shadow("replace_appearance_by_another", withFilledField,
             [](PdfUpdate& made, const std::string& pdf) {
               const std::uint32_t next = sizeOf(pdf);
               made.objects[next] = kWhiteBox;
               made.objects[kFree] =
                   replaced(bodyOf(pdf, kFree), "/N 20 0 R", "/N " + std::to_string(next) + " 0 R");
             }),
      shadow("replace_value", withFilledField,
             [](PdfUpdate& made, const std::string& pdf) {
               made.objects[kFree] = replaced(bodyOf(pdf, kFree), "(1000)", "(9000)");
             }),
      shadow("replace_default_appearance", withFilledField,
             [](PdfUpdate& made, const std::string& pdf) {
               made.objects[kFree] = replaced(bodyOf(pdf, kFree), "0 g", "1 g");
             }),
      shadow("replace_font", withFilledField,
             [](PdfUpdate& made, const std::string&) {
               made.objects[kFontObject] =
                   "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [49 /nine] "
                   ">> >>";
             }),
      shadow("replace_name_of_field", withFilledField,
             [](PdfUpdate& made, const std::string& pdf) {
               made.objects[kFree] = replaced(bodyOf(pdf, kFree), "(importo)", "(protocollo_9)");
             }),
      shadow("hide_and_replace_content", withHiddenContent,
             [](PdfUpdate& made, const std::string& pdf) {
               made.elsewhere[kContentObject] = pdf.find("8 0 obj\n<< /Length", pdf.find("%%EOF"));
             }),
      shadow("hide_and_replace_content_by_stream", withHiddenContent,
             [](PdfUpdate& made, const std::string& pdf) {
               made.elsewhere[kContentObject] = pdf.find("8 0 obj\n<< /Length", pdf.find("%%EOF"));
               made.ending = PdfUpdate::Ending::stream;
             }),
      shadow("hide_and_replace_with_the_issued_object", withHiddenContent,
             [](PdfUpdate& made, const std::string& pdf) {
               made.elsewhere[kContentObject] = pdf.find("8 0 obj");
             }),
      shadow("hide_and_replace_document", withHiddenDocument,
             [](PdfUpdate& made, const std::string&) { made.trailer = "/Root 19 0 R "; }),
      shadow("hide_and_replace_pages", withHiddenDocument,
             [](PdfUpdate& made, const std::string& pdf) {
               made.objects[1] = replaced(bodyOf(pdf, 1), "/Pages 2 0 R", "/Pages 20 0 R");
             }),
  };
}

TestIdentity third(Ground ground) {
  return ground.world.signer({.givenName = "Mario", .surname = "Rossi", .organisation = "Comune di Esempio"});
}

std::string signedByHand(const std::string& pdf, std::uint32_t field, const TestIdentity& who,
                         const std::string& entries = "", const PdfUpdate& update = {}) {
  HandSignature signature(pdf, field, entries, "ETSI.CAdES.detached", update);
  signature.setContents(detachedMessage(signature.covered(), {who}));
  return signature.bytes();
}

// A trusted third party signs over what it changed: its signature is right, those before it cover less.
Attack signedOver(const std::string& name, Changes change) {
  return {"signed_over_" + name, Outcome::broken, "", [change](Ground ground) {
            return signedByHand(after(ground.twice, change), kThirdField, third(ground));
          }};
}

// The same within the revision of that signature.
Attack signedWith(const std::string& name, Changes change) {
  return {"signed_with_" + name, Outcome::broken, "", [change](Ground ground) {
            PdfUpdate made;
            change(made, ground.twice);
            return signedByHand(ground.twice, kThirdField, third(ground), "", made);
          }};
}

std::string insideTheSignature(Ground ground, const std::string& from, const std::string& to) {
  HandSignature signature(ground.twice, kThirdField);
  std::string bytes = signature.bytes();
  const std::size_t at = bytes.rfind(from);
  if (at == bytes.npos) throw std::runtime_error("no " + from);
  bytes.replace(at, from.size(), paddedTo(from.size(), to));
  const std::string covered = bytes.substr(0, signature.gapBegin()) + bytes.substr(signature.gapEnd());
  const std::string digits = hexOf(detachedMessage(covered, {third(ground)}));
  bytes.replace(signature.gapBegin() + 1, digits.size(), digits);
  return bytes;
}

std::vector<Attack> signingOver() {
  return {
      signedOver("other_content",
                 [](PdfUpdate& made, const std::string&) { made.objects[kContentObject] = kEvilContent; }),
      signedOver("a_removed_page",
                 [](PdfUpdate& made, const std::string&) {
                   made.objects[kPagesRoot] = "<< /Type /Pages /Kids [7 0 R 11 0 R] /Count 2 >>";
                 }),
      signedOver("another_appearance_of_the_first",
                 [](PdfUpdate& made, const std::string& pdf) {
                   const PdfHistory history = PdfHistory::read(pdf);
                   const PdfObject& field = history.object(kFirstField, history.last());
                   made.objects[history.resolve(field["AP"], history.last())["N"].number()] = kWhiteBox;
                 }),
      signedWith("other_content",
                 [](PdfUpdate& made, const std::string&) { made.objects[kContentObject] = kEvilContent; }),
      signedWith("another_page",
                 [](PdfUpdate& made, const std::string& pdf) {
                   made.objects[9] = replaced(bodyOf(pdf, 9), "/Contents 10 0 R", "/Contents 8 0 R");
                 }),
      signedWith("an_enlarged_field",
                 [](PdfUpdate& made, const std::string& pdf) {
                   const std::uint32_t next = sizeOf(pdf) + 1;
                   made.objects[next] = kWhiteBox;
                   made.objects[kThirdField] =
                       replaced(bodyOf(pdf, kThirdField), "/Rect [",
                                "/AP << /N " + std::to_string(next) + " 0 R >> /Rect [0 0 595 842] /Altro [");
                 }),
      signedWith("no_appearance_of_the_first",
                 [](PdfUpdate& made, const std::string& pdf) {
                   const std::string body = bodyOf(pdf, kFirstField);
                   const std::size_t at = body.find("/AP");
                   made.objects[kFirstField] = body.substr(0, at) + "/Altro" + body.substr(at + 3);
                 }),
      signedWith("a_freed_page", [](PdfUpdate& made, const std::string&) { made.freed.push_back(9); }),
      signedWith("a_script",
                 [](PdfUpdate& made, const std::string& pdf) {
                   made.objects[1] =
                       withEntries(bodyOf(pdf, 1), "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>");
                 }),
      {"old_format_of_signature", Outcome::notVerified, "formato",
       [](Ground ground) {
         HandSignature signature(ground.twice, kThirdField, "", "adbe.pkcs7.sha1");
         signature.setContents(detachedMessage(signature.covered(), {third(ground)}));
         return signature.bytes();
       }},
      {"signature_said_to_be_a_time_stamp", Outcome::broken, "",
       [](Ground ground) {
         HandSignature signature(ground.twice, kThirdField, "", "ETSI.RFC3161");
         signature.setContents(detachedMessage(signature.covered(), {third(ground)}));
         return signature.bytes();
       }},
      {"root_exchanged_under_a_signature", Outcome::broken, "",
       [](Ground ground) { return insideTheSignature(ground, "/Root 1 0 R", "/Root 2 0 R"); }},
  };
}

// The first signature certifies the document: `level` of DocMDP.
std::string certified(Ground ground, int level) {
  const std::string entries =
      "/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /V "
      "/1.2 /P " +
      std::to_string(level) + " >> >>]";
  return signedByHand(ground.issued, kFirstField, ground.first, entries);
}

Attack afterCertification(const std::string& name, int level, Changes change) {
  return {"certified_" + name, Outcome::broken, "",
          [=](Ground ground) { return after(certified(ground, level), change); }};
}

void fillText(PdfUpdate& made, const std::string& pdf) {
  const std::uint32_t next = sizeOf(pdf);
  made.objects[next] = streamOf("BT /F1 9 Tf 2 4 Td (Prot. 123/2026) Tj ET\n",
                                "/Type /XObject /Subtype /Form /BBox [0 0 120 16] "
                                "/Resources << /Font << /F1 4 0 R >> >>");
  made.objects[kFirstText] = withEntries(bodyOf(pdf, kFirstText),
                                         "/V (Prot. 123/2026) /AP << /N " + std::to_string(next) + " 0 R >>");
}

void addStamp(PdfUpdate& made, const std::string& pdf) {
  const std::uint32_t next = sizeOf(pdf);
  made.objects[next] =
      "<< /Type /Annot /Subtype /FreeText /Rect [400 780 560 820] /F 4 /P 7 0 R /DA (/F1 9 Tf 0 g) /Contents "
      "(Prot. 1) >>";
  made.objects[kPageObject] =
      withEntries(bodyOf(pdf, kPageObject), "/Annots [" + std::to_string(next) + " 0 R]");
}

std::vector<Attack> certifications() {
  return {
      {"certified_control", Outcome::valid, "", [](Ground ground) { return certified(ground, 2); }},
      {"certified_and_filled_control", Outcome::valid, "",
       [](Ground ground) { return after(certified(ground, 2), fillText); }},
      afterCertification("against_changes_and_filled", 1, fillText),
      {"certified_against_changes_and_signed", Outcome::broken, "",
       [](Ground ground) { return signedByHand(certified(ground, 1), kSecondField, ground.second); }},
      afterCertification("for_forms_and_stamped", 2, addStamp),
      afterCertification(
          "and_content_changed", 3,
          [](PdfUpdate& made, const std::string&) { made.objects[kContentObject] = kEvilContent; }),
      {"registration_filled_control", Outcome::valid, "",
       [](Ground ground) { return after(ground.twice, fillText); }},
      // A registry may correct what it wrote; a person looks.
      {"registration_replaced", Outcome::toConfirm, "è stato cambiato il valore del campo di protocollo",
       [](Ground ground) {
         const auto other = [](PdfUpdate& made, const std::string& pdf) {
           made.objects[kFirstText] = replaced(bodyOf(pdf, kFirstText), "Prot. 123", "Prot. 999");
         };
         return after(after(ground.twice, fillText), other);
       }},
  };
}

}  // namespace

std::vector<Attack> shadowAttacks() {
  std::vector<Attack> all;
  for (auto group : {hiding(), replacing(), signingOver(), certifications()})
    all.insert(all.end(), group.begin(), group.end());
  return all;
}

}  // namespace stesura::testing
