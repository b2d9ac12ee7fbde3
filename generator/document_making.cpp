#include "generator/document_making.h"

#include <optional>
#include <utility>

#include "generator/absences.h"
#include "generator/agency_names.h"
#include "generator/digest.h"
#include "generator/draft.h"
#include "generator/identity.h"
#include "generator/issue_date.h"
#include "generator/language.h"
#include "generator/own_layout.h"

namespace stesura {
namespace {

std::string countOf(std::size_t problems) {
  return problems == 1 ? "c’è un problema" : "ci sono " + std::to_string(problems) + " problemi";
}

Error onlyPdf(const Layout& layout) {
  return Error(ErrorKind::usage,
               "Il modello «" + layout.name + "» è un modulo PDF: si produce in PDF, non in ODT.");
}

Error notAForm(const Layout& layout) {
  return Error(ErrorKind::usage,
               "Il modello «" + layout.name + "» non è un modulo PDF: non ha campi da appiattire.");
}

}  // namespace

DocumentMaking::DocumentMaking(const Catalogue& catalogue, PdfMaker& pdf, const Order& order,
                               const Layout& layout, const Json& data)
    : catalogue_(catalogue),
      pdf_(pdf),
      order_(order),
      layout_(layout),
      data_(data),
      kind_(catalogue.kind(order.kind)),
      collection_(catalogue.collection(*kind_, layout)),
      complete_(&data),
      projected_(&data) {}

Document DocumentMaking::make() {
  examine();
  reduce();
  applyRules();
  issueDate_ = issueDateOf(order_.issueDate, data_);
  if (order_.format == OutputFormat::pdf && compiled_->form) {
    fillForm();
    return std::move(document_);
  }
  merge();
  if (order_.format == OutputFormat::pdf) finishPdf();
  document_.sha256 = sha256Hex(document_.bytes);
  return std::move(document_);
}

void DocumentMaking::examine() {
  SchemaReport report = collection_ ? examineCollection(*collection_, data_) : kind_->examine(data_);
  if (collection_)
    askRulesOfEach(kind_->rules, data_, collection_->list, report);
  else
    askRules(kind_->rules, data_, "", steps_, report);
  if (!isDraft() && !report.valid()) {
    const std::string sentence = "I dati non sono validi: " + countOf(report.problems.size()) + ".";
    throw Error(ErrorKind::data, sentence, std::move(report.problems));
  }
  chooseTemplate();
  makePrintable(std::move(report));
}

void DocumentMaking::chooseTemplate() {
  const OwnLayout* own = order_.ownLayout.get();
  if (own != nullptr && (own->kind != kind_->name || own->layout != layout_.name)) {
    throw Error(ErrorKind::usage, "Il modello proprio sta al posto di «" + own->kind + "/" + own->layout +
                                      "», non di «" + kind_->name + "/" + layout_.name + "».");
  }
  compiled_ = own != nullptr ? own->compiled : catalogue_.layout(*kind_, layout_);
  document_.schemaSha256 = collection_ ? collection_->sha256 : kind_->schemaSha256;
  document_.templateSha256 = own != nullptr ? own->templateSha256 : compiled_->templateSha256;
}

void DocumentMaking::makePrintable(SchemaReport report) {
  document_.warnings = std::move(report.warnings);
  if (isDraft()) {
    Draft printable = makeDraft(collection_ ? collection_->schema : kind_->schema, data_, report);
    warn(printable.warnings);
    draftMark_ = std::move(printable.mark);
    changed_ = std::move(printable.data);
    complete_ = &changed_;
  }
  if (!collection_ || !compiled_->stampsDocuments) return;
  if (!isDraft()) changed_ = data_;
  addFingerprints(*collection_, changed_);
  complete_ = &changed_;
}

// Data of which everything may be shown are merged as they are, without a copy.
void DocumentMaking::reduce() {
  const bool tellsAll = compiled_->projection.keepsEverything() && complete_ == &data_;
  if (!tellsAll || compiled_->derives) {
    reduced_ = compiled_->projection.apply(*complete_);
    projected_ = &reduced_;
  }
  document_.id = identityOf(data_, kind_->name);
  // A layout that may not show the id must not tell it in the file's metadata either.
  identifier_ = tellsAll ? document_.id : identityOf(*projected_, kind_->name + '/' + layout_.name);
}

void DocumentMaking::applyRules() {
  if (!compiled_->derives && compiled_->language.rules.empty()) return;
  LanguageReport found =
      applyLanguage(compiled_->language, *projected_, compiled_->derives ? &reduced_ : nullptr, steps_);
  if (!isDraft() && !found.problems.empty()) {
    const std::string sentence =
        "I dati non rispettano le regole del modello: " + countOf(found.problems.size()) + ".";
    throw Error(ErrorKind::data, sentence, std::move(found.problems));
  }
  warn(found.problems);
  warn(found.warnings);
}

void DocumentMaking::fillForm() {
  const Json reasons = absenceTexts(*projected_, compiled_->absences);
  FormOrder form{.data = *projected_,
                 .issueDate = issueDate_,
                 .identifier = identifier_,
                 .absenceReasons = &reasons,
                 .draftMark = draftMark_,
                 .embeddedJson = embeddedJson(),
                 .output = order_.formOutput};
  if (!order_.copyFor.empty()) form.copyMark = "Copia per " + order_.copyFor;
  FilledForm filled = compiled_->form->fill(form);
  warn(filled.warnings);
  document_.bytes = std::move(filled.bytes);
  document_.sha256 = std::move(filled.sha256);
}

void DocumentMaking::merge() {
  if (!compiled_->odt) throw onlyPdf(layout_);
  if (order_.formOutput == FormOutput::flattened) throw notAForm(layout_);
  const Json reasons = absenceTexts(*projected_, compiled_->absences);
  MergeOrder merge{.data = *projected_, .issueDate = issueDate_, .identifier = identifier_};
  merge.draft = isDraft() ? DraftPrinting::on : DraftPrinting::off;
  merge.draftMark = draftMark_;
  if (!order_.copyFor.empty()) merge.copyMark = "Copia per " + order_.copyFor;
  merge.absenceReasons = &reasons;
  if (order_.format == OutputFormat::pdf) pdf_.checkCharacters(*projected_);
  document_.bytes = compiled_->odt->render(merge);
}

void DocumentMaking::finishPdf() {
  PdfFinish finish{.issueDate = issueDate_, .identifier = identifier_};
  finish.embeddedJson = embeddedJson();
  const bool isSignable =
      !isDraft() && order_.copyFor.empty() && order_.signingPlaces == SigningPlaces::fields;
  if (isSignable) finish.signatures = SignaturePlaces{agencyNames(*projected_), pdf_.stampFace()};
  pdf_.checkPages(document_.bytes);
  document_.bytes = pdf_.make(document_.bytes, finish);
  if (finish.signatures) document_.signatureFields = signatureFieldsOf(document_.bytes);
}

// What the schema does not know is no part of the projection, even where all else is.
std::optional<std::string> DocumentMaking::embeddedJson() const {
  const bool embeds = layout_.embedsData && !isDraft() && order_.embeddedData == EmbeddedData::asLayoutSays;
  return embeds ? std::optional(canonicalJson(compiled_->projection.apply(*complete_))) : std::nullopt;
}

void DocumentMaking::warn(const std::vector<Problem>& warnings) {
  document_.warnings.insert(document_.warnings.end(), warnings.begin(), warnings.end());
}

}  // namespace stesura
