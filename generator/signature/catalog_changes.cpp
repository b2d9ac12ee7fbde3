// Rules for the catalog, the trailer and what hangs at them: long-term data, Info, XMP.
#include <algorithm>
#include <iterator>

#include "generator/signature/revision_case.h"

namespace stesura {
namespace {

struct Entry {
  std::string_view key;
  const char* code;
  const char* what;
};

// What is said of entries of the catalog that nobody may touch after a signature.
constexpr Entry kForbidden[] = {
    {"OpenAction", "azione_aggiunta", "è stata cambiata l’azione che il documento compie all’apertura"},
    {"AA", "azione_aggiunta", "sono state cambiate le azioni automatiche del documento"},
    {"Names", "nomi_modificati", "sono stati cambiati script, allegati o destinazioni del documento"},
    {"AF", "allegato_modificato", "sono stati cambiati gli allegati del documento"},
    {"Collection", "allegato_modificato", "il documento è stato trasformato in un portafoglio di allegati"},
    {"OCProperties", "livelli_modificati", "è stata cambiata la visibilità dei livelli del documento"},
    {"Pages", "albero_pagine", "è stato sostituito l’albero delle pagine"},
    {"PageLabels", "numerazione_modificata", "è stata cambiata la numerazione delle pagine"},
    {"Outlines", "segnalibri_modificati", "sono stati cambiati i segnalibri"},
    {"Dests", "nomi_modificati", "sono state cambiate le destinazioni dei collegamenti"},
    {"Lang", "lingua_modificata", "è stata cambiata la lingua dichiarata del documento"},
    {"MarkInfo", "struttura_modificata", "è stata cambiata la struttura del documento"},
    {"StructTreeRoot", "struttura_modificata", "è stata cambiata la struttura del documento"},
    {"OutputIntents", "colori_modificati", "sono stati cambiati i colori di riferimento del documento"},
    {"Perms", "permessi_modificati", "sono stati cambiati i permessi del documento"},
    {"Metadata", "metadati_modificati", "sono stati cambiati i metadati di una parte del documento"},
};

const Entry* entryOf(std::string_view key) {
  const auto found = std::find_if(std::begin(kForbidden), std::end(kForbidden),
                                  [key](const Entry& entry) { return entry.key == key; });
  return found == std::end(kForbidden) ? nullptr : &*found;
}

constexpr std::size_t kMostLongTerm = 20000;  // objects of long-term data looked at
constexpr const char* kLongTerm = "sono stati aggiunti dati per la verifica a lungo termine";

class CatalogJudge {
 public:
  explicit CatalogJudge(RevisionCase& at)
      : at_(at), before_(at.history.root(at.revision - 1)), after_(at.history.root(at.revision)) {}

  void judge() {
    const PdfObject& root = at_.history.revisions()[at_.revision].trailer["Root"];
    if (at_.isChanged(root)) {
      if (at_.isOnlyUnder(root.number(), {"Root", "Data"})) at_.explain(root);
      for (const std::string& key : changedKeys(before_, after_)) judgeKey(key);
    }
    judgeLongTerm();
    judgeMetadata();
    if (at_.isChanged(after_["Extensions"])) tellExtensions();
  }

 private:
  void judgeKey(const std::string& key) {
    if (key == "AcroForm" || key == "Metadata" || key == "DSS") return;  // by rules of their own
    if (key == "Extensions") return tellExtensions();
    if (key == "Version" && isRaised())
      return at_.report.tell(ChangeLevel::legitimate, "estensioni",
                             "è stata alzata la versione di PDF dichiarata");
    if (key == "Perms" && isOwnCertification()) return explainNewBelow(at_, after_["Perms"]);
    forbidCatalogEntry(at_, key);
    explainNewBelow(at_, after_[key]);
  }

