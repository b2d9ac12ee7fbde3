#include "generator/odf/letterhead_pages.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "generator/odf/letterhead_region.h"
#include "generator/odf/letterhead_styles.h"
#include "generator/odf/page_marks.h"
#include "generator/odf/xml.h"
#include "generator/odf/xml_names.h"

namespace stesura {
namespace {

pugi::xml_node childNamed(const pugi::xml_node& page, std::string_view local) {
  for (const pugi::xml_node child : page.children()) {
    if (localName(child.name()) == local) return child;
  }
  return {};
}

void set(pugi::xml_node node, const char* name, const std::string& value) {
  pugi::xml_attribute attribute = node.attribute(name);
  if (!attribute) attribute = node.append_attribute(name);
  attribute.set_value(value.c_str());
}

pugi::xml_node groupOf(pugi::xml_node root, const char* name, const char* before) {
  if (const pugi::xml_node found = root.child(name)) return found;
  const pugi::xml_node next = root.child(before);
  return next ? root.insert_child_before(name, next) : root.append_child(name);
}

class Composition {
 public:
  Composition(const LetterheadSheet& sheet, Package& layout) : sheet_(sheet), layout_(layout), pictures_(sheet.package, layout) {
    if (layout.find("styles.xml") == nullptr) layout.entries.push_back({"styles.xml", kPlainStyles, "text/xml"});
    stylesPart_ = parseXml(layout.find("styles.xml")->bytes, "styles.xml");
    contentPart_ = parseXml(layout.find("content.xml")->bytes, "content.xml");
    styles_ = stylesPart_.document_element();
    content_ = contentPart_.document_element();
  }

  void run() {
    prepare();
    prefix_ = unusedPrefix({styles_, content_});
    const pugi::xml_node opening = openingPage(content_, styles_);
    openingName_ = opening.attribute("style:name").value();
    if (sheet_.firstDiffers) divideFirst(opening);
    followMargins();
    for (pugi::xml_node page : masters_.children("style:master-page")) compose(page);
    dropUnusedSheets();
    layout_.find("styles.xml")->bytes = xmlBytes(stylesPart_);
    layout_.find("content.xml")->bytes = xmlBytes(contentPart_);
  }

 private:
  // The groups that something will be put into, and the prefixes of what comes.
  void prepare() {
    masters_ = groupOf(styles_, "office:master-styles", "");
    sheets_ = groupOf(styles_, "office:automatic-styles", "office:master-styles");
    groupOf(styles_, "office:styles", "office:automatic-styles");
    for (const pugi::xml_attribute declared : sheet_.styles.document_element().attributes()) {
      const std::string_view name = declared.name();
      if (name.starts_with("xmlns:") && !styles_.attribute(declared.name()))
        styles_.append_attribute(declared.name()).set_value(declared.value());
    }
    if (masters_.child("style:master-page")) return;
    set(sheets_.append_child("style:page-layout"), "style:name", "Pagina");
    pugi::xml_node page = masters_.append_child("style:master-page");
    set(page, "style:name", "Standard");
    set(page, "style:page-layout-name", "Pagina");
  }

  const LetterheadPage& letterFor(const pugi::xml_node& page) const {
    return openingName_ == page.attribute("style:name").value() ? sheet_.first : sheet_.following;
  }

  // The opening page keeps its name, so that whatever begins a document begins on it; a page like it
  // comes after it, and takes its place wherever the layout goes back to it.
  void divideFirst(pugi::xml_node opening) {
    const std::string_view next = opening.attribute("style:next-style-name").value();
    if (!next.empty() && next != openingName_) return;
    const std::string following = prefix_ + ".seguito";
    pugi::xml_node after = opening.parent().insert_copy_after(opening, opening);
    set(after, "style:name", following);
    after.remove_attribute("style:display-name");
    set(opening, "style:next-style-name", following);
    for (const char* region : {"header", "footer"}) {
      const std::string own = std::string(region) + "-first";
      if (pugi::xml_node first = childNamed(after, own)) after.remove_child(first);
      pugi::xml_node first = childNamed(opening, own);
      if (!first) continue;
      for (const std::string& other : {std::string(region), std::string(region) + "-left"}) {
        if (pugi::xml_node gone = childNamed(opening, other)) opening.remove_child(gone);
      }
      first.set_name(("style:" + std::string(region)).c_str());
    }
    for (pugi::xml_node page : masters_.children("style:master-page")) {
      if (page != opening && openingName_ == page.attribute("style:next-style-name").value())
        set(page, "style:next-style-name", following);
    }
    const std::vector<pugi::xml_node> kept = openingStyles();
    for (const pugi::xml_node root : {styles_, content_}) {
      for (const char* group : {"office:styles", "office:automatic-styles"}) {
        for (pugi::xml_node style : root.child(group).children("style:style")) {
          if (openingName_ == style.attribute("style:master-page-name").value() &&
              std::find(kept.begin(), kept.end(), style) == kept.end())
            set(style, "style:master-page-name", following);
        }
      }
    }
  }

