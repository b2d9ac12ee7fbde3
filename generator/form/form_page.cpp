#include "generator/form/form_page.h"

#include <algorithm>
#include <cmath>
#include <qpdf/QPDFPageObjectHelper.hh>

#include "generator/pdf/increment.h"

namespace stesura {
namespace {

// A dictionary below another, not shared with anybody.
QPDFObjectHandle ownMember(QPDFObjectHandle dictionary, const char* key) {
  QPDFObjectHandle member = dictionary.getKey(key);
  member = member.isDictionary() ? member.shallowCopy() : QPDFObjectHandle::newDictionary();
  dictionary.replaceKey(key, member);
  return member;
}

}  // namespace

PageFrame frameOf(QPDFObjectHandle page) {
  QPDFPageObjectHelper helper(page);
  QPDFObjectHandle box = helper.getCropBox();
  double left = 0, bottom = 0, width = 595.276, height = 841.89;  // A4, where the file says nothing
  if (box.isRectangle()) {
    const auto edges = box.getArrayAsRectangle();
    left = std::min(edges.llx, edges.urx);
    bottom = std::min(edges.lly, edges.ury);
    width = std::abs(edges.urx - edges.llx);
    height = std::abs(edges.ury - edges.lly);
  }
  QPDFObjectHandle rotate = helper.getAttribute("/Rotate", false);
  const long long turns = rotate.isInteger() ? ((rotate.getIntValue() / 90) % 4 + 4) % 4 : 0;
  constexpr const char* kTurns[] = {"[1 0 0 1 ", "[0 1 -1 0 ", "[-1 0 0 -1 ", "[0 -1 1 0 "};
  PageFrame frame{turns % 2 == 0 ? width : height, turns % 2 == 0 ? height : width, kTurns[turns]};
  appendNumber(frame.matrix, turns == 1 || turns == 2 ? left + width : left);
  frame.matrix += ' ';
  appendNumber(frame.matrix, turns == 2 || turns == 3 ? bottom + height : bottom);
  frame.matrix += ']';
  return frame;
}

void addDrawings(QPDFObjectHandle page, const std::map<std::string, QPDFObjectHandle>& drawings) {
  QPDFObjectHandle resources = QPDFPageObjectHelper(page).getAttribute("/Resources", true);
  resources = resources.isDictionary() ? resources.shallowCopy() : QPDFObjectHandle::newDictionary();
  page.replaceKey("/Resources", resources);
  QPDFObjectHandle own = ownMember(resources, "/XObject");
  for (const auto& [name, drawing] : drawings) own.replaceKey(name, drawing);
}

void wrapContents(QPDF& pdf, QPDFObjectHandle page, const std::string& behind, const std::string& above) {
  QPDFObjectHandle contents = page.getKey("/Contents");
  QPDFObjectHandle wrapped = QPDFObjectHandle::newArray();
  wrapped.appendItem(pdf.makeIndirectObject(QPDFObjectHandle::newStream(&pdf, behind + "q\n")));
  if (contents.isStream()) wrapped.appendItem(contents);
  for (int i = 0; contents.isArray() && i < contents.getArrayNItems(); ++i) {
    if (contents.getArrayItem(i).isStream()) wrapped.appendItem(contents.getArrayItem(i));
  }
  wrapped.appendItem(pdf.makeIndirectObject(QPDFObjectHandle::newStream(&pdf, "\nQ\n" + above)));
  page.replaceKey("/Contents", wrapped);
}

}  // namespace stesura
