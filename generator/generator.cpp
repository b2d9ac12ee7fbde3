#include "generator/generator.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "generator/agency_names.h"
#include "generator/collection.h"
#include "generator/digest.h"
#include "generator/draft.h"
#include "generator/form_lint.h"
#include "generator/generator_parts.h"
#include "generator/identity.h"
#include "generator/lint.h"
#include "generator/merge/italian.h"
#include "generator/odf/letterhead.h"
#include "generator/odf/package.h"
#include "generator/prefill.h"
#include "generator/schema_files.h"

namespace stesura {
namespace {

// The words for a reason of `dati_assenti`; the codes are those of the shared definitions.
const char* reasonText(const Json& reason) {
  if (reason == "non_noto") return "non noto";
  if (reason == "preferisce_non_dirlo") return "preferisce non dirlo";
  if (reason == "non_pertinente") return "non pertinente";
  return "non rilevato";
}

// Adds the reasons that the object at `parent` gives for the absence of its own values. `pattern`
// is what is left of the way to the member that holds them («/dati_assenti», «/documenti/*/…»).
void addAbsences(const Json& value, std::string_view pattern, const std::string& parent, const std::string& pointer,
                 Json& texts) {
  if (pattern.empty()) {
    if (!value.is_object()) return;
    for (const auto& [absent, reason] : value.items()) texts[parent + absent] = reasonText(reason);
    return;
  }
  const std::string_view token = pattern.substr(1, pattern.find('/', 1) - 1);
  pattern.remove_prefix(token.size() + 1);
  if (token == "*" && value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      addAbsences(value[i], pattern, pointer, pointerJoin(pointer, i), texts);
    }
  } else if (value.is_object()) {
    const auto member = value.find(token);
    if (member != value.end()) addAbsences(*member, pattern, pointer, pointerJoin(pointer, token), texts);
  }
}

Json absenceTexts(const Json& projected, const std::vector<std::string>& patterns) {
  Json texts = Json::object();
  for (const std::string& pattern : patterns) addAbsences(projected, pattern, "", "", texts);
  return texts;
}

std::string countOf(std::size_t problems) {
  return problems == 1 ? "c’è un problema" : "ci sono " + std::to_string(problems) + " problemi";
}

bool isDate(const std::string& text) {
  return text.size() == 10 && italianDate(text, DateStyle::breve).has_value();
}

std::string todayInRome() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return romeMoment(text)->date;
}

std::string issueDateOf(const Order& order, const Json& data) {
  if (!order.issueDate.empty()) {
    if (isDate(order.issueDate)) return order.issueDate;
    throw Error(ErrorKind::usage, "La data del documento non è una data come 2026-03-12.");
  }
  const auto stated = data.is_object() ? data.find("data_documento") : data.end();
  if (data.is_object() && stated != data.end() && stated->is_string() && isDate(stated->get<std::string>())) {
    return stated->get<std::string>();
  }
  return todayInRome();
}

LintFinding finding(LintFinding::Level level, Problem problem) { return {level, std::move(problem)}; }

void addAll(LintResult& result, LintFinding::Level level, std::vector<Problem> problems) {
  for (Problem& problem : problems) result.findings.push_back(finding(level, std::move(problem)));
}

// An error's problems, or its sentence where it has none.
void addError(LintResult& result, const Error& error) {
  if (error.problems().empty()) {
    Problem problem;
    problem.message = error.sentence();
    result.findings.push_back(finding(LintFinding::Level::error, problem));
  }
  addAll(result, LintFinding::Level::error, error.problems());
}

// What the layouts of a kind show together.
struct Shown {
  std::vector<TagUse> uses;
  std::vector<Derivation::Use> derived;
  std::set<std::string> usedDerived;  // by their place in kind.json
  bool compiled = true;
};

// Of the template of a layout: what it names that it should not, or in another way.
void lintUses(const std::vector<TagUse>& uses, const Field& shape, const Projection& projection, const Derivation& derivation,
              LintResult& result) {
  addAll(result, LintFinding::Level::error, removedNames(uses, projection, derivation));
  addAll(result, LintFinding::Level::warning, bareOptionals(uses, shape));
  addAll(result, LintFinding::Level::warning, chartsWithoutTable(uses));
  addAll(result, LintFinding::Level::warning, mutePictures(uses, shape));
}

