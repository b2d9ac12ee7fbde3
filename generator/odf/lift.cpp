#include "generator/odf/lift.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "generator/merge/tag.h"
#include "generator/odf/page_break.h"
#include "generator/odf/paragraph.h"
#include "generator/odf/sections.h"
#include "generator/odf/structure.h"

namespace stesura {

namespace {

// What is to be done with a pair.
struct Plan {
  std::size_t pair;
  pugi::xml_node first, last;  // children of one element, between which the section stands
};

class Lifter {
 public:
  Lifter(pugi::xml_node root, Sections sections, Tokens& tokens, std::vector<Problem>& problems)
      : root_(root),
        tokens_(tokens),
        problems_(problems),
        occurrences_(std::move(sections.occurrences)),
        contents_(std::move(sections.contents)),
        pairs_(std::move(sections.pairs)) {}

  void lift() {
    const std::size_t before = problems_.size();
    std::vector<Plan> plans;
    for (std::size_t at = 0; at < pairs_.size(); ++at) {
      const auto plan = planFor(at);
      if (plan && !overlaps(*plan) && !cutsCells(*plan)) plans.push_back(*plan);
    }
    if (problems_.size() > before) return;
    for (const Plan& plan : plans) apply(plan);
    for (const auto& [key, node] : dropped_) {
      pugi::xml_node(node).parent().remove_child(node);
    }
    for (const std::size_t pair : inline_) splitCarriers(pairs_[pair]);
    if (!verify(root_)) return;
    for (const Plan& plan : plans) applyOptions(plan);
  }

 private:
  const Token& tokenAt(const Occurrence& o) const { return tokens_[o.token]; }

  void refuse(std::string message, std::string hint, const Tag& tag) {
    problems_.push_back(templateProblem(std::move(message), std::move(hint), tag.place));
  }

  // Two sections that follow each other in the text cannot both repeat one row or paragraph.
  bool overlaps(const Plan& plan) {
    const Pair& pair = pairs_[plan.pair];
    const auto before = lastOf_.find(plan.first.internal_object());
    if (before != lastOf_.end() && before->second < pair.begin) {
      refuseOverlap(tokenAt(occurrences_[pair.begin]).tag);
      return true;
    }
    const auto [known, added] = lastOf_.emplace(plan.last.internal_object(), pair.end);
    if (!added) known->second = std::min(known->second, pair.end);
    return false;
  }

  bool cutsCells(const Plan& plan) {
    if (!cutsMergedCells(plan.first, plan.last)) return false;
    const Tag& tag = tokenAt(occurrences_[pairs_[plan.pair].begin]).tag;
    refuse("La sezione " + typedTag(tag) + " taglia celle unite su più righe.",
           "Dividere le celle unite, o far cominciare e finire la sezione con loro.", tag);
    return true;
  }

  void refuseOverlap(const Tag& tag) {
    refuse("La sezione {{#" + tag.name + "}} si accavalla con un'altra.",
           "Mettere le due sezioni in righe o paragrafi distinti.", tag);
  }

  void refusePlace(const Pair& pair) {
    const Tag& begin = tokenAt(occurrences_[pair.begin]).tag;
    const Tag& end = tokenAt(occurrences_[pair.end]).tag;
    refuse(
        "La sezione " + typedTag(begin) +
            " comincia e finisce in punti che non si corrispondono: finisce in «" + end.place +
            "».",
        "Mettere i due segnaposto nella stessa riga di tabella, nello stesso elenco, o ciascuno da "
        "solo nel proprio paragrafo.",
        begin);
  }

  void refuseOptions(const Pair& pair) {
    if (!pair.nextPage && !pair.withHeading) return;
    const Tag& tag = tokenAt(occurrences_[pair.begin]).tag;
    refuse("Le opzioni di " + typedTag(tag) +
               " valgono per paragrafi, elenchi e tabelle interi, non dentro una riga di testo.",
           "Togliere le opzioni, o mettere i segnaposto della sezione in paragrafi propri.", tag);
  }

  std::optional<Plan> planFor(std::size_t number) {
    const Pair& pair = pairs_[number];
    const Occurrence& begin = occurrences_[pair.begin];
    const Occurrence& end = occurrences_[pair.end];
    if (!begin.node || !end.node) {
      if (begin.attribute != end.attribute || begin.paragraph != end.paragraph)
        refusePlace(pair);
      else
        refuseOptions(pair);
      return {};
    }
    if (begin.paragraph == end.paragraph) return planInLine(number);
    if (!begin.paragraph || !end.paragraph) {
      refusePlace(pair);
      return {};
    }
    const Meeting meeting = meetingOf(begin.paragraph, end.paragraph);
    if (!meeting.first || !meeting.last) {
      refusePlace(pair);
      return {};
    }
    const std::string_view common = meeting.common.name();
    if (common == "table:table-row") return Plan{number, meeting.common, meeting.common};
    if (isTablePart(meeting.common) || common == "text:list") return planChildren(number, meeting);
    if (isBlockContainer(meeting.common)) return planBlocks(number, meeting);
    refusePlace(pair);
    return {};
  }