  // A changed object is explained only if the catalog alone refers to it, and by this key: what a page
  // shows may be named here, too.
  void tellExtensions() {
    if (at_.isChanged(after_["Extensions"])) {
      const auto& edges = at_.walk.inEdges(after_["Extensions"].number());
      const bool isOwn = std::all_of(edges.begin(), edges.end(), [this](const InEdge& edge) {
        return edge.source == root() && edge.key == "Extensions";
      });
      if (!isOwn || !at_.now(after_["Extensions"]).isDictionary())
        return forbidCatalogEntry(at_, "Extensions");
    }
    at_.explain(after_["Extensions"]);
    explainNewBelow(at_, after_["Extensions"]);
    at_.report.tell(ChangeLevel::legitimate, "estensioni", "sono state dichiarate estensioni di PDF");
  }

  bool isRaised() const {
    const PdfObject& version = after_["Version"];
    return version.isName() && version.text.size() == 3 && version.text >= "1.4" && version.text <= "2.0" &&
           (!before_.has("Version") || before_["Version"].text <= version.text);
  }

  // A certification names itself (12.8.6); only the first signature of a document may be one.
  bool isOwnCertification() const {
    const PdfObject& rights = at_.now(after_["Perms"]);
    if (before_.has("Perms") || rights.entries.size() != 1 || !rights["DocMDP"].isReference()) return false;
    return std::any_of(at_.made.begin(), at_.made.end(), [&rights](const PlacedSignature* one) {
      return one->certification != 0 && one->dictionaryNumber == rights["DocMDP"].number();
    });
  }

  // Certificates and answers about them are never shown; changed objects among them may not be used
  // elsewhere.
  void judgeLongTerm() {
    const PdfObject& written = after_["DSS"];
    const bool isWritten = !(before_["DSS"] == written);
    if (isWritten && !at_.now(written).isDictionary())
      return at_.report.forbid("dati_lunga_durata_tolti", "sono stati tolti dati per la verifica");
    const std::vector<std::uint32_t> changed = changedBelow(written);
    if (!isWritten && changed.empty()) return;
    for (const std::uint32_t number : changed) {
      if (!at_.isNew(number) && !isOnlyLongTerm(number)) {
        return at_.report.forbid("oggetto_condiviso",
                                 "i dati per la verifica sono stati mescolati con altri oggetti");
      }
    }
    at_.explained.insert(changed.begin(), changed.end());
    at_.report.tell(ChangeLevel::legitimate, "dati_lunga_durata", kLongTerm);
  }

  // Changed objects that the long-term data lead to, by changed objects and their own lists.
  std::vector<std::uint32_t> changedBelow(const PdfObject& value) const {
    std::set<std::uint32_t> seen;
    std::vector<std::uint32_t> waiting, changed;
    const auto queue = [&](const PdfObject& reference, std::string_view) {
      if (seen.insert(reference.number()).second) waiting.push_back(reference.number());
    };
    forEachReference(value, {}, queue);
    while (!waiting.empty() && seen.size() < kMostLongTerm) {
      const std::uint32_t number = waiting.back();
      waiting.pop_back();
      if (at_.change(number) != nullptr) changed.push_back(number);
      const PdfObject& object = at_.history.object(number, at_.revision);
      if (number != root() && !object.isStream() && !object.has("Parent"))
        forEachReference(object, {}, queue);
    }
    return changed;
  }

  // Whatever leads to the object, as far as the catalog, begins there with /DSS.
  bool isOnlyLongTerm(std::uint32_t number) const {
    constexpr std::size_t kFarthest = 5000;
    std::set<std::uint32_t> seen{number};
    std::vector<std::uint32_t> waiting{number};
    for (std::size_t followed = 0; !waiting.empty();) {
      const std::uint32_t at = waiting.back();
      waiting.pop_back();
      for (const InEdge& edge : at_.walk.inEdges(at)) {
        if (++followed > kFarthest || edge.source == 0 || (edge.source == root() && edge.key != "DSS"))
          return false;
        if (edge.source != root() && seen.insert(edge.source).second) waiting.push_back(edge.source);
      }
    }
    return true;
  }

