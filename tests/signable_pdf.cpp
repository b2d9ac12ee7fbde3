#include <algorithm>

#include "tests/form_file.h"
#include "tests/signing_world.h"

namespace stesura::testing {

namespace {

constexpr std::size_t kFirstPage = 7;  // behind catalog, pages, form, font, Info and XMP

std::string referenceTo(std::size_t number) { return std::to_string(number) + " 0 R"; }

// References to `count` objects whose numbers are `step` apart.
std::string references(std::size_t first, std::size_t count, std::size_t step = 1) {
  std::string all = "[";
  for (std::size_t i = 0; i < count; ++i) all += (i ? " " : "") + referenceTo(first + i * step);
  return all + "]";
}

std::string pageText(std::size_t page) {
  std::string content =
      "BT /F1 14 Tf 70 770 Td (Accordo di prova, pagina " + std::to_string(page) + ") Tj ET\n";
  for (int line = 0; line < 6; ++line)
    content += "BT /F1 11 Tf 70 " + std::to_string(740 - 16 * line) + " Td (Articolo " +
               std::to_string(line + 1) + ". Le parti versano 1000 euro ciascuna.) Tj ET\n";
  return streamOf(content);
}

std::string metadata() {
  return streamOf(
      "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
      "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
      "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title><rdf:Alt>"
      "<rdf:li xml:lang=\"x-default\">Accordo di prova</rdf:li></rdf:Alt></dc:title></rdf:Description>"
      "</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>",
      "/Type /Metadata /Subtype /XML");
}

// Where the boxes of one signatory stand: four a row, from the bottom of the page up.
struct Cell {
  std::size_t x, y, height;
  Cell(std::size_t index, std::size_t count)
      : x(40 + index % 4 * 130), y(0), height(std::min<std::size_t>(70, 520 / ((count + 3) / 4))) {
    y = 40 + index / 4 * height;
  }
  std::string rectangle(std::size_t from, std::size_t to) const {
    return "[" + std::to_string(x) + " " + std::to_string(y + from) + " " + std::to_string(x + 120) + " " +
           std::to_string(y + to) + "]";
  }
};

}  // namespace

std::string signablePdf(const std::vector<std::string>& fields, std::size_t pages) {
  const std::size_t firstField = kFirstPage + 2 * pages;
  const std::string widgets = references(firstField, 2 * fields.size());
  std::vector<std::string> objects{
      "<< /Type /Catalog /Pages 2 0 R /AcroForm 3 0 R /Metadata 6 0 R /Lang (it-IT) >>",
      "<< /Type /Pages /Kids " + references(kFirstPage, pages, 2) + " /Count " + std::to_string(pages) +
          " >>",
      "<< /Fields " + widgets + " /SigFlags 3 /DA (/F1 9 Tf 0 g) /DR << /Font << /F1 4 0 R >> >> >>",
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
      "<< /Title (Accordo di prova) /Producer (Stesura) /CreationDate (D:20260901090000Z) >>",
      metadata()};
  for (std::size_t page = 0; page < pages; ++page) {
    objects.push_back(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> "
        "/Contents " +
        referenceTo(kFirstPage + 2 * page + 1) + (page + 1 == pages ? " /Annots " + widgets : "") + " >>");
    objects.push_back(pageText(page + 1));
  }
  const std::string on = " /Type /Annot /Subtype /Widget /F 4 /P " + referenceTo(firstField - 2);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Cell cell(i, fields.size());
    const std::size_t border = cell.height / 4;
    objects.push_back("<< /FT /Sig /T (" + fields[i] + ") /TU (Firma " + std::to_string(i + 1) + ")" + on +
                      " /Rect " + cell.rectangle(border + 1, cell.height - 1) + " >>");
    objects.push_back("<< /FT /Tx /T (protocollo_" + std::to_string(i + 1) + ") /TU (Protocollo " +
                      std::to_string(i + 1) + ")" + on + " /Rect " + cell.rectangle(0, border - 1) +
                      " /DA (/F1 9 Tf 0 g) >>");
  }
  return pdfOf(objects,
               "/Info 5 0 R /ID [<53746573757261204669726D61203031> <53746573757261204669726D61203031>]");
}

}  // namespace stesura::testing
