#include "generator/generator.h"

#include <optional>
#include <utility>

#include "generator/digest.h"
#include "generator/generator_parts.h"
#include "generator/issue_date.h"
#include "generator/language.h"
#include "generator/odf/letterhead.h"
#include "generator/odf/package.h"
#include "generator/prefill.h"
#include "generator/schema_files.h"

namespace stesura {

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
  return parts_->pdf.make(odt, {.issueDate = issuedToday(), .identifier = sha256Hex(odf)});
}

void Generator::warmOffice() { parts_->pdf.warm(); }
OfficeStatus Generator::officeStatus() const { return parts_->pdf.status(); }

std::string extractData(std::string_view pdf) { return extractEmbeddedJson(pdf); }

}  // namespace stesura
