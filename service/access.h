// Who may see what of a path: pure rules over facts, and the only place where they stand.
#pragma once

#include <optional>
#include <string>

#include "generator/schema/field.h"
#include "service/identity.h"
#include "service/store/registers.h"

namespace stesura {

// The highest class of the path's data that `who` may read; none: it does not exist for them (404).
// Own agency: operators of the case H; other operators R; segreteria and amministratore I (that it
// exists, pseudonym, phase, dates). Recipients in force: the case manager H («completa»), R else;
// other operators I. An agency may be its own recipient: the higher counts. comunicazione and
// sistema: nothing. A program is never an operator of a case nor a case manager. Of a person with
// several roles the role that shows most counts, each by its own rule.
std::optional<DataClass> readablePath(const Identity& who, const PathFacts& path,
                                      const std::string& today);

// Whether an agency receives the path today.
bool recipientInForce(const PathRecipient& recipient, const std::string& today);

// What of a document bears on who may see it.
struct DocumentFacts {
  std::string agency{};  // that issued it
  std::string author{};
  std::string path{};                     // id; "" where it is of none
  DataClass ceiling = DataClass::health;  // of its layout
};

// The highest class of the document's data that `who` may read; none: it does not exist for them.
// Of a path: whoever reads the path up to the document's ceiling; documents up to R as well every
// operator of a recipient agency in force. Of none: up to I the own agency and, where `inNetwork`,
// the members of the document's network; above I its author alone, while they are an operatore.
// `path` is null where the document is of none, or the path is known no longer.
std::optional<DataClass> readableDocument(const Identity& who, const DocumentFacts& document,
                                          const PathFacts* path, bool inNetwork,
                                          const std::string& today);

// Who may issue a document with this ceiling. Of a path: the operators of its case; of none:
// operatore, and up to I segreteria.
bool mayIssueDocument(const Identity& who, DataClass ceiling, const PathFacts* path);

// What of a draft bears on who may see it.
struct DraftFacts {
  std::string agency{};
  std::string author{};
  std::string path{};                     // id; "" where it is of none
  DataClass ceiling = DataClass::health;  // the highest of its kind's layouts
};

// Who may read and change a draft; for others it does not exist. Of a path: the operators of its
// case. Of none: its author, above I while they are an operatore; up to I segreteria as well.
// `path` is null where the draft is of none, or the path is known no longer.
bool readableDraft(const Identity& who, const DraftFacts& draft, const PathFacts* path);

// The highest class of a person's data that `who` may read: own agency's operators R, those who
// work on one of the person's paths H; nobody else anything.
std::optional<DataClass> readablePerson(const Identity& who, const std::string& agency,
                                        bool worksOnAPath);

// Who may change a path or write documents of it: the operators of the case.
bool mayChangePath(const Identity& who, const PathFacts& path);

}  // namespace stesura
