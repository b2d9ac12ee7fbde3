#include "service/handlers/user_schemas.h"

#include "service/handlers/openapi.h"

namespace stesura {

Json userJson(const User& user) {
  return {{"id", user.id},
          {"ente", user.agency},
          {"nome_utente", user.login},
          {"ruoli", user.roles},
          {"attivo", user.active},
          {"profilo", user.profile},
          {"password_impostata", user.hasPassword},
          {"password_da_cambiare", user.mustChangePassword},
          {"codici_temporanei", user.hasOneTimeCodes}};
}

Json keyJson(const AccessKey& key) {
  Json value = {{"id", key.id},       {"nome", key.name},           {"ente", key.agency},
                {"ruoli", key.roles}, {"creata_il", key.createdAt}, {"scade_il", key.expiresAt}};
  if (!key.user.empty()) value["utente"] = key.user;
  if (!key.usedAt.empty()) value["usata_il"] = key.usedAt;
  if (!key.revokedAt.empty()) value["revocata_il"] = key.revokedAt;
  return value;
}

Json labelledText(const std::string& title, int maxLength, int minLength) {
  return {{"type", "string"}, {"title", title}, {"minLength", minLength}, {"maxLength", maxLength}};
}

// A slug, or nothing for the administrator of the system.
Json agencySchema() {
  return {{"type", "string"},
          {"title", "Ente"},
          {"pattern", "^([a-z0-9][a-z0-9_.-]*)?$"},
          {"maxLength", 64}};
}

Json rolesSchema() {
  return {{"type", "array"},
          {"title", "Ruoli"},
          {"minItems", 1},
          {"maxItems", 5},
          {"uniqueItems", true},
          {"items",
           {{"type", "string"},
            {"title", "Ruolo"},
            {"maxLength", 14},
            {"enum", {"operatore", "segreteria", "comunicazione", "amministratore", "sistema"}}}}};
}

Json objectSchema(const std::string& title, const Json& properties, const Json& required) {
  Json schema = {{"type", "object"},
                 {"title", title},
                 {"properties", properties},
                 {"additionalProperties", false}};
  if (!required.empty()) schema["required"] = required;
  return schema;
}

Json profileSchema() {
  return objectSchema("Profilo",
                      {{"nome_proprio", labelledText("Nome", 80)},
                       {"cognome", labelledText("Cognome", 80)},
                       {"genere",
                        {{"type", "string"},
                         {"title", "Genere grammaticale"},
                         {"enum", {"f", "m"}},
                         {"maxLength", 1}}},
                       {"qualifica", labelledText("Qualifica", 120)},
                       {"servizio", labelledText("Servizio o unità organizzativa", 160)},
                       {"telefono",
                        {{"type", "string"},
                         {"title", "Telefono"},
                         {"pattern", "^\\+?[0-9][0-9 ./-]{4,24}$"},
                         {"maxLength", 26}}},
                       {"email",
                        {{"type", "string"},
                         {"title", "Posta elettronica"},
                         {"format", "email"},
                         {"maxLength", 254}}}},
                      Json::array());
}

Json userSchema() {
  const Json flag = {{"type", "boolean"}};
  return objectSchema("Utente",
                      {{"id", idSchema()},
                       {"ente", agencySchema()},
                       {"nome_utente", labelledText("Nome utente", 64, 3)},
                       {"ruoli", rolesSchema()},
                       {"attivo", flag},
                       {"profilo", profileSchema()},
                       {"password_impostata", flag},
                       {"password_da_cambiare", flag},
                       {"codici_temporanei", flag}},
                      {"id", "ente", "nome_utente", "ruoli", "attivo", "profilo"});
}

Json keySchema() {
  return objectSchema("Chiave",
                      {{"id", idSchema()},
                       {"nome", labelledText("A che cosa serve", 120)},
                       {"ente", agencySchema()},
                       {"ruoli", rolesSchema()},
                       {"utente", idSchema()},
                       {"creata_il", momentSchema()},
                       {"scade_il", momentSchema()},
                       {"usata_il", momentSchema()},
                       {"revocata_il", momentSchema()}},
                      {"id", "nome", "ente", "ruoli", "creata_il", "scade_il"});
}

}  // namespace stesura
