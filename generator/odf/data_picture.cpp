#include "generator/odf/data_picture.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <vector>

#include "generator/odf/gate_picture.h"
#include "generator/odf/gate_svg.h"
#include "generator/odf/xml.h"
#include "generator/odf/xml_names.h"
#include "generator/picture/raster.h"

namespace stesura {
namespace {

constexpr std::string_view kSvg = "http://www.w3.org/2000/svg";
constexpr std::string_view kXlink = "http://www.w3.org/1999/xlink";

constexpr char kBase64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string base64Of(std::string_view bytes) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const auto byte = [&](std::size_t i) -> unsigned {
      return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0;
    };
    const unsigned group = byte(at) << 16 | byte(at + 1) << 8 | byte(at + 2);
    text += kBase64[group >> 18];
    text += kBase64[group >> 12 & 63];
    text += at + 1 < bytes.size() ? kBase64[group >> 6 & 63] : '=';
    text += at + 2 < bytes.size() ? kBase64[group & 63] : '=';
  }
  return text;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

// The namespace that a prefix stands for at an element.
std::string_view namespaceOf(pugi::xml_node element, std::string_view name) {
  const auto colon = name.find(':');
  const std::string declaration =
      colon == name.npos ? "xmlns" : "xmlns:" + std::string(name.substr(0, colon));
  for (; element; element = element.parent()) {
    if (const auto found = element.attribute(declaration.c_str())) return found.value();
  }
  return {};
}

// A length as SVG writes it, without regard to its unit; null for percentages and nothing.
std::optional<double> lengthOf(std::string_view text) {
  double length = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), length);
  const bool good =
      read.ec == std::errc() && std::isfinite(length) && length > 0 && text.find('%') == text.npos;
  return good ? std::optional(length) : std::nullopt;
}

// What draws. All else (metadata, title, desc, what no SVG knows) may carry words that nobody sees.
bool draws(std::string_view name) {
  static const std::set<std::string_view> kDrawing = {
      "svg", "g", "defs", "symbol", "use", "a", "switch", "style", "path", "rect", "circle",
      "ellipse", "line", "polyline", "polygon", "text", "tspan", "textPath", "image",
      "linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern", "marker",
      "filter"};
  return kDrawing.contains(name) || name.starts_with("fe");
}

class SvgCleaner {
 public:
  std::string clean(pugi::xml_node root) {
    if (namespaceOf(root, root.name()) != kSvg) return "è un SVG senza il suo spazio dei nomi";
    walk(root);
    return wrong_;
  }

 private:
  void walk(pugi::xml_node element) {
    cleanAttributes(element);
    if (localName(element.name()) == "style") cleanStyle(element);
    for (pugi::xml_node child = element.first_child(); child && wrong_.empty();) {
      const pugi::xml_node next = child.next_sibling();
      if (child.type() == pugi::node_element) {
        const bool foreign = namespaceOf(child, child.name()) != kSvg;
        if (foreign || !draws(localName(child.name())))
          element.remove_child(child);
        else
          walk(child);
      }
      child = next;
    }
  }

  // The comments of a style sheet go as those of the drawing do.
  void cleanStyle(pugi::xml_node element) {
    std::string css;
    for (const pugi::xml_node child : element.children()) css += child.value();
    for (std::size_t at = 0; (at = css.find("/*", at)) != css.npos;) {
      const std::size_t end = css.find("*/", at + 2);
      css.replace(at, end == css.npos ? css.npos : end + 2 - at, " ");
    }
    const std::string words = lower(css);
    if (words.find("@keyframes") != words.npos || words.find("animation") != words.npos)
      wrong_ = "contiene un'animazione";
    element.remove_children();
    element.append_child(pugi::node_pcdata).set_value(css.c_str());
  }

