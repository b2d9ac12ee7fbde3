#include "generator/form/field_builder.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFWriter.hh>
#include <utility>

#include "generator/error.h"
#include "generator/form/named_widgets.h"
#include "generator/form/mark_reader.h"
#include "generator/merge/tag.h"

namespace stesura {
namespace {

constexpr const char* kFieldMark = "stesura:campo/";
constexpr const char* kLineMark = "stesura:righe/";
constexpr double kSmallest = 6;     // points; letters of a full field are set down to it
constexpr double kUneven = 0.15;    // points: LibreOffice writes positions in tenths
constexpr double kTwip = 0.05;      // points: the unit in which LibreOffice sets lines
constexpr int kMultiline = 1 << 12; // 12.7.4.3

// ☐ as DejaVu draws it, in em from the origin of the glyph; `stroke` is the width of its line.
struct BoxShape {
  double left, bottom, right, top, stroke;
};
constexpr BoxShape kBox = {0.0898, 0, 0.8071, 0.7290, 0.0537};
constexpr BoxShape kMonoBox = {0.0547, 0.0024, 0.5474, 0.5034, 0.0366};

struct Room {
  double left, bottom, right, top;
  double base;  // of the first line, from the upper edge
};

std::optional<std::size_t> numberOf(std::string_view text) {
  std::size_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return {};
  return number;
}

// Six places after the point: enough for em that are multiplied by the lines of a page.
std::string decimal(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

QPDFObjectHandle real(double value) { return QPDFObjectHandle::newReal(decimal(value)); }

// A thousandth of a point is more than LibreOffice tells.
double rounded(double points) { return std::round(points * 1000) / 1000; }

void open(QPDF& pdf, std::string_view bytes) {
  pdf.setSuppressWarnings(true);
  pdf.setAttemptRecovery(false);
  pdf.processMemoryFile("pdf", bytes.data(), bytes.size());
}

// Of a sort of text, in points.
struct Setting {
  std::optional<double> leading{};  // baseline to baseline; nothing if the lines are uneven
  double tab = 0;                   // to the first tab stop; 0: none is known
};

std::optional<double> leadingOf(std::vector<std::pair<std::size_t, double>> lines) {  // page, height
  std::sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : a.second > b.second;
  });
  std::vector<double> distances;
  for (std::size_t at = 1; at < lines.size(); ++at)
    if (lines[at].first == lines[at - 1].first) distances.push_back(lines[at - 1].second - lines[at].second);
  if (distances.empty()) return {};
  double sum = 0;
  for (const double distance : distances) sum += distance;
  const auto [least, most] = std::minmax_element(distances.begin(), distances.end());
  const double mean = std::round(sum / static_cast<double>(distances.size()) / kTwip) * kTwip;
  return *most - *least > kUneven || mean <= 0 ? std::nullopt : std::optional(mean);
}

double tabOf(const std::map<std::string, double>& marks) {
  return marks.contains("0") && marks.contains("t") ? std::max(0.0, marks.at("t") - marks.at("0")) : 0;
}

std::map<std::size_t, Setting> measureLines(QPDF& pdf) {
  std::map<std::size_t, std::vector<std::pair<std::size_t, double>>> lines;
  std::map<std::size_t, std::map<std::string, double>> stops;
  for (const PdfMark& mark : readMarks(pdf, kLineMark, MarkLetters::kept)) {
    const std::size_t slash = mark.target.find('/');
    const auto sort = numberOf(mark.target.substr(0, slash));
    if (!sort || slash == std::string::npos || !mark.shown) continue;
    const std::string line = mark.target.substr(slash + 1);
    stops[*sort][line] = mark.x;
    if (line != "t") lines[*sort].emplace_back(mark.page, mark.baseline);
  }
  std::map<std::size_t, Setting> measured;
  for (const auto& [sort, baselines] : lines) measured[sort] = {leadingOf(baselines), tabOf(stops[sort])};
  return measured;
}

class Builder {
 public:
  Builder(const MarkedExports& exports, const std::vector<MarkedField>& fields) : fields_(fields) {
    open(form_, exports.upper);
    open(lower_, exports.lower);
    QPDF lines;
    open(lines, exports.lines);
    settings_ = measureLines(lines);
  }

