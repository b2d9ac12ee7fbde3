#include "generator/odf/form_places.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "generator/error.h"
#include "generator/merge/binding.h"
#include "generator/odf/form_marks.h"
#include "generator/odf/form_spots.h"
#include "generator/odf/lift.h"
#include "generator/odf/package.h"
#include "generator/odf/page_marks.h"
#include "generator/odf/paragraph.h"
#include "generator/odf/style_book.h"
#include "generator/odf/tag_finder.h"
#include "generator/odf/template.h"
#include "generator/odf/xml.h"

namespace stesura {
namespace {

constexpr const char* kBox = "\xE2\x98\x90";  // ☐
constexpr const char* kAnyDate = "2000-01-01";  // metadata only, which the PDF gets anew

pugi::xml_document parse(const PackageEntry& entry) {
  pugi::xml_document document;
  if (!document.load_buffer(entry.bytes.data(), entry.bytes.size(), pugi::parse_default | pugi::parse_ws_pcdata,
                            pugi::encoding_utf8))
    throw Error(ErrorKind::templateFile, "La parte «" + entry.name + "» del modello non è XML ben formato.");
  return document;
}

PackageEntry& entryFor(Package& package, const std::string& name, const char* bytes) {
  if (PackageEntry* known = package.find(name)) return *known;
  return package.entries.emplace_back(PackageEntry{name, bytes, "text/xml"});
}

// Outside the text there is no room for a field.
void refuseTags(const pugi::xml_document& document, const char* reason, std::vector<Problem>& problems) {
  pugi::xml_document copy;
  copy.reset(document);
  Tokens tokens;
  readTags(copy, tokens, problems);
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    if (tokens[at].kind != Token::Kind::tag || tokens[at].isSectionEnd()) continue;
    problems.push_back(templateProblem("Il segnaposto " + typedTag(tokens[at].tag) + " " + reason + ".",
                                       "Metterlo da solo in una cella o in una cornice di misura fissa.", tokens[at].tag.place));
  }
}

// Names and titles of frames that ask for a picture, a code or a chart.
void refusePictures(pugi::xml_node node, std::vector<Problem>& problems) {
  if (std::string_view(node.name()) == "draw:frame") {
    pugi::xml_attribute name = node.attribute("draw:name");
    for (const std::string& text : {std::string(name.value()), std::string(node.child("svg:title").text().get())}) {
      if (!holdsBraces(text)) continue;
      problems.push_back(templateProblem("La cornice di un’immagine con segnaposto non può stare in un modulo.",
                                         "Toglierla, o tenere il modello ODT.", text));
    }
    if (holdsBraces(name.value())) name.set_value("");
    if (holdsBraces(node.child("svg:title").text().get())) node.remove_child("svg:title");
  }
  for (const pugi::xml_node& child : node.children()) refusePictures(child, problems);
}

// What a place of the layout is about.
struct Datum {
  const Field* field = nullptr;  // null for «@» names
  std::vector<std::string> titles;  // from the outermost: «Persona», «Cognome»
};

class PlaceMaker {
 public:
  PlaceMaker(Package& package, const Field& shape)
      : package_(package), shape_(shape), content_(parse(entryFor(package, "content.xml", ""))),
        styles_(parse(entryFor(package, "styles.xml", kPlainStyles))) {}

  FormPlaces make() {
    pugi::xml_node root = content_.document_element();
    refuseTags(styles_, "sta in un’intestazione o in un piè di pagina", problems_);
    if (const PackageEntry* meta = package_.find("meta.xml")) refuseTags(parse(*meta), "sta nelle proprietà del documento", problems_);
    refusePictures(root, problems_);
    readTags(root, tokens_, problems_);
    if (!liftSections(root, tokens_, problems_)) refuse();
    const StyleBook book(root, styles_.document_element());
    findSpots(root, tokens_, book, problems_);
    multiplyRows(root);
    if (!problems_.empty()) refuse();
    std::vector<FormSpot> spots = findSpots(root, tokens_, book, problems_);
    if (spots.empty())
      throw Error(ErrorKind::templateFile, "Il modello non ha segnaposto: non se ne può fare un modulo da compilare.");
    FormMarks marks(root, styles_.document_element(), book);
    for (const FormSpot& spot : spots) placeOne(spot, marks, book);
    if (!problems_.empty()) refuse();
    nameFields();
    return write(marks);
  }

 private:
  struct Item {
    std::size_t token;  // of {{#list}}
    std::size_t number; // from 1
  };

  [[noreturn]] void refuse() {
    std::string sentence = problems_.size() == 1
                               ? problems_.front().message
                               : "Del modello non si può fare un modulo da compilare: " + std::to_string(problems_.size()) + " problemi.";
    throw Error(ErrorKind::templateFile, std::move(sentence), std::move(problems_));
  }

