// Rules for pages: nothing but annotations may be added to them, and of those only a few sorts.
#include <algorithm>
#include <iterator>

#include "generator/signature/list_difference.h"
#include "generator/signature/revision_case.h"
#include "generator/signature/widget_looks.h"

namespace stesura {
namespace {

constexpr std::string_view kStampKeys[] = {
    "Type",   "Subtype", "Rect", "F",    "P",    "AP", "Contents",     "NM",
    "M",      "C",       "CA",   "T",    "Name", "DA", "DS",           "RC",
    "BS",     "Border",  "Q",    "Subj", "RD",   "BE", "CreationDate", "StructParent",
    "Rotate", "IT"};

class PageJudge {
 public:
  explicit PageJudge(RevisionCase& at) : at_(at) {}

  void judge() {
    judgeTree();
    std::set<std::size_t> judged;
    for (const auto& [number, change] : at_.changes) {
      if (const std::size_t page = at_.before.pages->pageNumber(number)) {
        judgePage(page, number, change);
        if (judged.insert(page).second) judgeAnnotations(page);
      } else if (change.before->isArray() || change.after->isArray()) {
        judgeList(number, judged);
      }
    }
  }

 private:
  void judgeTree() {
    const auto& nodes = at_.before.pages->nodes;
    const bool isTreeChanged = std::any_of(at_.changes.begin(), at_.changes.end(), [&](const auto& entry) {
      return nodes.contains(entry.first) && !isMarkedOnly(entry.second);
    });
    if (!isTreeChanged) explainTree();
    if (at_.before.pages == at_.after.pages && !isTreeChanged) return;
    const auto& before = at_.before.pages->pages;
    const auto& after = at_.after.pages->pages;
    if (after.size() > before.size()) {
      at_.report.forbid("pagina_aggiunta", "sono state aggiunte pagine");
    } else if (after.size() < before.size()) {
      at_.report.forbid("pagina_tolta", "sono state tolte pagine");
    } else if (after != before) {
      at_.report.forbid("pagine_sostituite",
                        "è stato cambiato l’ordine delle pagine, o ne sono state sostituite",
                        firstDifference());
    } else if (isTreeChanged) {
      at_.report.forbid("albero_pagine", "è stato cambiato ciò che le pagine hanno in comune");
    }
    explainTree();
  }

  // iText 2 writes its version into the root of the tree, under its own prefix (annex E), for nobody else.
  static bool isMarkedOnly(const ObjectChange& change) {
    static const std::vector<std::string> kMark = {"ITXT"};
    return change.after->isDictionary() && changedKeys(*change.before, *change.after) == kMark &&
           (*change.after)["ITXT"].isString();
  }

  std::size_t firstDifference() const {
    const auto& before = at_.before.pages->pages;
    const auto& after = at_.after.pages->pages;
    return static_cast<std::size_t>(std::mismatch(before.begin(), before.end(), after.begin()).first -
                                    before.begin()) +
           1;
  }

  // What changed with the tree itself is told with it.
  void explainTree() {
    for (const auto& [number, change] : at_.changes) {
      if (!at_.before.pages->nodes.contains(number)) continue;
      at_.explain(number);
      explainNewBelow(at_, *change.after);
    }
  }

  void judgePage(std::size_t page, std::uint32_t number, const ObjectChange& change) {
    at_.explain(number);
    if (change.isGone())
      return at_.report.forbid("pagina_tolta", "è stata tolta la pagina " + std::to_string(page));
    if (!change.after->isDictionary())
      return at_.report.forbid("pagina_modificata", "è stata modificata una pagina", page);
    for (const std::string& key : changedKeys(*change.before, *change.after)) {
      if (key == "Annots" || (key == "LastModified" && (*change.after)[key].isString())) continue;
      if (key == "Tabs" && !change.before->has("Tabs") && (*change.after)["Tabs"].isName("S")) continue;
      judgeKey(key, page);
      explainNewBelow(at_, (*change.after)[key]);
    }
  }

  void judgeKey(const std::string& key, std::size_t page) {
    if (key == "Contents")
      return at_.report.forbid("contenuto_pagina", "è stato sostituito il contenuto della pagina", page);
    if (key == "Resources")
      return at_.report.forbid("risorse_pagina", "sono stati cambiati i caratteri o le immagini della pagina",
                               page);
    if (key == "AA")
      return at_.report.forbid("azione_aggiunta", "è stata aggiunta un’azione automatica alla pagina", page);
    static constexpr std::string_view kFormat[] = {"MediaBox", "CropBox", "BleedBox", "TrimBox",
                                                   "ArtBox",   "Rotate",  "UserUnit"};
    if (std::find(std::begin(kFormat), std::end(kFormat), key) != std::end(kFormat)) {
      return at_.report.forbid("formato_pagina", "è stato cambiato il formato o il verso della pagina", page);
    }
    at_.report.forbid("pagina_modificata", "è stata modificata la pagina", page);
  }

