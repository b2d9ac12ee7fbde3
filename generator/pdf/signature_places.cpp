#include "generator/pdf/signature_places.h"

#include <algorithm>
#include <map>
#include <qpdf/QPDFNumberTreeObjectHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <set>
#include <utility>
#include <vector>

#include "generator/error.h"
#include "generator/pdf/decimal.h"
#include "generator/pdf/signature_address.h"

namespace stesura {
namespace {

constexpr double kPageEdge = 10 * 72 / 25.4;  // no field comes nearer to it; points
constexpr double kGap = 1;                    // between the text and the box on it; points
constexpr std::size_t kMostPlaces = 2000;
constexpr char kStampFace[] = "/Segnatura";

using Rectangle = QPDFObjectHandle::Rectangle;

// An annotation of a link. One whose text takes several lines has several: of the first line, of those
// between, of the last.
struct Part {
  std::string uri;
  std::size_t page = 0;  // from 0
  Rectangle box{};
  QPDFObjectHandle annotation{};
  long long key = 0;         // of the annotation in the parent tree
  QPDFObjectHandle parent{}; // the structure element that holds the Link
  int position = 0;          // of the Link among the kids of the parent
};

// What a link keeps: its parts in the order of reading, and its text in the structure.
struct Place {
  std::vector<Part> parts;
  int first = 0, last = 0;  // Link elements among the kids of the parent, one a line
  SignatureAddress address{};
  std::string name{};
  Rectangle box{};
};

std::string onPage(std::size_t page) { return "A pagina " + std::to_string(page + 1) + " "; }

[[noreturn]] void refuse(ErrorKind kind, const std::string& message, const std::string& hint) {
  throw Error(kind, "I luoghi delle firme e delle segnature non si lasciano preparare.",
              {{.pointer = {}, .message = message, .hint = hint, .keyword = {}, .schemaPointer = {}, .place = {}}});
}

int positionOf(QPDFObjectHandle element, QPDFObjectHandle parent) {
  QPDFObjectHandle kids = parent.getKey("/K");
  if (!kids.isArray()) parent.replaceKey("/K", kids = QPDFObjectHandle::newArray({kids}));
  for (int i = 0; kids.isArray() && i < kids.getArrayNItems(); ++i) {
    if (kids.getArrayItem(i).getObjGen() == element.getObjGen()) return i;
  }
  return -1;
}

// The address of the annotation that a Link element refers to; "" for any other kid.
std::string uriOf(QPDFObjectHandle kid) {
  if (!kid.isDictionary() || !kid.getKey("/S").isName() || kid.getKey("/S").getName() != "/Link") return {};
  QPDFObjectHandle kids = kid.getKey("/K");
  for (int i = 0; kids.isArray() && i < kids.getArrayNItems(); ++i) {
    QPDFObjectHandle reference = kids.getArrayItem(i);
    if (!reference.isDictionary() || !reference.getKey("/Obj").isDictionary()) continue;
    QPDFObjectHandle action = reference.getKey("/Obj").getKey("/A");
    if (action.isDictionary() && action.getKey("/URI").isString()) return action.getKey("/URI").getStringValue();
  }
  return {};
}

// The places of a file, in the order of its structure, which is that of reading.
class PlaceFinder {
 public:
  explicit PlaceFinder(QPDF& pdf) : pdf_(pdf) {}

  std::vector<Place> find() {
    const std::vector<QPDFObjectHandle>& pages = pdf_.getAllPages();
    for (std::size_t page = 0; page < pages.size(); ++page) addParts(pages[page], page);
    std::stable_sort(parts_.begin(), parts_.end(), [](const Part& a, const Part& b) { return a.key < b.key; });
    std::vector<Place> places;
    for (Part& part : parts_) {
      if (!places.empty() && continues(places.back(), part)) places.back().parts.push_back(std::move(part));
      else places.push_back(begin(std::move(part)));
    }
    return places;
  }