// Lints one template against a kind's layout; what it uses is added to `shown`, but for the names
// of a collection, which shows documents in part and under other names.
LintResult lintLayout(const Catalogue& catalogue, const Kind& kind, const Layout& layout, std::string_view bytes,
                      Shown& shown) {
  LintResult result{kind.name + "/" + layout.name, {}};
  try {
    const auto collection = catalogue.collection(kind, layout);
    const Projection projection(collection ? *collection->shape : kind.schema.shape(), layout.rules);
    const BoundLanguage language = bindLanguage(kind, layout, projection);
    const Field& shape = language.shape(projection);
    std::vector<TagUse> uses;
    if (isPdf(bytes)) {
      const FormTemplate form = FormTemplate::compile(bytes, layout.form, shape, catalogue.fonts());
      uses = form.uses();
      for (LintFinding& found : lintForm(form, layout.form)) result.findings.push_back(std::move(found));
    } else {
      uses = OdtTemplate::compile(bytes, shape, OdtTemplate::Names::fromSchema, kind.clauses.lists()).uses();
    }
    lintUses(uses, shape, projection, language.derivation, result);
    if (!collection) shown.uses.insert(shown.uses.end(), uses.begin(), uses.end());
    const std::vector<Derivation::Use> derived = language.derivation.uses();
    shown.derived.insert(shown.derived.end(), derived.begin(), derived.end());
    const std::set<std::string> used = usedDerived(uses, language.derivation, language.rules);
    for (const Derivation::Use& value : derived) {
      // A datum is shown by what is made of it, too.
      if (collection || !used.contains(value.pointer)) continue;
      for (const std::string& input : value.inputs) shown.uses.push_back({.kind = TagKind::variable, .name = input, .pointer = input, .place = {}, .formats = {}});
    }
    shown.usedDerived.insert(used.begin(), used.end());
  } catch (const Error& error) {
    shown.compiled = false;
    addError(result, error);
  }
  return result;
}

// The template in the home folder; what is wrong with the file itself is told like the rest.
LintResult lintLayout(const Catalogue& catalogue, const Kind& kind, const Layout& layout, Shown& shown) {
  try {
    LintResult result = lintLayout(catalogue, kind, layout, readTemplate(layout), shown);
    if (layout.source.empty()) return result;
    Shown ofSource;
    LintResult source = lintLayout(catalogue, kind, layout, templateParts(layout).at("sorgente"), ofSource);
    result.findings.insert(result.findings.end(), source.findings.begin(), source.findings.end());
    return result;
  } catch (const Error& error) {
    LintResult result{kind.name + "/" + layout.name, {}};
    shown.compiled = false;
    addError(result, error);
    return result;
  }
}

Error notMeant(const Kind& kind, const Layout& layout, const Json& data) {
  std::string others;
  for (const Layout& other : kind.layouts) {
    if (other.collection || !kind.suits(other, data)) continue;
    others += (others.empty() ? "«" : ", «") + other.name + "»";
  }
  const std::string hint = others.empty() ? "Controllare da quali dati dipende il modello." : "Modelli adatti: " + others + ".";
  return Error(ErrorKind::data, "Il modello «" + layout.name + "» non è fatto per questi dati. " + hint,
               {{.pointer = "", .message = "Il modello «" + layout.title + "» non è fatto per questi dati.", .hint = hint,
                 .keyword = "quando", .schemaPointer = {}, .place = {}}});
}

Error onlyPdf(const Layout& layout) {
  return Error(ErrorKind::usage, "Il modello «" + layout.name + "» è un modulo PDF: si produce in PDF, non in ODT.");
}

Error notAForm(const Layout& layout) {
  return Error(ErrorKind::usage, "Il modello «" + layout.name + "» non è un modulo PDF: non ha campi da appiattire.");
}

Error notOfMany(const Layout& layout) {
  return Error(ErrorKind::usage, "Il modello «" + layout.name + "» è di un documento solo, non di una raccolta.");
}

