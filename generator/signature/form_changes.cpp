// Rules for the form: fields that are signed, registered, added, or tampered with.
#include <algorithm>
#include <initializer_list>
#include <limits>

#include "generator/signature/list_difference.h"
#include "generator/signature/revision_case.h"
#include "generator/signature/widget_looks.h"

namespace stesura {
namespace {

constexpr std::int64_t kReadOnly = 1, kHidden = 2, kPrinted = 4, kNoView = 32, kToggleNoView = 256,
                       kHarmlessFlags = 4 | 128 | 512;  // Print, Locked, LockedContents
constexpr std::string_view kRegistration = "protocollo_";

using Keys = std::initializer_list<std::string_view>;

bool isAmong(std::string_view key, const Keys& keys) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::string quoted(const std::string& name) { return "«" + name + "»"; }

bool isRegistration(const SignedField& field) {
  const std::size_t dot = field.name.rfind('.');
  const std::string_view last = std::string_view(field.name).substr(dot == std::string::npos ? 0 : dot + 1);
  return field.isLeaf && field.type == "Tx" && last.starts_with(kRegistration) &&
         last.size() > kRegistration.size();
}

class FormJudge {
 public:
  explicit FormJudge(RevisionCase& at) : at_(at) {}

  void judge() {
    for (const auto& [number, change] : at_.changes) {
      const SignedField* field = at_.before.field(number);
      if (field != nullptr && !change.isGone()) judgeChanged(*field, change);
    }
    for (const PlacedSignature* signature : at_.made) {
      explainLooks(*signature);
      const bool isOld =
          at_.before.field(signature->fieldNumber) != nullptr;  // new ones are told with their own rule
      if (const SignedField* field = at_.after.field(signature->fieldNumber); isOld && field != nullptr)
        judgeFilledBoxes(at_, *field);
    }
    judgeDictionary();
  }

 private:
  const PlacedSignature* madeIn(std::uint32_t field) const {
    const auto found = std::find_if(at_.made.begin(), at_.made.end(), [field](const PlacedSignature* one) {
      return one->fieldNumber == field;
    });
    return found == at_.made.end() ? nullptr : *found;
  }

  // The field that a widget without a name of its own belongs to.
  const SignedField& named(const SignedField& field) const {
    const SignedField* at = &field;
    while (at->isWidget && at->parent != SignedField::kNone) at = &at_.before.fields->list[at->parent];
    return *at;
  }

  void judgeChanged(const SignedField& field, const ObjectChange& change) {
    at_.explain(field.number);
    const SignedField& owner = named(field);
    const std::size_t page = at_.pageShowing(field.number);
    if (field.isSignature() && field.value != nullptr) {
      return at_.report.forbid("campo_firmato_modificato",
                               "è stato modificato il campo già firmato " + quoted(field.name), page);
    }
    const bool isSigned = field.isSignature() && madeIn(owner.number) != nullptr;
    const ObjectChange* ownerChange = at_.change(owner.number);
    const bool isFilled = isRegistration(owner) && ownerChange != nullptr && isFilledNow(owner, *ownerChange);
    for (const std::string& key : changedKeys(*change.before, *change.after)) {
      const bool isAdmitted =
          isSigned ? signingMayChange(key, field, change) : isFilled && fillingMayChange(key, field, change);
      if (!isAdmitted) {
        at_.report.forbid("campo_modificato", "è stato modificato il campo " + quoted(field.name), page);
        explainNewBelow(at_, *change.after);
      }
    }
    if (isSigned && owner.number == field.number) tellSigned(*madeIn(owner.number), field);
    if (isFilled && !field.isWidget && !at_.report.has("campo_modificato")) tellFilled(field, page);
  }

  void tellSigned(const PlacedSignature& signature, const SignedField& field) {
    at_.report.tellSigned(field.name);
    if (signature.isTimeStamp)
      at_.report.tell(ChangeLevel::legitimate, "marca_temporale", "è stata aggiunta una marca temporale");
  }

