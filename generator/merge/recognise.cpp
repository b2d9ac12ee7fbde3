#include "generator/merge/recognise.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

#include "generator/merge/escape.h"
#include "generator/merge/italian.h"
#include "generator/merge/present.h"
#include "generator/merge/recognise_list.h"
#include "generator/merge/typed_text.h"
#include "generator/schema/formats.h"

namespace stesura {

namespace {

// Those that have no small letters and no blanks.
constexpr std::array<std::string_view, 5> kCodeFormats = {"codice-fiscale", "partita-iva", "codice-catastale", "cap",
                                                          "codice-istat"};

bool isCodeFormat(std::string_view format) {
  return std::find(kCodeFormats.begin(), kCodeFormats.end(), format) != kCodeFormats.end();
}

bool isDateFormat(std::string_view format) { return format == "date" || format == "data-parziale"; }
bool isMomentFormat(ValueFormat format) {
  return format == ValueFormat::longForm || format == ValueFormat::shortForm || format == ValueFormat::time;
}

// Formats whose text is no value's.
bool tellsNothing(ValueFormat format) {
  return isPictureFormat(format) || format == ValueFormat::clauses || format == ValueFormat::articulated ||
         format == ValueFormat::agreed;
}

// What the value may be: types of the schema, else what the format asks for.
struct Natures {
  bool number = false, boolean = false, string = false;
};

Natures naturesOf(const Presentation& presentation, const Field& field) {
  const bool asksNumber = presentation.format == ValueFormat::euro || presentation.format == ValueFormat::number;
  const bool asksBoolean = presentation.format == ValueFormat::yesNo || presentation.format == ValueFormat::checkbox;
  Natures natures;
  natures.number = (field.types == 0 ? asksNumber : (field.types & (kTypeInteger | kTypeNumber)) != 0) && !asksBoolean;
  natures.boolean = (field.types == 0 ? asksBoolean : (field.types & kTypeBoolean) != 0) && !asksNumber;
  natures.string = (field.types == 0 || (field.types & kTypeString) != 0) && !asksNumber && !asksBoolean;
  return natures;
}

// How a code without a title is shown.
std::string codeText(const Json& code) {
  if (code.is_string()) return code.get<std::string>();
  if (code.is_boolean()) return code.get<bool>() ? "sì" : "no";
  const auto decimal = decimalText(code);
  return decimal ? italianNumber(*decimal, Grouping::off) : "";
}

struct Label {
  const Json* code;
  std::string shown, other;  // as the presentation shows it; its title or code beside that
};

std::vector<Label> labelsOf(const Presentation& presentation, const Field& field) {
  std::vector<Label> labels;
  for (const auto& [code, title] : field.labels) {
    Label label{&code, codeText(code), title};
    if (presentation.format != ValueFormat::code && !title.empty()) std::swap(label.shown, label.other);
    labels.push_back(std::move(label));
  }
  return labels;
}

// The label that the text names: the shown one to the letter or else folded, then the other. A text
// that names two at once names none.
std::optional<Json> readLabel(const std::string& text, const Presentation& presentation, const Field& field) {
  const std::vector<Label> labels = labelsOf(presentation, field);
  const std::string folded = foldedText(text);
  if (folded.empty()) return std::nullopt;
  for (const bool shown : {true, false}) {
    for (const bool exact : {true, false}) {
      const Json* found = nullptr;
      for (const Label& label : labels) {
        const std::string& name = shown ? label.shown : label.other;
        if (exact ? name != text : foldedText(name) != folded) continue;
        if (found != nullptr && *found != *label.code) return std::nullopt;
        found = label.code;
      }
      if (found != nullptr) return *found;
    }
  }
  return std::nullopt;
}

std::optional<Json> readBoolean(const std::string& text) {
  const std::string folded = foldedText(text);
  for (std::string_view word : {"SI", "S", "VERO", "TRUE", "ON", "YES", "X", "×", "☒", "☑", "✓", "✔", "✗", "✘"}) {
    if (folded == word) return true;
  }
  for (std::string_view word : {"NO", "N", "FALSO", "FALSE", "OFF", "☐"}) {
    if (folded == word) return false;
  }
  return std::nullopt;
}

std::optional<Json> readNumber(const std::string& text, const Field& field) {
  auto decimal = readTypedNumber(text);
  if (!decimal) return std::nullopt;
  const std::size_t point = decimal->find('.');
  if (point != std::string::npos && decimal->find_first_not_of('0', point + 1) == std::string::npos) decimal->resize(point);
  const char* end = decimal->data() + decimal->size();
  if (decimal->find('.') == std::string::npos) {
    std::int64_t number = 0;
    if (const auto read = std::from_chars(decimal->data(), end, number); read.ec == std::errc()) return number;
    std::uint64_t bigger = 0;
    if (const auto read = std::from_chars(decimal->data(), end, bigger); read.ec == std::errc() && read.ptr == end) return bigger;
  } else if (field.types != 0 && (field.types & kTypeNumber) == 0) {
    return std::nullopt;
  }
  double number = 0;
  const auto read = std::from_chars(decimal->data(), end, number);
  if (read.ec != std::errc() || !std::isfinite(number)) return std::nullopt;
  return number;
}

// Codes typed in groups or in small letters, where that alone keeps them from being valid.
std::string mendedCode(const std::string& text, const std::string& name) {
  const Format* format = findFormat(name);
  if (format == nullptr || format->valid(text)) return text;
  std::string tight = text;
  std::erase_if(tight, [](char c) { return c == ' '; });
  if (format->valid(tight)) return tight;
  const std::string capitals = upperCase(tight);
  return format->valid(capitals) ? capitals : text;
}

std::optional<Json> jsonOf(std::optional<std::string> text) {
  return text ? std::optional<Json>(std::move(*text)) : std::nullopt;
}

// Whether it may be what |maiuscolo or |maiuscola made of another text: it is in capitals.
bool mayBeAltered(const std::string& text, const Presentation& presentation) {
  if (!presentation.upper && !presentation.capital) return false;
  std::size_t end = text.size();
  if (!presentation.upper) nextCodePoint(text, end = 0);
  const std::string judged = text.substr(0, end);
  const std::string folded = foldedText(judged);
  const bool hasLetters = std::any_of(folded.begin(), folded.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c & 0x80); });
  return hasLetters && upperCase(judged) == judged;
}