// What `make` returns; what it throws is told with the place of the document that it is about.
template <typename Make>
auto withPlaces(const std::string& list, const std::vector<std::string>& places, Make make) {
  try {
    return make();
  } catch (const Error& error) {
    std::vector<Problem> problems = error.problems();
    namePlaces(problems, list, places);
    throw Error(error.kind(), error.sentence(), std::move(problems));
  }
}

// What the schema says of the data, and what their texts in Markdown hold.
SchemaReport validate(const Kind& kind, const Json& data) {
  SchemaReport report = kind.schema.validate(data);
  for (Problem& problem : kind.markdown.problems(data)) report.problems.push_back(std::move(problem));
  for (Problem& problem : kind.clauses.departures(data)) report.warnings.push_back(std::move(problem));
  return report;
}

// Whether anything of a document comes from the registers.
bool prefills(const Field& field) {
  if (!field.prefill.empty() || (field.items && prefills(*field.items))) return true;
  return std::any_of(field.properties.begin(), field.properties.end(),
                     [](const auto& member) { return prefills(*member.second); });
}

// The template's own text, once that of the data is known to be printable: body, headers, footers.
void checkPages(PdfMaker& pdf, std::string_view odt) {
  const Package package = readPackage(odt);
  for (const char* part : {"content.xml", "styles.xml"}) {
    if (const PackageEntry* entry = package.find(part)) pdf.checkText(entry->bytes);
  }
  for (const PackageEntry& entry : package.entries)
    if (entry.mediaType == "image/svg+xml") pdf.checkText(entry.bytes);
}

}  // namespace

Generator::Generator(GeneratorSettings settings) : parts_(std::make_unique<Parts>(settings)) {}
Generator::~Generator() = default;

std::vector<KindSummary> Generator::kinds() const {
  std::vector<KindSummary> summaries;
  for (const std::string& name : parts_->catalogue.names()) summaries.push_back(kind(name));
  return summaries;
}

KindSummary Generator::kind(std::string_view name) const {
  const auto kind = parts_->catalogue.kind(name);
  KindSummary summary{kind->name, kind->title, kind->role, {}, kind->retentionYears, kind->schemaSha256};
  for (const Layout& layout : kind->layouts) {
    summary.layouts.push_back({layout.name, layout.title, std::string(className(layout.rules.ceiling)),
                               layout.embedsData, layout.collection ? layout.collection->list : std::string(),
                               layout.isForm(), !layout.odt().empty()});
  }
  return summary;
}

std::shared_ptr<const Field> Generator::shape(std::string_view kindName) const {
  const auto kind = parts_->catalogue.kind(kindName);
  return {kind, &kind->schema.shape()};
}

Materials Generator::materials(std::string_view kindName, std::string_view layoutName) const {
  const auto kind = parts_->catalogue.kind(kindName);
  const Layout& layout = kind->layout(layoutName);
  const auto compiled = parts_->catalogue.layout(*kind, layout);
  const auto collection = parts_->catalogue.collection(*kind, layout);
  SchemaFiles files = readSchemaFiles(parts_->home / "schemas", collection ? layout.collection->schemaFile : kind->schemaFile);
  if (!collection && !kind->clauses.empty()) files.sha256 = sha256Hex(files.sha256 + kind->clauses.digest());
  std::string bytes = readTemplate(layout);
  std::map<std::string, std::string> parts = templateParts(layout);
  if (files.sha256 != (collection ? collection->sha256 : kind->schemaSha256) ||
      templateDigest(*kind, bytes, parts) != compiled->templateSha256) {
    throw Error(ErrorKind::surroundings, "Schemi o modelli sono cambiati da quando il programma li ha letti: riavviarlo.");
  }
  return {std::move(files.sha256), std::move(files.bytes), kind->clauses.files(), compiled->templateSha256, std::move(bytes), {},
          std::move(parts)};
}

