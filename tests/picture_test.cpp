// Pictures by their bytes, and the strict check of SVG.
#include "generator/odf/gate_picture.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/package_fixture.h"

namespace stesura {
namespace {

using namespace stesura::testing;

std::string faultOf(std::string bytes) {
  const Stopwatch watch;
  std::string fault = pictureFault(bytes);
  EXPECT_LT(watch.seconds(), kSecond);
  return fault;
}

std::string svg(const std::string& inside, const std::string& before = "") {
  return before +
         "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
         "xmlns:sodipodi=\"http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd\" width=\"10\" "
         "height=\"10\">" +
         inside + "</svg>";
}

std::string gif(unsigned width, unsigned height) {
  std::string out = "GIF89a";
  putNumber(out, width, 2);
  putNumber(out, height, 2);
  putNumber(out, 0, 3);
  return out;
}

std::string jpeg(unsigned width, unsigned height) {
  std::string out("\xFF\xD8\xFF\xE0\x00\x04\x00\x00\xFF\xFF\xC2\x00\x0B\x08", 14);
  for (const unsigned side : {height, width}) {
    out += static_cast<char>(side >> 8);
    out += static_cast<char>(side & 255);
  }
  return out + std::string(8, '\0');
}

TEST(Picture, IsKnownByItsBytes) {
  EXPECT_EQ(faultOf(png()), "");
  EXPECT_EQ(faultOf(gif(10, 10)), "");
  EXPECT_EQ(faultOf(jpeg(10, 10)), "");
  EXPECT_EQ(faultOf(svg("<rect width=\"4\" height=\"4\" fill=\"url(#a)\"/>")), "");
}

TEST(Picture, OfAnotherFormatIsRefusedByName) {
  const std::pair<std::string, const char*> others[] = {
      {"\xD7\xCD\xC6\x9A" + std::string(60, 'x'), "WMF"},
      {std::string("\1\0\x09\0", 4) + std::string(60, 'x'), "WMF"},
      {std::string("\1\0\0\0", 4) + std::string(36, 'x') + " EMF    ", "EMF"},
      {"VCLMTF", "SVM"},
      {"BM" + std::string(60, 'x'), "BMP"},
      {std::string("II*\0", 4), "TIFF"},
      {"RIFF1234WEBPVP8 ", "WebP"},
      {"%PDF-1.7", "PDF"},
      {"%!PS-Adobe-3.0 EPSF-3.0", "PostScript"},
      {"ciao", "formato sconosciuto"},
      {"", "vuota"},
      {"\x1F\x8B\x08", "formato sconosciuto"},
      {"PK\3\4", "formato sconosciuto"},
      {"<html><body/></html>", "formato sconosciuto"}};
  for (const auto& [bytes, words] : others) {
    EXPECT_NE(faultOf(bytes).find(words), std::string::npos) << words << ": " << faultOf(bytes);
  }
}

TEST(Picture, OfTooManyPixelsIsRefused) {
  EXPECT_EQ(faultOf(png(10'000, 10'000)), "");
  EXPECT_NE(faultOf(png(10'001, 10'000)), "");
  EXPECT_NE(faultOf(png(0xFFFFFFFF, 0xFFFFFFFF)), "");
  EXPECT_NE(faultOf(png(0, 10)), "");
  EXPECT_NE(faultOf(jpeg(65535, 65535)), "");
  EXPECT_NE(faultOf(gif(65535, 65535)), "");
  EXPECT_NE(faultOf(png().substr(0, 20)), "");
  EXPECT_NE(faultOf(std::string("\xFF\xD8\xFF\xE0", 4)), "");
}

TEST(Svg, PassesWhatDrawingProgramsWrite) {
  EXPECT_EQ(faultOf(svg("<defs><linearGradient id=\"a\"/><g id=\"g\"><path d=\"M0 "
                        "0\"/></g></defs><use xlink:href=\"#g\"/>"
                        "<image href=\"data:image/png;base64,iVBORw0KGgo=\"/><a "
                        "xlink:href=\"https://example.org\"><text>x</text></a>"
                        "<style>.a{fill:url(#a);font-family:'Titillium Web'}</style><rect "
                        "style=\"fill:url('#a')\" transform=\"matrix(1 0 0 1 0 0)\" "
                        "sodipodi:docname=\"C:\\disegni (2)\\logo.svg\"/>")),
            "");
  std::string plain =
      svg("<rect/>",
          "<?xml version=\"1.0\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" "
          "\"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n");
  EXPECT_EQ(pictureFault(plain), "");
  EXPECT_EQ(plain.find("DOCTYPE"), std::string::npos);
}

TEST(Svg, IsRefusedIfItRunsOrFetches) {
  for (const std::string inside :
       {"<script>alert(1)</script>",
        "<rect onload=\"x()\"/>",
        "<rect onclick=\"x()\"/>",
        "<foreignObject/>",
        "<image href=\"http://x.it/a.png\"/>",
        "<image xlink:href=\"file:///etc/passwd\"/>",
        "<image href=\"a.png\"/>",
        "<image href=\"data:image/svg+xml;base64,AAAA\"/>",
        "<image href=\"data:text/html,x\"/>",
        "<use href=\"a.svg#x\"/>",
        "<use xlink:href=\"http://x.it/a.svg#x\"/>",
        "<feImage href=\"http://x.it\"/>",
        "<a href=\"javascript:x\"><text/></a>",
        "<style>@import 'a.css';</style>",
        "<style>rect{fill:url(http://x.it)}</style>",
        "<style>a{b:u\\72l(x)}</style>",
        "<style><![CDATA[rect{fill:url(http://x.it)}]]></style>",
        "<style>rect{fill:url/**/(x)}</style>",
        "<rect fill=\"url(http://x.it#a)\"/>",
        "<rect style=\"mask:URL( 'a.svg#m' )\"/>",
        "<rect filter=\"url(a.svg#f)\"/>",
        "<set attributeName=\"href\" to=\"x\"/>",
        "<animate attributeName=\"href\" to=\"x\"/>",
        "<g xml:base=\"http://x.it/\"/>",
        "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"x\"/>",
        "<audio src=\"x\"/>",
        "<font-face><font-face-src><font-face-uri href=\"x\"/></font-face-src></font-face>",
        "<linearGradient href=\"other.svg#a\"/>",
        "<textPath href=\"x\"/>"}) {
    EXPECT_NE(faultOf(svg(inside)), "") << inside;
  }
  EXPECT_NE(faultOf(svg("", "<!DOCTYPE svg [<!ENTITY a \"b\">]>")), "");
  EXPECT_NE(faultOf(svg("&a;", "<!DOCTYPE svg SYSTEM \"x.dtd\">")), "");
}

TEST(Svg, LosesALinkedStyleSheet) {
  std::string bytes = svg("<rect/>", "<?xml-stylesheet href=\"http://x.it/a.css\"?>");
  EXPECT_EQ(pictureFault(bytes), "");
  EXPECT_EQ(bytes.find("x.it"), std::string::npos);
}

TEST(Svg, IsRefusedIfItMultipliesItself) {
  std::string bomb = "<g id=\"g0\"><rect/></g>";
  for (int i = 1; i < 20; ++i) {
    bomb += "<g id=\"g" + std::to_string(i) + "\">";
    for (int k = 0; k < 10; ++k) bomb += "<use href=\"#g" + std::to_string(i - 1) + "\"/>";
    bomb += "</g>";
  }
  EXPECT_NE(faultOf(svg(bomb)), "");
  EXPECT_NE(faultOf(svg("<g id=\"a\"><use href=\"#b\"/></g><g id=\"b\"><use href=\"#a\"/></g>")),
            "");
}

}  // namespace
}  // namespace stesura
