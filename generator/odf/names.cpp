#include "generator/odf/names.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

namespace stesura {

namespace {

// Names of different kinds may be equal; ids share one space.
enum class Space { none, id, bookmark, reference, table, drawing, section, sequence };
using Place = std::vector<const void*>;  // the open sections, outermost first

Space definedSpace(std::string_view element, std::string_view attribute) {
  if (attribute == "xml:id" || attribute == "text:id" || attribute == "draw:id" ||
      attribute == "form:id")
    return Space::id;
  if (attribute == "table:name") return element == "table:table" ? Space::table : Space::none;
  if (attribute == "draw:name") {
    return element.starts_with("draw:") || element.starts_with("dr3d:") ? Space::drawing
                                                                        : Space::none;
  }
  if (attribute == "text:ref-name")
    return element == "text:sequence" ? Space::sequence : Space::none;
  if (attribute != "text:name") return Space::none;
  if (element.starts_with("text:bookmark") && element != "text:bookmark-ref")
    return Space::bookmark;
  if (element.starts_with("text:reference-mark")) return Space::reference;
  const bool block = element == "text:section" || element == "text:table-of-content" ||
                     element.ends_with("-index") || element == "text:index-title" ||
                     element == "text:bibliography";
  return block ? Space::section : Space::none;
}

Space referredSpace(std::string_view element, std::string_view attribute) {
  if (attribute == "text:continue-list" || attribute == "draw:control" ||
      attribute == "draw:start-shape" || attribute == "draw:end-shape" ||
      attribute == "smil:targetElement" || attribute == "draw:shape-id") {
    return Space::id;
  }
  if (attribute == "draw:chain-next-name") return Space::drawing;
  if (attribute != "text:ref-name") return Space::none;
  if (element == "text:bookmark-ref") return Space::bookmark;
  if (element == "text:reference-ref") return Space::reference;
  if (element == "text:note-ref") return Space::id;
  return element == "text:sequence-ref" ? Space::sequence : Space::none;
}

// «#Tabella1|table» is how Writer writes a link inside the document; an outline has no name.
Space linkedSpace(std::string_view kind) {
  if (kind.empty()) return Space::bookmark;
  if (kind == "table") return Space::table;
  if (kind == "region") return Space::section;
  return kind == "frame" || kind == "graphic" || kind == "ole" ? Space::drawing : Space::none;
}

class Namer {
 public:
  explicit Namer(Tokens& tokens) : tokens_(tokens) {}

  void run(pugi::xml_node root) {
    pointMarks(root);
    walk(root, &Namer::define);
    place_.clear();
    walk(root, &Namer::refer);
  }

 private:
  using Visitor = void (Namer::*)(pugi::xml_node);

  void walk(pugi::xml_node node, Visitor visitor) {
    (this->*visitor)(node);
    for (pugi::xml_node child : node.children()) {
      if (child.type() == pugi::node_element) {
        walk(child, visitor);
      } else if (const Token* token = tokenOf(child, tokens_)) {
        if (token->isSectionBegin()) place_.push_back(child.internal_object());
        if (token->isSectionEnd() && !place_.empty()) place_.pop_back();
      }
    }
  }

  std::string suffix(std::size_t sections) {
    Token token;
    token.kind = Token::Kind::suffix;
    token.sections = sections;
    return tokens_.add(token);
  }

  void define(pugi::xml_node node) {
    if (place_.empty()) return;
    for (pugi::xml_attribute attribute : node.attributes()) {
      const Space space = definedSpace(node.name(), attribute.name());
      if (space == Space::none) continue;
      defined_.emplace(std::pair(space, std::string(attribute.value())), place_);
      attribute.set_value((attribute.value() + suffix(place_.size())).c_str());
    }
  }

  // From another block a reference goes to the first round, whose name has no suffix.
  bool reaches(const Place& target) const {
    return target.size() <= place_.size() &&
           std::equal(target.begin(), target.end(), place_.begin());
  }

