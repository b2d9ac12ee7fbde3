#include "generator/odf/guards.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "generator/odf/paragraph.h"

namespace stesura {

namespace {

template <std::size_t N>
bool isOneOf(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Goes when nothing is left in it.
bool isRemovable(std::string_view name) {
  constexpr std::array<std::string_view, 7> kNames = {
      "table:table",           "table:table-rows", "table:table-header-rows",
      "table:table-row-group", "text:list",        "text:list-item",
      "text:section"};
  return isOneOf(name, kNames);
}

// Gets an empty paragraph when nothing is left in it.
bool isLasting(std::string_view name) {
  constexpr std::array<std::string_view, 4> kNames = {"table:table-cell", "office:text",
                                                      "draw:text-box", "text:note-body"};
  return isOneOf(name, kNames);
}

bool isBlock(std::string_view name) {
  constexpr std::array<std::string_view, 7> kNames = {"text:p",
                                                      "text:h",
                                                      "text:list",
                                                      "table:table",
                                                      "text:section",
                                                      "text:numbered-paragraph",
                                                      "text:table-of-content"};
  return isOneOf(name, kNames) || name.ends_with("-index") || name.starts_with("draw:");
}

// What a container consists of; headings of a table alone make no table.
bool isContent(std::string_view container, std::string_view name) {
  if (container == "table:table") {
    return name == "table:table-row" || name == "table:table-rows" ||
           name == "table:table-row-group";
  }
  if (container.starts_with("table:table-") && container != "table:table-cell") {
    return name == "table:table-row" || name == "table:table-row-group";
  }
  if (container == "text:list") return name == "text:list-item";
  return isBlock(name);
}

class Guard {
 public:
  explicit Guard(Tokens& tokens) : tokens_(tokens) {}

  // True if the element is there in every merge that comes to its place.
  bool visit(pugi::xml_node node) {
    const std::string_view name = node.name();
    const bool removable = isRemovable(name);
    const bool watched = removable || isLasting(name);
    std::vector<pugi::xml_node>
        loose;  // content that may fail to come, but carries no guard itself
    pugi::xml_node first;
    std::size_t depth = 0;
    bool sure = false, any = false;
    for (pugi::xml_node child = node.first_child(); child;) {
      const pugi::xml_node next = child.next_sibling();
      if (child.type() == pugi::node_element) {
        const bool childSure = visit(child);
        if (watched && isContent(name, child.name())) {
          if (childSure) loose.push_back(child);
          sure = sure || (childSure && depth == 0);
          any = true;
          if (!first) first = child;
        }
      } else if (const Token* token = tokenOf(child, tokens_)) {
        if (token->isSectionBegin()) {
          ++depth;
          if (watched && !first) first = child;
        }
        if (token->isSectionEnd() && depth > 0) --depth;
      }
      child = next;
    }
    if (!watched || sure || (!any && !first)) return true;
    for (pugi::xml_node content : loose) {
      insertBefore(content, Token::Kind::mark);
    }
    if (removable) {
      insertBefore(node, Token::Kind::beginGuard);
      insertAfter(node, "");
      return false;
    }
    // The guard of a child that goes as a whole stands before it already.
    pugi::xml_node begin = first;
    while (begin.previous_sibling() && tokenOf(begin.previous_sibling(), tokens_) != nullptr) {
      begin = begin.previous_sibling();
    }
    insertBefore(begin, Token::Kind::beginGuard);
    insertAfter(node.last_child(), "<text:p/>");
    return true;
  }

 private:
  void insertBefore(pugi::xml_node node, Token::Kind kind) {
    Token token;
    token.kind = kind;
    node.parent()
        .insert_child_before(pugi::node_pcdata, node)
        .set_value(tokens_.add(token).c_str());
  }

  void insertAfter(pugi::xml_node node, const char* fallback) {
    Token token;
    token.kind = Token::Kind::endGuard;
    token.fallback = fallback;
    node.parent().insert_child_after(pugi::node_pcdata, node).set_value(tokens_.add(token).c_str());
  }

  Tokens& tokens_;
};

}  // namespace

void guardContainers(pugi::xml_node root, Tokens& tokens) { Guard(tokens).visit(root); }

}  // namespace stesura
