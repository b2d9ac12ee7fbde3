#include "generator/odf/rich_styles.h"

#include <algorithm>
#include <string_view>

namespace stesura {

namespace {

// In the look of the house. A style stands here before those that are made from it.
constexpr const char* kNamedStyles = R"(
<style:style style:name="Standard" style:family="paragraph" style:class="text"/>
<style:style style:name="Text_20_body" style:display-name="Text body" style:family="paragraph" style:parent-style-name="Standard" style:class="text"><style:paragraph-properties fo:margin-top="0cm" fo:margin-bottom="0.2cm" fo:line-height="115%" fo:orphans="2" fo:widows="2"/></style:style>
<style:style style:name="Heading" style:family="paragraph" style:parent-style-name="Standard" style:next-style-name="Text_20_body" style:class="text"><style:paragraph-properties fo:margin-top="0.4cm" fo:margin-bottom="0.15cm" fo:keep-with-next="always"/><style:text-properties fo:font-weight="bold" fo:color="#17324d"/></style:style>
<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:parent-style-name="Heading" style:next-style-name="Text_20_body" style:default-outline-level="1" style:class="text"><style:text-properties fo:font-size="14pt"/></style:style>
<style:style style:name="Heading_20_2" style:display-name="Heading 2" style:family="paragraph" style:parent-style-name="Heading" style:next-style-name="Text_20_body" style:default-outline-level="2" style:class="text"><style:text-properties fo:font-size="12pt" fo:color="#0059b3"/></style:style>
<style:style style:name="Heading_20_3" style:display-name="Heading 3" style:family="paragraph" style:parent-style-name="Heading" style:next-style-name="Text_20_body" style:default-outline-level="3" style:class="text"><style:text-properties fo:font-size="10.5pt"/></style:style>
<style:style style:name="Heading_20_4" style:display-name="Heading 4" style:family="paragraph" style:parent-style-name="Heading_20_3" style:next-style-name="Text_20_body" style:default-outline-level="4" style:class="text"><style:text-properties fo:color="#455b71"/></style:style>
<style:style style:name="Heading_20_5" style:display-name="Heading 5" style:family="paragraph" style:parent-style-name="Heading_20_4" style:next-style-name="Text_20_body" style:default-outline-level="5" style:class="text"/>
<style:style style:name="Heading_20_6" style:display-name="Heading 6" style:family="paragraph" style:parent-style-name="Heading_20_4" style:next-style-name="Text_20_body" style:default-outline-level="6" style:class="text"/>
<style:style style:name="Heading_20_7" style:display-name="Heading 7" style:family="paragraph" style:parent-style-name="Heading_20_4" style:next-style-name="Text_20_body" style:default-outline-level="7" style:class="text"/>
<style:style style:name="Heading_20_8" style:display-name="Heading 8" style:family="paragraph" style:parent-style-name="Heading_20_4" style:next-style-name="Text_20_body" style:default-outline-level="8" style:class="text"/>
<style:style style:name="Heading_20_9" style:display-name="Heading 9" style:family="paragraph" style:parent-style-name="Heading_20_4" style:next-style-name="Text_20_body" style:default-outline-level="9" style:class="text"/>
<style:style style:name="Heading_20_10" style:display-name="Heading 10" style:family="paragraph" style:parent-style-name="Heading_20_4" style:next-style-name="Text_20_body" style:default-outline-level="10" style:class="text"/>
<style:style style:name="List_20_Contents" style:display-name="List Contents" style:family="paragraph" style:parent-style-name="Text_20_body" style:class="list"><style:paragraph-properties fo:margin-bottom="0.1cm"/></style:style>
<style:style style:name="Quotations" style:family="paragraph" style:parent-style-name="Text_20_body" style:class="html"><style:paragraph-properties fo:margin-left="0.6cm" fo:margin-right="0.6cm" fo:padding-left="0.3cm" fo:border-left="2pt solid #0059b3" fo:border-right="none" fo:border-top="none" fo:border-bottom="none"/><style:text-properties fo:color="#455b71"/></style:style>
<style:style style:name="Preformatted_20_Text" style:display-name="Preformatted Text" style:family="paragraph" style:parent-style-name="Standard" style:class="html"><style:paragraph-properties fo:margin-top="0.1cm" fo:margin-bottom="0.2cm" fo:padding="0.15cm" fo:border="none" fo:background-color="#f2f5f8"/><style:text-properties fo:font-family="'DejaVu Sans Mono'" fo:font-size="9pt"/></style:style>
<style:style style:name="Horizontal_20_Line" style:display-name="Horizontal Line" style:family="paragraph" style:parent-style-name="Standard" style:next-style-name="Text_20_body" style:class="html"><style:paragraph-properties fo:margin-top="0cm" fo:margin-bottom="0.3cm" fo:padding="0cm" fo:border-left="none" fo:border-right="none" fo:border-top="none" fo:border-bottom="0.75pt solid #c2cdd8"/><style:text-properties fo:font-size="6pt"/></style:style>
<style:style style:name="Table_20_Contents" style:display-name="Table Contents" style:family="paragraph" style:parent-style-name="Standard" style:class="extra"><style:paragraph-properties fo:margin-top="0.03cm" fo:margin-bottom="0.03cm"/><style:text-properties fo:font-size="9.5pt"/></style:style>
<style:style style:name="Table_20_Heading" style:display-name="Table Heading" style:family="paragraph" style:parent-style-name="Standard" style:class="extra"><style:paragraph-properties fo:margin-top="0.03cm" fo:margin-bottom="0.03cm" fo:keep-with-next="always"/><style:text-properties fo:font-size="9.5pt" fo:font-weight="bold" fo:color="#17324d"/></style:style>
<style:style style:name="Contenuto_20_al_20_centro" style:display-name="Contenuto al centro" style:family="paragraph" style:parent-style-name="Table_20_Contents" style:class="extra"><style:paragraph-properties fo:text-align="center"/></style:style>
<style:style style:name="Contenuto_20_a_20_destra" style:display-name="Contenuto a destra" style:family="paragraph" style:parent-style-name="Table_20_Contents" style:class="extra"><style:paragraph-properties fo:text-align="end"/></style:style>
<style:style style:name="Testata_20_al_20_centro" style:display-name="Testata al centro" style:family="paragraph" style:parent-style-name="Table_20_Heading" style:class="extra"><style:paragraph-properties fo:text-align="center"/></style:style>
<style:style style:name="Testata_20_a_20_destra" style:display-name="Testata a destra" style:family="paragraph" style:parent-style-name="Table_20_Heading" style:class="extra"><style:paragraph-properties fo:text-align="end"/></style:style>
<style:style style:name="Articolo" style:family="paragraph" style:parent-style-name="Heading" style:next-style-name="Comma" style:class="text"><style:paragraph-properties fo:margin-top="0.45cm" fo:margin-bottom="0.15cm"/><style:text-properties fo:font-size="11.5pt" fo:color="#0059b3"/></style:style>
<style:style style:name="Comma" style:family="paragraph" style:parent-style-name="Text_20_body" style:class="text"><style:paragraph-properties fo:margin-bottom="0.15cm"/></style:style>
<style:style style:name="Lettera" style:family="paragraph" style:parent-style-name="Text_20_body" style:class="text"><style:paragraph-properties fo:margin-bottom="0.1cm"/></style:style>
<style:style style:name="Emphasis" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="Strong_20_Emphasis" style:display-name="Strong Emphasis" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Source_20_Text" style:display-name="Source Text" style:family="text"><style:text-properties fo:font-family="'DejaVu Sans Mono'" fo:font-size="90%"/></style:style>
<style:style style:name="Internet_20_link" style:display-name="Internet link" style:family="text"><style:text-properties fo:color="#0059b3" style:text-underline-style="solid" style:text-underline-width="auto" style:text-underline-color="font-color"/></style:style>
<text:list-style style:name="Elenco_20_puntato" style:display-name="Elenco puntato"/>
<text:list-style style:name="Elenco_20_numerato" style:display-name="Elenco numerato"/>
<text:list-style style:name="Elenco_20_dei_20_commi" style:display-name="Elenco dei commi"/>
)";

constexpr const char* kAutomaticStyles = R"(
<style:style style:name="TabellaMarkdown" style:family="table"><style:table-properties style:rel-width="100%" fo:margin-top="0.15cm" fo:margin-bottom="0.3cm" table:align="margins" table:border-model="collapsing"/></style:style>
<style:style style:name="TabellaMarkdown.Testata" style:family="table-cell"><style:table-cell-properties fo:background-color="#e6eef7" fo:padding="0.1cm" fo:border-top="none" fo:border-left="none" fo:border-right="none" fo:border-bottom="1pt solid #0059b3" style:vertical-align="middle"/></style:style>
<style:style style:name="TabellaMarkdown.Cella" style:family="table-cell"><style:table-cell-properties fo:padding="0.1cm" fo:border-top="none" fo:border-left="none" fo:border-right="none" fo:border-bottom="0.5pt solid #c2cdd8"/></style:style>
)";

