#include "service/handlers/drafts.h"

#include <algorithm>
#include <memory>

#include "service/documents/sight.h"
#include "service/drafts/desk.h"
#include "service/handlers/checked_body.h"
#include "service/handlers/draft_view.h"
#include "service/handlers/openapi.h"
#include "service/handlers/preview.h"
#include "service/refusal.h"

namespace stesura {
namespace {

constexpr const char* kTag = "Bozze";
const std::set<Role> kWriters = {Role::operatore, Role::segreteria};

std::string textOf(const Json& object, const char* key) { return object.value(key, std::string()); }

Reply draftReply(const Request& request, const DraftSheet& sheet, int status = 200) {
  return withEntityTag(request, jsonReply(draftAsJson(sheet), status), entityTag(sheet.record.version));
}

// Opened by whoever is about to change it, in the version that they know.
DraftSheet openedToChange(const DraftDesk& desk, const Request& request) {
  DraftSheet sheet = desk.openFitting(request.who, request.value("id"));
  requireMatch(request, sheet.record.version);
  return sheet;
}

// An earlier document that the asker may read, of the person of the draft's path.
EarlierDocument earlierDocument(const Services& services, const Identity& who, const DraftRecord& draft, const std::string& id) {
  EarlierDocument earlier;
  DataClass readable = DataClass::publishable;
  services.database.read([&](Transaction& transaction) {
    Sight sight(transaction, services.vault, who);
    const SeenDocument seen = sight.document(id);
    const PathFacts* its = sight.path(seen.record.path);
    const std::string person = its == nullptr ? std::string() : its->person;
    const PathFacts* own = sight.path(draft.path);
    if (own == nullptr || person.empty() || own->person != person) {
      throw Refusal(RefusalKind::conflict, "Si riprendono i dati solo da un documento della stessa persona.");
    }
    if (!seen.record.erasedAt.empty()) throw Refusal(RefusalKind::conflict, "I dati di quel documento sono stati cancellati.");
    readable = seen.readable;
    earlier = {seen.record.id, seen.record.issuedAt.substr(0, 10), seen.record.kind,
               parseJson(Documents(services.vault).data(transaction, seen.record))};
  });
  services.audit.record({who.id, who.agency, "leggi", "documenti", earlier.id});
  earlier.data = services.generator.reduced(earlier.kind, earlier.data, readable);
  return earlier;
}

// The handlers of /bozze; copies share the checked bodies.
struct DraftHandlers {
  DraftDesk desk;
  const Services& services;
  CheckedBody newDraft, changedDraft, earlier, handOver;

  DraftHandlers(RouteTable& table, const Services& all)
      : desk(all), services(all), newDraft(table, "NuovaBozza", newDraftSchema()),
        changedDraft(table, "ModificaDiBozza", changedDraftSchema()), earlier(table, "DocumentoDaRiprendere", earlierDocumentSchema()),
        handOver(table, "ConsegnaDiBozza", handOverSchema()) {}

  Reply begin(const Request& request) const {
    const Json body = newDraft.of(request);
    const PrefillOrder order{request.who, textOf(body, "tipo"), textOf(body, "percorso"), textOf(body, "rete"), textOf(body, "incontro"), textOf(body, "ente")};
    const DraftSheet sheet = desk.begin(order, textOf(body, "modello"));
    Reply reply = createdReply("/bozze/" + sheet.record.id, draftAsJson(sheet));
    return withEntityTag(request, std::move(reply), entityTag(sheet.record.version));
  }

  Reply list(const Request& request) const {
    const Page page = pageOf(request);
    DraftFilter filter;
    filter.kind = request.parameter("tipo");
    filter.path = request.parameter("percorso");
    filter.after = page.after;
    filter.limit = page.limit + 1;
    std::vector<std::pair<std::string, Json>> entries;
    for (const DraftRecord& record : desk.list(request.who, filter)) entries.emplace_back(record.id, draftEntry(record));
    services.audit.record({request.who.id, request.who.agency, "elenca", "bozze", {}});
    return listReply(page, std::move(entries));
  }

  Reply show(const Request& request) const {
    const DraftSheet sheet = desk.open(request.who, request.value("id"));
    services.audit.record({request.who.id, request.who.agency, "leggi", "bozze", sheet.record.id});
    return draftReply(request, sheet);
  }

  Reply change(const Request& request) const {
    Json body = changedDraft.of(request);
    DraftSheet sheet = openedToChange(desk, request);
    if (body.contains("modello")) {
      const std::string layout = textOf(body, "modello");
      const KindSummary kind = services.generator.kind(sheet.record.kind);
      const bool known = std::any_of(kind.layouts.begin(), kind.layouts.end(), [&](const LayoutSummary& each) { return each.name == layout; });
      if (!known) throw Error(ErrorKind::data, "Questo tipo di documento non ha il modello indicato.",
                              {{"/modello", "I modelli di un tipo si elencano con GET /tipi.", {}, {}, {}, {}}});
      sheet.record.layout = layout;
    }
    desk.write(request.who, sheet, std::move(body.at("dati")));
    return draftReply(request, sheet);
  }

  Reply remove(const Request& request) const {
    const DraftSheet sheet = desk.open(request.who, request.value("id"));
    requireMatch(request, sheet.record.version);
    desk.remove(request.who, sheet);
    return {204, {}, {}, {}, {}};
  }

