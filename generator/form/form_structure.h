// Ties the fields of a tagged form into its structure tree (ISO 32000-1, 14.7; PDF/UA-1, 7.18).
#pragma once

#include <map>
#include <qpdf/QPDF.hh>
#include <string>

namespace stesura {

class FormStructure {
 public:
  explicit FormStructure(QPDF& pdf);

  bool exists() { return root_.isDictionary(); }
  // Gives the widget an element /Form, unless it has one. Nothing in a file without a tree.
  void link(QPDFObjectHandle widget, QPDFObjectHandle page);
  // For a widget that becomes part of its page: the operator that begins the marked content which
  // stands for it in its element; "" in a file without a tree.
  std::string replaceByContent(QPDFObjectHandle widget, QPDFObjectHandle page);

 private:
  QPDFObjectHandle elementOf(QPDFObjectHandle widget);
  QPDFObjectHandle newElement(QPDFObjectHandle page);
  long long newKey();

  QPDF& pdf_;
  QPDFObjectHandle root_, parents_, parent_;
  std::map<QPDFObjGen, QPDFObjectHandle> contents_;  // of a page: its array in the parent tree
};

}  // namespace stesura
