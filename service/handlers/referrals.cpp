#include "service/handlers/referrals.h"

#include "service/handlers/checked_body.h"
#include "service/handlers/openapi.h"
#include "service/handlers/referral_steps.h"
#include "service/handlers/referral_view.h"
#include "service/referral_rules.h"
#include "service/refusal.h"

namespace stesura {
namespace {

constexpr const char* kTag = "Segnalazioni";
const std::set<Role> kWho = {Role::operatore};

AuditEntry entryOf(const Request& request, const std::string& action, const std::string& id) {
  return {request.who.id, request.who.agency, action, "segnalazioni", id};
}

struct Shown { Json value; std::string tag; };

Shown shown(Transaction& transaction, const Services& services, const Request& request, const std::string& id) {
  const SeenReferral seen = seeReferral(transaction, services, request.who, id);
  return {referralJson(transaction, services, request.who, seen), entityTag(seen.referral.version)};
}

Reply send(const Services& services, const CheckedBody& body, const Request& request) {
  const Json given = body.of(request);
  const Shown made = services.database.write([&](Transaction& transaction) {
    return shown(transaction, services, request,
                 sendReferral(transaction, services, request.who, given.at("documento"), given.at("destinatario")));
  });
  Reply reply = createdReply("/segnalazioni/" + made.value.at("id").get<std::string>(), made.value);
  reply.headers.emplace_back("ETag", made.tag);
  return reply;
}

Reply step(const Services& services, const CheckedBody& body, const Request& request) {
  const Json given = body.of(request);
  const Shown taken = services.database.write([&](Transaction& transaction) {
    takeReferralStep(transaction, services, request, given);
    return shown(transaction, services, request, request.value("id"));
  });
  Reply reply = jsonReply(taken.value);
  reply.headers.emplace_back("ETag", taken.tag);
  return reply;
}

Reply read(const Services& services, const Request& request) {
  const Shown found = services.database.read(
      [&](Transaction& transaction) { return shown(transaction, services, request, request.value("id")); });
  services.audit.record(entryOf(request, "leggi", request.value("id")));
  // What is shown depends on more than the version: who asks, and whether the communication is in force.
  Reply reply = jsonReply(found.value);
  reply.headers.emplace_back("ETag", found.tag);
  return reply;
}

// Goes on until the page is full: not every referral of the agency may be seen by this operator.
Reply list(const Services& services, const Request& request) {
  const Page page = pageOf(request);
  const std::string state = request.parameter("stato"), direction = request.parameter("verso");
  const std::string& agency = request.who.agency;
  std::vector<std::pair<std::string, Json>> elements;
  services.database.read([&](Transaction& transaction) {
    std::string before = page.after;
    while (elements.size() <= page.limit) {
      const auto rows = Referrals(services.vault).list(transaction, agency, before, page.limit + 1);
      for (const Referral& referral : rows) {
        before = referral.id;
        if (!state.empty() && referral.state != state) continue;
        if (direction == "inviate" && referral.senderAgency != agency) continue;
        if (direction == "ricevute" && referral.recipientAgency != agency) continue;
        const auto seen = seeReferral(transaction, services, request.who, referral);
        if (seen && elements.size() <= page.limit) elements.emplace_back(referral.id, referralSummary(*seen));
      }
      if (rows.size() <= page.limit) break;
    }
  });
  services.audit.record(entryOf(request, "elenca", ""));
  return listReply(page, std::move(elements));
}

Reply document(const Services& services, const Request& request) {
  const SeenReferral seen = services.database.read(
      [&](Transaction& transaction) { return seeReferral(transaction, services, request.who, request.value("id")); });
  if (seen.stateOnly()) throw notFound();
  services.audit.record(entryOf(request, "leggi", seen.referral.id));
  Reply reply{303, {}, {}, {}, {}};
  reply.headers.emplace_back("Location", "/documenti/" + seen.referral.document + "/contenuto");
  return reply;
}

Json enumSchema(const std::vector<std::string_view>& values) {
  return {{"type", "string"}, {"enum", values}, {"maxLength", 40}};
}

std::vector<std::string_view> steps(bool withSending) {
  std::vector<std::string_view> names;
  if (withSending) names.push_back(kReferralSent);
  for (const ReferralRule& rule : referralRules()) names.push_back(rule.step);
  return names;
}

Json agencySchema() { return {{"type", "string"}, {"minLength", 1}, {"maxLength", 64}}; }
Json longTextSchema(const char* title) { return {{"type", "string"}, {"title", title}, {"minLength", 1}, {"maxLength", 4000}}; }
Json requestsSchema() {
  return {{"type", "array"}, {"title", "Integrazioni richieste"}, {"minItems", 1}, {"maxItems", 30},
          {"items", {{"type", "string"}, {"title", "Integrazione richiesta"}, {"minLength", 1}, {"maxLength", 500}}}};
}
Json titled(Json schema, const char* title) {
  schema["title"] = title;
  return schema;
}

Json sendingSchema() {
  return {{"type", "object"},
          {"title", "Segnalazione da inviare"},
          {"required", {"documento", "destinatario"}},
          {"additionalProperties", false},
          {"properties",
           {{"documento", titled(idSchema(), "Scheda")}, {"destinatario", titled(agencySchema(), "Ente destinatario")}}}};
}

// What a step may hold; which step takes what is in the table of the chain.
Json stepSchema() {
  return {{"type", "object"},
          {"title", "Passo della segnalazione"},
          {"required", {"passo"}},
          {"additionalProperties", false},
          {"properties",
           {{"passo", titled(enumSchema(steps(false)), "Passo")},
            {"motivazione", longTextSchema("Motivazione")},
            {"integrazioni_richieste", requestsSchema()},
            {"scadenza", titled(daySchema(), "Scadenza")},
            {"case_manager", titled(idSchema(), "Chi segue il caso")},
            {"data_primo_incontro", titled(momentSchema(), "Data del primo incontro")},
            {"documento", titled(idSchema(), "Nuova versione della scheda")}}}};
}

Json takenStepSchema() {
  Json schema = stepSchema();
  schema["title"] = "Passo fatto";
  schema["required"] = {"numero", "passo", "stato", "chi", "ente", "quando"};
  Json& properties = schema["properties"];
  properties["passo"] = enumSchema(steps(true));
  properties["numero"] = {{"type", "integer"}, {"format", "int32"}, {"minimum", 1}, {"maximum", 1'000'000}};
  properties["stato"] = enumSchema(referralStates());
  properties["chi"] = textSchema(64);
  properties["ente"] = agencySchema();
  properties["quando"] = momentSchema();
  return schema;
}

Json referralSchema() {
  return {{"type", "object"},
          {"title", "Segnalazione"},
          {"description", "Chi non segue il caso ne vede soltanto lo stato."},
          {"required", {"id", "percorso", "mittente", "destinatario", "stato", "comunicazione", "creata_il", "modificata_il"}},
          {"properties",
           {{"id", idSchema()},
            {"percorso", idSchema()},
            {"documento", idSchema()},
            {"mittente", agencySchema()},
            {"destinatario", agencySchema()},
            {"stato", enumSchema(referralStates())},
            {"comunicazione",
             {{"type", "object"},
              {"required", {"stato"}},
              {"properties",
               {{"stato", enumSchema({"in_vigore", "revocata", "non_in_vigore"})}, {"revocata_il", momentSchema()}}}}},
            {"case_manager", idSchema()},
            {"scadenza", daySchema()},
            {"data_primo_incontro", momentSchema()},
            {"creata_il", momentSchema()},
            {"modificata_il", momentSchema()},
            {"passi", {{"type", "array"}, {"maxItems", 1'000'000}, {"items", schemaReference("PassoFatto")}}}}}};
}

std::vector<Parameter> listParameters() {
  std::vector<Parameter> parameters = pageParameters();
  parameters.push_back({"stato", "Solo quelle in questo stato.", enumSchema(referralStates()), false});
  parameters.push_back({"verso", "Solo quelle inviate, o solo quelle ricevute.", enumSchema({"inviate", "ricevute"}), false});
  return parameters;
}

void addReading(RouteTable& table, const Services& services) {
  table.routes.push_back(
      {"GET", "/segnalazioni", Admission::signedIn, kWho, [&services](const Request& request) { return list(services, request); },
       {"elencoDelleSegnalazioni", "Elenca le segnalazioni inviate e ricevute dal proprio ente, dalla più recente", "", kTag,
        listParameters(), "", {}, {{200, "Le segnalazioni, senza i passi.", "ElencoSegnalazioni", {}, {}}}}});
  table.routes.push_back(
      {"GET", "/segnalazioni/{id}", Admission::signedIn, kWho, [&services](const Request& request) { return read(services, request); },
       {"segnalazione", "Legge una segnalazione e i passi che ha fatto",
        "Le vedono gli operatori del caso e quelli dell’ente destinatario finché la comunicazione è in vigore; gli altri "
        "operatori dell’ente che invia ne vedono solo lo stato. I testi dei passi li leggono gli operatori del caso e il case manager.",
        kTag, {}, "", {}, {{200, "La segnalazione.", "Segnalazione", {}, {"ETag"}}}}});
  table.routes.push_back(
      {"GET", "/segnalazioni/{id}/documento", Admission::signedIn, kWho,
       [&services](const Request& request) { return document(services, request); },
       {"schedaDellaSegnalazione", "Porta alla scheda inviata", "", kTag, {}, "", {},
        {{303, "La scheda è all’indirizzo in Location.", "", {}, {"Location"}}}}});
}

void addChanging(RouteTable& table, const Services& services) {
  const CheckedBody sending(table, "SegnalazioneNuova", sendingSchema());
  const CheckedBody taking(table, "PassoDellaSegnalazione", stepSchema());
  table.routes.push_back(
      {"POST", "/segnalazioni", Admission::signedIn, kWho,
       [&services, sending](const Request& request) { return send(services, sending, request); },
       {"nuovaSegnalazione", "Invia una scheda di segnalazione a un destinatario del percorso",
        "La invia chi segue il caso. Il destinatario deve essere fra quelli in vigore del percorso.", kTag, {}, "SegnalazioneNuova", {},
        {{201, "La segnalazione è inviata.", "Segnalazione", {}, {"Location", "ETag"}}}}});
  table.routes.push_back(
      {"POST", "/segnalazioni/{id}/passi", Admission::signedIn, kWho,
       [&services, taking](const Request& request) { return step(services, taking, request); },
       {"passoDellaSegnalazione", "Fa fare un passo alla segnalazione",
        "Chi può fare quale passo, da quale stato e con quali dati è nella tabella della catena della segnalazione.", kTag, {},
        "PassoDellaSegnalazione", {}, {{200, "La segnalazione dopo il passo.", "Segnalazione", {}, {"ETag"}}}, Precondition::ifMatch}});
}

}  // namespace

void addReferralRoutes(RouteTable& table, const Services& services) {
  table.schemas["Segnalazione"] = referralSchema();
  table.schemas["PassoFatto"] = takenStepSchema();
  table.schemas["ElencoSegnalazioni"] = listSchema("Segnalazione");
  addReading(table, services);
  addChanging(table, services);
}

}  // namespace stesura
