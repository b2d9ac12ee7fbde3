#include "generator/odf/rich_text.h"

#include <algorithm>
#include <utility>

#include "generator/markdown/markdown.h"
#include "generator/merge/escape.h"
#include "generator/merge/italian.h"
#include "generator/merge/references.h"
#include "generator/odf/rich_styles.h"

namespace stesura {

namespace {

using Kind = MarkdownNode::Kind;

constexpr std::size_t kDeepestHeading = 10;  // ODF 1.3 part 3, 19.852
constexpr std::size_t kDeepestList = 10;

std::string paragraphOf(std::string_view style) {
  return "<text:p text:style-name=\"" + std::string(style) + "\">";
}

// What one value becomes.
class RichText {
 public:
  RichText(const RichPlace& place, WriterContext& context, std::string& out)
      : place_(place), context_(context), out_(out) {}

  // "" or what is wrong.
  std::string write(const MarkdownNode& document) {
    if (place_.room == RichPlace::Room::line)
      writeLine(document);
    else
      writeDocument(document);
    return fault_;
  }

 private:
  void refuse(std::string clause) {
    if (fault_.empty()) fault_ = std::move(clause);
  }

  void writeLine(const MarkdownNode& document) {
    if (document.children.size() > 1 ||
        (!document.children.empty() && document.children.front().kind != Kind::paragraph)) {
      return refuse("ha più paragrafi, titoli, elenchi o tabelle, ma il segnaposto sta dentro una riga");
    }
    for (const MarkdownNode& paragraph : document.children) writePieces(paragraph);
  }

  void writeDocument(const MarkdownNode& document) {
    if (document.children.empty()) out_ += place_.opening + place_.closing;
    writeBlocks(document, place_.opening, place_.closing);
  }

  void writeBlocks(const MarkdownNode& parent, const std::string& opening, const std::string& closing) {
    for (const MarkdownNode& block : parent.children) writeBlock(block, opening, closing);
  }

  void writeParagraph(const MarkdownNode& node, const std::string& opening, const std::string& closing) {
    out_ += opening;
    writePieces(node);
    out_ += closing;
  }

  void writePieces(const MarkdownNode& node) {
    blank_ = true;
    writeInline(node);
  }

  void writeBlock(const MarkdownNode& block, const std::string& opening, const std::string& closing) {
    switch (block.kind) {
      case Kind::paragraph:
        return writeParagraph(block, opening, closing);
      case Kind::heading:
        return writeHeading(block);
      case Kind::list:
        return writeList(block);
      case Kind::quote:
        return writeBlocks(block, paragraphOf(kQuoteStyle), "</text:p>");
      case Kind::codeBlock: {
        std::string_view text = block.text;
        if (text.ends_with('\n')) text.remove_suffix(1);
        out_ += paragraphOf(kCodeBlockStyle);
        escape(text);
        out_ += "</text:p>";
        return;
      }
      case Kind::rule:
        out_ += paragraphOf(kRuleStyle) + "</text:p>";
        return;
      case Kind::table:
        return writeTable(block);
      default:
        return;
    }
  }

  // The first heading is one level below that of the template, whatever its number, and no level is
  // left out on the way down (ISO 14289-1, 7.4.2).
  void writeHeading(const MarkdownNode& heading) {
    while (!headings_.empty() && headings_.back() >= heading.level) headings_.pop_back();
    headings_.push_back(heading.level);
    const std::string level = std::to_string(std::min(place_.headingLevel + headings_.size(), kDeepestHeading));
    out_ += "<text:h text:style-name=\"Heading_20_" + level + "\" text:outline-level=\"" + level + "\">";
    writePieces(heading);
    out_ += "</text:h>";
  }

  bool countsAsItems(const MarkdownNode& list) const {
    return !place_.clause && place_.article && list.level > 0 && context_.references != nullptr && orderedOnly_ &&
           context_.references->insideArticle() && depth_ <= 2;
  }