  std::optional<Plan> planInLine(std::size_t number) {
    const Pair& pair = pairs_[number];
    const Occurrence& begin = occurrences_[pair.begin];
    const Occurrence& end = occurrences_[pair.end];
    if (!begin.paragraph) {  // titles and properties: plain text
      if (begin.node.parent() != end.node.parent()) refusePlace(pair);
      refuseOptions(pair);
      return {};
    }
    const Contents& contents = contents_[begin.paragraph.internal_object()];
    const bool fills = begin.position < contents.firstNotBegin && contents.hasNotEnd &&
                       end.position > contents.lastNotEnd && contents.hasContent;
    if (!fills) {
      refuseOptions(pair);
      inline_.push_back(number);
      return {};
    }
    pugi::xml_node whole = begin.paragraph;
    const pugi::xml_node item = whole.parent();
    const bool alone = !previousElement(whole) && !nextElement(whole);
    if (std::string_view(item.name()) == "text:list-item" && alone) whole = item;
    return Plan{number, whole, whole};
  }

  // Only tags of sections below: the author meant them, not what carries them.
  bool onlyTags(const pugi::xml_node& node) {
    if (isParagraph(node)) return !contents_[node.internal_object()].hasContent;
    bool any = false;
    for (const pugi::xml_node& child : node.children()) {
      if (child.type() != pugi::node_element) continue;
      const std::string_view name = child.name();
      if (name == "table:table-column" || name == "table:table-columns" ||
          name == "table:covered-table-cell")
        continue;
      if (!onlyTags(child)) return false;
      any = true;
    }
    return any || std::string_view(node.name()) == "table:table-cell";
  }

  void drop(const pugi::xml_node& node) { dropped_.emplace(node.internal_object(), node); }

  // Rows of a table, items of a list.
  std::optional<Plan> planChildren(std::size_t number, const Meeting& meeting) {
    const auto isHeader = [](const pugi::xml_node& node) {
      const std::string_view name = node.name();
      return name == "table:table-header-rows" || name.starts_with("table:table-column") ||
             name == "text:list-header";
    };
    if (isHeader(meeting.first) || isHeader(meeting.last)) {
      refusePlace(pairs_[number]);
      return {};
    }
    Plan plan{number, meeting.first, meeting.last};
    if (onlyTags(meeting.first)) {
      drop(meeting.first);
      plan.first = nextElement(meeting.first);
    }
    if (onlyTags(meeting.last)) {
      drop(meeting.last);
      plan.last = previousElement(meeting.last);
    }
    return checkOrder(plan, meeting);
  }

  std::optional<Plan> planBlocks(std::size_t number, const Meeting& meeting) {
    const Pair& pair = pairs_[number];
    const Occurrence& begin = occurrences_[pair.begin];
    const Occurrence& end = occurrences_[pair.end];
    Plan plan{number, meeting.first, meeting.last};
    const Contents& first = contents_[begin.paragraph.internal_object()];
    const Contents& last = contents_[end.paragraph.internal_object()];
    if (onlyTags(meeting.first)) {
      drop(meeting.first);
      plan.first = nextElement(meeting.first);
    } else if (!isParagraph(meeting.first) || !first.nothingBefore(begin.position)) {
      if (!isParagraph(meeting.first) || !first.nothingAfter(begin.position))
        return refusePlace(pair), std::nullopt;
      plan.first = nextElement(meeting.first);
    }
    if (onlyTags(meeting.last)) {
      drop(meeting.last);
      plan.last = previousElement(meeting.last);
    } else if (!isParagraph(meeting.last) || !last.nothingAfter(end.position)) {
      if (!isParagraph(meeting.last) || !last.nothingBefore(end.position))
        return refusePlace(pair), std::nullopt;
      plan.last = previousElement(meeting.last);
    }
    return checkOrder(plan, meeting);
  }

  std::optional<Plan> checkOrder(Plan plan, const Meeting& meeting) {
    const bool crossed =
        plan.first == meeting.last && plan.last == meeting.first && plan.first != plan.last;
    const bool gone =
        crossed || !plan.first || !plan.last ||
        (plan.first == meeting.last && dropped_.count(meeting.last.internal_object()) != 0);
    if (!gone) return plan;
    const Tag& tag = tokenAt(occurrences_[pairs_[plan.pair].begin]).tag;
    refuse("La sezione " + typedTag(tag) + " non contiene nulla.",
           "Scrivere che cosa ripetere, o togliere la sezione.", tag);
    return {};
  }

  void apply(const Plan& plan) {
    const Pair& pair = pairs_[plan.pair];
    pugi::xml_node begin = occurrences_[pair.begin].node, end = occurrences_[pair.end].node;
    move(begin, plan.first, true);
    move(end, plan.last, false);
  }

