// Bytes, data, materials and metadata of a document.
#include <algorithm>
#include <memory>

#include "service/documents/metadata.h"
#include "service/documents/readers.h"
#include "service/handlers/document_desk.h"
#include "service/handlers/openapi.h"
#include "service/refusal.h"
#include "service/store/document_lists.h"
#include "service/store/moment.h"
#include "service/store/sha256_stream.h"
#include "service/store/users.h"

namespace stesura {
namespace {

constexpr const char* kTag = "Documenti";
constexpr const char* kOdt = "application/vnd.oasis.opendocument.text";
constexpr const char* kFlatOdt = "application/vnd.oasis.opendocument.text-flat-xml";

struct Content {
  DocumentRecord record{};
  std::size_t parts = 0;
  std::string first{};  // all of it, where there is one part
};

Error tamperedWith() {
  return Error(ErrorKind::surroundings,
               "Ciò che è conservato di questo documento non corrisponde più alla sua impronta: non lo si consegna. "
               "Segnalarlo subito a chi cura Stesura.");
}

// All parts are opened and held against the digest before the first byte goes out.
Content checkedContent(Transaction& transaction, const Services& services, const DocumentRecord& record) {
  const Documents documents(services.vault);
  Content content{record, documents.partCount(transaction, record, DocumentPart::content), {}};
  Sha256Stream digest;
  for (std::size_t number = 0; number < std::max<std::size_t>(content.parts, 1); ++number) {
    std::string part = documents.part(transaction, record, DocumentPart::content, number, content.parts);
    digest.add(part);
    if (content.parts == 1) content.first = std::move(part);
  }
  if (digest.hex() != record.sha256) throw tamperedWith();
  return content;
}

// What cannot be opened as it was sealed is told to the audit, and in words. Refusals are answers.
template <typename Work>
auto guarded(const Services& services, const Request& request, const std::string& document, Work work) {
  try {
    return work();
  } catch (const Refusal&) {
    throw;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::surroundings) throw;
    noteReading(services, request, "scarica", document, "manomesso");
    throw tamperedWith();
  }
}

SeenDocument seenAndKept(Transaction& transaction, const Services& services, const Request& request) {
  SeenDocument seen = Sight(transaction, services.vault, request.who).document(request.value("id"));
  requireKept(seen.record);
  return seen;
}

std::function<bool(std::string&)> partsOf(const Services& services, const Content& content) {
  return [&services, record = content.record, count = content.parts, number = std::size_t{0}](std::string& chunk) mutable {
    if (number == count) return false;
    chunk = services.database.read([&](Transaction& transaction) {
      return Documents(services.vault).part(transaction, record, DocumentPart::content, number, count);
    });
    ++number;
    return true;
  };
}

Reply contentReply(const Request& request, const Services& services) {
  const std::string& id = request.value("id");
  Content content = guarded(services, request, id, [&] {
    return services.database.read([&](Transaction& transaction) {
      return checkedContent(transaction, services, seenAndKept(transaction, services, request).record);
    });
  });
  noteReading(services, request, "scarica", id);
  Reply reply;
  reply.mediaType = content.record.format == "pdf" ? "application/pdf" : kOdt;
  reply.headers = {{"Content-Disposition", "attachment; filename=\"" + fileNameOf(content.record) + "\""},
                   {"Cache-Control", "private, no-cache"}};
  if (content.parts > 1) reply.more = partsOf(services, content);
  else reply.body = std::move(content.first);
  return withEntityTag(request, std::move(reply), "\"" + content.record.sha256 + "\"");
}

// The own agency sees the data up to its class; others what the layout shows and no more.
Json dataFor(const Services& services, const SeenDocument& seen, const Identity& who, const Json& data) {
  const bool own = who.agency == seen.record.agency;
  if (own && seen.readable == DataClass::health) return data;
  const KindSummary kind = services.generator.kind(seen.record.kind);
  const bool collection = std::any_of(kind.layouts.begin(), kind.layouts.end(), [&](const LayoutSummary& layout) {
    return layout.name == seen.record.layout && !layout.list.empty();
  });
  if (own && !collection) return services.generator.reduced(seen.record.kind, data, seen.readable);
  return services.generator.shown(seen.record.kind, seen.record.layout, data);
}

struct ReadData {
  SeenDocument seen{};
  Json data{};
};

ReadData readData(const Services& services, const Request& request) {
  auto [seen, text] = guarded(services, request, request.value("id"), [&] {
    return services.database.read([&](Transaction& transaction) {
      SeenDocument found = seenAndKept(transaction, services, request);
      std::string json = Documents(services.vault).data(transaction, found.record);
      return std::pair(std::move(found), std::move(json));
    });
  });
  Json data = dataFor(services, seen, request.who, parseJson(text));
  return {std::move(seen), std::move(data)};
}

Reply dataReply(const Request& request, const Services& services) {
  ReadData read = readData(services, request);
  noteReading(services, request, "scarica", read.seen.record.id);
  Json value = {{"documento", read.seen.record.id}, {"tipo", read.seen.record.kind}, {"classe", className(read.seen.readable)}, {"dati", std::move(read.data)}};
  return jsonReply(value);
}

Reply templateReply(const Request& request, const Services& services) {
  auto [record, files] = services.database.read([&](Transaction& transaction) {
    DocumentRecord found = Sight(transaction, services.vault, request.who).document(request.value("id")).record;
    auto kept = Documents(services.vault).material(transaction, found.templateSha256);
    return std::pair(std::move(found), std::move(kept));
  });
  noteReading(services, request, "leggi", record.id);
  const auto found = files.find("");
  if (found == files.end()) throw notFound();
  const bool package = found->second.starts_with("PK");
  Reply reply{200, package ? kOdt : kFlatOdt, std::move(found->second), {}, {}};
  reply.headers.emplace_back("Content-Disposition", std::string("attachment; filename=\"modello") + (package ? ".odt\"" : ".fodt\""));
  return withEntityTag(request, std::move(reply), "\"" + record.templateSha256 + "\"");
}

Reply schemaReply(const Request& request, const Services& services) {
  const auto [record, files] = services.database.read([&](Transaction& transaction) {
    DocumentRecord found = Sight(transaction, services.vault, request.who).document(request.value("id")).record;
    auto kept = Documents(services.vault).material(transaction, found.schemaSha256);
    return std::pair(std::move(found), std::move(kept));
  });
  noteReading(services, request, "leggi", record.id);
  Json value = {{"sha256", record.schemaSha256}, {"file", Json::array()}};
  for (const auto& [name, bytes] : files) value["file"].push_back({{"denominazione", name}, {"contenuto", bytes}});
  return withEntityTag(request, jsonReply(value), "\"" + record.schemaSha256 + "\"");
}

enum class MetadataFormat { json, xml };

MetadataFormat wantedFormat(const Request& request) {
  const std::string accept = request.header("accept");
  const auto names = [&](const char* type) { return accept.find(type) != std::string::npos; };
  if (accept.empty() || names("application/json") || names("*/*") || names("application/*")) return MetadataFormat::json;
  if (names("application/xml") || names("text/xml")) return MetadataFormat::xml;
  throw Refusal(RefusalKind::notAcceptable, "I metadati si hanno in JSON (application/json) o in XML (application/xml).");
}

Reply metadataReply(const Request& request, const Services& services) {
  const MetadataFormat format = wantedFormat(request);
  ReadData read = readData(services, request);
  const DocumentRecord& record = read.seen.record;
  MetadataOrder order{.record = record, .kindTitle = services.generator.kind(record.kind).title};
  order.shown = std::move(read.data);
  services.database.read([&](Transaction& transaction) {
    const Documents documents(services.vault);
    order.registrations = documents.registrations(transaction, record.id);
    order.history = documents.history(transaction, record, false);
    if (const auto agency = Registers(services.vault).find(transaction, Register::agencies, record.agency)) order.agency = agency->body;
    if (record.corrects.empty()) return;
    if (const auto former = documents.find(transaction, record.corrects)) order.formerSha256 = former->sha256;
  });
  noteReading(services, request, "leggi", record.id);
  const nlohmann::ordered_json metadata = documentMetadata(order);
  Reply reply{200, "application/xml", {}, {{"Vary", "Accept"}}, {}};
  if (format == MetadataFormat::xml) {
    reply.body = metadataXml(metadata);
    return reply;
  }
  reply.mediaType = "application/json";
  reply.body = nlohmann::ordered_json({{"riferimento", kMetadataSource}, {"metadati", metadata}}).dump();
  return reply;
}

// Operators of the case, or those who could have written the document; and the amministratore, who
// sees ids and roles only and need not see the document.
void requireMaySeeReaders(const Request& request, const DocumentRecord& record, Sight& sight) {
  const bool administrator = request.who.is(Role::amministratore) && request.who.agency == record.agency;
  if (administrator) return;
  if (!sight.readable(record)) throw notFound();
  const PathFacts* path = record.path.empty() ? nullptr : sight.path(record.path);
  const bool writer = request.who.is(Role::operatore) && request.who.agency == record.agency &&
                      (path == nullptr || mayChangePath(request.who, *path));
  if (!writer) throw Refusal(RefusalKind::forbidden, "Chi vede che cosa lo guardano gli operatori del percorso e l’amministratore dell’ente.");
}

Json readerJson(const Reader& reader, const std::string& name) {
  Json value = {{"ente", reader.agency}, {"fino_alla_classe", className(reader.highest)}};
  if (!reader.role.empty()) value["ruolo"] = reader.role;
  if (!reader.user.empty()) value["utente"] = reader.user;
  if (!reader.as.empty()) value["come"] = reader.as;
  if (!name.empty()) value["nominativo"] = name;
  return value;
}

// «given name surname» of a colleague, for those who work on cases; "" for anybody else.
std::string colleagueName(Transaction& transaction, const Services& services, const Request& request, const Reader& reader) {
  if (reader.user.empty() || reader.agency != request.who.agency || !request.who.is(Role::operatore)) return {};
  const auto user = Users(services.vault).find(transaction, reader.user);
  if (!user || user->agency != request.who.agency) return {};
  std::string name;
  for (const char* key : {"nome_proprio", "cognome"}) {
    const auto found = user->profile.find(key);
    if (found == user->profile.end() || !found->is_string()) continue;
    name += (name.empty() ? "" : " ") + found->get<std::string>();
  }
  return name;
}

Reply readersReply(const Request& request, const Services& services) {
  constexpr std::size_t kMostRows = 500;
  const std::string& id = request.value("id");
  if (!isId(id)) throw notFound();
  const Json value = services.database.read([&](Transaction& transaction) {
    const auto record = Documents(services.vault).find(transaction, id);
    if (!record) throw notFound();
    Sight sight(transaction, services.vault, request.who);
    requireMaySeeReaders(request, *record, sight);
    std::vector<std::string> members;
    if (!record->network.empty()) members = Registers(services.vault).membersOf(transaction, record->network);
    Json answer = {{"documento", id}, {"classe", record->ceiling}, {"chi_puo", Json::array()}, {"chi_ha", Json::array()}};
    for (const Reader& reader : readersOf(*record, record->path.empty() ? nullptr : sight.path(record->path), members, todayInRome())) {
      answer["chi_puo"].push_back(readerJson(reader, colleagueName(transaction, services, request, reader)));
    }
    for (const AuditRow& row : auditOfDocument(transaction, id, kMostRows)) {
      answer["chi_ha"].push_back({{"quando", row.when}, {"chi", row.entry.who}, {"ente", row.entry.agency},
                                  {"azione", row.entry.action}, {"esito", row.entry.outcome}});
    }
    return answer;
  });
  noteReading(services, request, "leggi_accessi", id);
  return jsonReply(value);
}

Route route(const char* pattern, const std::set<Role>& roles, std::function<Reply(const Request&)> handler, Operation operation) {
  operation.tag = kTag;
  return {"GET", pattern, Admission::signedIn, roles, std::move(handler), std::move(operation)};
}

}  // namespace

