// The named styles of rich text, and those of them that a template lacks.
#pragma once

#include <cstddef>
#include <pugixml.hpp>
#include <string>

#include "generator/markdown/markdown.h"

namespace stesura {

// Names as an ODF file writes them; Writer shows «List Contents» for "List_20_Contents".
constexpr const char* kQuoteStyle = "Quotations";
constexpr const char* kCodeBlockStyle = "Preformatted_20_Text";
constexpr const char* kRuleStyle = "Horizontal_20_Line";
constexpr const char* kListStyle = "List_20_Contents";
constexpr const char* kArticleStyle = "Articolo";
constexpr const char* kCommaStyle = "Comma";
constexpr const char* kLetterStyle = "Lettera";
constexpr const char* kBulletListStyle = "Elenco_20_puntato";
constexpr const char* kNumberedListStyle = "Elenco_20_numerato";
constexpr const char* kArticleListStyle = "Elenco_20_dei_20_commi";
constexpr const char* kEmphasisStyle = "Emphasis";
constexpr const char* kStrongStyle = "Strong_20_Emphasis";
constexpr const char* kCodeStyle = "Source_20_Text";
constexpr const char* kLinkStyle = "Internet_20_link";
// Of the family of tables and cells, which Writer does not take as named ones.
constexpr const char* kTableStyle = "TabellaMarkdown";
constexpr const char* kHeaderCellStyle = "TabellaMarkdown.Testata";
constexpr const char* kCellStyle = "TabellaMarkdown.Cella";

constexpr std::size_t kWidestColumn = 12;  // in steps
std::string columnStyle(std::size_t width);

const char* cellParagraphStyle(bool header, ColumnAlignment alignment);

// Adds to office:styles what it has not of the styles and their levels; `styles` is the root of
// styles.xml.
void addRichStyles(pugi::xml_node styles);

// Adds the automatic styles of tables; `content` is the root of content.xml.
void addTableStyles(pugi::xml_node content);

}  // namespace stesura