  void multiplyRows(const pugi::xml_node& root) {
    const std::vector<RepeatedRow> rows = findRepeatedRows(root, tokens_, problems_);
    const Scopes scopes(shape_, NamesMode::fromSchema);
    for (const RepeatedRow& repeated : rows) {
      const Tag& tag = tokens_[repeated.token].tag;
      const auto list = scopes.bind(tag, problems_);
      if (!list) continue;
      const std::size_t most = list->field != nullptr ? list->field->maxItems.value_or(0) : 0;
      if (most == 0 || most > kMostFormRows) {
        const bool isList = list->field != nullptr && mayBeList(*list->field);
        std::string message = (isList ? "La lista di " : "La sezione ") + typedTag(tag);
        if (!isList) message += " non ripete righe: in un modulo i campi ci sono sempre.";
        else if (most == 0) message += " non dice quanti elementi può avere al massimo.";
        else message.append(" può avere ").append(std::to_string(most)).append(" elementi: troppi per un modulo.");
        problems_.push_back(templateProblem(
            std::move(message),
            isList ? "Un modulo ha una riga per ogni elemento: lo schema indichi «maxItems», al massimo 12; o togliere la lista."
                   : "Togliere la sezione, e scrivere «|facoltativo» nei segnaposti che vi stanno.",
            tag.place));
        continue;
      }
      multiply(repeated, most);
    }
  }

  void multiply(const RepeatedRow& repeated, std::size_t count) {
    pugi::xml_node table = repeated.row.parent(), last = repeated.row;
    items_[repeated.row.internal_object()] = {repeated.token, 1};
    for (std::size_t number = 2; number <= count; ++number) {
      last = table.insert_copy_after(repeated.row, last);
      items_[last.internal_object()] = {repeated.token, number};
      dropIds(last);
    }
    table.remove_child(repeated.begin);
    table.remove_child(repeated.end);
  }

  static void dropIds(pugi::xml_node node) {
    node.remove_attribute("xml:id");
    for (const pugi::xml_node& child : node.children()) dropIds(child);
  }

  const Item* itemOf(const FormSpot& spot) const {
    for (pugi::xml_node up = spot.holder; up; up = up.parent())
      if (const auto found = items_.find(up.internal_object()); found != items_.end()) return &found->second;
    return nullptr;
  }

  void placeOne(const FormSpot& spot, FormMarks& marks, const StyleBook& book) {
    const Tag tag = tokens_[spot.token].tag;
    FormPlace place;
    place.field = typedTag(tag);
    place.checkBox = tag.presentation.format == ValueFormat::checkbox;
    place.where = tag.place;
    place.across = acrossOf(spot, book);
    place.down = downOf(spot, book);
    Scopes scopes(shape_, NamesMode::fromSchema);
    const Item* item = itemOf(spot);
    Datum datum;
    if (item != nullptr) {
      const Tag& list = tokens_[item->token].tag;
      place.field = "{{#" + list.name + "}}" + std::to_string(item->number) + place.field;
      if (const auto bound = scopes.bind(list, problems_); bound && bound->field != nullptr)
        scopes.enter(bound->field->items.get(), true);
    }
    if (const auto bound = scopes.bind(tag, problems_)) datum = datumOf(tag, *bound, item);
    if (datum.field != nullptr && datum.field->mediaType.starts_with("text/markdown")) {
      problems_.push_back(templateProblem("Il segnaposto " + typedTag(tag) + " mostra un testo formattato: un campo non può contenerlo.",
                                          "Toglierlo, o tenere il modello ODT.", tag.place));
    }
    place.sort = marks.sortOf(spot);
    marks.put(spot, made_.places.size(), place.checkBox ? kBox : "x");
    made_.places.push_back(std::move(place));
    data_.push_back(std::move(datum));
  }

  static PlaceAcross acrossOf(const FormSpot& spot, const StyleBook& book) {
    const std::string_view said = book.value("paragraph", spot.paragraph.attribute("text:style-name").value(),
                                             "style:paragraph-properties", "fo:text-align");
    if (said == "center") return PlaceAcross::centre;
    return said == "end" || said == "right" ? PlaceAcross::right : PlaceAcross::left;
  }

  static PlaceDown downOf(const FormSpot& spot, const StyleBook& book) {
    const bool frame = std::string_view(spot.holder.name()) == "draw:frame";
    const std::string_view said =
        frame ? book.value("graphic", spot.holder.attribute("draw:style-name").value(), "style:graphic-properties", "draw:textarea-vertical-align")
              : book.value("table-cell", spot.holder.attribute("table:style-name").value(), "style:table-cell-properties", "style:vertical-align");
    return said == "middle" ? PlaceDown::middle : said == "bottom" ? PlaceDown::bottom : PlaceDown::top;
  }

