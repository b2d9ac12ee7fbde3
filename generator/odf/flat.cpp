#include "generator/odf/flat.h"

#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "generator/error.h"
#include "generator/odf/gate_picture.h"
#include "generator/odf/gate_rules.h"
#include "generator/odf/xml.h"
#include "generator/odf/xml_names.h"

namespace stesura {
namespace {

using Names = std::set<std::string, std::less<>>;

[[noreturn]] void refuse(std::string sentence) {
  throw Error(ErrorKind::templateFile, std::move(sentence));
}

// Attributes that name a style: …style-name, the page layout of a master page, lists of classes.
bool namesStyles(std::string_view attribute) {
  return attribute.find("style-name") != attribute.npos ||
         attribute.ends_with("page-layout-name") || attribute.ends_with("class-names") ||
         attribute.ends_with("master-page-name");
}

void collectNames(pugi::xml_node node, Names& names) {
  for (const pugi::xml_attribute attribute : node.attributes()) {
    if (!namesStyles(attribute.name())) continue;
    std::string_view rest = attribute.value();
    while (!rest.empty()) {
      const auto space = rest.find(' ');
      if (space != 0) names.emplace(rest.substr(0, space));
      if (space == rest.npos) break;
      rest.remove_prefix(space + 1);
    }
  }
  for (const pugi::xml_node child : node.children()) collectNames(child, names);
}

// The names used from `roots`, and by the automatic styles so used, and so on.
Names closure(const std::vector<pugi::xml_node>& roots, pugi::xml_node automatic) {
  std::multimap<std::string, pugi::xml_node, std::less<>> styles;
  for (const pugi::xml_node style : automatic.children()) {
    styles.emplace(style.attribute("style:name").value(), style);
  }
  Names reached;
  for (const pugi::xml_node root : roots) collectNames(root, reached);
  std::vector<std::string> open(reached.begin(), reached.end());
  while (!open.empty()) {
    const std::string name = std::move(open.back());
    open.pop_back();
    Names more;
    for (auto [at, end] = styles.equal_range(name); at != end; ++at) collectNames(at->second, more);
    for (const std::string& next : more) {
      if (reached.insert(next).second) open.push_back(next);
    }
  }
  return reached;
}

struct Part {
  pugi::xml_document document;
  pugi::xml_node root;
};

Part startPart(pugi::xml_node flat, const char* name) {
  Part part;
  part.root = part.document.append_child(name);
  for (const pugi::xml_attribute attribute : flat.attributes()) {
    const std::string_view called = attribute.name();
    if (called == "office:mimetype" || called == "grddl:transformation") continue;
    part.root.append_copy(attribute);
  }
  if (!part.root.attribute("office:version")) {
    part.root.append_attribute("office:version").set_value("1.3");
  }
  return part;
}

void addPart(Package& package, const char* name, const Part& part) {
  package.entries.push_back({name, xmlBytes(part.document), "text/xml"});
}

// One pass divides the automatic styles; what nobody uses stays with the body.
void divideAutomaticStyles(pugi::xml_node flat, pugi::xml_node content, pugi::xml_node styles) {
  const pugi::xml_node automatic = flat.child("office:automatic-styles");
  const Names pages =
      closure({flat.child("office:master-styles"), flat.child("office:styles")}, automatic);
  const Names body = closure({flat.child("office:body")}, automatic);
  pugi::xml_node ofContent = content.append_child("office:automatic-styles");
  pugi::xml_node ofStyles = styles.append_child("office:automatic-styles");
  for (const pugi::xml_node style : automatic.children()) {
    if (style.type() != pugi::node_element) continue;
    const std::string name = style.attribute("style:name").value();
    const bool page = std::string_view(style.name()) == "style:page-layout" || pages.contains(name);
    if (page) ofStyles.append_copy(style);
    if (!page || (body.contains(name) && std::string_view(style.name()) != "style:page-layout")) {
      ofContent.append_copy(style);
    }
  }
}

void copyChild(pugi::xml_node from, const char* name, pugi::xml_node to) {
  if (const pugi::xml_node child = from.child(name)) to.append_copy(child);
}

int sextet(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

std::optional<std::string> fromBase64(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t group = 0;
  int bits = 0;
  bool padded = false;
  for (const char c : text) {
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
    if (c == '=') {
      padded = true;
      continue;
    }
    const int value = sextet(c);
    if (value < 0 || padded) return std::nullopt;
    group = group << 6 | static_cast<std::uint32_t>(value);
    if ((bits += 6) < 8) continue;
    bits -= 8;
    out += static_cast<char>(group >> bits & 0xFF);
  }
  return out;
}

std::string sha256Hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw std::bad_alloc();
  }
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    hex += "0123456789abcdef"[digest[i] >> 4];
    hex += "0123456789abcdef"[digest[i] & 15];
  }
  return hex;
}

