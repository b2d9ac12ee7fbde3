// What no rule explains is forbidden, with a name for it; and what nobody can reach is told, too.
#include <algorithm>
#include <deque>
#include <iterator>
#include <unordered_set>

#include "generator/signature/revision_case.h"

namespace stesura {
namespace {

bool isFont(const PdfObject& object) {
  const PdfObject& type = object["Type"];
  return type.isName("Font") || type.isName("FontDescriptor") || type.isName("CMap") ||
         object.has("FontFile2") || object["Subtype"].isName("CIDFontType0C") ||
         object["Subtype"].isName("OpenType");
}

// A font that every reader has (9.6.2.2), by names alone: nothing in it can be made to look like anything
// else. iText leaves such ones behind when it cannot enter them in the form.
bool isPlainStandardFont(const PdfObject& object) {
  static constexpr std::string_view kKeys[] = {"Type", "Subtype", "BaseFont", "Name", "Encoding"};
  static constexpr std::string_view kFamilies[] = {"Helvetica", "Times-", "Courier", "Symbol",
                                                   "ZapfDingbats"};
  const std::string_view name = object["BaseFont"].text;
  return object.isDictionary() && object["Type"].isName("Font") && object["Subtype"].isName("Type1") &&
         std::all_of(object.entries.begin(), object.entries.end(),
                     [](const auto& entry) {
                       return entry.second.isName() &&
                              std::find(std::begin(kKeys), std::end(kKeys), entry.first) != std::end(kKeys);
                     }) &&
         std::any_of(std::begin(kFamilies), std::end(kFamilies),
                     [name](std::string_view one) { return name.starts_with(one); });
}

// The entry of the catalog that leads to an object, however deep it is written there.
std::string_view entryLeadingTo(const PdfObject& catalog, std::uint32_t number) {
  std::string_view found;
  for (const auto& [key, value] : catalog.entries) {
    forEachReference(value, {},
                     [&, entry = std::string_view(key)](const PdfObject& reference, std::string_view) {
                       if (found.empty() && reference.number() == number) found = entry;
                     });
  }
  return found;
}

// The ways from an object to what contains it, up to the page or the catalog.
struct Place {
  std::size_t page = 0;
  std::string_view key{};      // under which the page, or the catalog, has it
  std::string_view nearest{};  // of the object itself
};

Place placeOf(const RevisionCase& at, std::uint32_t number) {
  constexpr std::size_t kFarthest = 2000;
  const std::uint32_t root = at.history.revisions()[at.revision].trailer["Root"].number();
  Place place;
  std::deque<std::uint32_t> waiting{number};
  std::unordered_set<std::uint32_t> seen{number};
  for (std::size_t followed = 0; !waiting.empty(); waiting.pop_front()) {
    at.walk.spend(1);
    for (const InEdge& edge : at.walk.inEdges(waiting.front())) {
      if (++followed > kFarthest) return place;
      if (place.nearest.empty()) place.nearest = edge.key;
      if (edge.key == "Parent" || edge.key == "P" || edge.key == "Pg" || edge.key == "Dest" ||
          edge.key == "D")
        continue;
      if (const std::size_t page = at.before.pages->pageNumber(edge.source))
        return {page, edge.key, place.nearest};
      if (edge.source == root && place.key.empty())
        place.key = entryLeadingTo(at.history.root(at.revision), waiting.front());
      if (edge.source != 0 && edge.source != root && seen.insert(edge.source).second)
        waiting.push_back(edge.source);
    }
  }
  return place;
}

class RestJudge {
 public:
  explicit RestJudge(RevisionCase& at) : at_(at) {}

  void judge() {
    for (const std::uint32_t number : at_.walk.uncovered()) {
      at_.report.forbid("contenuto_predisposto",
                        "è stato mostrato un contenuto che era già nascosto nel file",
                        at_.pageShowing(number));
      at_.explain(number);
    }
    for (const auto& [number, change] : at_.changes) judgeObject(number, change);
    for (const auto& [number, change] : at_.changes) judgeAdded(number, change);
  }

