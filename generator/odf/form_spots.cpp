#include "generator/odf/form_spots.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "generator/merge/tag.h"
#include "generator/odf/paragraph.h"
#include "generator/odf/structure.h"

namespace stesura {
namespace {

constexpr const char* kAloneHint = "Metterlo da solo in una cella o in una cornice di misura fissa.";

bool isBlank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

bool isLength(std::string_view value) { return std::atof(std::string(value).c_str()) > 0; }

pugi::xml_node paragraphAround(pugi::xml_node node) {
  while (node && !isParagraph(node)) node = node.parent();
  return node;
}

// Blanks around the tag change nothing on the page.
bool holdsOnly(const pugi::xml_node& carrier, const pugi::xml_node& text) {
  for (const pugi::xml_node& child : carrier.children()) {
    if (child == text || isWeightless(child)) continue;
    if (child.type() == pugi::node_pcdata) {
      if (!isBlank(child.value())) return false;
    } else if (std::string_view(child.name()) != "text:span" || !holdsOnly(child, text)) {
      return false;
    }
  }
  return true;
}

class SpotFinder {
 public:
  SpotFinder(const Tokens& tokens, const StyleBook& styles, std::vector<Problem>& problems)
      : tokens_(tokens), styles_(styles), problems_(problems) {}

  void walk(const pugi::xml_node& node) {
    for (const pugi::xml_attribute& attribute : node.attributes()) {
      forTags(attribute.value(), [&](std::size_t, const Tag& tag) {
        refuse(tag, "sta in un collegamento o in un nome", kAloneHint);
      });
    }
    for (const pugi::xml_node& child : node.children()) {
      if (child.type() == pugi::node_element) walk(child);
      if (child.type() == pugi::node_pcdata)
        forTags(child.value(), [&](std::size_t token, const Tag& tag) { judge(child, token, tag); });
    }
  }

  std::vector<FormSpot> take() { return std::move(spots_); }

 private:
  template <typename Do>
  void forTags(std::string_view text, Do doTag) {
    TokenAt found;
    for (std::size_t at = 0; nextToken(text, at, found); at = found.end) {
      const Token& token = tokens_[found.number];
      if (token.isVariable()) doTag(found.number, token.tag);
    }
  }

  void refuse(const Tag& tag, const std::string& reason, std::string hint) {
    problems_.push_back(templateProblem("Il segnaposto " + typedTag(tag) + " " + reason + ".", std::move(hint), tag.place));
  }

  void judge(const pugi::xml_node& text, std::size_t token, const Tag& tag) {
    const std::size_t before = problems_.size();
    const pugi::xml_node paragraph = paragraphAround(text);
    if (!judgeFormat(tag) || !judgePlace(text, paragraph, tag)) return;
    const pugi::xml_node parent = paragraph.parent();
    const bool cell = std::string_view(parent.name()) == "table:table-cell";
    if (cell) judgeCell(parent, tag);
    else judgeFrame(parent.parent(), tag);
    judgeParagraph(paragraph, tag);
    if (problems_.size() == before) spots_.push_back({token, text, paragraph, cell ? parent : parent.parent()});
  }

  bool judgeFormat(const Tag& tag) {
    const ValueFormat format = tag.presentation.format;
    if (!isPictureFormat(format) && format != ValueFormat::markdown && format != ValueFormat::clauses) return true;
    refuse(tag, "non è un testo semplice: un campo non può contenerlo", "Toglierlo, o tenere il modello ODT.");
    return false;
  }

  bool judgePlace(const pugi::xml_node& text, const pugi::xml_node& paragraph, const Tag& tag) {
    if (!paragraph || std::string_view(paragraph.name()) == "text:h") {
      refuse(tag, "sta in un titolo", kAloneHint);
      return false;
    }
    TokenAt whole;
    const std::string_view around = text.value();
    nextToken(around, 0, whole);
    if (!isBlank(around.substr(0, whole.begin)) || !isBlank(around.substr(whole.end)) || !holdsOnly(paragraph, text)) {
      refuse(tag, "sta in mezzo a un testo", kAloneHint);
      return false;
    }
    const std::string_view holder = paragraph.parent().name();
    if (holder != "table:table-cell" && holder != "draw:text-box") {
      refuse(tag, "non sta in una cella né in una cornice", kAloneHint);
      return false;
    }
    if (previousElement(paragraph) || nextElement(paragraph)) {
      refuse(tag, holder == "draw:text-box" ? "sta in una cornice con altro" : "sta in una cella con altro", kAloneHint);
      return false;
    }
    return true;
  }

  void judgeCell(const pugi::xml_node& cell, const Tag& tag) {
    pugi::xml_node row = cell.parent();
    if (std::string_view(row.parent().name()) == "table:table-header-rows")
      refuse(tag, "sta in una riga di intestazione, che si ripete a ogni pagina", "Metterlo in una riga comune della tabella.");
    const unsigned spanned = std::max(1u, cell.attribute("table:number-rows-spanned").as_uint(1));
    for (unsigned at = 0; at < spanned && row; ++at, row = nextElement(row)) {
      if (hasHeight(row)) continue;
      refuse(tag, "sta in una riga senza altezza fissa né minima",
             "Dare alla riga un’altezza che basti per ogni testo previsto.");
      return;
    }
  }

  bool hasHeight(const pugi::xml_node& row) const {
    const std::string_view style = row.attribute("table:style-name").value();
    for (const char* attribute : {"style:row-height", "style:min-row-height"})
      if (isLength(styles_.value("table-row", style, "style:table-row-properties", attribute))) return true;
    return false;
  }

