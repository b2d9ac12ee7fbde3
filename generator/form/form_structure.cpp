#include "generator/form/form_structure.h"

#include <qpdf/QPDFNumberTreeObjectHelper.hh>

namespace stesura {
namespace {

bool isObject(QPDFObjectHandle kid, QPDFObjectHandle widget) {
  return kid.isDictionary() && kid.getKey("/Obj").isIndirect() && kid.getKey("/Obj").getObjGen() == widget.getObjGen();
}

bool isDocument(QPDFObjectHandle element) {
  return element.isDictionary() && element.getKey("/S").isName() && element.getKey("/S").getName() == "/Document";
}

void addKid(QPDFObjectHandle element, QPDFObjectHandle kid) {
  QPDFObjectHandle kids = element.getKey("/K");
  if (!kids.isArray()) {
    QPDFObjectHandle list = QPDFObjectHandle::newArray();
    if (!kids.isNull()) list.appendItem(kids);
    element.replaceKey("/K", list);
    kids = list;
  }
  kids.appendItem(kid);
}

}  // namespace

FormStructure::FormStructure(QPDF& pdf) : pdf_(pdf), root_(pdf.getRoot().getKey("/StructTreeRoot")) {
  if (!exists()) return;
  parents_ = root_.getKey("/ParentTree");
  if (!parents_.isDictionary()) {
    parents_ = pdf.makeIndirectObject(QPDFNumberTreeObjectHelper::newEmpty(pdf).getObjectHandle());
    root_.replaceKey("/ParentTree", parents_);
  }
  parent_ = root_;
  QPDFObjectHandle kids = root_.getKey("/K");
  if (isDocument(kids)) parent_ = kids;
  for (int i = 0; kids.isArray() && i < kids.getArrayNItems(); ++i) {
    if (isDocument(kids.getArrayItem(i))) parent_ = kids.getArrayItem(i);
  }
}

QPDFObjectHandle FormStructure::elementOf(QPDFObjectHandle widget) {
  QPDFObjectHandle key = widget.getKey("/StructParent");
  QPDFObjectHandle element = QPDFObjectHandle::newNull();
  if (!key.isInteger()) return element;
  QPDFNumberTreeObjectHelper(parents_, pdf_).findObject(key.getIntValue(), element);
  return element.isDictionary() ? element : QPDFObjectHandle::newNull();
}

long long FormStructure::newKey() {
  QPDFObjectHandle next = root_.getKey("/ParentTreeNextKey");
  long long key = next.isInteger() ? next.getIntValue() : 0;
  QPDFNumberTreeObjectHelper tree(parents_, pdf_);
  QPDFObjectHandle taken;
  while (tree.findObject(key, taken)) ++key;
  root_.replaceKey("/ParentTreeNextKey", QPDFObjectHandle::newInteger(key + 1));
  return key;
}

QPDFObjectHandle FormStructure::newElement(QPDFObjectHandle page) {
  QPDFObjectHandle element = QPDFObjectHandle::newDictionary();
  element.replaceKey("/Type", QPDFObjectHandle::newName("/StructElem"));
  element.replaceKey("/S", QPDFObjectHandle::newName("/Form"));
  element.replaceKey("/P", parent_);
  element.replaceKey("/Pg", page);
  element = pdf_.makeIndirectObject(element);
  addKid(parent_, element);
  return element;
}

void FormStructure::link(QPDFObjectHandle widget, QPDFObjectHandle page) {
  if (!exists() || !elementOf(widget).isNull()) return;
  QPDFObjectHandle element = newElement(page);
  QPDFObjectHandle reference = QPDFObjectHandle::newDictionary();
  reference.replaceKey("/Type", QPDFObjectHandle::newName("/OBJR"));
  reference.replaceKey("/Obj", widget);
  reference.replaceKey("/Pg", page);
  element.replaceKey("/K", reference);
  const long long key = newKey();
  widget.replaceKey("/StructParent", QPDFObjectHandle::newInteger(key));
  QPDFNumberTreeObjectHelper(parents_, pdf_).insert(key, element);
}

std::string FormStructure::replaceByContent(QPDFObjectHandle widget, QPDFObjectHandle page) {
  if (!exists()) return {};
  QPDFNumberTreeObjectHelper tree(parents_, pdf_);
  QPDFObjectHandle element = elementOf(widget);
  if (element.isNull()) element = newElement(page);
  auto [contents, isNew] = contents_.emplace(page.getObjGen(), QPDFObjectHandle());
  if (isNew) {
    QPDFObjectHandle key = page.getKey("/StructParents");
    QPDFObjectHandle found = QPDFObjectHandle::newNull();
    if (key.isInteger()) tree.findObject(key.getIntValue(), found);
    if (!found.isArray()) {
      found = pdf_.makeIndirectObject(QPDFObjectHandle::newArray());
      if (!key.isInteger()) page.replaceKey("/StructParents", key = QPDFObjectHandle::newInteger(newKey()));
      tree.insert(key.getIntValue(), found);
    }
    contents->second = found;
  }
  const int number = contents->second.getArrayNItems();
  contents->second.appendItem(element);
  QPDFObjectHandle mark = QPDFObjectHandle::newDictionary();
  mark.replaceKey("/Type", QPDFObjectHandle::newName("/MCR"));
  mark.replaceKey("/Pg", page);
  mark.replaceKey("/MCID", QPDFObjectHandle::newInteger(number));
  QPDFObjectHandle kids = element.getKey("/K");
  bool replaced = false;
  if (isObject(kids, widget)) {
    element.replaceKey("/K", mark);
    replaced = true;
  }
  for (int i = 0; kids.isArray() && i < kids.getArrayNItems(); ++i) {
    if (!isObject(kids.getArrayItem(i), widget)) continue;
    kids.setArrayItem(i, mark);
    replaced = true;
  }
  if (!replaced) addKid(element, mark);
  QPDFObjectHandle key = widget.getKey("/StructParent");
  if (key.isInteger()) tree.remove(key.getIntValue());
  return "/Form <</MCID " + std::to_string(number) + ">> BDC\n";
}

}  // namespace stesura
