// One revision as the rules look at it: the document before and after, what changed, what is explained.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "generator/signature/change_report.h"
#include "generator/signature/field_tree.h"
#include "generator/signature/object_walk.h"
#include "generator/signature/page_drawings.h"
#include "generator/signature/page_map.h"
#include "generator/signature/signed_file.h"

namespace stesura {

// The parts of a document that rules ask for, as of one revision.
struct DocumentParts {
  std::shared_ptr<const FormFields> fields;
  std::shared_ptr<const PageMap> pages;

  const SignedField* field(std::uint32_t number) const { return fields->field(number); }
};

// Everything a revision changed is forbidden unless a rule explains it: that is what keeps new tricks out.
struct RevisionCase {
  const PdfHistory& history;
  const ObjectWalk& walk;
  PageDrawings& drawings;
  std::size_t revision;  // compared with the one before
  const ObjectChanges& changes;
  const DocumentParts& before;
  const DocumentParts& after;
  std::vector<const PlacedSignature*> made;  // signatures of this revision
  ChangeReport& report;
  std::set<std::uint32_t> explained{};
  std::map<std::uint32_t, bool>
      newWidgets{};  // of signature fields added by this revision; true: it shows something

  const PdfObject& old(const PdfObject& written) const { return history.resolve(written, revision - 1); }
  const PdfObject& now(const PdfObject& written) const { return history.resolve(written, revision); }
  const ObjectChange* change(std::uint32_t number) const;
  bool isChanged(const PdfObject& reference) const {
    return reference.isReference() && change(reference.number()) != nullptr;
  }
  bool isNew(std::uint32_t number) const;
  bool isExplained(std::uint32_t number) const { return explained.contains(number); }
  void explain(std::uint32_t number) { explained.insert(number); }
  void explain(const PdfObject& written) {
    if (written.isReference()) explained.insert(written.number());
  }

  // True if every reference to the object is the value of one of these keys.
  bool isOnlyUnder(std::uint32_t number, std::initializer_list<std::string_view> keys) const;
  // The page that shows an object, by the references to it; 0 for none, or too far away.
  std::size_t pageShowing(std::uint32_t number) const;
};

// Keys whose values are written differently, or are in only one of two dictionaries.
std::vector<std::string> changedKeys(const PdfObject& before, const PdfObject& after);

// How what hangs below a value relates to the rest of the document.
enum class Belonging : std::uint8_t {
  own,       // new objects, changed ones nothing else refers to, unchanged ones that were visible before
  shared,    // changes an object that others show, too
  prepared,  // shows an object that lay in the file unseen
};
// Explains the new objects below `value`, the /AP of `owner`, and the changed ones if nothing else refers to
// them, not even the owner under another key.
Belonging explainBelow(RevisionCase& at, const PdfObject& value, std::uint32_t owner);
// Explains only the new objects below: for what is never shown, or is forbidden already.
void explainNewBelow(RevisionCase& at, const PdfObject& value);

// The rules, each for its part of the document.
void judgeForm(RevisionCase& at);
void judgePages(RevisionCase& at);
void judgeCatalog(RevisionCase& at);
void forbidCatalogEntry(RevisionCase& at, std::string_view key);  // names what such an entry is for
// The catalog's metadata were exchanged: what stands there must be an XMP packet of at most 4 MiB without
// document type, and claim the same of PDF/A.
void judgePacket(RevisionCase& at, const PdfObject& before, const PdfObject& after);
// The Info dictionary was exchanged: values are texts, names, numbers; what changed is named.
void judgeInfo(RevisionCase& at, const PdfObject& before, const PdfObject& after);
void judgeStructure(RevisionCase& at);
void judgeTrailer(RevisionCase& at);
void judgeRest(RevisionCase& at);  // what no rule has explained, and what nobody can reach

}  // namespace stesura