  void writeList(const MarkdownNode& list) {
    if (++depth_ > kDeepestList) {
      refuse("ha elenchi annidati oltre 10 livelli");
      --depth_;
      return;
    }
    const bool ordered = list.level > 0;
    const bool outer = std::exchange(orderedOnly_, orderedOnly_ && ordered);
    const bool article = place_.article && ordered && orderedOnly_;
    const bool counted = countsAsItems(list);
    if (counted) context_.references->restartAt(depth_, list.level);
    out_ += "<text:list text:style-name=\"";
    out_ += article ? kArticleListStyle : ordered ? kNumberedListStyle : kBulletListStyle;
    const bool listed = place_.clause && article && depth_ <= 2;
    if (listed) {
      out_ += std::string("\" ") + kLevelAttribute + "=\"" + std::to_string(depth_) + "\" " + kItemsAttribute + "=\"" +
              std::to_string(list.level);
    }
    out_ += "\">";
    const std::string itemMark = listed ? std::string(kItemAttribute) + "=\"" + std::to_string(depth_) + '"' : "";
    const std::string opening = paragraphOf(!article ? kListStyle : depth_ == 1 ? kCommaStyle : kLetterStyle);
    bool first = true;
    for (const MarkdownNode& item : list.children) {
      out_ += "<text:list-item";
      if (std::exchange(first, false) && list.level > 1)
        out_ += " text:start-value=\"" + std::to_string(list.level) + '"';
      out_ += '>';
      const std::string name = counted ? context_.references->nextItem(depth_) : "";
      if (item.children.empty()) out_ += opening + "</text:p>";
      for (const MarkdownNode& block : item.children) {
        const bool begins = &block == &item.children.front() && block.kind == Kind::paragraph;
        writeBlock(block, begins ? marked(opening, itemMark, name) : opening, "</text:p>");
      }
      out_ += "</text:list-item>";
    }
    out_ += "</text:list>";
    orderedOnly_ = outer;
    --depth_;
  }

  // The first paragraph of an item is what references lead to.
  static std::string marked(std::string opening, const std::string& attribute, const std::string& name) {
    if (!attribute.empty()) opening.insert(opening.size() - 1, " " + attribute);
    return name.empty() ? opening : opening + bookmark(name);
  }

  static std::string bookmark(const std::string& name) {
    return "<text:bookmark text:name=\"" + name + "\"/>";
  }

  // A column is as wide as the longest of its cells wants, within bounds.
  static std::vector<std::size_t> widthsOf(const MarkdownNode& table) {
    constexpr std::size_t kNarrowest = 6, kWidest = 60, kPerStep = 5;
    std::vector<std::size_t> widths;
    for (const MarkdownNode& row : table.children) {
      for (std::size_t at = 0; at < row.children.size(); ++at) {
        if (widths.size() <= at) widths.push_back(kNarrowest);
        widths[at] = std::clamp(plainText(row.children[at]).size(), widths[at], kWidest);
      }
    }
    for (std::size_t& width : widths) width = (width + kPerStep - 1) / kPerStep;
    return widths;
  }

  void writeTable(const MarkdownNode& table) {
    if (place_.room == RichPlace::Room::item || depth_ > 0)
      return refuse("ha una tabella dentro un elenco, dove non può stare");
    out_ += "<table:table table:name=\"Tabella_m" + std::to_string(context_.written + 1) + '_' +
            std::to_string(++tables_) + "\" table:style-name=\"" + kTableStyle + "\">";
    for (std::size_t width : widthsOf(table))
      out_ += "<table:table-column table:style-name=\"" + columnStyle(width) + "\"/>";
    bool header = false;
    for (const MarkdownNode& row : table.children) {
      if (row.header != header) out_ += row.header ? "<table:table-header-rows>" : "</table:table-header-rows>";
      header = row.header;
      writeRow(row);
    }
    if (header) out_ += "</table:table-header-rows>";
    out_ += "</table:table>";
  }

  void writeRow(const MarkdownNode& row) {
    out_ += "<table:table-row>";
    for (const MarkdownNode& cell : row.children) {
      out_ += "<table:table-cell table:style-name=\"";
      out_ += row.header ? kHeaderCellStyle : kCellStyle;
      out_ += "\" office:value-type=\"string\">";
      out_ += paragraphOf(cellParagraphStyle(row.header, cell.alignment));
      writePieces(cell);
      out_ += "</text:p></table:table-cell>";
    }
    out_ += "</table:table-row>";
  }

  void writeInline(const MarkdownNode& parent) {
    for (const MarkdownNode& node : parent.children) {
      switch (node.kind) {
        case Kind::text:
          writeText(node.text);
          break;
        case Kind::space:
          writeText(" ");
          break;
        case Kind::lineBreak:
          out_ += "<text:line-break/>";
          blank_ = true;
          break;
        case Kind::code:
          out_ += span(kCodeStyle);
          escape(node.text);
          out_ += "</text:span>";
          blank_ = false;
          break;
        case Kind::emphasis:
        case Kind::strong:
          out_ += span(node.kind == Kind::strong ? kStrongStyle : kEmphasisStyle);
          writeInline(node);
          out_ += "</text:span>";
          break;
        case Kind::link:
          writeLink(node);
          break;
        default:
          break;
      }
    }
  }