Materials Generator::materials(std::string_view kindName, std::string_view layoutName,
                               const std::shared_ptr<const OwnLayout>& own) const {
  Materials found = materials(kindName, layoutName);
  if (own == nullptr) return found;
  found.templateSha256 = own->templateSha256;
  found.letterheadBytes = own->letterheadBytes;
  if (own->templateBytes.empty()) return found;
  found.templateBytes = own->templateBytes;
  found.templateParts.clear();
  return found;
}

std::shared_ptr<const OwnLayout> Generator::compileLayout(std::string_view kindName, std::string_view layoutName,
                                                          OwnTemplates templates) const {
  const auto kind = parts_->catalogue.kind(kindName);
  const Layout& layout = kind->layout(layoutName);
  const std::string paper = templates.letterhead.empty() ? std::string() : sha256Hex(templates.letterhead);
  const std::string own = templates.layout.empty() ? std::string() : sha256Hex(templates.layout);
  return parts_->ownLayouts.get(kind->name + '/' + layout.name + '/' + own + '/' + paper, [&] {
    std::optional<Letterhead> letterhead;
    if (!templates.letterhead.empty()) letterhead = Letterhead::read(templates.letterhead);
    auto made = std::make_shared<OwnLayout>(OwnLayout{kind->name, layout.name, {}, std::move(templates.layout),
                                                      std::move(templates.letterhead), kind, nullptr});
    made->compiled = parts_->catalogue.compile(*kind, layout, own.empty() ? readTemplate(layout) : made->templateBytes,
                                               letterhead ? &*letterhead : nullptr);
    const std::string& digest = made->compiled->templateSha256;
    made->templateSha256 = paper.empty() ? digest : sha256Hex(digest + paper);
    return std::shared_ptr<const OwnLayout>(std::move(made));
  });
}

Json Generator::reduced(std::string_view kindName, const Json& data, DataClass ceiling) const {
  const auto kind = parts_->catalogue.kind(kindName);
  ProjectionRules rules;
  rules.ceiling = ceiling;
  return Projection(kind->schema.shape(), rules).apply(data);
}

Json Generator::shown(std::string_view kindName, std::string_view layoutName, const Json& data) const {
  const auto kind = parts_->catalogue.kind(kindName);
  const auto compiled = parts_->catalogue.layout(*kind, kind->layout(layoutName));
  if (compiled->collection && data.is_array()) return compiled->projection.apply({{compiled->collection->list, data}});
  return compiled->projection.apply(data);
}

PrefilledData Generator::prefill(std::string_view kindName, const Json& context, DataClass ceiling) const {
  constexpr int kMostRounds = 8;
  const auto kind = parts_->catalogue.kind(kindName);
  const Field& shape = kind->schema.shape();
  PrefillDraft draft;
  if (prefills(shape)) draft = prefillFrom(context, parts_->prefillContext()->shape(), shape, ceiling);
  for (const auto& [name, value] : kind->presets.items()) {
    if (draft.data.contains(name)) continue;
    draft.data[name] = value;
    draft.sources[pointerJoin("", name)] = "";
  }
  PrefilledData prefilled;
  // Without one value another may become wrong (a branch of the schema that now applies).
  for (int round = 0; round < kMostRounds; ++round) {
    std::vector<Problem> taken = takeBackMisfits(draft, kind->schema.validate(draft.data));
    if (taken.empty()) break;
    prefilled.leftOut.insert(prefilled.leftOut.end(), taken.begin(), taken.end());
  }
  prefilled.data = std::move(draft.data);
  prefilled.sources = std::move(draft.sources);
  return prefilled;
}

CheckResult Generator::check(std::string_view kindName, const Json& data) const {
  const auto kind = parts_->catalogue.kind(kindName);
  CheckResult result{validate(*kind, data), kind->schema.completeness(data)};
  Steps steps;
  askRules(kind->rules, data, "", steps, result.report);
  return result;
}

std::string Generator::layoutFor(std::string_view kindName, const Json& data) const {
  return parts_->catalogue.kind(kindName)->layoutFor({}, data).name;
}

std::vector<std::string> Generator::layoutsFor(std::string_view kindName, const Json& data) const {
  const auto kind = parts_->catalogue.kind(kindName);
  std::vector<std::string> names;
  for (const Layout& layout : kind->layouts) {
    if (!layout.collection && kind->suits(layout, data)) names.push_back(layout.name);
  }
  return names;
}

