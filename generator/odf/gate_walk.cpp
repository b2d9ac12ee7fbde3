#include "generator/odf/gate_walk.h"

#include <algorithm>
#include <utility>

#include "generator/odf/flat.h"
#include "generator/odf/gate_links.h"
#include "generator/odf/gate_picture.h"
#include "generator/odf/gate_place.h"
#include "generator/odf/gate_rules.h"
#include "generator/odf/xml.h"
#include "generator/odf/xml_names.h"
#include "generator/odf/zip_read.h"

namespace stesura {
namespace {

constexpr std::size_t kMostProblems = 50;
constexpr const char* kFormulaType = "application/vnd.oasis.opendocument.formula";
constexpr const char* kChartType = "application/vnd.oasis.opendocument.chart";
constexpr const char* kEmbedHint = "Inserire l'immagine nel documento invece di collegarla.";
constexpr const char* kRemoveHint = "Toglierlo e salvare di nuovo il documento.";

// LibreOffice writes an empty Basic library into every flat file: only modules are macros.
bool isBare(pugi::xml_node element) {
  for (const pugi::xml_node child : element.children()) {
    const std::string_view name = child.name();
    const bool shell = name == "office:script" || name == "office:event-listeners" ||
                       name == "ooo:libraries" || name == "ooo:library-embedded";
    const bool blank =
        child.type() == pugi::node_pcdata &&
        std::string_view(child.value()).find_first_not_of(" \t\r\n") == std::string_view::npos;
    if (!blank && (!shell || !isBare(child))) return false;
  }
  return true;
}

std::string hintFor(std::string_view element) {
  if (element == "text:tracked-changes") {
    return "Aprire il documento, accettare o rifiutare le modifiche (Modifica ▸ Revisioni ▸ "
           "Gestisci) e salvarlo.";
  }
  if (element.starts_with("svg:")) {
    return "In File ▸ Proprietà ▸ Carattere togliere «Incorpora i caratteri nel documento» e "
           "salvare.";
  }
  if (element == "office:scripts" || element.starts_with("ooo:") ||
      element.starts_with("script:")) {
    return "Togliere le macro (Strumenti ▸ Macro) e salvare di nuovo il documento.";
  }
  return kRemoveHint;
}

void unwrap(pugi::xml_node element) {
  pugi::xml_node parent = element.parent();
  while (pugi::xml_node child = element.first_child()) parent.insert_move_before(child, element);
  parent.remove_child(element);
}

// A carriage return is white space like any other to OpenDocument, but pugixml writes it bare, and
// it would be read back as another character.
void withoutReturns(pugi::xml_node text) {
  std::string value = text.value();
  if (value.find('\r') == std::string::npos) return;
  std::replace(value.begin(), value.end(), '\r', ' ');
  text.set_value(value.c_str());
}

// CDATA is only another way to write text; whoever looks for tags need not know of it.
void plainText(pugi::xml_node cdata) {
  pugi::xml_node parent = cdata.parent();
  pugi::xml_node text = parent.insert_child_before(pugi::node_pcdata, cdata);
  text.set_value(cdata.value());
  withoutReturns(text);
  parent.remove_child(cdata);
}

// A property of a form control that loads something: ImageURL, TargetURL, GraphicURL.
bool namesAddress(pugi::xml_node property) {
  const std::string_view name = property.attribute("form:property-name").value();
  const bool address = name.find("URL") != name.npos && name != "HelpURL";
  return address && *property.attribute("office:string-value").value() != '\0';
}

// A formula or a chart written inside the frame, as flat files have them.
bool holdsDrawable(pugi::xml_node object) {
  return object.child("math:math") ||
         object.child("office:document").child("office:body").child("office:chart");
}

}  // namespace

void GateWalk::walk(pugi::xml_document& document, std::string_view part, std::string_view base) {
  part_ = part;
  base_ = base;
  liftBinaryData(document, package_);
  visit(document.document_element());
}

void GateWalk::refuse(std::string message, std::string hint, std::string place) {
  if (problems_.size() >= kMostProblems) return;
  Problem problem;
  problem.message = std::move(message);
  problem.hint = std::move(hint);
  problem.place = std::move(place);
  problem.keyword = "non_ammesso";
  for (const Problem& known : problems_) {
    if (known.message == problem.message) return;
  }
  problems_.push_back(std::move(problem));
}

void GateWalk::refuseAt(pugi::xml_node node, std::string_view thing, std::string hint) {
  if (++refusals_ > kMostProblems) return;
  refuse("Il file contiene " + std::string(thing) + ", " + placeClause(node, part_) + ".",
         std::move(hint), textAround(node));
}

void GateWalk::visit(pugi::xml_node element) {
  visitAttributes(element);
  if (holdsPicture(element.name())) visitPicture(element);
  if (std::string_view(element.name()) == "draw:frame") visitFrame(element);
  for (pugi::xml_node child = element.first_child(); child;) {
    const pugi::xml_node next = child.next_sibling();
    if (child.type() == pugi::node_cdata) {
      plainText(child);
    } else if (child.type() == pugi::node_pcdata) {
      withoutReturns(child);
    } else if (child.type() == pugi::node_element && obeyRule(child)) {
      visit(child);
      const bool deadLink = std::string_view(child.name()) == "text:a" &&
                            *child.attribute("xlink:href").value() == '\0';
      if (deadLink) unwrap(child);
    }
    child = next;
  }
}

// True if the element stays and is to be looked into.
bool GateWalk::obeyRule(pugi::xml_node element) {
  const std::string_view name = element.name();
  if (name == "text:section-source") {
    const std::string_view href = element.attribute("xlink:href").value();
    if (!href.empty())
      refuseAt(element, "una sezione collegata a " + wordsForAddress(href),
               "Togliere il collegamento in Formato ▸ Sezioni, tenendo il testo.");
    element.parent().remove_child(element);
    return false;
  }
  const GateRule rule = gateRuleFor(name);
  if (rule.action == GateAction::pass) return true;
  const bool refused = rule.action == GateAction::refuse ||
                       (rule.action == GateAction::dropIfBare && !isBare(element));
  if (refused) refuseAt(element, rule.thing, hintFor(name));
  element.parent().remove_child(element);
  return false;
}

// A frame may hold an object and the picture that stands for it.
void GateWalk::visitFrame(pugi::xml_node frame) {
  for (pugi::xml_node child = frame.first_child(); child;) {
    const pugi::xml_node next = child.next_sibling();
    const std::string_view name = child.name();
    if (name == "draw:object" || name == "draw:object-ole") visitObject(child, frame);
    child = next;
  }
}

// Formulas and charts are XML of this document and stay, looked through like the rest. Any other
// object (a sheet, a drawing, OLE) is a foreign program's: the picture that stands for it stays
// alone.
void GateWalk::visitObject(pugi::xml_node object, pugi::xml_node frame) {
  const std::string_view href = object.attribute("xlink:href").value();
  std::string folder = packageName(href, base_);
  if (folder.ends_with('/')) folder.pop_back();
  const bool inside = href.empty() || !folder.empty();
  const bool drawable = inside && base_.empty() &&
                        std::string_view(object.name()) == "draw:object" &&
                        (href.empty() ? holdsDrawable(object) : isDrawable(folder));
  pugi::xml_node picture = frame.child("draw:image");
  const std::string replacement = packageName(picture.attribute("xlink:href").value(), base_);
  const bool shown = picture && !replacement.empty() && faultOf(replacement).empty();
  if (drawable) {
    if (!href.empty()) objects_.insert(folder + "/");
    // The picture is drawn anew from the object; one of a refused format only stood in its way.
    if (picture && !shown && inside && !replacement.empty()) frame.remove_child(picture);
    return;
  }
  if (!inside) {
    refuseAt(object, "un oggetto collegato a " + wordsForAddress(href), kRemoveHint);
  } else if (!shown) {
    refuseAt(object, "un oggetto incorporato di un altro programma",
             "Sostituirlo con la sua immagine (PNG) e salvare di nuovo il documento.");
  }
  frame.remove_child(object);
}

bool GateWalk::isDrawable(const std::string& folder) {
  const auto known = drawable_.find(folder);
  if (known != drawable_.end()) return known->second;
  return drawable_[folder] = holdsFormulaOrChart(folder);
}

bool GateWalk::holdsFormulaOrChart(const std::string& folder) {
  const PackageEntry* content = package_.find(folder + "/content.xml");
  if (!content) return false;
  XmlBounds bounds;
  bounds.doctype = XmlBounds::Doctype::withoutSubset;  // formulas of OpenOffice 2
  pugi::xml_document document = parseXml(content->bytes, content->name, bounds);
  bindUsualPrefixes(document, content->name);
  const pugi::xml_node root = document.document_element();
  const bool formula = std::string_view(root.name()) == "math:math";
  if (!formula && !root.child("office:body").child("office:chart")) return false;
  // LibreOffice opens the folder by the media type that the manifest gives it.
  if (!package_.find(folder + "/")) {
    package_.entries.push_back({folder + "/", "", formula ? kFormulaType : kChartType});
  }
  return true;
}

std::string GateWalk::faultOf(const std::string& picture) {
  const auto known = faults_.find(picture);
  if (known != faults_.end()) return known->second;
  PackageEntry* entry = package_.find(picture);
  std::string fault = entry ? pictureFault(entry->bytes) : "nel file non c'è";
  return faults_[picture] = std::move(fault);
}

void GateWalk::visitPicture(pugi::xml_node element) {
  if (element.child("office:binary-data")) {
    refuseAt(element, "un'immagine scritta in un modo non ammesso",
             "Inserire di nuovo l'immagine.");
    return;
  }
  pugi::xml_attribute href = element.attribute("xlink:href");
  if (*href.value() == '\0') return;
  const std::string name = packageName(href.value(), base_);
  if (name.empty()) {
    refuseAt(element, "un'immagine collegata a " + wordsForAddress(href.value()), kEmbedHint);
    return;
  }
  // With an object beside it, visitFrame judges the picture.
  const pugi::xml_node frame = element.parent();
  if (frame.child("draw:object") && !package_.find(name)) return;
  if (const std::string fault = faultOf(name); !fault.empty()) {
    refuseAt(element, "un'immagine che " + fault + " («" + shownName(name) + "»)",
             "Sono ammesse immagini PNG, JPEG, GIF e SVG semplici, inserite nel documento.");
    return;
  }
  if (*href.value() == '#') href.set_value(std::string(href.value() + 1).c_str());
  if (!used_.insert(name).second) return;
  PackageEntry* entry = package_.find(name);
  entry->mediaType = pictureMediaType(pictureKind(entry->bytes));
}

// LibreOffice 7.4 leaves rows out of the PDF at some heights of the page, and says nothing: rows that
// must not split, and all rows of a table with collapsing borders where only its repeated header has
// room at the foot of a page. A row that splits and a border drawn twice are the lesser evils.
static bool losesRows(pugi::xml_node element, pugi::xml_attribute attribute) {
  const std::string_view called = attribute.name(), name = element.name();
  return (called == "fo:keep-together" && name == "style:table-row-properties") ||
         (called == "table:border-model" && name == "style:table-properties");
}

void GateWalk::visitAttributes(pugi::xml_node element) {
  const std::string_view name = element.name();
  for (pugi::xml_attribute attribute = element.first_attribute(); attribute;) {
    const pugi::xml_attribute next = attribute.next_attribute();
    const std::string_view called = attribute.name();
    const std::string_view local = localName(called);
    if (called == "grddl:transformation" || losesRows(element, attribute)) {
      element.remove_attribute(attribute);
    } else if (called == "xml:base") {
      refuseAt(element, "un indirizzo di base per i collegamenti", kRemoveHint);
    } else if (local == "href" && holdsHyperlink(name)) {
      visitHyperlink(element, attribute);
    } else if (local == "href" || called == "src" || called == "data") {
      visitReference(element, attribute);
    } else if (called.starts_with("form:") || called == "draw:engine") {
      visitFormAttribute(element, attribute);
    }
    attribute = next;
  }
}

void GateWalk::visitHyperlink(pugi::xml_node element, pugi::xml_attribute href) {
  const std::string_view target = href.value();
  if (target.empty() && std::string_view(element.name()) != "text:a") {
    element.remove_attribute(href);
  } else if (!target.empty() && !allowedHyperlink(target) && !isTagOnly(target)) {
    refuseAt(element, "un collegamento ipertestuale verso " + wordsForAddress(target),
             "Sono ammessi indirizzi http, https e mailto e i rimandi interni al documento.");
  }
}

// Any other reference: what an element of a later version might fetch is refused unseen.
void GateWalk::visitReference(pugi::xml_node element, pugi::xml_attribute href) {
  const std::string_view name = element.name();
  const std::string_view target = href.value();
  const bool seenElsewhere =
      (holdsPicture(name) || name == "draw:object" || name == "draw:object-ole") &&
      std::string_view(href.name()) == "xlink:href";
  const bool chartOfHere =
      name == "chart:chart" && (target == "." || target == ".." || target == "./");
  if (target.empty() || seenElsewhere || chartOfHere) return;
  refuseAt(element, "un richiamo a " + wordsForAddress(target), kRemoveHint);
}

void GateWalk::visitButtonPicture(pugi::xml_node element, const std::string& reference) {
  const std::string name = packageName(reference, base_);
  if (name.empty() || !faultOf(name).empty()) {
    refuseAt(element, "un pulsante con un'immagine collegata o non ammessa", kEmbedHint);
  } else {
    used_.insert(name);
  }
}

void GateWalk::visitFormAttribute(pugi::xml_node element, pugi::xml_attribute attribute) {
  const std::string_view name = attribute.name();
  const std::string_view value = attribute.value();
  if (value.empty()) return;
  if (name == "form:datasource" || name == "form:command") {
    refuseAt(element, "un modulo collegato a una base di dati", kRemoveHint);
  } else if (name == "form:image-data") {
    visitButtonPicture(element, std::string(value));
  } else if (name == "form:control-implementation" &&
             !value.starts_with("ooo:com.sun.star.form.component.")) {
    element.remove_attribute(attribute);  // else the name of any service of LibreOffice
  } else if (name == "form:property-name" && namesAddress(element)) {
    refuseAt(element, "un modulo che richiama un indirizzo o un file", kRemoveHint);
  } else if (name == "draw:engine" && value != "com.sun.star.drawing.EnhancedCustomShapeEngine") {
    element.remove_attribute(attribute);
  }
}

}  // namespace stesura