  std::string build() {
    const std::vector<const PdfMark*> upper = sorted(upperMarks_ = readMarks(form_, kFieldMark, MarkLetters::removed));
    const std::vector<const PdfMark*> lower = sorted(lowerMarks_ = readMarks(lower_, kFieldMark, MarkLetters::kept));
    NamedWidgets named(form_);
    for (std::size_t at = 0; at < fields_.size(); ++at) {
      if (!judge(fields_[at], upper[at], lower[at])) continue;
      const QPDFObjectHandle widget = dress(fields_[at], *upper[at], *lower[at]);
      named.add(fields_[at].name, widget);
    }
    if (!problems_.empty()) refuse();
    named.writeTo(form_, fonts_);
    orderAnnotations(upper);
    return write();
  }

 private:
  // By number, one a field; null where LibreOffice printed none or more than one.
  std::vector<const PdfMark*> sorted(const std::vector<PdfMark>& marks) const {
    std::vector<const PdfMark*> found(fields_.size());
    std::vector<bool> twice(fields_.size());
    for (const PdfMark& mark : marks) {
      const auto number = numberOf(mark.target);
      if (!number || *number >= fields_.size()) continue;
      twice[*number] = twice[*number] || found[*number] != nullptr;
      found[*number] = &mark;
    }
    for (std::size_t at = 0; at < found.size(); ++at)
      if (twice[at]) found[at] = nullptr;
    return found;
  }

  void complain(const MarkedField& field, const std::string& reason, std::string hint) {
    problems_.push_back(templateProblem("Il campo «" + field.name + "» " + reason + ".", std::move(hint), field.where));
  }

  [[noreturn]] void refuse() {
    std::string sentence = problems_.size() == 1
                               ? problems_.front().message
                               : "Del modello non si può fare un modulo da compilare: " + std::to_string(problems_.size()) + " problemi.";
    throw Error(ErrorKind::templateFile, std::move(sentence), std::move(problems_));
  }

  bool judge(const MarkedField& field, const PdfMark* upper, const PdfMark* lower) {
    const char* apart = "Ingrandire la riga o la cornice, e tenerla tutta in una pagina.";
    if (upper == nullptr || lower == nullptr || !upper->shown || !lower->shown) {
      complain(field, "non si vede una volta sola sulla pagina", apart);
    } else if (upper->page != lower->page) {
      complain(field, "sta in una riga che passa alla pagina dopo", apart);
    } else if (!QPDFObjectHandle(upper->element).isDictionary()) {
      complain(field, "sta in un disegno, non nel testo della pagina", "Metterlo in una cella o in una cornice di testo.");
    } else if (upper->drawnOn) {
      complain(field, "è sottolineato o barrato", "Togliere la sottolineatura: un campo non ce l’ha.");
    } else {
      return true;
    }
    return false;
  }

  Room roomOf(const MarkedField& field, const PdfMark& upper, const PdfMark& lower) const {
    const double right = lower.x + (lower.width > 0 ? lower.width : upper.width);
    Room room{upper.x, lower.bottom, std::max(right, upper.x), upper.top, upper.top - upper.baseline};
    const double spare = (upper.top - lower.bottom) - (upper.top - upper.bottom);
    if (field.down == MarkedField::Down::middle) room.base += spare / 2;
    if (field.down == MarkedField::Down::bottom) room.base += spare;
    return room;
  }

  static Room boxOf(const MarkedField& field, const PdfMark& mark, const Room& room) {
    const bool mono = fontNameOf(mark).find("Mono") != std::string::npos;
    const BoxShape& shape = mono ? kMonoBox : kBox;
    double x = room.left;
    if (field.across == Alignment::centre) x = (room.left + room.right - mark.width) / 2;
    if (field.across == Alignment::right) x = room.right - mark.width;
    const double y = room.top - room.base;
    return {x + shape.left * mark.size, y + shape.bottom * mark.size, x + shape.right * mark.size, y + shape.top * mark.size, 0};
  }

  static std::string fontNameOf(const PdfMark& mark) {
    QPDFObjectHandle font = mark.font;
    return font.isDictionary() && font.getKey("/BaseFont").isName() ? font.getKey("/BaseFont").getName() : std::string();
  }

  // The resource of the form's own dictionary for a font of its pages.
  std::string fontResource(QPDFObjectHandle font) {
    const auto [known, added] = fontNames_.emplace(font.getObjGen(), "/C" + std::to_string(fontNames_.size() + 1));
    if (added) fonts_.replaceKey(known->second, font);
    return known->second;
  }