  void tellFilled(const SignedField& field, std::size_t page) {
    at_.report.tellFilled(field.name);
    explainLooksOf(field);
    if (const SignedField* filled = at_.after.field(field.number)) {
      judgeFilledBoxes(at_, *filled);
      judgeRegistration(at_, *filled);
    }
    const bool wasEmpty = field.value == nullptr || at_.old(*field.value).text.empty();
    if (wasEmpty) {
      at_.report.tell(ChangeLevel::legitimate, "protocollo_inserito",
                      "è stato compilato il campo di protocollo " + quoted(field.name), page);
    } else {
      at_.report.tell(ChangeLevel::toConfirm, "protocollo_cambiato",
                      "è stato cambiato il valore del campo di protocollo " + quoted(field.name), page);
    }
  }

  bool isFilledNow(const SignedField& field, const ObjectChange& change) const {
    const PdfObject& value = (*change.after)["V"];
    return value.isString() && !field.isWidget && field.number != 0 && !(value == (*change.before)["V"]);
  }

  bool signingMayChange(const std::string& key, const SignedField& field, const ObjectChange& change) {
    const PdfObject& after = *change.after;
    if (key == "V") {
      const PlacedSignature* signature = madeIn(field.number);
      if (signature == nullptr || !isFreshDictionary(*signature) || !at_.now(after["V"]).isDictionary())
        return false;
      explainNewBelow(at_, after["V"]);
      return true;
    }
    if (key == "Ff")
      return after[key].isInteger() && after[key].integer == ((*change.before)[key].integer | kReadOnly);
    if (key == "P")
      return !change.before->has("P") && after[key].isReference() &&
             at_.after.pages->pageNumber(after[key].number()) != 0;
    if (key == "Rect") return isSamePlace(*change.before, after) || isMadeInvisible(field, after["Rect"]);
    if (key == "DV") return after["DV"] == after["V"];  // LibreOffice's
    if (key == "Lock") return isAddedLock(*change.before, after);
    return isAmong(key, {"M", "BS", "Border"}) ? !after[key].isReference()
                                               : lookMayChange(key, field, change);
  }

  // What a signature locks may be written with it, where nothing was asked for: it only forbids (12.7.4.5).
  bool isAddedLock(const PdfObject& before, const PdfObject& after) {
    if (before.has("Lock") || !at_.now(after["Lock"]).isDictionary()) return false;
    explainNewBelow(at_, after["Lock"]);
    return true;
  }

  // pdf.js (Firefox) writes the rectangle anew with two decimals: less than 4 µm is no other place.
  bool isSamePlace(const PdfObject& before, const PdfObject& after) const {
    constexpr double kRounded = 0.01;  // points
    const std::optional<PdfBox> was = boxOf(at_.history, before["Rect"], at_.revision - 1),
                                is = boxOf(at_.history, after["Rect"], at_.revision);
    const auto isNear = [](double a, double b) { return a - b < kRounded && b - a < kRounded; };
    return was && is && !after["Rect"].isReference() && isNear(was->left, is->left) &&
           isNear(was->bottom, is->bottom) && isNear(was->right, is->right) && isNear(was->top, is->top);
  }

  // PDFBox signs without a look in a field that had a place: that covers nothing.
  bool isMadeInvisible(const SignedField& field, const PdfObject& rectangle) {
    const std::optional<PdfBox> box = boxOf(at_.history, rectangle, at_.revision);
    if (rectangle.isReference() || !box || box->left != box->right || box->bottom != box->top) return false;
    at_.report.tell(
        ChangeLevel::legitimate, "firma_senza_aspetto",
        "la firma nel campo " + quoted(field.name) + " è stata apposta senza un aspetto visibile");
    return true;
  }

  bool fillingMayChange(const std::string& key, const SignedField& field, const ObjectChange& change) {
    const PdfObject& after = *change.after;
    if (key == "V") return !field.isWidget;
    if (key == "M") return after[key].isString();
    if (key == "Rect") return isSamePlace(*change.before, after);
    if (key == "Ff")
      return after[key].isInteger() && after[key].integer == ((*change.before)[key].integer | kReadOnly);
    return lookMayChange(key, field, change);
  }

  bool lookMayChange(const std::string& key, const SignedField& field, const ObjectChange& change) {
    const PdfObject& after = *change.after;
    if (key == "AP") return judgeLook((*change.before)["AP"], after["AP"], field);
    if (key == "MK")
      return isPlainCharacteristics(after["MK"]) && (field.isSignature() || !after["MK"].has("BG"));
    if (key != "F" || !after["F"].isInteger() ||
        !((*change.before)["F"].isInteger() || !change.before->has("F")))
      return false;
    const std::int64_t was = (*change.before)["F"].integer, is = after["F"].integer;
    return ((was ^ is) & ~kHarmlessFlags) == 0;
  }

