#include "generator/form/examination.h"

#include <algorithm>
#include <cmath>

#include "generator/form/cleaning.h"
#include "generator/form/field_reader.h"
#include "generator/form/field_tree.h"
#include "generator/form/opening.h"

namespace stesura {
namespace {

constexpr double kLine = 6;  // points: fields that differ less in height stand on one line

// /Rotate of a page (7.7.3.3), inherited: 0, 90, 180, 270.
int rotationOf(QPDFObjectHandle page) {
  for (std::size_t depth = 0; depth <= kMostDepth && page.isDictionary(); ++depth, page = page.getKey("/Parent")) {
    QPDFObjectHandle rotation = page.getKey("/Rotate");
    if (rotation.isInteger()) return static_cast<int>((rotation.getIntValue() % 360 + 360) % 360);
  }
  return 0;
}

// Where a reader meets a widget: page, line from the top, distance from the left.
struct Position {
  std::size_t page;
  double line, left;
  auto operator<=>(const Position&) const = default;
};

Position positionOf(const FormWidget& widget, int rotation) {
  double top = widget.top, left = widget.left;
  if (rotation == 90) top = -widget.left, left = widget.bottom;
  if (rotation == 180) top = -widget.bottom, left = -widget.right;
  if (rotation == 270) top = widget.right, left = -widget.top;
  return {widget.page, std::floor(-top / kLine), left};
}

void sortByPlace(std::vector<FormField>& fields, std::vector<FoundField>& found, const std::vector<int>& rotations) {
  std::vector<std::pair<Position, std::size_t>> order;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const FormWidget& first = fields[i].widgets.front();
    order.emplace_back(positionOf(first, rotations[first.page]), i);
  }
  std::sort(order.begin(), order.end());
  std::vector<FormField> sortedFields;
  std::vector<FoundField> sortedFound;
  for (const auto& [position, index] : order) {
    sortedFields.push_back(std::move(fields[index]));
    sortedFound.push_back(std::move(found[index]));
  }
  fields = std::move(sortedFields);
  found = std::move(sortedFound);
}

// Inherited attributes become the field's own, and rectangles have their corners in order.
void makeOwn(const FoundField& found, const FormField& field) {
  QPDFObjectHandle dictionary = found.dictionary;
  for (const char* key : {"/FT", "/Ff", "/DA", "/Q", "/MaxLen", "/Opt"}) {
    QPDFObjectHandle value = inherited(found, key);
    if (!value.isNull()) dictionary.replaceKey(key, value);
  }
  for (std::size_t i = 0; i < found.widgets.size(); ++i) {
    QPDFObjectHandle widget = found.widgets[i].dictionary;
    const FormWidget& place = field.widgets[i];
    widget.replaceKey("/Rect", QPDFObjectHandle::newArray(QPDFObjectHandle::Rectangle(place.left, place.bottom,
                                                                                      place.right, place.top)));
  }
}

}  // namespace

TakenForm examine(std::string_view bytes) {
  OpenedForm opened = openForm(bytes);
  TakenForm taken{.pdf = std::move(opened.pdf), .description = {}, .objects = {}};
  readingPdf(*opened.source, [&] {
    QPDF& pdf = *taken.pdf;
    refuseSignedAndDynamic(pdf);
    const bool hasXfa = pdf.getRoot().getKey("/AcroForm").isDictionary() && pdf.getRoot().getKey("/AcroForm").hasKey("/XFA");
    FieldTree tree = settleFieldTree(pdf);
    if (tree.fields.empty()) refuse(hasXfa ? kDynamicSentence : "Il PDF non ha campi da compilare.");
    FormDescription& description = taken.description;
    description.pages = pdf.getAllPages().size();
    for (const FoundField& found : tree.fields) description.fields.push_back(readField(found));
    std::vector<int> rotations;
    for (const QPDFObjectHandle& page : pdf.getAllPages()) rotations.push_back(rotationOf(page));
    sortByPlace(description.fields, tree.fields, rotations);
    for (std::size_t i = 0; i < tree.fields.size(); ++i) {
      makeOwn(tree.fields[i], description.fields[i]);
      eraseValues(tree.fields[i].dictionary);
      FormObjects objects{.field = tree.fields[i].dictionary, .widgets = {}};
      for (const FoundWidget& widget : tree.fields[i].widgets) objects.widgets.push_back(widget.dictionary);
      taken.objects.push_back(std::move(objects));
    }
    description.removed = clean(pdf);
    if (tree.droppedWithoutPage) description.removed.emplace_back("campi senza pagina");
    if (tree.droppedUnnamed) description.removed.emplace_back("caselle che non appartengono a un campo");
    if (tree.droppedAlike) description.removed.emplace_back("campi con il nome di un altro campo di tipo diverso");
  });
  opened.source->release();
  return taken;
}

}  // namespace stesura
