// The one door of the library: an order in, a document out.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/form/form.h"
#include "generator/form/form_map.h"
#include "generator/json/json.h"
#include "generator/office/office_status.h"
#include "generator/pdf/signature_fields.h"
#include "generator/schema/schema.h"

namespace stesura {

enum class OutputFormat { odt, pdf };
enum class Completion { issued, draft };            // draft: `--bozza`
enum class EmbeddedData { asLayoutSays, without };  // without: `--senza-dati`
enum class SigningPlaces { fields, text };          // text: for looking at, nobody signs it

struct GeneratorSettings {
  std::filesystem::path home{};     // holds templates/ and schemas/
  std::filesystem::path program{};  // folder with the office agent and fonts/
  std::size_t workers = 0;        // 0: one a core
  unsigned timeoutSeconds = 30;   // wall clock a PDF
  bool sandbox = true;            // false only when a person asked for it
};

// `list` is the member that holds the documents of a collection; "" for a layout of one document.
struct LayoutSummary {
  std::string name, title, ceiling;
  bool embedsData;
  std::string list;
  bool isForm = false;   // a PDF form, filled without LibreOffice
  bool makesOdt = true;  // false for a form that has no ODT source
};
struct KindSummary {
  std::string name, title, role;
  std::vector<LayoutSummary> layouts;
  unsigned retentionYears = 0;  // how long its documents are kept where their data do not say; 0: not said
  std::string schemaSha256{};   // as Document::schemaSha256
};

struct CheckResult { SchemaReport report; Completeness completeness; };

// A value that is reckoned from the data, at its JSON Pointer: a person's own data, not for logs.
struct DerivedValue { std::string pointer, title; Json value; };
struct LayoutCheck { std::vector<Problem> problems, warnings; std::vector<DerivedValue> derived; };

struct Layout;

// A template in the place of a layout's own, or with a letterhead, compiled once. Immutable.
struct OwnLayout;

// What an agency brings of its own: an .odt or flat .fodt each; "" for none.
struct OwnTemplates {
  std::string layout{};      // stands for the template of a layout, and may show no more than that
  std::string letterhead{};  // its header, footer and margins come onto every page
};

struct Order {
  std::string kind{};
  std::string layout{};            // "" takes the one that layoutFor() names
  OutputFormat format = OutputFormat::odt;
  Completion completion = Completion::issued;
  EmbeddedData embeddedData = EmbeddedData::asLayoutSays;
  std::string copyFor{};           // «Copia per …» on every page; "" for none
  std::string issueDate{};         // RFC 3339 full-date; "" takes `data_documento` of the data, else today in Rome
  FormOutput formOutput = FormOutput::fillable;  // of a layout that is a PDF form
  std::shared_ptr<const OwnLayout> ownLayout{};  // of this kind and layout; null for the layout as it is
  SigningPlaces signingPlaces = SigningPlaces::fields;  // of an issued PDF; drafts and copies have text
};

// The data of a layout over many documents (`raccolta` in kind.json).
struct Collection {
  std::vector<Json> documents{};
  std::vector<std::string> places{};  // how messages call each document («documento 3»); may be empty
  Json others{};                      // an object with the other members of the collection; may be null
};

struct Document {
  std::string bytes{};
  std::string sha256{};            // hex, of bytes
  std::string schemaSha256{};      // hex, of the schema file as used
  std::string templateSha256{};    // hex, of the layout file as used
  std::string id{};                // the data's own, else UUIDv5 of kind and canonical data
  std::vector<Problem> warnings;
  // Of an issued PDF: where it is to be signed and stamped. Such bytes are never to be made anew.
  std::vector<SignatureField> signatureFields{};
};

// One finding of lint about one template.
struct LintFinding { enum class Level { error, warning } level; Problem problem; };
struct LintResult { std::string subject; std::vector<LintFinding> findings{}; };  // subject: «kind/layout» or file name

// What a layout's documents are made with, as bytes: to be kept beside them.
struct Materials {
  std::string schemaSha256{};    // as Document::schemaSha256
  std::map<std::string, std::string> schemas{};  // by file name: the schema and all that it refers to
  std::map<std::string, std::string> clauses{};  // by file name: texts and schemas that both digests are of, too
  std::string templateSha256{};  // as Document::templateSha256
  std::string templateBytes{};
  std::string letterheadBytes{};  // "" without letterhead
  std::map<std::string, std::string> templateParts{};  // of a PDF form: its map of fields, the ODT it was made of
};

// A document begun from what the registers say. `sources` tells of each value, by JSON Pointer into
// the data, where in the context it came from; "" for what the schema says beforehand.
struct PrefilledData {
  Json data;
  std::map<std::string, std::string> sources;
  std::vector<Problem> leftOut;  // values of the context that the schema does not admit
};

// What a filled form says, as data of its kind.
struct FormData {
  std::string layout{};             // by whose fields it was read
  Json data;
  std::vector<Problem> warnings{};  // texts that do not fit their type, fields that cannot be read back
  CheckResult check{};              // of the data
};

// Compiles kinds and templates when first asked for and keeps them. Thread-safe.
class Generator {
 public:
  explicit Generator(GeneratorSettings settings);
  ~Generator();

