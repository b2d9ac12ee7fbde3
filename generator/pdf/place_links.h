// The links of a tagged PDF that keep places to sign in, and their text in the structure tree.
#pragma once

#include <cstddef>
#include <map>
#include <qpdf/QPDF.hh>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "generator/error.h"
#include "generator/pdf/signature_address.h"

namespace stesura {

// An annotation of a link. One whose text takes several lines has several: of the first line, of those
// between, of the last.
struct PlacePart {
  std::string uri{};
  std::size_t page = 0;  // from 0
  QPDFObjectHandle::Rectangle box{};
  QPDFObjectHandle annotation{};
  long long key = 0;          // of the annotation in the parent tree
  QPDFObjectHandle parent{};  // the structure element that holds the Link
  int position = 0;           // of the Link among the kids of the parent
};

// What a link keeps: its parts in the order of reading, and its text in the structure.
struct LinkedPlace {
  std::vector<PlacePart> parts{};
  int first = 0, last = 0;  // Link elements among the kids of the parent, one a line
  QPDFObjectHandle lastElement{};
};

// In the order of the structure, which is that of reading. Throws Error{templateFile} for one outside
// the structure (header, footer), Error{data} for more than 2,000.
std::vector<LinkedPlace> findPlaces(QPDF& pdf);

// The error that a place cannot be prepared, with the one problem that it has.
Error unfitPlace(ErrorKind kind, const std::string& message, const std::string& hint);
std::string onPage(std::size_t page);  // «A pagina 3 », of the one from 0

// Links become text: a Span with what was in the Link but for the annotation. Every place first, as it
// was found; then the forms; the parent tree last.
class LinkStructure {
 public:
  explicit LinkStructure(QPDF& pdf) : pdf_(pdf) {}

  void makeText(const LinkedPlace& place);
  // A Form that holds nothing but the widget (ISO 32000-1, table 338), right behind the text. The
  // widget keeps its key in the parent tree.
  void addForm(const LinkedPlace& place, QPDFObjectHandle widget, QPDFObjectHandle page);
  // The parent tree leads from annotations to Forms, and no longer to what is text now.
  void writeParentTree();

 private:
  QPDF& pdf_;
  std::set<QPDFObjGen> texts_;
  std::vector<std::pair<long long, QPDFObjectHandle>> forms_;
};

}  // namespace stesura
