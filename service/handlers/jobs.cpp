#include "service/handlers/jobs.h"

#include <algorithm>
#include <cctype>

#include "service/handlers/job_order.h"
#include "service/handlers/openapi.h"
#include "service/jobs/job_result.h"
#include "service/refusal.h"
#include "service/store/moment.h"

namespace stesura {
namespace {

constexpr const char* kTag = "Lavori";
const std::set<Role> kMayAsk = {Role::operatore, Role::segreteria};
const std::set<Role> kMayLook = {Role::operatore, Role::segreteria, Role::amministratore};

struct SeenJob { Job job; bool own; };

AuditEntry entryOf(const Request& request, const std::string& action, const std::string& id) {
  return {request.who.id, request.who.agency, action, "lavori", id};
}

// Whoever asked for it; the administrators of the agency see how it goes, nothing of what it made.
SeenJob seenJob(const Services& services, const Request& request) {
  const std::string& id = request.value("id");
  if (!isId(id)) throw notFound();
  const auto job = services.database.read([&](Transaction& transaction) { return Jobs(services.vault).find(transaction, id); });
  if (!job || job->agency != request.who.agency) throw notFound();
  const bool own = job->user == request.who.id && job->program == request.who.program;
  if (!own && !request.who.is(Role::amministratore)) throw notFound();
  return {*job, own};
}

Job ownJob(const Services& services, const Request& request) {
  SeenJob seen = seenJob(services, request);
  if (!seen.own) throw notFound();
  return seen.job;
}

Json jobJson(const Job& job) {
  Json value = {{"id", job.id},         {"tipo", job.kind},         {"formato", job.format},  {"stato", job.state},
                {"totale", job.total},  {"fatte", job.issued},      {"fallite", job.failed},  {"annullate", job.cancelled},
                {"creato_il", job.createdAt}, {"scade_il", job.expiresAt}};
  if (!job.layout.empty()) value["modello"] = job.layout;
  if (job.ended()) value["finito_il"] = job.endedAt;
  return value;
}

std::string addressOf(const Job& job) { return "/lavori/" + job.id; }

// Soon for what is short, seldom for what is long.
std::string secondsToWait(const Job& job) {
  const std::int64_t left = job.total - job.issued - job.failed - job.cancelled;
  return std::to_string(std::clamp<std::int64_t>(left / 20, 1, 30));
}

Reply progressReply(const Job& job, int status) {
  Reply reply = jsonReply(jobJson(job), status);
  if (status == 202) reply.headers.emplace_back("Location", addressOf(job));
  if (!job.ended()) reply.headers.emplace_back("Retry-After", secondsToWait(job));
  return reply;
}

Reply list(const Services& services, const Request& request) {
  const Page page = pageOf(request);
  const std::string user = request.who.is(Role::amministratore) ? "" : request.who.id;
  std::vector<std::pair<std::string, Json>> elements;
  services.database.read([&](Transaction& transaction) {
    for (const Job& job : Jobs(services.vault).list(transaction, request.who.agency, user, page.after, page.limit + 1)) {
      elements.emplace_back(job.id, jobJson(job));
    }
  });
  services.audit.record(entryOf(request, "elenca", ""));
  return listReply(page, std::move(elements));
}

Reply progress(const Services& services, const Request& request) {
  const SeenJob seen = seenJob(services, request);
  services.audit.record(entryOf(request, "leggi", seen.job.id));
  if (!seen.own || !seen.job.ended()) return progressReply(seen.job, 200);
  Reply reply{303, {}, {}, {}, {}};
  reply.headers.emplace_back("Location", addressOf(seen.job) + "/risultato");
  return reply;
}

Reply state(const Services& services, const Request& request) {
  const SeenJob seen = seenJob(services, request);
  services.audit.record(entryOf(request, "leggi", seen.job.id));
  return progressReply(seen.job, 200);
}

Reply result(const Services& services, const Request& request) {
  const Job job = ownJob(services, request);
  if (!job.ended()) throw Refusal(RefusalKind::conflict, "Il lavoro non è ancora finito: leggere prima il suo stato.");
  services.audit.record(entryOf(request, "scarica", job.id));
  Reply reply{200, "application/zip", {}, {}, jobResult(services, request.who, job)};
  reply.headers.emplace_back("Content-Disposition", "attachment; filename=\"lavoro-" + job.id.substr(28) + ".zip\"");
  return reply;
}

Reply failures(const Services& services, const Request& request) {
  const Job job = ownJob(services, request);
  const Page page = pageOf(request);
  std::int64_t after = 0;
  if (!page.after.empty()) {
    if (page.after.size() > 9 || page.after.find_first_not_of("0123456789") != std::string::npos) {
      throw Refusal(RefusalKind::malformed, "Il parametro cursore non viene da una risposta di questo servizio.");
    }
    after = std::stol(page.after);
  }
  std::vector<std::pair<std::string, Json>> elements;
  services.database.read([&](Transaction& transaction) {
    for (const JobFailure& failure : Jobs(services.vault).failures(transaction, job.id, after, page.limit + 1)) {
      Json value = parseJson(failure.error);
      value["voce"] = failure.index;
      elements.emplace_back(std::to_string(failure.index), std::move(value));
    }
  });
  services.audit.record(entryOf(request, "leggi", job.id));
  return listReply(page, std::move(elements));
}

Reply cancel(const Services& services, const Request& request) {
  const Job job = ownJob(services, request);
  JobQueue(services).cancel(request.who, job.id);
  return progressReply(ownJob(services, request), 200);
}

Reply acceptedJob(const Services& services, const JobOrder& order) {
  const std::string id = JobQueue(services).accept(order);
  const auto job = services.database.read([&](Transaction& transaction) { return Jobs(services.vault).find(transaction, id); });
  return progressReply(*job, 202);
}

bool prefersNotToWait(const Request& request) {
  const std::string preferences = request.header("prefer");
  std::size_t from = 0;
  while (from <= preferences.size()) {
    const std::size_t end = std::min(preferences.find(',', from), preferences.size());
    std::string one = preferences.substr(from, std::min(preferences.find(';', from), end) - from);
    std::erase_if(one, [](char c) { return c == ' ' || c == '\t'; });
    std::transform(one.begin(), one.end(), one.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (one == "respond-async") return true;
    from = end + 1;
  }
  return false;
}

Json countSchema(const char* title) {
  return {{"type", "integer"}, {"title", title}, {"format", "int32"}, {"minimum", 0}, {"maximum", 10'000}};
}

Json jobSchema() {
  return {{"type", "object"},
          {"title", "Lavoro"},
          {"required", {"id", "tipo", "formato", "stato", "totale", "fatte", "fallite", "annullate", "creato_il", "scade_il"}},
          {"properties",
           {{"id", idSchema()},
            {"tipo", textSchema(64)},
            {"modello", textSchema(64)},
            {"formato", {{"type", "string"}, {"enum", {"odt", "pdf"}}, {"maxLength", 3}}},
            {"stato", {{"type", "string"}, {"enum", {"in_attesa", "in_corso", "finito", "annullato"}}, {"maxLength", 9}}},
            {"totale", countSchema("Documenti chiesti")},
            {"fatte", countSchema("Documenti prodotti")},
            {"fallite", countSchema("Documenti non riusciti")},
            {"annullate", countSchema("Documenti a cui si è rinunciato")},
            {"creato_il", momentSchema()},
            {"finito_il", momentSchema()},
            {"scade_il", momentSchema()}}}};
}

Json failureSchema() {
  return {{"type", "object"},
          {"title", "Documento non riuscito"},
          {"required", {"voce", "messaggio"}},
          {"properties",
           {{"voce", {{"type", "integer"}, {"format", "int32"}, {"minimum", 1}, {"maximum", 2147483647},
                      {"description", "Quale, contando da 1; di NDJSON la riga."}}},
            {"messaggio", textSchema(4000)},
            {"problemi", {{"type", "array"}, {"maxItems", 20}, {"items", schemaReference("ProblemaDelDato")}}}}}};
}

void addReading(RouteTable& table, const Services& services) {
  table.routes.push_back(
      {"GET", "/lavori", Admission::signedIn, kMayLook, [&services](const Request& request) { return list(services, request); },
       {"elencoDeiLavori", "Elenca i propri lavori, dal più recente",
        "Chi amministra l’ente vede lo stato di tutti i lavori dell’ente.", kTag, pageParameters(), "", {},
        {{200, "I lavori.", "ElencoLavori", {}, {}}}}});
  table.routes.push_back(
      {"GET", "/lavori/{id}", Admission::signedIn, kMayLook, [&services](const Request& request) { return progress(services, request); },
       {"avanzamentoDelLavoro", "Dice a che punto è un lavoro; quando è finito, dove si trova il risultato", "", kTag, {}, "", {},
        {{200, "A che punto è; Retry-After dice fra quanti secondi richiedere.", "Lavoro", {}, {"Retry-After"}},
         {303, "È finito: il risultato è all’indirizzo in Location.", "", {}, {"Location"}}}}});
  table.routes.push_back(
      {"GET", "/lavori/{id}/stato", Admission::signedIn, kMayLook, [&services](const Request& request) { return state(services, request); },
       {"statoDelLavoro", "Dice a che punto è un lavoro, anche quando è finito", "", kTag, {}, "", {},
        {{200, "A che punto è.", "Lavoro", {}, {"Retry-After"}}}}});
  table.routes.push_back(
      {"GET", "/lavori/{id}/risultato", Admission::signedIn, kMayAsk, [&services](const Request& request) { return result(services, request); },
       {"risultatoDelLavoro", "Scarica i documenti prodotti, in un archivio zip",
        "I nomi dei file non dicono nulla delle persone; errori.json elenca ciò che non è riuscito.", kTag, {}, "", {},
        {{200, "L’archivio.", "", {"application/zip"}, {"Content-Disposition"}}}}});
  table.routes.push_back(
      {"GET", "/lavori/{id}/errori", Admission::signedIn, kMayAsk, [&services](const Request& request) { return failures(services, request); },
       {"erroriDelLavoro", "Elenca i documenti non riusciti, con i problemi di ciascuno", "", kTag, pageParameters(), "", {},
        {{200, "Ciò che non è riuscito finora.", "ElencoDocumentiNonRiusciti", {}, {}}}}});
}

void addChanging(RouteTable& table, const Services& services) {
  const CheckedBody body(table, "LavoroNuovo", jobOrderSchema());
  table.routes.push_back(
      {"POST", "/lavori", Admission::signedIn, kMayAsk,
       [&services, body](const Request& request) { return acceptedJob(services, jobOrderOf(request, body)); },
       {"nuovoLavoro", "Chiede molti documenti in una volta",
        "In JSON: un elenco di percorsi, o voci con i loro dati. In NDJSON: i dati di un documento per riga. Al massimo 10.000 "
        "documenti e 64 MB. I diritti si guardano ora e di nuovo quando tocca a ciascun documento.",
        kTag, jobOrderParameters(), "LavoroNuovo", {kNdjsonType},
        {{202, "Il lavoro è accettato; il suo avanzamento è all’indirizzo in Location.", "Lavoro", {}, {"Location", "Retry-After"}}}}});
  table.routes.push_back(
      {"DELETE", "/lavori/{id}", Admission::signedIn, kMayAsk, [&services](const Request& request) { return cancel(services, request); },
       {"rinunciaAlLavoro", "Rinuncia ai documenti di un lavoro che non sono ancora cominciati", "", kTag, {}, "", {},
        {{200, "Lo stato del lavoro.", "Lavoro", {}, {"Retry-After"}}}}});
}

}  // namespace

std::optional<Reply> issueLater(const Services& services, const Request& request, const IssueOrder& order) {
  if (!prefersNotToWait(request)) return std::nullopt;
  JobOrder job;
  job.who = order.who;
  job.kind = order.kind;
  job.layout = order.layout;
  job.format = order.format;
  job.sent = JobOrder::Sent::document;
  JobItem item;
  item.index = 1;
  item.path = order.path;
  item.network = order.network;
  item.meeting = order.meeting;
  item.draft = order.draft;
  item.draftVersion = order.draftVersion;
  item.corrects = order.corrects;
  item.correction = order.correction;
  item.data = order.data.dump();
  job.items.push_back(std::move(item));
  Reply reply = acceptedJob(services, job);
  reply.headers.emplace_back("Preference-Applied", "respond-async");
  return reply;
}

void addJobRoutes(RouteTable& table, const Services& services) {
  table.schemas["Lavoro"] = jobSchema();
  table.schemas["ElencoLavori"] = listSchema("Lavoro");
  table.schemas["DocumentoNonRiuscito"] = failureSchema();
  table.schemas["ElencoDocumentiNonRiusciti"] = listSchema("DocumentoNonRiuscito");
  addReading(table, services);
  addChanging(table, services);
}

}  // namespace stesura