void addDocumentContentRoutes(RouteTable& table, const Services& services) {
  const auto with = [&services](Reply (*handler)(const Request&, const Services&)) {
    return [&services, handler](const Request& request) { return handler(request, services); };
  };
  const Answer unchanged{304, "Non è cambiato.", "", {}, {"ETag"}};
  table.routes.push_back(route("/documenti/{id}/contenuto", documentReaders(), with(contentReply),
                               {.id = "contenutoDelDocumento", .summary = "Scarica i byte del documento",
                                .answers = {{200, "Il documento, i cui byte corrispondono all’impronta.", "", {kOdt, "application/pdf"}, {"ETag", "Content-Disposition"}}, unchanged}}));
  table.routes.push_back(route("/documenti/{id}/dati", documentReaders(), with(dataReply),
                               {.id = "datiDelDocumento", .summary = "I dati emessi, fin dove chi chiede può vederli",
                                .answers = {{200, "I dati.", "DatiDelDocumento", {}, {}}}}));
  table.routes.push_back(route("/documenti/{id}/modello", documentReaders(), with(templateReply),
                               {.id = "modelloDelDocumento", .summary = "Il modello con cui il documento è stato fatto, com’era allora",
                                .answers = {{200, "Il file del modello.", "", {kOdt, kFlatOdt}, {"ETag", "Content-Disposition"}}, unchanged}}));
  table.routes.push_back(route("/documenti/{id}/schema", documentReaders(), with(schemaReply),
                               {.id = "schemaDelDocumento", .summary = "Lo schema con cui i dati sono stati controllati, com’era allora",
                                .answers = {{200, "I file dello schema, con le clausole.", "SchemaDelDocumento", {}, {"ETag"}}, unchanged}}));
  table.routes.push_back(route("/documenti/{id}/metadati", documentReaders(), with(metadataReply),
                               {.id = "metadatiDelDocumento", .summary = "I metadati con i nomi dell’Allegato 5 delle Linee guida AgID",
                                .description = std::string("In JSON, o in XML con Accept: application/xml. ") + kMetadataSource + ". Non se ne attesta la conformità.",
                                .answers = {{200, "I metadati.", "MetadatiDelDocumento", {"application/json", "application/xml"}, {}}}}));
  table.routes.push_back(route("/documenti/{id}/accessi", {Role::operatore, Role::amministratore}, with(readersReply),
                               {.id = "accessiAlDocumento", .summary = "Chi vede che cosa: chi può vedere il documento, e chi l’ha visto",
                                .answers = {{200, "Chi può e chi ha.", "AccessiAlDocumento", {}, {}}}}));
}

}  // namespace stesura
