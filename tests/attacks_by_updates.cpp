#include <stdexcept>

#include "generator/pdf/history.h"
#include "generator/signature/signed_file.h"
#include "tests/attack_maker.h"
#include "tests/form_file.h"
#include "tests/pdf_update.h"

namespace stesura::testing {

namespace {

using Ground = const AttackGround&;
using Ending = PdfUpdate::Ending;
using Changes = std::function<void(PdfUpdate&, const std::string& pdf)>;

// A reader may follow such a file, but it shows the issued one, without the signatures.
const Outcome kSaysNothing = Outcome::notVerified;

const std::string kEvilContent =
    streamOf("BT /F1 11 Tf 70 740 Td (Le parti versano 9000 euro ciascuna.) Tj ET\n");
const std::string kWhiteBox =
    streamOf("1 g 0 0 400 120 re f\n", "/Type /XObject /Subtype /Form /BBox [0 0 400 120]");

// An update behind the file that both have signed.
Attack update(const std::string& name, const std::string& words, Changes change,
              Outcome outcome = Outcome::broken) {
  return {name, outcome, words, [change](Ground ground) {
            PdfUpdate made;
            change(made, ground.twice);
            return made.behind(ground.twice);
          }};
}

// With entries put in at the end of a dictionary.
std::string withEntries(std::string body, const std::string& entries) {
  return body.insert(body.rfind(">>"), " " + entries + " ");
}

// One object as it is, with one part of it replaced.
Attack edited(const std::string& name, std::uint32_t number, const std::string& from, const std::string& to,
              const std::string& words = "") {
  return update(name, words, [=](PdfUpdate& made, const std::string& pdf) {
    made.objects[number] = replaced(bodyOf(pdf, number), from, to);
  });
}

Attack extended(const std::string& name, std::uint32_t number, const std::string& entries,
                const std::string& words = "") {
  return update(name, words, [=](PdfUpdate& made, const std::string& pdf) {
    made.objects[number] = withEntries(bodyOf(pdf, number), entries);
  });
}

Attack rewritten(const std::string& name, std::uint32_t number, const std::string& body,
                 const std::string& words = "") {
  return update(name, words, [=](PdfUpdate& made, const std::string&) { made.objects[number] = body; });
}

Attack saving(const std::string& name, Ending ending) {
  return update("incremental_saving_" + name, "", [ending](PdfUpdate& made, const std::string&) {
    made.objects[kContentObject] = kEvilContent;
    made.ending = ending;
  });
}

std::vector<Attack> incrementalSavings() {
  return {
      saving("whole", Ending::whole),
      saving("without_xref", Ending::noXref),
      saving("without_trailer", Ending::noTrailer),
      saving("without_either", Ending::neither),
      saving("with_xref_stream", Ending::stream),
      saving("with_hybrid_xref", Ending::hybrid),
      update("incremental_saving_of_object_stream", "",
             [](PdfUpdate& made, const std::string& pdf) {
               const std::uint32_t next = sizeOf(pdf);
               const std::string page = replaced(bodyOf(pdf, kPageObject), "/Contents 8 0 R",
                                                 "/Contents " + std::to_string(next) + " 0 R");
               made.objects[next] = kEvilContent;
               made.objects[next + 1] = streamOf("7 0 " + page, "/Type /ObjStm /N 1 /First 4");
               made.ending = Ending::stream;
             }),
      // The signature is copied too, so that it looks as if the last revision were the signed one.
      update("incremental_saving_with_copied_signature", "",
             [](PdfUpdate& made, const std::string& pdf) {
               const PdfHistory history = PdfHistory::read(pdf);
               const PlacedSignature last = signaturesOf(history).back();
               const std::uint32_t next = sizeOf(pdf);
               made.objects[kContentObject] = kEvilContent;
               made.objects[next] = bodyOf(pdf, last.dictionaryNumber);
               made.objects[kSecondField] =
                   replaced(bodyOf(pdf, kSecondField), std::to_string(last.dictionaryNumber) + " 0 R",
                            std::to_string(next) + " 0 R");
             }),
  };
}

std::string annotation(const std::string& kind, const std::string& further = "") {
  return "<< /Type /Annot /Subtype /" + kind + " /Rect [60 640 460 760] /F 4 /P 7 0 R " + further + " >>";
}

// On the text of the first page.
Attack overlay(const std::string& name, const std::string& kind, const std::string& further,
               Outcome outcome = Outcome::broken) {
  return update(
      "overlay_" + name, "pagina 1",
      [=](PdfUpdate& made, const std::string& pdf) {
        const std::uint32_t next = sizeOf(pdf);
        made.objects[next + 1] = kWhiteBox;
        made.objects[next] = annotation(
            kind, replaced(further + "@", "@", "/AP << /N " + std::to_string(next + 1) + " 0 R >>"));
        made.objects[kPageObject] =
            withEntries(bodyOf(pdf, kPageObject), "/Annots [" + std::to_string(next) + " 0 R]");
      },
      outcome);
}

std::vector<Attack> overlays() {
  return {
      overlay("free_text", "FreeText", "/DA (/F1 11 Tf 0 g) /Contents (9000 euro) "),
      overlay("stamp", "Stamp", ""),
      // In the margin it may be the stamp of a registry: for a person to look at, and named with its page.
      update(
          "stamp_in_the_margin", "possibile segnatura di protocollo",
          [](PdfUpdate& made, const std::string& pdf) {
            const std::uint32_t next = sizeOf(pdf);
            made.objects[next] =
                "<< /Type /Annot /Subtype /FreeText /Rect [400 800 560 830] /F 4 /P 7 0 R /DA (/F1 9 Tf 0 g) "
                "/Contents (Prot. 123/2026) >>";
            made.objects[kPageObject] =
                withEntries(bodyOf(pdf, kPageObject), "/Annots [" + std::to_string(next) + " 0 R]");
          },
          Outcome::toConfirm),
      overlay("square", "Square", "/IC [1 1 1] /C [1 1 1] "),
      overlay("ink", "Ink", "/InkList [[60 640 460 760]] "),
      overlay("polygon", "Polygon", "/Vertices [60 640 460 640 460 760] /IC [1 1 1] "),
      overlay("redaction", "Redact", "/IC [1 1 1] "),
      overlay("highlight", "Highlight", "/QuadPoints [60 760 460 760 60 640 460 640] "),
      overlay("strike_out", "StrikeOut", "/QuadPoints [60 760 460 760 60 640 460 640] "),
      overlay("file", "FileAttachment", "/FS << /Type /Filespec /F (accordo.pdf) >> "),
      overlay("link", "Link", "/A << /S /URI /URI (https://esempio.example) >> "),
      overlay("link_with_script", "Link", "/A << /S /JavaScript /JS (app.alert\\(1\\)) >> "),
      overlay("screen", "Screen", ""),
      overlay("unknown_kind", "Novissima", ""),
      overlay("watermark", "Watermark", ""),
      overlay("button", "Widget", "/FT /Btn /Ff 65536 /T (copertura) "),
      overlay("text_field_outside_of_the_form", "Widget", "/FT /Tx /T (copertura) /V (9000 euro) "),
      update("overlay_written_in_the_page", "",
             [](PdfUpdate& made, const std::string& pdf) {
               made.objects[kPageObject] = withEntries(
                   bodyOf(pdf, kPageObject), "/Annots [" + annotation("Square", "/IC [1 1 1]") + "]");
             }),
      update("overlay_by_new_text_field", "",
             [](PdfUpdate& made, const std::string& pdf) {
               const std::uint32_t next = sizeOf(pdf);
               made.objects[next + 1] = kWhiteBox;
               made.objects[next] = annotation("Widget", "/FT /Tx /T (importo) /V (9000 euro) /AP << /N " +
                                                             std::to_string(next + 1) + " 0 R >>");
               made.objects[kPageObject] =
                   withEntries(bodyOf(pdf, kPageObject), "/Annots [" + std::to_string(next) + " 0 R]");
               made.objects[kFormObject] = replaced(bodyOf(pdf, kFormObject), "/Fields [",
                                                    "/Fields [" + std::to_string(next) + " 0 R ");
             }),
      // A field of one's own for a signature is admitted: one that can be seen is told, for it may cover
      // text.
      update(
          "overlay_by_new_signature_field", "può coprire",
          [](PdfUpdate& made, const std::string& pdf) {
            const std::uint32_t next = sizeOf(pdf);
            made.objects[next + 1] = kWhiteBox;
            made.objects[next] = annotation(
                "Widget", "/FT /Sig /T (firma_propria) /AP << /N " + std::to_string(next + 1) + " 0 R >>");
            made.objects[kPageObject] =
                withEntries(bodyOf(pdf, kPageObject), "/Annots [" + std::to_string(next) + " 0 R]");
            made.objects[kFormObject] =
                replaced(bodyOf(pdf, kFormObject), "/Fields [", "/Fields [" + std::to_string(next) + " 0 R ");
          },
          Outcome::toConfirm),
      edited("overlay_by_enlarged_field", kThirdField, "/Rect [",
             "/AP << /N 8 0 R >> /Rect [0 0 595 842] /Altro ["),
      edited("overlay_by_enlarged_text_field", kFirstText, "/Rect [", "/Rect [0 0 595 842] /Altro ["),
  };
}

std::string signatureOf(const std::string& pdf, std::size_t index) {
  return std::to_string(signaturesOf(PdfHistory::read(pdf)).at(index).dictionaryNumber) + " 0 R";
}

std::vector<Attack> recycled() {
  return {
      update("recycled_dictionary", "",
             [](PdfUpdate& made, const std::string& pdf) {
               made.objects[kThirdField] = withEntries(bodyOf(pdf, kThirdField), "/V " + signatureOf(pdf, 0));
             }),
      update("recycled_dictionary_of_the_last", "",
             [](PdfUpdate& made, const std::string& pdf) {
               made.objects[kThirdField] = withEntries(bodyOf(pdf, kThirdField), "/V " + signatureOf(pdf, 1));
             }),
      update("recycled_byte_range", "",
             [](PdfUpdate& made, const std::string& pdf) {
               const std::uint32_t next = sizeOf(pdf);
               made.objects[next] = bodyOf(pdf, signaturesOf(PdfHistory::read(pdf)).at(1).dictionaryNumber);
               made.objects[kThirdField] =
                   withEntries(bodyOf(pdf, kThirdField), "/V " + std::to_string(next) + " 0 R");
             }),
      update("recycled_dictionary_written_in_the_field", "",
             [](PdfUpdate& made, const std::string& pdf) {
               made.objects[kThirdField] = withEntries(
                   bodyOf(pdf, kThirdField),
                   "/V " + bodyOf(pdf, signaturesOf(PdfHistory::read(pdf)).at(1).dictionaryNumber));
             }),
      update("signatures_of_fields_exchanged", "",
             [](PdfUpdate& made, const std::string& pdf) {
               made.objects[kFirstField] =
                   replaced(bodyOf(pdf, kFirstField), signatureOf(pdf, 0), signatureOf(pdf, 1));
               made.objects[kSecondField] =
                   replaced(bodyOf(pdf, kSecondField), signatureOf(pdf, 1), signatureOf(pdf, 0));
             }),
      update("number_as_signature", "",
             [](PdfUpdate& made, const std::string& pdf) {
               made.objects[kThirdField] = withEntries(bodyOf(pdf, kThirdField), "/V (firmato)");
             }),
      update("signature_emptied", "",
             [](PdfUpdate& made, const std::string& pdf) {
               made.objects[kFirstField] = replaced(bodyOf(pdf, kFirstField), "/V ", "/Altro ");
             }),
      update("signature_dictionary_rewritten", "",
             [](PdfUpdate& made, const std::string& pdf) {
               const std::uint32_t number = signaturesOf(PdfHistory::read(pdf)).at(0).dictionaryNumber;
               made.objects[number] = withEntries(bodyOf(pdf, number), "/Reason (Altro motivo)");
             }),
      update("signature_dictionary_freed", "",
             [](PdfUpdate& made, const std::string& pdf) {
               made.freed.push_back(signaturesOf(PdfHistory::read(pdf)).at(0).dictionaryNumber);
             }),
      edited("signature_field_renamed", kFirstField, "(firma_asst_1)", "(firma_altri_1)"),
      edited("signature_field_told_otherwise", kFirstField, "(Firma 1)", "(Firma 9)"),
      edited("signature_field_moved", kFirstField, "/Rect [", "/Rect [40 700 160 760] /Altro ["),
      edited("signature_field_hidden", kFirstField, "/F 4", "/F 6"),
      edited("signature_field_moved_to_another_page", kFirstField, "/P 11 0 R", "/P 7 0 R"),
      edited("signature_field_of_another_kind", kFirstField, "/FT /Sig", "/FT /Tx"),
  };
}

// The appearance that a field shows: the number of its stream.
std::uint32_t appearanceOf(const std::string& pdf, std::uint32_t field) {
  const PdfHistory history = PdfHistory::read(pdf);
  return history.resolve(history.object(field, history.last())["AP"], history.last())["N"].number();
}

std::vector<Attack> appearances() {
  return {
      update("appearance_stream_of_a_signature_rewritten", "",
             [](PdfUpdate& made, const std::string& pdf) {
               made.objects[appearanceOf(pdf, kFirstField)] = kWhiteBox;
             }),
      update("appearance_stream_of_a_signature_freed", "",
             [](PdfUpdate& made, const std::string& pdf) {
               made.freed.push_back(appearanceOf(pdf, kFirstField));
             }),
      update("appearance_of_a_signature_turned_elsewhere", "",
             [](PdfUpdate& made, const std::string& pdf) {
               const std::uint32_t next = sizeOf(pdf);
               made.objects[next] = kWhiteBox;
               made.objects[kFirstField] = replaced(
                   bodyOf(pdf, kFirstField), "/N " + std::to_string(appearanceOf(pdf, kFirstField)) + " 0 R",
                   "/N " + std::to_string(next) + " 0 R");
             }),
      update("appearance_exchanged_with_the_second", "",
             [](PdfUpdate& made, const std::string& pdf) {
               made.objects[kFirstField] = replaced(
                   bodyOf(pdf, kFirstField), "/N " + std::to_string(appearanceOf(pdf, kFirstField)) + " 0 R",
                   "/N " + std::to_string(appearanceOf(pdf, kSecondField)) + " 0 R");
             }),
      update("shared_objects_of_an_appearance_rewritten", "",
             [](PdfUpdate& made, const std::string& pdf) {
               const PdfHistory history = PdfHistory::read(pdf);
               const std::uint32_t last = static_cast<std::uint32_t>(history.last());
               const PdfObject& stream = history.object(appearanceOf(pdf, kFirstField), last);
               const PdfObject& resources = history.resolve(stream["Resources"], last);
               for (const auto& [sort, group] : resources.entries) {
                 for (const auto& [name, item] : history.resolve(group, last).entries) {
                   if (item.isReference()) made.objects[item.number()] = kWhiteBox;
                 }
               }
               if (made.objects.empty()) throw std::runtime_error("nothing is shared");
             }),
      rewritten(
          "font_of_the_page_redefined", kFontObject,
          "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [49 /nine] >> >>"),
      update("font_of_the_page_freed", "",
             [](PdfUpdate& made, const std::string&) { made.freed.push_back(kFontObject); }),
      edited("font_of_the_form_exchanged", kFormObject, "/F1 4 0 R",
             "/F1 << /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>"),
  };
}

std::vector<Attack> trees() {
  return {
      edited("pages_reordered", kPagesRoot, "[7 0 R 9 0 R 11 0 R]", "[9 0 R 7 0 R 11 0 R]"),
      update("page_inserted", "",
             [](PdfUpdate& made, const std::string& pdf) {
               const std::uint32_t next = sizeOf(pdf);
               made.objects[next] = replaced(bodyOf(pdf, kPageObject), "/Contents 8 0 R",
                                             "/Contents " + std::to_string(next + 1) + " 0 R");
               made.objects[next + 1] = kEvilContent;
               made.objects[kPagesRoot] =
                   "<< /Type /Pages /Kids [7 0 R " + std::to_string(next) + " 0 R 9 0 R 11 0 R] /Count 4 >>";
             }),
      rewritten("page_removed", kPagesRoot, "<< /Type /Pages /Kids [7 0 R 11 0 R] /Count 2 >>"),
      rewritten("page_repeated", kPagesRoot, "<< /Type /Pages /Kids [7 0 R 7 0 R 9 0 R 11 0 R] /Count 4 >>"),
      rewritten("count_of_pages_changed", kPagesRoot,
                "<< /Type /Pages /Kids [7 0 R 9 0 R 11 0 R] /Count 2 >>"),
      extended("resources_inherited_from_above", kPagesRoot, "/Rotate 180"),
      update("page_freed", "",
             [](PdfUpdate& made, const std::string&) { made.freed.push_back(kPageObject); }),
      update("content_freed", "",
             [](PdfUpdate& made, const std::string&) { made.freed.push_back(kContentObject); }),
      update("parent_of_a_page_changed", "",
             [](PdfUpdate& made, const std::string& pdf) {
               const std::uint32_t next = sizeOf(pdf);
               made.objects[next] = "<< /Type /Pages /Kids [7 0 R] /Count 1 /Rotate 90 >>";
               made.objects[kPageObject] = replaced(bodyOf(pdf, kPageObject), "/Parent 2 0 R",
                                                    "/Parent " + std::to_string(next) + " 0 R");
             }),
      edited("page_with_further_content", kPageObject, "/Contents 8 0 R", "/Contents [8 0 R 10 0 R]"),
      edited("page_with_another_size", kPageObject, "[0 0 595 842]", "[0 0 595 400]"),
      edited("page_with_other_resources", kPageObject, "/Resources <<",
             "/Resources << /XObject << /X0 8 0 R >>"),
      extended("page_turned", kPageObject, "/Rotate 90"),
      extended("page_cropped", kPageObject, "/CropBox [0 0 595 400]"),
      extended("page_with_action", kPageObject, "/AA << /O << /S /JavaScript /JS (app.alert\\(1\\)) >> >>"),
      extended("page_with_larger_unit", kPageObject, "/UserUnit 2"),
      update("fields_off_the_page", "",
             [](PdfUpdate& made, const std::string& pdf) {
               made.objects[11] = replaced(bodyOf(pdf, 11), "/Annots", "/Altro");
             }),
      update("fields_in_another_order_on_the_page", "",
             [](PdfUpdate& made, const std::string& pdf) {
               made.objects[11] = replaced(bodyOf(pdf, 11), "13 0 R 14 0 R", "14 0 R 13 0 R");
             }),
      update("fields_emptied", "",
             [](PdfUpdate& made, const std::string&) {
               made.objects[kFormObject] = "<< /Fields [] /SigFlags 3 >>";
             }),
      edited("field_left_out", kFormObject, "13 0 R 14 0 R", "14 0 R"),
      // Some programs do so (podofo 0.9): named, for a person to look at.
      update(
          "field_twice_in_the_form", "elencato due volte",
          [](PdfUpdate& made, const std::string& pdf) {
            made.objects[kFormObject] =
                replaced(bodyOf(pdf, kFormObject), "13 0 R 14 0 R", "13 0 R 13 0 R 14 0 R");
          },
          Outcome::toConfirm),
      extended("appearances_to_be_made_by_the_reader", kFormObject, "/NeedAppearances true"),
      extended("form_in_xfa", kFormObject, "/XFA (<xdp:xdp/>)"),
      edited("form_without_signature_flags", kFormObject, "/SigFlags 3", "/SigFlags 0"),
      extended("order_of_calculation_added", kFormObject, "/CO [14 0 R]"),
      update("fields_below_a_new_parent", "",
             [](PdfUpdate& made, const std::string& pdf) {
               const std::uint32_t next = sizeOf(pdf);
               made.objects[next] = "<< /T (altri) /Kids [13 0 R] >>";
               made.objects[kFirstField] =
                   withEntries(bodyOf(pdf, kFirstField), "/Parent " + std::to_string(next) + " 0 R");
               made.objects[kFormObject] =
                   replaced(bodyOf(pdf, kFormObject), "13 0 R", std::to_string(next) + " 0 R");
             }),
      extended("text_field_with_script", kSecondText,
               "/AA << /K << /S /JavaScript /JS (app.alert\\(1\\)) >> >>"),
      edited("text_field_made_a_signature", kSecondText, "/FT /Tx", "/FT /Sig"),
      edited("text_field_renamed", kSecondText, "(protocollo_2)", "(importo)"),
  };
}

std::vector<Attack> catalogs() {
  return {
      extended("open_action_added", 1, "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"),
      extended("open_action_to_a_page_added", 1, "/OpenAction [9 0 R /Fit]"),
      extended("script_among_the_names_added", 1,
               "/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (app.alert\\(1\\)) >>] >> >>"),
      extended("attachment_added", 1,
               "/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /F (a) >>] >> >>"),
      extended("actions_of_the_document_added", 1,
               "/AA << /WP << /S /JavaScript /JS (app.alert\\(1\\)) >> >>"),
      extended("layers_added", 1, "/OCProperties << /OCGs [5 0 R] /D << /OFF [5 0 R] >> >>"),
      extended("page_labels_added", 1, "/PageLabels << /Nums [0 << /S /r >>] >>"),
      extended("outlines_added", 1, "/Outlines << /Type /Outlines >>"),
      extended("permissions_added", 1, "/Perms << /DocMDP 5 0 R >>"),
      extended("viewer_told_otherwise", 1, "/ViewerPreferences << /HideToolbar true >>"),
      extended("language_of_the_document_added_twice", 1, "/Lang (en)"),
      edited("form_removed", 1, "/AcroForm 3 0 R", ""),
      edited("language_changed", 1, "(it-IT)", "(en)"),
      edited("pages_elsewhere", 1, "/Pages 2 0 R", "/Pages << /Type /Pages /Kids [9 0 R] /Count 1 >>"),
      update("catalog_replaced", "",
             [](PdfUpdate& made, const std::string& pdf) {
               const std::uint32_t next = sizeOf(pdf);
               made.objects[next] =
                   "<< /Type /Catalog /Pages " + std::to_string(next + 1) + " 0 R /AcroForm 3 0 R >>";
               made.objects[next + 1] = "<< /Type /Pages /Kids [9 0 R 11 0 R] /Count 2 >>";
               made.trailer = "/Root " + std::to_string(next) + " 0 R ";
             }),
      update("catalog_the_same_by_another_number", "",
             [](PdfUpdate& made, const std::string& pdf) {
               const std::uint32_t next = sizeOf(pdf);
               made.objects[next] = bodyOf(pdf, 1);
               made.trailer = "/Root " + std::to_string(next) + " 0 R ";
             }),
      update(
          "encryption_added", "",
          [](PdfUpdate& made, const std::string&) { made.trailer = "/Encrypt << /Filter /Standard /V 1 >>"; },
          Outcome::notVerified),
      update("root_removed", "", [](PdfUpdate& made, const std::string&) { made.trailer = "/Root null"; }),
      update("root_of_another_kind", "",
             [](PdfUpdate& made, const std::string&) { made.trailer = "/Root 2 0 R "; }),
      update("unknown_key_in_the_trailer", "",
             [](PdfUpdate& made, const std::string&) { made.trailer = "/Altro 8 0 R"; }),
  };
}

std::vector<Attack> references() {
  return {
      update("update_that_leads_to_itself", "",
             [](PdfUpdate& made, const std::string& pdf) {
               made.trailer = "/Prev " + std::to_string(pdf.size());
             }),
      update("update_that_leads_forward", "",
             [](PdfUpdate& made, const std::string& pdf) {
               made.trailer = "/Prev " + std::to_string(pdf.size() + 1000);
             }),
      update("update_that_skips_the_last", "",
             [](PdfUpdate& made, const std::string& pdf) {
               made.objects[kContentObject] = kEvilContent;
               made.trailer = "/Prev " + std::to_string(startxrefOf(pdf.substr(0, pdf.rfind("startxref"))));
             }),
      update(
          "update_that_skips_all_but_the_issued", "",
          [](PdfUpdate& made, const std::string& pdf) {
            made.trailer = "/Prev " + std::to_string(startxrefOf(pdf.substr(0, pdf.find("%%EOF"))));
          },
          kSaysNothing),
      update("update_without_previous", "",
             [](PdfUpdate& made, const std::string&) { made.trailer = "/Prev null"; }),
      update("xref_to_an_older_object", "",
             [](PdfUpdate& made, const std::string& pdf) {
               made.elsewhere[kFirstField] = pdf.find("13 0 obj");
             }),
      update("xref_to_another_object", "",
             [](PdfUpdate& made, const std::string& pdf) {
               made.elsewhere[kContentObject] = pdf.find("10 0 obj");
             }),
      update("xref_into_a_stream", "",
             [](PdfUpdate& made, const std::string& pdf) {
               made.elsewhere[kContentObject] = pdf.find("BT /F1");
             }),
      update("xref_beyond_the_file", "",
             [](PdfUpdate& made, const std::string&) { made.elsewhere[kContentObject] = 9999999; }),
      update(
          "object_in_no_table", "",
          [](PdfUpdate& made, const std::string&) { made.raw = "8 0 obj\n" + kEvilContent + "\nendobj\n"; }),
      update("bytes_between_objects", "",
             [](PdfUpdate& made, const std::string&) { made.raw = "9000 euro\n"; }),
      update("object_that_says_another_length", "",
             [](PdfUpdate& made, const std::string&) {
               made.objects[kContentObject] = replaced(kEvilContent, "/Length ", "/Length 1");
             }),
      update("dictionary_with_a_key_twice", "",
             [](PdfUpdate& made, const std::string& pdf) {
               made.objects[kPageObject] = withEntries(bodyOf(pdf, kPageObject), "/Contents 10 0 R");
             }),
      update("unreachable_object_added", "",
             [](PdfUpdate& made, const std::string& pdf) { made.objects[sizeOf(pdf)] = kEvilContent; }),
  };
}

}  // namespace

std::vector<Attack> attacksByUpdates() {
  std::vector<Attack> all;
  for (auto group :
       {incrementalSavings(), overlays(), recycled(), appearances(), trees(), catalogs(), references()})
    all.insert(all.end(), group.begin(), group.end());
  return all;
}

}  // namespace stesura::testing
