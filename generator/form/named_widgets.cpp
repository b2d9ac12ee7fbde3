#include "generator/form/named_widgets.h"

#include <algorithm>

namespace stesura {

void NamedWidgets::add(const std::string& fullName, QPDFObjectHandle widget) {
  Node* node = &root_;
  for (std::size_t from = 0; from <= fullName.size();) {
    const std::size_t dot = std::min(fullName.find('.', from), fullName.size());
    const std::string partial = fullName.substr(from, dot - from);
    const auto [kid, added] = node->kids.try_emplace(partial);
    if (added) node->order.push_back(partial);
    node = &kid->second;
    from = dot + 1;
  }
  node->widgets.push_back(widget);
}

void NamedWidgets::writeTo(QPDF& pdf, QPDFObjectHandle fonts) {
  QPDFObjectHandle fields = QPDFObjectHandle::newArray();
  for (const std::string& name : root_.order) fields.appendItem(finish(name, root_.kids[name]));
  QPDFObjectHandle resources = QPDFObjectHandle::newDictionary();
  resources.replaceKey("/Font", fonts);
  QPDFObjectHandle form = QPDFObjectHandle::newDictionary();
  form.replaceKey("/Fields", fields);
  form.replaceKey("/DR", resources);
  if (const auto names = fonts.getKeys(); !names.empty())
    form.replaceKey("/DA", QPDFObjectHandle::newString(*names.begin() + " 0 Tf 0 g"));
  pdf.getRoot().replaceKey("/AcroForm", pdf.makeIndirectObject(form));
}

QPDFObjectHandle NamedWidgets::finish(const std::string& partialName, Node& node) {
  QPDFObjectHandle field = node.widgets.empty() ? pdf_.makeIndirectObject(QPDFObjectHandle::newDictionary()) : join(node.widgets);
  field.replaceKey("/T", QPDFObjectHandle::newUnicodeString(partialName));
  QPDFObjectHandle kids = QPDFObjectHandle::newArray();
  for (const std::string& name : node.order) {
    QPDFObjectHandle kid = finish(name, node.kids[name]);
    kid.replaceKey("/Parent", field);
    kids.appendItem(kid);
  }
  if (!node.order.empty()) field.replaceKey("/Kids", kids);
  return field;
}

// What is the field's goes up; what each place looks like stays with its widget.
QPDFObjectHandle NamedWidgets::join(std::vector<QPDFObjectHandle>& widgets) {
  if (widgets.size() == 1) return widgets.front();
  QPDFObjectHandle field = pdf_.makeIndirectObject(QPDFObjectHandle::newDictionary());
  QPDFObjectHandle kids = QPDFObjectHandle::newArray();
  long long flags = 0;
  for (QPDFObjectHandle widget : widgets) {
    if (widget.getKey("/Ff").isInteger()) flags |= widget.getKey("/Ff").getIntValue();
    for (const char* key : {"/FT", "/TU"}) {
      field.replaceKey(key, widget.getKey(key));
      widget.removeKey(key);
    }
    widget.removeKey("/Ff");
    widget.replaceKey("/Parent", field);
    kids.appendItem(widget);
  }
  field.replaceKey("/Ff", QPDFObjectHandle::newInteger(flags));
  field.replaceKey("/DA", widgets.front().getKey("/DA"));
  field.replaceKey("/Kids", kids);
  return field;
}

}  // namespace stesura