 private:
  void addParts(QPDFObjectHandle page, std::size_t number) {
    QPDFObjectHandle annotations = page.getKey("/Annots");
    for (int i = 0; annotations.isArray() && i < annotations.getArrayNItems(); ++i) {
      QPDFObjectHandle annotation = annotations.getArrayItem(i);
      if (!annotation.isDictionary() || !annotation.getKey("/A").isDictionary()) continue;
      QPDFObjectHandle uri = annotation.getKey("/A").getKey("/URI");
      if (!uri.isString() || !keepsSignaturePlace(uri.getStringValue())) continue;
      Part part{.uri = uri.getStringValue(), .page = number, .annotation = annotation};
      part.box = annotation.getKey("/Rect").getArrayAsRectangle();
      findElement(part);
      parts_.push_back(std::move(part));
      if (parts_.size() > kMostPlaces)
        refuse(ErrorKind::data, "Il documento ha troppi luoghi di firma.", "Al più " + std::to_string(kMostPlaces) + ".");
    }
  }

  void findElement(Part& part) {
    QPDFObjectHandle key = part.annotation.getKey("/StructParent");
    QPDFObjectHandle root = pdf_.getRoot().getKey("/StructTreeRoot");
    QPDFObjectHandle element;
    if (part.annotation.isIndirect() && key.isInteger() && root.isDictionary() && root.getKey("/ParentTree").isDictionary()) {
      part.key = key.getIntValue();
      QPDFNumberTreeObjectHelper tree(root.getKey("/ParentTree"), pdf_);
      if (tree.findObject(part.key, element) && element.isDictionary() && element.getKey("/P").isDictionary()) {
        part.parent = element.getKey("/P");
        part.position = positionOf(element, part.parent);
        if (part.position >= 0) return;
      }
    }
    refuse(ErrorKind::templateFile, onPage(part.page) + "il luogo di una firma sta fuori dal testo del documento.",
           "Spostarlo dall’intestazione o dal piè di pagina nel testo.");
  }

  static bool continues(const Place& place, const Part& part) {
    return place.parts.front().uri == part.uri && place.parts.front().parent.getObjGen() == part.parent.getObjGen() &&
           part.position >= place.first && part.position <= place.last;
  }

  // With all the lines of its text.
  static Place begin(Part part) {
    Place place{.parts = {}, .first = part.position, .last = part.position};
    QPDFObjectHandle kids = part.parent.getKey("/K");
    while (place.first > 0 && uriOf(kids.getArrayItem(place.first - 1)) == part.uri) --place.first;
    while (place.last + 1 < kids.getArrayNItems() && uriOf(kids.getArrayItem(place.last + 1)) == part.uri) ++place.last;
    place.parts.push_back(std::move(part));
    return place;
  }

  QPDF& pdf_;
  std::vector<Part> parts_;
};

// Links become text: a Span with what was in the Link but for the annotation.
class LinkStructure {
 public:
  explicit LinkStructure(QPDF& pdf) : pdf_(pdf) {}

  void makeText(const Place& place) {
    QPDFObjectHandle all = QPDFObjectHandle(place.parts.front().parent).getKey("/K");
    for (int position = place.first; position <= place.last; ++position) {
      QPDFObjectHandle element = all.getArrayItem(position);
      element.replaceKey("/S", QPDFObjectHandle::newName("/Span"));
      QPDFObjectHandle kids = element.getKey("/K");
      for (int i = kids.isArray() ? kids.getArrayNItems() : 0; i > 0; --i) {
        if (kids.getArrayItem(i - 1).isDictionary() && kids.getArrayItem(i - 1).hasKey("/Obj")) kids.eraseItem(i - 1);
      }
      texts_.insert(element.getObjGen());
      lasts_[place.name] = element;
    }
  }

