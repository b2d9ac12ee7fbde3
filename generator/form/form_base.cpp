#include "generator/form/form_base.h"

#include <algorithm>
#include <exception>
#include <map>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDFWriter.hh>
#include <utility>

#include "generator/error.h"
#include "generator/form/form_page.h"
#include "generator/form/form_structure.h"
#include "generator/form/form_typefaces.h"
#include "generator/form/look.h"
#include "generator/pdf/increment.h"
#include "generator/pdf/metadata.h"

namespace stesura {
namespace {

constexpr char kPlaceholderDate[] = "1904-02-29";  // no document is of that day
constexpr char kPlaceholderDigits[] = "19040229";
constexpr double kSmallestLetters = 6;  // points; smaller is hard to read on paper

// /DA of the widget, the field or the form, the nearest of them.
std::string defaultAppearance(QPDFObjectHandle widget, QPDFObjectHandle field, QPDFObjectHandle form) {
  for (QPDFObjectHandle holder : {widget, field, form}) {
    if (!holder.isDictionary()) continue;
    QPDFObjectHandle found = holder.getKey("/DA");
    if (found.isString()) return found.getStringValue();
  }
  return {};
}

QPDFObjectHandle formOf(QPDF& pdf) { return pdf.getRoot().getKey("/AcroForm"); }

const Face& faceOf(const FormFonts& fonts, QPDFObjectHandle form, const std::string& resource) {
  QPDFObjectHandle found = QPDFObjectHandle::newNull();
  if (form.isDictionary() && form.getKey("/DR").isDictionary() && form.getKey("/DR").getKey("/Font").isDictionary()) {
    found = form.getKey("/DR").getKey("/Font").getKey("/" + resource);
  }
  if (!found.isDictionary() || !found.getKey("/BaseFont").isName()) return fonts.nearest(resource);
  unsigned flags = 0;
  QPDFObjectHandle descriptor = found.getKey("/FontDescriptor");
  if (descriptor.isDictionary() && descriptor.getKey("/Flags").isInteger()) {
    flags = static_cast<unsigned>(descriptor.getKey("/Flags").getUIntValueAsUInt());
  }
  return fonts.nearest(found.getKey("/BaseFont").getName().substr(1), flags);
}

bool isLettered(FormFieldType type) {
  return type == FormFieldType::text || type == FormFieldType::comboBox || type == FormFieldType::listBox;
}

bool isTicked(FormFieldType type) { return type == FormFieldType::checkBox || type == FormFieldType::radio; }

WidgetLook lookOf(const TakenForm& form, std::size_t field, std::size_t widget) {
  const FormObjects& objects = form.objects[field];
  return readLook(objects.widgets[widget],
                  defaultAppearance(objects.widgets[widget], objects.field, formOf(*form.pdf)));
}

double numberIn(QPDFObjectHandle dictionary, const char* key, double otherwise) {
  if (!dictionary.isDictionary()) return otherwise;
  QPDFObjectHandle value = dictionary.getKey(key);
  return value.isNumber() ? value.getNumericValue() : otherwise;
}

Alignment alignmentOf(QPDFObjectHandle widget, QPDFObjectHandle field) {
  for (QPDFObjectHandle holder : {widget, field}) {
    if (!holder.getKey("/Q").isInteger()) continue;
    const long long value = holder.getKey("/Q").getIntValue();
    return value == 1 ? Alignment::centre : value == 2 ? Alignment::right : Alignment::left;
  }
  return Alignment::left;
}

std::string cutEnd(std::string dictionary) {  // «<< … >>» without its end
  dictionary.resize(dictionary.size() - 2);
  return dictionary;
}

std::string cutEnds(const std::string& dictionary) { return dictionary.substr(2, dictionary.size() - 4); }

DatedText split(const std::string& text, const std::string& date) {
  DatedText dated;
  std::size_t begin = 0;
  for (std::size_t at; (at = text.find(date, begin)) != std::string::npos; begin = at + date.size()) {
    dated.pieces.push_back(text.substr(begin, at - begin));
  }
  dated.pieces.push_back(text.substr(begin));
  return dated;
}

std::string dataOf(QPDFObjectHandle stream) {
  const auto data = stream.getStreamData(qpdf_dl_generalized);
  return {reinterpret_cast<const char*>(data->getBuffer()), data->getSize()};
}

class BaseWriter {
 public:
  BaseWriter(TakenForm form, const PreparedFaces& faces, const std::vector<std::string>& labels, FormOutput output)
      : form_(std::move(form)), pdf_(*form_.pdf), faces_(faces), labels_(labels), output_(output), structure_(pdf_) {}

