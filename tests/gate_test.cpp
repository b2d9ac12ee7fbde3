// The gate: what it refuses, naming the thing and the place; what it drops; what it lets through.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/package_fixture.h"

namespace stesura {
namespace {

using namespace stesura::testing;

// Literals and no strings: a list of hundreds of strings takes the sanitizers' compiler minutes.
struct Case {
  const char* xml;
  const char* told;
};

#define FRAME(inside) \
  "<text:p><draw:frame draw:name=\"Riquadro 1\">" inside "</draw:frame></text:p>"

void expectRefused(const std::string& bytes, const std::string& words, const std::string& what) {
  const Stopwatch watch;
  const std::string told = refusal(bytes);
  EXPECT_LT(watch.seconds(), kSecond);
  EXPECT_NE(told.find(words), std::string::npos) << what << "\ntold: " << told;
}

// In a zip and in a flat file alike, with the place on the page.
void expectBodyRefused(const std::string& xml, const std::string& told) {
  const std::string body = "<text:p>Il comune di Mantova</text:p>" + xml;
  for (const std::string& bytes : {odtWith(body), flatXml(body)}) {
    expectRefused(bytes, told, xml);
    expectRefused(bytes, "vicino a «", xml);
  }
}

std::string frame(const std::string& inside) {
  return "<text:p><draw:frame draw:name=\"Riquadro 1\">" + inside + "</draw:frame></text:p>";
}

std::string picture(const std::string& href) {
  return frame("<draw:image xlink:href=\"" + href + "\"/>");
}

TEST(Gate, RefusesWhatRuns) {
  static constexpr Case kCases[] = {
      {"<text:p><text:execute-macro text:name=\"x\">Premi</text:execute-macro></text:p>",
       "esegue una macro"},
      {"<text:p><text:script script:language=\"JavaScript\">alert(1)</text:script></text:p>",
       "uno script"},
      {"<text:p><text:a "
       "xlink:href=\"http://x.it\"><office:event-listeners><script:event-listener "
       "script:event-name=\"dom:click\" "
       "xlink:href=\"vnd.sun.star.script:x\"/></office:event-listeners>"
       "a</text:a></text:p>",
       "evento che avvia una macro"},
      {"<office:forms><form:form><form:button><office:event-listeners><script:event-listener/>"
       "</office:event-listeners></form:button></form:form></office:forms>",
       "evento"},
      {"<text:p><draw:frame><presentation:event-listener/></draw:frame></text:p>", "evento"},
      {FRAME("<draw:applet xlink:href=\"x.class\"/>"), "esegue un programma"},
      {FRAME("<draw:plugin xlink:href=\"http://x.it/a.mp4\"/>"), "filmato"},
      {"<text:p><anim:audio xlink:href=\"a.wav\"/></text:p>", "suono"},
  };
  for (const Case& one : kCases) {
    expectBodyRefused(one.xml, one.told);
  }
}

TEST(Gate, RefusesScriptsOfTheDocument) {
  for (const std::string inside :
       {"<office:script script:language=\"JavaScript\">alert(1)</office:script>",
        "<office:script script:language=\"ooo:Basic\"><ooo:libraries><ooo:library-embedded "
        "ooo:name=\"Standard\">"
        "<ooo:module ooo:name=\"M\"><ooo:source-code>Sub Main</ooo:source-code></ooo:module>"
        "</ooo:library-embedded></ooo:libraries></office:script>",
        "<office:script><ooo:libraries><ooo:library-linked ooo:name=\"L\" "
        "xlink:href=\"file:///x\"/>"
        "</ooo:libraries></office:script>",
        "<office:event-listeners><script:event-listener "
        "script:event-name=\"dom:load\"/></office:event-listeners>",
        "<office:script><![CDATA[Shell(\"x\")]]></office:script>"}) {
    const std::string scripts = std::string("<office:scripts>") + inside + "</office:scripts>";
    expectRefused(odtWith("<text:p>a</text:p>", {}, scripts), "una macro o uno script", inside);
    expectRefused(flatXml("<text:p>a</text:p>", scripts), "una macro o uno script", inside);
  }
}

TEST(Gate, RefusesMacroPartsAndDropsTheirEmptyShells) {
  for (const std::string name :
       {"Basic/Standard/Module1.xml", "Scripts/python/x.py", "Dialogs/Standard/D.xml"}) {
    expectRefused(odtWith("<text:p>a</text:p>", {{name, "<x/>", ""}}), name, name);
  }
  const Package package =
      passed(odtWith("<text:p>a</text:p>", {{"Basic/script-lc.xml", "<x/>", ""},
                                            {"Basic/Standard/script-lb.xml", "<x/>", ""},
                                            {"Dialogs/dialog-lc.xml", "<x/>", ""}}));
  EXPECT_EQ(package.entries.size(), 1u);
}

TEST(Gate, RefusesLinkedPictures) {
  static constexpr Case kCases[] = {
      {"http://example.org/a.png", "un'immagine collegata a un indirizzo web"},
      {"https://example.org/a.png", "indirizzo web"},
      {"//example.org/a.png", "indirizzo web"},
      {"ftp://example.org/a.png", "indirizzo web"},
      {"file:///etc/passwd", "un file del computer"},
      {"/etc/passwd", "un file del computer"},
      {"../logo.png", "un file del computer"},
      {"Pictures/../../logo.png", "un'immagine collegata a"},
      {"Pictures/%2e%2e/%2e%2e/logo.png", "un'immagine collegata a"},
      {"smb://server/a.png", "un file di rete"},
      {"\\\\server\\a.png", "un file di rete"},
      {"C:\\a.png", "un file del computer"},
      {" http://example.org/a.png", "un'immagine collegata a"},
      {"vnd.sun.star.GraphicObject:1", "un comando interno"},
      {"vnd.sun.star.zip://x/y", "un comando interno"},
      {"data:image/png;base64,AAAA", "dati scritti nell'indirizzo"},
      {"javascript:x", "una macro"},
  };
  for (const Case& one : kCases) expectBodyRefused(picture(one.xml), one.told);
}

TEST(Gate, RefusesWhatIsFetched) {
  static constexpr Case kCases[] = {
      {FRAME("<draw:floating-frame xlink:href=\"http://x.it\"/>"), "un'altra pagina"},
      {FRAME("<draw:object xlink:href=\"file:///a.ods\"/>"),
       "un oggetto collegato a un file del computer"},
      {FRAME("<draw:object xlink:href=\"../a.ods\"/>"), "un oggetto collegato"},
      {FRAME("<draw:object-ole xlink:href=\"http://x.it/a\"/>"),
       "un oggetto collegato a un indirizzo web"},
      {"<text:section><text:section-source xlink:href=\"http://x.it/a.odt\"/></text:section>",
       "una sezione collegata a un indirizzo web"},
      {"<text:section><text:section-source xlink:href=\"capitolo.odt\"/></text:section>",
       "una sezione collegata"},
      {"<text:section><office:dde-source office:dde-application=\"soffice\"/></text:section>",
       "DDE"},
      {"<text:dde-connection-decls><text:dde-connection-decl "
       "office:name=\"x\"/></text:dde-connection-decls>",
       "DDE"},
      {"<text:p><text:dde-connection text:connection-name=\"x\"/></text:p>", "DDE"},
      {"<table:table><table:table-source xlink:href=\"a.ods\"/></table:table>",
       "foglio di calcolo"},
      {"<table:table><office:dde-source/></table:table>", "DDE"},
      {"<text:p><text:database-display text:column-name=\"x\"/></text:p>", "base di dati"},
      {"<text:p><text:database-next text:table-name=\"x\"/></text:p>", "base di dati"},
      {"<text:p><text:database-row-select/></text:p>", "base di dati"},
      {"<text:p><text:database-row-number/></text:p>", "base di dati"},
      {"<text:p><text:database-name><form:connection-resource/></text:database-name></text:p>",
       "base di dati"},
      {"<office:forms><form:form form:datasource=\"anagrafe\"/></office:forms>", "base di dati"},
      {"<office:forms><form:form><form:connection-resource "
       "xlink:href=\"x\"/></form:form></office:forms>",
       "base di dati"},
      {"<office:forms><xforms:model><xforms:instance "
       "src=\"http://x.it\"/></xforms:model></office:forms>",
       "XForms"},
      {"<office:forms><form:form><form:image "
       "form:image-data=\"http://x.it/a.png\"/></form:form></office:forms>",
       "un pulsante con un'immagine collegata"},
      {"<office:forms><form:form><form:properties><form:property "
       "form:property-name=\"ImageURL\" "
       "office:value-type=\"string\" "
       "office:string-value=\"file:///x\"/></form:properties></form:form></office:forms>",
       "richiama un indirizzo"},
      {"<text:alphabetical-index><text:alphabetical-index-source><text:alphabetical-index-"
       "auto-mark-file "
       "xlink:href=\"voci.sdi\"/></text:alphabetical-index-source></text:alphabetical-index>",
       "un indice che legge"},
      {"<text:p><text:span xlink:href=\"http://x.it/new\">a</text:span></text:p>",
       "un richiamo a un indirizzo web"},
      {"<text:p xml:base=\"http://x.it/\">a</text:p>", "indirizzo di base"},
      {FRAME("<math:math><math:mglyph src=\"http://x.it/a.png\"/></math:math>"), "un richiamo a"},
      {"<db:data-source/>", "base di dati"},
  };
  for (const Case& one : kCases) {
    expectBodyRefused(one.xml, one.told);
  }
}

TEST(Gate, RefusesWhatIsFetchedFromStyles) {
  static constexpr Case kCases[] = {
      {"<office:styles><draw:fill-image draw:name=\"Sfondo\" "
       "xlink:href=\"http://x.it/a.png\"/></office:styles>",
       "«Sfondo»"},
      {"<office:styles><style:style style:name=\"P1\" "
       "style:family=\"paragraph\"><style:paragraph-properties>"
       "<style:background-image "
       "xlink:href=\"file:///a.png\"/></style:paragraph-properties></style:style></"
       "office:styles>",
       "«P1»"},
      {"<office:styles><text:list-style style:name=\"L1\"><text:list-level-style-image "
       "text:level=\"1\" "
       "xlink:href=\"../a.png\"/></text:list-style></office:styles>",
       "«L1»"},
      {"<office:font-face-decls><style:font-face "
       "style:name=\"Finto\"><svg:font-face-src><svg:font-face-uri "
       "xlink:href=\"Fonts/a.ttf\"/></svg:font-face-src></style:font-face></"
       "office:font-face-decls>",
       "un carattere tipografico incorporato o collegato, nello stile o nell'oggetto «Finto»"},
      {"<office:master-styles><style:master-page "
       "style:name=\"Standard\"><style:header><text:p>Intestazione"
       "<draw:frame><draw:image "
       "xlink:href=\"http://x.it/a.png\"/></draw:frame></text:p></style:header>"
       "</style:master-page></office:master-styles>",
       "vicino a «Intestazione»"},
  };
  for (const Case& one : kCases) {
    expectRefused(odtWith("<text:p>a</text:p>", {{"styles.xml", stylesXml(one.xml), "text/xml"}}),
                  one.told, one.xml);
    expectRefused(flatXml("<text:p>a</text:p>", one.xml), one.told, one.xml);
  }
}

TEST(Gate, SeesThroughOtherPrefixes) {
  std::string xml = contentXml(
      "<text:p>a</text:p><text:p><x:frame><x:image "
      "y:href=\"http://x.it/a.png\"/></x:frame></text:p>");
  xml.replace(xml.find(" office:version"), 0,
              " xmlns:x=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" "
              "xmlns:y=\"http://www.w3.org/1999/xlink\"");
  expectRefused(odt({{"content.xml", xml, ""}}), "un'immagine collegata a un indirizzo web", xml);
}

TEST(Gate, JudgesHyperlinksByTheirScheme) {
  const auto link = [](const std::string& href) {
    return "<text:p>Vedi <text:a xlink:type=\"simple\" xlink:href=\"" + href +
           "\">qui</text:a></text:p>";
  };
  for (const std::string good :
       {"http://www.comune.mantova.it/", "HTTPS://asst-mantova.it/?a=1&amp;b=2",
        "mailto:info@example.org", "tel:+390376", "#Capitolo|outline", "stesura:campo", "{{sito}}",
        "%7B%7Bsito%7D%7D", "https://example.org/{{id}}", "{{persona.sito|facoltativo}}"}) {
    EXPECT_EQ(refusal(odtWith(link(good))), "") << good;
  }
  for (const std::string bad : {"javascript:alert(1)",
                                "file:///C:/a.doc",
                                "../a.odt",
                                "a.odt",
                                "macro:///Standard.M.Main()",
                                "vnd.sun.star.script:x",
                                "vnd.sun.star.UNO:x",
                                "service:x",
                                "slot:5500",
                                ".uno:Quit",
                                "data:text/html,x",
                                "smb://s/x",
                                "\\\\s\\x",
                                "http:x",
                                " http://x",
                                "java&#10;script:x",
                                "ftp://x.it/",
                                "{{a}}javascript:x",
                                "x{{a}}",
                                "{{a}}{{b}}",
                                "vbscript:x",
                                "ldap://x"}) {
    expectBodyRefused(link(bad), "un collegamento ipertestuale verso");
  }
  EXPECT_TRUE(allowedHyperlink("https://x.it"));
  EXPECT_FALSE(allowedHyperlink("javascript:alert(1)"));
  EXPECT_FALSE(allowedHyperlink("{{sito}}"));
  EXPECT_FALSE(allowedHyperlink(""));
}

TEST(Gate, PassesPicturesOfItsOwn) {
  const std::vector<PackageEntry> logo{{"Pictures/il logo.png", png(), ""}};
  for (const std::string href :
       {"Pictures/il%20logo.png", "./Pictures/il logo.png", "#Pictures/il%20logo.png"}) {
    const Package package = passed(odtWith(picture(href), logo));
    ASSERT_NE(package.find("Pictures/il logo.png"), nullptr);
    EXPECT_EQ(package.find("Pictures/il logo.png")->mediaType, "image/png");
  }
  expectBodyRefused(picture("Pictures/manca.png"), "nel file non c'è («Pictures/manca.png»)");
}

TEST(Gate, LetsEveryTableRowSplit) {
  const std::string styles =
      "<?xml version=\"1.0\"?><office:document-styles" + namespaces() +
      " office:version=\"1.3\"><office:styles><style:style style:name=\"R\" style:family=\"table-row\">"
      "<style:table-row-properties fo:keep-together=\"always\"/></style:style><style:style "
      "style:name=\"P\" style:family=\"paragraph\"><style:paragraph-properties "
      "fo:keep-together=\"always\"/></style:style></office:styles></office:document-styles>";
  const Package package = passed(odtWith("<text:p>x</text:p>", {{"styles.xml", styles, "text/xml"}}));
  EXPECT_NE(part(package, "styles.xml").find("<style:table-row-properties/>"), std::string::npos);
  EXPECT_NE(part(package, "styles.xml").find("<style:paragraph-properties fo:keep-together"), std::string::npos);
}

TEST(Gate, LetsNoTableCollapseItsBorders) {
  const std::string styles =
      "<?xml version=\"1.0\"?><office:document-styles" + namespaces() +
      " office:version=\"1.3\"><office:styles><style:style style:name=\"T\" style:family=\"table\">"
      "<style:table-properties style:width=\"17cm\" table:border-model=\"collapsing\"/></style:style></office:styles>"
      "</office:document-styles>";
  const Package package = passed(odtWith("<text:p>x</text:p>", {{"styles.xml", styles, "text/xml"}}));
  EXPECT_NE(part(package, "styles.xml").find("<style:table-properties style:width=\"17cm\"/>"), std::string::npos);
}

TEST(Gate, DropsWhatChangesNoPage) {
  const std::string body =
      "<office:scripts/><text:tracked-changes "
      "text:track-changes=\"true\"/><text:p>Testo<text:change-start text:change-id=\"c1\"/>"
      " di <text:change-end text:change-id=\"c1\"/><text:change "
      "text:change-id=\"c2\"/>prova<office:annotation "
      "office:name=\"n\"><dc:creator>x</dc:creator><text:p>commento</text:p></office:annotation> e "
      "basta"
      "<office:annotation-end office:name=\"n\"/><text:a "
      "xlink:href=\"\">.</text:a><![CDATA[<b>]]><!-- n --></text:p>";
  const std::string meta =
      "<?xml version=\"1.0\"?><office:document-meta" + namespaces() +
      " office:version=\"1.2\"><office:meta><dc:title>Titolo</dc:title><meta:template "
      "xlink:type=\"simple\" "
      "xlink:href=\"file:///C:/Users/x/Normal.dotm\"/><meta:auto-reload "
      "xlink:href=\"http://x.it\"/>"
      "<meta:hyperlink-behaviour "
      "office:target-frame-name=\"_blank\"/><meta:printed-by>x</meta:printed-by>"
      "</office:meta></office:document-meta>";
  const Package package = passed(odtWith(body, {{"meta.xml", meta, "text/xml"},
                                                {"Thumbnails/thumbnail.png", "x", ""},
                                                {"layout-cache", "x", ""},
                                                {"manifest.rdf", "<x/>", ""},
                                                {"META-INF/documentsignatures.xml", "<x/>", ""},
                                                {"Configurations2/menubar/menubar.xml", "<x/>", ""},
                                                {"Pictures/unused.emf", "x", ""},
                                                {"current.xml", "x", ""}}));
  ASSERT_EQ(package.entries.size(), 2u);
  EXPECT_NE(part(package, "content.xml").find("<text:p>Testo di prova e basta.&lt;b&gt;</text:p>"),
            std::string::npos)
      << part(package, "content.xml");
  EXPECT_EQ(part(package, "content.xml").find("tracked"), std::string::npos);
  EXPECT_NE(
      part(package, "meta.xml").find("<office:meta><dc:title>Titolo</dc:title></office:meta>"),
      std::string::npos);
  EXPECT_NE(part(package, "meta.xml").find("office:version=\"1.3\""), std::string::npos);
}

TEST(Gate, KeepsOnlySettingsThatChangePages) {
  const auto item = [](const std::string& name, const std::string& type, const std::string& value) {
    return "<config:config-item config:name=\"" + name + "\" config:type=\"" + type + "\">" +
           value + "</config:config-item>";
  };
  const std::string settings =
      "<?xml version=\"1.0\"?><office:document-settings" + namespaces() +
      " office:version=\"1.3\"><office:settings><config:config-item-set "
      "config:name=\"ooo:view-settings\">" +
      item("ZoomFactor", "short", "100") +
      "</config:config-item-set><config:config-item-set "
      "config:name=\"ooo:configuration-settings\">" +
      item("AddParaTableSpacing", "boolean", "true") + item("PrinterName", "string", "Ufficio 2") +
      item("PrinterSetup", "base64Binary", "AAAA") + item("LinkUpdateMode", "short", "2") +
      item("CurrentDatabaseDataSource", "string", "anagrafe") +
      item("PrinterIndependentLayout", "string", "high-resolution") +
      "</config:config-item-set></office:settings></office:document-settings>";
  const Package package = passed(odtWith("<text:p>a</text:p>", {{"settings.xml", settings, ""}}));
  const std::string kept = part(package, "settings.xml");
  EXPECT_NE(kept.find("AddParaTableSpacing"), std::string::npos);
  EXPECT_NE(kept.find("high-resolution"), std::string::npos);
  for (const std::string gone :
       {"PrinterName", "PrinterSetup", "LinkUpdateMode", "anagrafe", "ZoomFactor"}) {
    EXPECT_EQ(kept.find(gone), std::string::npos) << gone;
  }
}

TEST(Gate, RefusesPendingChanges) {
  expectRefused(odtWith("<text:tracked-changes><text:changed-region "
                        "text:id=\"c1\"><text:insertion/></text:changed-region>"
                        "</text:tracked-changes><text:p>a</text:p>"),
                "accettare o rifiutare le modifiche", "changes");
}

TEST(Gate, PassesOrdinaryOfficeContent) {
  const std::string body =
      "<office:forms form:automatic-focus=\"false\"><form:form form:name=\"M\" xlink:href=\"\" "
      "form:datasource=\"\" "
      "form:command=\"\" "
      "form:control-implementation=\"ooo:com.sun.star.form.component.Form\"><form:checkbox "
      "form:name=\"c\" "
      "form:image-data=\"\"/></form:form></office:forms><text:section text:name=\"s\" "
      "text:display=\"none\"><text:p>x</text:p>"
      "</text:section><text:p><text:hidden-text text:condition=\"x\" "
      "text:string-value=\"y\"/><text:bookmark text:name=\"b\"/>"
      "<text:ruby><text:ruby-base>a</text:ruby-base><text:ruby-text>b</text:ruby-text></"
      "text:ruby><text:page-number/>"
      "<text:soft-page-break/><text:note "
      "text:note-class=\"footnote\"><text:note-body><text:p>n</text:p></text:note-body></text:note>"
      "<text:bibliography-mark "
      "text:url=\"http://x.it\"/></text:p><text:table-of-content><text:index-body/></"
      "text:table-of-content>";
  EXPECT_EQ(refusal(odtWith(body)), "");
  EXPECT_EQ(refusal(flatXml(body)), "");
}

TEST(Gate, KeepsFormulasAndChartsAndLooksThroughThem) {
  const std::string math = "<math xmlns=\"http://www.w3.org/1998/Math/MathML\"><mi>a</mi></math>";
  const auto chart = [](const std::string& inside) {
    return "<office:document-content" + namespaces() +
           " office:version=\"1.3\"><office:body><office:chart><chart:chart xlink:href=\"..\">" +
           inside + "</chart:chart></office:chart></office:body></office:document-content>";
  };
  const std::string body = FRAME(
      "<draw:object xlink:href=\"./Object 1\"/><draw:image "
      "xlink:href=\"./ObjectReplacements/Object 1\"/>");
  for (const std::string& object : {math, chart("")}) {
    const Package package =
        passed(odtWith(body, {{"Object 1/content.xml", object, "text/xml"},
                              {"ObjectReplacements/Object 1", "VCLMTF...", ""}}));
    EXPECT_NE(package.find("Object 1/content.xml"), nullptr);
    ASSERT_NE(package.find("Object 1/"), nullptr);
    EXPECT_NE(package.find("Object 1/")->mediaType, "");
    EXPECT_EQ(package.find("ObjectReplacements/Object 1"), nullptr);
    EXPECT_EQ(part(package, "content.xml").find("draw:image"), std::string::npos);
    EXPECT_NE(written(package).find("Object 1/content.xml"), std::string::npos);
  }
  expectRefused(
      odtWith(body, {{"Object 1/content.xml", chart("<chart:x xlink:href=\"http://x.it\"/>"), ""}}),
      "un richiamo a un indirizzo web, nella parte «Object 1/content.xml»", "chart");
  expectRefused(odtWith(body, {{"Object 1/content.xml",
                                chart(FRAME("<draw:image xlink:href=\"../../x\"/>")), ""}}),
                "un'immagine collegata", "chart");
  EXPECT_EQ(refusal(flatXml(
                FRAME("<draw:object><math:math><math:mi>a</math:mi></math:math></draw:object>"))),
            "");
}

TEST(Gate, ReplacesOtherObjectsByTheirPictures) {
  for (const std::string element : {"draw:object", "draw:object-ole"}) {
    const std::string body = frame(
        "<" + element +
        " xlink:href=\"./Object 1\"/><draw:image xlink:href=\"./ObjectReplacements/Object 1\"/>");
    const Package package = passed(odtWith(
        body, {{"Object 1", "\xD0\xCF\x11\xE0", ""}, {"ObjectReplacements/Object 1", png(), ""}}));
    EXPECT_EQ(part(package, "content.xml").find(element), std::string::npos);
    EXPECT_NE(package.find("ObjectReplacements/Object 1"), nullptr);
    EXPECT_EQ(package.find("Object 1"), nullptr);
    expectRefused(odtWith("<text:p>Allegato</text:p>" + body,
                          {{"Object 1", "\xD0\xCF\x11\xE0", ""},
                           {"ObjectReplacements/Object 1", "VCLMTF", ""}}),
                  "un oggetto incorporato di un altro programma, vicino a «Allegato»", element);
  }
}

TEST(Gate, NamesEveryRefusalAtOnce) {
  try {
    passed(odtWith("<text:p>Primo<text:execute-macro/></text:p><text:p>Secondo</text:p>" +
                   picture("http://x.it/a")));
    FAIL();
  } catch (const Error& error) {
    ASSERT_EQ(error.problems().size(), 2u);
    EXPECT_EQ(error.problems()[0].place, "Primo");
    EXPECT_EQ(error.problems()[1].place, "Secondo");
    EXPECT_NE(error.sentence().find("C'è un altro motivo."), std::string::npos);
  }
}

TEST(Gate, StaysQuickWithThousandsOfRefusals) {
  std::string body;
  for (int i = 0; i < 50'000; ++i) body += "<draw:a xlink:href=\"x\"><draw:g/></draw:a>";
  expectRefused(flatXml(body), "un collegamento ipertestuale verso un altro file", "many");
}

TEST(Gate, StaysQuickWithThousandsOfObjectsAndPictures) {
  std::string many;
  for (int i = 0; i < 20'000; ++i) many += FRAME("<draw:object xlink:href=\"./Object 1\"/>");
  const std::string big = "<office:document-content" + namespaces() +
                          "><office:body><office:chart>" + std::string(300'000, ' ') +
                          "</office:chart></office:body></office:document-content>";
  std::vector<PackageEntry> parts{{"Object 1/content.xml", big, ""}};
  for (int i = 0; i < 1500; ++i) {
    const std::string name = "Pictures/" + std::to_string(i) + ".png";
    parts.push_back({name, png(), ""});
    many += picture(name);
  }
  const std::string bytes = odtWith(many, parts);
  const Stopwatch watch;
  PackageBounds bounds;
  bounds.maxRatio = 2000;
  Package package = readPackage(bytes, bounds);
  passGate(package);
  EXPECT_LT(watch.seconds(), kSecond);
  EXPECT_EQ(package.entries.size(), 1503u);
}

TEST(Gate, RefusesMorePicturesThanAPackageMayHold) {
  std::string many;
  for (int i = 0; i < 3000; ++i) {
    many += frame("<draw:image><office:binary-data>" + std::to_string(1000 + i) +
                  "</office:binary-data></draw:image>");
  }
  expectRefused(flatXml(many), "troppe immagini", "pictures");
}

TEST(Gate, RefusesOtherBodies) {
  std::string xml = contentXml("");
  xml.replace(xml.find("<office:text></office:text>"), 27,
              "<office:spreadsheet></office:spreadsheet>");
  expectRefused(odt({{"content.xml", xml, ""}}), "foglio di calcolo", "sheet");
  expectRefused(odt({{"styles.xml", stylesXml(""), ""}}), "manca content.xml", "empty");
}

}  // namespace
}  // namespace stesura
