#include "service/handlers/documents.h"

#include <algorithm>
#include <memory>

#include "service/documents/listing.h"
#include "service/documents/states.h"
#include "service/drafts/desk.h"
#include "service/handlers/document_desk.h"
#include "service/handlers/openapi.h"
#include "service/refusal.h"
#include "service/store/cipher.h"
#include "service/store/moment.h"

namespace stesura {
namespace {

constexpr const char* kTag = "Documenti";

// Reads the members of a body; what is wrong is told all at once.
class BodyReader {
 public:
  explicit BodyReader(const Json& body) : body_(body) {}

  std::string text(const char* name, std::size_t most) {
    const auto found = body_.find(name);
    if (found == body_.end()) return {};
    if (found->is_string() && !found->get_ref<const std::string&>().empty() && found->get_ref<const std::string&>().size() <= most) {
      return found->get<std::string>();
    }
    complain(name, "Qui serve un testo di al massimo " + std::to_string(most) + " caratteri.");
    return {};
  }
  std::string choice(const char* name, const std::vector<std::string>& choices) {
    const std::string given = text(name, 40);
    if (given.empty() || std::find(choices.begin(), choices.end(), given) != choices.end()) return given;
    std::string all;
    for (const std::string& each : choices) all += (all.empty() ? "" : ", ") + each;
    complain(name, "Qui serve una di queste parole: " + all + ".");
    return {};
  }
  void onlyKnown(const std::set<std::string>& known) {
    for (const auto& [name, value] : body_.items()) {
      if (!known.contains(name)) complain("", "C’è una voce che qui non è prevista: toglierla.");
    }
  }
  void complain(const std::string& name, const std::string& message) {
    problems_.push_back({name.empty() ? "" : "/" + name, message, {}, {}, {}, {}});
  }
  void finish() {
    if (!problems_.empty()) throw Error(ErrorKind::data, "La richiesta di emettere un documento non va bene.", std::move(problems_));
  }