  FormBase write(const std::string& title) {
    const FormTypefaces typefaces = embedTypefaces(pdf_, faces_, hasSigns() ? Signs::embedded : Signs::none);
    resources_ = typefaces.resources;
    simpleFonts_ = typefaces.simple;
    base_.fields.resize(form_.description.fields.size());
    pages_ = pdf_.getAllPages();
    pageContents_.resize(pages_.size());
    for (std::size_t at = 0; at < base_.fields.size(); ++at) prepareField(at);
    for (std::size_t at = 0; at < pages_.size(); ++at) preparePage(at);
    if (output_ == FormOutput::flattened) dropForm();
    else dressForm();
    writeMetadata(pdf_, kPlaceholderDate, titleOf(title));
    writeBytes();
    readBack();
    return std::move(base_);
  }

 private:
  QPDFObjectHandle indirect(QPDFObjectHandle object) { return pdf_.makeIndirectObject(object); }

  QPDFObjectHandle dictionary(const std::string& body) { return QPDFObjectHandle::parse(&pdf_, "<<" + body + ">>"); }

  std::string titleOf(const std::string& title) {
    QPDFObjectHandle info = pdf_.getTrailer().getKey("/Info");
    const bool titled = info.isDictionary() && info.getKey("/Title").isString() && !info.getKey("/Title").getUTF8Value().empty();
    return titled ? std::string() : title;
  }

  bool hasSigns() {
    for (FormObjects& objects : form_.objects) {
      for (QPDFObjectHandle& widget : objects.widgets) {
        if (widget.getKey("/STSR_Testo").isDictionary() && widget.getKey("/STSR_Testo").hasKey("/Corpo")) return true;
      }
    }
    return false;
  }

  // A form XObject that draws `content` in an upright box.
  QPDFObjectHandle drawing(double width, double height, const std::string& matrix, const std::string& content) {
    QPDFObjectHandle stream = QPDFObjectHandle::newStream(&pdf_, content);
    std::string body = "/Type/XObject/Subtype/Form/BBox[0 0 ";
    appendNumber(body, width);
    body += ' ';
    appendNumber(body, height);
    body += "]/Matrix" + matrix;
    QPDFObjectHandle dict = dictionary(body);
    dict.replaceKey("/Resources", resources_);
    stream.replaceDict(dict);
    return indirect(stream);
  }

  void prepareField(std::size_t at) {
    const FormField& field = form_.description.fields[at];
    PreparedField& prepared = base_.fields[at];
    for (std::size_t widget = 0; widget < field.widgets.size(); ++widget) {
      prepared.widgets.push_back(prepareWidget(at, widget));
    }
    QPDFObjectHandle object = form_.objects[at].field;
    if (output_ == FormOutput::flattened) return;
    if (isLettered(field.type)) dressField(object, at, 0);
    QPDFObjectHandle tip = object.getKey("/TU");
    const bool mute = !tip.isString() || tip.getUTF8Value().empty();
    if (mute && !labels_[at].empty()) object.replaceKey("/TU", QPDFObjectHandle::newUnicodeString(labels_[at]));
  }

  // The default appearance in a font of ours, in which viewers let people type.
  void dressField(QPDFObjectHandle holder, std::size_t field, std::size_t widget) {
    if (form_.objects[field].widgets.empty()) return;
    const WidgetLook look = lookOf(form_, field, widget);
    std::string appearance = "/Sc" + std::to_string(faceNumber(look)) + " ";
    appendNumber(appearance, look.fontSize);
    appearance += " Tf " + (look.textColour.empty() ? std::string("0 g") : look.textColour);
    holder.replaceKey("/DA", QPDFObjectHandle::newString(appearance));
  }

