#include "service/handlers/preview.h"

#include <algorithm>
#include <optional>

#include "service/handlers/openapi.h"
#include "service/refusal.h"
#include "service/templates/agency_layouts.h"

namespace stesura {
namespace {

constexpr std::string_view kOdtType = "application/vnd.oasis.opendocument.text";
constexpr std::string_view kPdfType = "application/pdf";

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// 0…1000, as RFC 9110 writes weights; what cannot be read counts as nothing.
int weightOf(std::string_view parameters) {
  while (!parameters.empty()) {
    const std::size_t end = std::min(parameters.find(';'), parameters.size());
    const std::string_view parameter = trimmed(parameters.substr(0, end));
    parameters.remove_prefix(std::min(end + 1, parameters.size()));
    if (!parameter.starts_with("q=")) continue;
    const std::string_view digits = parameter.substr(2);
    if (digits.empty() || digits.size() > 5 || (digits.front() != '0' && digits.front() != '1')) return 0;
    if (digits.front() == '1') return 1000;
    int weight = 0, place = 100;
    for (const char c : digits.substr(std::min<std::size_t>(2, digits.size()))) {
      if (c < '0' || c > '9') return 0;
      weight += (c - '0') * place;
      place /= 10;
    }
    return weight;
  }
  return 1000;
}

// The format that Accept likes best; ODT where it likes both alike.
std::optional<OutputFormat> acceptedFormat(std::string_view accept) {
  if (trimmed(accept).empty()) return OutputFormat::odt;
  int odt = -1, pdf = -1, odtExact = -1, pdfExact = -1;
  while (!accept.empty()) {
    const std::size_t end = std::min(accept.find(','), accept.size());
    const std::string_view range = trimmed(accept.substr(0, end));
    accept.remove_prefix(std::min(end + 1, accept.size()));
    const std::size_t semicolon = std::min(range.find(';'), range.size());
    const std::string_view type = trimmed(range.substr(0, semicolon));
    const int weight = weightOf(range.substr(std::min(semicolon + 1, range.size())));
    if (type == kOdtType) odtExact = weight;
    if (type == kPdfType) pdfExact = weight;
    if (type != "*/*" && type != "application/*") continue;
    odt = std::max(odt, weight);
    pdf = std::max(pdf, weight);
  }
  if (odtExact >= 0) odt = odtExact;
  if (pdfExact >= 0) pdf = pdfExact;
  if (odt <= 0 && pdf <= 0) return std::nullopt;
  return pdf > odt ? OutputFormat::pdf : OutputFormat::odt;
}

OutputFormat formatOf(const Request& request) {
  const std::string format = request.parameter("formato");
  if (format == "odt") return OutputFormat::odt;
  if (format == "pdf") return OutputFormat::pdf;
  if (!format.empty()) throw Refusal(RefusalKind::malformed, "Il parametro formato è odt o pdf.");
  const auto accepted = acceptedFormat(request.header("accept"));
  if (!accepted) throw Refusal(RefusalKind::notAcceptable, "Un documento si può avere in ODT o in PDF.");
  return *accepted;
}

}  // namespace

bool flagOf(const Request& request, const std::string& name) {
  const std::string text = request.parameter(name);
  if (text.empty() || text == "false") return false;
  if (text == "true") return true;
  throw Refusal(RefusalKind::malformed, "Il parametro " + name + " è true o false.");
}

PreviewOrder previewOrder(const Request& request) {
  return {request.parameter("modello"), formatOf(request), flagOf(request, "bozza") ? Completion::draft : Completion::issued};
}

Reply previewReply(const Services& services, const Identity& who, const std::string& kind, const PreviewOrder& order,
                   const Json& data) {
  const std::string layout = order.layout.empty() ? services.generator.layoutFor(kind, data) : order.layout;
  Order generated{.kind = kind, .layout = layout, .format = order.format, .completion = order.completion};
  generated.signingPlaces = SigningPlaces::text;  // what is signed is the document that was issued and stored
  generated.ownLayout = services.database.read(
      [&](Transaction& transaction) { return ownLayoutOf(services, transaction, who.agency, kind, layout); });
  Document document = services.generator.generate(generated, data);
  const bool pdf = order.format == OutputFormat::pdf;
  Reply reply{200, std::string(pdf ? kPdfType : kOdtType), std::move(document.bytes), {}, {}};
  // The name says the kind alone: a person's name does not belong into the name of a file.
  reply.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + kind + (pdf ? ".pdf\"" : ".odt\""));
  reply.headers.emplace_back("Cache-Control", "no-store");
  return reply;
}

std::vector<Parameter> previewParameters(bool draft) {
  std::vector<Parameter> parameters = {
      {"modello", "Il modello; se manca, il primo adatto ai dati.", textSchema(64), false},
      {"formato", "Il formato; se manca, quello preferito da Accept, altrimenti odt.",
       {{"type", "string"}, {"enum", {"odt", "pdf"}}, {"maxLength", 3}}, false}};
  if (draft) {
    parameters.push_back({"bozza", "Con true si stampa anche ciò che è incompleto, con la scritta BOZZA.",
                          {{"type", "string"}, {"enum", {"true", "false"}}, {"maxLength", 5}}, false});
  }
  return parameters;
}

Answer previewAnswer() {
  return {200, "Il documento. Non è stato conservato.", "", {std::string(kOdtType), std::string(kPdfType)}, {"Content-Disposition"}};
}

}  // namespace stesura
