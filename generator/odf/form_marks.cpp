#include "generator/odf/form_marks.h"

#include <string_view>

namespace stesura {
namespace {

// What turns a style's text or holder: the element that says it, and the attribute.
struct Lever {
  std::string_view family;
  const char* group;
  const char* attribute;
  const char* first;  // for the upper left corner
  const char* last;
};
constexpr Lever kLevers[] = {
    {"paragraph", "style:paragraph-properties", "fo:text-align", "start", "end"},
    {"table-cell", "style:table-cell-properties", "style:vertical-align", "top", "bottom"},
    {"graphic", "style:graphic-properties", "draw:textarea-vertical-align", "top", "bottom"},
};

void set(pugi::xml_node node, const char* name, const std::string& value) {
  pugi::xml_attribute attribute = node.attribute(name);
  if (!attribute) attribute = node.append_attribute(name);
  attribute.set_value(value.c_str());
}

// A beginning that no style of the document has.
std::string freePrefix(const pugi::xml_node& content, const pugi::xml_node& styles) {
  for (int number = 1;; ++number) {
    const std::string prefix = "Campo" + std::to_string(number) + ".";
    bool used = false;
    for (const pugi::xml_node& root : {content, styles})
      for (const pugi::xml_node& group : root.children())
        for (const pugi::xml_node& style : group.children())
          used = used || std::string_view(style.attribute("style:name").value()).starts_with(prefix);
    if (!used) return prefix;
  }
}

pugi::xml_node groupFor(pugi::xml_node root, const char* name, const char* before) {
  if (const pugi::xml_node known = root.child(name)) return known;
  const pugi::xml_node behind = root.child(before);
  return behind ? root.insert_child_before(name, behind) : root.append_child(name);
}

}  // namespace

FormMarks::FormMarks(pugi::xml_node content, pugi::xml_node styles, const StyleBook& book)
    : content_(content), book_(book), prefix_(freePrefix(content, styles)),
      automatic_(groupFor(content, "office:automatic-styles", "office:body")) {
  // An ODT without hyperlinks of its own may not declare their prefix; LibreOffice then drops ours.
  if (!content.attribute("xmlns:xlink")) content.append_attribute("xmlns:xlink").set_value("http://www.w3.org/1999/xlink");
  // Named by the hyperlinks: else LibreOffice makes them blue and underlines them.
  pugi::xml_node plain = groupFor(styles, "office:styles", "office:automatic-styles").append_child("style:style");
  set(plain, "style:name", prefix_ + "T");
  set(plain, "style:family", "text");
}

void FormMarks::restyle(pugi::xml_node node, const char* family, const char* attribute) {
  const std::string name = node.attribute(attribute).value();
  if (own_.contains(name)) return;
  std::string& derived = derived_[{family, name}];
  if (derived.empty()) {
    derived = prefix_ + std::to_string(derived_.size());
    own_.insert(derived);
    const pugi::xml_node original = book_.find(family, name);
    const bool copied = original && original.parent() == automatic_;
    pugi::xml_node style = copied ? automatic_.append_copy(original) : automatic_.append_child("style:style");
    set(style, "style:name", derived);
    set(style, "style:family", family);
    if (!copied && !name.empty()) set(style, "style:parent-style-name", name);
    styles_.push_back(style);
  }
  set(node, attribute, derived);
}

pugi::xml_node FormMarks::hyperlink(pugi::xml_node parent, const pugi::xml_node& before, const std::string& target,
                                    const char* letter) {
  pugi::xml_node link = parent.insert_child_before("text:a", before);
  set(link, "xlink:type", "simple");
  set(link, "xlink:href", target);
  set(link, "text:style-name", prefix_ + "T");
  set(link, "text:visited-style-name", prefix_ + "T");
  link.append_child(pugi::node_pcdata).set_value(letter);
  return link;
}

void FormMarks::put(const FormSpot& spot, std::size_t number, const char* letter) {
  pugi::xml_node carrier = spot.text.parent();
  hyperlink(carrier, spot.text, kFieldMark + std::to_string(number), letter);
  carrier.remove_child(spot.text);
  restyle(spot.paragraph, "paragraph", "text:style-name");
  const bool frame = std::string_view(spot.holder.name()) == "draw:frame";
  restyle(spot.holder, frame ? "graphic" : "table-cell", frame ? "draw:style-name" : "table:style-name");
}

std::size_t FormMarks::sortOf(const FormSpot& spot) {
  const auto [known, added] = sorts_.emplace(textSort(spot), sorts_.size());
  if (!added) return known->second;
  // The path of spans, without what else the paragraph holds (bookmarks): they may stand once only.
  pugi::xml_node inner = lines_;
  std::vector<pugi::xml_node> path;
  for (pugi::xml_node up = spot.text.parent(); up; up = up.parent()) {
    path.push_back(up);
    if (up == spot.paragraph) break;
  }
  for (auto up = path.rbegin(); up != path.rend(); ++up) {
    inner = inner.append_child(up->name());
    if (const pugi::xml_attribute style = up->attribute("text:style-name")) set(inner, "text:style-name", style.value());
  }
  const std::string target = kLineMark + std::to_string(known->second) + "/";
  for (std::size_t line = 0; line < kMeasuredLines; ++line) {
    if (line > 0) inner.append_child("text:line-break");
    pugi::xml_node end = inner.append_child("text:s");
    hyperlink(inner, end, target + std::to_string(line), "x");
    if (line == 0) {
      inner.insert_child_before("text:tab", end);
      hyperlink(inner, end, target + "t", "x");
    }
    inner.remove_child(end);
  }
  return known->second;
}

void FormMarks::pushInto(Corner corner) {
  for (pugi::xml_node style : styles_) {
    for (const Lever& lever : kLevers) {
      if (lever.family != style.attribute("style:family").value()) continue;
      pugi::xml_node group = style.child(lever.group);
      if (!group) group = style.prepend_child(lever.group);
      set(group, lever.attribute, corner == Corner::upperLeft ? lever.first : lever.last);
    }
  }
}

void FormMarks::keepLinesOnly() {
  pugi::xml_node text = content_.child("office:body").child("office:text");
  text.remove_children();
  for (const pugi::xml_node& paragraph : lines_.children()) text.append_copy(paragraph);
}

}  // namespace stesura