  std::uint32_t faceNumber(const WidgetLook& look) {
    const auto [found, isNew] = numbers_.emplace(look.fontName, 0);
    if (!isNew) return found->second;
    found->second = numberOf(faceOf(faces_.fonts(), original_, look.fontName));
    return found->second;
  }

  std::uint32_t numberOf(const Face& face) const {
    for (std::uint32_t number = 0; number < faces_.size(); ++number) {
      if (&faces_.face(number) == &face) return number;
    }
    return 0;
  }

  PreparedWidget prepareWidget(std::size_t at, std::size_t number) {
    const FormField& field = form_.description.fields[at];
    const FormWidget& place = field.widgets[number];
    QPDFObjectHandle widget = form_.objects[at].widgets[number];
    WidgetLook look = lookOf(form_, at, number);
    if (field.type == FormFieldType::radio && !hasCaption(widget)) look.tick = TickShape::circle;
    PreparedWidget prepared;
    prepared.page = place.page;
    drawFrame(look, field.type, prepared.frame);
    if (isLettered(field.type)) {
      prepareLetters(field, widget, form_.objects[at].field, look, prepared);
      if (widget.getKey("/DA").isString() && output_ == FormOutput::fillable) dressField(widget, at, number);
    }
    if (isTicked(field.type) && !drawSigns(widget, look, prepared)) {
      prepared.ticked = prepared.frame;
      drawTick(look, prepared.ticked);
    }
    if (field.type == FormFieldType::signature) return prepared;
    QPDFObjectHandle empty = drawing(look.width, look.height, look.matrix(), prepared.frame);
    placeDrawing(field, place, widget, empty, prepared, look);
    drawings_.push_back({at, number, empty});
    return prepared;
  }

  // The box of a form made of an ODT layout is a letter, as it is there: it reads «☐» or «☒».
  bool drawSigns(QPDFObjectHandle widget, const WidgetLook& look, PreparedWidget& prepared) {
    QPDFObjectHandle measured = widget.getKey("/STSR_Testo");
    if (!measured.isDictionary()) return false;
    const SignPlace place{numberIn(measured, "/X", 0), numberIn(measured, "/Y", 0), numberIn(measured, "/Corpo", look.height)};
    const std::string colour = look.textColour.empty() ? "0 g" : look.textColour;
    prepared.frame = drawnSign(faces_.fonts(), kBoxSign, place, colour);
    prepared.ticked = drawnSign(faces_.fonts(), kTickedSign, place, colour);
    return true;
  }

  static bool hasCaption(QPDFObjectHandle widget) {
    QPDFObjectHandle dress = widget.getKey("/MK");
    return dress.isDictionary() && dress.getKey("/CA").isString();
  }

  void prepareLetters(const FormField& field, QPDFObjectHandle widget, QPDFObjectHandle holder, const WidgetLook& look,
                      PreparedWidget& prepared) {
    FieldRoom& room = prepared.room;
    room.width = look.width;
    room.height = look.height;
    room.inset = look.inset();
    room.font = faceNumber(look);
    room.size = look.fontSize;
    room.smallest = look.fontSize > 0 ? std::min(look.fontSize, kSmallestLetters) : kSmallestLetters;
    room.alignment = alignmentOf(widget, holder);
    room.multiline = field.multiline;
    room.comb = field.comb ? field.maxLength : 0;
    room.maxLength = field.maxLength;
    // What a form made of an ODT layout knows of the letters that LibreOffice would set.
    QPDFObjectHandle measured = widget.getKey("/STSR_Testo");
    if (measured.isDictionary()) {
      room.inset = 0;
      room.firstBaseline = numberIn(measured, "/Base", room.firstBaseline);
      room.leading = numberIn(measured, "/Interlinea", room.leading);
      room.smallest = numberIn(measured, "/Minimo", room.smallest);
      room.tab = numberIn(measured, "/Tabulazione", 0);
    }
    prepared.colour = look.textColour.empty() ? std::string("0 g") : look.textColour;
    constexpr std::size_t kMostDividers = 500;
    if (room.comb > 1 && room.comb <= kMostDividers && !look.border.empty()) drawDividers(look, room, prepared.frame);
  }

