#include "generator/odf/sections.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "generator/merge/tag.h"
#include "generator/odf/paragraph.h"

namespace stesura {

namespace {

// Far more than a program takes; beyond, looking for partners would take its time.
constexpr std::size_t kDeepest = 200;

pugi::xml_node paragraphOf(pugi::xml_node node) {
  while (node && !isParagraph(node)) node = node.parent();
  return node;
}

class Finder {
 public:
  Finder(const Tokens& tokens, std::vector<Problem>& problems, Sections& sections)
      : tokens_(tokens), problems_(problems), sections_(sections) {}

  void find(pugi::xml_node root) {
    isolate(root);
    collect(root);
    pairUp();
  }

 private:
  void refuse(std::string message, std::string hint, const Tag& tag) {
    problems_.push_back(templateProblem(std::move(message), std::move(hint), tag.place));
  }

  // Gives every tag of a section a text node of its own.
  void isolate(pugi::xml_node parent) {
    for (pugi::xml_node child = parent.first_child(); child;) {
      const pugi::xml_node next = child.next_sibling();
      if (child.type() == pugi::node_element)
        isolate(child);
      else if (child.type() == pugi::node_pcdata)
        isolateText(child);
      child = next;
    }
  }

  void isolateText(pugi::xml_node node) {
    const std::string text = node.value();
    std::size_t position = 0, search = 0;
    bool split = false;
    const auto put = [&](std::string_view piece) {
      if (piece.empty()) return;
      node.parent()
          .insert_child_before(pugi::node_pcdata, node)
          .set_value(std::string(piece).c_str());
    };
    const std::string_view view = text;
    for (TokenAt found; nextToken(text, search, found); search = found.end) {
      const Token& token = tokens_[found.number];
      if (!token.isSectionBegin() && !token.isSectionEnd()) continue;
      if (found.begin == 0 && found.end == text.size()) return;
      put(view.substr(position, found.begin - position));
      put(view.substr(found.begin, found.end - found.begin));
      position = found.end;
      split = true;
    }
    if (!split) return;
    put(view.substr(position));
    node.parent().remove_child(node);
  }

  void collect(pugi::xml_node node) {
    for (const pugi::xml_attribute& attribute : node.attributes()) {
      TokenAt found;
      const std::string_view value = attribute.value();
      for (std::size_t at = 0; nextToken(value, at, found); at = found.end) {
        const Token& token = tokens_[found.number];
        if (token.isSectionBegin() || token.isSectionEnd()) {
          sections_.occurrences.push_back({found.number, {}, node, 0, attribute});
        }
      }
    }
    const bool carrier = isInlineCarrier(node) || isParagraph(node);
    for (const pugi::xml_node& child : node.children()) {
      if (child.type() == pugi::node_pcdata) {
        collectText(child);
      } else if (child.type() == pugi::node_element) {
        const std::string_view name = child.name();
        const bool blank = name == "text:s" || name == "text:tab" || name == "text:line-break";
        if (carrier && !isInlineCarrier(child) && !isWeightless(child) && !blank) {
          if (const pugi::xml_node paragraph = paragraphOf(node))
            sections_.contents[paragraph.internal_object()].add(false, false);
        }
        collect(child);
      }
    }
  }

  void collectText(const pugi::xml_node& text) {
    const pugi::xml_node paragraph = paragraphOf(text);
    const Token* token = tokenOf(text, tokens_);
    const bool section = token != nullptr && (token->isSectionBegin() || token->isSectionEnd());
    if (!section) {
      const bool content =
          std::string_view(text.value()).find_first_not_of(" \t\n\r") != std::string_view::npos;
      if (content && paragraph) sections_.contents[paragraph.internal_object()].add(false, false);
      return;
    }
    Occurrence occurrence;
    TokenAt found;
    nextToken(text.value(), 0, found);
    occurrence.token = found.number;
    occurrence.node = text;
    occurrence.paragraph = paragraph;
    if (paragraph) {
      Contents& contents = sections_.contents[paragraph.internal_object()];
      occurrence.position = contents.count;
      contents.add(token->isSectionBegin(), token->isSectionEnd());
    }
    sections_.occurrences.push_back(occurrence);
  }

  void pairUp() {
    std::vector<std::size_t> open;
    const auto unclosed = [&](std::size_t at) {
      const Tag& tag = tokens_[sections_.occurrences[at].token].tag;
      refuse("La sezione " + typedTag(tag) + " non è mai chiusa.",
             "Aggiungere {{/" + tag.name + "}} dove finisce.", tag);
    };
    for (std::size_t at = 0; at < sections_.occurrences.size(); ++at) {
      const Token& token = tokens_[sections_.occurrences[at].token];
      if (token.isSectionBegin()) {
        open.push_back(at);
        if (open.size() > kDeepest) {
          refuse("Le sezioni sono annidate oltre 32 livelli.", "Semplificare il modello.",
                 token.tag);
          return;
        }
        continue;
      }
      const std::string name = lowerAscii(token.tag.name);
      std::size_t match = open.size();
      while (match > 0 &&
             lowerAscii(tokens_[sections_.occurrences[open[match - 1]].token].tag.name) != name)
        --match;
      if (match == 0) {
        refuse(typedTag(token.tag) + " chiude una sezione che non è aperta.",
               "Aggiungere {{#" + token.tag.name + "}} dove comincia, o toglierlo.", token.tag);
        continue;
      }
      for (; open.size() > match; open.pop_back()) unclosed(open.back());
      const SectionOptions& options = tokens_[sections_.occurrences[open.back()].token].tag.options;
      sections_.pairs.push_back({open.back(), at, options.newPage, options.withHeading});
      open.pop_back();
    }
    for (std::size_t at : open) unclosed(at);
    // Outer sections are lifted before the inner ones that share a place with them.
    std::sort(sections_.pairs.begin(), sections_.pairs.end(),
              [](const Pair& a, const Pair& b) { return a.begin < b.begin; });
  }

  const Tokens& tokens_;
  std::vector<Problem>& problems_;
  Sections& sections_;
};

}  // namespace

bool findSections(pugi::xml_node root, const Tokens& tokens, std::vector<Problem>& problems,
                  Sections& sections) {
  const std::size_t before = problems.size();
  Finder(tokens, problems, sections).find(root);
  return problems.size() == before;
}

}  // namespace stesura