  // A list of annotations that is an object of its own, maybe of several pages.
  void judgeList(std::uint32_t number, std::set<std::size_t>& judged) {
    for (const InEdge& edge : at_.walk.inEdges(number)) {
      const std::size_t page = edge.key == "Annots" ? at_.before.pages->pageNumber(edge.source) : 0;
      if (page != 0 && judged.insert(page).second) judgeAnnotations(page);
    }
  }

  void judgeAnnotations(std::size_t page) {
    const std::uint32_t number = at_.before.pages->pages[page - 1];
    const PdfObject& before = at_.old(at_.history.object(number, at_.revision - 1)["Annots"]);
    const PdfObject& written = at_.history.object(number, at_.revision)["Annots"];
    const PdfObject& after = at_.now(written);
    if (at_.isChanged(written) && at_.isOnlyUnder(written.number(), {"Annots"})) at_.explain(written);
    if (!after.isArray() && !after.isNull())
      return at_.report.forbid("pagina_modificata", "è stata modificata la pagina", page);
    at_.walk.spend(before.items.size() + after.items.size());
    const ListDifference difference = listDifference(before, after);
    if (!difference.removed.empty())
      at_.report.forbid("annotazione_tolta", "è stata tolta un’annotazione", page);
    if (difference.isReordered)
      at_.report.forbid("annotazioni_riordinate", "è stato cambiato l’ordine delle annotazioni", page);
    for (const PdfObject* annotation : difference.added) judgeAdded(*annotation, page);
  }

  void judgeAdded(const PdfObject& written, std::size_t page) {
    const PdfObject& annotation = at_.now(written);
    if (annotation.isNull()) return;
    if (written.isReference()) {
      const auto widget = at_.newWidgets.find(written.number());
      if (widget != at_.newWidgets.end()) {
        if (widget->second) {
          at_.report.tell(ChangeLevel::toConfirm, "campo_firma_visibile",
                          "è stato aggiunto un campo di firma visibile, che può coprire ciò che sta sotto,",
                          page);
        }
        return;
      }
      if (at_.after.field(written.number()) != nullptr && at_.before.field(written.number()) == nullptr &&
          at_.report.has("campo_aggiunto")) {
        return;  // told with its field
      }
    }
    if (isStampInMargin(written, annotation, page)) {
      return at_.report.tell(
          ChangeLevel::toConfirm, "possibile_protocollo",
          "è stata aggiunta un’annotazione nel margine (possibile segnatura di protocollo, da confermare)",
          page);
    }
    at_.report.forbid("annotazione_aggiunta", "è stata aggiunta un’annotazione", page);
    if (written.isReference() && at_.isNew(written.number())) at_.explain(written);
    explainNewBelow(at_, written);
    explainNewBelow(at_, annotation);
  }

  bool isStampInMargin(const PdfObject& written, const PdfObject& annotation, std::size_t page) {
    if (!written.isReference() || !at_.isNew(written.number()) || !annotation.isDictionary()) return false;
    if (!annotation["Subtype"].isName("Stamp") && !annotation["Subtype"].isName("FreeText")) return false;
    const bool isPlain =
        std::all_of(annotation.entries.begin(), annotation.entries.end(), [](const auto& entry) {
          return std::find(std::begin(kStampKeys), std::end(kStampKeys), entry.first) != std::end(kStampKeys);
        });
    const std::optional<PdfBox> box = boxOf(at_.history, annotation["Rect"], at_.revision);
    if (!isPlain || !box || !isInMargins(at_.history, *at_.before.pages, page, *box, at_.revision))
      return false;
    if (drawsBeside(annotation) || hasWideBorder(at_, annotation)) return false;
    const PdfObject& look = at_.now(annotation["AP"]);
    for (const auto& [state, stream] : look.entries) {
      if (!stream.isReference() || !at_.isNew(stream.number()) || !staysInside(at_, at_.now(stream)))
        return false;
    }
    if (explainBelow(at_, annotation["AP"], written.number()) != Belonging::own) return false;
    at_.explain(written);
    return true;
  }

  RevisionCase& at_;
};

}  // namespace

void judgePages(RevisionCase& at) { PageJudge(at).judge(); }

}  // namespace stesura