LayoutCheck Generator::checkLayout(std::string_view kindName, std::string_view layoutName, const Json& data) const {
  const auto kind = parts_->catalogue.kind(kindName);
  const auto compiled = parts_->catalogue.layout(*kind, kind->layoutFor(layoutName, data));
  Json stamped;
  if (compiled->collection && compiled->stampsDocuments) {
    stamped = data;
    addFingerprints(*compiled->collection, stamped);
  }
  Json shown = compiled->projection.apply(stamped.is_null() ? data : stamped);
  Steps steps;
  LanguageReport report = applyLanguage(compiled->language, shown, &shown, steps);
  LayoutCheck check{std::move(report.problems), std::move(report.warnings), {}};
  for (const FoundValue& found : derivedValues(compiled->language.derivation, shown)) {
    check.derived.push_back({found.pointer, found.title, *found.value});
  }
  return check;
}

LayoutCheck Generator::checkCollectionLayout(std::string_view kindName, std::string_view layoutName,
                                             Collection collection) const {
  const auto kind = parts_->catalogue.kind(kindName);
  const auto schema = parts_->catalogue.collection(*kind, kind->layout(layoutName));
  if (!schema) throw notOfMany(kind->layout(layoutName));
  const std::vector<std::string> places = std::move(collection.places);
  LayoutCheck check = checkLayout(kindName, layoutName, composeCollection(*schema, std::move(collection)));
  namePlaces(check.problems, schema->list, places);
  namePlaces(check.warnings, schema->list, places);
  return check;
}

CheckResult Generator::check(std::string_view kindName, std::string_view layoutName, Collection collection) const {
  const auto kind = parts_->catalogue.kind(kindName);
  const auto schema = parts_->catalogue.collection(*kind, kind->layout(layoutName));
  if (!schema) throw notOfMany(kind->layout(layoutName));
  const std::vector<std::string> places = std::move(collection.places);
  const Json data = composeCollection(*schema, std::move(collection));
  CheckResult result = withPlaces(schema->list, places, [&] {
    return CheckResult{examineCollection(*schema, data), schema->schema.completeness(data)};
  });
  askRulesOfEach(kind->rules, data, schema->list, result.report);
  namePlaces(result.report.problems, schema->list, places);
  namePlaces(result.report.warnings, schema->list, places);
  return result;
}

Document Generator::generateCollection(const Order& order, Collection collection) {
  const auto kind = parts_->catalogue.kind(order.kind);
  const auto schema = parts_->catalogue.collection(*kind, kind->layout(order.layout));
  if (!schema) throw notOfMany(kind->layout(order.layout));
  const std::vector<std::string> places = std::move(collection.places);
  return generateCollected(order, composeCollection(*schema, std::move(collection)), places);
}

Document Generator::generate(const Order& order, const Json& data) {
  const auto kind = parts_->catalogue.kind(order.kind);
  const Layout& layout = kind->layoutFor(order.layout, data);
  if (!layout.collection) {
    if (order.completion == Completion::issued && !kind->suits(layout, data)) throw notMeant(*kind, layout, data);
    return generateOne(order, layout, data);
  }
  if (data.is_array()) return generateCollected(order, {{layout.collection->list, data}}, {});
  return generateCollected(order, data, {});
}

Document Generator::generateCollected(const Order& order, const Json& data, const std::vector<std::string>& places) {
  const auto kind = parts_->catalogue.kind(order.kind);
  const Layout& layout = kind->layout(order.layout);
  const std::string& list = layout.collection->list;
  Document document = withPlaces(list, places, [&] { return generateOne(order, layout, data); });
  namePlaces(document.warnings, list, places);
  return document;
}