constexpr int kLevels = 10;

// The name with the family: names of different families may be equal.
bool has(const pugi::xml_node& styles, const pugi::xml_node& style) {
  for (const pugi::xml_node& known : styles.children(style.name())) {
    if (std::string_view(known.attribute("style:name").value()) == style.attribute("style:name").value() &&
        std::string_view(known.attribute("style:family").value()) == style.attribute("style:family").value())
      return true;
  }
  return false;
}

pugi::xml_node groupOf(pugi::xml_node root, const char* name) {
  if (pugi::xml_node group = root.child(name)) return group;
  // The order of the groups is the schema's (ODF 1.3 part 3, 3.1.3).
  for (const char* before : {"office:automatic-styles", "office:master-styles", "office:body"}) {
    if (const pugi::xml_node next = root.child(before)) return root.insert_child_before(name, next);
  }
  return root.append_child(name);
}

void addMissing(pugi::xml_node group, const char* markup) {
  pugi::xml_document document;
  document.load_string(markup, pugi::parse_fragment | pugi::parse_default);
  for (const pugi::xml_node& style : document.children()) {
    if (style.type() == pugi::node_element && !has(group, style)) group.append_copy(style);
  }
}

bool hasLevel(const pugi::xml_node& list, int level) {
  for (const pugi::xml_node& child : list.children()) {
    if (child.attribute("text:level").as_int() == level) return true;
  }
  return false;
}