  static std::string span(const char* style) {
    return "<text:span text:style-name=\"" + std::string(style) + "\">";
  }

  void writeLink(const MarkdownNode& link) {
    std::string words;
    if (link.text.starts_with('#') && !place_.clause) {
      if (context_.references == nullptr) return refuse("ha un rimando dove non può stare");
      words = context_.references->refer(std::string_view(link.text).substr(1), context_.pointer, context_.place);
    }
    out_ += "<text:a xlink:type=\"simple\" xlink:href=\"";
    if (escapeTo(out_, link.text, Escape::uriWhole) != 0)
      refuse("ha un collegamento a un indirizzo che non si può scrivere");
    out_ += "\" text:style-name=\"";
    out_ += kLinkStyle;
    out_ += "\" text:visited-style-name=\"";
    out_ += kLinkStyle;
    if (link.text.starts_with('#') && place_.clause) {
      out_ += std::string("\" ") + kReferenceAttribute + "=\"";
      escapeTo(out_, std::string_view(link.text).substr(1), Escape::xmlAttribute);
    }
    out_ += "\">";
    if (link.children.empty())
      writeText(words);
    else
      writeInline(link);
    out_ += "</text:a>";
  }

  // Blanks run together, as everywhere in Markdown; a document would drop them at its own places.
  void writeText(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
      const std::size_t end = std::min(text.find_first_of(" \t\r\n", at), text.size());
      if (end > at) {
        escape(text.substr(at, end - at));
        blank_ = false;
      }
      if (end < text.size() && !blank_) {
        out_ += ' ';
        blank_ = true;
      }
      at = end + 1;
    }
  }

  void escape(std::string_view text) {
    const std::uint32_t forbidden = place_.upper ? escapeTo(out_, upperCase(text), Escape::xmlText)
                                                 : escapeTo(out_, text, Escape::xmlText);
    if (forbidden != 0)
      refuse("contiene " + characterName(forbidden) + ", che un documento non può contenere");
  }

  const RichPlace& place_;
  WriterContext& context_;
  std::string& out_;
  std::string fault_;
  std::vector<std::size_t> headings_;  // the levels, as typed, of the headings around
  std::size_t depth_ = 0;              // lists within each other
  std::size_t tables_ = 0;
  bool orderedOnly_ = true;  // every list around is ordered
  bool blank_ = true;        // a blank here would show nothing
};

class RichTextWriter : public ValueWriter {
 public:
  explicit RichTextWriter(RichPlace place) : place_(std::move(place)) {}

  bool takes(const Tag& tag, const Field* field) const override {
    if (tag.presentation.list) return false;
    if (tag.presentation.format == ValueFormat::markdown) return true;
    return tag.presentation.format == ValueFormat::automatic && field != nullptr &&
           field->mediaType == "text/markdown" && (field->types & kTypeString) != 0;
  }

  std::string write(const Json& value, WriterContext& context, std::string& out) const override {
    if (!value.is_string()) return "non è un testo";
    const MarkdownReading reading = readMarkdown(value.get_ref<const std::string&>());
    if (!reading.faults.empty()) return reading.faults.front().clause;
    if (place_.room != RichPlace::Room::plainText) return RichText(place_, context, out).write(reading.document);
    std::string text = plainText(reading.document);
    if (place_.upper) text = upperCase(text);
    const std::uint32_t forbidden = escapeTo(out, text, place_.escape);
    return forbidden == 0 ? "" : "contiene " + characterName(forbidden) + ", che un documento non può contenere";
  }

 private:
  RichPlace place_;
};

}  // namespace

std::shared_ptr<const ValueWriter> richTextWriter(RichPlace place) {
  return std::make_shared<RichTextWriter>(std::move(place));
}

std::string writeClause(const MarkdownNode& text, std::size_t headingLevel, std::string& out) {
  RichPlace place;
  place.room = RichPlace::Room::blocks;
  place.article = place.clause = true;
  place.headingLevel = headingLevel;
  place.opening = paragraphOf(kCommaStyle);
  place.closing = "</text:p>";
  std::vector<AddedPart> none;
  std::size_t written = 0;
  WriterContext context{none, written};
  return RichText(place, context, out).write(text);
}

bool holdsMarkdown(const Field& shape) {
  if (shape.mediaType == "text/markdown") return true;
  if (shape.items && holdsMarkdown(*shape.items)) return true;
  return std::any_of(shape.properties.begin(), shape.properties.end(),
                     [](const auto& member) { return holdsMarkdown(*member.second); });
}

}  // namespace stesura
