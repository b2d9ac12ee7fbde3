// The tree of fields of a form, flattened: every terminal field with its full name, its inherited
// attributes and its widgets on pages.
#pragma once

#include <cstddef>
#include <qpdf/QPDF.hh>
#include <string>
#include <vector>

namespace stesura {

struct FoundWidget {
  QPDFObjectHandle dictionary;  // indirect
  std::size_t page;
};

// A terminal field (ISO 32000-1, 12.7.3.1).
struct FoundField {
  std::string name{};                  // full, UTF-8
  QPDFObjectHandle dictionary;         // indirect
  std::vector<QPDFObjectHandle> line;  // the dictionary, its ancestors, the form
  std::vector<FoundWidget> widgets{};
};

struct FieldTree {
  std::vector<FoundField> fields{};  // in the order of the file; each has a widget
  bool droppedWithoutPage = false;   // fields or widgets that stand on no page
  bool droppedUnnamed = false;       // widgets that belong to no field
  bool droppedAlike = false;         // fields named as one of another type
};

// Reads the tree and writes it again so that it holds the fields found and nothing else: widgets and
// fields are indirect, /Kids and /Parent agree, pages show no other widgets. Widgets which only their
// page knows are entered; several dictionaries of one name and type become one field, the first one's
// attributes count. Throws Error{templateFile}: over the bounds, signed.
FieldTree settleFieldTree(QPDF& pdf);

// The nearest value of an inheritable attribute; the form's own for /DA and /Q; a null object if
// there is none.
QPDFObjectHandle inherited(const FoundField& field, const char* key);

}  // namespace stesura