  void judgeFrame(const pugi::xml_node& frame, const Tag& tag) {
    const pugi::xml_node box = frame.child("draw:text-box");
    const bool high = isLength(frame.attribute("svg:height").value()) || isLength(box.attribute("fo:min-height").value());
    if (!high || !isLength(frame.attribute("svg:width").value()))
      refuse(tag, "sta in una cornice senza misura fissa", "Dare alla cornice una larghezza e un’altezza.");
    const pugi::xml_node style = styles_.find("graphic", frame.attribute("draw:style-name").value());
    // Without a parent LibreOffice takes the frame for a drawing, whose text it does not tag.
    const bool automatic = std::string_view(style.parent().name()) == "office:automatic-styles";
    if (!style || (automatic && style.attribute("style:parent-style-name").empty()))
      refuse(tag, "sta in un disegno, non in una cornice di testo", kAloneHint);
  }

  std::string_view said(const pugi::xml_node& paragraph, const char* group, const char* attribute) const {
    return styles_.value("paragraph", paragraph.attribute("text:style-name").value(), group, attribute);
  }

  void judgeParagraph(const pugi::xml_node& paragraph, const Tag& tag) {
    const char* group = "style:paragraph-properties";
    if (said(paragraph, group, "fo:text-align") == "justify")
      refuse(tag, "sta in un capoverso giustificato", "Allinearlo a sinistra, al centro o a destra: un campo non giustifica.");
    if (std::atof(std::string(said(paragraph, group, "fo:text-indent")).c_str()) != 0)
      refuse(tag, "sta in un capoverso che rientra alla prima riga", "Togliere il rientro: un campo non ce l’ha.");
    if (said(paragraph, "style:text-properties", "fo:hyphenate") == "true")
      refuse(tag, "sta in un capoverso con la sillabazione", "Togliere la sillabazione: un campo non divide le parole.");
  }

  const Tokens& tokens_;
  const StyleBook& styles_;
  std::vector<Problem>& problems_;
  std::vector<FormSpot> spots_;
};

class RowFinder {
 public:
  RowFinder(const Tokens& tokens, std::vector<Problem>& problems) : tokens_(tokens), problems_(problems) {}

  void walk(const pugi::xml_node& node, bool repeated) {
    const pugi::xml_node row = judge(node, repeated);
    for (const pugi::xml_attribute& attribute : node.attributes()) refuseWithin(attribute.value());
    for (const pugi::xml_node& child : node.children())
      if (child.type() == pugi::node_element) walk(child, repeated || child == row || rowIs(child));
  }

  std::vector<RepeatedRow> take() { return std::move(rows_); }

 private:
  bool rowIs(const pugi::xml_node& node) const {
    for (const RepeatedRow& known : rows_)
      if (known.row == node) return true;
    return false;
  }

  // The sections that begin right below the node; the last row found.
  pugi::xml_node judge(const pugi::xml_node& node, bool repeated) {
    pugi::xml_node last;
    for (const pugi::xml_node& child : node.children()) {
      if (child.type() != pugi::node_pcdata) continue;
      const Token* token = tokenOf(child, tokens_);
      if (token == nullptr || !token->isSectionBegin()) continue;
      const RepeatedRow found = rowBehind(child);
      if (!found.row || repeated || rowIs(found.row) || token->tag.role == Tag::Role::inverted || isInHeader(node)) {
        refuse(token->tag);
        continue;
      }
      rows_.push_back(found);
      last = found.row;
    }
    return last;
  }

  static bool isInHeader(const pugi::xml_node& node) { return std::string_view(node.name()) == "table:table-header-rows"; }

  // Without a row if the section holds anything but one.
  RepeatedRow rowBehind(const pugi::xml_node& begin) const {
    TokenAt at;
    nextToken(begin.value(), 0, at);
    RepeatedRow found{at.number, begin, nextElement(begin), {}};
    if (std::string_view(found.row.name()) != "table:table-row") return {};
    for (pugi::xml_node next = begin.next_sibling(); next && !found.end; next = next.next_sibling()) {
      const Token* token = next.type() == pugi::node_pcdata ? tokenOf(next, tokens_) : nullptr;
      if (token != nullptr && token->isSectionEnd()) found.end = next;
      else if (token != nullptr || (next.type() == pugi::node_element && next != found.row)) return {};
    }
    return found.end ? found : RepeatedRow{};
  }

  void refuseWithin(std::string_view text) {
    TokenAt found;
    for (std::size_t at = 0; nextToken(text, at, found); at = found.end)
      if (tokens_[found.number].isSectionBegin()) refuse(tokens_[found.number].tag);
  }

  void refuse(const Tag& tag) {
    problems_.push_back(templateProblem(
        "La sezione " + typedTag(tag) + " non può stare in un modulo: si ripete soltanto una riga di tabella.",
        "Togliere la sezione, o farle abbracciare una sola riga di tabella.", tag.place));
  }

  const Tokens& tokens_;
  std::vector<Problem>& problems_;
  std::vector<RepeatedRow> rows_;
};

}  // namespace

std::vector<FormSpot> findSpots(const pugi::xml_node& root, const Tokens& tokens, const StyleBook& styles,
                                std::vector<Problem>& problems) {
  SpotFinder finder(tokens, styles, problems);
  finder.walk(root);
  return finder.take();
}

std::vector<RepeatedRow> findRepeatedRows(const pugi::xml_node& root, const Tokens& tokens,
                                          std::vector<Problem>& problems) {
  RowFinder finder(tokens, problems);
  finder.walk(root, false);
  return finder.take();
}

std::string textSort(const FormSpot& spot) {
  std::string sort;
  for (pugi::xml_node up = spot.text.parent(); up; up = up.parent()) {
    sort += '/';
    sort += up.attribute("text:style-name").value();
    if (up == spot.paragraph) break;
  }
  return sort;
}

}  // namespace stesura
