#include "generator/signature/changes.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "generator/error.h"
#include "generator/signature/certification.h"
#include "generator/signature/change_report.h"
#include "generator/signature/hidden_objects.h"
#include "generator/signature/revision_case.h"

namespace stesura {
namespace {

constexpr std::array<std::string_view, 4> kLevelNames = {"solo_firme", "ammesse", "da_confermare",
                                                         "non_ammesse"};

class ChangesSearch {
 public:
  ChangesSearch(const PdfHistory& history, const std::vector<PlacedSignature>& signatures,
                const std::vector<std::string>& names)
      : history_(history),
        signatures_(signatures),
        names_(names),
        walk_(history),
        drawings_(history, walk_) {}

  std::vector<RevisionChanges> search() {
    std::vector<RevisionChanges> all;
    DocumentParts before = partsAsOf(0, nullptr, {});
    for (std::size_t revision = 1; revision <= history_.last(); ++revision) {
      const ObjectChanges changes = walk_.advance();
      DocumentParts after = partsAsOf(revision, &before, changes);
      all.push_back(compare(revision, changes, before, after));
      before = std::move(after);
    }
    tellBehindEnd(all);
    return all;
  }

 private:
  // What the changes leave as it was is not read again.
  DocumentParts partsAsOf(std::size_t revision, const DocumentParts* earlier, const ObjectChanges& changes) {
    DocumentParts parts;
    const auto isAmong = [&changes](const auto& numbers) {
      return std::any_of(changes.begin(), changes.end(),
                         [&numbers](const auto& entry) { return numbers.contains(entry.first); });
    };
    const bool sameRoot = earlier != nullptr && history_.revisions()[revision].trailer["Root"] ==
                                                    history_.revisions()[revision - 1].trailer["Root"];
    const bool sameFields = sameRoot && !isAmong(earlier->fields->numbers);
    parts.fields = sameFields ? earlier->fields
                              : std::make_shared<const FormFields>(fieldsAsOf(history_, revision, effort_));
    const bool samePages = sameRoot && !isAmong(earlier->pages->nodes) &&
                           !turnsPageIntoNode(*earlier->pages, changes) &&
                           history_.root(revision)["Pages"] == history_.root(revision - 1)["Pages"];
    parts.pages = samePages ? earlier->pages : std::make_shared<const PageMap>(pagesAsOf(history_, revision));
    if (!samePages) walk_.spend(10 * parts.pages->pages.size());
    return parts;
  }

  static bool turnsPageIntoNode(const PageMap& pages, const ObjectChanges& changes) {
    return std::any_of(changes.begin(), changes.end(), [&pages](const auto& entry) {
      return pages.numberOf.contains(entry.first) &&
             (!entry.second.after->isDictionary() || entry.second.after->has("Kids"));
    });
  }

  RevisionChanges compare(std::size_t revision, const ObjectChanges& changes, const DocumentParts& before,
                          const DocumentParts& after) {
    ChangeReport report(revision, afterWhom(signersBefore(revision)));
    RevisionCase at{history_, walk_, drawings_, revision, changes, before, after, madeIn(revision), report};
    judgeTrailer(at);
    judgeForm(at);
    judgePages(at);
    judgeCatalog(at);
    judgeStructure(at);
    judgeRest(at);
    judgeFile(revision, report);
    enforceCertifications(history_, signatures_, revision, report);
    if (report.isForbidden()) drawings_.forget();
    RevisionChanges found = report.finish();
    found.afterSignature = isAfterSignature(revision);
    return found;
  }

  std::vector<std::string> signersBefore(std::size_t revision) const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < signatures_.size() && i < names_.size(); ++i) {
      if (signatures_[i].revision < revision && !signatures_[i].isTimeStamp) names.push_back(names_[i]);
    }
    return names;
  }

  bool isAfterSignature(std::size_t revision) const {
    return std::any_of(signatures_.begin(), signatures_.end(),
                       [revision](const PlacedSignature& one) { return one.revision < revision; });
  }

  std::vector<const PlacedSignature*> madeIn(std::size_t revision) const {
    std::vector<const PlacedSignature*> made;
    for (const PlacedSignature& signature : signatures_) {
      if (signature.revision == revision) made.push_back(&signature);
    }
    return made;
  }