  std::vector<KindSummary> kinds() const;
  // One of them, whatever is wrong with the others. Throws Error{usage} for an unknown kind.
  KindSummary kind(std::string_view name) const;
  // The shape of a kind's data: labels, classes, what a draft is prefilled with.
  // Throws Error{usage} for an unknown kind.
  std::shared_ptr<const Field> shape(std::string_view kind) const;
  // Throws Error{usage} for an unknown kind or layout, Error{surroundings} where the files have
  // changed since they were compiled: they are no longer what documents are made with.
  Materials materials(std::string_view kind, std::string_view layout) const;
  // The same of an own layout; of the layout itself for null.
  Materials materials(std::string_view kind, std::string_view layout, const std::shared_ptr<const OwnLayout>& own) const;
  // Compiles what an agency brings for a layout, with the layout's projection, rules and derived
  // values; the last ones are kept, by their digests. Throws Error{usage} for an unknown kind or
  // layout, Error{templateFile} with every problem: as for any layout, or as Letterhead::read().
  std::shared_ptr<const OwnLayout> compileLayout(std::string_view kind, std::string_view layout,
                                                 OwnTemplates templates) const;
  // The data without everything above a class, as a layout with that ceiling would see them.
  Json reduced(std::string_view kind, const Json& data, DataClass ceiling) const;
  // The data that a layout may show, and nothing else. Throws Error{usage}, {templateFile}.
  Json shown(std::string_view kind, std::string_view layout, const Json& data) const;
  // Begins a document from {utente, ente, rete, percorso, persona, incontro, oggi}, of which anything
  // may be missing, as `x-precompila` says; nothing above `ceiling` is taken from there.
  PrefilledData prefill(std::string_view kind, const Json& context, DataClass ceiling) const;
  // Throws Error{usage} for an unknown kind («forse intendevi …»).
  // The rules of the kind count among the problems and warnings of the report.
  CheckResult check(std::string_view kind, const Json& data) const;
  // The same of many documents, as a layout over many of them wants them.
  CheckResult check(std::string_view kind, std::string_view layout, Collection collection) const;
  // The layout that is meant for such data (`quando` in kind.json): the first, where several or none are.
  // Throws Error{usage} for an unknown kind.
  std::string layoutFor(std::string_view kind, const Json& data) const;
  // Those of one document that are; throws likewise.
  std::vector<std::string> layoutsFor(std::string_view kind, const Json& data) const;
  // The rules and derived values that one layout has beside them, of data valid or not.
  // "" takes layoutFor(). Throws Error{usage}, {templateFile}.
  LayoutCheck checkLayout(std::string_view kind, std::string_view layout, const Json& data) const;
  LayoutCheck checkCollectionLayout(std::string_view kind, std::string_view layout, Collection collection) const;
  // Throws Error{data} with every problem, {usage}, {templateFile}, {conversion}, {surroundings}.
  // A layout that is not meant for the data is refused with Error{data}, but for a draft.
  // For a layout over many documents the data are {"documenti": […], …} or the list alone.
  Document generate(const Order& order, const Json& data);
  Document generateCollection(const Order& order, Collection collection);
  // Any template with any JSON: no schema, equally strict. `issueDate` "" is today in Rome.
  Document render(std::string_view templateBytes, const Json& data, OutputFormat format,
                  const std::string& issueDate = {});
  // Lints every layout of the named kinds (all kinds if empty).
  std::vector<LintResult> lintKinds(const std::vector<std::string>& kinds) const;
  // Clauses of the library that no kind offers.
  LintResult lintClauses() const;
  // What of a document does not come from the library of clauses.
  LintResult lintData(std::string_view kind, const Json& data) const;
  // Lints one template file: as the layout named, else against the kind's layout whose bytes it is,
  // else against the kind, else by itself.
  LintResult lintTemplate(std::string_view templateBytes, const std::string& subject,
                          std::string_view kind = {}, std::string_view layout = {}) const;
  LintResult lintLetterhead(std::string_view bytes, const std::string& subject) const;
  // Which datum of the kind goes into which field of a foreign form.
  // Throws Error{usage} for an unknown kind, Error{templateFile} as describeForm() does.
  std::vector<ProposedBinding> proposeForm(std::string_view pdf, std::string_view kind) const;
  // Reads a filled form back by the layout named, else by that of the kind which shares most of its
  // fields. Throws Error{usage}, Error{templateFile} as describeForm() does, Error{data} if no layout
  // of the kind is this form.
  FormData readForm(std::string_view pdf, std::string_view kind, std::string_view layout) const;
  // The PDF form of an ODT layout in which every tag stands alone in a cell or frame of fixed size.
  // Throws Error{usage}, Error{templateFile} with the places that cannot become fields, {conversion}.
  std::string compileForm(std::string_view kind, std::string_view layout);
  // A foreign ODT or flat ODT through the gate and LibreOffice.
  std::string convert(std::string_view odf);
  // Starts the LibreOffice workers now; throws Error{surroundings} where no sandbox can work.
  void warmOffice();
  OfficeStatus officeStatus() const;

 private:
  struct Parts;
  Document generateCollected(const Order& order, const Json& data, const std::vector<std::string>& places);
  std::unique_ptr<Parts> parts_;
};

// The projection embedded in a PDF made by us; throws Error{data}.
std::string extractData(std::string_view pdf);

}  // namespace stesura
