#include "service/handlers/register_import.h"

#include "service/handlers/agencies.h"
#include "service/handlers/openapi.h"
#include "service/handlers/persons.h"
#include "service/registers/csv.h"
#include "service/registers/import.h"

namespace stesura {
namespace {

constexpr std::size_t kMostBytes = 10u << 20;
constexpr const char* kCsv = "text/csv";
constexpr const char* kOds = "application/vnd.oasis.opendocument.spreadsheet";

std::vector<SheetRow> rowsOf(const Request& request) {
  if (request.body.size() > kMostBytes) throw Refusal(RefusalKind::tooLarge, "Il file supera 10 MB. Dividerlo in più file.");
  if (request.mediaType == kCsv) return readCsv(request.body);
  if (request.mediaType == kOds) return readSpreadsheet(request.body);
  throw Refusal(RefusalKind::unsupportedType, "Si importano file CSV (text/csv) e fogli di calcolo OpenDocument (.ods).");
}

// A trial is what happens unless somebody says otherwise.
bool isTrial(const Request& request) {
  const std::string given = request.parameter("prova");
  if (given == "false") return false;
  if (given.empty() || given == "true") return true;
  throw Refusal(RefusalKind::malformed, "Il parametro prova è true o false.");
}

std::string nameOf(Register which) { return which == Register::persons ? "persone" : "enti"; }

// Against the register, within the transaction that would store them.
void findDuplicates(const RegisterDesk& desk, Transaction& transaction, const Identity& who, Register which, ImportPlan& plan) {
  for (const ImportEntry& entry : plan.entries) {
    if (which == Register::persons) {
      const std::string existing = duplicateOf(desk, transaction, agencyOf(who), entry.body);
      if (existing.empty()) continue;
      plan.problems.push_back(rowProblem(entry.row, "", "questa persona è già nel registro dell’ente, con l’identificativo " + existing + ".", "Togliere la riga."));
      continue;
    }
    const std::string code = entry.body.value("codice_fiscale", std::string());
    const bool sameId = desk.registers.find(transaction, Register::agencies, entry.body.at("id")).has_value();
    if (sameId || (!code.empty() && desk.registers.agencyWithCode(transaction, code))) {
      plan.problems.push_back(rowProblem(entry.row, sameId ? "/id" : "/codice_fiscale", "questo ente è già nel registro.", "Togliere la riga."));
    }
  }
}

void store(const RegisterDesk& desk, Transaction& transaction, const Identity& who, Register which, const ImportPlan& plan) {
  for (const ImportEntry& entry : plan.entries) {
    const bool person = which == Register::persons;
    const std::string id = person ? std::string() : entry.body.at("id").get<std::string>();
    const RegisterEntry made = desk.registers.insert(transaction, which, person ? who.agency : id, entry.body, id);
    appendAudit(transaction, auditOf(who, "importa", nameOf(which), made.id));
  }
}

Json reportOf(const ImportPlan& plan, bool trial) {
  Json report = {{"prova", trial}, {"righe", plan.rows}, {"importabili", plan.entries.size()}, {"importate", trial ? 0 : plan.entries.size()},
                 {"compilati_dal_codice_fiscale", plan.filled}, {"problemi", problemsAsJson(plan.problems)}};
  addWarnings(report, plan.warnings);
  return report;
}

Reply import(const RegisterDesk& desk, const Request& request, Register which) {
  const bool trial = isTrial(request);
  const std::vector<SheetRow> rows = rowsOf(request);
  ImportPlan plan = planImport(desk.schemas, desk.places, which, rows);
  desk.services.database.write([&](Transaction& transaction) {
    if (which == Register::agencies && !mayAddAgencies(desk, transaction, request.who)) {
      throw Refusal(RefusalKind::forbidden, "Gli enti li aggiunge al registro chi guida una rete, o chi amministra il sistema.");
    }
    findDuplicates(desk, transaction, request.who, which, plan);
    if (trial) {
      appendAudit(transaction, auditOf(request.who, "prova_importazione", nameOf(which)));
      return;
    }
    if (!plan.problems.empty()) {
      throw Error(ErrorKind::data, "Nulla è stato importato: prima vanno corrette le righe che non vanno.", std::move(plan.problems));
    }
    store(desk, transaction, request.who, which, plan);
  });
  return jsonReply(reportOf(plan, trial));
}

Route importRoute(const Desk& desk, Register which, std::set<Role> roles) {
  const std::string name = nameOf(which);
  const bool persons = which == Register::persons;
  const Parameter trial{"prova", "true (o nulla): dice che cosa succederebbe, senza importare. false: importa tutto, o nulla se c’è un problema.",
                        {{"type", "string"}, {"enum", {"true", "false"}}}, false};
  return {"POST", "/" + name + "/importazione", Admission::signedIn, std::move(roles),
          [desk, which](const Request& request) { return import(*desk, request, which); },
          {persons ? "importazionePersone" : "importazioneEnti", "Importa " + name + " da un file CSV o ODS",
           "La prima riga dà i nomi delle colonne. Al massimo 10.000 righe e 10 MB.", persons ? "Persone" : "Enti", {trial}, "", {kCsv, kOds},
           {{200, "Che cosa è stato, o sarebbe, importato.", "EsitoImportazione"}}}};
}

}  // namespace

void addImportRoutes(RouteTable& table, const Desk& desk) {
  const Json count = {{"type", "integer"}, {"format", "int32"}, {"minimum", 0}, {"maximum", 1000000}};
  const Json problems = {{"type", "array"}, {"maxItems", 20000}, {"items", schemaReference("ProblemaDelDato")}};
  table.schemas["EsitoImportazione"] = {{"type", "object"},
                                        {"required", {"prova", "righe", "importabili", "importate", "problemi"}},
                                        {"properties",
                                         {{"prova", {{"type", "boolean"}}}, {"righe", count}, {"importabili", count}, {"importate", count},
                                          {"compilati_dal_codice_fiscale", count}, {"problemi", problems}, {"avvertenze", problems}}},
                                        {"additionalProperties", false}};
  table.routes.push_back(importRoute(desk, Register::persons, {Role::operatore}));
  table.routes.push_back(importRoute(desk, Register::agencies, {Role::segreteria, Role::amministratore, Role::sistema}));
}

}  // namespace stesura