  // Colours and turning (12.5.6.19), but no icons and no captions.
  bool isPlainCharacteristics(const PdfObject& characteristics) const {
    return characteristics.isDictionary() &&
           std::all_of(characteristics.entries.begin(), characteristics.entries.end(), [](const auto& entry) {
             return isAmong(entry.first, {"R", "BC", "BG"}) && !entry.second.isReference();
           });
  }

  // The signature's dictionary is a new object, or written inside the field.
  bool isFreshDictionary(const PlacedSignature& signature) const {
    return signature.dictionaryNumber == 0 || at_.isNew(signature.dictionaryNumber);
  }

  // An appearance may not be an object that was there before for another purpose, nor change one.
  bool judgeLook(const PdfObject& before, const PdfObject& after, const SignedField& field) {
    const PdfObject& old = at_.old(before);
    const PdfObject& look = at_.now(after);
    if (!look.isDictionary()) return after.isNull();
    for (const auto& [state, stream] : look.entries) {
      const bool isKept = stream == old[state];
      if (!stream.isReference() || (!isKept && at_.change(stream.number()) == nullptr))
        return shareLook(field);
      if (!isKept && !at_.now(stream).isStream()) return false;
      tellWithoutBounds(stream, field);
    }
    switch (explainBelow(at_, after, field.number)) {
      case Belonging::own:
        return true;
      case Belonging::shared:
        return shareLook(field);
      case Belonging::prepared:
        at_.report.forbid("contenuto_predisposto", "è stato mostrato un contenuto che era nascosto nel file",
                          at_.pageShowing(field.number));
        return true;
    }
    return false;
  }

  void tellWithoutBounds(const PdfObject& stream, const SignedField& field) {
    if (staysInside(at_, at_.now(stream))) return;
    at_.report.forbid("aspetto_senza_limiti",
                      "l’aspetto del campo " + quoted(field.name) + " non dichiara entro quali limiti sta",
                      at_.pageShowing(field.number));
  }

  bool shareLook(const SignedField& field) {
    at_.report.forbid(
        "aspetto_condiviso",
        "l’aspetto del campo " + quoted(field.name) + " è stato preso da un oggetto usato anche altrove",
        at_.pageShowing(field.number));
    return true;
  }

  // Appearances of the field just signed, or filled, may have been written anew in their own place (PDFBox
  // does that).
  void explainLooks(const PlacedSignature& signature) {
    const SignedField* field = at_.before.field(signature.fieldNumber);
    if (field != nullptr && field->value == nullptr) explainLooksOf(*field);
  }

  void explainLooksOf(const SignedField& field) {
    explainLookOf(field);
    for (const PdfObject& kid : at_.old((*field.dictionary)["Kids"]).items) {
      const SignedField* widget = kid.isReference() ? at_.before.field(kid.number()) : nullptr;
      if (widget != nullptr && widget->isWidget) explainLookOf(*widget);
    }
  }

  void explainLookOf(const SignedField& field) {
    const PdfObject& look = at_.history.object(field.number, at_.revision)["AP"];
    for (const auto& [state, stream] : at_.now(look).entries) {
      if (at_.isChanged(stream)) tellWithoutBounds(stream, field);
    }
    if (explainBelow(at_, look, field.number) == Belonging::shared) shareLook(field);
  }

  void judgeDictionary() {
    const PdfObject& writtenBefore = at_.history.root(at_.revision - 1)["AcroForm"];
    const PdfObject& writtenAfter = at_.history.root(at_.revision)["AcroForm"];
    const PdfObject& before = at_.old(writtenBefore);
    const PdfObject& after = at_.now(writtenAfter);
    if (!after.isDictionary()) {
      if (before.isDictionary()) at_.report.forbid("modulo_tolto", "è stato tolto il modulo del documento");
      return;
    }
    if (writtenAfter.isReference() && at_.isOnlyUnder(writtenAfter.number(), {"AcroForm"}))
      at_.explain(writtenAfter);
    for (const std::string& key : changedKeys(before, after)) judgeEntry(key, before, after);
    if (at_.before.fields != at_.after.fields) judgeFields(before["Fields"], after["Fields"]);
    judgeResources(writtenAfter, before["DR"], after["DR"]);
  }