  // The Link becomes a widget.
  QPDFObjectHandle dress(const MarkedField& field, const PdfMark& upper, const PdfMark& lower) {
    QPDFObjectHandle widget = upper.annotation;
    for (const char* key : {"/A", "/Border", "/Contents", "/H", "/C"}) widget.removeKey(key);
    widget.replaceKey("/Subtype", QPDFObjectHandle::newName("/Widget"));
    widget.replaceKey("/F", QPDFObjectHandle::newInteger(4));  // 12.5.3: printed
    widget.replaceKey("/P", QPDFPageDocumentHelper(form_).getAllPages().at(upper.page).getObjectHandle());
    widget.replaceKey("/TU", QPDFObjectHandle::newUnicodeString(field.toolTip));
    Room room = roomOf(field, upper, lower);
    if (field.checkBox) room = boxOf(field, upper, room);
    QPDFObjectHandle edges = QPDFObjectHandle::newArray();
    for (const double edge : {room.left, room.bottom, room.right, room.top}) edges.appendItem(real(rounded(edge)));
    widget.replaceKey("/Rect", edges);
    if (field.checkBox) dressBox(widget, upper, room);
    else dressText(field, widget, upper, room);
    QPDFObjectHandle element = upper.element;
    element.replaceKey("/S", QPDFObjectHandle::newName("/Form"));
    element.replaceKey("/Alt", QPDFObjectHandle::newUnicodeString(field.toolTip));
    for (const char* key : {"/A", "/ActualText"}) element.removeKey(key);
    return widget;
  }

  void dressText(const MarkedField& field, QPDFObjectHandle widget, const PdfMark& mark, const Room& room) {
    widget.replaceKey("/FT", QPDFObjectHandle::newName("/Tx"));
    widget.replaceKey("/DA", QPDFObjectHandle::newString(fontResource(mark.font) + " " + decimal(rounded(mark.size)) + " Tf " + colourOf(mark)));
    widget.replaceKey("/Q", QPDFObjectHandle::newInteger(static_cast<int>(field.across)));
    const double line = mark.top - mark.bottom, height = room.top - room.bottom;
    const Setting& setting = settings_[field.sort];
    const double leading = setting.leading.value_or(line);
    const bool multiline = height - line >= leading - kTwip;
    if (multiline) judgeLines(field, setting.leading.has_value());
    widget.replaceKey("/Ff", QPDFObjectHandle::newInteger(multiline ? kMultiline : 0));
    QPDFObjectHandle measures = QPDFObjectHandle::newDictionary();
    measures.replaceKey("/Base", real(rounded(room.base)));
    measures.replaceKey("/Interlinea", real(mark.size > 0 ? leading / mark.size : 0));
    measures.replaceKey("/Minimo", real(std::min(kSmallest, mark.size)));
    if (setting.tab > 0 && field.across == Alignment::left) measures.replaceKey("/Tabulazione", real(rounded(setting.tab)));
    widget.replaceKey("/STSR_Testo", measures);
    QPDFObjectHandle border = QPDFObjectHandle::newDictionary();
    border.replaceKey("/W", QPDFObjectHandle::newInteger(0));
    widget.replaceKey("/BS", border);
    QPDFObjectHandle appearances = QPDFObjectHandle::newDictionary();
    appearances.replaceKey("/N", blank(room));
    widget.replaceKey("/AP", appearances);
  }

  void judgeLines(const MarkedField& field, bool even) {
    if (field.down != MarkedField::Down::top) {
      complain(field, "ha posto per più righe ma il testo non comincia in alto",
               "Allineare in alto il contenuto della cella o della cornice, o ridurla a una riga.");
    }
    if (!even) complain(field, "ha righe a distanza disuguale", "Dare al capoverso un’interlinea del 100 % o più.");
  }

  static std::string colourOf(const PdfMark& mark) {
    const std::string& colour = mark.colour;
    return colour.substr(0, colour.find_last_not_of(' ') + 1);
  }

  void dressBox(QPDFObjectHandle widget, const PdfMark& mark, const Room& room) {
    const BoxShape& shape = fontNameOf(mark).find("Mono") != std::string::npos ? kMonoBox : kBox;
    widget.replaceKey("/FT", QPDFObjectHandle::newName("/Btn"));
    widget.replaceKey("/DA", QPDFObjectHandle::newString("/ZaDb 0 Tf " + colourOf(mark)));
    QPDFObjectHandle look = QPDFObjectHandle::newDictionary();
    look.replaceKey("/CA", QPDFObjectHandle::newString("8"));  // a cross, as ☒ has
    look.replaceKey("/BC", colourArray(mark));
    widget.replaceKey("/MK", look);
    // Where the sign ☐ or ☒ stands, for who draws it as a letter.
    QPDFObjectHandle measures = QPDFObjectHandle::newDictionary();
    measures.replaceKey("/Corpo", real(rounded(mark.size)));
    measures.replaceKey("/X", real(rounded(-shape.left * mark.size)));
    measures.replaceKey("/Y", real(rounded(-shape.bottom * mark.size)));
    widget.replaceKey("/STSR_Testo", measures);
    QPDFObjectHandle border = QPDFObjectHandle::newDictionary();
    border.replaceKey("/W", real(rounded(shape.stroke * mark.size)));
    widget.replaceKey("/BS", border);
    QPDFObjectHandle states = QPDFObjectHandle::newDictionary();
    states.replaceKey("/Si", blank(room));
    states.replaceKey("/Off", blank(room));
    QPDFObjectHandle appearances = QPDFObjectHandle::newDictionary();
    appearances.replaceKey("/N", states);
    widget.replaceKey("/AP", appearances);
    widget.replaceKey("/AS", QPDFObjectHandle::newName("/Off"));
  }

