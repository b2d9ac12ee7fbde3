#include "generator/odf/paragraph.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "generator/odf/tag_finder.h"

namespace stesura {

namespace {

template <std::size_t N>
bool isOneOf(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Elements whose text is shown or read aloud but may hold no elements.
bool isPlainText(const pugi::xml_node& node) {
  constexpr std::array<std::string_view, 13> kNames = {
      "svg:title",  "svg:desc",       "table:title",   "table:desc",   "dc:title",
      "dc:subject", "dc:description", "dc:language",   "meta:keyword", "meta:user-defined",
      "dc:creator", "loext:keywords", "text:ruby-text"};
  return isOneOf(node.name(), kNames);
}

// Attributes that a person fills in Writer's dialogs and in which a value may stand.
bool takesValues(std::string_view attribute) {
  constexpr std::array<std::string_view, 7> kNames = {"xlink:href",  "xlink:title", "office:title",
                                                      "office:name", "draw:name",   "table:name",
                                                      "text:name"};
  return isOneOf(attribute, kNames);
}

std::size_t spaces(const pugi::xml_node& node) {
  return std::clamp<std::size_t>(node.attribute("text:c").as_uint(1), 1, 100);
}

std::string wholePlace(const pugi::xml_node& node) {
  for (pugi::xml_node up = node.parent(); up; up = up.parent()) {
    const std::string_view name = up.name();
    if (name.starts_with("style:header")) return "intestazione di pagina: ";
    if (name.starts_with("style:footer")) return "piè di pagina: ";
    if (name == "text:note") return "nota: ";
    if (name == "office:meta") return "proprietà del documento: ";
  }
  return "";
}

}  // namespace

bool isParagraph(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  return name == "text:p" || name == "text:h";
}

bool isWeightless(const pugi::xml_node& node) {
  constexpr std::array<std::string_view, 18> kNames = {"text:bookmark",
                                                       "text:bookmark-start",
                                                       "text:bookmark-end",
                                                       "text:reference-mark",
                                                       "text:reference-mark-start",
                                                       "text:reference-mark-end",
                                                       "text:toc-mark",
                                                       "text:toc-mark-start",
                                                       "text:toc-mark-end",
                                                       "text:alphabetical-index-mark",
                                                       "text:alphabetical-index-mark-start",
                                                       "text:alphabetical-index-mark-end",
                                                       "text:user-index-mark",
                                                       "text:user-index-mark-start",
                                                       "text:user-index-mark-end",
                                                       "text:soft-page-break",
                                                       "office:annotation",
                                                       "office:annotation-end"};
  return isOneOf(node.name(), kNames);
}

bool isInlineCarrier(const pugi::xml_node& node) {
  constexpr std::array<std::string_view, 6> kNames = {
      "text:span", "text:a", "text:meta", "text:meta-field", "text:ruby", "text:ruby-base"};
  return isOneOf(node.name(), kNames);
}

namespace {

// The text of one paragraph and the nodes that it comes from.
struct Line {
  struct Segment {
    pugi::xml_node node;  // text, or an element that stands for blanks
    std::size_t begin, end;
  };
  struct Link {
    pugi::xml_node node;
    std::size_t begin, end;
  };
  std::string text;
  std::vector<Segment> segments;
  std::vector<Link> links;
};

class Reader {
 public:
  Reader(Tokens& tokens, std::vector<Problem>& problems)
      : problems_(problems), finder_(tokens, problems) {}

  void read(pugi::xml_node root) {
    replaceUserFields(root);
    walk(root);
  }

 private:
  void walk(pugi::xml_node node) {
    readAttributes(node);
    if (std::string_view(node.name()) == "text:index-body") dropIndexEntries(node);
    if (isParagraph(node)) {
      readParagraph(node);
    } else if (isPlainText(node)) {
      readPlainText(node);
    } else if (!isInlineCarrier(node) && !std::string_view(node.name()).starts_with("config:")) {
      refuseText(node);
    }
    for (pugi::xml_node child = node.first_child(); child; child = child.next_sibling()) {
      if (child.type() == pugi::node_element) walk(child);
    }
  }

  void refuse(std::string message, std::string hint, std::string place) {
    problems_.push_back(templateProblem(std::move(message), std::move(hint), std::move(place)));
  }

  void refuseText(const pugi::xml_node& node) {
    for (const pugi::xml_node& child : node.children()) {
      if (child.type() == pugi::node_pcdata && holdsBraces(child.value())) {
        refuse("In questo punto del modello non può stare un segnaposto.", "Spostarlo nel testo.",
               textAround(child.value(), 0, 0));
      }
    }
  }

