#include "service/handlers/modelli.h"

#include "generator/digest.h"
#include "service/handlers/checked_body.h"
#include "service/handlers/openapi.h"
#include "service/refusal.h"
#include "service/store/moment.h"
#include "service/templates/agency_layouts.h"

namespace stesura {
namespace {

constexpr const char* kOdt = "application/vnd.oasis.opendocument.text";
constexpr const char* kFlatOdt = "application/vnd.oasis.opendocument.text-flat-xml";
constexpr std::size_t kMostBytes = 5u << 20;
constexpr std::size_t kLongestName = 100;  // characters

const std::set<Role> kAdministrator = {Role::amministratore};
const std::set<Role> kReaders = {Role::operatore, Role::segreteria, Role::amministratore};

AuditEntry entryOf(const Request& request, const std::string& action, const std::string& object) {
  return {request.who.id, request.who.agency, action, "modelli", object, "fatto"};
}

Json templateJson(const AgencyTemplate& entry) {
  Json value = {{"id", entry.id},
                {"genere", entry.isLetterhead() ? "carta" : "modello"},
                {"numero", entry.number},
                {"nome", entry.name},
                {"stato", templateStateName(entry.state)},
                {"formato", entry.mediaType},
                {"impronta", entry.sha256},
                {"grandezza", entry.size},
                {"caricato_il", entry.uploadedAt},
                {"avvisi", entry.warnings}};
  if (!entry.isLetterhead()) {
    value["tipo"] = entry.kind;
    value["modello"] = entry.layout;
  }
  if (!entry.activatedAt.empty()) value["attivato_il"] = entry.activatedAt;
  return value;
}

Reply templateReply(const Request& request, const AgencyTemplate& entry) {
  return withEntityTag(request, jsonReply(templateJson(entry)), entityTag(entry.version));
}

// Those who only work with templates see what is on.
AgencyTemplate seen(const Services& services, Transaction& transaction, const Request& request) {
  const std::string& id = request.value("id");
  const auto entry = isId(id) ? AgencyTemplates(services.vault).find(transaction, id) : std::nullopt;
  const bool shown = entry && !request.who.agency.empty() && entry->agency == request.who.agency &&
                     (entry->state == TemplateState::active || request.who.is(Role::amministratore));
  if (!shown) throw notFound();
  return *entry;
}

std::size_t charactersOf(const std::string& text) {
  std::size_t count = 0;
  for (const char byte : text) count += (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
  return count;
}

// What lint says: errors refuse the file, warnings are kept with it.
Json warningsOrThrow(const LintResult& lint) {
  std::vector<Problem> errors, warnings;
  for (const LintFinding& finding : lint.findings) {
    (finding.level == LintFinding::Level::error ? errors : warnings).push_back(finding.problem);
  }
  if (!errors.empty()) {
    const std::string count = errors.size() == 1 ? "c’è un problema" : "ci sono " + std::to_string(errors.size()) + " problemi";
    throw Error(ErrorKind::data, "Il file non va bene: " + count + ".", std::move(errors));
  }
  constexpr std::size_t kMostWarnings = 50;
  if (warnings.size() > kMostWarnings) warnings.resize(kMostWarnings);
  return problemsAsJson(warnings);
}

// The order's kind and layout as they are really called; both "" for a letterhead.
AgencyTemplate meant(const Services& services, const Request& request) {
  AgencyTemplate entry;
  entry.kind = request.parameter("tipo");
  if (entry.kind.empty() && !request.parameter("modello").empty()) {
    throw Refusal(RefusalKind::malformed, "Indicare anche tipo, oppure né tipo né modello per una carta intestata.");
  }
  entry.name = request.parameter("nome");
  if (charactersOf(entry.name) > kLongestName) throw Refusal(RefusalKind::malformed, "Il parametro nome ha al più 100 caratteri.");
  if (entry.kind.empty()) {
    if (entry.name.empty()) entry.name = "Carta intestata";
    return entry;
  }
  const LayoutSummary layout = layoutNamed(services.generator, entry.kind, request.parameter("modello"));
  entry.layout = layout.name;
  if (entry.name.empty()) entry.name = layout.title;
  return entry;
}

Reply addTemplate(const Services& services, const Request& request) {
  if (request.mediaType != kOdt && request.mediaType != kFlatOdt) {
    throw Refusal(RefusalKind::unsupportedType, "Qui serve un documento di Writer: indicare Content-Type: " + std::string(kOdt) +
                                                    " (o …text-flat-xml).");
  }
  if (request.body.size() > kMostBytes) throw Refusal(RefusalKind::tooLarge, "Il file è troppo grande: il limite è di 5 MB.");
  AgencyTemplate entry = meant(services, request);
  entry.agency = request.who.agency;
  entry.mediaType = request.mediaType;
  entry.sha256 = sha256Hex(request.body);
  entry.uploadedBy = request.who.id;
  entry.warnings = warningsOrThrow(entry.isLetterhead()
                                       ? services.generator.lintLetterhead(request.body, "carta")
                                       : services.generator.lintTemplate(request.body, "modello", entry.kind, entry.layout));
  entry = services.database.write([&](Transaction& transaction) {
    AgencyTemplate added = AgencyTemplates(services.vault).add(transaction, entry, request.body);
    appendAudit(transaction, entryOf(request, "crea", added.id));
    return added;
  });
  Reply reply = createdReply("/modelli/" + entry.id, templateJson(entry));
  reply.headers.emplace_back("ETag", entityTag(entry.version));
  return reply;
}

Reply listTemplates(const Services& services, const Request& request) {
  const Page page = pageOf(request);
  TemplateFilter filter;
  filter.agency = request.who.agency;
  filter.activeOnly = !request.who.is(Role::amministratore) || request.parameter("stato") == "attivo";
  if (const std::string kind = request.parameter("tipo"); !kind.empty()) filter.kind = kind;
  if (const std::string layout = request.parameter("modello"); !layout.empty()) filter.layout = layout;
  if (request.parameter("genere") == "carta") filter.kind = "";
  std::vector<std::pair<std::string, Json>> elements;
  services.database.read([&](Transaction& transaction) {
    for (const AgencyTemplate& entry : AgencyTemplates(services.vault).list(transaction, filter, page.after, page.limit + 1)) {
      elements.emplace_back(entry.id, templateJson(entry));
    }
  });
  services.audit.record(entryOf(request, "elenca", ""));
  return listReply(page, std::move(elements));
}

Reply readTemplate(const Services& services, const Request& request) {
  const AgencyTemplate entry = services.database.read([&](Transaction& transaction) { return seen(services, transaction, request); });
  services.audit.record(entryOf(request, "leggi", entry.id));
  return templateReply(request, entry);
}

Reply downloadTemplate(const Services& services, const Request& request) {
  auto [entry, bytes] = services.database.read([&](Transaction& transaction) {
    AgencyTemplate found = seen(services, transaction, request);
    std::string content = AgencyTemplates(services.vault).bytes(transaction, found);
    return std::pair(std::move(found), std::move(content));
  });
  services.audit.record(entryOf(request, "scarica", entry.id));
  const std::string ending = entry.mediaType == kOdt ? ".odt" : ".fodt";
  const std::string name = (entry.isLetterhead() ? "carta" : entry.kind + "-" + entry.layout) + "-" + std::to_string(entry.number) + ending;
  Reply reply{200, entry.mediaType, std::move(bytes), {}, {}};
  reply.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + "\"");
  return withEntityTag(request, std::move(reply), "\"" + entry.sha256.substr(0, 32) + "\"");
}

// What would be on if this version were, for a kind and layout.
ActiveTemplates together(const Services& services, Transaction& transaction, const AgencyTemplate& entry,
                         const std::string& kind, const std::string& layout) {
  const AgencyTemplates templates(services.vault);
  ActiveTemplates active = templates.active(transaction, entry.agency, kind, layout);
  const std::string bytes = templates.bytes(transaction, entry);
  (entry.isLetterhead() ? active.letterhead : active.layout) = bytes;
  (entry.isLetterhead() ? active.letterheadId : active.layoutId) = entry.id;
  (entry.isLetterhead() ? active.letterheadNumber : active.layoutNumber) = entry.number;
  return active;
}

// A template that no longer compiles is the asker's to mend.
template <typename Make>
auto withTemplateProblems(Make make) {
  try {
    return make();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::templateFile) throw;
    throw Error(ErrorKind::data, "Il modello non va bene: " + error.sentence(), error.problems());
  }
}

struct PreviewOf { std::string kind, layout; };

PreviewOf previewOf(const Services& services, const AgencyTemplate& entry, const Json& given) {
  const std::string kind = given.value("tipo", entry.kind), layout = given.value("modello", entry.layout);
  if (kind.empty()) throw Refusal(RefusalKind::malformed, "Per provare una carta intestata indicare il tipo di documento.");
  const std::string name = layoutNamed(services.generator, kind, layout).name;
  if (!entry.isLetterhead() && (kind != entry.kind || name != entry.layout)) {
    throw Refusal(RefusalKind::malformed, "Questo modello sta al posto di «" + entry.kind + "/" + entry.layout + "»: si prova soltanto così.");
  }
  return {kind, name};
}

Reply previewTemplate(const Services& services, const CheckedBody& body, const Request& request) {
  const Json given = body.of(request);
  const AgencyTemplate entry = services.database.read([&](Transaction& transaction) { return seen(services, transaction, request); });
  const PreviewOf preview = previewOf(services, entry, given);
  const ActiveTemplates templates = services.database.read([&](Transaction& transaction) {
    return together(services, transaction, entry, preview.kind, preview.layout);
  });
  Order order;
  order.kind = preview.kind;
  order.layout = preview.layout;
  order.format = given.value("formato", "pdf") == "odt" ? OutputFormat::odt : OutputFormat::pdf;
  order.completion = Completion::draft;
  order.ownLayout = withTemplateProblems([&] {
    return services.generator.compileLayout(preview.kind, preview.layout, {templates.layout, templates.letterhead});
  });
  Document document = services.generator.generate(order, given.value("dati", Json::object()));
  services.audit.record(entryOf(request, "prova", entry.id));
  const bool pdf = order.format == OutputFormat::pdf;
  Reply reply{200, pdf ? "application/pdf" : kOdt, std::move(document.bytes), {}, {}};
  reply.headers.emplace_back("Content-Disposition", std::string("inline; filename=\"anteprima") + (pdf ? ".pdf\"" : ".odt\""));
  return reply;
}

Reply activateTemplate(const Services& services, const Request& request) {
  const AgencyTemplate known = services.database.read([&](Transaction& transaction) { return seen(services, transaction, request); });
  requireMatch(request, known.version);
  if (known.state == TemplateState::active) return templateReply(request, known);
  // The schema, or what a letterhead may hold, may have changed since it came.
  const std::string bytes = services.database.read([&](Transaction& transaction) { return AgencyTemplates(services.vault).bytes(transaction, known); });
  if (known.isLetterhead()) {
    warningsOrThrow(services.generator.lintLetterhead(bytes, "carta"));
  } else {
    const ActiveTemplates templates = services.database.read([&](Transaction& transaction) {
      return together(services, transaction, known, known.kind, known.layout);
    });
    withTemplateProblems([&] { return services.generator.compileLayout(known.kind, known.layout, {bytes, templates.letterhead}); });
  }
  const AgencyTemplate changed = services.database.write([&](Transaction& transaction) {
    const AgencyTemplates templates(services.vault);
    const AgencyTemplate entry = seen(services, transaction, request);
    requireMatch(request, entry.version);
    templates.activate(transaction, entry);
    appendAudit(transaction, entryOf(request, "attiva", entry.id));
    return *templates.find(transaction, entry.id);
  });
  return templateReply(request, changed);
}

Reply deactivateTemplate(const Services& services, const Request& request) {
  const AgencyTemplate changed = services.database.write([&](Transaction& transaction) {
    const AgencyTemplates templates(services.vault);
    const AgencyTemplate entry = seen(services, transaction, request);
    requireMatch(request, entry.version);
    if (entry.state != TemplateState::active) throw Refusal(RefusalKind::conflict, "Questa versione non è in uso.");
    templates.deactivate(transaction, entry);
    appendAudit(transaction, entryOf(request, "disattiva", entry.id));
    return *templates.find(transaction, entry.id);
  });
  return templateReply(request, changed);
}

Reply removeTemplate(const Services& services, const Request& request) {
  services.database.write([&](Transaction& transaction) {
    const AgencyTemplate entry = seen(services, transaction, request);
    requireMatch(request, entry.version);
    if (entry.state == TemplateState::active) {
      throw Refusal(RefusalKind::conflict, "Questa versione è in uso: prima attivarne un’altra, o tornare al modello comune.");
    }
    AgencyTemplates(services.vault).remove(transaction, entry);
    appendAudit(transaction, entryOf(request, "cancella", entry.id));
  });
  return Reply{204, {}, {}, {}, {}};
}

Json remarkSchema() {
  return {{"type", "object"},
          {"title", "Avviso"},
          {"properties",
           {{"puntatore", textSchema(2000)}, {"messaggio", textSchema(2000)}, {"suggerimento", textSchema(2000)}, {"posto", textSchema(2000)}}},
          {"required", {"messaggio"}}};
}

Json templateSchema() {
  const Json number = {{"type", "integer"}, {"format", "int32"}, {"minimum", 1}, {"maximum", 1000000}};
  return {{"type", "object"},
          {"title", "Modello o carta intestata di un ente"},
          {"properties",
           {{"id", idSchema()},
            {"genere", {{"type", "string"}, {"maxLength", 7}, {"enum", {"carta", "modello"}}}},
            {"tipo", textSchema(100)},
            {"modello", textSchema(100)},
            {"numero", number},
            {"nome", textSchema(100)},
            {"stato", {{"type", "string"}, {"maxLength", 8}, {"enum", {"in_prova", "attivo", "dismesso"}}}},
            {"formato", textSchema(100)},
            {"impronta", textSchema(64)},
            {"grandezza", {{"type", "integer"}, {"format", "int32"}, {"minimum", 0}, {"maximum", 5242880}}},
            {"caricato_il", momentSchema()},
            {"attivato_il", momentSchema()},
            {"avvisi", {{"type", "array"}, {"maxItems", 50}, {"items", remarkSchema()}}}}},
          {"required", {"id", "genere", "numero", "nome", "stato", "formato", "impronta", "grandezza", "caricato_il", "avvisi"}}};
}

Json previewSchema() {
  return {{"type", "object"},
          {"title", "Prova di un modello"},
          {"properties",
           {{"tipo", textSchema(100)},
            {"modello", textSchema(100)},
            {"formato", {{"type", "string"}, {"maxLength", 3}, {"enum", {"odt", "pdf"}}}},
            {"dati", {{"type", "object"}, {"title", "I dati della prova; anche incompleti, o niente"}}}}},
          {"additionalProperties", false}};
}

}  // namespace