  // A Form that holds nothing but the widget (ISO 32000-1, table 338), right behind the text.
  void addForm(const Place& place, QPDFObjectHandle widget, QPDFObjectHandle page) {
    QPDFObjectHandle parent = place.parts.front().parent;
    QPDFObjectHandle reference = QPDFObjectHandle::newDictionary();
    reference.replaceKey("/Type", QPDFObjectHandle::newName("/OBJR"));
    reference.replaceKey("/Obj", widget);
    reference.replaceKey("/Pg", page);
    QPDFObjectHandle form = QPDFObjectHandle::newDictionary();
    form.replaceKey("/Type", QPDFObjectHandle::newName("/StructElem"));
    form.replaceKey("/S", QPDFObjectHandle::newName("/Form"));
    form.replaceKey("/P", parent);
    form.replaceKey("/Pg", page);
    form.replaceKey("/K", reference);
    form = pdf_.makeIndirectObject(form);
    parent.getKey("/K").insertItem(positionOf(lasts_.at(place.name), parent) + 1, form);
    forms_.emplace_back(place.parts.front().key, form);
  }

  // The parent tree leads from annotations to Forms, and no longer to what is text now.
  void writeParentTree() {
    QPDFObjectHandle root = pdf_.getRoot().getKey("/StructTreeRoot");
    if (texts_.empty()) return;
    QPDFNumberTreeObjectHelper tree(root.getKey("/ParentTree"), pdf_);
    for (const auto& [key, element] : tree.getAsMap()) {
      if (texts_.contains(element.getObjGen())) tree.remove(key);
    }
    for (const auto& [key, form] : forms_) tree.insert(key, form);
  }

 private:
  QPDF& pdf_;
  std::set<QPDFObjGen> texts_;
  std::map<std::string, QPDFObjectHandle> lasts_;  // by the name of the field
  std::vector<std::pair<long long, QPDFObjectHandle>> forms_;
};

void removeFromPage(QPDFObjectHandle page, QPDFObjectHandle annotation) {
  QPDFObjectHandle annotations = page.getKey("/Annots");
  for (int i = annotations.isArray() ? annotations.getArrayNItems() : 0; i > 0; --i) {
    if (annotations.getArrayItem(i - 1).getObjGen() == annotation.getObjGen()) annotations.eraseItem(i - 1);
  }
  if (annotations.isArray() && annotations.getArrayNItems() == 0) page.removeKey("/Annots");
}

bool overlap(const Rectangle& a, const Rectangle& b) {
  return a.llx < b.urx && b.llx < a.urx && a.lly < b.ury && b.lly < a.ury;
}

// Reads the addresses and finds the room of every box, or tells why it has none.
class PlaceMeasure {
 public:
  explicit PlaceMeasure(QPDF& pdf) : pages_(pdf.getAllPages()) {}

  void measure(std::vector<Place>& places) {
    std::map<std::string, std::size_t> pageOf;
    for (Place& place : places) {
      const Part& part = place.parts.front();
      if (place.parts.back().page != part.page)
        refuse(ErrorKind::templateFile, onPage(part.page) + "il luogo di una firma continua sulla pagina dopo.",
               "Tenere le sue parole in una riga sola.");
      place.address = readSignatureAddress(part.uri);
      place.name = fieldNameOf(place.address);
      const auto [before, added] = pageOf.emplace(place.name, part.page);
      if (!added) refuseTwice(before->second, part.page);
      place.box = boxOn(place);
    }
    refuseOverlaps(places);
  }

 private:
  [[noreturn]] static void refuseTwice(std::size_t first, std::size_t second) {
    const std::string where = first == second ? onPage(first) + "c’è due volte"
                                              : "A pagina " + std::to_string(first + 1) + " e a pagina " + std::to_string(second + 1) + " c’è";
    refuse(ErrorKind::data, where + " il luogo della stessa firma, o della stessa segnatura, di uno stesso ente.",
           "Controllare che un ente non compaia due volte fra chi firma, e che il modello dia a ogni sua firma un numero diverso.");
  }

  Rectangle boxOn(const Place& place) {
    const Part& part = place.parts.front();
    const Rectangle page = QPDFPageObjectHelper(pages_[part.page]).getMediaBox(true).getArrayAsRectangle();
    Rectangle box{part.box.llx, part.box.ury + kGap, part.box.llx + place.address.width, part.box.ury + kGap + place.address.height};
    const double beyond = box.urx - (page.urx - kPageEdge);
    if (beyond > 0) {
      box.llx -= beyond;
      box.urx -= beyond;
    }
    const bool inside = box.llx >= page.llx + kPageEdge && box.lly >= page.lly + kPageEdge && box.ury <= page.ury - kPageEdge;
    if (!inside)
      refuse(ErrorKind::templateFile, onPage(part.page) + "il riquadro di una firma, o di una segnatura, esce dalla pagina.",
             "Sopra le sue parole serve lo spazio per il riquadro: aumentare la distanza sopra il paragrafo, o ridurre le misure.");
    return box;
  }

