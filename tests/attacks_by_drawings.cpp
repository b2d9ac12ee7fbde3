// Attacks by what an admitted change draws: the look of a field that waited to be signed or filled, its
// registration, the metadata. The boxes are prepared before anybody signs.
#include "generator/signature/signed_file.h"
#include "tests/attack_maker.h"
#include "tests/form_file.h"
#include "tests/pdf_update.h"
#include "tests/signed_message.h"

namespace stesura::testing {

namespace {

using Ground = const AttackGround&;
using Changes = std::function<void(PdfUpdate&, const std::string& pdf)>;

constexpr std::uint32_t kLastPage = 11, kLastContent = 12, kMetadataObject = 6, kInfoObject = 5;
const std::string kForm = "/Type /XObject /Subtype /Form ";
const std::string kWhite = streamOf("1 g 0 0 400 120 re f\n", kForm + "/BBox [0 0 400 120]");

std::string withEntries(std::string body, const std::string& entries) {
  return body.insert(body.rfind(">>"), " " + entries + " ");
}
std::string referenceTo(std::uint32_t number) { return std::to_string(number) + " 0 R"; }

std::string after(const std::string& pdf, const Changes& change) {
  PdfUpdate made;
  change(made, pdf);
  return made.behind(pdf);
}

void nothing(PdfUpdate&, const std::string&) {}

std::string signedByThird(Ground ground, const std::string& pdf, const Changes& change) {
  PdfUpdate made;
  change(made, pdf);
  const TestIdentity third =
      ground.world.signer({.givenName = "Mario", .surname = "Rossi", .organisation = "Comune di Esempio"});
  HandSignature signature(pdf, kThirdField, "", "ETSI.CAdES.detached", made);
  signature.setContents(detachedMessage(signature.covered(), {third}));
  return signature.bytes();
}

// The field for the third signature as it is prepared for all, then signed by two, then by the third
// with a look of its own.
Attack drawn(const std::string& name, Outcome outcome, const std::string& words, Changes prepare,
             Changes use) {
  return {"drawn_" + name, outcome, words, [=](Ground ground) {
            return signedByThird(ground, ground.signedTwice(after(ground.issued, prepare)), use);
          }};
}

// Number 1 above the first that is free is the look; the signature's own dictionary takes that one.
Changes look(const std::string& stream, const std::string& entries = "", const std::string& states = "/N ") {
  return [=](PdfUpdate& made, const std::string& pdf) {
    const std::uint32_t number = sizeOf(pdf) + 1;
    made.objects[number] = stream;
    made.objects[kThirdField] =
        withEntries(bodyOf(pdf, kThirdField), "/AP << " + states + referenceTo(number) + " >> " + entries);
  };
}

Changes placedAt(const std::string& rectangle, const std::string& entries = "") {
  return [=](PdfUpdate& made, const std::string& pdf) {
    made.objects[kThirdField] =
        replaced(bodyOf(pdf, kThirdField), "[300 58 420 109]", rectangle + " " + entries);
  };
}

// On the last page, which has its own content besides.
Changes placedOver(const std::string& content, const std::string& resources = "",
                   const std::string& rectangle = "[60 300 260 380]") {
  return [=](PdfUpdate& made, const std::string& pdf) {
    placedAt(rectangle)(made, pdf);
    made.objects[kLastContent] = streamOf(content);
    made.objects[kLastPage] = replaced(bodyOf(pdf, kLastPage), "/Resources <<", "/Resources << " + resources);
  };
}

// A part of the field is an object of its own, which the look names, too, as if it were the look's.
Attack sharing(const std::string& name, const std::pair<std::string, std::string>& entry,
               const std::string& before, const std::string& later) {
  return drawn(
      "by_" + name + "_shared_with_the_look", Outcome::broken, "da un oggetto usato anche altrove",
      [=](PdfUpdate& made, const std::string& pdf) {
        made.objects[19] = before;
        made.objects[kThirdField] = replaced(bodyOf(pdf, kThirdField), entry.first, entry.second);
      },
      [=](PdfUpdate& made, const std::string& pdf) {
        look(streamOf("1 g 0 0 400 120 re f\n", kForm + "/BBox [0 0 400 120] /Altro 19 0 R"))(made, pdf);
        made.objects[19] = later;
      });
}

std::vector<Attack> boxes() {
  const std::string hides = "può nascondere il testo", hidesThem = "può nasconderle",
                    hidesIt = "può nasconderlo";
  return {
      drawn("over_the_whole_page", Outcome::toConfirm,
            "che copre gran parte della pagina 3: il suo disegno " + hides, placedAt("[0 0 595 842]"),
            look(kWhite)),
      drawn(
          "over_a_page_made_small", Outcome::toConfirm, "gran parte della pagina 3",
          [](PdfUpdate& made, const std::string& pdf) {
            placedAt("[300 300 500 400]")(made, pdf);
            made.objects[kLastPage] = replaced(bodyOf(pdf, kLastPage), "/MediaBox [0 0 595 842]",
                                               "/MediaBox [0 0 595 842] /CropBox [280 280 520 420]");
          },
          look(kWhite)),
      drawn("over_words", Outcome::toConfirm, "sta sopra parole della pagina 3: il suo disegno " + hidesThem,
            placedAt("[60 730 300 752]"), look(kWhite)),
      drawn("over_one_word", Outcome::toConfirm, "sta sopra parole", placedAt("[190 737 215 752]"),
            look(kWhite)),
      drawn("over_words_that_are_turned", Outcome::toConfirm, "sta sopra parole",
            placedOver("q 0 1 -1 0 200 300 cm BT /F1 11 Tf 10 10 Td (1000 euro) Tj ET Q\n"), look(kWhite)),
      drawn(
          "over_words_in_a_form", Outcome::toConfirm, "sta sopra parole",
          [](PdfUpdate& made, const std::string& pdf) {
            placedOver("/X1 Do\n", "/XObject << /X1 19 0 R >>")(made, pdf);
            made.objects[19] = streamOf("BT /F1 11 Tf (1000 euro) Tj ET\n",
                                        kForm + "/BBox [0 0 400 120] /Matrix [1 0 0 1 100 340]");
          },
          look(kWhite)),
      drawn(
          "over_words_without_width", Outcome::toConfirm, "sta sopra parole",
          [](PdfUpdate& made, const std::string& pdf) {
            placedOver("BT /F9 11 Tf 100 340 Td (1) Tj ET\n", "/XObject << >>")(made, pdf);
            made.objects[kLastPage] =
                replaced(made.objects[kLastPage], "/F1 4 0 R",
                         "/F1 4 0 R /F9 << /Type /Font /Subtype /Type1 "
                         "/BaseFont /Helvetica /FirstChar 49 /LastChar 49 /Widths [0] >>");
          },
          look(kWhite)),
      drawn(
          "over_a_picture", Outcome::toConfirm, "sopra un’immagine o un disegno della pagina 3",
          [](PdfUpdate& made, const std::string& pdf) {
            placedOver("q 400 0 0 120 60 320 cm /X1 Do Q\n", "/XObject << /X1 19 0 R >>")(made, pdf);
            made.objects[19] = streamOf(std::string(3, 'x'),
                                        "/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent "
                                        "8 /ColorSpace /DeviceRGB");
          },
          look(kWhite)),
      drawn("over_a_picture_in_line", Outcome::toConfirm, hidesIt,
            placedOver("q 100 0 0 20 80 320 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q\n"), look(kWhite)),
      drawn("over_letters_drawn_as_curves", Outcome::toConfirm, hidesIt,
            placedOver("100 340 m 120 360 140 300 150 340 c h f\n"), look(kWhite)),
      drawn("over_letters_cut_out", Outcome::toConfirm, hidesIt,
            placedOver("q 100 340 m 120 360 140 300 150 340 c h W n 0 0 595 842 re f Q\n"), look(kWhite)),
      drawn("over_letters_in_a_pattern", Outcome::toConfirm, hidesIt,
            placedOver("/Pattern cs /P1 scn 0 0 595 842 re f\n"), look(kWhite)),
      drawn("over_letters_in_a_mask", Outcome::toConfirm, hidesIt,
            placedOver("/G1 gs 0 0 595 842 re f\n",
                       "/ExtGState << /G1 << /SMask << /S /Luminosity /G 8 0 R >> >> >>"),
            look(kWhite)),
      drawn(
          "over_letters_that_are_drawings", Outcome::toConfirm,
          "non si può dire che cosa ci sia sotto, nella pagina 3",
          [](PdfUpdate& made, const std::string& pdf) {
            placedOver("BT /F9 11 Tf 400 700 Td (1) Tj ET\n", "/XObject << >>")(made, pdf);
            made.objects[kLastPage] = replaced(made.objects[kLastPage], "/F1 4 0 R",
                                               "/F1 4 0 R /F9 << /Type /Font /Subtype /Type3 "
                                               "/FontMatrix [1 0 0 1 -300 -360] /CharProcs << >> >>");
          },
          look(kWhite)),
      drawn(
          "over_what_cannot_be_read", Outcome::toConfirm, "non si può dire che cosa ci sia sotto",
          [](PdfUpdate& made, const std::string& pdf) {
            placedAt("[60 300 260 380]")(made, pdf);
            made.objects[kLastContent] = streamOf("3131>", "/Filter /ASCIIHexDecode");
          },
          look(kWhite)),
      drawn("over_another_field", Outcome::toConfirm,
            "sta sopra un altro campo o un’annotazione della pagina 3", placedAt("[30 50 200 120]"),
            look(kWhite)),
      drawn(
          "in_a_box_that_does_not_zoom", Outcome::toConfirm, "può uscire dal suo riquadro",
          [](PdfUpdate& made, const std::string& pdf) {
            made.objects[kThirdField] = replaced(bodyOf(pdf, kThirdField), "/F 4", "/F 12");
          },
          look(kWhite)),
      drawn("in_a_box_made_not_to_zoom", Outcome::broken, "è stato modificato il campo «firma_comune_1»",
            nothing,
            [](PdfUpdate& made, const std::string& pdf) {
              look(kWhite)(made, pdf);
              made.objects[kThirdField] = replaced(made.objects[kThirdField], "/F 4", "/F 12");
            }),
      drawn("in_a_box_made_not_to_turn", Outcome::broken, "è stato modificato il campo «firma_comune_1»",
            nothing,
            [](PdfUpdate& made, const std::string& pdf) {
              look(kWhite)(made, pdf);
              made.objects[kThirdField] = replaced(made.objects[kThirdField], "/F 4", "/F 20");
            }),
      drawn("with_a_border_as_wide_as_the_page", Outcome::toConfirm, "può uscire dal suo riquadro", nothing,
            look(kWhite, "/BS << /W 800 >>")),
      drawn("with_an_old_border_as_wide_as_the_page", Outcome::toConfirm, "può uscire dal suo riquadro",
            nothing, look(kWhite, "/Border [0 0 800]")),
      drawn("without_bounds_in_few_bytes", Outcome::broken, "non dichiara entro quali limiti", nothing,
            [](PdfUpdate& made, const std::string& pdf) {
              const std::uint32_t next = sizeOf(pdf) + 2;
              look(streamOf("/X Do", kForm + "/Resources << /XObject << /X " + referenceTo(next) + " >> >>"))(
                  made, pdf);
              made.objects[next] = kWhite;
            }),
      drawn(
          "without_bounds_in_its_own_place", Outcome::broken, "non dichiara entro quali limiti",
          [](PdfUpdate& made, const std::string& pdf) {
            made.objects[19] = streamOf("", kForm + "/BBox [0 0 120 51]");
            made.objects[kThirdField] = withEntries(bodyOf(pdf, kThirdField), "/AP << /N 19 0 R >>");
          },
          [](PdfUpdate& made, const std::string&) {
            made.objects[19] = streamOf("1 g 0 0 400 120 re f\n", kForm);
          }),
      sharing("rectangle", {"/Rect [300 58 420 109]", "/Rect 19 0 R"}, "[300 58 420 109]",
              "[60 300 300 500]"),
      sharing("flags", {"/F 4", "/F 19 0 R"}, "4", "28"),
      sharing("colours", {"/F 4", "/F 4 /MK 19 0 R"}, "<< >>", "<< /CA (9000 euro) >>"),
      drawn("with_a_matrix_of_nothing", Outcome::broken, "non dichiara entro quali limiti", nothing,
            look(streamOf("1 g 0 0 400 120 re f\n", kForm + "/BBox [0 0 400 120] /Matrix [0 0 0 0 0 0]"))),
      drawn("with_a_matrix_that_is_none", Outcome::broken, "non dichiara entro quali limiti", nothing,
            look(streamOf("1 g 0 0 400 120 re f\n", kForm + "/BBox [0 0 400 120] /Matrix [1 0 0]"))),
      drawn("when_the_mouse_is_over_it", Outcome::toConfirm, "sta sopra parole", placedAt("[60 730 300 752]"),
            look(kWhite, "", "/R ")),
      drawn("in_a_box_without_size", Outcome::toConfirm, "un riquadro senza misura",
            placedAt("[60 730 60 730]"), look(kWhite)),
      drawn(
          "in_a_second_box_on_another_page", Outcome::toConfirm, "gran parte della pagina 1",
          [](PdfUpdate& made, const std::string& pdf) {
            made.objects[kThirdField] = "<< /FT /Sig /T (firma_comune_1) /Kids [19 0 R 20 0 R] >>";
            made.objects[19] =
                "<< /Type /Annot /Subtype /Widget /Parent 17 0 R /F 4 /Rect [300 58 420 109] >>";
            made.objects[20] =
                "<< /Type /Annot /Subtype /Widget /Parent 17 0 R /F 4 /Rect [20 20 570 820] >>";
            made.objects[kLastPage] = replaced(bodyOf(pdf, kLastPage), "17 0 R", "19 0 R");
            made.objects[kPageObject] = withEntries(bodyOf(pdf, kPageObject), "/Annots [20 0 R]");
          },
          [](PdfUpdate& made, const std::string& pdf) {
            const std::uint32_t number = sizeOf(pdf) + 1;
            made.objects[number] = kWhite;
            made.objects[20] = withEntries(bodyOf(pdf, 20), "/AP << /N " + referenceTo(number) + " >>");
          }),
      drawn(
          "on_two_pages_at_once", Outcome::toConfirm, "parole della pagina 1",
          [](PdfUpdate& made, const std::string& pdf) {
            placedOver("\n", "", "[60 730 300 752]")(made, pdf);
            made.objects[kPageObject] = withEntries(bodyOf(pdf, kPageObject), "/Annots 19 0 R");
            made.objects[19] = "[17 0 R]";
          },
          look(kWhite)),
      // What honest people do.
      drawn("control_on_blank", Outcome::valid, "", placedAt("[60 300 345 470]"), look(kWhite)),
      drawn("control_as_large_as_ours_may_be", Outcome::valid, "", placedAt("[40 300 551 584]"),
            look(kWhite)),
      drawn("control_on_a_line_to_sign_on", Outcome::valid, "",
            placedOver("0.9 g 40 280 515 200 re f 0 g 60 300 m 260 300 l S BT /F1 11 Tf 60 302 Td "
                       "(______________ ....) Tj ET\n"),
            look(kWhite)),
      drawn("control_that_draws_nothing", Outcome::valid, "", placedAt("[60 730 300 752]"),
            look(streamOf("q Q\n", kForm + "/BBox [0 0 9 9]"))),
  };
}

// A registration «Prot. 123/2026» in the first text field, after two signatures.
Attack registered(const std::string& name, Outcome outcome, const std::string& words,
                  const std::string& content, const std::string& font = "/F1 4 0 R",
                  const std::string& entries = "", const std::string& states = "/N ") {
  return {"registration_" + name, outcome, words, [=](Ground ground) {
            return after(ground.twice, [&](PdfUpdate& made, const std::string& pdf) {
              const std::uint32_t next = sizeOf(pdf);
              made.objects[next] =
                  streamOf(content, kForm + "/BBox [0 0 120 16] /Resources << /Font << " + font +
                                        " >> "
                                        "/ExtGState << /G1 << /BM /Multiply >> >> /XObject << /X1 " +
                                        referenceTo(next + 1) + " >> >> " + entries);
              made.objects[next + 1] = kWhite;
              made.objects[kFirstText] =
                  withEntries(bodyOf(pdf, kFirstText),
                              "/V (Prot. 123/2026) /AP << " + states + referenceTo(next) + " >>");
            });
          }};
}

// The frame that waits for it is written anew (PDFBox does so).
Attack inItsPlace(const std::string& name, Outcome outcome, const std::string& words,
                  const std::string& text) {
  return {"registration_" + name, outcome, words, [=](Ground ground) {
            const std::string prepared = after(ground.issued, [](PdfUpdate& made, const std::string& pdf) {
              made.objects[19] = streamOf("/Tx BMC EMC\n", kForm + "/BBox [0 0 120 16]");
              made.objects[kFirstText] = withEntries(bodyOf(pdf, kFirstText), "/AP << /N 19 0 R >>");
            });
            return after(ground.signedTwice(prepared), [&](PdfUpdate& made, const std::string& pdf) {
              made.objects[19] =
                  streamOf("BT /F1 9 Tf 2 4 Td " + text + " Tj ET\n",
                           kForm + "/BBox [0 0 120 16] /Resources << /Font << /F1 4 0 R >> >>");
              made.objects[kFirstText] = withEntries(bodyOf(pdf, kFirstText), "/V (Prot. 123/2026)");
            });
          }};
}

Attack moved(const std::string& name, Outcome outcome, const std::string& words,
             const std::string& rectangle) {
  return {"registration_" + name, outcome, words, [=](Ground ground) {
            return after(ground.twice, [&](PdfUpdate& made, const std::string& pdf) {
              made.objects[kFirstText] = withEntries(
                  replaced(bodyOf(pdf, kFirstText), "[40 40 160 56]", rectangle), "/V (Prot. 123/2026)");
            });
          }};
}

std::vector<Attack> registrations() {
  const std::string other = "mostra un testo che non è quello registrato",
                    drawing = "un disegno che può nascondere";
  const std::string honest = "BT /F1 9 Tf 2 4 Td (Prot. 123/2026) Tj ET\n";
  const auto differing = [](const std::string& differences) {
    return "/F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /BaseEncoding "
           "/WinAnsiEncoding /Differences [" +
           differences + "] >> >>";
  };
  return {
      registered("drawn_as_something_else", Outcome::toConfirm, other,
                 "BT /F1 9 Tf 2 4 Td (annullato) Tj ET\n"),
      registered("not_drawn", Outcome::toConfirm, other, "q Q\n"),
      registered("drawn_with_more_words", Outcome::toConfirm, other,
                 honest + "BT /F1 9 Tf 80 4 Td (bis) Tj ET\n"),
      registered("drawn_beside_its_box", Outcome::toConfirm, other,
                 "BT /F1 9 Tf 2 40 Td (Prot. 123/2026) Tj ET\n"),
      registered("drawn_too_small", Outcome::toConfirm, other,
                 "BT /F1 0.1 Tf 2 4 Td (Prot. 123/2026) Tj ET\n"),
      registered("over_a_white_box", Outcome::toConfirm, drawing, "1 g 0 0 120 16 re f 0 g " + honest),
      registered("over_a_wide_line", Outcome::toConfirm, drawing, "1 G 16 w 0 8 m 120 8 l S " + honest),
      registered("over_a_wide_line_by_scale", Outcome::toConfirm, drawing,
                 "q 16 0 0 16 0 0 cm 1 G 1 w 0 0.5 m 8 0.5 l S Q " + honest),
      registered("over_a_picture", Outcome::toConfirm, drawing,
                 "BI /W 1 /H 1 /BPC 8 /CS /G ID x EI " + honest),
      registered("over_a_form", Outcome::toConfirm, drawing, "/X1 Do " + honest),
      registered("with_a_graphics_state", Outcome::toConfirm, drawing, "/G1 gs " + honest),
      registered("with_words_not_drawn", Outcome::toConfirm, drawing,
                 "BT 3 Tr /F1 9 Tf 2 4 Td (Prot. 123/2026) Tj ET\n"),
      registered("in_a_layer", Outcome::toConfirm, drawing, honest, "/F1 4 0 R",
                 "/OC << /Type /OCG /Name (a) >>"),
      registered("in_a_font_of_other_letters", Outcome::toConfirm, other, honest, differing("49 /nine")),
      registered("in_a_font_that_says_two_things", Outcome::toConfirm, other,
                 "BT /F1 9 Tf 2 4 Td (annullato) Tj ET\n",
                 "/F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding "
                 "/ToUnicode 4 0 R >>"),
      registered("in_dingbats", Outcome::toConfirm, other, honest,
                 "/F1 << /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats /Encoding /WinAnsiEncoding >>"),
      registered("in_letters_that_are_drawings", Outcome::toConfirm, drawing, honest,
                 "/F1 << /Type /Font /Subtype /Type3 /FontMatrix [1 0 0 1 0 0] /CharProcs << >> /Encoding "
                 "/WinAnsiEncoding >>"),
      registered("otherwise_under_the_mouse", Outcome::toConfirm, other,
                 "BT /F1 9 Tf 2 4 Td (annullato) Tj ET\n", "/F1 4 0 R", "", "/R "),
      registered("control_letter_by_letter", Outcome::valid, "",
                 "/Tx BMC q 1 1 118 14 re W n BT 0 g /F1 9 Tf 1 0 0 1 2 4 Tm [(Pr) -20 (ot.) -300 (123)] TJ "
                 "(/2026) Tj ET Q EMC\n"),
      registered("control_with_a_frame", Outcome::valid, "",
                 "q 0.5 G 0.5 w 0.25 0.25 119.5 15.5 re S Q " + honest),
      registered("control_in_named_letters", Outcome::valid, "",
                 "BT /F1 9 Tf 2 4 Td (Prot. ABC/2026) Tj ET\n", differing("65 /one /two /three")),
      inItsPlace("in_its_own_place_as_something_else", Outcome::toConfirm, other, "(annullato)"),
      inItsPlace("in_its_own_place_control", Outcome::valid, "", "(Prot. 123/2026)"),
      moved("moved_by_a_point", Outcome::broken, "è stato modificato il campo", "[41 40 160 56]"),
      moved("moved_by_a_fiftieth", Outcome::broken, "è stato modificato il campo", "[40 40 160 56.02]"),
      moved("rounded_control", Outcome::valid, "", "[40.004 40 159.996 56]"),
      // The box itself was prepared to hide something.
      {"registration_over_words", Outcome::toConfirm, "«protocollo_1», che sta sopra parole della pagina 3",
       [](Ground ground) {
         const std::string prepared = after(ground.issued, [](PdfUpdate& made, const std::string& pdf) {
           const std::string body = bodyOf(pdf, kFirstText);
           const std::size_t at = body.find("/Rect [") + 7;
           made.objects[kFirstText] = body.substr(0, at) + "60 730 300 752" + body.substr(body.find(']', at));
         });
         return after(ground.signedTwice(prepared), [](PdfUpdate& made, const std::string& pdf) {
           made.objects[kFirstText] = withEntries(bodyOf(pdf, kFirstText), "/V (Prot. 123/2026)");
         });
       }},
      {"registration_on_a_ground_of_its_own", Outcome::broken, "è stato modificato il campo",
       [](Ground ground) {
         return after(ground.twice, [](PdfUpdate& made, const std::string& pdf) {
           made.objects[kFirstText] =
               withEntries(bodyOf(pdf, kFirstText), "/V (Prot. 123/2026) /MK << /BG [1 1 1] >>");
         });
       }},
  };
}

Attack later(const std::string& name, Outcome outcome, const std::string& words, Changes change) {
  return {name, outcome, words, [=](Ground ground) { return after(ground.twice, change); }};
}

std::string packet(const std::string& description, const std::string& before = "") {
  return before +
         "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
         "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">" +
         description + "</rdf:RDF></x:xmpmeta>";
}

std::string claim(const std::string& part, const std::string& conformance) {
  return "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" pdfaid:part=\"" +
         part + "\"><pdfaid:conformance>" + conformance + "</pdfaid:conformance></rdf:Description>";
}

std::vector<Attack> metadata() {
  const auto replacedBy = [](const std::string& data, const std::string& entries = "") {
    return [=](PdfUpdate& made, const std::string&) {
      made.objects[kMetadataObject] = streamOf(data, "/Type /Metadata /Subtype /XML " + entries);
    };
  };
  const auto info = [](const std::string& entries) {
    return [=](PdfUpdate& made, const std::string& pdf) {
      made.objects[kInfoObject] = withEntries(bodyOf(pdf, kInfoObject), entries);
    };
  };
  const auto claimed = [](const std::string& name, Outcome outcome, const std::string& words,
                          const std::string& fresh) {
    return Attack{
        name, outcome, words, [=](Ground ground) {
          const std::string prepared = after(ground.issued, [](PdfUpdate& made, const std::string&) {
            made.objects[kMetadataObject] =
                streamOf(packet(claim("2", "B")), "/Type /Metadata /Subtype /XML");
          });
          return after(ground.signedTwice(prepared), [&](PdfUpdate& made, const std::string&) {
            made.objects[kMetadataObject] = streamOf(packet(fresh), "/Type /Metadata /Subtype /XML");
          });
        }};
  };
  const std::string noPacket = "sono stati sostituiti con qualcosa che non è XMP",
                    claims = "è stata cambiata la conformità a PDF/A";
  return {
      later("metadata_of_any_bytes", Outcome::broken, noPacket, replacedBy("MZ\x90 9000 euro")),
      later("metadata_of_other_xml", Outcome::broken, noPacket,
            replacedBy("<html><body>9000 euro</body></html>")),
      later("metadata_with_entities", Outcome::broken, noPacket,
            replacedBy(packet("", "<!DOCTYPE x [<!ENTITY a \"9000 euro\">]>"))),
      later("metadata_in_an_unknown_filter", Outcome::broken, noPacket,
            replacedBy("3131>", "/Filter /ASCIIHexDecode")),
      later("metadata_with_objects_below", Outcome::broken, "metadati",
            [=](PdfUpdate& made, const std::string& pdf) {
              replacedBy(packet(""), "/Altro " + referenceTo(sizeOf(pdf)))(made, pdf);
              made.objects[sizeOf(pdf)] = kWhite;
            }),
      claimed("metadata_of_another_part", Outcome::toConfirm, claims, claim("4", "B")),
      claimed("metadata_of_another_conformance", Outcome::toConfirm, claims, claim("2", "A")),
      claimed("metadata_without_claim", Outcome::toConfirm, claims, ""),
      claimed("metadata_of_two_claims", Outcome::toConfirm, claims, claim("2", "B") + claim("3", "B")),
      claimed("metadata_control", Outcome::valid, "metadati",
              claim("2", "B") + "<rdf:Description rdf:about=\"\"/>"),
      later("info_with_a_stream", Outcome::broken, "contengono qualcosa che non è un testo",
            [=](PdfUpdate& made, const std::string& pdf) {
              info("/Altro " + referenceTo(sizeOf(pdf)))(made, pdf);
              made.objects[sizeOf(pdf)] = kWhite;
            }),
      later("info_with_a_dictionary", Outcome::broken, "contengono qualcosa che non è un testo",
            info("/Subject << /A (9000 euro) >>")),
      later("info_with_an_unknown_key", Outcome::valid, "la voce «Protocollo»", info("/Protocollo (123)")),
      later("info_with_an_unreadable_key", Outcome::valid, "una voce propria", info("/#3Cb#3E (123)")),
      later("info_control", Outcome::valid, "informazioni generali (dati per la stampa, parole chiave)",
            info("/Trapped /False /Keywords (protocollo)")),
  };
}

std::vector<Attack> neighbours() {
  const auto shownLater = [](const std::string& flags) {
    return [flags](PdfUpdate& made, const std::string& pdf) {
      const std::uint32_t next = sizeOf(pdf);
      made.objects[next + 1] = kWhite;
      made.objects[next] = "<< /Type /Annot /Subtype /Widget /Rect [60 640 460 760] /F " + flags +
                           " /P 7 0 R /FT /Sig /T (firma_propria) /AP << /N " + referenceTo(next + 1) +
                           " >> >>";
      made.objects[kPageObject] =
          withEntries(bodyOf(pdf, kPageObject), "/Annots [" + referenceTo(next) + "]");
      made.objects[kFormObject] =
          replaced(bodyOf(pdf, kFormObject), "/Fields [", "/Fields [" + referenceTo(next) + " ");
    };
  };
  const auto stamp = [](const std::string& flags, const std::string& entries, const std::string& form) {
    return [=](PdfUpdate& made, const std::string& pdf) {
      const std::uint32_t next = sizeOf(pdf);
      made.objects[next] = "<< /Type /Annot /Subtype /Stamp /Rect [400 800 560 830] /F " + flags +
                           " /P 7 0 R " + entries + " /AP << /N " + referenceTo(next + 1) + " >> >>";
      made.objects[next + 1] = streamOf("1 g 0 0 400 120 re f\n", form);
      made.objects[kPageObject] =
          withEntries(bodyOf(pdf, kPageObject), "/Annots [" + referenceTo(next) + "]");
    };
  };
  // The reader draws a value for which there is no appearance, in the font that the form names.
  const auto drawnByReader = [](const std::string& name, const std::string& prepared, const std::string& from,
                                const std::string& to) {
    return Attack{
        name, Outcome::toConfirm, "che i programmi disegnano da sé", [=](Ground ground) {
          const std::string before = after(ground.issued, [&](PdfUpdate& made, const std::string& pdf) {
            made.objects[19] =
                "<< /Type /Annot /Subtype /Widget /FT /Tx /T (importo) /V (1000) /Rect [60 600 160 620] /F 4 "
                "/P 7 0 R " +
                prepared + " >>";
            made.objects[kPageObject] = withEntries(bodyOf(pdf, kPageObject), "/Annots [19 0 R]");
            made.objects[kFormObject] =
                replaced(replaced(bodyOf(pdf, kFormObject), "/Fields [", "/Fields [19 0 R "),
                         "/DA (/F1 9 Tf 0 g)", "");
          });
          return after(ground.signedTwice(before), [&](PdfUpdate& made, const std::string& pdf) {
            made.objects[kFormObject] = replaced(bodyOf(pdf, kFormObject), from, to);
          });
        }};
  };
  return {
      later("new_field_shown_under_the_mouse", Outcome::toConfirm, "campo di firma visibile",
            shownLater("288")),
      later("new_field_hidden_control", Outcome::valid, "è stato aggiunto il campo di firma",
            shownLater("2")),
      later("stamp_in_the_margin_without_bounds", Outcome::broken, "è stata aggiunta un’annotazione",
            stamp("4", "", kForm)),
      later("stamp_in_the_margin_that_does_not_zoom", Outcome::broken, "è stata aggiunta un’annotazione",
            stamp("12", "", kForm + "/BBox [0 0 400 120]")),
      later("stamp_in_the_margin_with_a_wide_border", Outcome::broken, "è stata aggiunta un’annotazione",
            stamp("4", "/BS << /W 900 >>", kForm + "/BBox [0 0 400 120]")),
      drawnByReader("font_added_for_a_field_without_look", "/DA (/F9 11 Tf 0 g)", "/F1 4 0 R",
                    "/F1 4 0 R /F9 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << "
                    "/Differences [49 /nine] >> >>"),
      drawnByReader("default_look_added_for_a_field_without_look", "", "/SigFlags 3",
                    "/SigFlags 3 /DA (/F1 0.01 Tf 1 g)"),
  };
}

// What the catalog or a page may get besides: none of it after a signature.
std::vector<Attack> entries() {
  std::vector<Attack> all;
  const auto add = [&all](const std::string& name, std::uint32_t number, const std::string& entry) {
    all.push_back(later(name, Outcome::broken, "", [=](PdfUpdate& made, const std::string& pdf) {
      made.objects[number] = withEntries(bodyOf(pdf, number), entry);
    }));
  };
  const std::pair<const char*, const char*> ofCatalog[] = {
      {"threads", "/Threads [<< /F 8 0 R >>]"},
      {"legal", "/Legal << /JavaScriptActions 0 >>"},
      {"requirements", "/Requirements [<< /S /EnableJavaScripts >>]"},
      {"collection", "/Collection << /View /D >>"},
      {"associated_files", "/AF [8 0 R]"},
      {"private_data", "/PieceInfo << >>"},
      {"base_address", "/URI << /Base (https://esempio.example) >>"},
      {"structure", "/StructTreeRoot << /Type /StructTreeRoot >>"},
      {"marking", "/MarkInfo << /Marked false >>"},
      {"destinations", "/Dests << /a [9 0 R /Fit] >>"},
      {"page_mode", "/PageMode /FullScreen"},
      {"page_layout", "/PageLayout /TwoColumnLeft"},
      {"rendering", "/NeedsRendering true"},
      {"output_intents", "/OutputIntents [<< /S /GTS_PDFA1 >>]"},
      {"document_parts", "/DPartRoot << >>"},
      {"spider", "/SpiderInfo << >>"}};
  for (const auto& [name, entry] : ofCatalog) add(std::string("catalog_with_") + name, 1, entry);
  const std::pair<const char*, const char*> ofPage[] = {
      {"group", "/Group << /S /Transparency /CS /DeviceGray >>"},
      {"thumbnail", "/Thumb 8 0 R"},
      {"beads", "/B [8 0 R]"},
      {"metadata", "/Metadata 6 0 R"},
      {"structure_parents", "/StructParents 0"},
      {"viewports", "/VP [<< >>]"},
      {"duration", "/Dur 1"},
      {"transition", "/Trans << /S /Wipe >>"},
      {"output_intents", "/OutputIntents [<< >>]"},
      {"template", "/TemplateInstantiated /a"},
      {"steps", "/PresSteps << >>"},
      {"separation", "/SeparationInfo << >>"}};
  for (const auto& [name, entry] : ofPage) add(std::string("page_with_") + name, kPageObject, entry);
  return all;
}

// An object that the catalog or the first page leads to, prepared, signed, then written anew.
Attack rewritten(const std::string& name, std::uint32_t owner, const std::string& entry,
                 const std::string& before, const std::string& afterwards) {
  return {"rewritten_" + name, Outcome::broken, "", [=](Ground ground) {
            const std::string prepared = after(ground.issued, [&](PdfUpdate& made, const std::string& pdf) {
              made.objects[19] = before;
              made.objects[owner] = withEntries(bodyOf(pdf, owner), entry);
            });
            return after(ground.signedTwice(prepared),
                         [&](PdfUpdate& made, const std::string&) { made.objects[19] = afterwards; });
          }};
}

std::vector<Attack> prepared() {
  return {
      rewritten("structure_that_is_read_aloud", 1, "/StructTreeRoot << /Type /StructTreeRoot /K 19 0 R >>",
                "<< /S /P /P 1 0 R /ActualText (1000 euro) >>",
                "<< /S /P /P 1 0 R /ActualText (9000 euro) >>"),
      rewritten("roles_of_the_structure", 1, "/StructTreeRoot 19 0 R", "<< /Type /StructTreeRoot >>",
                "<< /Type /StructTreeRoot /RoleMap << /P /Artifact >> >>"),
      rewritten("colour_profile", kPageObject, "/Group << /S /Transparency /CS [/ICCBased 19 0 R] >>",
                streamOf("a", "/N 3"), streamOf("b", "/N 3")),
      rewritten("opening_action", 1, "/OpenAction 19 0 R", "[7 0 R /Fit]",
                "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"),
      rewritten("named_destinations", 1, "/Names << /Dests 19 0 R >>", "<< /Names [(a) [7 0 R /Fit]] >>",
                "<< /Names [(a) [9 0 R /Fit]] >>"),
      rewritten(
          "attachment", 1,
          "/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /F (a) /EF << /F 19 0 R >> >>] >> >>",
          streamOf("1000"), streamOf("9000")),
      rewritten("outline", 1, "/Outlines << /First 19 0 R /Last 19 0 R >>", "<< /Title (Articolo 1) >>",
                "<< /Title (Articolo 9) >>"),
      rewritten("page_labels", 1, "/PageLabels 19 0 R", "<< /Nums [0 << /S /D >>] >>",
                "<< /Nums [0 << /S /D /St 9 >>] >>"),
      rewritten("preferences", 1, "/ViewerPreferences 19 0 R", "<< >>", "<< /HideWindowUI true >>"),
      rewritten("layers", 1, "/OCProperties 19 0 R", "<< /OCGs [] /D << >> >>",
                "<< /OCGs [] /D << /BaseState /OFF >> >>"),
      rewritten("thumbnail", kPageObject, "/Thumb 19 0 R", streamOf("a"), streamOf("b")),
      rewritten("size_of_the_page", kPageObject, "/CropBox 19 0 R", "[0 0 595 842]", "[0 0 595 400]"),
      rewritten("turn_of_the_page", kPageObject, "/Rotate 19 0 R", "0", "180"),
      rewritten("unit_of_the_page", kPageObject, "/UserUnit 19 0 R", "1", "9"),
      rewritten("language", 1, "/Altro 19 0 R", "(it)", "(en)"),
      // A registration that hands its value to a field of another name.
      {"registration_that_fills_another_field", Outcome::broken, "è stato modificato il campo «protocollo_1»",
       [](Ground ground) {
         const std::string prepared = after(ground.issued, [](PdfUpdate& made, const std::string& pdf) {
           made.objects[19] =
               replaced(replaced(bodyOf(pdf, kFirstText), "(protocollo_1)", "(importo) /Parent 14 0 R"),
                        "/FT /Tx", "");
           made.objects[kFirstText] = "<< /T (protocollo_1) /FT /Tx /Kids [19 0 R] >>";
           made.objects[kLastPage] = replaced(bodyOf(pdf, kLastPage), "14 0 R", "19 0 R");
         });
         return after(ground.signedTwice(prepared), [](PdfUpdate& made, const std::string& pdf) {
           made.objects[kFirstText] = withEntries(bodyOf(pdf, kFirstText), "/V (9000 euro)");
         });
       }},
      // Each of two updates would be admitted alone: a font for the form, then a number in that font.
      {"font_added_then_registration_in_it", Outcome::toConfirm,
       "mostra un testo che non è quello registrato",
       [](Ground ground) {
         const std::string fonts = after(ground.twice, [](PdfUpdate& made, const std::string& pdf) {
           made.objects[sizeOf(pdf)] =
               "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [49 /nine] >> "
               ">>";
           made.objects[kFormObject] =
               replaced(bodyOf(pdf, kFormObject), "/F1 4 0 R", "/F1 4 0 R /F9 " + referenceTo(sizeOf(pdf)));
         });
         return after(fonts, [](PdfUpdate& made, const std::string& pdf) {
           const std::uint32_t next = sizeOf(pdf);
           made.objects[next] = streamOf(
               "BT /F9 9 Tf 2 4 Td (Prot. 123/2026) Tj ET\n",
               kForm + "/BBox [0 0 120 16] /Resources << /Font << /F9 " + referenceTo(next - 1) + " >> >>");
           made.objects[kFirstText] = withEntries(
               bodyOf(pdf, kFirstText), "/V (Prot. 123/2026) /AP << /N " + referenceTo(next) + " >>");
         });
       }},
      // Long-term data that carry a drawing, then a registration that shows it.
      {"drawing_in_long_term_data_then_shown", Outcome::toConfirm, "un disegno che può nascondere",
       [](Ground ground) {
         const std::string kept = after(ground.twice, [](PdfUpdate& made, const std::string& pdf) {
           made.objects[sizeOf(pdf)] = kWhite;
           made.objects[1] =
               withEntries(bodyOf(pdf, 1), "/DSS << /Certs [" + referenceTo(sizeOf(pdf)) + "] >>");
         });
         return after(kept, [](PdfUpdate& made, const std::string& pdf) {
           const std::uint32_t next = sizeOf(pdf);
           made.objects[next] = streamOf("BT /F1 9 Tf 2 4 Td (Prot. 123/2026) Tj ET /X1 Do\n",
                                         kForm +
                                             "/BBox [0 0 120 16] /Resources << /Font << /F1 4 0 R >> "
                                             "/XObject << /X1 " +
                                             referenceTo(next - 1) + " >> >>");
           made.objects[kFirstText] = withEntries(
               bodyOf(pdf, kFirstText), "/V (Prot. 123/2026) /AP << /N " + referenceTo(next) + " >>");
         });
       }},
      {"long_term_data_shown_as_registration", Outcome::broken, "da un oggetto usato anche altrove",
       [](Ground ground) {
         const std::string kept = after(ground.twice, [](PdfUpdate& made, const std::string& pdf) {
           made.objects[sizeOf(pdf)] = kWhite;
           made.objects[1] =
               withEntries(bodyOf(pdf, 1), "/DSS << /Certs [" + referenceTo(sizeOf(pdf)) + "] >>");
         });
         return after(kept, [](PdfUpdate& made, const std::string& pdf) {
           made.objects[kFirstText] =
               withEntries(bodyOf(pdf, kFirstText),
                           "/V (Prot. 123/2026) /AP << /N " + referenceTo(sizeOf(pdf) - 1) + " >>");
         });
       }},
  };
}

}  // namespace

std::vector<Attack> attacksByDrawings() {
  std::vector<Attack> all;
  for (auto group : {boxes(), registrations(), metadata(), neighbours(), entries(), prepared()})
    all.insert(all.end(), group.begin(), group.end());
  return all;
}

}  // namespace stesura::testing
