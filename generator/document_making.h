// One document on its way: data and an order in, the bytes out.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "generator/catalogue.h"
#include "generator/generator.h"
#include "generator/pdf_maker.h"
#include "generator/rules/steps.h"

namespace stesura {

// The stages in their order, each of which may refuse. For one document, then thrown away; what it is
// made with is borrowed.
class DocumentMaking {
 public:
  DocumentMaking(const Catalogue& catalogue, PdfMaker& pdf, const Order& order, const Layout& layout,
                 const Json& data);

  // Throws Error{data} with every problem, {usage}, {templateFile}, {conversion}, {surroundings}. Once only.
  Document make();

 private:
  void examine();
  void chooseTemplate();
  void makePrintable(SchemaReport report);
  void reduce();
  void applyRules();
  void fillForm();
  void merge();
  void finishPdf();

  std::optional<std::string> embeddedJson() const;
  void warn(const std::vector<Problem>& warnings);
  bool isDraft() const { return order_.completion == Completion::draft; }

  const Catalogue& catalogue_;
  PdfMaker& pdf_;
  const Order& order_;
  const Layout& layout_;
  const Json& data_;
  std::shared_ptr<const Kind> kind_;
  std::shared_ptr<const CollectionSchema> collection_;  // null for a document of its own
  std::shared_ptr<const CompiledLayout> compiled_{};
  Steps steps_{};
  Json changed_{};         // a draft, or documents with their fingerprints
  const Json* complete_;   // those or the data: what may be shown of them is not yet chosen
  Json reduced_{};         // what the layout may show
  const Json* projected_;  // that, or the data where everything may be shown
  std::string draftMark_{};
  std::string issueDate_{};
  std::string identifier_{};  // for the file's metadata
  Document document_{};
};

}  // namespace stesura