  std::vector<pugi::xml_node> openingStyles() const {
    constexpr std::size_t kDeepest = 64;
    std::vector<pugi::xml_node> chain;
    for (pugi::xml_node style = openingStyle(content_, styles_); style && chain.size() < kDeepest;) {
      chain.push_back(style);
      style = findStyle(styles_, style.attribute("style:family").value(), style.attribute("style:parent-style-name").value());
    }
    return chain;
  }

  pugi::xml_node sheetOf(const pugi::xml_node& page) const {
    return sheets_.find_child_by_attribute("style:page-layout", "style:name",
                                           page.attribute("style:page-layout-name").value());
  }

  // What will be between the margins of a page of the layout.
  double newWidth(const pugi::xml_node& page) const {
    const pugi::xml_node own = sheetOf(page).child("style:page-layout-properties");
    const pugi::xml_node letter = letterFor(page).sheet;
    if (!letter) return textWidthOf(own);
    const Margins margins = marginsOf(letter);
    return widthOf(own) - margins.left - margins.right;
  }

  void followMargins() {
    std::vector<TextWidths> widths;
    for (const pugi::xml_node page : masters_.children("style:master-page")) {
      const double old = textWidthOf(sheetOf(page).child("style:page-layout-properties"));
      if (std::abs(old - newWidth(page)) > 0.01) widths.push_back({old, newWidth(page)});
    }
    if (widths.empty()) return;
    moveTabs(styles_, widths);
    moveTabs(content_.child("office:automatic-styles"), widths);
  }

  // Pages of one width share the letterhead's styles.
  StyleImport& importFor(const pugi::xml_node& page) {
    const double to = newWidth(page);
    const double from = letterFor(page).sheet ? textWidthOf(letterFor(page).sheet) : to;
    const auto key = std::pair(std::lround(from * 100), std::lround(to * 100));
    auto& import = imports_[key];
    if (import == nullptr) {
      const std::string prefix = imports_.size() == 1 ? prefix_ : prefix_ + static_cast<char>('a' + imports_.size() - 1);
      import = std::make_unique<StyleImport>(sheet_.styles.document_element(), styles_, prefix, TextWidths{from, to}, pictures_);
    }
    return *import;
  }

  void compose(pugi::xml_node page) {
    const LetterheadPage& letter = letterFor(page);
    if (!letter.header.content && !letter.footer.content && !letter.sheet) return;
    StyleImport& import = importFor(page);
    pugi::xml_node sheet = ownSheet(page, letter);
    RegionWriter writer(import, newWidth(page), &letter == &sheet_.first ? "" : ".seguito", names_);
    if (letter.header.content) writer.putHeader(page, sheet, letter.header);
    if (letter.footer.content) writer.putFooter(page, sheet, letter.footer);
  }

  // A page layout of this page alone, with the margins of the letterhead.
  pugi::xml_node ownSheet(pugi::xml_node page, const LetterheadPage& letter) {
    const pugi::xml_node old = sheetOf(page);
    pugi::xml_node sheet = old ? sheets_.insert_copy_after(old, old) : sheets_.append_child("style:page-layout");
    const std::string name = prefix_ + ".foglio" + std::to_string(++sheetCount_);
    set(sheet, "style:name", name);
    set(page, "style:page-layout-name", name);
    pugi::xml_node properties = sheet.child("style:page-layout-properties");
    if (!properties) properties = sheet.prepend_child("style:page-layout-properties");
    if (!letter.sheet) return sheet;
    const Margins margins = marginsOf(letter.sheet);
    properties.remove_attribute("fo:margin");
    set(properties, "fo:margin-top", inCentimetres(margins.top));
    set(properties, "fo:margin-bottom", inCentimetres(margins.bottom));
    set(properties, "fo:margin-left", inCentimetres(margins.left));
    set(properties, "fo:margin-right", inCentimetres(margins.right));
    return sheet;
  }

  void dropUnusedSheets() {
    for (pugi::xml_node sheet = sheets_.child("style:page-layout"); sheet;) {
      const pugi::xml_node next = sheet.next_sibling("style:page-layout");
      const bool used = masters_.find_child_by_attribute("style:master-page", "style:page-layout-name",
                                                         sheet.attribute("style:name").value());
      if (!used) sheets_.remove_child(sheet);
      sheet = next;
    }
  }

  const LetterheadSheet& sheet_;
  Package& layout_;
  PictureImport pictures_;
  pugi::xml_document stylesPart_, contentPart_;
  pugi::xml_node styles_, content_, masters_, sheets_;
  std::string prefix_, openingName_;
  std::map<std::pair<long, long>, std::unique_ptr<StyleImport>> imports_;
  std::size_t sheetCount_ = 0, names_ = 0;
};

}  // namespace

void putLetterhead(const LetterheadSheet& sheet, Package& layout) { Composition(sheet, layout).run(); }

}  // namespace stesura
