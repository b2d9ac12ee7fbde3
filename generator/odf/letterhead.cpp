#include "generator/odf/letterhead.h"

#include <string>
#include <utility>

#include "generator/odf/letterhead_check.h"
#include "generator/odf/letterhead_pages.h"
#include "generator/odf/letterhead_sheet.h"
#include "generator/odf/xml.h"
#include "generator/odf/xml_names.h"

namespace stesura {
namespace {

// A letterhead is small; what is not is told soon.
constexpr PackageBounds kBounds{.maxEntries = 500, .maxEntryBytes = 16u << 20, .maxTotalBytes = 32u << 20};

pugi::xml_node childNamed(const pugi::xml_node& page, std::string_view local) {
  for (const pugi::xml_node child : page.children()) {
    if (localName(child.name()) == local) return child;
  }
  return {};
}

// A region that is switched off, or that «has the same content», is written all the same.
bool isShown(const pugi::xml_node& region) {
  for (const pugi::xml_attribute attribute : region.attributes()) {
    if (localName(attribute.name()) == "display" && std::string_view(attribute.value()) == "false") return false;
  }
  return static_cast<bool>(region);
}

pugi::xml_node filled(const pugi::xml_node& region) {
  return isShown(region) && holdsContent(region) ? region : pugi::xml_node();
}

LetterheadRegion regionOf(const pugi::xml_node& page, const pugi::xml_node& layout, const std::string& name) {
  LetterheadRegion region;
  region.content = filled(childNamed(page, name));
  region.left = filled(childNamed(page, name + "-left"));
  if (!region.content) region.left = {};
  region.properties = layout.child(("style:" + name + "-style").c_str()).child("style:header-footer-properties");
  return region;
}

LetterheadPage pageOf(const pugi::xml_node& page, const pugi::xml_node& styles) {
  LetterheadPage read;
  if (!page) return read;
  const std::string_view name = page.attribute("style:page-layout-name").value();
  for (const pugi::xml_node layout : styles.child("office:automatic-styles").children("style:page-layout")) {
    if (name != layout.attribute("style:name").value()) continue;
    read.sheet = layout.child("style:page-layout-properties");
    read.header = regionOf(page, layout, "header");
    read.footer = regionOf(page, layout, "footer");
    return read;
  }
  read.header = regionOf(page, {}, "header");
  read.footer = regionOf(page, {}, "footer");
  return read;
}

// The first page has a region of its own.
bool takeFirst(const pugi::xml_node& page, const std::string& name, LetterheadRegion& region) {
  const pugi::xml_node first = childNamed(page, name + "-first");
  if (!isShown(first)) return false;
  region.content = filled(first);
  region.left = {};
  return true;
}

void choosePages(LetterheadSheet& sheet) {
  const pugi::xml_node styles = sheet.styles.document_element();
  const pugi::xml_node opening = openingPage(sheet.content.document_element(), styles);
  sheet.first = sheet.following = pageOf(opening, styles);
  const std::string_view next = opening.attribute("style:next-style-name").value();
  const pugi::xml_node after = styles.child("office:master-styles")
                                   .find_child_by_attribute("style:master-page", "style:name", std::string(next).c_str());
  if (!next.empty() && after && after != opening) {
    sheet.following = pageOf(after, styles);
    sheet.firstDiffers = true;
    return;
  }
  const bool header = takeFirst(opening, "header", sheet.first.header);
  const bool footer = takeFirst(opening, "footer", sheet.first.footer);
  sheet.firstDiffers = header || footer;
}

bool isEmpty(const LetterheadPage& page) { return !page.header.content && !page.footer.content; }

}  // namespace

Letterhead::Letterhead(std::unique_ptr<const LetterheadSheet> sheet) : sheet_(std::move(sheet)) {}
Letterhead::Letterhead(Letterhead&&) noexcept = default;
Letterhead& Letterhead::operator=(Letterhead&&) noexcept = default;
Letterhead::~Letterhead() = default;

const std::vector<Problem>& Letterhead::warnings() const { return sheet_->warnings; }

Letterhead Letterhead::read(std::string_view bytes) {
  auto sheet = std::make_unique<LetterheadSheet>();
  sheet->package = readPackage(bytes, kBounds);
  passGate(sheet->package);
  std::vector<Problem> problems;
  if (const PackageEntry* styles = sheet->package.find("styles.xml")) {
    sheet->styles = parseXml(styles->bytes, styles->name);
    sheet->content = parseXml(sheet->package.find("content.xml")->bytes, "content.xml");
    choosePages(*sheet);
  }
  if (isEmpty(sheet->first) && isEmpty(sheet->following)) {
    Problem problem;
    problem.message = "La carta intestata non ha né intestazione né piè di pagina.";
    problem.hint = "In Writer: Inserisci ▸ Intestazione e piè di pagina, e metterci logo, nome e indirizzi dell’ente.";
    problems.push_back(std::move(problem));
  } else {
    checkLetterhead(*sheet, problems);
  }
  if (!problems.empty()) {
    std::string sentence = problems.size() == 1 ? problems.front().message
                                                : "La carta intestata ha " + std::to_string(problems.size()) + " problemi.";
    throw Error(ErrorKind::templateFile, std::move(sentence), std::move(problems));
  }
  return Letterhead(std::move(sheet));
}

void Letterhead::putOn(Package& layout) const { putLetterhead(*sheet_, layout); }

}  // namespace stesura
