// The gate. Refused: what may run (macros, scripts, events, applets), what may fetch (linked
// pictures, sections, objects, DDE, databases, XForms), fonts inside the file, pending changes,
// pictures that are not PNG, JPEG, GIF or plain SVG. Dropped, for no page changes: thumbnails,
// signatures, layout caches, RDF, toolbars, comments, the link to the template, printer and view
// settings, marks of changes, parts that nothing refers to. Hidden text passes: the data are cut to
// what the reader may see before the merge, so nothing hidden can hold more, and ordinary
// mail-merge letters are full of it.

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/odf/gate_settings.h"
#include "generator/odf/gate_walk.h"
#include "generator/odf/package.h"
#include "generator/odf/xml.h"
#include "generator/odf/xml_names.h"
#include "generator/odf/zip_read.h"

namespace stesura {
namespace {

[[noreturn]] void refuse(std::string sentence) {
  throw Error(ErrorKind::templateFile, std::move(sentence));
}

// Ordinary documents carry the empty shells of a Basic library; what matters are modules and
// dialogs.
bool isMacroPart(std::string_view name) {
  const bool macros =
      name.starts_with("Basic/") || name.starts_with("Scripts/") || name.starts_with("Dialogs/");
  const auto slash = name.rfind('/');
  const std::string_view file = slash == name.npos ? name : name.substr(slash + 1);
  const bool shell = file == "script-lc.xml" || file == "script-lb.xml" ||
                     file == "dialog-lc.xml" || file == "dialog-lb.xml";
  return macros && !file.empty() && !shell;
}

void refuseMacroParts(const Package& package, GateWalk& walk) {
  for (const PackageEntry& entry : package.entries) {
    if (isMacroPart(entry.name)) {
      walk.refuse("Il file contiene una macro o uno script («" + shownName(entry.name) + "»).",
                  "Togliere le macro (Strumenti ▸ Macro) e salvare di nuovo il documento.");
    }
  }
}

void checkBody(pugi::xml_node root) {
  const std::string_view name = root.name();
  if (name != "office:document-content") {
    refuse("La parte content.xml non è quella di un documento OpenDocument.");
  }
  const pugi::xml_node body = root.child("office:body");
  if (body.child("office:text")) return;
  if (body.child("office:spreadsheet"))
    refuse("Il file è un foglio di calcolo, non un documento di testo.");
  if (body.child("office:presentation"))
    refuse("Il file è una presentazione, non un documento di testo.");
  if (body.child("office:drawing")) refuse("Il file è un disegno, non un documento di testo.");
  refuse("Il file non contiene un documento di testo.");
}

// The version that the output promises; older ones differ in meaning and keep their number.
void setVersion(pugi::xml_node root) {
  pugi::xml_attribute version = root.attribute("office:version");
  if (!version) version = root.append_attribute("office:version");
  const std::string_view value = version.value();
  if (value.empty() || value == "1.2") version.set_value("1.3");
}

void passPart(Package& package, GateWalk& walk, const std::string& name, std::string_view base) {
  const PackageEntry* entry = package.find(name);
  if (!entry) return;
  XmlBounds bounds;
  if (!base.empty()) bounds.doctype = XmlBounds::Doctype::withoutSubset;
  pugi::xml_document document = parseXml(entry->bytes, name, bounds);
  bindUsualPrefixes(document, name);
  pugi::xml_node root = document.document_element();
  const bool main = base.empty();
  if (name == "content.xml") checkBody(root);
  if (name.ends_with("settings.xml"))
    keepLayoutSettings(root, main ? SettingsOf::document : SettingsOf::object);
  if (std::string_view(root.name()) != "math:math") setVersion(root);
  walk.walk(document, name, base);
  if (name.ends_with("settings.xml") && !root.child("office:settings").first_child()) {
    std::erase_if(package.entries, [&](const PackageEntry& part) { return part.name == name; });
    return;
  }
  PackageEntry* written = package.find(name);  // anew: pictures may have been added
  written->bytes = xmlBytes(document);
  written->mediaType = "text/xml";
}

void keepOnly(Package& package, const std::set<std::string>& kept) {
  std::erase_if(package.entries,
                [&](const PackageEntry& entry) { return !kept.contains(entry.name); });
}

[[noreturn]] void refuseAll(const std::vector<Problem>& problems) {
  std::string sentence = problems.front().message;
  if (!problems.front().hint.empty()) sentence += " " + problems.front().hint;
  const std::size_t others = problems.size() - 1;
  if (others == 1) sentence += " C'è un altro motivo.";
  if (others > 1) sentence += " Ci sono altri " + std::to_string(others) + " motivi.";
  throw Error(ErrorKind::templateFile, std::move(sentence), problems);
}

}  // namespace

void passGate(Package& package) {
  static constexpr const char* kParts[] = {"content.xml", "styles.xml", "meta.xml", "settings.xml"};
  if (!package.find("content.xml"))
    refuse("Il file non contiene un documento di testo: manca content.xml.");
  GateWalk walk(package);
  refuseMacroParts(package, walk);
  std::set<std::string> kept(std::begin(kParts), std::end(kParts));
  for (const char* part : kParts) passPart(package, walk, part, "");
  for (const std::string& folder : std::set<std::string>(walk.objects())) {
    kept.insert(folder);
    for (const char* part : {"content.xml", "styles.xml", "settings.xml"}) {
      passPart(package, walk, folder + part, folder);
      kept.insert(folder + part);
    }
  }
  if (!walk.problems().empty()) refuseAll(walk.problems());
  kept.insert(walk.used().begin(), walk.used().end());
  keepOnly(package, kept);
}

}  // namespace stesura
