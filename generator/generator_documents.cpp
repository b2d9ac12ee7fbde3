// The documents that a Generator makes: of a kind's data, of many documents, of any template.
#include "generator/agency_names.h"
#include "generator/digest.h"
#include "generator/document_making.h"
#include "generator/generator_parts.h"
#include "generator/identity.h"
#include "generator/issue_date.h"

namespace stesura {
namespace {

Error notMeant(const Kind& kind, const Layout& layout, const Json& data) {
  std::string others;
  for (const Layout& other : kind.layouts) {
    if (other.collection || !kind.suits(other, data)) continue;
    others += (others.empty() ? "«" : ", «") + other.name + "»";
  }
  const std::string hint =
      others.empty() ? "Controllare da quali dati dipende il modello." : "Modelli adatti: " + others + ".";
  return Error(ErrorKind::data, "Il modello «" + layout.name + "» non è fatto per questi dati. " + hint,
               {{.pointer = "",
                 .message = "Il modello «" + layout.title + "» non è fatto per questi dati.",
                 .hint = hint,
                 .keyword = "quando",
                 .schemaPointer = {},
                 .place = {}}});
}

}  // namespace

Document Generator::generateCollection(const Order& order, Collection collection) {
  const auto kind = parts_->catalogue.kind(order.kind);
  const auto schema = parts_->collectionOf(*kind, order.layout);
  const std::vector<std::string> places = std::move(collection.places);
  return generateCollected(order, composeCollection(*schema, std::move(collection)), places);
}

Document Generator::generate(const Order& order, const Json& data) {
  const auto kind = parts_->catalogue.kind(order.kind);
  const Layout& layout = kind->layoutFor(order.layout, data);
  if (!layout.collection) {
    if (order.completion == Completion::issued && !kind->suits(layout, data))
      throw notMeant(*kind, layout, data);
    return DocumentMaking(parts_->catalogue, parts_->pdf, order, layout, data).make();
  }
  if (data.is_array()) return generateCollected(order, {{layout.collection->list, data}}, {});
  return generateCollected(order, data, {});
}

Document Generator::generateCollected(const Order& order, const Json& data,
                                      const std::vector<std::string>& places) {
  const auto kind = parts_->catalogue.kind(order.kind);
  const Layout& layout = kind->layout(order.layout);
  const std::string& list = layout.collection->list;
  Document document = withPlaces(list, places, [&] {
    return DocumentMaking(parts_->catalogue, parts_->pdf, order, layout, data).make();
  });
  namePlaces(document.warnings, list, places);
  return document;
}

Document Generator::render(std::string_view templateBytes, const Json& data, OutputFormat format,
                           const std::string& issueDate) {
  const std::string date = issueDateOf(issueDate, {});
  const std::unique_ptr<Field> shape = inferShape(data);
  const OdtTemplate odt = OdtTemplate::compile(templateBytes, *shape, OdtTemplate::Names::fromData);
  Document document;
  document.templateSha256 = sha256Hex(templateBytes);
  document.id = uuidOf(document.templateSha256 + '\n' + canonicalJson(data));
  const MergeOrder merge{.data = data, .issueDate = date, .identifier = document.id};
  if (format == OutputFormat::pdf) parts_->pdf.checkCharacters(data);
  document.bytes = odt.render(merge);
  if (format == OutputFormat::pdf) {
    parts_->pdf.checkPages(document.bytes);
    PdfFinish finish{.issueDate = date, .identifier = document.id};
    finish.signatures = SignaturePlaces{agencyNames(data), parts_->pdf.stampFace()};
    document.bytes = parts_->pdf.make(document.bytes, finish);
    document.signatureFields = signatureFieldsOf(document.bytes);
  }
  document.sha256 = sha256Hex(document.bytes);
  return document;
}

}  // namespace stesura
