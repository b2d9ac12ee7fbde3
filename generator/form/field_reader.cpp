#include "generator/form/field_reader.h"

#include <algorithm>
#include <cmath>
#include <qpdf/QUtil.hh>

#include "generator/form/date_script.h"
#include "generator/form/opening.h"

namespace stesura {
namespace {

constexpr double kFarthest = 14400;         // points: the largest page of PDF 1.7 (annex C)
constexpr int kMostOptions = 20000;
constexpr std::size_t kLongestScript = 1u << 20;

// Bits of /Ff (tables 221, 226, 228, 230).
constexpr long long kReadOnly = 1, kRequired = 1 << 1, kMultiline = 1 << 12, kPassword = 1 << 13, kFileSelect = 1 << 20,
                    kComb = 1 << 24, kRadio = 1 << 15, kPushButton = 1 << 16, kCombo = 1 << 17, kEdit = 1 << 18,
                    kMultiSelect = 1 << 21;

// Names are bytes; those that are no UTF-8 are read as PDFDocEncoding, like old producers wrote them.
std::string utf8OfName(QPDFObjectHandle name) {
  const std::string bytes = name.getName().substr(1);
  bool hasHigh = false, isUtf8 = false, isUtf16 = false;
  QUtil::analyze_encoding(bytes, hasHigh, isUtf8, isUtf16);
  return !hasHigh || isUtf8 ? bytes : QUtil::pdf_doc_to_utf8(bytes);
}

// A text string, also where it stands in a stream (12.7.3.4), or a name.
std::string textOf(QPDFObjectHandle value) {
  if (value.isString()) return value.getUTF8Value();
  if (value.isName()) return utf8OfName(value);
  return "";
}

// A stream is read only if its one filter is Flate: anything else is not what producers write here.
std::string textOfStream(QPDFObjectHandle stream) {
  const std::string bytes = plainStream(stream, kLongestScript);
  return QPDFObjectHandle::newString(bytes).getUTF8Value();
}

std::string longTextOf(QPDFObjectHandle value) { return value.isStream() ? textOfStream(value) : textOf(value); }

std::string dateFormatIn(QPDFObjectHandle dictionary) {
  QPDFObjectHandle additional = dictionary.getKey("/AA");
  if (!additional.isDictionary()) return "";
  for (const char* moment : {"/F", "/K"}) {
    QPDFObjectHandle action = additional.getKey(moment);
    if (!action.isDictionary()) continue;
    const std::string format = dateFormatOf(longTextOf(action.getKey("/JS")));
    if (!format.empty()) return format;
  }
  return "";
}

FormFieldType typeOf(const std::string& type, long long flags) {
  if (type == "/Btn") {
    if (flags & kPushButton) return FormFieldType::button;
    return flags & kRadio ? FormFieldType::radio : FormFieldType::checkBox;
  }
  if (type == "/Ch") return flags & kCombo ? FormFieldType::comboBox : FormFieldType::listBox;
  return type == "/Sig" ? FormFieldType::signature : FormFieldType::text;
}

// The first state of an appearance that is not «Off» (12.7.4.2.3).
std::string stateIn(QPDFObjectHandle appearances) {
  for (const char* kind : {"/N", "/D"}) {
    QPDFObjectHandle states = appearances.isDictionary() ? appearances.getKey(kind) : QPDFObjectHandle::newNull();
    if (!states.isDictionary()) continue;
    for (const std::string& state : states.getKeys()) {
      if (state != "/Off") return utf8OfName(QPDFObjectHandle::newName(state));
    }
  }
  return "";
}

std::string onStateOf(QPDFObjectHandle widget, const FoundField& found, std::size_t index) {
  const std::string drawn = stateIn(widget.getKey("/AP"));
  if (!drawn.empty()) return drawn;
  QPDFObjectHandle shown = widget.getKey("/AS");
  if (shown.isName() && shown.getName() != "/Off") return utf8OfName(shown);
  if (found.widgets.size() > 1) return std::to_string(index);
  QPDFObjectHandle value = inherited(found, "/V");
  if (value.isName() && value.getName() != "/Off") return utf8OfName(value);
  return "Yes";
}

void readStates(const FoundField& found, FormField& field) {
  QPDFObjectHandle shown = inherited(found, "/Opt");
  for (std::size_t i = 0; i < field.widgets.size(); ++i) {
    std::string& state = field.widgets[i].onState;
    state = onStateOf(found.widgets[i].dictionary, found, i);
    const bool isKnown = std::any_of(field.options.begin(), field.options.end(),
                                     [&](const FormOption& option) { return option.value == state; });
    if (isKnown) continue;
    FormOption option{state, state};
    const int at = static_cast<int>(i);
    if (shown.isArray() && at < shown.getArrayNItems() && shown.getArrayItem(at).isString()) {
      option.shown = shown.getArrayItem(at).getUTF8Value();
    }
    field.options.push_back(option);
  }
}

void readMark(const FoundField& found, FormField& field) {
  readStates(found, field);
  const std::string value = textOf(inherited(found, "/V"));
  const auto isOn = [&](const std::string& state) {
    return std::any_of(field.options.begin(), field.options.end(),
                       [&](const FormOption& option) { return option.value == state; });
  };
  if (!value.empty()) {
    if (isOn(value)) field.values.push_back(value);
    return;
  }
  for (FoundWidget widget : found.widgets) {
    QPDFObjectHandle state = widget.dictionary.getKey("/AS");
    if (!state.isName() || state.getName() == "/Off" || !isOn(utf8OfName(state))) continue;
    field.values.push_back(utf8OfName(state));
    return;
  }
}

void readChoices(const FoundField& found, FormField& field) {
  QPDFObjectHandle options = inherited(found, "/Opt");
  const int count = options.isArray() ? options.getArrayNItems() : 0;
  if (count > kMostOptions) refuse("Un elenco del PDF ha più di 20.000 voci.");
  for (int i = 0; i < count; ++i) {
    QPDFObjectHandle option = options.getArrayItem(i);
    if (option.isString()) {
      field.options.push_back({option.getUTF8Value(), option.getUTF8Value()});
    } else if (option.isArray() && option.getArrayNItems() > 0 && option.getArrayItem(0).isString()) {
      const std::string value = option.getArrayItem(0).getUTF8Value();
      const bool hasShown = option.getArrayNItems() > 1 && option.getArrayItem(1).isString();
      field.options.push_back({value, hasShown ? option.getArrayItem(1).getUTF8Value() : value});
    }
  }
  QPDFObjectHandle value = inherited(found, "/V");
  const int chosen = value.isArray() ? std::min(value.getArrayNItems(), kMostOptions) : 0;
  for (int i = 0; i < chosen; ++i) {
    const std::string text = textOf(value.getArrayItem(i));
    if (!text.empty()) field.values.push_back(text);
  }
  const std::string text = longTextOf(value);
  if (!text.empty()) field.values.push_back(text);
}

void readText(const FoundField& found, long long flags, FormField& field) {
  QPDFObjectHandle length = inherited(found, "/MaxLen");
  if (length.isInteger() && length.getIntValue() > 0) field.maxLength = static_cast<std::size_t>(length.getIntValue());
  field.multiline = flags & kMultiline;
  field.password = flags & kPassword;
  field.comb = (flags & kComb) && field.maxLength > 0 && !(flags & (kMultiline | kPassword | kFileSelect));
  const std::string text = longTextOf(inherited(found, "/V"));
  if (!text.empty()) field.values.push_back(text);
}

}  // namespace

FormWidget readPlace(QPDFObjectHandle widget, std::size_t page) {
  FormWidget place{.page = page};
  QPDFObjectHandle rectangle = widget.getKey("/Rect");
  if (!rectangle.isArray() || rectangle.getArrayNItems() != 4) return place;
  double corner[4];
  for (int i = 0; i < 4; ++i) {
    QPDFObjectHandle number = rectangle.getArrayItem(i);
    if (!number.isNumber()) return place;
    corner[i] = number.getNumericValue();
    if (std::isnan(corner[i])) return place;
    corner[i] = std::clamp(corner[i], -kFarthest, kFarthest);
  }
  place.left = std::min(corner[0], corner[2]);
  place.right = std::max(corner[0], corner[2]);
  place.bottom = std::min(corner[1], corner[3]);
  place.top = std::max(corner[1], corner[3]);
  return place;
}

FormField readField(const FoundField& found) {
  FormField field{.name = found.name};
  QPDFObjectHandle bits = inherited(found, "/Ff");
  const long long flags = bits.isInteger() ? bits.getIntValue() : 0;
  field.type = typeOf(textOf(inherited(found, "/FT")).insert(0, "/"), flags);
  field.readOnly = flags & kReadOnly;
  field.required = flags & kRequired;
  for (const FoundWidget& widget : found.widgets) field.widgets.push_back(readPlace(widget.dictionary, widget.page));
  QPDFObjectHandle tip = QPDFObjectHandle(found.dictionary).getKey("/TU");
  if (tip.isString()) field.toolTip = tip.getUTF8Value();
  field.dateFormat = dateFormatIn(found.dictionary);
  for (FoundWidget widget : found.widgets) {
    if (field.dateFormat.empty()) field.dateFormat = dateFormatIn(widget.dictionary);
  }
  switch (field.type) {
    case FormFieldType::text: readText(found, flags, field); break;
    case FormFieldType::checkBox:
    case FormFieldType::radio: readMark(found, field); break;
    case FormFieldType::comboBox:
    case FormFieldType::listBox: readChoices(found, field); break;
    case FormFieldType::button:
    case FormFieldType::signature: break;
  }
  field.editable = field.type == FormFieldType::comboBox && flags & kEdit;
  field.multiple = field.type == FormFieldType::listBox && flags & kMultiSelect;
  return field;
}

}  // namespace stesura
