#include "generator/form/form_filling.h"

#include <algorithm>
#include <utility>

#include "generator/form/embedded_face.h"
#include "generator/form/letters.h"
#include "generator/merge/escape.h"
#include "generator/pdf/attachment.h"
#include "generator/pdf/increment.h"

namespace stesura {
namespace {

constexpr double kMarkSize = 9;      // points
constexpr double kMarkMargin = 14;   // from the edges of the page

std::string digitsOf(std::string date) {
  std::erase(date, '-');
  return date;
}

void appendDated(std::string& out, const DatedText& text, std::string_view date) {
  for (std::size_t at = 0; at < text.pieces.size(); ++at) {
    if (at > 0) out += date;
    out += text.pieces[at];
  }
}

std::size_t charactersIn(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string_view beginning(std::string_view utf8, std::size_t characters) {
  std::size_t at = 0;
  while (at < utf8.size() && characters > 0) {
    ++at;
    while (at < utf8.size() && (static_cast<unsigned char>(utf8[at]) & 0xC0) == 0x80) ++at;
    --characters;
  }
  return utf8.substr(0, at);
}

// One document being written.
class Filling {
 public:
  Filling(const PreparedForm& form, const FormOrder& order)
      : description_(form.description), bound_(form.bound), choices_(form.choices), base_(form.base), order_(order),
        palette_(form.faces), increment_(out_, form.base.table, form.base.size, form.base.references) {}

  FilledForm fill() {
    std::string merged;
    merge(merged);
    out_.reserve(base_.bytes.size() + kRoomForUpdate + 3 * merged.size() +
                 (order_.embeddedJson ? order_.embeddedJson->size() : 0));
    out_ = base_.bytes;
    const MergedTexts texts(bound_, merged);
    countRows(texts);
    for (std::size_t at = 0; at < bound_.bindings.size(); ++at) fillField(at, texts.text(at));
    markPages();
    refuseProblems();
    addFonts();
    describe();
    attachData();
    finish(merged);
    FilledForm filled{std::move(out_), {}, std::move(warnings_)};
    filled.sha256 = base_.digest->hexWith(std::string_view(filled.bytes).substr(base_.bytes.size()));
    return filled;
  }

 private:
  static constexpr std::size_t kRoomForUpdate = 96 * 1024;

  bool isDraft() const { return !order_.draftMark.empty(); }

  void merge(std::string& merged) {
    ProgramInput input{order_.data, order_.issueDate, order_.absenceReasons, isDraft() ? Gaps::blankLines : Gaps::refused, {}};
    input.orderValues[static_cast<std::size_t>(OrderValue::identifier)] = order_.identifier;
    merged.reserve(4096);
    bound_.program.run(input, merged, problems_);
    refuseProblems();
  }

  void refuseProblems() {
    if (problems_.empty()) return;
    throw Error(ErrorKind::data, "Il modulo non si può compilare con questi dati.", std::move(problems_));
  }

  // In a draft what does not fit is left out, and told.
  void complain(const FieldBinding* binding, std::string message, std::string hint, Problem* where = nullptr) {
    Problem problem = where != nullptr ? *where : Problem{};
    problem.message = std::move(message);
    problem.hint = std::move(hint);
    if (binding != nullptr) {
      problem.place = "campo «" + description_.fields[binding->field].name + "»";
      if (binding->tag) problem.pointer = pointerOf(*binding);
    }
    (isDraft() ? warnings_ : problems_).push_back(std::move(problem));
  }

  static std::string pointerOf(const FieldBinding& binding) {
    std::string pointer = binding.tag->pointer;
    const std::string rows = binding.list + "/*";
    if (!binding.list.empty() && pointer.starts_with(rows)) pointer.replace(0, rows.size(), pointerJoin(binding.list, binding.row));
    return pointer;
  }

  std::string labelOf(const FieldBinding& binding) const {
    if (binding.datum != nullptr && !binding.datum->title.empty()) return binding.datum->title;
    const FormField& field = description_.fields[binding.field];
    return field.toolTip.empty() ? field.name : field.toolTip;
  }

  void countRows(const MergedTexts& texts) {
    for (std::size_t at = 0; at < bound_.repeats.size(); ++at) {
      const RepeatedList& list = bound_.repeats[at];
      const std::size_t items = texts.items(at);
      if (items <= list.rows) continue;
      Problem where;
      where.pointer = list.pointer;
      complain(nullptr, "«" + list.title + "» ha " + std::to_string(items) + " voci, ma il modulo ha posto per " +
                            std::to_string(list.rows) + ".",
               "Togliere le voci di troppo, o usare un modello senza righe contate.", &where);
    }
  }

  void fillField(std::size_t at, std::string_view text) {
    const FieldBinding& binding = bound_.bindings[at];
    const FormField& field = description_.fields[binding.field];
    switch (field.type) {
      case FormFieldType::text: return fillText(binding, mapped(binding, text));
      case FormFieldType::checkBox: return fillBox(at, text);
      case FormFieldType::radio: return fillRadio(at, text);
      case FormFieldType::comboBox: return fillCombo(at, text);
      case FormFieldType::listBox: return fillList(at, text);
      case FormFieldType::button:
      case FormFieldType::signature: return;
    }
  }

  // A text that kind.json replaces by another.
  static std::string_view mapped(const FieldBinding& binding, std::string_view text) {
    for (const auto& [merged, option] : binding.options) {
      if (merged == text) return option;
    }
    return text;
  }

  void fillText(const FieldBinding& binding, std::string_view text) {
    if (text.empty()) return;
    const PreparedField& field = base_.fields[binding.field];
    std::string_view drawn = text;
    for (const PreparedWidget& widget : field.widgets) drawn = draw(binding, widget, drawn);
    writeField(field, [&] {
      increment_.out() += "/V";
      appendTextString(increment_.out(), drawn);
    });
  }

  // What was drawn: all of the text, or in a draft what fits.
  std::string_view draw(const FieldBinding& binding, const PreparedWidget& widget, std::string_view text) {
    if (widget.appearance == 0) return text;
    std::string& out = increment_.out();
    increment_.beginStream(widget.appearance, widget.appearanceDictionary);
    out += widget.frame;
    out += "/Tx BMC\nq\n0 0 ";
    appendNumber(out, widget.room.width);
    out += ' ';
    appendNumber(out, widget.room.height);
    out += " re W n\n";
    out += widget.colour;
    out += '\n';
    Lettering lettering = setLetters(text, widget.room, palette_, out);
    if (lettering.withoutGlyph != 0) {
      tellMissing(binding, lettering.withoutGlyph);
    } else if (!lettering.fits) {
      tellOverflow(binding, widget, text, lettering.fitting);
      text = beginning(text, lettering.fitting);
      setLetters(text, widget.room, palette_, out);
    }
    out += "\nQ\nEMC";
    increment_.endStream();
    return text;
  }

  void tellMissing(const FieldBinding& binding, char32_t character) {
    if (isRightToLeft(character)) {
      return complain(&binding, "«" + labelOf(binding) + "» contiene lettere che si scrivono da destra a sinistra, come in ebraico o "
                                "in arabo: in un modulo PDF non si possono scrivere.",
                      "Scriverle in lettere latine, o usare un modello in ODT.");
    }
    complain(&binding, "«" + labelOf(binding) + "» contiene " + characterName(character) +
                           ", che non esiste nei caratteri tipografici dei documenti.",
             "Toglierlo o scriverlo con lettere comuni.");
  }

  void tellOverflow(const FieldBinding& binding, const PreparedWidget& widget, std::string_view text, std::size_t fitting) {
    const FormField& field = description_.fields[binding.field];
    const std::string subject = binding.datum != nullptr ? "«" + labelOf(binding) + "»" : std::string("Il testo");
    complain(&binding, subject + " non sta nel campo «" + field.name + "» a pagina " +
                           std::to_string(widget.page + 1) + ": i caratteri sono " + std::to_string(charactersIn(text)) +
                           " e ce ne stanno " + std::to_string(fitting) + ".",
             "Abbreviare il testo, o usare un modello senza campi.");
  }

  template <typename Entries>
  void writeField(const PreparedField& field, Entries entries) {
    if (field.object == 0) return;
    increment_.beginObject(field.object);
    increment_.out() += field.dictionary;
    entries();
    increment_.out() += ">>";
    increment_.endObject();
  }

  // Buttons: the field's value is a state, and every widget shows whether it is the one.
  void setState(const FieldBinding& binding, const std::string& state) {
    const PreparedField& field = base_.fields[binding.field];
    const FormField& described = description_.fields[binding.field];
    const auto entry = [&](const char* key, const std::string& value) {
      increment_.out() += key;
      appendName(increment_.out(), value);
    };
    const auto shown = [&](std::size_t widget) {
      return described.widgets[widget].onState == state ? state : std::string("Off");
    };
    writeField(field, [&] {
      entry("/V", state);
      if (field.isWidget) entry("/AS", shown(0));
    });
    for (std::size_t at = 0; at < field.widgets.size(); ++at) {
      const PreparedWidget& widget = field.widgets[at];
      if (field.object == 0) {
        if (widget.appearance != 0 && described.widgets[at].onState == state) {
          increment_.addStream(widget.appearance, widget.appearanceDictionary, widget.ticked);
        }
      } else if (!widget.dictionary.empty()) {
        increment_.beginObject(widget.object);
        increment_.out() += widget.dictionary;
        entry("/AS", shown(at));
        increment_.out() += ">>";
        increment_.endObject();
      }
    }
  }

  void fillBox(std::size_t at, std::string_view text) {
    const FieldBinding& binding = bound_.bindings[at];
    const FormField& field = description_.fields[binding.field];
    const std::string_view meant = mapped(binding, text);
    const std::size_t option = choices_[at].of(meant);
    if (option != Choices::kNone) return setState(binding, field.options[option].value);
    const Tick tick = tickOf(meant);
    if (tick == Tick::off) return;
    if (tick == Tick::on && !field.widgets.empty()) return setState(binding, field.widgets.front().onState);
    tellNoOption(binding);
  }

  void fillRadio(std::size_t at, std::string_view text) {
    if (text.empty() || text == "☐") return;
    const FieldBinding& binding = bound_.bindings[at];
    const std::size_t option = choices_[at].of(text);
    if (option == Choices::kNone) return tellNoOption(binding);
    setState(binding, description_.fields[binding.field].options[option].value);
  }

  void tellNoOption(const FieldBinding& binding) {
    complain(&binding, "Il campo «" + description_.fields[binding.field].name + "» non offre il valore di «" +
                           labelOf(binding) + "».",
             "Indicare in kind.json, alla voce «opzioni» del campo, quale opzione del modulo gli corrisponde.");
  }

  void fillCombo(std::size_t at, std::string_view text) {
    if (text.empty()) return;
    const FieldBinding& binding = bound_.bindings[at];
    const FormField& field = description_.fields[binding.field];
    const std::size_t option = choices_[at].of(text);
    if (option == Choices::kNone && !field.editable) return tellNoOption(binding);
    const std::string_view value = option == Choices::kNone ? text : std::string_view(field.options[option].value);
    const std::string_view shown = option == Choices::kNone ? text : std::string_view(field.options[option].shown);
    const PreparedField& prepared = base_.fields[binding.field];
    for (const PreparedWidget& widget : prepared.widgets) draw(binding, widget, shown);
    writeField(prepared, [&] {
      increment_.out() += "/V";
      appendTextString(increment_.out(), value);
    });
  }

  // «a, b e c» names three options, unless it is one itself.
  std::vector<std::size_t> optionsOf(std::size_t at, std::string_view text) const {
    const std::size_t whole = choices_[at].of(text);
    if (whole != Choices::kNone) return {whole};
    std::vector<std::size_t> found;
    while (!text.empty()) {
      std::size_t length = 0, option = Choices::kNone;
      for (std::size_t end = text.size(); end != std::string_view::npos && end > 0 && option == Choices::kNone;) {
        option = choices_[at].of(text.substr(0, end));
        length = end;
        if (option == Choices::kNone) end = lastBreak(text.substr(0, end));
      }
      if (option == Choices::kNone) return {};
      found.push_back(option);
      text.remove_prefix(length);
      for (const std::string_view between : {std::string_view(", "), std::string_view(" e ")}) {
        if (text.starts_with(between)) {
          text.remove_prefix(between.size());
          break;
        }
      }
    }
    return found;
  }

  static std::size_t lastBreak(std::string_view text) {
    const std::size_t comma = text.rfind(", "), word = text.rfind(" e ");
    if (comma == std::string_view::npos) return word;
    return word == std::string_view::npos ? comma : std::max(comma, word);
  }

  void fillList(std::size_t at, std::string_view text) {
    if (text.empty()) return;
    const FieldBinding& binding = bound_.bindings[at];
    const FormField& field = description_.fields[binding.field];
    std::vector<std::size_t> chosen = optionsOf(at, text);
    if (chosen.empty() || (chosen.size() > 1 && !field.multiple)) return tellNoOption(binding);
    std::sort(chosen.begin(), chosen.end());
    const PreparedField& prepared = base_.fields[binding.field];
    std::string shown;
    for (const std::size_t option : chosen) shown += (shown.empty() ? "" : "\n") + field.options[option].shown;
    for (const PreparedWidget& widget : prepared.widgets) {
      PreparedWidget lines = widget;
      lines.room.multiline = true;
      draw(binding, lines, shown);
    }
    writeField(prepared, [&] { writeChosen(field, chosen); });
  }

  void writeChosen(const FormField& field, const std::vector<std::size_t>& chosen) {
    std::string& out = increment_.out();
    out += "/V[";
    for (const std::size_t option : chosen) appendTextString(out, field.options[option].value);
    out += "]/I[";
    for (const std::size_t option : chosen) {
      appendNumber(out, option);
      out += ' ';
    }
    out += ']';
  }

  void markPages() {
    if (order_.draftMark.empty() && order_.copyMark.empty()) return;
    for (const FormBase::Page& page : base_.pages) {
      increment_.beginStream(page.marks, page.dictionary);
      drawMark(order_.draftMark, page, order_.copyMark.empty() ? Alignment::centre : Alignment::left);
      drawMark(order_.copyMark, page, Alignment::right);
      increment_.endStream();
      if (!order_.draftMark.empty()) drawWatermark(page);
    }
  }

  void drawMark(std::string_view text, const FormBase::Page& page, Alignment alignment) {
    if (text.empty()) return;
    FieldRoom room;
    const double whole = page.width - 4 * kMarkMargin;
    room.width = alignment == Alignment::centre ? whole : whole / 2;
    room.height = kMarkSize * 1.4;
    room.font = kMarkFont;
    room.size = kMarkSize;
    room.smallest = 4;
    room.alignment = alignment;
    const double left = 2 * kMarkMargin + (alignment == Alignment::right ? whole / 2 : 0);
    std::string& out = increment_.out();
    out += "q 1 0 0 1 ";
    appendNumber(out, left);
    out += ' ';
    appendNumber(out, page.height - kMarkMargin - room.height);
    out += " cm 0 g\n";
    const Lettering lettering = setLetters(text, room, palette_, out);
    out += "\nQ\n";
    if (lettering.withoutGlyph != 0 || !lettering.fits) {
      Problem problem;
      problem.message = "La dicitura in cima alle pagine non si può stampare: è troppo lunga, o ha caratteri che non esistono nei "
                        "caratteri tipografici dei documenti.";
      problem.hint = "Abbreviarla, con lettere comuni.";
      problems_.push_back(std::move(problem));
    }
  }

  // «BOZZA» across the page, behind what stands there.
  void drawWatermark(const FormBase::Page& page) {
    constexpr double kSlope = 0.70710678;  // of 45 degrees
    FieldRoom room;
    room.width = std::min(page.width, page.height);
    room.height = room.width / 4;
    room.font = kMarkFont;
    room.size = room.width / 5;
    room.alignment = Alignment::centre;
    increment_.beginStream(page.watermark, page.dictionary);
    std::string& out = increment_.out();
    out += "0.9 g\nq ";
    // Turned about the middle of the page.
    const double x = page.width / 2 - kSlope * (room.width - room.height) / 2;
    const double y = page.height / 2 - kSlope * (room.width + room.height) / 2;
    for (const double number : {kSlope, kSlope, -kSlope, kSlope, x, y}) {
      appendNumber(out, number);
      out += ' ';
    }
    out += "cm\n";
    setLetters("BOZZA", room, palette_, out);
    out += "\nQ\n";
    increment_.endStream();
  }

  // Fonts for glyphs that the compiled form does not embed.
  void addFonts() {
    if (palette_.added().empty()) return;
    std::string entries = base_.fonts;
    for (const Palette::Added& added : palette_.added()) {
      const EmbeddedFace face(*added.face, added.characters, "STESU" + std::string(1, static_cast<char>('A' + added.font % 26)));
      const std::uint32_t file = increment_.newNumber(), descriptor = increment_.newNumber(),
                          descendant = increment_.newNumber(), toUnicode = increment_.newNumber(),
                          font = increment_.newNumber();
      increment_.addStream(file, "/Length1 " + std::to_string(face.fontFile.size()), face.fontFile);
      writeObject(descriptor, face.descriptor + "/FontFile2 " + reference(file));
      writeObject(descendant, face.cidFont + "/FontDescriptor " + reference(descriptor));
      increment_.addStream(toUnicode, "", face.toUnicode);
      writeObject(font, face.type0 + "/DescendantFonts[" + reference(descendant) + "]/ToUnicode " + reference(toUnicode));
      entries += "/St" + std::to_string(added.font) + " " + reference(font);
    }
    writeObject(base_.fontResources, "/Font<<" + entries + ">>");
  }

  static std::string reference(std::uint32_t number) { return std::to_string(number) + " 0 R"; }

  void writeObject(std::uint32_t number, const std::string& body) {
    increment_.beginObject(number);
    increment_.out() += "<<";
    increment_.out() += body;
    increment_.out() += ">>";
    increment_.endObject();
  }

  void describe() {
    increment_.beginObject(base_.info);
    appendDated(increment_.out(), base_.infoText, digitsOf(order_.issueDate));
    increment_.endObject();
    increment_.beginStream(base_.metadata, "/Type/Metadata/Subtype/XML");
    appendDated(increment_.out(), order_.embeddedJson ? base_.packetWithData : base_.packet, order_.issueDate);
    increment_.endStream();
  }

  void attachData() {
    if (!order_.embeddedJson) return;
    const std::uint32_t data = increment_.newNumber(), specification = increment_.newNumber();
    const std::string date = "(D:" + digitsOf(order_.issueDate) + "120000Z)";
    increment_.addStream(data,
                         "/Type/EmbeddedFile/Subtype/application#2Fjson/Params<</CreationDate" + date + "/ModDate" + date +
                             "/Size " + std::to_string(order_.embeddedJson->size()) + ">>",
                         *order_.embeddedJson);
    const std::string name = std::string("(") + kDataFileName + ")";
    writeObject(specification, "/Type/Filespec/F" + name + "/UF" + name +
                                   "/AFRelationship/Source/Desc(Dati da cui il documento \\350 stato prodotto)/EF<</F " +
                                   reference(data) + "/UF " + reference(data) + ">>");
    increment_.beginObject(base_.catalog);
    increment_.out() += base_.catalogText + "/AF[" + reference(specification) + "]/Names<<" + base_.namesText +
                        "/EmbeddedFiles<</Names[" + name + reference(specification) + "]>>>>>>";
    increment_.endObject();
  }

  void finish(const std::string& merged) {
    std::string_view rest = std::string_view(order_.identifier);
    std::string all(rest);
    for (const std::string_view part : {std::string_view(order_.issueDate), std::string_view(order_.draftMark),
                                        std::string_view(order_.copyMark), std::string_view(merged)}) {
      all += '\x02';
      all += part;
    }
    const std::string id = sha256Hex(all).substr(0, 32);
    increment_.finish(base_.trailer + "/ID[<" + id + "><" + id + ">]");
  }

  const FormDescription& description_;
  const BoundForm& bound_;
  const std::vector<Choices>& choices_;
  const FormBase& base_;
  const FormOrder& order_;
  Palette palette_;
  std::string out_;
  PdfIncrement increment_;
  std::vector<Problem> problems_, warnings_;
};

}  // namespace

FilledForm fillForm(const PreparedForm& form, const FormOrder& order) { return Filling(form, order).fill(); }

}  // namespace stesura
