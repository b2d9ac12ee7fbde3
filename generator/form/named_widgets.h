// The fields of a form that is being made: full names become a tree of partial names.
#pragma once

#include <map>
#include <qpdf/QPDF.hh>
#include <string>
#include <vector>

namespace stesura {

// ISO 32000-1, 12.7.3.1 and 12.7.3.2: dots in a full name join partial names.
class NamedWidgets {
 public:
  explicit NamedWidgets(QPDF& pdf) : pdf_(pdf) {}

  // `widget` is indirect and holds the field's own entries too (/FT, /TU, /DA, /Q, /Ff). Widgets of
  // one name become the kids of one field.
  void add(const std::string& fullName, QPDFObjectHandle widget);
  // The catalogue's /AcroForm; `fonts`: of its /DR.
  void writeTo(QPDF& pdf, QPDFObjectHandle fonts);

 private:
  struct Node {
    std::vector<std::string> order;  // of the kids, by partial name
    std::map<std::string, Node> kids;
    std::vector<QPDFObjectHandle> widgets;
  };

  QPDFObjectHandle finish(const std::string& partialName, Node& node);
  QPDFObjectHandle join(std::vector<QPDFObjectHandle>& widgets);

  QPDF& pdf_;
  Node root_;
};

}  // namespace stesura
