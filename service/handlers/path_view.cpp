#include "service/handlers/path_view.h"

#include "service/handlers/openapi.h"
#include "service/store/moment.h"

namespace stesura {
namespace {

Json recipientJson(const PathRecipient& recipient) {
  Json value = {{"ente", recipient.agency}, {"riceve", recipient.receives}, {"base", recipient.basis}, {"dal", recipient.from}};
  if (!recipient.reference.empty()) value["riferimento"] = recipient.reference;
  if (!recipient.caseManager.empty()) value["case_manager"] = recipient.caseManager;
  if (!recipient.revokedAt.empty()) value["revocato_il"] = recipient.revokedAt;
  return value;
}

}  // namespace

VisiblePath visiblePath(const RegisterDesk& desk, Transaction& transaction, const Identity& who, const std::string& id) {
  if (!isId(id)) throw notFound();
  VisiblePath visible{orNotFound(desk.registers.path(transaction, id)), DataClass::internal};
  const std::optional<DataClass> ceiling = readablePath(who, visible.facts, todayInRome());
  if (!ceiling) throw notFound();
  visible.ceiling = *ceiling;
  return visible;
}

VisiblePath changeablePath(const RegisterDesk& desk, Transaction& transaction, const Identity& who, const std::string& id) {
  VisiblePath visible = visiblePath(desk, transaction, who, id);
  if (!mayChangePath(who, visible.facts)) {
    throw Refusal(RefusalKind::forbidden, "Un percorso lo cambia chi segue il caso, nell’ente che lo ha aperto.");
  }
  return visible;
}

Json pathBriefly(const PathFacts& facts) {
  Json value = {{"id", facts.id}, {"ente", facts.agency}, {"codice", facts.code}, {"fase", facts.phase}, {"aperto_il", facts.openedOn}};
  if (!facts.network.empty()) value["rete"] = facts.network;
  if (!facts.closedOn.empty()) value["chiuso_il"] = facts.closedOn;
  return value;
}

Json pathJson(const RegisterDesk& desk, Transaction& transaction, const Identity& who, const std::string& id) {
  const VisiblePath visible = visiblePath(desk, transaction, who, id);
  const RegisterEntry entry = orNotFound(desk.registers.find(transaction, Register::paths, id));
  const bool own = who.agency == visible.facts.agency;
  Json answer = pathBriefly(visible.facts);
  answer["versione"] = entry.version;
  answer["modificato_il"] = entry.changedAt;
  answer["classe"] = std::string(className(visible.ceiling));
  answer["dati"] = desk.schemas.reduced(Register::paths, entry.body, visible.ceiling);
  // The id of a person means nothing outside the agency whose register it is from.
  if (!own) answer["dati"].erase("persona");
  if (own) answer["operatori"] = visible.facts.operators;
  for (const PathRecipient& recipient : desk.registers.recipients(transaction, id)) {
    if (visible.ceiling == DataClass::health) answer["destinatari"].push_back(recipientJson(recipient));
    if (recipient.agency == who.agency && recipient.revokedAt.empty()) answer["comunicazione"] = recipientJson(recipient);
  }
  return answer;
}

void addPathSchemas(RouteTable& table) {
  const Json phase = {{"type", "string"}, {"enum", {"invio", "valutazione", "progettazione", "attuazione", "monitoraggio"}}};
  const Json brief = {{"id", idSchema()}, {"ente", slugSchema()}, {"codice", textSchema(32)}, {"fase", phase},
                      {"aperto_il", daySchema()}, {"rete", slugSchema()}, {"chiuso_il", daySchema()}};
  table.schemas["PercorsoInElenco"] = {{"type", "object"}, {"required", {"id", "ente", "codice", "fase", "aperto_il"}}, {"properties", brief}, {"additionalProperties", false}};
  table.schemas["ElencoPercorsi"] = listSchema("PercorsoInElenco");
  const Json receives = {{"type", "string"}, {"enum", {"completa", "minima", "solo_lavoro"}}};
  const Json basis = {{"type", "string"}, {"enum", {"norma", "accordo", "consenso"}}};
  table.schemas["Destinatario"] = {{"type", "object"},
                                   {"required", {"ente", "riceve", "base", "dal"}},
                                   {"properties",
                                    {{"ente", slugSchema()}, {"riceve", receives}, {"base", basis}, {"riferimento", textSchema(300)},
                                     {"dal", daySchema()}, {"case_manager", textSchema(64)}, {"revocato_il", momentSchema()}}},
                                   {"additionalProperties", false}};
  table.schemas["NuovoDestinatario"] = {{"type", "object"},
                                        {"required", {"ente", "riceve", "base", "riferimento"}},
                                        {"properties", {{"ente", slugSchema()}, {"riceve", receives}, {"base", basis}, {"riferimento", textSchema(300)}, {"dal", daySchema()}}},
                                        {"additionalProperties", false}};
  Json more = brief;
  more["classe"] = {{"type", "string"}, {"enum", {"I", "R", "G", "H"}}, {"description", "Fino a quale classe di dati si vede."}};
  more["operatori"] = {{"type", "array"}, {"maxItems", 100}, {"items", textSchema(64)}};
  more["destinatari"] = {{"type", "array"}, {"maxItems", 1000}, {"items", schemaReference("Destinatario")}};
  more["comunicazione"] = schemaReference("Destinatario");
  table.schemas["Percorso"] = entrySchema("Un percorso, come lo può vedere chi chiede.", more);
  table.schemas["DatiPercorso"] = registerBodySchema("Dati di un percorso", "registro_percorso.schema.json");
}

}  // namespace stesura
