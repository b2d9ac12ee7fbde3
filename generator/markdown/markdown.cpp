#include "generator/markdown/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "generator/merge/escape.h"

namespace stesura {

namespace {

using Kind = MarkdownNode::Kind;

struct NodeDeleter {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct ParserDeleter {
  void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
};
using Tree = std::unique_ptr<cmark_node, NodeDeleter>;

Tree parse(std::string_view text) {
  // Registering is not thread-safe, and the registry is the library's only state.
  static cmark_syntax_extension* const table = [] {
    cmark_gfm_core_extensions_ensure_registered();
    return cmark_find_syntax_extension("table");
  }();
  const std::unique_ptr<cmark_parser, ParserDeleter> parser(cmark_parser_new(CMARK_OPT_DEFAULT));
  cmark_parser_attach_syntax_extension(parser.get(), table);
  cmark_parser_feed(parser.get(), text.data(), text.size());
  return Tree(cmark_parser_finish(parser.get()));
}

std::string textOf(const char* text) { return text == nullptr ? "" : text; }

std::vector<std::string_view> linesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of("\r\n", at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + (text.substr(end, 2) == "\r\n" ? 2 : 1);
  }
  return lines;
}

// Whether a row of a table holds text after its first cells. The library leaves such cells out.
// A bar is part of a cell only behind a backslash, even within code.
bool overflows(std::string_view line, std::size_t cells) {
  std::size_t at = std::min(line.find_first_not_of(" \t>"), line.size());
  if (at < line.size() && line[at] == '|') ++at;
  for (; at < line.size() && cells > 0; ++at) {
    if (line[at] == '|' && line[at - (at > 0)] != '\\') --cells;
  }
  return cells == 0 && line.find_first_not_of(" \t|", at) != line.npos;
}

class Reader {
 public:
  Reader(std::string_view text, std::vector<MarkdownFault>& faults)
      : lines_(linesOf(text)), faults_(faults) {}

  // `depth` is bounded by the caller's count, whatever the tree holds.
  void read(cmark_node* from, MarkdownNode& to, std::size_t depth) {
    if (depth > kDeepestMarkdown) {
      fault(from, "ha segni annidati oltre 40 livelli", "Ridurre i livelli.");
      return;
    }
    std::size_t column = 0;
    for (cmark_node* child = cmark_node_first_child(from); child != nullptr;
         child = cmark_node_next(child), ++column) {
      if (faults_.size() >= kMostFaults) return;
      if (const int line = cmark_node_get_start_line(child); line > 0) line_ = line;
      MarkdownNode node;
      if (!describe(child, node)) continue;
      if (node.kind == Kind::cell) node.alignment = alignmentOf(from, column);
      // Adjacent texts come apart wherever a mark might have been.
      if (node.kind == Kind::text && !to.children.empty() && to.children.back().kind == Kind::text) {
        to.children.back().text += node.text;
        continue;
      }
      read(child, node, depth + 1);
      to.children.push_back(std::move(node));
    }
  }

 private:
  static constexpr std::size_t kMostFaults = 20;

  void fault(cmark_node*, std::string clause, std::string hint) {
    clause += " alla riga " + std::to_string(line_);
    const bool known = std::any_of(faults_.begin(), faults_.end(),
                                   [&](const MarkdownFault& f) { return f.clause == clause; });
    if (!known) faults_.push_back({std::move(clause), std::move(hint)});
  }