void addIndent(pugi::xml_node level, double left, double hanging) {
  pugi::xml_node properties = level.append_child("style:list-level-properties");
  properties.append_attribute("text:list-level-position-and-space-mode").set_value("label-alignment");
  pugi::xml_node label = properties.append_child("style:list-level-label-alignment");
  const auto centimetres = [](double value) {
    std::string text = std::to_string(value);
    return text.substr(0, text.find('.') + 3) + "cm";
  };
  label.append_attribute("text:label-followed-by").set_value("listtab");
  label.append_attribute("text:list-tab-stop-position").set_value(centimetres(left).c_str());
  label.append_attribute("fo:text-indent").set_value(("-" + centimetres(hanging)).c_str());
  label.append_attribute("fo:margin-left").set_value(centimetres(left).c_str());
}

void addBulletLevel(pugi::xml_node list, int level) {
  pugi::xml_node bullet = list.append_child("text:list-level-style-bullet");
  bullet.append_attribute("text:level").set_value(level);
  bullet.append_attribute("text:bullet-char").set_value(level % 2 == 1 ? "•" : "–");
  addIndent(bullet, 0.6 * level, 0.45);
}

// 1. a) i. 1. …
void addNumberLevel(pugi::xml_node list, int level) {
  constexpr const char* kFormats[] = {"1", "a", "i"};
  constexpr const char* kSuffixes[] = {".", ")", "."};
  pugi::xml_node number = list.append_child("text:list-level-style-number");
  number.append_attribute("text:level").set_value(level);
  number.append_attribute("style:num-suffix").set_value(kSuffixes[(level - 1) % 3]);
  number.append_attribute("style:num-format").set_value(kFormats[(level - 1) % 3]);
  addIndent(number, 0.7 * level, 0.7);
}

void addLevels(pugi::xml_node styles, const char* name, bool numbers) {
  pugi::xml_node list;
  for (pugi::xml_node known : styles.children("text:list-style")) {
    if (std::string_view(known.attribute("style:name").value()) == name) list = known;
  }
  for (int level = 1; level <= kLevels; ++level) {
    if (hasLevel(list, level)) continue;
    if (numbers)
      addNumberLevel(list, level);
    else
      addBulletLevel(list, level);
  }
}

}  // namespace

std::string columnStyle(std::size_t width) {
  return std::string(kTableStyle) + "." + std::to_string(std::clamp<std::size_t>(width, 1, kWidestColumn));
}

const char* cellParagraphStyle(bool header, ColumnAlignment alignment) {
  if (alignment == ColumnAlignment::centre) return header ? "Testata_20_al_20_centro" : "Contenuto_20_al_20_centro";
  if (alignment == ColumnAlignment::end) return header ? "Testata_20_a_20_destra" : "Contenuto_20_a_20_destra";
  return header ? "Table_20_Heading" : "Table_20_Contents";
}

void addRichStyles(pugi::xml_node root) {
  pugi::xml_node styles = groupOf(root, "office:styles");
  addMissing(styles, kNamedStyles);
  addLevels(styles, kBulletListStyle, false);
  addLevels(styles, kNumberedListStyle, true);
  addLevels(styles, kArticleListStyle, true);
}

void addTableStyles(pugi::xml_node content) {
  pugi::xml_node styles = groupOf(content, "office:automatic-styles");
  addMissing(styles, kAutomaticStyles);
  for (std::size_t width = 1; width <= kWidestColumn; ++width) {
    pugi::xml_node style = styles.append_child("style:style");
    style.append_attribute("style:name").set_value(columnStyle(width).c_str());
    style.append_attribute("style:family").set_value("table-column");
    style.append_child("style:table-column-properties")
        .append_attribute("style:rel-column-width")
        .set_value((std::to_string(width * 1000) + "*").c_str());
  }
}

}  // namespace stesura
