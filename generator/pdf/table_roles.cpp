#include "generator/pdf/table_roles.h"

#include <string>
#include <vector>

namespace stesura {
namespace {

constexpr int kDeepest = 256;  // structure elements within each other

std::string roleOf(QPDFObjectHandle element) {
  QPDFObjectHandle role = element.isDictionary() ? element.getKey("/S") : QPDFObjectHandle::newNull();
  return role.isName() ? role.getName() : std::string();
}

// The structure elements right below; marked content and object references are left out.
std::vector<QPDFObjectHandle> elementsBelow(QPDFObjectHandle element) {
  std::vector<QPDFObjectHandle> children;
  QPDFObjectHandle kids = element.getKey("/K");
  const auto add = [&children](QPDFObjectHandle kid) {
    if (kid.isDictionary() && kid.getKey("/S").isName()) children.push_back(kid);
  };
  if (kids.isArray()) {
    for (int i = 0; i < kids.getArrayNItems(); ++i) add(kids.getArrayItem(i));
  } else {
    add(kids);
  }
  return children;
}

// The spans a cell has stay; its scope is added.
void makeHeader(QPDFObjectHandle cell, const char* scope) {
  cell.replaceKey("/S", QPDFObjectHandle::newName("/TH"));
  QPDFObjectHandle attributes = cell.getKey("/A");
  if (attributes.isDictionary() && attributes.getKey("/O").isName() && attributes.getKey("/O").getName() == "/Table") {
    attributes.replaceKey("/Scope", QPDFObjectHandle::newName(scope));
    return;
  }
  QPDFObjectHandle added = QPDFObjectHandle::newDictionary();
  added.replaceKey("/O", QPDFObjectHandle::newName("/Table"));
  added.replaceKey("/Scope", QPDFObjectHandle::newName(scope));
  if (!attributes.isArray()) {
    cell.replaceKey("/A", added);
  } else {
    attributes.appendItem(added);
  }
}

// True if every paragraph of the cell has the style.
bool holdsOnly(QPDFObjectHandle cell, const std::string& style) {
  std::vector<QPDFObjectHandle> paragraphs = elementsBelow(cell);
  for (QPDFObjectHandle& paragraph : paragraphs) {
    if (roleOf(paragraph) != style) return false;
  }
  return !paragraphs.empty();
}

class TableRoles {
 public:
  void visit(QPDFObjectHandle element, int depth) {
    if (depth > kDeepest) return;
    const std::string role = roleOf(element);
    if (role == "/Table") visitTable(element);
    for (QPDFObjectHandle& child : elementsBelow(element)) visit(child, depth + 1);
  }

 private:
  static void visitTable(QPDFObjectHandle table) {
    std::vector<QPDFObjectHandle> groups = {table};
    std::vector<QPDFObjectHandle> rows;
    std::vector<QPDFObjectHandle> cells;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      for (QPDFObjectHandle& child : elementsBelow(groups[i])) {
        const std::string role = roleOf(child);
        if (role == "/TR") rows.push_back(child);
        else if (role == "/THead" || role == "/TBody" || role == "/TFoot") groups.push_back(child);
      }
    }
    bool headed = false;
    for (QPDFObjectHandle& row : rows) {
      for (QPDFObjectHandle& cell : elementsBelow(row)) {
        headed = nameCell(cell) || headed;
        cells.push_back(cell);
      }
    }
    if (headed) return;
    for (auto* elements : {&groups, &rows, &cells}) {
      for (QPDFObjectHandle& element : *elements) {
        element.replaceKey("/S", QPDFObjectHandle::newName("/Div"));
        element.removeKey("/A");
      }
    }
  }

  // True for a header cell.
  static bool nameCell(QPDFObjectHandle cell) {
    if (roleOf(cell) == "/TH") {
      makeHeader(cell, holdsOnly(cell, "/Etichetta") ? "/Row" : "/Column");
      return true;
    }
    if (roleOf(cell) != "/TD") return false;
    const bool row = holdsOnly(cell, "/Etichetta");
    if (!row && !holdsOnly(cell, "/Table Heading")) return false;
    makeHeader(cell, row ? "/Row" : "/Column");
    return true;
  }
};

}  // namespace

void nameTableRoles(QPDF& pdf) {
  QPDFObjectHandle root = pdf.getRoot().getKey("/StructTreeRoot");
  if (root.isDictionary()) TableRoles().visit(root, 0);
}

}  // namespace stesura