 private:
  void judgeObject(std::uint32_t number, const ObjectChange& change) {
    if (change.otherGeneration) {
      at_.report.forbid("generazione_cambiata",
                        "un oggetto è stato sostituito con un altro dello stesso numero",
                        at_.pageShowing(number));
    }
    if (!at_.walk.isReached(number)) return judgeHidden(change);
    if (change.isNew() || at_.isExplained(number)) return;
    if (change.isGone()) {
      if (at_.walk.inEdges(number).empty())
        return;  // nothing refers to it any more: told where it was taken away
      return tellPlace(number, "oggetto_liberato", "è stato eliminato un oggetto che il documento usa");
    }
    if (change.before->isNull())
      return tellPlace(number, "riferimento_riempito", "è stato riempito un riferimento che era vuoto");
    tellChanged(number, change);
    explainNewBelow(at_, *change.after);
  }

  // New objects are told with what refers to them; this is for those that nothing told.
  void judgeAdded(std::uint32_t number, const ObjectChange& change) {
    if (!change.isNew() || change.isGone() || at_.isExplained(number) || !at_.walk.isReached(number)) return;
    if (!at_.report.isForbidden())
      tellPlace(number, "oggetto_aggiunto", "è stato aggiunto un oggetto che non appartiene a nessuna firma");
  }

  void tellPlace(std::uint32_t number, const char* code, const char* what) {
    at_.report.forbid(code, what, at_.pageShowing(number));
  }

  void tellChanged(std::uint32_t number, const ObjectChange& change) {
    const Place place = placeOf(at_, number);
    if (isFont(*change.before) || isFont(*change.after)) {
      return at_.report.forbid("carattere_modificato", "è stato cambiato un carattere usato nel testo",
                               place.page);
    }
    if (place.page != 0) return tellOnPage(place);
    if (place.key == "AcroForm")
      return at_.report.forbid("modulo_modificato", "è stato modificato il modulo del documento");
    if (!place.key.empty()) return forbidCatalogEntry(at_, place.key);
    at_.report.forbid("oggetto_modificato", "è stato modificato un oggetto del documento");
  }

  void tellOnPage(const Place& place) {
    if (place.key == "Contents")
      return at_.report.forbid("contenuto_pagina", "è stato modificato il contenuto della pagina",
                               place.page);
    if (place.key == "Annots")
      return at_.report.forbid("annotazione_modificata", "è stata modificata un’annotazione", place.page);
    if (place.key == "Resources" || place.key == "XObject" || place.key == "Font") {
      return at_.report.forbid("risorse_pagina", "è stato cambiato un carattere o un’immagine della pagina",
                               place.page);
    }
    at_.report.forbid("pagina_modificata", "è stato modificato ciò che si vede", place.page);
  }

  // Cross-references and object streams are reached by no reference and need none.
  void judgeHidden(const ObjectChange& change) {
    const PdfObject& object = *change.after;
    const PdfObject& type = object["Type"];
    if (object.isNull() || (object.isStream() && (type.isName("XRef") || type.isName("ObjStm")))) return;
    if (object.has("ByteRange") && (type.isName("Sig") || type.isName("DocTimeStamp")))
      return;  // told among the signatures
    if (change.isNew() && isPlainStandardFont(object)) {
      return at_.report.tell(ChangeLevel::legitimate, "carattere_inutile",
                             "è stato aggiunto un carattere che niente usa");
    }
    static constexpr std::string_view kShown[] = {"Page", "Pages", "Catalog", "Annot", "XObject", "Font"};
    const bool isShown = (object.isStream() && type.isNull()) ||
                         std::any_of(std::begin(kShown), std::end(kShown),
                                     [&type](std::string_view name) { return type.isName(name); });
    at_.report.tell(isShown ? ChangeLevel::forbidden : ChangeLevel::toConfirm, "oggetto_nascosto",
                    isShown ? "è stato preparato un contenuto nascosto, che si potrebbe mostrare in seguito"
                            : "è stato aggiunto un oggetto a cui nulla rimanda");
  }

  RevisionCase& at_;
};

}  // namespace

void judgeRest(RevisionCase& at) { RestJudge(at).judge(); }

}  // namespace stesura