void addTemplateRoutes(RouteTable& table, const Services& services) {
  const CheckedBody preview(table, "ProvaDiModello", previewSchema());
  table.schemas["ModelloDiEnte"] = templateSchema();
  table.schemas["ModelliDiEnte"] = listSchema("ModelloDiEnte");
  const std::vector<Parameter> which = {{"tipo", "Il tipo di documento; se manca, è una carta intestata", textSchema(100)},
                                        {"modello", "Il modello al cui posto sta; se manca, il primo del tipo", textSchema(100)}};
  std::vector<Parameter> uploading = which;
  uploading.push_back({"nome", "Come si chiama nell’elenco", textSchema(100)});
  std::vector<Parameter> listing = pageParameters();
  listing.push_back({"genere", "Solo le carte intestate: carta", textSchema(7)});
  listing.push_back({"tipo", "Solo quelli di un tipo di documento", textSchema(100)});
  listing.push_back({"modello", "Solo quelli al posto di un modello", textSchema(100)});
  listing.push_back({"stato", "Solo quelli in uso: attivo", textSchema(8)});
  const Answer whole{200, "Il modello.", "ModelloDiEnte", {}, {"ETag"}};
  const auto add = [&](const char* method, const char* pattern, const std::set<Role>& roles, std::function<Reply(const Request&)> handler,
                       Operation operation) {
    operation.tag = "Modelli";
    table.routes.push_back({method, pattern, Admission::signedIn, roles, std::move(handler), std::move(operation)});
  };
  add("GET", "/modelli", kReaders, [&services](const Request& request) { return listTemplates(services, request); },
      {"modelli", "Elenca le carte intestate e i modelli del proprio ente", "Chi non è amministratore vede quelli in uso.", "",
       listing, "", {}, {{200, "Carte e modelli.", "ModelliDiEnte", {}, {}}}});
  add("POST", "/modelli", kAdministrator, [&services](const Request& request) { return addTemplate(services, request); },
      {"nuovoModello", "Carica una carta intestata o un modello proprio",
       "Il file è controllato: se non va bene, ogni problema dice dove si trova. Altrimenti è una versione nuova, in prova.", "",
       uploading, "", {kOdt, kFlatOdt}, {{201, "La versione nuova.", "ModelloDiEnte", {}, {"Location", "ETag"}}}});
  add("GET", "/modelli/{id}", kReaders, [&services](const Request& request) { return readTemplate(services, request); },
      {"modello", "Legge una versione", "", "", {}, "", {}, {whole, {304, "Non è cambiata.", "", {}, {"ETag"}}}});
  add("DELETE", "/modelli/{id}", kAdministrator, [&services](const Request& request) { return removeTemplate(services, request); },
      {"cancellaModello", "Cancella una versione che non è in uso", "I documenti già emessi conservano ciò con cui sono stati fatti.",
       "", {}, "", {}, {{204, "Cancellata.", "", {}, {}}}, Precondition::ifMatch});
  add("GET", "/modelli/{id}/contenuto", kReaders, [&services](const Request& request) { return downloadTemplate(services, request); },
      {"contenutoDelModello", "Scarica il file di una versione", "", "", {}, "", {},
       {{200, "Il file.", "", {kOdt, kFlatOdt}, {"ETag", "Content-Disposition"}}, {304, "Non è cambiato.", "", {}, {"ETag"}}}});
  add("POST", "/modelli/{id}/anteprima", kAdministrator,
      [&services, preview](const Request& request) { return previewTemplate(services, preview, request); },
      {"anteprimaDelModello", "Prova una versione con dei dati", "Il documento è una bozza; i dati non sono conservati.", "", {},
       "ProvaDiModello", {}, {{200, "La bozza.", "", {"application/pdf", kOdt}, {"Content-Disposition"}}}});
  add("POST", "/modelli/{id}/attivazione", kAdministrator, [&services](const Request& request) { return activateTemplate(services, request); },
      {"attivaModello", "Mette in uso una versione", "Quella che era in uso al suo posto è dismessa.", "", {}, "", {}, {whole}, Precondition::ifMatch});
  add("DELETE", "/modelli/{id}/attivazione", kAdministrator,
      [&services](const Request& request) { return deactivateTemplate(services, request); },
      {"disattivaModello", "Torna al modello comune", "", "", {}, "", {}, {whole}, Precondition::ifMatch});
}

}  // namespace stesura