  // Between the cells of a comb that has a border.
  static void drawDividers(const WidgetLook& look, const FieldRoom& room, std::string& out) {
    out += "q\n" + look.border + "\n";
    appendNumber(out, look.borderWidth);
    out += " w\n";
    for (std::size_t cell = 1; cell < room.comb; ++cell) {
      const double x = room.width * static_cast<double>(cell) / static_cast<double>(room.comb);
      appendNumber(out, x);
      out += " 0 m ";
      appendNumber(out, x);
      out += ' ';
      appendNumber(out, room.height);
      out += " l S\n";
    }
    out += "Q\n";
  }

  // Into the widget, or onto the page of a form that is to be flat.
  void placeDrawing(const FormField& field, const FormWidget& place, QPDFObjectHandle widget, QPDFObjectHandle empty,
                    const PreparedWidget& prepared, const WidgetLook& look) {
    if (output_ == FormOutput::flattened) {
      if (field.type != FormFieldType::button && isShown(widget)) lay(place, widget, empty);
      return;
    }
    QPDFObjectHandle appearance = QPDFObjectHandle::newDictionary();
    if (isTicked(field.type)) {
      QPDFObjectHandle states = QPDFObjectHandle::newDictionary();
      states.replaceKey("/" + place.onState, drawing(look.width, look.height, look.matrix(), prepared.ticked));
      states.replaceKey("/Off", empty);
      appearance.replaceKey("/N", states);
      widget.replaceKey("/AS", QPDFObjectHandle::newName("/Off"));
      widget.removeKey("/DA");  // no letters are set in it, so it needs no font
    } else {
      appearance.replaceKey("/N", empty);
    }
    widget.replaceKey("/AP", appearance);
    structure_.link(widget, pages_[place.page]);
  }

  // 12.5.3: Invisible, Hidden, NoView.
  static bool isShown(QPDFObjectHandle widget) {
    constexpr long long kHidden = 1 | 2 | 32;
    return !widget.getKey("/F").isInteger() || (widget.getKey("/F").getIntValue() & kHidden) == 0;
  }

  void lay(const FormWidget& place, QPDFObjectHandle widget, QPDFObjectHandle drawn) {
    std::string& content = pageContents_[place.page];
    const std::string name = "/StesuraCampo" + std::to_string(laid_.size());
    const std::string mark = structure_.replaceByContent(widget, pages_[place.page]);
    content += mark + "q 1 0 0 1 ";
    appendNumber(content, place.left);
    content += ' ';
    appendNumber(content, place.bottom);
    content += " cm " + name + " Do Q\n";
    if (!mark.empty()) content += "EMC\n";
    laid_.push_back({place.page, name, drawn});
  }

  void preparePage(std::size_t at) {
    const PageFrame frame = frameOf(pages_[at]);
    QPDFObjectHandle marks = drawing(frame.width, frame.height, frame.matrix, {});
    QPDFObjectHandle watermark = drawing(frame.width, frame.height, frame.matrix, {});
    marks_.push_back({marks, watermark});
    FormBase::Page prepared;
    prepared.width = frame.width;
    prepared.height = frame.height;
    base_.pages.push_back(prepared);
    std::map<std::string, QPDFObjectHandle> drawings = {{"/StesuraDiciture", marks}, {"/StesuraFiligrana", watermark}};
    for (const Laid& laid : laid_) {
      if (laid.page == at) drawings.emplace(laid.name, laid.drawing);
    }
    addDrawings(pages_[at], drawings);
    wrapContents(pdf_, pages_[at], "/Artifact BMC q /StesuraFiligrana Do Q EMC\n",
                 pageContents_[at] + "/Artifact BMC q /StesuraDiciture Do Q EMC\n");
    if (pages_[at].getKey("/Annots").isArray() && structure_.exists()) {
      pages_[at].replaceKey("/Tabs", QPDFObjectHandle::newName("/S"));
    }
  }