  static void refuseOverlaps(const std::vector<Place>& places) {
    for (std::size_t i = 0; i < places.size(); ++i) {
      for (std::size_t j = i + 1; j < places.size(); ++j) {
        const std::size_t page = places[i].parts.front().page;
        if (places[j].parts.front().page != page || !overlap(places[i].box, places[j].box)) continue;
        refuse(ErrorKind::templateFile, onPage(page) + "i riquadri di due luoghi di firma si coprono.",
               "Aumentare la distanza sopra il paragrafo, o ridurre le misure nell’indirizzo del collegamento.");
      }
    }
  }

  const std::vector<QPDFObjectHandle>& pages_;
};

// Makes the fields and the form that holds them.
class FieldWriter {
 public:
  FieldWriter(QPDF& pdf, const SignaturePlaces& places) : pdf_(pdf), places_(places), form_(pdf.getRoot().getKey("/AcroForm")) {
    if (!form_.isDictionary()) {
      form_ = pdf.makeIndirectObject(QPDFObjectHandle::newDictionary());
      pdf.getRoot().replaceKey("/AcroForm", form_);
    }
    if (!form_.getKey("/Fields").isArray()) form_.replaceKey("/Fields", QPDFObjectHandle::newArray());
    // SignaturesExist: there are signature fields; AppendOnly: to be saved as an update (ISO 32000-1, table 219).
    form_.replaceKey("/SigFlags", QPDFObjectHandle::newInteger(3));
  }

  void write(const Place& place, QPDFObjectHandle page) {
    QPDFObjectHandle field = place.parts.front().annotation;
    for (const char* key : {"/A", "/Border", "/BS", "/C", "/Contents", "/H", "/QuadPoints"}) field.removeKey(key);
    field.replaceKey("/Subtype", QPDFObjectHandle::newName("/Widget"));
    field.replaceKey("/T", QPDFObjectHandle::newUnicodeString(place.name));
    field.replaceKey("/TU", QPDFObjectHandle::newUnicodeString(toolTip(place.address)));
    field.replaceKey("/F", QPDFObjectHandle::newInteger(4));  // Print
    field.replaceKey("/P", page);
    field.replaceKey("/Rect", rectangle(place.box));
    QPDFObjectHandle appearance = QPDFObjectHandle::newDictionary();
    appearance.replaceKey("/N", frame(place));
    field.replaceKey("/AP", appearance);
    if (place.address.sort == SignatureField::Sort::stamp) makeText(field);
    else field.replaceKey("/FT", QPDFObjectHandle::newName("/Sig"));
    form_.getKey("/Fields").appendItem(field);
  }

 private:
  std::string toolTip(const SignatureAddress& address) const {
    const auto known = places_.agencies.find(address.agency);
    const std::string& agency = known == places_.agencies.end() ? address.agency : known->second;
    if (address.sort == SignatureField::Sort::stamp) return "Segnatura di protocollo di " + agency;
    const std::string number = " (" + std::to_string(address.number) + ")";
    return "Firma di " + agency + number + (address.who.empty() ? "" : ": " + address.who);
  }

  static QPDFObjectHandle rectangle(const Rectangle& box) {
    std::string text = "[";
    for (const double edge : {box.llx, box.lly, box.urx, box.ury}) {
      appendDecimal(text, edge);
      text += ' ';
    }
    return QPDFObjectHandle::parse(text + "]");
  }