  void judgeEntry(const std::string& key, const PdfObject& before, const PdfObject& after) {
    const PdfObject& value = after[key];
    if (key == "Fields" || key == "DR") return;
    if (key == "SigFlags") {
      const std::int64_t was = before[key].integer, is = value.integer;
      if (value.isInteger() && is >= 0 && is <= 3 && (was & ~is) == 0) return;
    }
    if (key == "NeedAppearances") {
      if (value.isNull() || (value.type == PdfObject::Type::boolean && !value.truth)) return;
      return at_.report.forbid("aspetto_da_rifare",
                               "è stato chiesto ai lettori di ridisegnare i campi del modulo");
    }
    if (key == "DA" && before[key].isNull() && value.isString()) {
      tellDrawnByReaders();
      return at_.report.tell(ChangeLevel::legitimate, "modulo_integrato",
                             "sono stati aggiunti al modulo caratteri per i campi");
    }
    if (key == "XFA") return at_.report.forbid("modulo_xfa", "è stato cambiato il modulo XFA del documento");
    at_.report.forbid("modulo_modificato", "sono state cambiate le proprietà del modulo");
    explainNewBelow(at_, value);
  }

  void judgeFields(const PdfObject& writtenBefore, const PdfObject& writtenAfter) {
    if (writtenAfter.isReference() && at_.isOnlyUnder(writtenAfter.number(), {"Fields"}))
      at_.explain(writtenAfter);
    const ListDifference difference = listDifference(at_.old(writtenBefore), at_.now(writtenAfter));
    if (difference.isReordered)
      at_.report.forbid("campi_riordinati", "è stato cambiato l’ordine dei campi del modulo");
    for (const PdfObject* field : difference.removed) {
      const SignedField* known = field->isReference() ? at_.before.field(field->number()) : nullptr;
      at_.report.forbid("campo_tolto", known != nullptr ? "è stato tolto il campo " + quoted(known->name)
                                                        : "è stato tolto un campo del modulo");
    }
    for (const PdfObject* field : difference.added) judgeAdded(*field);
  }

  void judgeAdded(const PdfObject& written) {
    const SignedField* known = written.isReference() ? at_.before.field(written.number()) : nullptr;
    if (known != nullptr) {
      return at_.report.tell(ChangeLevel::toConfirm, "campo_ripetuto",
                             "il campo " + quoted(known->name) + " è stato elencato due volte nel modulo");
    }
    const SignedField* added = written.isReference() ? at_.after.field(written.number()) : nullptr;
    if (added == nullptr) return;  // listed, but no dictionary: nobody sees it
    if (!isAddedSignatureField(*added)) {
      at_.report.forbid("campo_aggiunto", "è stato aggiunto il campo " + quoted(added->name),
                        at_.pageShowing(added->number));
      at_.explain(written);
      return explainNewBelow(at_, *added->dictionary);
    }
    tellAdded(*added);
  }

  bool isAddedSignatureField(const SignedField& field) {
    if (!at_.isNew(field.number) || !(*field.dictionary)["FT"].isName("Sig") ||
        !(*field.dictionary)["T"].isString())
      return false;
    if (names_.empty()) {
      for (const SignedField& known : at_.before.fields->list) names_.insert(known.name);
    }
    if (!names_.insert(field.name).second) return false;
    if (!isAddedWidget(field, *field.dictionary)) return false;
    for (const PdfObject& kid : at_.now((*field.dictionary)["Kids"]).items) {
      const SignedField* widget = kid.isReference() ? at_.after.field(kid.number()) : nullptr;
      if (widget == nullptr || !widget->isWidget || !at_.isNew(widget->number)) return false;
      if (widget->dictionary->has("V") || widget->dictionary->has("Kids") ||
          !isAddedWidget(*widget, *widget->dictionary))
        return false;
    }
    return true;
  }