  bool describe(cmark_node* from, MarkdownNode& node) {
    const auto be = [&](Kind kind) {
      node.kind = kind;
      return true;
    };
    const auto beText = [&](Kind kind) {
      node.text = textOf(cmark_node_get_literal(from));
      return be(kind);
    };
    switch (cmark_node_get_type(from)) {
      case CMARK_NODE_PARAGRAPH: return be(Kind::paragraph);
      case CMARK_NODE_ITEM: return be(Kind::item);
      case CMARK_NODE_BLOCK_QUOTE: return be(Kind::quote);
      case CMARK_NODE_THEMATIC_BREAK: return be(Kind::rule);
      case CMARK_NODE_SOFTBREAK: return be(Kind::space);
      case CMARK_NODE_LINEBREAK: return be(Kind::lineBreak);
      case CMARK_NODE_EMPH: return be(Kind::emphasis);
      case CMARK_NODE_STRONG: return be(Kind::strong);
      case CMARK_NODE_TEXT: return beText(Kind::text);
      case CMARK_NODE_CODE: return beText(Kind::code);
      case CMARK_NODE_CODE_BLOCK: return beText(Kind::codeBlock);
      case CMARK_NODE_HEADING:
        node.level = static_cast<std::size_t>(cmark_node_get_heading_level(from));
        return be(Kind::heading);
      case CMARK_NODE_LIST:
        if (cmark_node_get_list_type(from) == CMARK_ORDERED_LIST)
          node.level = static_cast<std::size_t>(std::max(1, cmark_node_get_list_start(from)));
        return be(Kind::list);
      case CMARK_NODE_LINK: return describeLink(from, node);
      case CMARK_NODE_IMAGE:
        fault(from, "contiene un'immagine", "Toglierla: un testo Markdown non può averne.");
        return false;
      case CMARK_NODE_HTML_BLOCK:
      case CMARK_NODE_HTML_INLINE:
        fault(from, "contiene codice HTML", "Toglierlo, o scrivere «\\<» se è un segno di minore.");
        return false;
      default: return describeTable(from, node);
    }
  }

  bool describeTable(cmark_node* from, MarkdownNode& node) {
    const std::string type = textOf(cmark_node_get_type_string(from));
    if (type == "table")
      node.kind = Kind::table;
    else if (type == "table_cell")
      node.kind = Kind::cell;
    else if (type == "table_header" || type == "table_row")
      node.kind = Kind::row;
    else {
      fault(from, "ha un segno che un documento non può rendere", "Toglierlo.");
      return false;
    }
    node.header = type == "table_header";
    if (type == "table_row") checkRow(from);
    if (node.kind == Kind::table && cmark_gfm_extensions_get_table_columns(from) > kMostTableColumns) {
      fault(from, "ha una tabella di oltre 30 colonne", "Dividere la tabella.");
      return false;
    }
    return true;
  }

  void checkRow(cmark_node* row) {
    cmark_node* table = cmark_node_parent(row);
    const auto line = static_cast<std::size_t>(line_);
    if (table == nullptr || line == 0 || line > lines_.size()) return;
    if (overflows(lines_[line - 1], cmark_gfm_extensions_get_table_columns(table)))
      fault(row, "ha una tabella con una riga più lunga della testata",
            "Dare alla testata una cella per ogni colonna; una barra nel testo si scrive «\\|».");
  }

  static ColumnAlignment alignmentOf(cmark_node* row, std::size_t column) {
    cmark_node* table = cmark_node_parent(row);
    if (table == nullptr || column >= cmark_gfm_extensions_get_table_columns(table)) return ColumnAlignment::start;
    const std::uint8_t* alignments = cmark_gfm_extensions_get_table_alignments(table);
    if (alignments == nullptr) return ColumnAlignment::start;
    return alignments[column] == 'c' ? ColumnAlignment::centre
           : alignments[column] == 'r' ? ColumnAlignment::end
                                       : ColumnAlignment::start;
  }

  bool describeLink(cmark_node* from, MarkdownNode& node) {
    node.kind = Kind::link;
    node.text = textOf(cmark_node_get_url(from));
    // The addresses that this program itself gives a meaning are none for a value to use.
    if (!mayLinkTo(node.text) || lowerScheme(node.text) == "stesura") {
      fault(from, "ha un collegamento a un indirizzo a cui un documento non può rimandare",
            "Usare un indirizzo che comincia con https://, http:// o mailto:.");
      return false;
    }
    if (node.text.size() > kMostLinkBytes) {
      fault(from, "ha un collegamento a un indirizzo di oltre 2.000 caratteri", "Accorciarlo.");
      return false;
    }
    const bool reference = node.text.starts_with('#');
    if (cmark_node_first_child(from) == nullptr && !reference) {
      fault(from, "ha un collegamento senza testo", "Scrivere fra le parentesi quadre che cosa si legge.");
      return false;
    }
    return true;
  }