  // Every field has an appearance of its own: one that is shared could be replaced for all of them.
  QPDFObjectHandle frame(const Place& place) {
    const double width = place.box.urx - place.box.llx, height = place.box.ury - place.box.lly;
    std::string content = "q 0.541 0.608 0.671 RG 0.5 w 0.25 0.25 ";
    appendDecimal(content, width - 0.5);
    content += ' ';
    appendDecimal(content, height - 0.5);
    content += " re S Q\n";
    if (place.address.sort == SignatureField::Sort::stamp) content += "/Tx BMC\nEMC\n";
    QPDFObjectHandle stream = QPDFObjectHandle::newStream(&pdf_, content);
    QPDFObjectHandle dictionary = stream.getDict();
    dictionary.replaceKey("/Type", QPDFObjectHandle::newName("/XObject"));
    dictionary.replaceKey("/Subtype", QPDFObjectHandle::newName("/Form"));
    dictionary.replaceKey("/BBox", rectangle({0, 0, width, height}));
    dictionary.replaceKey("/Resources", QPDFObjectHandle::newDictionary());
    return stream;
  }

  void makeText(QPDFObjectHandle field) {
    constexpr long long kMultiline = 1 << 12;
    const std::string look = std::string(kStampFace) + " 9 Tf 0 g";
    field.replaceKey("/FT", QPDFObjectHandle::newName("/Tx"));
    field.replaceKey("/Ff", QPDFObjectHandle::newInteger(kMultiline));
    field.replaceKey("/MaxLen", QPDFObjectHandle::newInteger(300));
    field.replaceKey("/DA", QPDFObjectHandle::newString(look));
    if (hasFace_) return;
    hasFace_ = true;
    form_.replaceKey("/DA", QPDFObjectHandle::newString(look));
    QPDFObjectHandle resources = form_.getKey("/DR");
    if (!resources.isDictionary()) resources = QPDFObjectHandle::newDictionary();
    QPDFObjectHandle fonts = resources.getKey("/Font");
    if (!fonts.isDictionary()) fonts = QPDFObjectHandle::newDictionary();
    fonts.replaceKey(kStampFace, stampFace());
    resources.replaceKey("/Font", fonts);
    form_.replaceKey("/DR", resources);
  }

  QPDFObjectHandle stampFace() {
    const StampFace& face = places_.stampFace;
    QPDFObjectHandle file = QPDFObjectHandle::newStream(&pdf_, face.file);
    file.getDict().replaceKey("/Length1", QPDFObjectHandle::newInteger(static_cast<long long>(face.file.size())));
    QPDFObjectHandle descriptor = QPDFObjectHandle::parse("<<" + face.descriptor + ">>");
    descriptor.replaceKey("/FontFile2", file);
    QPDFObjectHandle font = QPDFObjectHandle::parse("<<" + face.simple + ">>");
    font.replaceKey("/FontDescriptor", pdf_.makeIndirectObject(descriptor));
    return pdf_.makeIndirectObject(font);
  }

  QPDF& pdf_;
  const SignaturePlaces& places_;
  QPDFObjectHandle form_;
  bool hasFace_ = false;
};

}  // namespace

void placeSignatures(QPDF& pdf, const SignaturePlaces& places) {
  std::vector<Place> found = PlaceFinder(pdf).find();
  if (found.empty()) return;
  PlaceMeasure(pdf).measure(found);
  const std::vector<QPDFObjectHandle> pages = pdf.getAllPages();
  LinkStructure structure(pdf);
  FieldWriter writer(pdf, places);
  for (const Place& place : found) structure.makeText(place);  // before positions change
  for (const Place& place : found) {
    QPDFObjectHandle page = pages[place.parts.front().page];
    QPDFObjectHandle field = place.parts.front().annotation;
    structure.addForm(place, field, page);
    writer.write(place, page);
    for (const Part& part : place.parts) {
      if (part.annotation.getObjGen() != field.getObjGen()) removeFromPage(page, part.annotation);
    }
  }
  structure.writeParentTree();
}

void removeSignaturePlaces(QPDF& pdf) {
  const std::vector<Place> found = PlaceFinder(pdf).find();
  LinkStructure structure(pdf);
  for (const Place& place : found) {
    structure.makeText(place);
    for (const Part& part : place.parts) removeFromPage(pdf.getAllPages()[part.page], part.annotation);
  }
  structure.writeParentTree();
}

}  // namespace stesura