  // What is wrong with the way the revision is written.
  void judgeFile(std::size_t revision, ChangeReport& report) {
    if (walk_.containerReplaced())
      report.forbid("flusso_oggetti_sostituito", "è stato sostituito un flusso di oggetti ancora in uso");
    if (hidesObjects(history_, revision)) {
      report.forbid("oggetti_nascosti",
                    "sono stati aggiunti byte che alcuni programmi leggono come altri oggetti");
    }
    if (history_.revisions()[revision].form == PdfSectionForm::hybrid) {
      report.forbid("riferimenti_ibridi",
                    "sono stati aggiunti riferimenti ibridi, che programmi diversi leggono in modo diverso");
    }
    const auto tell = [&report](const PdfIrregularity& irregularity) {
      const Remark remark = remarkOf(irregularity.kind);
      report.forbid(remark.code.c_str(), remark.sentence);
    };
    for (const PdfIrregularity& irregularity : history_.outsideBytes(revision)) tell(irregularity);
    for (const PdfIrregularity& irregularity : history_.irregularities()) {
      if (irregularity.revision == revision && irregularity.kind != PdfIrregularity::Kind::bytesBehindEnd)
        tell(irregularity);
    }
  }

  // Bytes behind the last end belong to no revision; they count as one more.
  void tellBehindEnd(std::vector<RevisionChanges>& all) const {
    const auto& list = history_.irregularities();
    const bool isAny = std::any_of(list.begin(), list.end(), [](const PdfIrregularity& one) {
      return one.kind == PdfIrregularity::Kind::bytesBehindEnd;
    });
    if (!isAny) return;
    const std::size_t revision = history_.revisions().size();
    ChangeReport report(revision, afterWhom(signersBefore(revision)));
    const Remark remark = remarkOf(PdfIrregularity::Kind::bytesBehindEnd);
    report.forbid(remark.code.c_str(), remark.sentence);
    all.push_back(report.finish());
    all.back().afterSignature = isAfterSignature(revision);
  }

  const PdfHistory& history_;
  const std::vector<PlacedSignature>& signatures_;
  const std::vector<std::string>& names_;
  ObjectWalk walk_;
  PageDrawings drawings_;
  FieldEffort effort_;
};

}  // namespace

std::string_view levelName(ChangeLevel level) { return kLevelNames[static_cast<std::size_t>(level)]; }

Remark remarkOf(PdfIrregularity::Kind kind) {
  using Kind = PdfIrregularity::Kind;
  switch (kind) {
    case Kind::bytesBehindEnd:
      return {"byte_in_coda", "sono stati aggiunti byte oltre la fine del documento"};
    case Kind::bytesBeforeHeader:
      return {"byte_in_testa", "ci sono byte prima dell’inizio del documento"};
    case Kind::bytesOutside:
      return {"byte_estranei", "sono stati aggiunti byte che non appartengono a nessun oggetto"};
    case Kind::wrongLength:
      return {"lunghezza_errata", "un oggetto dichiara una lunghezza diversa da quella che ha"};
    case Kind::objectElsewhere:
      return {"oggetto_altrove", "un riferimento porta dove l’oggetto non c’è"};
    case Kind::duplicateKey:
      return {"chiave_ripetuta", "un oggetto dichiara due volte la stessa proprietà"};
    case Kind::hybrid:
      return {"riferimenti_ibridi", "i riferimenti del file dicono cose diverse a programmi diversi"};
    case Kind::sectionsOutOfOrder:
      return {"riferimenti_disordinati", "i riferimenti del file non sono nell’ordine delle versioni"};
    case Kind::malformed:
      return {"oggetto_malformato", "è stato aggiunto un oggetto malformato"};
    case Kind::objectTwice:
      return {"oggetto_doppio", "una versione contiene due volte lo stesso oggetto"};
  }
  return {"irregolarita", "il file è scritto in modo irregolare"};
}

std::vector<RevisionChanges> changesOf(const PdfHistory& history,
                                       const std::vector<PlacedSignature>& signatures,
                                       const std::vector<std::string>& signerOf) {
  if (history.last() == 0 && history.irregularities().empty()) return {};  // not even bytes behind the end
  return ChangesSearch(history, signatures, signerOf).search();
}

}  // namespace stesura
