#include "generator/signature/signature_update.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>

#include "generator/digest.h"
#include "generator/error.h"
#include "generator/pdf/increment.h"

namespace stesura {
namespace {

constexpr std::size_t kRangeDigits = 40;                       // room for «0 a b c»
constexpr std::size_t kRoomForUpdate = 32768;                  // bytes besides the message, usually enough
constexpr std::int64_t kSignaturesExist = 1, kAppendOnly = 2;  // /SigFlags

PdfReferences formOf(const PdfHistory& history) {
  return history.revisions().back().form == PdfSectionForm::stream ? PdfReferences::stream
                                                                   : PdfReferences::table;
}

// The first number that no object of any revision has.
std::uint32_t sizeOf(const PdfHistory& history) {
  constexpr std::int64_t kMost = 8388607;  // objects in a file (ISO 32000-1, annex C)
  std::int64_t size = std::max<std::int64_t>(history.revisions().back().trailer["Size"].integer, 1);
  for (const PdfRevision& revision : history.revisions())
    if (!revision.references.empty())
      size = std::max<std::int64_t>(size, std::int64_t{revision.references.rbegin()->first} + 1);
  if (size > kMost)
    throw Error(ErrorKind::data, "Il PDF numera gli oggetti oltre quanto il formato ammette.");
  return static_cast<std::uint32_t>(size);
}

// The object that a reference leads to in the end; 0 for what is written in place.
std::uint32_t targetOf(const PdfHistory& history, const PdfObject& value) {
  constexpr int kMostSteps = 16;
  const PdfObject* object = &value;
  std::uint32_t number = 0;
  for (int step = 0; step < kMostSteps && object->isReference(); ++step) {
    number = object->number();
    object = &history.object(number, history.last());
  }
  return number;
}

class Writer {
 public:
  Writer(const SignatureUpdate& update, SignatureGap& gap)
      : update_(update),
        history_(update.history),
        gap_(gap),
        increment_(out_, history_.revisions().back().startxref, sizeOf(history_), formOf(history_)) {}

  std::string write() {
    const std::string_view before = history_.bytes();
    out_.reserve(before.size() + 2 * update_.reserved + kRoomForUpdate);
    out_ = before;
    if (!out_.ends_with('\n')) out_ += '\n';
    dictionary_ = increment_.newNumber();
    writeBoxes();
    writeForm();
    writeDictionary();
    finish(before.size());
    writeRange();
    return std::move(out_);
  }

 private:
  const PdfObject& object(std::uint32_t number) const { return history_.object(number, history_.last()); }

  void writeObject(std::uint32_t number, const PdfObject& value) {
    if (history_.place(number, history_.last()).generation != 0)
      throw Error(ErrorKind::data,
                  "Il PDF riusa numeri di oggetti cancellati: con questo programma non si può firmare.");
    increment_.beginObject(number);
    appendObject(out_, value);
    increment_.endObject();
  }

  // The field, and the boxes that are objects of their own.
  void writeBoxes() {
    std::vector<std::uint32_t> drawings;
    for (const SignatureWidget& widget : update_.field.widgets) drawings.push_back(draw(widget));
    finishDrawings();
    PdfObject field = object(update_.field.number);
    field.set("V", PdfObject::ofReference(dictionary_));
    for (std::size_t at = 0; at < drawings.size(); ++at) {
      const std::uint32_t number = update_.field.widgets[at].number;
      if (drawings[at] == 0) continue;
      PdfObject drawn = PdfObject::ofDictionary();
      drawn.set("N", PdfObject::ofReference(drawings[at]));
      if (number == update_.field.number) {
        field.set("AP", std::move(drawn));
        continue;
      }
      PdfObject box = object(number);
      box.set("AP", std::move(drawn));
      writeObject(number, box);
    }
    writeObject(update_.field.number, field);
  }

  // The number of a form XObject; 0 for a box that shows nothing. What it holds is written afterwards,
  // when the glyphs of all boxes are known.
  std::uint32_t draw(const SignatureWidget& widget) {
    if (update_.appearance == nullptr || !widget.isVisible()) return 0;
    const std::uint32_t number = increment_.newNumber();
    std::string dictionary = "/Type/XObject/Subtype/Form/BBox[0 0 ";
    appendNumber(dictionary, widget.width);
    dictionary += ' ';
    appendNumber(dictionary, widget.height);
    dictionary += "]" + matrixOf(widget);
    drawings_.push_back(
        {number, std::move(dictionary), update_.appearance->content(widget.width, widget.height)});
    return number;
  }