  // The titles on the way to the datum; of a check box also the value that it stands for.
  Datum datumOf(const Tag& tag, const Binding& binding, const Item* item) const {
    Datum datum{binding.field, {}};
    const Field* field = &shape_;
    std::string_view rest = binding.field != nullptr ? std::string_view(binding.field->pointer) : std::string_view();
    while (!rest.empty() && field != nullptr) {
      const std::size_t end = std::min(rest.find('/', 1), rest.size());
      const std::string_view key = rest.substr(1, end - 1);
      rest.remove_prefix(end);
      field = key == "*" ? field->items.get() : field->property(key);
      if (field == nullptr) break;
      if (key != "*") datum.titles.push_back(field->title);
      else if (!datum.titles.empty() && item != nullptr) datum.titles.back().append(" ").append(std::to_string(item->number));
    }
    if (datum.titles.empty()) datum.titles.push_back(tag.name.substr(tag.name.starts_with("@") ? 1 : 0));
    if (const std::string label = labelOf(tag, binding.field); !label.empty()) datum.titles.back().append(": ").append(label);
    return datum;
  }

  static std::string labelOf(const Tag& tag, const Field* field) {
    if (tag.presentation.format != ValueFormat::checkbox || tag.presentation.argument.empty()) return {};
    if (field != nullptr) {
      for (const Field* told : {field, static_cast<const Field*>(field->items.get())}) {
        if (told == nullptr) continue;
        for (const auto& [value, label] : told->labels)
          if (value.is_string() && value.get<std::string>() == tag.presentation.argument) return label;
      }
    }
    return tag.presentation.argument;
  }

  // The datum with what it is part of («Numero» alone tells nobody whose), and as much more as tells
  // the data apart.
  void nameFields() {
    std::vector<std::size_t> shown;
    for (const Datum& datum : data_) shown.push_back(std::min<std::size_t>(2, datum.titles.size()));
    for (bool again = true; again;) {
      again = false;
      std::map<std::string, std::set<std::pair<const Field*, std::string>>> known;
      for (std::size_t at = 0; at < data_.size(); ++at)
        known[titleOf(at, shown[at])].emplace(data_[at].field, data_[at].titles.front());
      for (std::size_t at = 0; at < data_.size(); ++at) {
        if (known[titleOf(at, shown[at])].size() < 2 || shown[at] >= data_[at].titles.size()) continue;
        ++shown[at];
        again = true;
      }
    }
    for (std::size_t at = 0; at < data_.size(); ++at) made_.places[at].title = titleOf(at, shown[at]);
  }

  std::string titleOf(std::size_t at, std::size_t shown) const {
    const std::vector<std::string>& titles = data_[at].titles;
    std::string title;
    for (std::size_t number = titles.size() - shown; number < titles.size(); ++number)
      title += (title.empty() ? "" : ": ") + titles[number];
    return title;
  }

  FormPlaces write(FormMarks& marks) {
    marks.pushInto(FormMarks::Corner::lowerRight);
    made_.lower = writeDocument();
    marks.pushInto(FormMarks::Corner::upperLeft);
    made_.upper = writeDocument();
    marks.keepLinesOnly();
    made_.lines = writeDocument();
    return std::move(made_);
  }

  // Finished as every document of a layout is.
  std::string writeDocument() {
    entryFor(package_, "content.xml", "").bytes = xmlBytes(content_);
    entryFor(package_, "styles.xml", "").bytes = xmlBytes(styles_);
    std::vector<PackedEntry> packed;
    for (const PackageEntry& entry : package_.entries) packed.push_back(packEntry(entry.name, entry.mediaType, entry.bytes));
    std::vector<const PackedEntry*> entries;
    for (const PackedEntry& entry : packed) entries.push_back(&entry);
    const Field nothing;
    const Json data = Json::object();
    return OdtTemplate::compile(writePackage(package_.mediaType, entries), nothing, OdtTemplate::Names::fromData)
        .render({data, kAnyDate});
  }

  Package& package_;
  const Field& shape_;
  pugi::xml_document content_, styles_;
  Tokens tokens_;
  std::vector<Problem> problems_;
  std::unordered_map<const void*, Item> items_;  // rows of repeats, by internal_object()
  std::vector<Datum> data_;                      // same index as the places
  FormPlaces made_;
};

}  // namespace

FormPlaces findFormPlaces(std::string_view layout, const Field& shape) {
  OdtTemplate::compile(layout, shape, OdtTemplate::Names::fromSchema);
  Package package = readPackage(layout);
  passGate(package);
  return PlaceMaker(package, shape).make();
}

}  // namespace stesura