  static std::string lowerScheme(std::string_view address) {
    std::string scheme(address.substr(0, std::min(address.find(':'), address.size())));
    while (!scheme.empty() && static_cast<unsigned char>(scheme.front()) <= ' ') scheme.erase(0, 1);
    for (char& c : scheme) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    }
    return scheme;
  }

  std::vector<std::string_view> lines_;
  std::vector<MarkdownFault>& faults_;
  int line_ = 1;
};

bool isBlock(Kind kind) { return kind < Kind::text && kind != Kind::document; }

void appendPlain(const MarkdownNode& node, std::string& out) {
  switch (node.kind) {
    case Kind::text:
    case Kind::code:
    case Kind::codeBlock:
      out += node.text;
      return;
    case Kind::space:
      out += ' ';
      return;
    case Kind::lineBreak:
      out += '\n';
      return;
    default:
      break;
  }
  bool first = true;
  for (const MarkdownNode& child : node.children) {
    if (child.kind == Kind::rule) continue;
    if (!first && isBlock(child.kind)) {
      while (out.ends_with('\n')) out.pop_back();
      out += child.kind == Kind::cell                                ? "\t"
             : child.kind == Kind::item || child.kind == Kind::row ? "\n"
             : node.kind == Kind::item                             ? "\n"
                                                                   : "\n\n";
    }
    appendPlain(child, out);
    first = false;
  }
}

// A line of the input is told only where it is wrong, never what it says.
std::optional<MarkdownFault> forbiddenCharacter(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::uint32_t c = nextCodePoint(text, at);
    const bool control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
    if (control || c == kInvalidUtf8 || c == 0xFFFE || c == 0xFFFF)
      return MarkdownFault{"contiene " + characterName(c) + ", che un documento non può contenere",
                           "Togliere quel carattere dal valore."};
  }
  return {};
}

std::string withoutBackslashes(std::string text) {
  std::erase(text, '\\');
  return text;
}

// Definitions of links («[a]: address») leave no trace in the tree. With a backslash before the
// colon they are text; everything else stays what it was, but for backslashes in code.
bool holdsDefinition(std::string_view text, const MarkdownNode& document) {
  if (text.find("]:") == text.npos) return false;
  std::string escaped;
  for (const char c : text) {
    if (c == ':' && escaped.ends_with(']')) escaped += '\\';
    escaped += c;
  }
  MarkdownReading other;
  const Tree tree = parse(escaped);
  Reader(escaped, other.faults).read(tree.get(), other.document, 0);
  return !other.faults.empty() ||
         withoutBackslashes(plainText(other.document)) != withoutBackslashes(plainText(document));
}

}  // namespace

MarkdownReading readMarkdown(std::string_view text) {
  MarkdownReading reading;
  if (const auto fault = forbiddenCharacter(text)) {
    reading.faults.push_back(*fault);
    return reading;
  }
  reading.faults = boundFaults(text);
  if (!reading.faults.empty()) return reading;
  const Tree tree = parse(text);
  Reader(text, reading.faults).read(tree.get(), reading.document, 0);
  if (reading.faults.empty() && holdsDefinition(text, reading.document))
    reading.faults.push_back(
        {"contiene una definizione di collegamento «[…]:», che non si stamperebbe: scrivere il "
         "collegamento per intero, [testo](indirizzo), oppure «\\[» se la parentesi è testo",
         "Scrivere il collegamento per intero."});
  return reading;
}

std::string plainText(const MarkdownNode& node) {
  std::string out;
  appendPlain(node, out);
  while (out.ends_with('\n')) out.pop_back();
  return out;
}

}  // namespace stesura