Document Generator::generateOne(const Order& order, const Layout& layout, const Json& data) {
  const auto kind = parts_->catalogue.kind(order.kind);
  const auto collection = parts_->catalogue.collection(*kind, layout);
  const Schema& schema = collection ? collection->schema : kind->schema;
  SchemaReport report = collection ? examineCollection(*collection, data) : validate(*kind, data);
  Steps steps;
  if (collection) askRulesOfEach(kind->rules, data, collection->list, report);
  else askRules(kind->rules, data, "", steps, report);
  const bool draft = order.completion == Completion::draft;
  if (!draft && !report.valid()) {
    const std::string sentence = "I dati non sono validi: " + countOf(report.problems.size()) + ".";
    throw Error(ErrorKind::data, sentence, std::move(report.problems));
  }
  const OwnLayout* own = order.ownLayout.get();
  if (own != nullptr && (own->kind != kind->name || own->layout != layout.name)) {
    throw Error(ErrorKind::usage, "Il modello proprio sta al posto di «" + own->kind + "/" + own->layout +
                                      "», non di «" + kind->name + "/" + layout.name + "».");
  }
  const auto compiled = own != nullptr ? own->compiled : parts_->catalogue.layout(*kind, layout);

  Document document;
  document.schemaSha256 = collection ? collection->sha256 : kind->schemaSha256;
  document.templateSha256 = own != nullptr ? own->templateSha256 : compiled->templateSha256;
  document.warnings = std::move(report.warnings);
  std::string mark;
  Json changed;  // a draft, or documents with their fingerprints
  if (draft) {
    Draft printable = makeDraft(schema, data, report);
    document.warnings.insert(document.warnings.end(), printable.warnings.begin(), printable.warnings.end());
    mark = std::move(printable.mark);
    changed = std::move(printable.data);
  }
  const bool stamps = collection && compiled->stampsDocuments;
  if (stamps) {
    if (!draft) changed = data;
    addFingerprints(*collection, changed);
  }
  // Data of which everything may be shown are merged as they are, without a copy.
  const Projection& projection = compiled->projection;
  const Json& complete = draft || stamps ? changed : data;
  const bool tellsAll = projection.keepsEverything() && !draft && !stamps;
  const bool whole = tellsAll && !compiled->derives;
  Json reduced = whole ? Json() : projection.apply(complete);
  const Json& projected = whole ? data : reduced;
  document.id = identityOf(data, kind->name);
  // A layout that may not show the id must not tell it in the file's metadata either.
  const std::string identifier = tellsAll ? document.id : identityOf(projected, kind->name + '/' + layout.name);
  if (compiled->derives || !compiled->language.rules.empty()) {
    LanguageReport found = applyLanguage(compiled->language, projected, compiled->derives ? &reduced : nullptr, steps);
    if (!draft && !found.problems.empty()) {
      const std::string sentence =
          "I dati non rispettano le regole del modello: " + countOf(found.problems.size()) + ".";
      throw Error(ErrorKind::data, sentence, std::move(found.problems));
    }
    for (auto* list : {&found.problems, &found.warnings}) {
      document.warnings.insert(document.warnings.end(), list->begin(), list->end());
    }
  }

  const std::string issueDate = issueDateOf(order, data);
  const Json reasons = absenceTexts(projected, compiled->absences);
  // What the schema does not know is no part of the projection, even where all else is.
  const auto embeddedJson = [&]() -> std::optional<std::string> {
    const bool embeds = layout.embedsData && !draft && order.embeddedData == EmbeddedData::asLayoutSays;
    return embeds ? std::optional(canonicalJson(projection.apply(complete))) : std::nullopt;
  };
  if (order.format == OutputFormat::pdf && compiled->form) {
    FormOrder form{.data = projected, .issueDate = issueDate, .identifier = identifier, .absenceReasons = &reasons,
                   .draftMark = mark, .embeddedJson = embeddedJson(), .output = order.formOutput};
    if (!order.copyFor.empty()) form.copyMark = "Copia per " + order.copyFor;
    FilledForm filled = compiled->form->fill(form);
    document.warnings.insert(document.warnings.end(), filled.warnings.begin(), filled.warnings.end());
    document.bytes = std::move(filled.bytes);
    document.sha256 = std::move(filled.sha256);
    return document;
  }
  if (!compiled->odt) throw onlyPdf(layout);
  if (order.formOutput == FormOutput::flattened) throw notAForm(layout);
  MergeOrder merge{.data = projected, .issueDate = issueDate, .identifier = identifier};
  merge.draft = draft ? DraftPrinting::on : DraftPrinting::off;
  merge.draftMark = mark;
  if (!order.copyFor.empty()) merge.copyMark = "Copia per " + order.copyFor;
  merge.absenceReasons = &reasons;
  if (order.format == OutputFormat::pdf) parts_->pdf.checkCharacters(projected);
  document.bytes = compiled->odt->render(merge);

  if (order.format == OutputFormat::pdf) {
    PdfFinish finish{.issueDate = issueDate, .identifier = identifier};
    finish.embeddedJson = embeddedJson();
    const bool signable = !draft && order.copyFor.empty() && order.signingPlaces == SigningPlaces::fields;
    if (signable) finish.signatures = SignaturePlaces{agencyNames(projected), parts_->pdf.stampFace()};
    checkPages(parts_->pdf, document.bytes);
    document.bytes = parts_->pdf.make(document.bytes, finish);
    if (finish.signatures) document.signatureFields = signatureFieldsOf(document.bytes);
  }
  document.sha256 = sha256Hex(document.bytes);
  return document;
}

