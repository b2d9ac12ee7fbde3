#include "service/store/notices.h"

#include "service/handlers/notices.h"
#include "service/handlers/openapi.h"
#include "service/store/moment.h"

namespace stesura {
namespace {

constexpr const char* kTag = "Avvisi";
constexpr const char* kResource = "avvisi";

const std::set<Role>& readers() {
  static const std::set<Role> roles = {Role::operatore, Role::segreteria, Role::amministratore};
  return roles;
}

Reply list(const RegisterDesk& desk, const Request& request) {
  const Page page = pageOf(request);
  const std::string which = request.parameter("quali");
  if (!which.empty() && which != "da_leggere") throw Refusal(RefusalKind::malformed, "Il parametro quali è: da_leggere.");
  const NoticesShown shown = which.empty() ? NoticesShown::all : NoticesShown::unread;
  std::vector<std::pair<std::string, Json>> elements;
  desk.services.database.read([&](Transaction& transaction) {
    for (const StoredNotice& stored : noticesFor(transaction, request.who.agency, request.who.id, shown, page.after, page.limit + 1)) {
      Json notice = {{"id", stored.id}, {"che_cosa", stored.notice.what}, {"risorsa", stored.notice.resource}, {"oggetto", stored.notice.object}, {"creato_il", stored.createdAt}};
      if (!stored.readAt.empty()) notice["letto_il"] = stored.readAt;
      elements.emplace_back(stored.id, std::move(notice));
    }
  });
  desk.services.audit.record(auditOf(request.who, "elenca", kResource));
  return listReply(page, std::move(elements));
}

Reply markRead(const RegisterDesk& desk, const Request& request) {
  const std::string id = request.value("id");
  if (!isId(id)) throw notFound();
  desk.services.database.write([&](Transaction& transaction) {
    if (!markNoticeRead(transaction, request.who.agency, request.who.id, id)) throw notFound();
    appendAudit(transaction, auditOf(request.who, "leggi", kResource, id));
  });
  return {204, {}, {}, {}, {}};
}

}  // namespace

void addNoticeRoutes(RouteTable& table, const Desk& desk) {
  table.schemas["Avviso"] = {{"type", "object"},
                             {"required", {"id", "che_cosa", "risorsa", "oggetto", "creato_il"}},
                             {"properties",
                              {{"id", idSchema()}, {"che_cosa", textSchema(60)}, {"risorsa", textSchema(40)}, {"oggetto", textSchema(64)},
                               {"creato_il", momentSchema()}, {"letto_il", momentSchema()}}},
                             {"additionalProperties", false}};
  table.schemas["ElencoAvvisi"] = listSchema("Avviso");
  std::vector<Parameter> parameters = pageParameters();
  parameters.push_back({"quali", "Solo quelli che chi chiede non ha ancora letto.", {{"type", "string"}, {"enum", {"da_leggere"}}}, false});
  table.routes.push_back({"GET", "/avvisi", Admission::signedIn, readers(), [desk](const Request& r) { return list(*desk, r); },
                          {"elencoAvvisi", "Elenca gli avvisi, dai più nuovi", "", kTag, parameters, "", {}, {{200, "Gli avvisi.", "ElencoAvvisi"}}}});
  table.routes.push_back({"POST", "/avvisi/{id}/letto", Admission::signedIn, readers(), [desk](const Request& r) { return markRead(*desk, r); },
                          {"avvisoLetto", "Segna un avviso come letto", "", kTag, {}, "", {}, {{204, "L’avviso è segnato come letto."}}}});
}

}  // namespace stesura