std::optional<Json> readString(const std::string& text, const Presentation& presentation, const Field& field) {
  if (isDateFormat(field.format)) {
    const auto date = readTypedDate(text);
    if (date && field.format == "date" && date->size() != 10) return std::nullopt;
    return jsonOf(date);
  }
  if (field.format == "date-time") {
    const bool whole = presentation.format != ValueFormat::shortForm && presentation.format != ValueFormat::time;
    return whole ? jsonOf(readTypedMoment(text)) : std::nullopt;
  }
  if (field.format == "time") return std::nullopt;  // a full-time has an offset, which no page shows
  if (presentation.format == ValueFormat::time) return jsonOf(readTypedTime(text));
  if (isMomentFormat(presentation.format)) return jsonOf(readTypedDate(text));
  if (isCodeFormat(field.format)) return mendedCode(text, field.format);
  if (mayBeAltered(text, presentation)) return std::nullopt;
  return text;
}

std::optional<Json> readItem(const std::string& text, const Presentation& presentation, const Field& field) {
  if (presentation.format == ValueFormat::checkbox && !presentation.argument.empty()) {
    return readBoolean(text) == Json(true) ? tickedValue(presentation.argument, field) : std::nullopt;
  }
  const Natures natures = naturesOf(presentation, field);
  if (!field.labels.empty()) {
    if (auto code = readLabel(text, presentation, field)) return code;
    return natures.boolean && !natures.string ? readBoolean(text) : std::nullopt;
  }
  const auto number = natures.number ? readNumber(text, field) : std::nullopt;
  const auto boolean = natures.boolean ? readBoolean(text) : std::nullopt;
  const auto string = natures.string ? readString(text, presentation, field) : std::nullopt;
  if (natures.string) return number || boolean ? std::nullopt : string;
  return number ? number : boolean;
}

bool labelsDiffer(const Presentation& presentation, const Field& field) {
  const std::vector<Label> labels = labelsOf(presentation, field);
  return std::all_of(labels.begin(), labels.end(), [&](const Label& label) {
    return readLabel(label.shown, presentation, field) == *label.code &&
           (!(presentation.upper || presentation.capital) ||
            readLabel(upperCase(label.shown), presentation, field) == *label.code);
  });
}

bool isStringTold(const Presentation& presentation, const Field& field) {
  if (field.format == "time") return false;
  if (field.format == "date-time")
    return presentation.format != ValueFormat::shortForm && presentation.format != ValueFormat::time;
  if (isDateFormat(field.format) || isMomentFormat(presentation.format) || isCodeFormat(field.format)) return true;
  return !presentation.upper && !presentation.capital && !presentation.list;
}

bool isItemTold(const Presentation& presentation, const Field& field) {
  if (presentation.format == ValueFormat::checkbox && !presentation.argument.empty()) return false;
  if (!field.labels.empty()) return labelsDiffer(presentation, field);
  const Natures natures = naturesOf(presentation, field);
  const bool rounds = presentation.format == ValueFormat::number && !presentation.argument.empty();
  if (natures.number && rounds && (field.types == 0 || (field.types & kTypeNumber) != 0)) return false;
  if (natures.string && (natures.number || natures.boolean)) return false;
  if (natures.string) return isStringTold(presentation, field);
  return natures.number || natures.boolean;
}