 private:
  const Json& body_;
  std::vector<Problem> problems_;
};

Reply issued(const Request& request, const Services& services, const LaterIssuing& later) {
  const IssueOrder order = issueOrderOf(services, request);
  if (later) {
    if (auto reply = later(request, order)) return std::move(*reply);
  }
  const IssuedDocument document = Issuing(services).issue(order);
  Reply reply = documentReply(request, services, document.id, document.before ? 200 : 201);
  if (!document.warnings.empty()) {
    Json value = parseJson(reply.body);
    value["avvertenze"] = problemsAsJson(document.warnings);
    reply.body = value.dump();
  }
  reply.headers.emplace_back("Location", "/documenti/" + document.id);
  return reply;
}

DocumentFilter filterOf(const Request& request, const Page& page) {
  DocumentFilter filter;
  filter.kind = request.parameter("tipo");
  filter.state = request.parameter("stato");
  const auto& states = documentStates();
  if (!filter.state.empty() && std::find(states.begin(), states.end(), filter.state) == states.end()) {
    throw Refusal(RefusalKind::malformed, "Il parametro stato è uno degli stati di un documento: generato, in_firma, firmato, registrato, pubblicato, annullato.");
  }
  if (!page.after.empty() && !isId(page.after)) throw Refusal(RefusalKind::malformed, "Il parametro cursore non viene da una risposta di questo servizio.");
  filter.before = page.after;
  filter.limit = page.limit;
  return filter;
}

Reply list(const Request& request, const Services& services) {
  const Page page = pageOf(request);
  const DocumentFilter filter = filterOf(request, page);
  const std::string path = request.parameter("percorso");
  if (!path.empty() && !isId(path)) throw notFound();
  const DocumentPage found = services.database.read([&](Transaction& transaction) {
    return documentsFor(transaction, services.vault, request.who, path, filter);
  });
  noteReading(services, request, "elenca", path);
  Json value = {{"elementi", Json::array()}};
  for (const DocumentRecord& record : found.records) value["elementi"].push_back(documentBriefly(record));
  if (!found.next.empty()) value["successivo"] = toHex(found.next);
  return jsonReply(value);
}

Reply one(const Request& request, const Services& services) {
  Reply reply = documentReply(request, services, request.value("id"));
  noteReading(services, request, "leggi", request.value("id"));
  return reply;
}

// A draft's kind, data and what it is of. One that no longer fits its schema is refused in words.
void takeFromDraft(const Services& services, IssueOrder& order) {
  DraftSheet sheet = DraftDesk(services).openFitting(order.who, order.draft);
  order.kind = sheet.record.kind;
  if (order.layout.empty()) order.layout = sheet.record.layout;
  order.path = sheet.record.path;
  order.network = sheet.record.network;
  order.meeting = sheet.record.meeting;
  order.draftVersion = sheet.record.version;
  order.data = std::move(sheet.content.data);
}

std::vector<Parameter> listParameters() {
  std::vector<Parameter> parameters = pageParameters();
  Json states = {{"type", "string"}, {"maxLength", 20}, {"enum", documentStates()}};
  parameters.push_back({"tipo", "Solo i documenti di questo tipo", textSchema(60)});
  parameters.push_back({"stato", "Solo i documenti in questo stato", std::move(states)});
  parameters.push_back({"percorso", "Solo i documenti di questo percorso", idSchema()});
  return parameters;
}

}  // namespace

IssueOrder issueOrderOf(const Services& services, const Request& request) {
  const Json body = jsonBody(request);
  BodyReader reader(body);
  IssueOrder order;
  order.who = request.who;
  order.kind = reader.text("tipo", 60);
  order.layout = reader.text("modello", 60);
  order.format = reader.choice("formato", {"odt", "pdf"}) == "pdf" ? OutputFormat::pdf : OutputFormat::odt;
  order.path = reader.text("percorso", 36);
  order.network = reader.text("rete", 64);
  order.meeting = reader.text("incontro", 36);
  order.draft = reader.text("bozza", 36);
  order.corrects = reader.text("corregge", 36);
  order.correction = reader.choice("tipo_correzione", {"rettifica", "integrazione", "annotazione"});
  reader.onlyKnown({"tipo", "modello", "formato", "percorso", "rete", "incontro", "bozza", "corregge", "tipo_correzione", "dati"});
  if (order.draft.empty()) {
    if (order.kind.empty()) reader.complain("tipo", "Indicare il tipo del documento, oppure la bozza da cui emetterlo.");
    const auto data = body.find("dati");
    if (data == body.end() || !data->is_structured()) reader.complain("dati", "Mancano i dati del documento, oppure la bozza da cui emetterlo.");
    else order.data = *data;
  } else if (body.contains("dati") || body.contains("tipo") || body.contains("percorso") || body.contains("rete") || body.contains("incontro")) {
    reader.complain("bozza", "Tipo, dati, percorso, rete e incontro sono quelli della bozza: non vanno indicati.");
  }
  reader.finish();
  if (!order.draft.empty()) takeFromDraft(services, order);
  return order;
}

void addDocumentRoutes(RouteTable& table, const Services& services, LaterIssuing later) {
  addDocumentSchemas(table);
  table.routes.push_back(
      {"POST", "/documenti", Admission::signedIn, {Role::operatore, Role::segreteria},
       [&services, later = std::move(later)](const Request& request) { return issued(request, services, later); },
       {"documentoNuovo", "Emette un documento da una bozza o da dati",
        "I dati sono controllati dallo schema del tipo; i byte emessi non cambiano più. Una versione di una bozza è "
        "emessa una volta sola per modello e formato: chi la richiede riceve lo stesso documento. Con «corregge» il "
        "documento è la versione successiva di quello indicato.",
        kTag, {}, "NuovoDocumento", {},
        {{201, "Il documento è stato emesso.", "Documento", {}, {"Location", "ETag"}},
         {200, "Era già stato emesso da questa versione della bozza.", "Documento", {}, {"Location", "ETag"}},
         {202, "Il documento sarà emesso più tardi (Prefer: respond-async).", "Lavoro", {}, {"Location", "Preference-Applied", "Retry-After"}}}}});
  table.routes.push_back({"GET", "/documenti", Admission::signedIn, documentReaders(),
                          [&services](const Request& request) { return list(request, services); },
                          {"documenti", "Elenca i documenti che si possono vedere, dal più recente", "", kTag, listParameters(), "", {},
                           {{200, "Una pagina di documenti. Può essere corta anche se ce ne sono altri: vale «successivo».", "ElencoDocumenti", {}, {}}}}});
  table.routes.push_back({"GET", "/documenti/{id}", Admission::signedIn, documentReaders(),
                          [&services](const Request& request) { return one(request, services); },
                          {"documento", "La scheda di un documento: stato, protocolli, storia", "", kTag, {}, "", {},
                           {{200, "La scheda.", "Documento", {}, {"ETag"}}, {304, "Non è cambiata.", "", {}, {"ETag"}}}}});
  addDocumentContentRoutes(table, services);
  addDocumentStateRoutes(table, services);
}

}  // namespace stesura
