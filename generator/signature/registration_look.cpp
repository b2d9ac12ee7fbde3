// What a registration's box shows, compared with the value of its field.
#include <algorithm>
#include <cmath>
#include <iterator>

#include "generator/signature/widget_looks.h"

namespace stesura {
namespace {

// All that programs write for a text: state, clips, thin lines, words. No filled areas, pictures, forms,
// shadings, graphics states, text that is only outlined or not drawn at all (8.4 to 9.4).
constexpr std::string_view kOfText[] = {
    "q", "Q",  "cm", "BT", "ET", "BMC", "BDC", "EMC", "MP", "DP", "Tf", "Td", "TD", "Tm", "T*", "Tj", "TJ",
    "'", "\"", "TL", "Tc", "Tw", "Tz",  "Ts",  "g",   "rg", "k",  "G",  "RG", "K",  "cs", "CS", "sc", "SC",
    "w", "J",  "j",  "M",  "d",  "i",   "ri",  "re",  "m",  "l",  "h",  "W",  "W*", "n",  "S",  "s"};
constexpr double kThin = 2;  // points
constexpr std::size_t kMostLines = 20;
constexpr double kBeside = 2;  // points that a word may stand out of the box

// Without white space, which is not drawn, and with the hyphens and spaces that fonts exchange.
std::string bare(std::string_view text) {
  std::string kept;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("\xC2\xA0"))
      at += 2;  // no-break space
    else if (rest.starts_with("\xC2\xAD"))
      kept += '-', at += 2;  // soft hyphen: the same glyph
    else if (rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\r' || rest[0] == '\n')
      ++at;
    else
      kept += text[at++];
  }
  return kept;
}

enum class Shown { value, otherThings, otherWords };

Shown shownBy(const RevisionCase& at, const PdfObject& look, const std::string& value) {
  const DrawnMarks drawn = marksOfForm(at.history, look, at.revision);
  at.walk.spend(drawn.bytes / 2 + drawn.marks.size());
  const bool isText =
      std::all_of(drawn.operators.begin(), drawn.operators.end(), [](const std::string& word) {
        return std::find(std::begin(kOfText), std::end(kOfText), word) != std::end(kOfText);
      });
  const std::optional<PdfBox> box = boxOf(at.history, look["BBox"], at.revision);
  if (!drawn.isWhole || !isText || !box || look.has("OC") || look.has("Group")) return Shown::otherThings;
  std::string words;
  std::size_t lines = 0;
  for (const DrawnMark& mark : drawn.marks) {
    if (mark.sort == DrawnMark::Sort::line && (mark.lineWidth > kThin || ++lines > kMostLines))
      return Shown::otherThings;
    if (mark.sort != DrawnMark::Sort::word) continue;
    words += mark.text;
    const double across = (mark.box.left + mark.box.right) / 2, along = (mark.box.bottom + mark.box.top) / 2;
    const bool isSeen = across >= box->left - kBeside && across <= box->right + kBeside &&
                        along >= box->bottom - kBeside && along <= box->top + kBeside &&
                        mark.box.top - mark.box.bottom > 0.5;
    if (!isSeen) return Shown::otherWords;
  }
  return bare(words) == bare(value) ? Shown::value : Shown::otherWords;
}

Shown shownBy(const RevisionCase& at, const SignedField& field, std::uint32_t number,
              const std::string& value) {
  const PdfObject& widget = at.history.object(number, at.revision);
  const PdfObject& look = at.now(widget["AP"]);
  Shown worst = Shown::value;
  if (!look.isDictionary()) return worst;  // drawn by the reader, from the value
  if (number == field.number && !widget.has("Rect")) return worst;
  for (const auto& [state, written] : look.entries) {
    const PdfObject& stream = at.now(written);
    if (stream.isNull()) continue;
    const Shown shown = stream.isStream() ? shownBy(at, stream, value) : Shown::otherThings;
    if (shown != Shown::value) worst = shown;
    if (worst == Shown::otherThings) break;
  }
  return worst;
}

}  // namespace

void judgeRegistration(RevisionCase& at, const SignedField& field) {
  const PdfObject& dictionary = at.history.object(field.number, at.revision);
  const std::string value = textOf(at.now(dictionary["V"]));
  const std::string box = "il riquadro di protocollo «" + field.name + "» ";
  const auto judge = [&](std::uint32_t number) {
    switch (shownBy(at, field, number, value)) {
      case Shown::value:
        return;
      case Shown::otherWords:
        return at.report.tell(
            ChangeLevel::toConfirm, "protocollo_diverso",
            box + "mostra un testo che non è quello registrato nel campo, o non si può dire che lo sia,",
            at.pageShowing(number));
      case Shown::otherThings:
        return at.report.tell(
            ChangeLevel::toConfirm, "protocollo_disegnato",
            box + "mostra, oltre al testo, un disegno che può nascondere ciò che sta sotto,",
            at.pageShowing(number));
    }
  };
  judge(field.number);
  for (const PdfObject& kid : at.now(dictionary["Kids"]).items) {
    if (kid.isReference()) judge(kid.number());
  }
}

}  // namespace stesura
