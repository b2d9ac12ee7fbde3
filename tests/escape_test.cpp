#include "generator/merge/escape.h"

#include <gtest/gtest.h>

namespace stesura {
namespace {

std::string escaped(std::string_view value, Escape escape) {
  std::string out;
  const std::uint32_t forbidden = escapeTo(out, value, escape);
  return forbidden == 0 ? out : characterName(forbidden);
}

TEST(Escape, LeavesNoMarkup) {
  EXPECT_EQ(escaped("<text:p>]]>&amp;\"'", Escape::xmlText), "&lt;text:p&gt;]]&gt;&amp;amp;\"'");
  EXPECT_EQ(escaped("a\"b<c'", Escape::xmlAttribute), "a&quot;b&lt;c'");
  EXPECT_EQ(escaped("<b>'\"&", Escape::html), "&lt;b&gt;&#39;&quot;&amp;");
  EXPECT_EQ(escaped("{{x}}", Escape::xmlText), "{{x}}");
}

TEST(Escape, KeepsBreaksTabsAndSpaces) {
  EXPECT_EQ(escaped("a\nb\r\nc\rd\te", Escape::xmlText),
            "a<text:line-break/>b<text:line-break/>c<text:line-break/>d<text:tab/>e");
  EXPECT_EQ(escaped("a b", Escape::xmlText), "a b");
  EXPECT_EQ(escaped("è è", Escape::xmlText), "è è");
  EXPECT_EQ(escaped(" a  b ", Escape::xmlText), "<text:s/>a<text:s text:c=\"2\"/>b<text:s/>");
  EXPECT_EQ(escaped("a \n b", Escape::xmlText), "a<text:s/><text:line-break/><text:s/>b");
  EXPECT_EQ(escaped("   ", Escape::xmlText), "<text:s text:c=\"3\"/>");
  EXPECT_EQ(escaped("a\nb\tc", Escape::xmlAttribute), "a&#10;b&#9;c");
}

TEST(Escape, RefusesWhatXmlForbids) {
  for (Escape escape : {Escape::xmlText, Escape::xmlPlain, Escape::xmlAttribute, Escape::uriPart}) {
    EXPECT_EQ(escaped(std::string_view("a\0b", 3), escape), "il carattere U+0000");
    EXPECT_EQ(escaped("a\x01", escape), "il carattere U+0001");
    EXPECT_EQ(escaped("\x0B", escape), "il carattere U+000B");
    EXPECT_EQ(escaped("\xC3", escape), "una sequenza di byte che non è UTF-8");
    EXPECT_EQ(escaped("\xED\xA0\x80", escape),
              "una sequenza di byte che non è UTF-8");  // half a surrogate
    EXPECT_EQ(escaped("\xC0\xAF", escape), "una sequenza di byte che non è UTF-8");  // overlong
  }
  EXPECT_EQ(escaped("\xEF\xBF\xBE", Escape::xmlText), "il carattere U+FFFE");
  EXPECT_EQ(escaped("\xEF\xBF\xBF", Escape::xmlText), "il carattere U+FFFF");
  EXPECT_EQ(escaped("😀\u202E\u00AD", Escape::xmlText), "😀\u202E\u00AD");
}

TEST(Escape, EncodesPartsOfAddresses) {
  EXPECT_EQ(escaped("mario.rossi@ente.example", Escape::uriPart), "mario.rossi@ente.example");
  EXPECT_EQ(escaped("a b/è?&\"", Escape::uriPart), "a%20b%2F%C3%A8%3F%26%22");
  EXPECT_EQ(escaped(" https://x.example/a?b=1&c=\"<è ", Escape::uriWhole),
            "https://x.example/a?b=1&amp;c=%22%3C%C3%A8");
}

TEST(Escape, LetsLinksGoOnlyWhereADocumentMayLink) {
  for (const char* good : {"http://a.example", "HTTPS://a.example", "mailto:a@b.example",
                           "#capitolo", "stesura:1", " https://a.example"}) {
    EXPECT_TRUE(mayLinkTo(good)) << good;
  }
  for (const char* bad :
       {"", "file:///etc/passwd", "javascript:alert(1)", "www.ente.example", "../altro.odt",
        "\\\\server\\x", "vnd.sun.star.script:x", "data:text/html,x", "//x.example"}) {
    EXPECT_FALSE(mayLinkTo(bad)) << bad;
  }
}

}  // namespace
}  // namespace stesura