  std::uint32_t root() const { return at_.history.revisions()[at_.revision].trailer["Root"].number(); }

  void judgeMetadata() {
    const PdfObject& written = after_["Metadata"];
    const bool isWritten = !(before_["Metadata"] == written);
    if (!isWritten && !at_.isChanged(written)) return;
    const bool isStream =
        written.isReference() && at_.now(written).isStream() && at_.change(written.number()) != nullptr;
    const auto& edges = at_.walk.inEdges(written.isReference() ? written.number() : 0);
    const bool isOwn = std::all_of(edges.begin(), edges.end(), [this](const InEdge& edge) {
      return edge.source == root() && edge.key == "Metadata";
    });
    if (!isStream || !isOwn) return forbidCatalogEntry(at_, "Metadata");
    judgePacket(at_, before_["Metadata"], written);
  }

  RevisionCase& at_;
  const PdfObject& before_;
  const PdfObject& after_;
};

// Keys that say how the section is written, and nothing of the document.
bool isOfTheSection(std::string_view key) {
  static constexpr std::string_view kKeys[] = {"Size",  "Prev",   "XRefStm", "Type",        "W",
                                               "Index", "Length", "Filter",  "DecodeParms", "DocChecksum"};
  return std::find(std::begin(kKeys), std::end(kKeys), key) != std::end(kKeys);
}

// The first part shall stay what it was (14.4), but iText 2 makes it anew each time it appends. Only the
// key of an encrypted file depends on it (7.6.3.3), and such files are not read here.
void judgeIdentifier(RevisionCase& at, const PdfObject& before, const PdfObject& after) {
  const std::vector<PdfObject>& was = before["ID"].items;
  const std::vector<PdfObject>& is = after["ID"].items;
  if (was.empty() || after["ID"].isNull() || (is.size() == 2 && is[0] == was[0])) return;
  if (is.size() != 2 || !is[0].isString() || !is[1].isString()) {
    return at.report.forbid("identificativo_cambiato", "è stato cambiato l’identificativo del documento");
  }
  at.report.tell(ChangeLevel::legitimate, "identificativo_nuovo",
                 "è stato dato al file un identificativo nuovo");
}

}  // namespace

void forbidCatalogEntry(RevisionCase& at, std::string_view key) {
  if (const Entry* entry = entryOf(key)) return at.report.forbid(entry->code, entry->what);
  at.report.forbid("catalogo_modificato", "sono state cambiate le proprietà generali del documento");
}

void judgeCatalog(RevisionCase& at) { CatalogJudge(at).judge(); }

void judgeTrailer(RevisionCase& at) {
  const PdfObject& before = at.history.revisions()[at.revision - 1].trailer;
  const PdfObject& after = at.history.revisions()[at.revision].trailer;
  // Objects beyond /Size are missing (7.5.5): a smaller one takes away what strict readers show. PDFBox
  // writes one when it changes old objects alone, and most readers do not mind.
  if (after["Size"].integer < before["Size"].integer) {
    at.report.tell(ChangeLevel::toConfirm, "numero_di_oggetti",
                   "è stato dichiarato un numero di oggetti minore di quello di prima");
  }
  for (const std::string& key : changedKeys(before, after)) {
    if (isOfTheSection(key) || key == "Info") continue;
    if (key == "ID") {
      judgeIdentifier(at, before, after);
    } else if (key == "Root") {
      at.report.forbid("catalogo_sostituito", "l’intero documento è stato sostituito con un altro");
    } else {
      at.report.forbid("coda_modificata", "sono state cambiate le indicazioni in coda al file");
    }
  }
  const PdfObject& info = after["Info"];
  if (!(before["Info"] == info) || at.isChanged(info)) judgeInfo(at, before["Info"], info);
}

}  // namespace stesura