  void cleanAttributes(pugi::xml_node element) {
    std::vector<pugi::xml_attribute> gone;
    for (pugi::xml_attribute attribute : element.attributes()) {
      const std::string_view name = attribute.name();
      if (name.starts_with("xmlns")) continue;
      const bool prefixed = name.find(':') != name.npos;
      const bool kept = !prefixed || name == "xml:space" || name == "xml:lang" ||
                        namespaceOf(element, name) == kXlink;
      if (!kept || name.starts_with("data-"))
        gone.push_back(attribute);
      else if (const std::string local = lower(localName(name)); local == "href" || local == "src")
        cleanReference(attribute);
    }
    // A picture shows; where to go stands in the text of the document.
    if (localName(element.name()) == "a") {
      for (const pugi::xml_attribute attribute : element.attributes()) {
        const std::string_view address = attribute.value();
        if (lower(localName(attribute.name())) == "href" && !address.starts_with('#'))
          gone.push_back(attribute);
      }
    }
    for (const pugi::xml_attribute attribute : gone) element.remove_attribute(attribute);
  }

  // The check has let through nothing but anchors, hyperlinks and inline pictures.
  void cleanReference(pugi::xml_attribute attribute) {
    const std::string_view value = attribute.value();
    if (!lower(value.substr(0, 5)).starts_with("data:")) return;
    std::string bytes;
    RasterPicture picture;
    const auto comma = value.find(',');
    if (comma == value.npos || !readBase64(value.substr(comma + 1), bytes) ||
        !readRaster(bytes, picture).empty()) {
      wrong_ = "contiene un'immagine che non è PNG né JPEG, o è danneggiata";
      return;
    }
    const std::string written = "data:" + picture.mediaType + ";base64," + base64Of(picture.bytes);
    attribute.set_value(written.c_str());
  }

  std::string wrong_;
};

void readSize(pugi::xml_node root, DataPicture& picture) {
  const auto width = lengthOf(root.attribute("width").value());
  const auto height = lengthOf(root.attribute("height").value());
  picture.width = width.value_or(0);
  picture.height = height.value_or(0);
  if (width && height) return;
  std::array<double, 4> box{};
  const std::string_view view = root.attribute("viewBox").value();
  const char* at = view.data();
  for (double& number : box) {
    while (at != view.data() + view.size() && (*at == ' ' || *at == ',' || *at == '\n')) ++at;
    const auto read = std::from_chars(at, view.data() + view.size(), number);
    if (read.ec != std::errc() || !std::isfinite(number)) return;
    at = read.ptr;
  }
  picture.width = box[2];
  picture.height = box[3];
}

std::string readSvg(std::string bytes, DataPicture& picture) {
  if (bytes.size() > kMostPictureBytes) return "supera i 25 MB";
  if (std::string fault = svgFault(bytes); !fault.empty()) return fault;
  XmlBounds bounds;
  bounds.attributeBytes = 16u << 20;
  bounds.elements = 100'000;
  bounds.doctype = XmlBounds::Doctype::withoutSubset;
  pugi::xml_document document = parseXml(bytes, "SVG", bounds);
  const pugi::xml_node root = document.document_element();
  if (std::string wrong = SvgCleaner().clean(root); !wrong.empty()) return wrong;
  readSize(root, picture);
  if (!(picture.width > 0) || !(picture.height > 0))
    return "è un SVG senza dimensioni: mancano width e height, o viewBox";
  picture.bytes = xmlBytes(document);
  picture.mediaType = "image/svg+xml";
  picture.suffix = ".svg";
  return "";
}

}  // namespace

std::string readDataPicture(std::string_view bytes, DataPicture& picture) {
  if (pictureKind(bytes) == PictureKind::svg) return readSvg(std::string(bytes), picture);
  RasterPicture raster;
  if (std::string wrong = readRaster(bytes, raster); !wrong.empty()) return wrong;
  picture = {std::move(raster.bytes), std::move(raster.mediaType), std::move(raster.suffix),
             static_cast<double>(raster.width), static_cast<double>(raster.height)};
  return "";
}

}  // namespace stesura
