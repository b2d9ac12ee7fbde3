// Letterheads made in a test.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "tests/package_fixture.h"

namespace stesura::testing {

// The one of the guide: a different first page, a logo that floats, another one in the line.
inline std::string guideLetterhead() {
  std::ifstream stream(std::filesystem::path(STESURA_SOURCE_DIR) / "docs/esempi/carta-intestata.fodt", std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

// A grey PNG of 240 × 240 points, and one of other bytes.
inline std::string smallPng(unsigned char grey = 120) {
  std::string rows;
  for (int row = 0; row < 240; ++row) rows += '\0' + std::string(240, static_cast<char>(grey));
  std::string stream = "\x78\x01";
  stream += deflated(rows);
  std::uint32_t a = 1, b = 0;
  for (const unsigned char byte : rows) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  const auto big = [](std::string& to, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) to += static_cast<char>(value >> shift & 0xFF);
  };
  big(stream, b << 16 | a);
  std::string png("\x89PNG\r\n\x1a\n", 8);
  const auto chunk = [&](const std::string& type, const std::string& bytes) {
    big(png, static_cast<std::uint32_t>(bytes.size()));
    const std::string both = type + bytes;
    png += both;
    big(png, libdeflate_crc32(0, both.data(), both.size()));
  };
  std::string header;
  big(header, 240);
  big(header, 240);
  header += std::string("\x08\x00\x00\x00\x00", 5);
  chunk("IHDR", header);
  chunk("IDAT", stream);
  chunk("IEND", "");
  return png;
}

inline std::string logo(const std::string& part, const std::string& description = "<svg:title>Logo dell’ente</svg:title>") {
  return "<draw:frame draw:name=\"Immagine1\" draw:style-name=\"fr1\" text:anchor-type=\"as-char\" svg:width=\"2cm\" "
         "svg:height=\"2cm\"><draw:image xlink:href=\"" + part +
         "\" xlink:type=\"simple\" xlink:show=\"embed\" xlink:actuate=\"onLoad\"/>" + description + "</draw:frame>";
}

// What may differ from an ordinary letterhead.
struct LetterheadParts {
  std::string header = "<style:header><text:p text:style-name=\"P1\">" + logo("Pictures/logo.png") +
                       "Ente di prova</text:p></style:header>";
  std::string footer = "<style:footer><text:p text:style-name=\"Footer\">Via di prova 1</text:p></style:footer>";
  std::string more{};        // further master pages
  std::string styles{};      // further common styles
  std::string automatic{};   // further automatic styles
  std::string margins = "fo:margin-top=\"1.5cm\" fo:margin-bottom=\"1.5cm\" fo:margin-left=\"2.5cm\" fo:margin-right=\"2.5cm\"";
  std::string headerStyle = "<style:header-style><style:header-footer-properties fo:min-height=\"0.8cm\" fo:margin-bottom=\"0.4cm\"/></style:header-style>";
  std::string page{};        // attributes of the master page
  std::string fonts = "<style:font-face style:name=\"F1\" svg:font-family=\"'Titillium Web'\"/>";
  std::string body = "<text:p/>";
  std::vector<PackageEntry> entries = {{"Pictures/logo.png", smallPng(), "image/png"}};
};

inline std::string letterhead(const LetterheadParts& parts = {}) {
  const std::string styles = stylesXml(
      "<office:font-face-decls>" + parts.fonts + "</office:font-face-decls><office:styles>"
      "<style:default-style style:family=\"paragraph\"><style:text-properties style:font-name=\"F1\" fo:font-size=\"10pt\"/></style:default-style>"
      "<style:style style:name=\"Standard\" style:family=\"paragraph\"/>"
      "<style:style style:name=\"Footer\" style:family=\"paragraph\" style:parent-style-name=\"Standard\"><style:text-properties fo:color=\"#c00000\"/></style:style>" +
      parts.styles + "</office:styles><office:automatic-styles>"
      "<style:style style:name=\"P1\" style:family=\"paragraph\" style:parent-style-name=\"Standard\"><style:text-properties fo:font-weight=\"bold\"/></style:style>"
      "<style:style style:name=\"fr1\" style:family=\"graphic\"><style:graphic-properties style:vertical-pos=\"top\"/></style:style>" +
      parts.automatic +
      "<style:page-layout style:name=\"pm1\"><style:page-layout-properties fo:page-width=\"21cm\" fo:page-height=\"29.7cm\" " + parts.margins + "/>" +
      parts.headerStyle + "<style:footer-style><style:header-footer-properties fo:min-height=\"0.6cm\" fo:margin-top=\"0.3cm\"/></style:footer-style></style:page-layout>"
      "</office:automatic-styles><office:master-styles><style:master-page style:name=\"Standard\" style:page-layout-name=\"pm1\"" + parts.page + ">" +
      parts.header + parts.footer + "</style:master-page>" + parts.more + "</office:master-styles>");
  std::vector<PackageEntry> entries = parts.entries;
  entries.insert(entries.begin(), {"styles.xml", styles, "text/xml"});
  return odtWith(parts.body, entries);
}

}  // namespace stesura::testing