  static void move(pugi::xml_node token, const pugi::xml_node& beside, bool before) {
    pugi::xml_node carrier = token.parent();
    if (before)
      beside.parent().insert_move_before(token, beside);
    else
      beside.parent().insert_move_after(token, beside);
    while (isInlineCarrier(carrier) && !carrier.first_child()) {
      const pugi::xml_node above = carrier.parent();
      pugi::xml_node(above).remove_child(carrier);
      carrier = above;
    }
  }

  // Splits spans and links so that both tags of a section in a line stand side by side.
  void splitCarriers(const Pair& pair) {
    pugi::xml_node begin = occurrences_[pair.begin].node, end = occurrences_[pair.end].node;
    if (begin.parent() == end.parent()) return;
    const Meeting meeting = meetingOf(begin, end);
    raise(begin, meeting.common);
    raise(end, meeting.common);
  }

  static void raise(pugi::xml_node token, const pugi::xml_node& common) {
    while (token.parent() != common) {
      pugi::xml_node carrier = token.parent(), above = carrier.parent();
      if (token.next_sibling()) {
        pugi::xml_node rest = above.insert_child_after(carrier.name(), carrier);
        for (const pugi::xml_attribute& attribute : carrier.attributes()) {
          if (std::string_view(attribute.name()) != "xml:id") rest.append_copy(attribute);
        }
        while (token.next_sibling()) rest.append_move(token.next_sibling());
      }
      above.insert_move_after(token, carrier);
      if (!carrier.first_child()) above.remove_child(carrier);
    }
  }

  // Lifted sections must be nested, each between two children of one element.
  bool verify(pugi::xml_node node) {
    std::vector<const Token*> open;
    bool good = true;
    for (const pugi::xml_node& child : node.children()) {
      if (child.type() == pugi::node_element) {
        good = verify(child) && good;
        continue;
      }
      const Token* token = tokenOf(child, tokens_);
      if (token == nullptr) continue;
      if (token->isSectionBegin()) open.push_back(token);
      if (!token->isSectionEnd()) continue;
      if (open.empty() || lowerAscii(open.back()->tag.name) != lowerAscii(token->tag.name)) {
        refuseOverlap(token->tag);
        return false;
      }
      open.pop_back();
    }
    if (!open.empty()) {
      refuseOverlap(open.back()->tag);
      return false;
    }
    return good;
  }

  void applyOptions(const Plan& plan) {
    const Pair& pair = pairs_[plan.pair];
    const Tag tag = tokenAt(occurrences_[pair.begin]).tag;
    const PageNumbers numbers =
        tag.options.restartPages ? PageNumbers::fromOne : PageNumbers::runOn;
    if (pair.nextPage && !breakPageBetween(occurrences_[pair.begin].node, root_, tokens_, numbers)) {
      refuse("«|" + tag.formats + "» vuole che la sezione " + typedTag(tag) +
                 " cominci con un paragrafo o una tabella.",
             "Far cominciare la sezione con un titolo o un paragrafo che c'è sempre.", tag);
    }
    if (pair.withHeading) joinHeading(pair, tag);
  }

  // The heading or paragraph before goes together with what the section would fill.
  void joinHeading(const Pair& pair, const Tag& tag) {
    pugi::xml_node first = occurrences_[pair.begin].node, last = occurrences_[pair.end].node;
    for (pugi::xml_node up = first.parent();
         up && (isTablePart(up) || std::string_view(up.name()) == "text:list"); up = up.parent()) {
      first = last = up;
    }
    pugi::xml_node heading = first.previous_sibling();
    while (heading && heading.type() == pugi::node_pcdata && tokenOf(heading, tokens_) == nullptr) {
      heading = heading.previous_sibling();
    }
    if (!isParagraph(heading)) {
      refuse("«|con_titolo» non trova un titolo prima della sezione " + typedTag(tag) + ".",
             "Mettere un titolo o un paragrafo subito prima.", tag);
      return;
    }
    Tag condition = tag;
    condition.role = Tag::Role::section;
    condition.options = {};
    condition.conditionOnly = true;
    Tag end = condition;
    end.role = Tag::Role::end;
    pugi::xml_node parent = first.parent();
    parent.insert_child_before(pugi::node_pcdata, heading)
        .set_value(tokens_.addTag(condition).c_str());
    parent.insert_child_after(pugi::node_pcdata, last).set_value(tokens_.addTag(end).c_str());
  }

  pugi::xml_node root_;
  Tokens& tokens_;
  std::vector<Problem>& problems_;
  std::vector<Occurrence> occurrences_;
  std::unordered_map<const void*, Contents> contents_;
  std::vector<Pair> pairs_;
  std::unordered_map<const void*, std::size_t> lastOf_;  // a plan's last node -> its end tag
  std::vector<std::size_t> inline_;
  std::map<const void*, pugi::xml_node> dropped_;
};

}  // namespace

bool liftSections(pugi::xml_node root, Tokens& tokens, std::vector<Problem>& problems) {
  Sections sections;
  if (!findSections(root, tokens, problems, sections)) return false;
  Lifter(root, std::move(sections), tokens, problems).lift();
  return true;
}

}  // namespace stesura
