#include "generator/pdf/place_links.h"

#include <algorithm>
#include <qpdf/QPDFNumberTreeObjectHelper.hh>

namespace stesura {
namespace {

constexpr std::size_t kMostPlaces = 2000;

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
    if (action.isDictionary() && action.getKey("/URI").isString())
      return action.getKey("/URI").getStringValue();
  }
  return {};
}

// The places of a file, in the order of its structure, which is that of reading.
class PlaceFinder {
 public:
  explicit PlaceFinder(QPDF& pdf) : pdf_(pdf) {}

  std::vector<LinkedPlace> find() {
    const std::vector<QPDFObjectHandle>& pages = pdf_.getAllPages();
    for (std::size_t page = 0; page < pages.size(); ++page) addParts(pages[page], page);
    std::stable_sort(parts_.begin(), parts_.end(),
                     [](const PlacePart& a, const PlacePart& b) { return a.key < b.key; });
    std::vector<LinkedPlace> places;
    for (PlacePart& part : parts_) {
      if (!places.empty() && continues(places.back(), part))
        places.back().parts.push_back(std::move(part));
      else
        places.push_back(begin(std::move(part)));
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
      PlacePart part{.uri = uri.getStringValue(), .page = number, .annotation = annotation};
      part.box = annotation.getKey("/Rect").getArrayAsRectangle();
      findElement(part);
      parts_.push_back(std::move(part));
      if (parts_.size() > kMostPlaces)
        throw unfitPlace(ErrorKind::data, "Il documento ha troppi luoghi di firma.",
                         "Al più " + std::to_string(kMostPlaces) + ".");
    }
  }

  void findElement(PlacePart& part) {
    QPDFObjectHandle key = part.annotation.getKey("/StructParent");
    QPDFObjectHandle root = pdf_.getRoot().getKey("/StructTreeRoot");
    QPDFObjectHandle element;
    if (part.annotation.isIndirect() && key.isInteger() && root.isDictionary() &&
        root.getKey("/ParentTree").isDictionary()) {
      part.key = key.getIntValue();
      QPDFNumberTreeObjectHelper tree(root.getKey("/ParentTree"), pdf_);
      if (tree.findObject(part.key, element) && element.isDictionary() &&
          element.getKey("/P").isDictionary()) {
        part.parent = element.getKey("/P");
        part.position = positionOf(element, part.parent);
        if (part.position >= 0) return;
      }
    }
    throw unfitPlace(ErrorKind::templateFile,
                     onPage(part.page) + "il luogo di una firma sta fuori dal testo del documento.",
                     "Spostarlo dall’intestazione o dal piè di pagina nel testo.");
  }

  static bool continues(const LinkedPlace& place, const PlacePart& part) {
    return place.parts.front().uri == part.uri &&
           place.parts.front().parent.getObjGen() == part.parent.getObjGen() &&
           part.position >= place.first && part.position <= place.last;
  }

  // With all the lines of its text.
  static LinkedPlace begin(PlacePart part) {
    LinkedPlace place{.parts = {}, .first = part.position, .last = part.position};
    QPDFObjectHandle kids = part.parent.getKey("/K");
    while (place.first > 0 && uriOf(kids.getArrayItem(place.first - 1)) == part.uri) --place.first;
    while (place.last + 1 < kids.getArrayNItems() && uriOf(kids.getArrayItem(place.last + 1)) == part.uri)
      ++place.last;
    place.lastElement = kids.getArrayItem(place.last);
    place.parts.push_back(std::move(part));
    return place;
  }

  QPDF& pdf_;
  std::vector<PlacePart> parts_;
};

}  // namespace

std::vector<LinkedPlace> findPlaces(QPDF& pdf) { return PlaceFinder(pdf).find(); }

std::string onPage(std::size_t page) { return "A pagina " + std::to_string(page + 1) + " "; }

Error unfitPlace(ErrorKind kind, const std::string& message, const std::string& hint) {
  return Error(
      kind, "I luoghi delle firme e delle segnature non si lasciano preparare.",
      {{.pointer = {}, .message = message, .hint = hint, .keyword = {}, .schemaPointer = {}, .place = {}}});
}

void LinkStructure::makeText(const LinkedPlace& place) {
  QPDFObjectHandle all = QPDFObjectHandle(place.parts.front().parent).getKey("/K");
  for (int position = place.first; position <= place.last; ++position) {
    QPDFObjectHandle element = all.getArrayItem(position);
    element.replaceKey("/S", QPDFObjectHandle::newName("/Span"));
    QPDFObjectHandle kids = element.getKey("/K");
    for (int i = kids.isArray() ? kids.getArrayNItems() : 0; i > 0; --i) {
      if (kids.getArrayItem(i - 1).isDictionary() && kids.getArrayItem(i - 1).hasKey("/Obj"))
        kids.eraseItem(i - 1);
    }
    texts_.insert(element.getObjGen());
  }
}

void LinkStructure::addForm(const LinkedPlace& place, QPDFObjectHandle widget, QPDFObjectHandle page) {
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
  parent.getKey("/K").insertItem(positionOf(place.lastElement, parent) + 1, form);
  forms_.emplace_back(place.parts.front().key, form);
}

void LinkStructure::writeParentTree() {
  if (texts_.empty()) return;
  QPDFNumberTreeObjectHelper tree(pdf_.getRoot().getKey("/StructTreeRoot").getKey("/ParentTree"), pdf_);
  for (const auto& [key, element] : tree.getAsMap()) {
    if (texts_.contains(element.getObjGen())) tree.remove(key);
  }
  for (const auto& [key, form] : forms_) tree.insert(key, form);
}

}  // namespace stesura