  // A user field is an atom that nobody splits by accident; what its declaration says is the tag.
  void replaceUserFields(pugi::xml_node root) {
    std::unordered_map<std::string, std::string> values;
    std::vector<pugi::xml_node> declarations, fields;
    struct Collector : pugi::xml_tree_walker {
      std::vector<pugi::xml_node>&declarations, &fields;
      Collector(std::vector<pugi::xml_node>& d, std::vector<pugi::xml_node>& f)
          : declarations(d), fields(f) {}
      bool for_each(pugi::xml_node& node) override {
        const std::string_view name = node.name();
        if (name == "text:user-field-decl") declarations.push_back(node);
        if (name == "text:user-field-get" || name == "text:user-field-input")
          fields.push_back(node);
        return true;
      }
    } collector(declarations, fields);
    root.traverse(collector);
    for (pugi::xml_node declaration : declarations) {
      const std::string value = declaration.attribute("office:string-value").value();
      if (!holdsBraces(value)) continue;
      values[declaration.attribute("text:name").value()] = value;
      declaration.parent().remove_child(declaration);
    }
    for (pugi::xml_node field : fields) {
      const auto found = values.find(field.attribute("text:name").value());
      if (found == values.end()) continue;
      field.parent().insert_child_before(pugi::node_pcdata, field).set_value(found->second.c_str());
      field.parent().remove_child(field);
    }
  }

  // Entries of an index repeat headings with their tags; whoever lays the text out makes them anew.
  void dropIndexEntries(pugi::xml_node body) {
    for (pugi::xml_node child = body.first_child(); child;) {
      const pugi::xml_node next = child.next_sibling();
      if (isParagraph(child) && holdsBraces(flatten(child).text)) body.remove_child(child);
      child = next;
    }
  }

  void readAttributes(pugi::xml_node node) {
    for (pugi::xml_attribute attribute : node.attributes()) {
      std::string value = attribute.value();
      const std::string_view name = attribute.name();
      const bool address = name == "xlink:href";
      const std::size_t encoded = address ? value.find("%7B%7B") == std::string::npos
                                                ? value.find("%7b%7b")
                                                : value.find("%7B%7B")
                                          : std::string::npos;
      if (encoded != std::string::npos) value = decodedTags(value);
      if (!holdsBraces(value)) continue;
      // Writer takes a tag for a relative address and goes up one folder, out of the package.
      if (address && value.starts_with("../{{")) value.erase(0, 3);
      if (name == "office:string-value" && isOneOfCells(node)) {
        node.remove_attribute(attribute);
        readAttributes(node);  // the list of attributes has changed under the loop
        return;
      }
      if (!takesValues(name) || (address && !isLink(node))) {
        refuse("In questo punto del modello non può stare un segnaposto.", "Spostarlo nel testo.",
               textAround(value, 0, 0));
        continue;
      }
      const Escape escape = !address          ? Escape::xmlAttribute
                            : isOneTag(value) ? Escape::uriWhole
                                              : Escape::uriPart;
      attribute.set_value(
          replaced(value, finder_.find(value, escape, address ? "collegamento: " : "")).c_str());
    }
  }

  static bool isLink(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    return name == "text:a" || name == "draw:a";
  }

  static bool isOneOfCells(const pugi::xml_node& node) {
    return std::string_view(node.name()) == "table:table-cell";
  }

  static bool isOneTag(const std::string& value) {
    return value.starts_with("{{") && value.find("}}") == value.size() - 2 && value[2] != '#' &&
           value[2] != '^';
  }

  // Writer percent-encodes braces, bars and more in the address of a hyperlink.
  static std::string decodedTags(const std::string& value) {
    std::string text;
    bool inside = false;
    for (std::size_t at = 0; at < value.size(); ++at) {
      const auto hex = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        c = static_cast<char>(c | 32);
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
      };
      char c = value[at];
      if (c == '%' && at + 2 < value.size() && hex(value[at + 1]) >= 0 && hex(value[at + 2]) >= 0) {
        const char decoded = static_cast<char>(hex(value[at + 1]) * 16 + hex(value[at + 2]));
        if (inside || decoded == '{' || decoded == '}') {
          c = decoded;
          at += 2;
        }
      }
      text += c;
      if (text.ends_with("{{")) inside = true;
      if (text.ends_with("}}")) inside = false;
    }
    return text;
  }

  void readPlainText(pugi::xml_node node) {
    std::string text = node.text().get();
    if (!holdsBraces(text)) return;
    const std::string place = wholePlace(node.first_child());
    node.text().set(replaced(text, finder_.find(text, Escape::xmlPlain, place)).c_str());
  }

  static bool mayHoldTag(const pugi::xml_node& node) {
    for (const pugi::xml_node& child : node.children()) {
      if (child.type() == pugi::node_pcdata) {
        if (std::string_view(child.value()).find_first_of("{}") != std::string_view::npos)
          return true;
      } else if (!isParagraph(child) && mayHoldTag(child)) {
        return true;
      }
    }
    return false;
  }

