// One page of a PDF that shows a content stream with the fonts of a palette, as a compiled form would.
#pragma once

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFWriter.hh>
#include <string>
#include <vector>

#include "generator/form/palette.h"

namespace stesura {

inline std::string hexOfUnits(char32_t character) {
  char text[16];
  if (character < 0x10000)
    std::snprintf(text, sizeof text, "%04X", static_cast<unsigned>(character));
  else
    std::snprintf(text, sizeof text, "%04X%04X", static_cast<unsigned>(0xD7C0 + (character >> 10)),
                  static_cast<unsigned>(0xDC00 + (character & 0x3FF)));
  return text;
}

inline QPDFObjectHandle fontOf(QPDF& pdf, const Face& face, const std::vector<char32_t>& characters) {
  const std::string name = "/AAAAAA+" + face.postScriptName();
  const auto file = pdf.newStream(face.subset(characters));
  std::string widths, codes;
  int count = 0;
  for (const char32_t character : characters) {
    const Glyph glyph = face.glyph(character);
    if (glyph.id == 0) continue;
    widths += std::to_string(glyph.id) + " [" + std::to_string(glyph.advance) + "] ";
    codes += (count++ == 0 ? "1 beginbfchar\n<" : "endbfchar\n1 beginbfchar\n<") + hexOfUnits(glyph.id) +
             "> <" + hexOfUnits(character) + ">\n";
  }
  const auto toUnicode = pdf.newStream(
      "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapType 2 def\n/CMapName /X def\n"
      "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n" +
      codes + "endbfchar\nendcmap\nend\nend\n");
  const auto box = face.box();
  auto descriptor = QPDFObjectHandle::parse(
      "<< /Type /FontDescriptor /Flags 32 /StemV 80 /ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight "
      "700 /FontName " +
      name + " /FontBBox [" + std::to_string(box[0]) + " " + std::to_string(box[1]) + " " +
      std::to_string(box[2]) + " " + std::to_string(box[3]) + "] >>");
  descriptor.replaceKey("/FontFile2", file);
  auto descendant = QPDFObjectHandle::parse(
      "<< /Type /Font /Subtype /CIDFontType2 /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
      "/Supplement 0 >> "
      "/CIDToGIDMap /Identity /DW 0 /BaseFont " +
      name + " /W [" + widths + "] >>");
  descendant.replaceKey("/FontDescriptor", pdf.makeIndirectObject(descriptor));
  auto font = QPDFObjectHandle::parse("<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /BaseFont " +
                                      name + " >>");
  auto descendants = QPDFObjectHandle::newArray();
  descendants.appendItem(pdf.makeIndirectObject(descendant));
  font.replaceKey("/DescendantFonts", descendants);
  font.replaceKey("/ToUnicode", toUnicode);
  return pdf.makeIndirectObject(font);
}

inline void writePage(const std::filesystem::path& file, const PreparedFaces& prepared,
                      const Palette& palette, const std::string& content, double width, double height) {
  QPDF pdf;
  pdf.emptyPDF();
  auto fonts = QPDFObjectHandle::newDictionary();
  for (std::uint32_t n = 0; n < prepared.size(); ++n)
    fonts.replaceKey("/St" + std::to_string(n), fontOf(pdf, prepared.face(n), latinCharacters()));
  for (const auto& added : palette.added())
    fonts.replaceKey("/St" + std::to_string(added.font), fontOf(pdf, *added.face, added.characters));
  auto page = QPDFObjectHandle::parse("<< /Type /Page /MediaBox [0 0 " + std::to_string(width) + " " +
                                      std::to_string(height) + "] /Resources << >> >>");
  page.getKey("/Resources").replaceKey("/Font", fonts);
  page.replaceKey("/Contents", pdf.newStream(content));
  QPDFPageDocumentHelper(pdf).addPage(pdf.makeIndirectObject(page), false);
  QPDFWriter writer(pdf, file.c_str());
  writer.setDeterministicID(true);
  writer.write();
}

// What a command prints; its exit status in `status`.
inline std::string outputOf(const std::string& command, int& status) {
  std::string text;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) {
    status = -1;
    return text;
  }
  char part[4096];
  for (std::size_t got = 0; (got = fread(part, 1, sizeof part, pipe)) > 0;) text.append(part, got);
  status = pclose(pipe);
  return text;
}

}  // namespace stesura