Document Generator::render(std::string_view templateBytes, const Json& data, OutputFormat format,
                           const std::string& issueDate) {
  if (!issueDate.empty() && !isDate(issueDate)) {
    throw Error(ErrorKind::usage, "La data del documento non è una data come 2026-03-12.");
  }
  const std::unique_ptr<Field> shape = inferShape(data);
  const OdtTemplate odt = OdtTemplate::compile(templateBytes, *shape, OdtTemplate::Names::fromData);
  Document document;
  document.templateSha256 = sha256Hex(templateBytes);
  document.id = uuidOf(document.templateSha256 + '\n' + canonicalJson(data));
  const MergeOrder merge{.data = data, .issueDate = issueDate.empty() ? todayInRome() : issueDate,
                         .identifier = document.id};
  if (format == OutputFormat::pdf) parts_->pdf.checkCharacters(data);
  document.bytes = odt.render(merge);
  if (format == OutputFormat::pdf) {
    checkPages(parts_->pdf, document.bytes);
    PdfFinish finish{.issueDate = merge.issueDate, .identifier = document.id};
    finish.signatures = SignaturePlaces{agencyNames(data), parts_->pdf.stampFace()};
    document.bytes = parts_->pdf.make(document.bytes, finish);
    document.signatureFields = signatureFieldsOf(document.bytes);
  }
  document.sha256 = sha256Hex(document.bytes);
  return document;
}

std::vector<LintResult> Generator::lintKinds(const std::vector<std::string>& names) const {
  const auto wrongPointers = [this](const Field& shape) {
    // A home without drafts has no context to hold the pointers against.
    const bool checked = prefills(shape) && std::filesystem::exists(parts_->home / "schemas" / kPrefillContextFile);
    return checked ? wrongPrefills(shape, parts_->prefillContext()->shape()) : std::vector<Problem>();
  };
  std::vector<LintResult> results;
  for (const std::string& name : names.empty() ? parts_->catalogue.names() : names) {
    Shown shown;
    try {
      const auto kind = parts_->catalogue.kind(name);
      for (const Layout& layout : kind->layouts) {
        results.push_back(lintLayout(parts_->catalogue, *kind, layout, shown));
      }
      if (!shown.compiled) continue;
      LintResult whole{name, {}};
      addAll(whole, LintFinding::Level::error, unshownProperties(shown.uses, kind->schema.shape()));
      addAll(whole, LintFinding::Level::warning, unusedDerived(shown.derived, shown.usedDerived));
      addAll(whole, LintFinding::Level::warning, kind->clauses.doubts());
      addAll(whole, LintFinding::Level::error, wrongPointers(kind->schema.shape()));
      if (!whole.findings.empty()) results.push_back(std::move(whole));
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::usage) throw;
      LintResult result{name, {}};
      addError(result, error);
      results.push_back(std::move(result));
    }
  }
  return results;
}

