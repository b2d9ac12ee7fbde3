#include "generator/odf/xml_names.h"

#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "generator/error.h"
#include "generator/odf/zip_read.h"

namespace stesura {
namespace {

constexpr std::string_view kOdf = "urn:oasis:names:tc:opendocument:xmlns:";

constexpr std::array<std::pair<std::string_view, std::string_view>, 21> kOdfNames{{
    {"office", "office"},
    {"style", "style"},
    {"text", "text"},
    {"table", "table"},
    {"drawing", "draw"},
    {"xsl-fo-compatible", "fo"},
    {"meta", "meta"},
    {"datastyle", "number"},
    {"svg-compatible", "svg"},
    {"chart", "chart"},
    {"dr3d", "dr3d"},
    {"form", "form"},
    {"script", "script"},
    {"presentation", "presentation"},
    {"animation", "anim"},
    {"smil-compatible", "smil"},
    {"config", "config"},
    {"database", "db"},
    {"manifest", "manifest"},
    {"digitalsignature", "dsig"},
    {"of", "of"},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kOtherNames{{
    {"http://www.w3.org/1999/xlink", "xlink"},
    {"http://purl.org/dc/elements/1.1/", "dc"},
    {"http://www.w3.org/1998/Math/MathML", "math"},
    {"http://www.w3.org/2002/xforms", "xforms"},
    {"http://www.w3.org/2001/xml-events", "dom"},
    {"http://www.w3.org/2003/g/data-view#", "grddl"},
    {"http://www.w3.org/1999/xhtml", "xhtml"},
    {"urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0", "loext"},
    {"http://www.w3.org/1999/XSL/Format", "fo"},  // drafts of OpenDocument, still met in templates
    {"http://www.w3.org/2000/svg", "svg"},
    {"http://openoffice.org/2004/office", "ooo"},
    {"http://openoffice.org/2009/office", "officeooo"},
}};

// The usual prefix of a namespace, "" if OpenDocument does not know it. The version at the end
// (1.0) counts as little as it does for LibreOffice, nor does the year of XForms.
std::string_view usualPrefix(std::string_view uri) {
  if (uri.starts_with(kOdf)) {
    const std::string_view rest = uri.substr(kOdf.size());
    const std::string_view name = rest.substr(0, rest.find(':'));
    for (const auto& [odf, prefix] : kOdfNames) {
      if (odf == name) return prefix;
    }
    return {};
  }
  if (uri.starts_with("http://www.w3.org/") && uri.ends_with("/xforms")) return "xforms";
  for (const auto& [other, prefix] : kOtherNames) {
    if (other == uri) return prefix;
  }
  return {};
}

bool isUsual(std::string_view prefix) {
  for (const auto& names : kOdfNames) {
    if (names.second == prefix) return true;
  }
  for (const auto& names : kOtherNames) {
    if (names.second == prefix) return true;
  }
  return false;
}

bool isDeclaration(std::string_view attribute) {
  return attribute == "xmlns" || attribute.starts_with("xmlns:");
}

class Binder {
 public:
  Binder(pugi::xml_node root, std::string_view part) : root_(root), part_(part) {}

  void bind(pugi::xml_node element) {
    const std::vector<std::string> declared = declare(element);
    if (renamed_) rename(element);
    for (const pugi::xml_node child : element.children()) {
      if (child.type() == pugi::node_element) bind(child);
    }
    for (const std::string& prefix : declared) scope_[prefix].pop_back();
  }

  // After the walk: what came to be used, declared on the root.
  void declareOnRoot() {
    for (const auto& [prefix, uri] : used_) {
      if (foreign_.contains(prefix)) refuse(prefix);
      const std::string name = "xmlns:" + prefix;
      if (!root_.attribute(name.c_str()))
        root_.append_attribute(name.c_str()).set_value(uri.c_str());
    }
  }

 private:
  // The prefixes that the element declares, taken into scope; unusual declarations are removed.
  std::vector<std::string> declare(pugi::xml_node element) {
    std::vector<std::string> declared;
    for (pugi::xml_attribute attribute = element.first_attribute(); attribute;) {
      const pugi::xml_attribute next = attribute.next_attribute();
      const std::string_view name = attribute.name();
      if (isDeclaration(name)) {
        declared.emplace_back(name == "xmlns" ? std::string_view() : name.substr(6));
        take(element, attribute, declared.back());
      }
      attribute = next;
    }
    return declared;
  }

  void take(pugi::xml_node element, pugi::xml_attribute attribute, const std::string& prefix) {
    const std::string usual(usualPrefix(attribute.value()));
    if (usual.empty() && isUsual(prefix)) foreign_.insert(prefix);
    scope_[prefix].push_back(usual);
    if (usual.empty() || usual == prefix) return;
    used_.try_emplace(usual, attribute.value());
    renamed_ = true;
    element.remove_attribute(attribute);
  }

  void rename(pugi::xml_node element) {
    if (const std::string name = renamed(element.name(), ""); !name.empty()) {
      element.set_name(name.c_str());
    }
    for (pugi::xml_attribute attribute : element.attributes()) {
      if (isDeclaration(attribute.name())) continue;
      // An attribute without a prefix belongs to no namespace, whatever the default one is.
      const std::string name = renamed(attribute.name(), kNoPrefix);
      if (!name.empty()) attribute.set_name(name.c_str());
    }
  }

  std::string renamed(std::string_view name, std::string_view without) const {
    const auto colon = name.find(':');
    const std::string_view prefix = colon == name.npos ? without : name.substr(0, colon);
    const auto found = scope_.find(prefix);
    if (found == scope_.end() || found->second.empty()) return {};
    const std::string& usual = found->second.back();
    if (usual.empty() || usual == prefix) return {};
    return usual + ":" + std::string(localName(name));
  }

  [[noreturn]] void refuse(const std::string& prefix) const {
    throw Error(ErrorKind::templateFile, "La parte «" + shownName(part_) +
                                             "» del file non è accettata: usa il prefisso XML «" +
                                             shownName(prefix) + "» per un altro scopo.");
  }

  static constexpr std::string_view kNoPrefix = "-";  // no XML name, so never in scope

  pugi::xml_node root_;
  std::string_view part_;
  std::map<std::string, std::string>
      used_;                       // usual prefix -> namespace, where the file had another
  std::set<std::string> foreign_;  // usual prefixes that the file gave to something unknown
  std::map<std::string, std::vector<std::string>, std::less<>> scope_;  // prefix -> usual prefixes
  bool renamed_ = false;
};

}  // namespace

std::string_view localName(std::string_view name) {
  const auto colon = name.find(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

void bindUsualPrefixes(pugi::xml_document& document, std::string_view part) {
  const pugi::xml_node root = document.document_element();
  Binder binder(root, part);
  binder.bind(root);
  binder.declareOnRoot();
}

}  // namespace stesura
