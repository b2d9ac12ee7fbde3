#include "generator/signature/verification_json.h"

#include <utility>

namespace stesura {
namespace {

void put(Json& object, const char* key, const std::string& value) {
  if (!value.empty()) object[key] = value;
}

Json remarksJson(const std::vector<Remark>& remarks) {
  Json list = Json::array();
  for (const Remark& remark : remarks)
    list.push_back({{"codice", remark.code}, {"descrizione", remark.sentence}});
  return list;
}

Json certificateJson(const SignatureReport& signature) {
  Json certificate = Json::object();
  put(certificate, "emittente", signature.issuer);
  put(certificate, "seriale", signature.serial);
  put(certificate, "sha256", signature.certificateSha256);
  put(certificate, "valido_dal", signature.notBefore);
  put(certificate, "valido_al", signature.notAfter);
  put(certificate, "tipo", signature.quality);
  return certificate;
}

Json signatureJson(const SignatureReport& signature) {
  Json json{{"esito", outcomeName(signature.outcome)}, {"descrizione", signature.sentence}};
  put(json, "formato", signature.format);
  put(json, "campo", signature.field);
  put(json, "luogo", signature.toolTip);
  if (signature.level != 0) json["livello"] = signature.level;
  Json who = Json::object();
  put(who, "nome", signature.signer);
  put(who, "ente", signature.organisation);
  put(who, "qualifica", signature.title);
  if (!who.empty()) json["firmatario"] = std::move(who);
  if (Json certificate = certificateJson(signature); !certificate.empty())
    json["certificato"] = std::move(certificate);
  put(json, "algoritmo", signature.algorithm);
  Json when = Json::object();
  put(when, "dichiarato", signature.claimedTime);
  put(when, "marcato", signature.stampedTime);
  put(when, "marcato_da", signature.stampAuthority);
  put(when, "valutato_al", signature.judgedAt);
  if (!when.empty()) json["quando"] = std::move(when);
  if (signature.revision != 0) json["versione"] = signature.revision;
  json["copre_tutto"] = signature.coversWholeFile;
  json["integra"] = signature.intact;
  json["fidata"] = signature.trusted;
  if (signature.prepared) json["preparata"] = true;
  Json revocation = Json::object();
  put(revocation, "fonte", signature.revocation);
  put(revocation, "revocato_il", signature.revokedAt);
  if (!revocation.empty()) json["revoca"] = std::move(revocation);
  json["motivi"] = remarksJson(signature.remarks);
  return json;
}

Json modificationJson(const ModificationReport& changes) {
  Json json{{"versione", changes.revision},
            {"livello", changes.level},
            {"dopo", changes.after},
            {"firmati", changes.signedFields}};
  Json items = Json::array();
  for (const ModificationReport::Item& item : changes.items) {
    Json entry{{"codice", item.code}, {"descrizione", item.sentence}};
    if (item.page != 0) entry["pagina"] = item.page;
    items.push_back(std::move(entry));
  }
  json["voci"] = std::move(items);
  return json;
}

const char* sortName(VerificationReport::Sort sort) {
  if (sort == VerificationReport::Sort::pdf) return "pdf";
  return sort == VerificationReport::Sort::message ? "p7m" : "sconosciuto";
}

}  // namespace

std::string_view relationName(IssuedReport::Relation relation) {
  switch (relation) {
    case IssuedReport::Relation::same:
      return "uguale";
    case IssuedReport::Relation::continues:
      return "continua";
    case IssuedReport::Relation::earlier:
      return "precedente";
    case IssuedReport::Relation::fork:
      return "biforcazione";
    case IssuedReport::Relation::other:
      break;
  }
  return "diverso";
}

Json verificationJson(const VerificationReport& report) {
  Json json{{"esito", outcomeName(report.outcome)},
            {"descrizione", report.sentence},
            {"formato", sortName(report.sort)},
            {"sha256", report.sha256}};
  json["firme"] = Json::array();
  for (const SignatureReport& signature : report.signatures)
    json["firme"].push_back(signatureJson(signature));
  json["modifiche"] = Json::array();
  for (const ModificationReport& changes : report.modifications)
    json["modifiche"].push_back(modificationJson(changes));
  json["campi_vuoti"] = report.emptyFields;
  if (report.issued) {
    json["emissione"] = {{"rapporto", relationName(report.issued->relation)},
                         {"byte_comuni", report.issued->commonBytes},
                         {"descrizione", report.issued->sentence}};
  }
  json["avvisi"] = remarksJson(report.remarks);
  return json;
}

}  // namespace stesura