LintResult Generator::lintClauses() const {
  LintResult result{"clausole", {}};
  std::vector<std::string> offered;
  for (const std::string& name : parts_->catalogue.names()) {
    try {
      const std::vector<std::string> ids = parts_->catalogue.kind(name)->clauses.ids();
      offered.insert(offered.end(), ids.begin(), ids.end());
    } catch (const Error&) {
      return result;  // lintKinds() tells what is wrong with that kind
    }
  }
  for (const std::string& id : clauseIds(parts_->home / "templates" / "clausole")) {
    if (std::find(offered.begin(), offered.end(), id) != offered.end()) continue;
    Problem problem;
    problem.message = "La clausola «" + id + "» non è offerta da nessun tipo di documento.";
    problem.hint = "Nominarla in un kind.json, alla voce «clausole», o toglierla.";
    problem.keyword = "clausole";
    result.findings.push_back(finding(LintFinding::Level::warning, std::move(problem)));
  }
  return result;
}

LintResult Generator::lintData(std::string_view kindName, const Json& data) const {
  const auto kind = parts_->catalogue.kind(kindName);
  LintResult result{std::string(kindName), {}};
  addAll(result, LintFinding::Level::warning, kind->clauses.departures(data));
  return result;
}

LintResult Generator::lintLetterhead(std::string_view bytes, const std::string& subject) const {
  LintResult result{subject, {}};
  try {
    const Letterhead letterhead = Letterhead::read(bytes);
    addAll(result, LintFinding::Level::warning, letterhead.warnings());
    const Package package = readPackage(bytes);
    if (const PackageEntry* styles = package.find("styles.xml")) parts_->pdf.checkText(styles->bytes);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::surroundings) throw;
    addError(result, error);
  }
  return result;
}

LintResult Generator::lintTemplate(std::string_view templateBytes, const std::string& subject,
                                   std::string_view kindName, std::string_view layoutName) const {
  LintResult result{subject, {}};
  if (!kindName.empty()) {
    const auto kind = parts_->catalogue.kind(kindName);
    if (!layoutName.empty()) {
      Shown shown;
      result.findings = lintLayout(parts_->catalogue, *kind, kind->layout(layoutName), templateBytes, shown).findings;
      return result;
    }
    for (const Layout& layout : kind->layouts) {
      if (readTemplate(layout) != templateBytes) continue;
      Shown shown;
      result.findings = lintLayout(parts_->catalogue, *kind, layout, shown).findings;
      return result;
    }
    try {
      const Field& shape = kind->schema.shape();
      if (isPdf(templateBytes)) {
        result.findings = lintForm(FormTemplate::compile(templateBytes, {}, shape, parts_->catalogue.fonts()), {});
      } else {
        OdtTemplate::compile(templateBytes, shape, OdtTemplate::Names::fromSchema, kind->clauses.lists());
      }
    } catch (const Error& error) {
      addError(result, error);
    }
    return result;
  }
  try {
    const Field anything;
    if (isPdf(templateBytes)) describeForm(templateBytes);
    else OdtTemplate::compile(templateBytes, anything, OdtTemplate::Names::unchecked);
  } catch (const Error& error) {
    addError(result, error);
  }
  return result;
}

std::string Generator::convert(std::string_view odf) {
  Package package = readPackage(odf);
  passGate(package);
  std::vector<PackedEntry> packed;
  for (const PackageEntry& entry : package.entries) {
    if (entry.name == "content.xml" || entry.name == "styles.xml") parts_->pdf.checkText(entry.bytes);
    packed.push_back(packEntry(entry.name, entry.mediaType, entry.bytes));
  }
  std::vector<const PackedEntry*> entries;
  for (const PackedEntry& entry : packed) entries.push_back(&entry);
  const std::string odt = writePackage(package.mediaType, entries);
  return parts_->pdf.make(odt, {.issueDate = todayInRome(), .identifier = sha256Hex(odf)});
}

void Generator::warmOffice() { parts_->pdf.warm(); }
OfficeStatus Generator::officeStatus() const { return parts_->pdf.status(); }

std::string extractData(std::string_view pdf) { return extractEmbeddedJson(pdf); }

}  // namespace stesura
