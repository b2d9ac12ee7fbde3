#include "generator/pdf/signature_fields.h"

#include <exception>
#include <qpdf/QPDF.hh>
#include <set>

namespace stesura {
namespace {

constexpr int kDeepest = 32;  // fields within each other
constexpr std::size_t kMostFields = 10'000;

class FieldWalk {
 public:
  explicit FieldWalk(QPDF& pdf) {
    const std::vector<QPDFObjectHandle>& pages = pdf.getAllPages();
    for (std::size_t page = 0; page < pages.size(); ++page) pages_.emplace(pages[page].getObjGen(), page + 1);
    QPDFObjectHandle form = pdf.getRoot().getKey("/AcroForm");
    if (form.isDictionary()) visitAll(form.getKey("/Fields"), {}, 0);
  }

  std::vector<SignatureField> fields;

 private:
  // What a field has from those above it.
  struct Inherited {
    std::string name{}, type{}, toolTip{};
    QPDFObjectHandle value = QPDFObjectHandle::newNull();
  };

  void visitAll(QPDFObjectHandle list, const Inherited& above, int depth) {
    for (int i = 0; list.isArray() && i < list.getArrayNItems(); ++i)
      visit(list.getArrayItem(i), above, depth);
  }

  void visit(QPDFObjectHandle node, Inherited field, int depth) {
    if (!node.isDictionary() || depth > kDeepest || visited_ >= kMostFields) return;
    if (node.isIndirect() && !seen_.insert(node.getObjGen()).second) return;
    ++visited_;
    if (node.getKey("/T").isString()) {
      if (!field.name.empty()) field.name += '.';
      field.name += node.getKey("/T").getUTF8Value();
    }
    if (node.getKey("/FT").isName()) field.type = node.getKey("/FT").getName();
    if (node.getKey("/TU").isString()) field.toolTip = node.getKey("/TU").getUTF8Value();
    if (node.hasKey("/V")) field.value = node.getKey("/V");
    QPDFObjectHandle kids = node.getKey("/Kids");
    if (kids.isArray() && kids.getArrayNItems() > 0 && kids.getArrayItem(0).isDictionary() &&
        kids.getArrayItem(0).hasKey("/T"))
      return visitAll(kids, field, depth + 1);
    if (kids.isArray() && kids.getArrayNItems() > 0) node = kids.getArrayItem(0);
    add(field, node);
  }

  void add(const Inherited& field, QPDFObjectHandle widget) {
    const bool signature = field.type == "/Sig";
    if (!signature && (field.type != "/Tx" || !field.name.starts_with("protocollo_"))) return;
    SignatureField found{.sort = signature ? SignatureField::Sort::signature : SignatureField::Sort::stamp,
                         .name = field.name,
                         .toolTip = field.toolTip};
    QPDFObjectHandle value = field.value;
    found.filled = signature ? value.isDictionary()
                             : value.isStream() || (value.isString() && !value.getStringValue().empty());
    if (widget.isDictionary()) {
      const auto page = pages_.find(widget.getKey("/P").getObjGen());
      if (page != pages_.end()) found.page = page->second;
    }
    fields.push_back(std::move(found));
  }

  std::map<QPDFObjGen, std::size_t> pages_;
  std::set<QPDFObjGen> seen_;
  std::size_t visited_ = 0;
};

}  // namespace

std::vector<SignatureField> signatureFieldsOf(std::string_view pdf) {
  try {
    QPDF document;
    document.setSuppressWarnings(true);
    document.processMemoryFile("pdf", pdf.data(), pdf.size());
    return FieldWalk(document).fields;
  } catch (const std::exception&) {  // no PDF, or one that qpdf cannot read
    return {};
  }
}

}  // namespace stesura
