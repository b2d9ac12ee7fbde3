// A signable document made by hand, and the updates that honest and dishonest people append to it.
// Signatures here are only placed, not cryptographic: their /Contents is a message of one's own choice.
#pragma once

#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/form_file.h"

namespace stesura::testing {

// Numbers of the objects of handMadeDocument().
enum HandMade : std::uint32_t {
  kCatalog = 1,
  kPages,
  kFirstPage,
  kSecondPage,
  kThirdPage,
  kForm,
  kFirstField,
  kSecondField,
  kProtocolField,
  kNameField,
  kFirstContents,
  kSecondContents,
  kThirdContents,
  kFont,
  kInfo,
  kMetadata,
  kHidden,
  kSquare,
  kBlankLook,
  kNext,
};

inline std::string ref(std::uint32_t number) { return std::to_string(number) + " 0 R"; }

// Texts of the objects, to be changed by a test before they are written anew.
using Objects = std::map<std::uint32_t, std::string>;

inline Objects handMadeObjects() {
  const auto page = [](std::uint32_t contents, const std::string& more) {
    return "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents " + ref(contents) +
           " /Resources << /Font << /F1 14 0 R >> >> " + more + " >>";
  };
  const auto field = [](const char* name, const char* place) {
    return std::string("<< /Type /Annot /Subtype /Widget /FT /Sig /T (") + name +
           ") /TU (Firma di prova) /Rect " + place + " /P 5 0 R /F 4 /AP << /N 19 0 R >> >>";
  };
  const auto text = [](const char* name, const char* place) {
    return std::string("<< /Type /Annot /Subtype /Widget /FT /Tx /T (") + name + ") /Rect " + place +
           " /P 5 0 R /F 4 >>";
  };
  return {
      {kCatalog, "<< /Type /Catalog /Pages 2 0 R /AcroForm 6 0 R /Metadata 16 0 R /Lang (it-IT) >>"},
      {kPages, "<< /Type /Pages /Kids [3 0 R 4 0 R 5 0 R] /Count 3 >>"},
      {kFirstPage, page(kFirstContents, "")},
      {kSecondPage, page(kSecondContents, "/Annots [18 0 R]")},
      {kThirdPage, page(kThirdContents, "/Annots [7 0 R 8 0 R 9 0 R 10 0 R]")},
      {kForm, "<< /Fields [7 0 R 8 0 R 9 0 R 10 0 R] /DA (/F1 10 Tf) /DR << /Font << /F1 14 0 R >> >> >>"},
      {kFirstField, field("firma_asst_1", "[60 200 260 260]")},
      {kSecondField, field("firma_comune_1", "[300 200 500 260]")},
      {kProtocolField, text("protocollo_asst", "[60 300 260 320]")},
      {kNameField, text("nome", "[60 400 260 420]")},
      {kFirstContents, streamOf("BT /F1 12 Tf 70 700 Td (Prima pagina) Tj ET")},
      {kSecondContents, streamOf("BT /F1 12 Tf 70 700 Td (Seconda pagina) Tj ET")},
      {kThirdContents, streamOf("BT /F1 12 Tf 70 700 Td (Terza pagina) Tj ET")},
      {kFont, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"},
      {kInfo, "<< /Title (Protocollo) /ModDate (D:20260901100000Z) >>"},
      {kMetadata, streamOf("<x:xmpmeta/>", "/Type /Metadata /Subtype /XML")},
      {kHidden, streamOf("BT /F1 12 Tf 70 700 Td (Altro testo) Tj ET")},
      {kSquare, "<< /Type /Annot /Subtype /Square /Rect [10 10 50 50] >>"},
      {kBlankLook, streamOf("", "/Type /XObject /Subtype /Form /BBox [0 0 200 60]")}};
}

inline std::string handMadeFile(const Objects& objects) {
  std::vector<std::string> list;
  for (const auto& [number, text] : objects) list.push_back(text);
  return pdfOf(list, "/Info 15 0 R /ID [<0102> <0304>]");
}

struct Update {
  Objects objects{};
  std::vector<std::uint32_t> freed{};
  std::string trailer = "/Info 15 0 R /ID [<0102> <0506>]";
  std::uint32_t root = kCatalog;
  std::map<std::uint32_t, std::size_t> elsewhere{};  // numbers led to an offset of the file
};

inline std::string appended(std::string file, const Update& update) {
  const std::size_t previous = std::stoul(file.substr(file.rfind("startxref") + 10));
  std::map<std::uint32_t, std::string> lines;
  char line[40];
  for (const auto& [number, text] : update.objects) {
    std::snprintf(line, sizeof line, "%010zu 00000 n \n", file.size());
    lines[number] = line;
    file += std::to_string(number) + " 0 obj\n" + text + "\nendobj\n";
  }
  for (const auto& [number, offset] : update.elsewhere) {
    std::snprintf(line, sizeof line, "%010zu 00000 n \n", offset);
    lines[number] = line;
  }
  for (const std::uint32_t number : update.freed) lines[number] = "0000000000 00001 f \n";
  const std::size_t table = file.size();
  file += "xref\n0 1\n0000000000 65535 f \n";
  for (const auto& [number, entry] : lines) file += std::to_string(number) + " 1\n" + entry;
  return file + "trailer\n<< /Size 40000 /Prev " + std::to_string(previous) + " /Root " + ref(update.root) +
         " " + update.trailer + " >>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
}

inline constexpr std::string_view kRangeRoom = "[0 ********** ********** **********]";

// A signature dictionary whose ByteRange signedFile() fills in.
inline std::string signatureText(const std::string& more = "/SubFilter /ETSI.CAdES.detached") {
  return "<< /Type /Sig /Filter /Adobe.PPKLite " + more + " /M (D:20260921153320+02'00') /ByteRange " +
         std::string(kRangeRoom) + " /Contents <3003020101" + std::string(60, '0') + "> >>";
}

// Fills in the ByteRange of the last signature dictionary.
inline std::string ranged(std::string file) {
  const std::size_t room = file.rfind(kRangeRoom);
  const std::size_t begin = file.find('<', room), end = file.find('>', begin) + 1;
  char range[60];
  std::snprintf(range, sizeof range, "[0 %zu %zu %zu]", begin, end, file.size() - end);
  std::string text = range;
  text.resize(kRangeRoom.size(), ' ');
  return file.replace(room, text.size(), text);
}

inline std::string with(std::string text, const std::string& entries) {
  return text.insert(text.rfind(">>"), entries + " ");
}

inline std::string replaced(std::string text, std::string_view old, std::string_view fresh) {
  return text.replace(text.find(old), old.size(), fresh);
}

// The field gets its signature in objects 100 + field and 120 + field (its look).
inline Update signing(const Objects& objects, std::uint32_t field) {
  Update update;
  const std::uint32_t signature = 100 + field, look = 120 + field;
  update.objects[field] = with(replaced(objects.at(field), "19 0 R", ref(look)), "/V " + ref(signature));
  update.objects[signature] = signatureText();
  update.objects[look] = streamOf("0 0 200 60 re S", "/Type /XObject /Subtype /Form /BBox [0 0 200 60]");
  update.objects[kForm] = with(objects.at(kForm), "/SigFlags 3");
  return update;
}

inline std::string signedFile(const std::string& file, const Update& update) {
  return ranged(appended(file, update));
}

}  // namespace stesura::testing