  // A field whose text is a tag (placeholder, input field, …) gives way to its text.
  void unwrapFields(pugi::xml_node parent) {
    for (pugi::xml_node child = parent.first_child(); child;) {
      pugi::xml_node next = child.next_sibling();
      if (child.type() == pugi::node_element) {
        if (isInlineCarrier(child)) {
          unwrapFields(child);
        } else if (!isWeightless(child) && child.first_child() &&
                   !child.first_child().next_sibling() &&
                   child.first_child().type() == pugi::node_pcdata &&
                   holdsBraces(child.first_child().value())) {
          std::string text = child.first_child().value();
          const bool placeholder = std::string_view(child.name()) == "text:placeholder";
          if (placeholder && text.starts_with('<')) text.erase(0, 1);
          if (placeholder && text.ends_with('>')) text.pop_back();
          parent.insert_child_before(pugi::node_pcdata, child).set_value(text.c_str());
          parent.remove_child(child);
        }
      }
      child = next;
    }
  }

  static Line flatten(const pugi::xml_node& paragraph) {
    Line line;
    flattenInto(paragraph, line);
    return line;
  }

  static void flattenInto(const pugi::xml_node& node, Line& line) {
    for (const pugi::xml_node& child : node.children()) {
      const std::size_t begin = line.text.size();
      const std::string_view name = child.name();
      if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
        line.text += child.value();
        line.segments.push_back({child, begin, line.text.size()});
      } else if (name == "text:s" || name == "text:tab" || name == "text:line-break") {
        if (name == "text:s")
          line.text.append(spaces(child), ' ');
        else
          line.text += name == "text:tab" ? '\t' : '\n';
        line.segments.push_back({child, begin, line.text.size()});
      } else if (isInlineCarrier(child)) {
        flattenInto(child, line);
        if (name == "text:a") line.links.push_back({child, begin, line.text.size()});
      }
    }
  }

  void readParagraph(pugi::xml_node paragraph) {
    if (!mayHoldTag(paragraph)) return;
    unwrapFields(paragraph);
    Line line = flatten(paragraph);
    if (!holdsBraces(line.text)) return;
    const auto found = finder_.find(line.text, Escape::xmlText, wholePlace(paragraph));
    if (found.empty()) return;
    removeInnerLinks(line, found);
    collapse(line, found);
  }

  // A hyperlink that stands wholly inside a tag was made by automatic correction.
  static void removeInnerLinks(const Line& line, const std::vector<FoundTag>& found) {
    for (const Line::Link& link : line.links) {
      const auto tag =
          std::upper_bound(found.begin(), found.end(), link.begin,
                           [](std::size_t at, const FoundTag& f) { return at < f.begin; });
      if (tag == found.begin()) continue;
      const FoundTag& before = *(tag - 1);
      if (link.begin <= before.begin || link.end >= before.end || link.begin == link.end) continue;
      pugi::xml_node node = link.node;
      while (node.first_child()) node.parent().insert_move_before(node.first_child(), node);
      node.parent().remove_child(node);
    }
  }

  // Every segment gets what is left of it; a tag goes where its name begins.
  static void collapse(const Line& line, const std::vector<FoundTag>& found) {
    std::size_t next = 0;  // the first tag that ends behind the current segment's begin
    for (const Line::Segment& segment : line.segments) {
      while (next < found.size() && found[next].end <= segment.begin) ++next;
      if (next == found.size()) break;
      if (found[next].begin >= segment.end) continue;
      pugi::xml_node node = segment.node;
      if (node.type() == pugi::node_element) {
        removeEmptied(node);
        continue;
      }
      std::string text;
      std::size_t position = segment.begin;
      for (std::size_t at = next; at < found.size() && found[at].begin < segment.end; ++at) {
        const FoundTag& tag = found[at];
        if (tag.begin > position) text.append(line.text, position, tag.begin - position);
        if (tag.name >= segment.begin && tag.name < segment.end) text += tag.token;
        position = std::max(position, std::min(tag.end, segment.end));
      }
      if (position < segment.end) text.append(line.text, position, segment.end - position);
      if (text.empty())
        removeEmptied(node);
      else
        node.set_value(text.c_str());
    }
  }

  static void removeEmptied(pugi::xml_node node) {
    pugi::xml_node parent = node.parent();
    parent.remove_child(node);
    while (isInlineCarrier(parent) && !parent.first_child()) {
      const pugi::xml_node above = parent.parent();
      pugi::xml_node(above).remove_child(parent);
      parent = above;
    }
  }

  std::vector<Problem>& problems_;
  TagFinder finder_;
};

}  // namespace

void readTags(pugi::xml_node root, Tokens& tokens, std::vector<Problem>& problems) {
  Reader(tokens, problems).read(root);
}

}  // namespace stesura
