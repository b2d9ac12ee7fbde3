// What each later revision of a signed PDF changed, told to people on four levels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "generator/pdf/history.h"
#include "generator/signature/outcome.h"
#include "generator/signature/signed_file.h"

namespace stesura {

enum class ChangeLevel : std::uint8_t {
  signaturesOnly,  // `solo_firme`: an empty field got its signature, and nothing else
  legitimate,      // `ammesse`: what partners' tools add: long-term data (DSS), time stamps, own signature
                   // fields, the registration stamp in its field, Info and XMP
  toConfirm,       // `da_confermare`: may be legitimate, a person must look: a stamp beside the field
  forbidden,       // `non_ammesse`: content, pages, other annotations, other fields, scripts, …
};
std::string_view levelName(ChangeLevel level);

struct Change {
  ChangeLevel level;
  std::string code;      // «annotazione_aggiunta»
  std::string sentence;  // «Dopo la firma di … è stata aggiunta un’annotazione a pagina 3.»
  std::size_t page = 0;  // from 1; 0 where none is meant
};

struct RevisionChanges {
  std::size_t revision = 0;                         // 1 is the first update
  ChangeLevel level = ChangeLevel::signaturesOnly;  // the worst of its changes
  std::vector<Change> changes;            // what is beyond a signature in its field; empty for signaturesOnly
  std::vector<std::string> signedFields;  // those that got a value in this revision
  bool afterSignature = false;            // some signature covers an earlier state, not this one
};

// Compares the whole graph of objects that a reader can reach (from the trailer: catalog, pages, form,
// names, structure) before and after each revision but the first, in their order: also those up to the
// first signature, which matter only to who knows what was issued. What is changed but cannot be
// reached at any revision is told too. Bytes behind the last «%%EOF» count as one more revision, whose
// number is that of the revisions. `signerOf` gives, for a signature's index, how a sentence names who
// signed («ASST di Esempio», or the field's name). Levels admitted by a certification (DocMDP 1…3) are
// enforced. Throws Error{data} for a file too large or entangled to be compared: then nothing is admitted.
std::vector<RevisionChanges> changesOf(const PdfHistory& history,
                                       const std::vector<PlacedSignature>& signatures,
                                       const std::vector<std::string>& signerOf);

// What is irregular about a way to write a file; the sentence goes on behind «Dopo la firma di … ». In
// the first revision an irregularity is no change: verification tells it of the file as a whole.
Remark remarkOf(PdfIrregularity::Kind kind);

}  // namespace stesura