  void dressForm() {
    QPDFObjectHandle form = formOf(pdf_);
    form.replaceKey("/DA", QPDFObjectHandle::newString("/Sc0 0 Tf 0 g"));
    QPDFObjectHandle resources = QPDFObjectHandle::newDictionary();
    resources.replaceKey("/Font", simpleFonts_);
    form.replaceKey("/DR", resources);
    form.removeKey("/NeedAppearances");
  }

  void dropForm() {
    pdf_.getRoot().removeKey("/AcroForm");
    for (QPDFObjectHandle& page : pages_) {
      QPDFObjectHandle annotations = page.getKey("/Annots");
      if (!annotations.isArray()) continue;
      QPDFObjectHandle kept = QPDFObjectHandle::newArray();
      for (int i = 0; i < annotations.getArrayNItems(); ++i) {
        QPDFObjectHandle one = annotations.getArrayItem(i);
        const bool widget = one.isDictionary() && one.getKey("/Subtype").isName() && one.getKey("/Subtype").getName() == "/Widget";
        if (!widget) kept.appendItem(one);
      }
      if (kept.getArrayNItems() == 0) page.removeKey("/Annots");
      else page.replaceKey("/Annots", kept);
    }
  }

  void writeBytes() {
    pdf_.getTrailer().removeKey("/ID");
    pdf_.getTrailer().removeKey("/DocChecksum");
    QPDFWriter writer(pdf_);
    writer.setOutputMemory();
    writer.setStaticID(true);  // each document brings its own
    // What no document touches takes little room in object streams, which PDF/A-1 does not know.
    const bool plain = pdfAPart(pdf_) == 1;
    base_.references = plain ? PdfReferences::table : PdfReferences::stream;
    writer.setObjectStreamMode(plain ? qpdf_o_disable : qpdf_o_generate);
    writer.setNewlineBeforeEndstream(true);
    writer.write();
    const auto buffer = writer.getBufferSharedPointer();
    base_.bytes.assign(reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize());
    const auto numberOf = [&writer](QPDFObjectHandle object) {
      return static_cast<std::uint32_t>(writer.getRenumberedObjGen(object.getObjGen()).getObj());
    };
    for (const Drawn& drawn : drawings_) base_.fields[drawn.field].widgets[drawn.widget].appearance = numberOf(drawn.object);
    for (std::size_t at = 0; at < marks_.size(); ++at) {
      base_.pages[at].marks = numberOf(marks_[at].first);
      base_.pages[at].watermark = numberOf(marks_[at].second);
    }
    base_.fontResources = numberOf(resources_);
    base_.catalog = numberOf(pdf_.getRoot());
    base_.info = numberOf(pdf_.getTrailer().getKey("/Info"));
    base_.metadata = numberOf(pdf_.getRoot().getKey("/Metadata"));
    if (output_ == FormOutput::flattened) return;
    for (std::size_t at = 0; at < base_.fields.size(); ++at) {
      FormObjects& objects = form_.objects[at];
      base_.fields[at].object = numberOf(objects.field);
      for (std::size_t widget = 0; widget < objects.widgets.size(); ++widget) {
        base_.fields[at].widgets[widget].object = numberOf(objects.widgets[widget]);
      }
    }
  }

  // The objects as they stand in the bytes, under their final numbers.
  void readBack() {
    const std::size_t mark = base_.bytes.rfind("startxref");
    base_.table = std::stoul(base_.bytes.substr(mark + 9));
    base_.digest.emplace(base_.bytes);
    QPDF written;
    written.setSuppressWarnings(true);
    written.processMemoryFile("modulo", base_.bytes.data(), base_.bytes.size());
    base_.size = static_cast<std::uint32_t>(written.getTrailer().getKey("/Size").getUIntValueAsUInt());
    base_.trailer = "/Root " + std::to_string(base_.catalog) + " 0 R/Info " + std::to_string(base_.info) + " 0 R";
    const auto object = [&written](std::uint32_t number) { return written.getObject(static_cast<int>(number), 0); };
    for (PreparedField& field : base_.fields) readField(field, object);
    for (FormBase::Page& page : base_.pages) page.dictionary = streamDictionary(object(page.marks));
    base_.fonts = cutEnds(object(base_.fontResources).getKey("/Font").unparseResolved());
    base_.infoText = split(object(base_.info).unparseResolved(), kPlaceholderDigits);
    std::string packet = dataOf(object(base_.metadata));
    base_.packet = split(packet, kPlaceholderDate);
    base_.pdfA = pdfAPart(written) > 0;
    // An attached file is the only thing that parts 2 and 3 of PDF/A see differently.
    constexpr std::string_view kPart2 = "<pdfaid:part>2<";
    if (const auto part = packet.find(kPart2); part != std::string::npos) packet[part + kPart2.size() - 2] = '3';
    base_.packetWithData = split(packet, kPlaceholderDate);
    readCatalog(object(base_.catalog));
  }

