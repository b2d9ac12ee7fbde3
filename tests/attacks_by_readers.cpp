// Attacks by what readers draw themselves, from a form's resources, once those grow (fields and notes whose
// appearance is missing, of no use, or not looked at), and by what they find in files that are no PDF.
#include "generator/signature/asn1_reader.h"
#include "tests/attack_maker.h"
#include "tests/form_file.h"
#include "tests/message_maker.h"
#include "tests/pdf_update.h"

namespace stesura::testing {

namespace {

using Ground = const AttackGround&;

constexpr std::uint32_t kLastPage = 11, kDrawn = 19;

std::string withEntries(std::string body, const std::string& entries) {
  return body.insert(body.rfind(">>"), " " + entries + " ");
}

// A field or note on the last page, which two sign; `form` goes into the form.
std::string prepared(Ground ground, const std::string& drawn, bool isField, const std::string& form) {
  PdfUpdate made;
  made.objects[kDrawn] = "<< /Type /Annot /F 4 /P 11 0 R /Rect [70 400 270 430] " + drawn + " >>";
  made.objects[kLastPage] = replaced(bodyOf(ground.issued, kLastPage), "/Annots [", "/Annots [19 0 R ");
  made.objects[kFormObject] = withEntries(bodyOf(ground.issued, kFormObject), form);
  if (isField)
    made.objects[kFormObject] = replaced(made.objects[kFormObject], "/Fields [", "/Fields [19 0 R ");
  return ground.signedTwice(made.behind(ground.issued));
}

// A font whose «1» looks like a «9», under a name that the form did not have.
std::string withFont(const std::string& pdf) {
  PdfUpdate made;
  made.objects[sizeOf(pdf)] =
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [49 /nine] >> >>";
  made.objects[kFormObject] = replaced(bodyOf(pdf, kFormObject), "/F1 4 0 R",
                                       "/F1 4 0 R /Nuovo " + std::to_string(sizeOf(pdf)) + " 0 R");
  return made.behind(pdf);
}

Attack redrawn(const std::string& name, const std::string& drawn, bool isField,
               const std::string& form = "") {
  return {"redrawn_" + name, Outcome::toConfirm, "che i programmi disegnano da sé",
          [=](Ground ground) { return withFont(prepared(ground, drawn, isField, form)); }};
}

TestIdentity third(Ground ground) {
  return ground.world.signer({.givenName = "Mario", .surname = "Rossi", .organisation = "Comune di Esempio"});
}

// What an update of the issued file would append: pages that say something else.
std::string otherPages(Ground ground) {
  PdfUpdate made;
  made.objects[kContentObject] = streamOf("BT /F1 11 Tf 70 740 Td (Le parti versano 9000 euro.) Tj ET\n");
  return made.behind(ground.issued).substr(ground.issued.size());
}

std::string enveloped(const TestIdentity& who, std::string_view content, const std::string& unsignedText) {
  SignerMaker signer(who, content);
  if (!unsignedText.empty())
    signer.unsignedAttributes.push_back(derAttribute("1.2.3.4", der(0x04, unsignedText)));
  return signedMessage({std::string(content), false, kDataOid, {who.certificate}, {}, {signer.der()}});
}

// A message whose list of digests holds more.
std::string withDigest(const std::string& message, const std::string& added) {
  Asn1Cursor information(onlyElement(message, asn1::kSequence).content);
  const std::string oid(information.take().whole);
  Asn1Cursor data(onlyElement(information.take().content, asn1::kSequence).content);
  const std::string version(data.take().whole), digests(data.take().content), rest(data.rest());
  return der(0x30, oid + der(0xA0, der(0x30, version + der(0x31, der(0x30, added) + digests) + rest)));
}

}  // namespace

std::vector<Attack> attacksByReaders() {
  const std::string text = "/Subtype /Widget /FT /Tx /T (importo) /V (1000 euro) /DA (/Nuovo 14 Tf 0 g) ";
  const std::string look = "/AP << /N 4 0 R >>";
  return {
      redrawn("text_without_a_look", text, true),
      redrawn("text_with_a_look_of_no_use", text + "/AP << >>", true),
      redrawn("text_with_a_look_for_other_times", text + "/AP << /D 8 0 R >>", true),
      redrawn("text_with_a_look_that_is_no_drawing", text + look, true),
      redrawn("text_that_readers_are_asked_to_draw", text + "/AP << /N 8 0 R >>", true,
              "/NeedAppearances true"),
      redrawn("choice_of_a_box_to_tick",
              "/Subtype /Widget /FT /Btn /T (scelta) /V /Yes /AS /Yes /MK << /CA (1) >> /DA (/Nuovo 14 Tf 0 "
              "g)",
              true),
      redrawn("note_without_a_look", "/Subtype /FreeText /Contents (1000 euro) /DA (/Nuovo 14 Tf 0 g)",
              false),
      redrawn("note_with_a_look_of_no_use",
              "/Subtype /FreeText /Contents (1000 euro) /DA (/Nuovo 14 Tf 0 g) /AP << >>", false),
      {"message_that_goes_on_as_a_pdf", Outcome::broken, "può mostrare altro da ciò che è stato firmato",
       [](Ground ground) { return enveloped(third(ground), ground.issued, otherPages(ground)); }},
      {"message_that_goes_on_as_a_pdf_without_references", Outcome::broken,
       "può mostrare altro da ciò che è stato firmato",
       [](Ground ground) {
         const std::string pages = otherPages(ground);
         return enveloped(third(ground), ground.issued, pages.substr(0, pages.find("xref")));
       }},
      {"message_with_a_pdf_before_its_content", Outcome::notVerified, "",
       [](Ground ground) {
         return withDigest(enveloped(third(ground), "Accordo", ""),
                           derOid("1.2.3.4") + der(0x04, ground.issued));
       }},
  };
}

}  // namespace stesura::testing