  // Turns the upright box into the rectangle of the page (12.5.5).
  static std::string matrixOf(const SignatureWidget& widget) {
    std::string matrix;
    const auto with = [&matrix](const char* turn, double x, double y) {
      matrix = std::string("/Matrix[") + turn;
      appendNumber(matrix, x);
      matrix += ' ';
      appendNumber(matrix, y);
      matrix += ']';
    };
    if (widget.rotation == 90) with("0 1 -1 0 ", widget.height, 0);
    if (widget.rotation == 180) with("-1 0 0 -1 ", widget.width, widget.height);
    if (widget.rotation == 270) with("0 -1 1 0 ", 0, widget.width);
    return matrix;
  }

  void finishDrawings() {
    if (drawings_.empty()) return;
    const std::string resources = update_.appearance->addFonts(increment_);
    for (const Drawing& drawing : drawings_)
      increment_.addStream(drawing.number, drawing.dictionary + "/Resources" + resources, drawing.content);
  }

  void writeForm() {
    const PdfObject& root = history_.root(history_.last());
    const PdfObject& form = history_.resolve(root["AcroForm"], history_.last());
    const std::int64_t flags = history_.resolve(form["SigFlags"], history_.last()).integer;
    const std::int64_t wanted = flags | kSignaturesExist | kAppendOnly;
    if (flags == wanted) return;
    PdfObject changed = form;
    changed.set("SigFlags", PdfObject::ofInteger(wanted));
    if (const std::uint32_t number = targetOf(history_, root["AcroForm"]); number != 0)
      return writeObject(number, changed);
    PdfObject catalog = root;
    catalog.set("AcroForm", std::move(changed));
    writeObject(targetOf(history_, history_.revisions().back().trailer["Root"]), catalog);
  }

  void writeDictionary() {
    increment_.beginObject(dictionary_);
    out_ += "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(" + update_.date + ")";
    if (!update_.name.empty()) {
      out_ += "/Name";
      appendTextString(out_, update_.name);
    }
    writeLock();
    out_ += "/ByteRange[";
    range_ = out_.size();
    out_.append(kRangeDigits, ' ');
    out_ += "]/Contents";
    gap_.begin = out_.size();
    out_ += '<';
    out_.append(2 * update_.reserved, '0');
    out_ += '>';
    gap_.end = out_.size();
    out_ += ">>";
    increment_.endObject();
  }

  // What the field wants locked by its signature (12.7.4.5, table 233; 12.8.2.4).
  void writeLock() {
    const PdfObject& lock = update_.field.lock;
    if (!lock.isDictionary()) return;
    const PdfObject& action = history_.resolve(lock["Action"], history_.last());
    const bool isAll = action.isName("All");
    const PdfObject& fields = history_.resolve(lock["Fields"], history_.last());
    if (!isAll && (!(action.isName("Include") || action.isName("Exclude")) || !fields.isArray()))
      throw Error(ErrorKind::data,
                  "Il campo «" + update_.field.name + "» chiede di bloccare altri campi, ma non dice quali.");
    PdfObject names = PdfObject::ofArray();
    for (const PdfObject& name : fields.items) names.items.push_back(history_.resolve(name, history_.last()));
    out_ += "/Reference[<</Type/SigRef/TransformMethod/FieldMDP/Data ";
    appendObject(out_, history_.revisions().back().trailer["Root"]);
    out_ += "/TransformParams<</Type/TransformParams/V/1.2/Action";
    appendName(out_, action.text);
    if (!isAll) {
      out_ += "/Fields";
      appendObject(out_, names);
    }
    out_ += ">>>>]";
  }

  void finish(std::size_t begin) {
    const PdfObject& trailer = history_.revisions().back().trailer;
    std::string entries;
    for (const char* key : {"Root", "Info"}) {
      if (!trailer.has(key)) continue;
      appendName(entries, key);
      entries += ' ';
      appendObject(entries, trailer[key]);
    }
    const PdfObject& identifiers = history_.resolve(trailer["ID"], history_.last());
    if (identifiers.items.size() == 2 && identifiers.items[0].isString()) {
      entries += "/ID[";
      appendObject(entries, identifiers.items[0]);
      entries += "<" + sha256Hex(std::string_view(out_).substr(begin)).substr(0, 32) + ">]";
    }
    increment_.finish(entries);
  }

  void writeRange() {
    std::string range = "0 ";
    for (const std::size_t number : {gap_.begin, gap_.end, out_.size() - gap_.end})
      range += std::to_string(number) + " ";
    range.pop_back();
    std::copy(range.begin(), range.end(), out_.begin() + static_cast<std::ptrdiff_t>(range_));
  }

  struct Drawing {
    std::uint32_t number;
    std::string dictionary;
    std::string content;
  };

  const SignatureUpdate& update_;
  const PdfHistory& history_;
  SignatureGap& gap_;
  std::string out_;
  PdfIncrement increment_;
  std::vector<Drawing> drawings_;
  std::uint32_t dictionary_ = 0;
  std::size_t range_ = 0;
};

}  // namespace

std::string written(const SignatureUpdate& update, SignatureGap& gap) { return Writer(update, gap).write(); }

}  // namespace stesura
