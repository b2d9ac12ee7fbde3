#include "generator/odf/gate_svg.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "generator/error.h"
#include "generator/odf/gate_links.h"
#include "generator/odf/xml.h"
#include "generator/odf/xml_names.h"

namespace stesura {
namespace {

constexpr std::string_view kSvg = "http://www.w3.org/2000/svg";
constexpr std::uint64_t kMostCopies = 100'000;  // elements drawn once every <use> is followed

constexpr std::array<std::string_view, 12> kRunning{
    "script", "foreignObject", "handler", "listener", "iframe",  "object",
    "embed",  "audio",         "video",   "canvas",   "include", "font-face-uri"};
constexpr std::array<std::string_view, 6> kMoving{
    "set", "animate", "animateTransform", "animateMotion", "animateColor", "discard"};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

// CSS may hide a word behind an escape or a comment, so both are refused where one could fetch.
bool cssFetches(std::string_view text) {
  const std::string css = lower(text);
  if (css.find("@import") != css.npos || css.find("expression(") != css.npos ||
      css.find("javascript:") != css.npos || css.find('\\') != css.npos) {
    return true;
  }
  for (auto at = css.find("url"); at != css.npos; at = css.find("url", at + 3)) {
    auto next = css.find_first_not_of(" \t\r\n", at + 3);
    if (next == css.npos || css[next] != '(') {
      if (css.compare(at + 3, 2, "/*") == 0) return true;
      continue;
    }
    next = css.find_first_not_of(" \t\r\n'\"", next + 1);
    if (next == css.npos || css[next] != '#') return true;
  }
  return css.find("image-set") != css.npos || css.find("src(") != css.npos;
}

// A raster picture written inside the SVG; nothing is fetched for it.
bool isInlineRaster(std::string_view href) {
  const std::string start = lower(href.substr(0, 40));
  return start.starts_with("data:image/png;base64,") ||
         start.starts_with("data:image/jpeg;base64,") ||
         start.starts_with("data:image/jpg;base64,") || start.starts_with("data:image/gif;base64,");
}

class SvgCheck {
 public:
  std::string fault(pugi::xml_node root) {
    collectIds(root);
    walk(root);
    if (fault_.empty() && weight(root, 0) > kMostCopies) {
      fault_ = "si moltiplica oltre misura richiamando sé stessa";
    }
    return fault_;
  }

 private:
  void walk(pugi::xml_node element) {
    if (!fault_.empty()) return;
    const std::string_view name = localName(element.name());
    if (std::find(kRunning.begin(), kRunning.end(), name) != kRunning.end()) {
      fault_ = name == "script" ? "contiene uno script"
                                : "contiene un elemento non ammesso (" + std::string(name) + ")";
      return;
    }
    if (std::find(kMoving.begin(), kMoving.end(), name) != kMoving.end()) {
      fault_ = "contiene un'animazione";
      return;
    }
    for (const pugi::xml_attribute attribute : element.attributes())
      checkAttribute(name, attribute);
    if (name == "style") {
      std::string css;
      for (const pugi::xml_node child : element.children()) css += child.value();
      if (cssFetches(css)) fault_ = "richiama un file o un indirizzo da un foglio di stile";
    }
    for (const pugi::xml_node child : element.children()) {
      if (child.type() == pugi::node_element) walk(child);
    }
  }

  void checkAttribute(std::string_view element, pugi::xml_attribute attribute) {
    const std::string_view name = attribute.name();
    const std::string_view value = attribute.value();
    if (name.starts_with("xmlns")) return;
    const std::string local = lower(localName(name));
    if (local.starts_with("on") && local.size() > 4) {
      fault_ = "contiene uno script";
    } else if (name == "xml:base") {
      fault_ = "richiama un file o un indirizzo";
    } else if (local == "href" || local == "src") {
      const bool link = element == "a" && (value.empty() || allowedHyperlink(value));
      const bool raster = (element == "image" || element == "feImage") && isInlineRaster(value);
      if (!value.empty() && value.front() != '#' && !link && !raster) {
        fault_ = "richiama un file o un indirizzo";
      }
    } else if (name == local && cssFetches(value) &&
               (local == "style" || value.find('(') != value.npos)) {
      fault_ = "richiama un file o un indirizzo";
    }
  }

  void collectIds(pugi::xml_node element) {
    if (const auto id = element.attribute("id")) ids_.emplace(id.value(), element);
    for (const pugi::xml_node child : element.children()) {
      if (child.type() == pugi::node_element) collectIds(child);
    }
  }

  static std::string_view reference(pugi::xml_node element) {
    for (const pugi::xml_attribute attribute : element.attributes()) {
      const std::string_view value = attribute.value();
      if (localName(attribute.name()) == "href" && value.starts_with('#')) return value.substr(1);
    }
    return {};
  }

  // How many elements are drawn, every <use> followed; over the limit it is told no further.
  std::uint64_t weight(pugi::xml_node element, int depth) {
    if (depth > 300) return kMostCopies + 1;
    if (const auto known = weights_.find(element); known != weights_.end()) return known->second;
    std::uint64_t sum = 1;
    if (localName(element.name()) == "use") {
      const auto target = ids_.find(reference(element));
      if (target != ids_.end()) sum += weight(target->second, depth + 1);
    }
    for (const pugi::xml_node child : element.children()) {
      if (child.type() == pugi::node_element)
        sum = std::min(sum + weight(child, depth + 1), 10 * kMostCopies);
    }
    weights_[element] = sum;
    return sum;
  }

  std::string fault_;
  std::map<std::string, pugi::xml_node, std::less<>> ids_;
  std::map<pugi::xml_node, std::uint64_t> weights_;
};

}  // namespace

std::string svgFault(std::string& bytes) {
  XmlBounds bounds;
  bounds.attributeBytes = 16u << 20;  // a picture inside the picture
  bounds.elements = kMostCopies;
  bounds.doctype = XmlBounds::Doctype::withoutSubset;
  bool doctype = false;
  pugi::xml_document document;
  try {
    document = parseXml(bytes, "SVG", bounds);
  } catch (const Error&) {
    return "è un SVG non valido o con dichiarazioni non ammesse";
  }
  const pugi::xml_node root = document.document_element();
  if (localName(root.name()) != "svg") return "è in un formato sconosciuto";
  const bool wide = bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE");
  doctype = wide || bytes.find("<!DOCTYPE") != bytes.npos || bytes.find("<?xml-") != bytes.npos;
  const std::string fault = SvgCheck().fault(root);
  if (fault.empty() && doctype) bytes = xmlBytes(document);
  return fault;
}

}  // namespace stesura
