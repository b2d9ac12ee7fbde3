// An ODF template with Mustache tags, compiled once; merged with data into ODT bytes many times.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/json/json.h"
#include "generator/merge/tag.h"
#include "generator/odf/clause.h"
#include "generator/schema/field.h"

namespace stesura {

class Letterhead;

enum class DraftPrinting { off, on };

struct MergeOrder {
  const Json& data;        // borrowed: the projection
  std::string issueDate{};   // RFC 3339 full-date; also the date in meta.xml
  std::string title{};       // title of the document for meta.xml; "" keeps the template's own
  std::string identifier{};  // written to meta.xml as user-defined "id"; "" for none
  DraftPrinting draft = DraftPrinting::off;
  std::string draftMark{};  // «BOZZA: mancano 3 dati», shown on every page when draft is on
  const Json* absenceReasons = nullptr;  // object: JSON Pointer -> Italian text; borrowed
  std::string copyMark{};  // «Copia per il Comune di Rho», shown on every page; "" for none
};

// Immutable after compile(); render() may be called from several threads.
class OdtTemplate {
 public:
  // unchecked: the template is looked at by itself, and is not to be rendered.
  enum class Names { fromSchema, fromData, unchecked };
  // `bytes`: an .odt package or a flat .fodt. `shape` must outlive the template.
  // Throws Error{templateFile} with every problem found: refused by the gate, unknown names
  // («forse intendevi …»), unbalanced sections, a scalar tag over an object, a tag split by Enter…
  // `clauses` are those that «{{list|clausole}}» may choose; their fields must outlive the template.
  // `letterhead`, if any, is put on every page.
  static OdtTemplate compile(std::string_view bytes, const Field& shape, Names names,
                             const std::vector<ClauseList>& clauses = {},
                             const Letterhead* letterhead = nullptr);
  OdtTemplate(OdtTemplate&&) noexcept;
  OdtTemplate& operator=(OdtTemplate&&) noexcept;
  ~OdtTemplate();

  const std::vector<TagUse>& uses() const;
  // The finished ODT. Throws Error{data}: a value missing, a character XML cannot hold, …; all of
  // them.
  std::string render(const MergeOrder& order) const;

 private:
  struct Compiled;
  explicit OdtTemplate(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace stesura