  template <typename Lookup>
  static void readField(PreparedField& field, const Lookup& object) {
    for (PreparedWidget& widget : field.widgets) {
      if (widget.appearance != 0) widget.appearanceDictionary = streamDictionary(object(widget.appearance));
      if (widget.object == 0) continue;
      if (widget.object == field.object) field.isWidget = true;
      else widget.dictionary = openDictionary(object(widget.object));
    }
    if (field.object != 0) field.dictionary = openDictionary(object(field.object));
  }

  static std::string openDictionary(QPDFObjectHandle object) {
    QPDFObjectHandle copy = object.shallowCopy();
    copy.removeKey("/AS");
    return cutEnd(copy.unparse());
  }

  static std::string streamDictionary(QPDFObjectHandle stream) {
    QPDFObjectHandle copy = stream.getDict().shallowCopy();
    for (const char* key : {"/Length", "/Filter", "/DecodeParms"}) copy.removeKey(key);
    return cutEnds(copy.unparse());
  }

  void readCatalog(QPDFObjectHandle catalog) {
    QPDFObjectHandle copy = catalog.shallowCopy();
    QPDFObjectHandle names = copy.getKey("/Names");
    if (names.isDictionary()) {
      names = names.shallowCopy();
      names.removeKey("/EmbeddedFiles");
      base_.namesText = cutEnds(names.unparse());
    }
    copy.removeKey("/Names");
    copy.removeKey("/AF");
    base_.catalogText = cutEnd(copy.unparse());
  }

  struct Drawn {
    std::size_t field, widget;
    QPDFObjectHandle object;
  };
  struct Laid {
    std::size_t page;
    std::string name;
    QPDFObjectHandle drawing;
  };

  TakenForm form_;
  QPDF& pdf_;
  const PreparedFaces& faces_;
  const std::vector<std::string>& labels_;
  FormOutput output_;
  FormStructure structure_;
  QPDFObjectHandle original_ = formOf(pdf_);  // whose fonts the default appearances name
  FormBase base_;
  std::vector<QPDFObjectHandle> pages_;
  std::vector<std::string> pageContents_;
  QPDFObjectHandle resources_, simpleFonts_;
  std::map<std::string, std::uint32_t> numbers_;  // by font resource
  std::vector<Drawn> drawings_;
  std::vector<Laid> laid_;
  std::vector<std::pair<QPDFObjectHandle, QPDFObjectHandle>> marks_;  // on top, behind
};

}  // namespace

void enterFaces(const TakenForm& form, PreparedFaces& faces) {
  QPDFObjectHandle acroForm = formOf(*form.pdf);
  for (std::size_t at = 0; at < form.description.fields.size(); ++at) {
    const FormField& field = form.description.fields[at];
    for (std::size_t widget = 0; widget < field.widgets.size(); ++widget) {
      if (isLettered(field.type)) faces.enter(faceOf(faces.fonts(), acroForm, lookOf(form, at, widget).fontName));
    }
  }
  if (faces.size() == 0) faces.enter(faces.fonts().nearest("Helvetica"));
}

FormBase prepareBase(TakenForm form, const PreparedFaces& faces, const std::vector<std::string>& labels,
                     const std::string& title, FormOutput output) {
  try {
    return BaseWriter(std::move(form), faces, labels, output).write(title);
  } catch (const Error&) {
    throw;
  } catch (const std::exception&) {  // whatever qpdf finds wrong
    throw Error(ErrorKind::templateFile, "Il modulo PDF è danneggiato: non si lascia riscrivere.");
  }
}

}  // namespace stesura