  bool isAddedWidget(const SignedField& field, const PdfObject& dictionary) {
    const bool isPlain =
        std::all_of(dictionary.entries.begin(), dictionary.entries.end(), [](const auto& entry) {
          return isAmong(entry.first, {"Type", "Subtype", "FT", "T", "TU",   "F",  "Ff",           "Rect",
                                       "P",    "Parent",  "AP", "V", "M",    "NM", "Border",       "BS",
                                       "MK",   "DA",      "DR", "Q", "Lock", "SV", "StructParent", "Kids"});
        });
    if (!isPlain || (dictionary.has("MK") && !isPlainCharacteristics(dictionary["MK"]))) return false;
    if (dictionary.has("AP") && !judgeLook({}, dictionary["AP"], field)) return false;
    at_.explain(field.number);
    // iText repeats the resources of the appearance (/DR); no reader draws a signature with them: only
    // fields of text and choice have default ones, and from the form (12.7.2, 12.7.3.3).
    for (const char* key : {"Lock", "SV", "Kids", "Rect", "DR"}) explainNewBelow(at_, dictionary[key]);
    at_.newWidgets[field.number] = shows(dictionary);
    return true;
  }

  // In doubt it does: readers differ on rectangles that are none, and take flags that are no 32-bit
  // number for none.
  bool shows(const PdfObject& widget) const {
    const std::optional<PdfBox> box = boxOf(at_.history, widget["Rect"], at_.revision);
    if (!box) return widget.has("Rect");
    if (box->isEmpty()) return false;
    const PdfObject& written = widget["F"];
    const bool isPlain = written.isInteger() && written.integer >= 0 &&
                         written.integer <= std::numeric_limits<std::int32_t>::max();
    const std::int64_t flags = isPlain ? written.integer : 0;
    return (flags & kHidden) == 0 && ((flags & kNoView) == 0 || (flags & (kPrinted | kToggleNoView)) != 0);
  }

  void tellAdded(const SignedField& field) {
    if (!field.dictionary->has("V")) {
      return at_.report.tell(ChangeLevel::legitimate, "campo_firma_aggiunto",
                             "è stato aggiunto il campo di firma " + quoted(field.name));
    }
    const PlacedSignature* signature = madeIn(field.number);
    if (signature == nullptr || !isFreshDictionary(*signature)) {
      return at_.report.forbid("firma_non_propria", "è stato aggiunto il campo " + quoted(field.name) +
                                                        " con una firma che non è sua");
    }
    explainNewBelow(at_, (*field.dictionary)["V"]);
    at_.report.tellSigned(field.name);
    if (signature->isTimeStamp) {
      at_.report.tell(ChangeLevel::legitimate, "marca_temporale", "è stata aggiunta una marca temporale");
    } else {
      at_.report.tell(ChangeLevel::legitimate, "firma_in_campo_nuovo",
                      "è stata apposta una firma in un campo nuovo, " + quoted(field.name));
    }
  }

  // Fonts and the like may be added to the form's resources, none changed.
  void judgeResources(const PdfObject& form, const PdfObject& writtenBefore, const PdfObject& writtenAfter) {
    const PdfObject& before = at_.old(writtenBefore);
    const PdfObject& after = at_.now(writtenAfter);
    Holders
        holders;  // of a form written in the catalog none: what that refers to may be more than the form's
    if (form.isReference()) holders.insert(form.number());
    bool isAddition = isOnlyHeldBy(holders, writtenAfter),
         isTouched = !(writtenBefore == writtenAfter) || at_.isChanged(writtenAfter);
    if (writtenAfter.isReference()) holders.insert(writtenAfter.number());
    for (const auto& [sort, old] : before.entries)
      isAddition = isAddition && (old.isNull() || after.has(sort));
    for (const auto& [sort, fresh] : after.entries) {
      if (fresh == before[sort] && !at_.isChanged(fresh)) continue;
      isTouched = true;
      isAddition = isAddition && isOnlyHeldBy(holders, fresh) &&
                   isExtended(sort, at_.old(before[sort]), at_.now(fresh));
    }
    if (!isTouched) return;
    if (!isAddition)
      return at_.report.forbid("risorse_modulo", "sono stati cambiati i caratteri o le immagini del modulo");
    tellDrawnByReaders();
    at_.report.tell(ChangeLevel::legitimate, "modulo_integrato",
                    "sono stati aggiunti al modulo caratteri per i campi");
  }

