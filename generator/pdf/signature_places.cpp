#include "generator/pdf/signature_places.h"

#include <algorithm>
#include <map>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <string>
#include <vector>

#include "generator/pdf/decimal.h"
#include "generator/pdf/place_links.h"

namespace stesura {
namespace {

constexpr double kPageEdge = 10 * 72 / 25.4;  // no field comes nearer to it; points
constexpr double kGap = 1;                    // between the text and the box on it; points
constexpr char kStampFace[] = "/Segnatura";

using Rectangle = QPDFObjectHandle::Rectangle;

// A place and the room that its field takes.
struct Place {
  LinkedPlace link;
  SignatureAddress address;
  std::string name;
  Rectangle box;
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

  std::vector<Place> measure(std::vector<LinkedPlace> links) {
    std::vector<Place> places;
    std::map<std::string, std::size_t> pageOf;
    for (LinkedPlace& link : links) {
      const PlacePart& part = link.parts.front();
      if (link.parts.back().page != part.page)
        throw unfitPlace(ErrorKind::templateFile,
                         onPage(part.page) + "il luogo di una firma continua sulla pagina dopo.",
                         "Tenere le sue parole in una riga sola.");
      const SignatureAddress address = readSignatureAddress(part.uri);
      const std::string name = fieldNameOf(address);
      const auto [before, added] = pageOf.emplace(name, part.page);
      if (!added) refuseTwice(before->second, part.page);
      const Rectangle box = boxOn(part, address);
      places.push_back({std::move(link), address, name, box});
    }
    refuseOverlaps(places);
    return places;
  }

 private:
  [[noreturn]] static void refuseTwice(std::size_t first, std::size_t second) {
    const std::string where = first == second ? onPage(first) + "c’è due volte"
                                              : "A pagina " + std::to_string(first + 1) + " e a pagina " +
                                                    std::to_string(second + 1) + " c’è";
    throw unfitPlace(ErrorKind::data,
                     where + " il luogo della stessa firma, o della stessa segnatura, di uno stesso ente.",
                     "Controllare che un ente non compaia due volte fra chi firma, e che il modello dia a "
                     "ogni sua firma un numero diverso.");
  }

  Rectangle boxOn(const PlacePart& part, const SignatureAddress& address) const {
    const Rectangle page = QPDFPageObjectHelper(pages_[part.page]).getMediaBox(true).getArrayAsRectangle();
    Rectangle box{part.box.llx, part.box.ury + kGap, part.box.llx + address.width,
                  part.box.ury + kGap + address.height};
    const double beyond = box.urx - (page.urx - kPageEdge);
    if (beyond > 0) {
      box.llx -= beyond;
      box.urx -= beyond;
    }
    const bool inside =
        box.llx >= page.llx + kPageEdge && box.lly >= page.lly + kPageEdge && box.ury <= page.ury - kPageEdge;
    if (!inside)
      throw unfitPlace(ErrorKind::templateFile,
                       onPage(part.page) + "il riquadro di una firma, o di una segnatura, esce dalla pagina.",
                       "Sopra le sue parole serve lo spazio per il riquadro: aumentare la distanza sopra il "
                       "paragrafo, o ridurre le misure.");
    return box;
  }

  static void refuseOverlaps(const std::vector<Place>& places) {
    for (std::size_t i = 0; i < places.size(); ++i) {
      for (std::size_t j = i + 1; j < places.size(); ++j) {
        const std::size_t page = places[i].link.parts.front().page;
        if (places[j].link.parts.front().page != page || !overlap(places[i].box, places[j].box)) continue;
        throw unfitPlace(
            ErrorKind::templateFile, onPage(page) + "i riquadri di due luoghi di firma si coprono.",
            "Aumentare la distanza sopra il paragrafo, o ridurre le misure nell’indirizzo del collegamento.");
      }
    }
  }

  const std::vector<QPDFObjectHandle>& pages_;
};

// Makes the fields and the form that holds them.
class FieldWriter {
 public:
  FieldWriter(QPDF& pdf, const SignaturePlaces& places)
      : pdf_(pdf), places_(places), form_(pdf.getRoot().getKey("/AcroForm")) {
    if (!form_.isDictionary()) {
      form_ = pdf.makeIndirectObject(QPDFObjectHandle::newDictionary());
      pdf.getRoot().replaceKey("/AcroForm", form_);
    }
    if (!form_.getKey("/Fields").isArray()) form_.replaceKey("/Fields", QPDFObjectHandle::newArray());
    // SignaturesExist: there are signature fields; AppendOnly: to be saved as an update (ISO 32000-1, table
    // 219).
    form_.replaceKey("/SigFlags", QPDFObjectHandle::newInteger(3));
  }

  void write(const Place& place, QPDFObjectHandle page) {
    QPDFObjectHandle field = place.link.parts.front().annotation;
    for (const char* key : {"/A", "/Border", "/BS", "/C", "/Contents", "/H", "/QuadPoints"})
      field.removeKey(key);
    field.replaceKey("/Subtype", QPDFObjectHandle::newName("/Widget"));
    field.replaceKey("/T", QPDFObjectHandle::newUnicodeString(place.name));
    field.replaceKey("/TU", QPDFObjectHandle::newUnicodeString(toolTip(place.address)));
    field.replaceKey("/F", QPDFObjectHandle::newInteger(4));  // Print
    field.replaceKey("/P", page);
    field.replaceKey("/Rect", rectangle(place.box));
    QPDFObjectHandle appearance = QPDFObjectHandle::newDictionary();
    appearance.replaceKey("/N", frame(place));
    field.replaceKey("/AP", appearance);
    if (place.address.sort == SignatureField::Sort::stamp)
      makeText(field);
    else
      field.replaceKey("/FT", QPDFObjectHandle::newName("/Sig"));
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
    file.getDict().replaceKey("/Length1",
                              QPDFObjectHandle::newInteger(static_cast<long long>(face.file.size())));
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

void placeSignatures(QPDF& pdf, const SignaturePlaces& order) {
  const std::vector<Place> places = PlaceMeasure(pdf).measure(findPlaces(pdf));
  if (places.empty()) return;
  const std::vector<QPDFObjectHandle> pages = pdf.getAllPages();
  LinkStructure structure(pdf);
  FieldWriter writer(pdf, order);
  for (const Place& place : places) structure.makeText(place.link);
  for (const Place& place : places) {
    const std::vector<PlacePart>& parts = place.link.parts;
    QPDFObjectHandle page = pages[parts.front().page];
    structure.addForm(place.link, parts.front().annotation, page);
    writer.write(place, page);
    for (std::size_t i = 1; i < parts.size(); ++i) removeFromPage(page, parts[i].annotation);
  }
  structure.writeParentTree();
}

void removeSignaturePlaces(QPDF& pdf) {
  const std::vector<LinkedPlace> links = findPlaces(pdf);
  LinkStructure structure(pdf);
  for (const LinkedPlace& link : links) {
    structure.makeText(link);
    for (const PlacePart& part : link.parts) removeFromPage(pdf.getAllPages()[part.page], part.annotation);
  }
  structure.writeParentTree();
}

}  // namespace stesura
