#include "generator/odf/picture_frames.h"

#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "generator/odf/paragraph.h"
#include "generator/odf/picture_writer.h"
#include "generator/odf/tag_finder.h"

namespace stesura {
namespace {

constexpr const char* kMark = "stesura-figure";  // only between the two steps; no XML name space

// A length of ODF in points.
std::optional<double> pointsOf(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, double>, 6> kUnits = {
      {{"cm", 72 / 2.54}, {"mm", 72 / 25.4}, {"in", 72}, {"pt", 1}, {"pc", 12}, {"px", 0.75}}};
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || !(number > 0) || number > 10'000) return {};
  const std::string_view unit = text.substr(static_cast<std::size_t>(read.ptr - text.data()));
  for (const auto& [name, points] : kUnits)
    if (unit == name) return number * points;
  return {};
}

// The tag with the format of a picture that a name or title holds, if it holds one.
std::optional<Tag> pictureTag(const std::string& text) {
  for (std::size_t open = text.find("{{"); open != text.npos; open = text.find("{{", open + 2)) {
    const std::size_t close = text.find("}}", open);
    if (close == text.npos) return {};
    Tag tag;
    std::vector<Problem> unused;
    readTag(text.substr(open + 2, close - open - 2), text, tag, unused);
    if (isPictureFormat(tag.presentation.format)) return tag;
  }
  return {};
}

std::string trimmed(std::string text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool isAlone(const std::string& text) {
  const std::string whole = trimmed(text);
  return whole.starts_with("{{") && whole.find("}}") == whole.size() - 2;
}

std::string childText(const pugi::xml_node& frame, const char* name) {
  return frame.child(name).text().get();
}

bool standsInLine(const pugi::xml_node& node) {
  for (pugi::xml_node up = node.parent(); up; up = up.parent()) {
    if (isParagraph(up)) return true;
    if (!isInlineCarrier(up) && std::string_view(up.name()) != "draw:a") return false;
  }
  return false;
}

}  // namespace

PictureFrames::PictureFrames(pugi::xml_node root, std::string_view part, Tokens& tokens,
                             std::vector<Problem>& problems)
    : names_(part == "styles.xml" ? "Figura di pagina" : "Figura dai dati"), tokens_(tokens) {
  collect(root, problems);
}

void PictureFrames::collect(pugi::xml_node node, std::vector<Problem>& problems) {
  for (pugi::xml_node child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    if (std::string_view(child.name()) == "draw:frame") take(child, problems);
    collect(child, problems);
  }
}

void PictureFrames::take(pugi::xml_node frame, std::vector<Problem>& problems) {
  const std::string name = frame.attribute("draw:name").value();
  const std::string title = childText(frame, "svg:title");
  const auto byName = pictureTag(name), byTitle = pictureTag(title);
  if (!byName && !byTitle) return;
  const std::string& typed = byName ? name : title;
  const auto refuse = [&](std::string message, std::string hint) {
    problems.push_back(templateProblem(std::move(message), std::move(hint), "cornice: " + typed));
  };
  Found found;
  const bool good = readTag(trimmed(typed).substr(2, trimmed(typed).size() - 4),
                            "cornice: " + typed, found.tag, problems);
  const auto width = pointsOf(frame.attribute("svg:width").value());
  auto height = pointsOf(frame.attribute("svg:height").value());
  if (!height) height = pointsOf(frame.child("draw:text-box").attribute("fo:min-height").value());
  found.title = byTitle ? "" : title;
  found.description = childText(frame, "svg:desc");
  if (byName && byTitle) {
    refuse("Una cornice ha un segnaposto sia nel nome sia nel titolo.", "Tenerne uno solo.");
  } else if (!isAlone(typed)) {
    refuse("Il segnaposto di una figura sta insieme ad altro testo nel nome della cornice.",
           "Lasciare nel nome (o nel titolo) soltanto il segnaposto.");
  } else if (found.tag.role != Tag::Role::variable) {
    refuse("Il nome di una cornice non può aprire o chiudere una sezione.",
           "Mettere la sezione nel testo, attorno alla cornice.");
  } else if (!width || !height) {
    refuse("La cornice di una figura non ha larghezza e altezza.",
           "Dare alla cornice una misura fissa in centimetri.");
  } else if (holdsBraces(found.title) || holdsBraces(found.description)) {
    refuse("Il titolo o la descrizione di una cornice con figura contiene un altro segnaposto.",
           "Scrivere lì un testo fisso, o niente.");
  }
  found.tag.framed = true;
  found.width = width.value_or(0);
  found.height = height.value_or(0);
  if (!good) found.tag.presentation = {};
  for (pugi::xml_node child = frame.first_child(); child;) {
    const pugi::xml_node next = child.next_sibling();
    if (std::string_view(child.name()) == "draw:image")
      placeholders_.insert(child.attribute("xlink:href").value());
    frame.remove_child(child);
    child = next;
  }
  for (const char* gone : {"draw:name", "xml:id", "draw:id", "svg:width", "svg:height",
                           "style:rel-width", "style:rel-height", "draw:copy-of"})
    frame.remove_attribute(gone);
  frame.append_attribute(kMark).set_value(static_cast<unsigned>(found_.size()));
  found_.push_back(std::move(found));
}

void PictureFrames::replace(pugi::xml_node root) {
  std::vector<pugi::xml_node> frames;
  struct Collector : pugi::xml_tree_walker {
    explicit Collector(std::vector<pugi::xml_node>& to) : frames(to) {}
    bool for_each(pugi::xml_node& node) override {
      if (node.attribute(kMark)) frames.push_back(node);
      return true;
    }
    std::vector<pugi::xml_node>& frames;
  } collector(frames);
  if (!found_.empty()) root.traverse(collector);
  for (const pugi::xml_node frame : frames) put(frame, found_[frame.attribute(kMark).as_uint()]);
}

void PictureFrames::put(pugi::xml_node frame, const Found& found) {
  FrameBox box{{}, found.width, found.height, found.title, found.description, names_};
  for (const pugi::xml_attribute attribute : frame.attributes()) {
    const std::string_view value = attribute.value();
    if (std::string_view(attribute.name()) != kMark && value.find(kTokenBegin) == value.npos)
      box.attributes.emplace_back(attribute.name(), value);
  }
  pugi::xml_node parent = frame.parent();
  const auto insert = [&](Token token) {
    parent.insert_child_before(pugi::node_pcdata, frame)
        .set_value(tokens_.add(std::move(token)).c_str());
  };
  Token begin, absent, end;
  begin.kind = Token::Kind::beginWritten;
  begin.tag = absent.tag = found.tag;
  begin.writer = makePictureWriter(found.tag.presentation.format, std::move(box));
  end.kind = Token::Kind::endIf;
  // A word about what is missing can stand in a line only.
  absent.tag.escape = standsInLine(frame) ? Escape::xmlText : Escape::xmlPlain;
  if (!standsInLine(frame)) absent.tag.presentation.optional = true;
  insert(std::move(begin));
  insert(std::move(absent));
  insert(std::move(end));
  parent.remove_child(frame);
}

void collectPictures(pugi::xml_node root, std::set<std::string>& names) {
  struct Collector : pugi::xml_tree_walker {
    explicit Collector(std::set<std::string>& to) : names(to) {}
    bool for_each(pugi::xml_node& node) override {
      if (const auto link = node.attribute("xlink:href")) names.insert(link.value());
      return true;
    }
    std::set<std::string>& names;
  } collector(names);
  root.traverse(collector);
}

}  // namespace stesura