  void refer(pugi::xml_node node) {
    if (place_.empty()) return;
    for (pugi::xml_attribute attribute : node.attributes()) {
      const std::string_view key = attribute.name();
      std::string value = attribute.value();
      Space space = referredSpace(node.name(), key);
      std::size_t end = value.size();
      std::string name = value;
      if (key == "xlink:href" && value.starts_with('#')) {
        const std::size_t bar = std::min(value.find('|'), value.find("%7C"));
        end = std::min(bar, value.size());
        name = value.substr(1, end - 1);
        const std::size_t kind = end + (end < value.size() && value[end] == '%' ? 3 : 1);
        space = linkedSpace(end < value.size() ? std::string_view(value).substr(kind) : "");
      }
      if (space == Space::none) continue;
      const auto target = defined_.find(std::pair(space, name));
      if (target == defined_.end() || !reaches(target->second)) continue;
      attribute.set_value(value.insert(end, suffix(target->second.size())).c_str());
    }
  }

  // A mark that begins in one section and ends in another would be torn apart.
  void pointMarks(pugi::xml_node root) {
    walk(root, &Namer::noteMark);
    place_.clear();
    for (auto& [key, mark] : marks_) {
      if (mark.begin && mark.end && mark.beginPlace == mark.endPlace) continue;
      if (mark.end) mark.end.parent().remove_child(mark.end);
      if (!mark.begin) continue;
      const std::string name = mark.begin.name();
      if (name == "text:bookmark-start" || name == "text:reference-mark-start") {
        mark.begin.set_name(name.substr(0, name.size() - 6).c_str());
        for (const char* gone :
             {"xhtml:property", "xhtml:content", "xhtml:about", "xhtml:datatype"}) {
          mark.begin.remove_attribute(gone);
        }
      } else {
        mark.begin.parent().remove_child(mark.begin);
      }
    }
  }

  void noteMark(pugi::xml_node node) {
    const std::string_view name = node.name();
    const bool begin = name.ends_with("-start"), end = name.ends_with("-end");
    const bool mark =
        name.starts_with("text:bookmark-") || name.find("-mark-") != std::string_view::npos;
    if (!mark || (!begin && !end)) return;
    pugi::xml_attribute key = node.attribute("text:name");
    if (!key) key = node.attribute("text:id");
    const std::string kind(name.substr(0, name.size() - (begin ? 6 : 4)));
    Mark& found = marks_[{kind, key.value()}];
    (begin ? found.begin : found.end) = node;
    (begin ? found.beginPlace : found.endPlace) = place_;
  }

  struct Mark {
    pugi::xml_node begin, end;
    Place beginPlace, endPlace;
  };

  Tokens& tokens_;
  Place place_;
  std::map<std::pair<Space, std::string>, Place> defined_;
  std::map<std::pair<std::string, std::string>, Mark> marks_;
};

bool containsMarker(const pugi::xml_node& node, const std::string& marker) {
  for (const pugi::xml_attribute& attribute : node.attributes()) {
    if (definedSpace(node.name(), attribute.name()) == Space::none) continue;
    const std::string_view value = attribute.value();
    for (std::size_t at = value.find(marker); at != std::string_view::npos;
         at = value.find(marker, at + 1)) {
      const std::size_t digit = at + marker.size();
      if (digit < value.size() && value[digit] >= '0' && value[digit] <= '9') return true;
    }
  }
  for (const pugi::xml_node& child : node.children()) {
    if (child.type() == pugi::node_element && containsMarker(child, marker)) return true;
  }
  return false;
}

}  // namespace

void makeNamesUnique(pugi::xml_node root, Tokens& tokens) { Namer(tokens).run(root); }

std::string suffixMarkerFor(const pugi::xml_node& root) {
  std::string marker = "_r";
  while (containsMarker(root, marker)) marker += 'r';
  return marker;
}

}  // namespace stesura