std::string entryFor(const std::string& picture, Package& package) {
  const PictureKind kind = pictureKind(picture);
  std::string name = "Pictures/" + sha256Hex(picture) + pictureSuffix(kind);
  if (package.entries.size() > PackageBounds().maxEntries)
    refuse("Il file contiene troppe immagini.");
  if (!package.find(name)) package.entries.push_back({name, picture, pictureMediaType(kind)});
  return name;
}

void referTo(pugi::xml_node element, const std::string& name) {
  const auto set = [&](const char* attribute, const char* value) {
    if (!element.attribute(attribute)) element.append_attribute(attribute).set_value(value);
  };
  set("xlink:href", "");
  element.attribute("xlink:href").set_value(name.c_str());
  set("xlink:type", "simple");
  set("xlink:show", "embed");
  set("xlink:actuate", "onLoad");
}

}  // namespace

void liftBinaryData(pugi::xml_node root, Package& package) {
  for (pugi::xml_node child = root.first_child(); child; child = child.next_sibling()) {
    liftBinaryData(child, package);
  }
  if (!holdsPicture(root.name())) return;
  const pugi::xml_node data = root.child("office:binary-data");
  if (!data) return;
  const auto picture = fromBase64(data.text().get());
  if (!picture) refuse("Un'immagine scritta dentro il file è danneggiata. Inserirla di nuovo.");
  referTo(root, entryFor(*picture, package));
  root.remove_child(data);
}

Package splitFlat(std::string_view bytes, const PackageBounds& bounds) {
  if (bytes.size() > bounds.maxEntryBytes) {
    refuse("Il file è troppo grande: il limite è di " + std::to_string(bounds.maxEntryBytes >> 20) +
           " MiB.");
  }
  pugi::xml_document document = parseXml(bytes, "documento");
  bindUsualPrefixes(document, "documento");
  const pugi::xml_node flat = document.child("office:document");
  if (!flat || !flat.child("office:body")) {
    refuse(
        "Il file è XML, ma non è un documento di testo OpenDocument. Salvarlo come .odt o .fodt.");
  }
  Package package;
  package.mediaType = flat.attribute("office:mimetype").value();
  liftBinaryData(document, package);
  std::vector<PackageEntry> pictures = std::move(package.entries);
  package.entries.clear();

  Part content = startPart(flat, "office:document-content");
  Part styles = startPart(flat, "office:document-styles");
  copyChild(flat, "office:scripts", content.root);
  copyChild(flat, "office:font-face-decls", content.root);
  copyChild(flat, "office:font-face-decls", styles.root);
  copyChild(flat, "office:styles", styles.root);
  divideAutomaticStyles(flat, content.root, styles.root);
  copyChild(flat, "office:body", content.root);
  copyChild(flat, "office:master-styles", styles.root);
  Part meta = startPart(flat, "office:document-meta");
  copyChild(flat, "office:meta", meta.root);
  Part settings = startPart(flat, "office:document-settings");
  copyChild(flat, "office:settings", settings.root);
  addPart(package, "content.xml", content);
  addPart(package, "styles.xml", styles);
  addPart(package, "meta.xml", meta);
  if (settings.root.first_child()) addPart(package, "settings.xml", settings);
  for (PackageEntry& picture : pictures) package.entries.push_back(std::move(picture));
  return package;
}

}  // namespace stesura