  // What has no appearance that is a drawing is drawn by the reader, as the form says, and so is every field
  // where the form asks for it (12.7.2): a font added under a name that was missing may show other letters.
  void tellDrawnByReaders() {
    constexpr const char* kCode = "campo_ridisegnato";
    for (const SignedField& field : at_.before.fields->list) {
      if (!isDrawnByReaders(field)) continue;
      return at_.report.tell(ChangeLevel::toConfirm, kCode,
                             "è cambiato come si mostra il testo del campo " + quoted(field.name) +
                                 ", che i programmi disegnano da sé,",
                             at_.pageShowing(field.number));
    }
    const std::vector<std::uint32_t>& pages = at_.before.pages->pages;
    for (std::size_t page = 1; page <= pages.size(); ++page) {
      const PdfObject& notes = at_.old(at_.history.object(pages[page - 1], at_.revision - 1)["Annots"]);
      at_.walk.spend(1 + notes.items.size());
      if (std::none_of(notes.items.begin(), notes.items.end(), [this](const PdfObject& written) {
            const PdfObject& note = at_.old(written);
            return at_.old(note["Subtype"]).isName("FreeText") && !hasOwnDrawing(note);
          }))
        continue;
      return at_.report.tell(
          ChangeLevel::toConfirm, kCode,
          "è cambiato come si mostra il testo di un’annotazione, che i programmi disegnano da sé,", page);
    }
  }

  bool isDrawnByReaders(const SignedField& field) const {
    const PdfObject& form = at_.old(at_.history.root(at_.revision - 1)["AcroForm"]);
    const bool isText = (field.type == "Tx" && field.value != nullptr) || field.type == "Btn" ||
                        (field.type == "Ch" && (field.value != nullptr || field.dictionary->has("Opt")));
    const PdfObject& isAskedFor = at_.old(form["NeedAppearances"]);
    return isText && field.dictionary->has("Rect") &&
           ((isAskedFor.type == PdfObject::Type::boolean && isAskedFor.truth) ||
            !hasOwnDrawing(*field.dictionary));
  }

  // A form, or one for each state (12.5.5).
  bool hasOwnDrawing(const PdfObject& annotation) const {
    const auto isForm = [this](const PdfObject& written) {
      const PdfObject& stream = at_.old(written);
      return stream.isStream() && stream.has("BBox");
    };
    const PdfObject& look = at_.old(at_.old(annotation["AP"])["N"]);
    return isForm(look) || (look.isDictionary() && !look.isStream() &&
                            std::any_of(look.entries.begin(), look.entries.end(),
                                        [&](const auto& entry) { return isForm(entry.second); }));
  }

  using Holders = std::set<std::uint32_t>;

  // Explains a changed object if nothing but these refers to it; true for what is not changed at all.
  bool isOnlyHeldBy(const Holders& holders, const PdfObject& written) {
    if (!at_.isChanged(written)) return true;
    if (at_.isNew(written.number())) return at_.explain(written), true;
    const auto& edges = at_.walk.inEdges(written.number());
    const bool isOnly = std::all_of(edges.begin(), edges.end(),
                                    [&holders](const InEdge& edge) { return holders.contains(edge.source); });
    if (isOnly) at_.explain(written);
    return isOnly;
  }

  // PDFBox calls what each signature draws /FRM here, too. Nobody draws it from here: default appearances
  // show text only (12.7.3.3), and appearances without resources have those of the page (7.8.3).
  bool isDrawnAnew(std::string_view sort, const PdfObject& value) const {
    return sort == "XObject" && !at_.made.empty() && value.isReference() && at_.isNew(value.number()) &&
           at_.now(value).isStream();
  }

  bool isExtended(std::string_view sort, const PdfObject& before, const PdfObject& after) {
    if (before.isNull() && after.isArray()) return true;
    if (!after.isDictionary() || (!before.isNull() && !before.isDictionary())) return false;
    for (const std::string& name : changedKeys(before, after)) {
      if (before.has(name) && !isDrawnAnew(sort, after[name])) return false;
      explainNewBelow(at_, after[name]);
    }
    return true;
  }

  RevisionCase& at_;
  std::set<std::string_view> names_;  // of the fields before, and of those added; filled when first asked for
};

}  // namespace

void judgeForm(RevisionCase& at) { FormJudge(at).judge(); }

}  // namespace stesura