  Reply preview(const Request& request) const {
    PreviewOrder order = previewOrder(request);
    const DraftSheet sheet = desk.openFitting(request.who, request.value("id"));
    order.completion = Completion::draft;
    if (order.layout.empty()) order.layout = sheet.record.layout;
    services.audit.record({request.who.id, request.who.agency, "leggi", "bozze", sheet.record.id});
    return previewReply(services, request.who, sheet.record.kind, order, sheet.content.data);
  }

  Reply likeLastTime(const Request& request) const {
    const Json body = earlier.of(request);
    DraftSheet sheet = openedToChange(desk, request);
    const EarlierDocument document = earlierDocument(services, request.who, sheet.record, textOf(body, "documento"));
    const auto confirmed = body.value("conferma_dati_sanitari", false) ? Protected::confirmed : Protected::leftOut;
    const std::size_t copied = desk.copyEarlier(request.who, sheet, document, confirmed);
    Json value = draftAsJson(sheet);
    value["copiati"] = copied;
    return withEntityTag(request, jsonReply(value), entityTag(sheet.record.version));
  }

  Reply give(const Request& request) const {
    const Json body = handOver.of(request);
    DraftSheet sheet = openedToChange(desk, request);
    desk.handOver(request.who, sheet, textOf(body, "utente"));
    return draftReply(request, sheet);
  }

  Reply renew(const Request& request) const {
    DraftSheet sheet = desk.open(request.who, request.value("id"));
    requireMatch(request, sheet.record.version);
    desk.renew(request.who, sheet);
    return draftReply(request, sheet);
  }
};

using Handler = Reply (DraftHandlers::*)(const Request&) const;

Route route(const std::shared_ptr<const DraftHandlers>& handlers, const char* method, const char* pattern, Handler handler, Operation operation) {
  operation.tag = kTag;
  return {method, pattern, Admission::signedIn, kWriters,
          [handlers, handler](const Request& request) { return (handlers.get()->*handler)(request); }, std::move(operation)};
}

Answer changed(const char* schema = "Bozza") { return {200, "La bozza com’è ora.", schema, {}, {"ETag"}}; }

}  // namespace

void addDraftRoutes(RouteTable& table, const Services& services) {
  const auto handlers = std::make_shared<const DraftHandlers>(table, services);
  addDraftSchemas(table);
  const auto add = [&](const char* method, const char* pattern, Handler handler, Operation operation) {
    table.routes.push_back(route(handlers, method, pattern, handler, std::move(operation)));
  };
  std::vector<Parameter> filters = pageParameters();
  filters.push_back({"tipo", "Solo di questo tipo.", textSchema(64), false});
  filters.push_back({"percorso", "Solo di questo percorso.", idSchema(), false});
  add("POST", "/bozze", &DraftHandlers::begin,
      {"nuovaBozza", "Comincia una bozza con ciò che i registri sanno già", "", {}, {}, "NuovaBozza", {},
       {{201, "La bozza, con l’origine di ogni valore.", "Bozza", {}, {"Location", "ETag"}}}});
  add("GET", "/bozze", &DraftHandlers::list,
      {"bozze", "Elenca le bozze che si possono vedere", "", {}, filters, "", {}, {{200, "Le bozze.", "ElencoDelleBozze", {}, {}}}});
  add("GET", "/bozze/{id}", &DraftHandlers::show,
      {"bozza", "Mostra una bozza", "", {}, {}, "", {}, {{200, "La bozza.", "Bozza", {}, {"ETag"}}, {304, "Non è cambiata.", "", {}, {"ETag"}}}});
  add("PUT", "/bozze/{id}", &DraftHandlers::change,
      {"bozzaModificata", "Salva i dati di una bozza, anche incompleti", "", {}, {}, "ModificaDiBozza", {}, {changed()}});
  add("DELETE", "/bozze/{id}", &DraftHandlers::remove,
      {"bozzaCancellata", "Cancella una bozza", "", {}, {}, "", {}, {{204, "La bozza non c’è più.", "", {}, {}}}, Precondition::ifMatch});
  add("POST", "/bozze/{id}/anteprima", &DraftHandlers::preview,
      {"anteprimaDellaBozza", "Fa vedere la bozza stampata, con la scritta BOZZA", "", {}, previewParameters(false), "", {}, {previewAnswer()}});
  add("POST", "/bozze/{id}/come-ultima-volta", &DraftHandlers::likeLastTime,
      {"bozzaComeUltimaVolta", "Riprende da un documento della stessa persona ciò che manca",
       "I dati di salute e giudiziari passano solo se confermati; date, numeri e identificativi mai.", {}, {}, "DocumentoDaRiprendere", {},
       {changed("BozzaCopiata")}, Precondition::ifMatch});
  add("POST", "/bozze/{id}/consegna", &DraftHandlers::give,
      {"consegnaDellaBozza", "Affida la bozza a un altro operatore del percorso", "", {}, {}, "ConsegnaDiBozza", {}, {changed()}, Precondition::ifMatch});
  add("POST", "/bozze/{id}/aggiornamento", &DraftHandlers::renew,
      {"aggiornamentoDellaBozza", "Porta la bozza allo schema di oggi", "Ciò che non va è messo da parte, senza perderlo.", {}, {}, "", {},
       {changed()}, Precondition::ifMatch});
}

}  // namespace stesura