bool isList(const Field& field) { return mayBeList(field) && !mayBeScalar(field); }

std::optional<Json> readList(const std::string& text, const Presentation& presentation, const Field& item) {
  const bool free = item.labels.empty() && naturesOf(presentation, item).string && !isStringTold(presentation, item);
  return recogniseList(text, free, [&](const std::string& one, std::size_t at) {
    Presentation shown = presentation;
    shown.list = false;
    shown.capital = presentation.capital && at == 0;
    return readItem(one, shown, item);
  });
}

// False where a label looks like a list of others: «monitoraggio e valutazione».
bool labelsStandAlone(const Presentation& presentation, const Field& item) {
  const std::vector<Label> labels = labelsOf(presentation, item);
  return std::all_of(labels.begin(), labels.end(),
                     [&](const Label& label) { return readList(label.shown, presentation, item).has_value(); });
}

}  // namespace

std::optional<Json> recognise(std::string_view text, const Presentation& presentation, const Field& field) {
  const Field* single = isList(field) ? field.items.get() : &field;
  if (tellsNothing(presentation.format) || single == nullptr || !mayBeScalar(*single)) return std::nullopt;
  const auto typed = trimmedText(text);
  if (!typed || typed->empty() || presentation.list != isList(field)) return std::nullopt;
  return presentation.list ? readList(*typed, presentation, *single) : readItem(*typed, presentation, field);
}

bool isRecognisable(const Presentation& presentation, const Field& field) {
  const Field* single = isList(field) ? field.items.get() : &field;
  if (tellsNothing(presentation.format) || single == nullptr || !mayBeScalar(*single)) return false;
  if (presentation.list != isList(field) || !isItemTold(presentation, *single)) return false;
  return !presentation.list || labelsStandAlone(presentation, *single);
}

std::optional<Json> tickedValue(std::string_view argument, const Field& field) {
  const Field* single = isList(field) ? field.items.get() : &field;
  if (single == nullptr) return std::nullopt;
  for (const auto& [code, title] : single->labels) {
    if (code.is_string() ? code.get_ref<const std::string&>() == argument : decimalText(code) == std::string(argument)) return code;
  }
  const std::string asked = lowerAscii(argument);
  if ((single->types & kTypeBoolean) != 0) {
    if (asked == "sì" || asked == "si" || asked == "true") return true;
    if (asked == "no" || asked == "false") return false;
  }
  if (!single->labels.empty()) return std::nullopt;
  if ((single->types & (kTypeInteger | kTypeNumber)) != 0 && (single->types & kTypeString) == 0) {
    const Json number = Json::parse(argument, nullptr, false);
    return decimalText(number) == std::string(argument) ? std::optional(number) : std::nullopt;
  }
  return (single->types == 0 || (single->types & kTypeString) != 0) ? std::optional<Json>(std::string(argument)) : std::nullopt;
}

std::optional<std::string> absenceIn(std::string_view text) {
  const std::string folded = foldedText(text);
  if (folded.find_first_not_of('_') == std::string::npos || folded == "NONRILEVATO") return "";
  if (folded == "NONNOTO") return "non_noto";
  if (folded == "PREFERISCENONDIRLO") return "preferisce_non_dirlo";
  if (folded == "NONPERTINENTE") return "non_pertinente";
  return std::nullopt;
}

std::string expectedText(const Presentation& presentation, const Field& field) {
  const Field& single = isList(field) && field.items ? *field.items : field;
  if (isList(field)) {
    return single.labels.empty() ? "un elenco leggibile, con una virgola e uno spazio fra le voci" : "un elenco di valori previsti";
  }
  const Natures natures = naturesOf(presentation, single);
  if (!single.labels.empty()) return "uno dei valori previsti";
  if (single.format == "date") return "una data come 12/03/2026, con l’anno di quattro cifre";
  if (single.format == "data-parziale") return "una data come 12/03/2026, marzo 2026 o 2026";
  if (single.format == "date-time") return "una data con l’ora, come 12/03/2026, ore 10:30";
  if (presentation.format == ValueFormat::time) return "un’ora come 10:30";
  if (isMomentFormat(presentation.format)) return "una data come 12/03/2026, con l’anno di quattro cifre";
  if (natures.number && !natures.boolean && !natures.string) {
    return (single.types & kTypeNumber) != 0 || single.types == 0 ? "un numero come 1.234,50" : "un numero intero";
  }
  if (natures.boolean && !natures.number && !natures.string) return "un sì o un no";
  return "un testo che si possa leggere";
}

}  // namespace stesura