  // «0 0 0 rg» as «[0 0 0]» (12.5.6.19).
  static QPDFObjectHandle colourArray(const PdfMark& mark) {
    const std::string colour = colourOf(mark);
    return QPDFObjectHandle::parse("[" + colour.substr(0, colour.find_last_of(' ')) + "]");
  }

  // PDF/A wants an appearance of every field (ISO 19005-2, 6.3.3); who fills the form draws another.
  QPDFObjectHandle blank(const Room& room) {
    const std::string size = decimal(rounded(room.right - room.left)) + " " + decimal(rounded(room.top - room.bottom));
    const auto known = blanks_.find(size);
    if (known != blanks_.end()) return known->second;
    QPDFObjectHandle drawing = form_.makeIndirectObject(QPDFObjectHandle::newStream(&form_, ""));
    drawing.getDict().replaceKey("/Type", QPDFObjectHandle::newName("/XObject"));
    drawing.getDict().replaceKey("/Subtype", QPDFObjectHandle::newName("/Form"));
    drawing.getDict().replaceKey("/BBox", QPDFObjectHandle::parse("[0 0 " + size + "]"));
    return blanks_.emplace(size, drawing).first->second;
  }

  // LibreOffice lists those in tables behind all others: the order of the text comes back.
  void orderAnnotations(const std::vector<const PdfMark*>& marks) {
    std::map<QPDFObjGen, std::size_t> order;
    for (std::size_t at = 0; at < marks.size(); ++at) order.emplace(marks[at]->annotation.getObjGen(), at + 1);
    for (QPDFPageObjectHelper page : QPDFPageDocumentHelper(form_).getAllPages()) {
      QPDFObjectHandle annotations = page.getObjectHandle().getKey("/Annots");
      if (!annotations.isArray()) continue;
      std::vector<QPDFObjectHandle> items = annotations.getArrayAsVector();
      std::stable_sort(items.begin(), items.end(), [&](const QPDFObjectHandle& a, const QPDFObjectHandle& b) {
        const auto placeOf = [&](const QPDFObjectHandle& item) {
          const auto found = order.find(item.getObjGen());
          return found == order.end() ? std::size_t{0} : found->second;
        };
        return placeOf(a) < placeOf(b);
      });
      page.getObjectHandle().replaceKey("/Annots", QPDFObjectHandle::newArray(items));
      page.getObjectHandle().replaceKey("/Tabs", QPDFObjectHandle::newName("/S"));
    }
  }

  std::string write() {
    QPDFWriter writer(form_);
    writer.setOutputMemory();
    writer.setDeterministicID(true);
    writer.setObjectStreamMode(qpdf_o_disable);
    writer.setNewlineBeforeEndstream(true);
    writer.write();
    const auto buffer = writer.getBufferSharedPointer();
    return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
  }

  const std::vector<MarkedField>& fields_;
  QPDF form_, lower_;
  std::vector<PdfMark> upperMarks_, lowerMarks_;
  std::map<std::size_t, Setting> settings_;
  std::map<QPDFObjGen, std::string> fontNames_;
  QPDFObjectHandle fonts_ = QPDFObjectHandle::newDictionary();
  std::map<std::string, QPDFObjectHandle> blanks_;
  std::vector<Problem> problems_;
};

}  // namespace

std::string buildFields(const MarkedExports& exports, const std::vector<MarkedField>& fields) {
  try {
    return Builder(exports, fields).build();
  } catch (const Error&) {
    throw;
  } catch (const std::exception&) {  // whatever qpdf finds wrong
    throw Error(ErrorKind::conversion, "Il PDF del modello non si lascia trasformare in un modulo da compilare.");
  }
}

}  // namespace stesura
