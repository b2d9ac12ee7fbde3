#include "service/documents/issuing.h"

#include <algorithm>
#include <chrono>
#include <set>

#include "service/documents/retention.h"
#include "service/documents/sight.h"
#include "service/refusal.h"
#include "service/store/moment.h"
#include "service/templates/agency_layouts.h"

namespace stesura {
namespace {

Refusal mayNotIssue() {
  return {RefusalKind::forbidden,
          "Questo documento può emetterlo solo chi lavora al percorso, o chi ne ha il ruolo nel proprio ente."};
}

LayoutSummary layoutOf(const Generator& generator, const KindSummary& kind, const IssueOrder& order) {
  const std::string name = order.layout.empty() ? generator.layoutFor(kind.name, order.data) : order.layout;
  const auto found = std::find_if(kind.layouts.begin(), kind.layouts.end(), [&](const LayoutSummary& layout) { return layout.name == name; });
  // The generator has the words for a layout that there is not.
  return found == kind.layouts.end() ? LayoutSummary{name, {}, "H", false, {}} : *found;
}

std::string textAt(const Json& data, const std::string& pointer) {
  const Json* found = findPointer(data, pointer);
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
}

void requireOwnData(const IssueOrder& order) {
  const std::string agency = textAt(order.data, "/ente_produttore/id");
  if (agency.empty() || agency == order.who.agency) return;
  throw Error(ErrorKind::data, "Il documento è di un altro ente: ogni ente emette i propri.",
              {{"/ente_produttore/id", "L’ente che produce il documento non è quello con cui si è entrati.",
                "Indicare il proprio ente, o far emettere il documento all’ente che lo produce.", {}, {}, {}}});
}

void admitNetwork(const IssueOrder& order, const Registers& registers, Transaction& transaction, Sight& sight) {
  if (order.network.empty()) return;
  if (!registers.find(transaction, Register::networks, order.network)) throw notFound();
  if (!sight.member(order.network)) {
    throw Refusal(RefusalKind::forbidden, "Per una rete emettono documenti solo gli enti che ne fanno parte.");
  }
}

// The network of the meeting is the document's, too.
void admitMeeting(const IssueOrder& order, const Registers& registers, Transaction& transaction, Sight& sight,
                  DocumentRecord& record) {
  if (order.meeting.empty()) return;
  if (!isId(order.meeting)) throw notFound();
  const auto meeting = registers.find(transaction, Register::meetings, order.meeting);
  if (!meeting) throw notFound();
  const std::string network = textAt(meeting->body, "/rete");
  if (meeting->agency != order.who.agency && !sight.member(network)) throw notFound();
  if (record.network.empty() && sight.member(network)) record.network = network;
}

void admitCorrection(const IssueOrder& order, Sight& sight, DocumentRecord& record) {
  if (order.corrects.empty()) return;
  const DocumentRecord former = sight.document(order.corrects).record;
  if (former.agency != order.who.agency) throw Refusal(RefusalKind::forbidden, "Un documento lo corregge solo l’ente che lo ha emesso.");
  if (!former.supersededBy.empty()) {
    throw Refusal(RefusalKind::conflict, "Questo documento è già stato corretto: correggere la sua versione più recente.");
  }
  if (former.kind != order.kind) throw Refusal(RefusalKind::conflict, "Una correzione è dello stesso tipo del documento che corregge.");
  if (record.path.empty() && record.network.empty()) {
    record.path = former.path;
    record.network = former.network;
    if (record.meeting.empty()) record.meeting = former.meeting;
  }
  if (record.path != former.path) throw Refusal(RefusalKind::conflict, "Una correzione è dello stesso percorso del documento che corregge.");
  record.version = former.version + 1;
  record.corrects = former.id;
  record.correction = order.correction.empty() ? "rettifica" : order.correction;
}

std::string scopeOf(const DocumentRecord& record) {
  if (!record.path.empty()) return "percorso/" + record.path;
  const bool shared = !record.network.empty() && classFromName(record.ceiling) <= DataClass::internal;
  return shared ? "rete/" + record.network : "ente/" + record.agency;
}

// The record as far as the order tells it, once it is known that `who` may issue it.
DocumentRecord admitted(Transaction& transaction, const Services& services, const IssueOrder& order,
                        const LayoutSummary& layout) {
  Sight sight(transaction, services.vault, order.who);
  const Registers registers(services.vault);
  DocumentRecord record;
  record.agency = order.who.agency;
  record.kind = order.kind;
  record.layout = layout.name;
  record.format = order.format == OutputFormat::pdf ? "pdf" : "odt";
  record.path = order.path;
  record.network = order.network;
  record.meeting = order.meeting;
  record.draft = order.draft;
  record.draftVersion = order.draftVersion;
  record.author = order.who.id;
  record.ceiling = layout.ceiling;
  admitCorrection(order, sight, record);
  const PathFacts* path = nullptr;
  if (!record.path.empty()) {
    path = sight.path(record.path);
    if (path == nullptr || !readablePath(order.who, *path, todayInRome())) throw notFound();
  }
  if (!mayIssueDocument(order.who, classFromName(layout.ceiling), path)) throw mayNotIssue();
  admitNetwork(order, registers, transaction, sight);
  admitMeeting(order, registers, transaction, sight, record);
  record.scope = scopeOf(record);
  return record;
}

// Recipients that the data name and the path does not have in force, and the other way round.
std::vector<Problem> recipientWarnings(Transaction& transaction, const Services& services, const DocumentRecord& record,
                                       const Json& data) {
  std::vector<Problem> warnings;
  const Json* named = findPointer(data, "/destinatari");
  if (record.path.empty() || named == nullptr || !named->is_array()) return warnings;
  const auto path = Registers(services.vault).path(transaction, record.path);
  if (!path) return warnings;
  std::set<std::string> inForce;
  for (const PathRecipient& recipient : path->recipients) {
    if (recipientInForce(recipient, todayInRome())) inForce.insert(recipient.agency);
  }
  std::set<std::string> told;
  for (std::size_t at = 0; at < named->size(); ++at) {
    const Json& recipient = (*named)[at];
    const std::string agency = textAt(recipient, "/ente/id");
    if (agency.empty() || !textAt(recipient, "/revocato_il").empty()) continue;
    told.insert(agency);
    if (inForce.contains(agency)) continue;
    warnings.push_back({pointerJoin("/destinatari", at), "Questo ente non è fra i destinatari del percorso in vigore.",
                        "Aggiungerlo ai destinatari del percorso, con la sua base, o toglierlo dal documento.", {}, {}, {}});
  }
  for (const std::string& agency : inForce) {
    if (told.contains(agency)) continue;
    warnings.push_back({"/destinatari", "Un destinatario del percorso in vigore non è nominato nel documento.",
                        "Confrontare i destinatari del documento con quelli del percorso.", {}, {}, {}});
  }
  return warnings;
}

// What the agency has switched on: its letterhead, its own layout.
std::shared_ptr<const OwnLayout> ownLayout(const Services& services, const IssueOrder& order, const LayoutSummary& layout) {
  return services.database.read([&](Transaction& transaction) {
    return ownLayoutOf(services, transaction, order.who.agency, order.kind, layout.name);
  });
}

Document made(const Services& services, const IssueOrder& order, const LayoutSummary& layout,
              const std::shared_ptr<const OwnLayout>& own) {
  Order wanted;
  wanted.ownLayout = own;
  wanted.kind = order.kind;
  wanted.layout = layout.name;
  wanted.format = order.format;
  return services.generator.generate(wanted, order.data);
}

// What made the document, where it is not kept yet.
std::optional<Materials> newMaterials(const Services& services, const Document& document, const DocumentRecord& record,
                                      const std::shared_ptr<const OwnLayout>& own) {
  const Documents documents(services.vault);
  const bool known = services.database.read([&](Transaction& transaction) {
    return documents.knowsMaterial(transaction, document.schemaSha256) && documents.knowsMaterial(transaction, document.templateSha256);
  });
  if (known) return std::nullopt;
  return services.generator.materials(record.kind, record.layout, own);
}

void keepMaterials(Transaction& transaction, const Documents& documents, const Materials& materials) {
  std::map<std::string, std::string> files = materials.schemas;
  files.insert(materials.clauses.begin(), materials.clauses.end());
  documents.addMaterial(transaction, materials.schemaSha256, files);
  std::map<std::string, std::string> templates = {{"", materials.templateBytes}};
  templates.insert(materials.templateParts.begin(), materials.templateParts.end());
  if (!materials.letterheadBytes.empty()) templates.emplace("carta", materials.letterheadBytes);
  documents.addMaterial(transaction, materials.templateSha256, templates);
}

IssuedDocument issuedBefore(const DocumentRecord& record) {
  IssuedDocument issued{record.id, record.sha256, static_cast<std::size_t>(record.size), {}, true};
  return issued;
}

void complete(DocumentRecord& record, const Document& document, const IssueOrder& order, unsigned retentionYears) {
  record.id = newId();
  record.dataId = document.id;
  record.sha256 = document.sha256;
  record.size = static_cast<std::int64_t>(document.bytes.size());
  record.schemaSha256 = document.schemaSha256;
  record.templateSha256 = document.templateSha256;
  record.issuedAt = utcNow();
  record.keepUntil = keptUntil(todayInRome(), retentionOf(order.data, retentionYears));
}

}  // namespace

IssuedDocument Issuing::issue(const IssueOrder& order,
                              const std::function<void(Transaction&, const IssuedDocument&)>& along) const {
  const Documents documents(services_.vault);
  const KindSummary kind = services_.generator.kind(order.kind);
  const LayoutSummary layout = layoutOf(services_.generator, kind, order);
  const bool once = !order.draft.empty() && order.corrects.empty();
  const bool before = services_.database.read([&](Transaction& transaction) {
    const DocumentRecord record = admitted(transaction, services_, order, layout);
    return once && documents.issuedFrom(transaction, record).has_value();
  });
  requireOwnData(order);
  std::optional<Document> document;
  std::optional<Materials> materials;
  if (!before) {
    const std::shared_ptr<const OwnLayout> own = ownLayout(services_, order, layout);
    document = made(services_, order, layout, own);
    DocumentRecord sought;
    sought.kind = order.kind;
    sought.layout = layout.name;
    materials = newMaterials(services_, *document, sought, own);
  }
  return services_.database.write([&](Transaction& transaction) {
    // Again: what was so before the document was made may have changed meanwhile.
    DocumentRecord record = admitted(transaction, services_, order, layout);
    IssuedDocument issued;
    const auto earlier = once ? documents.issuedFrom(transaction, record) : std::nullopt;
    if (earlier) {
      issued = issuedBefore(*earlier);
    } else if (!document) {
      throw Refusal(RefusalKind::conflict, "Il documento è stato cancellato mentre lo si chiedeva. Riprovare.");
    } else {
      complete(record, *document, order, kind.retentionYears);
      if (materials) keepMaterials(transaction, documents, *materials);
      documents.add(transaction, record, document->bytes, order.data.dump());
      issued = {record.id, record.sha256, document->bytes.size(), std::move(document->warnings), false};
      for (Problem& warning : recipientWarnings(transaction, services_, record, order.data)) {
        issued.warnings.push_back(std::move(warning));
      }
    }
    appendAudit(transaction, {order.who.id, order.who.agency, "emetti", "documenti", issued.id,
                              issued.before ? "gia_emesso" : "fatto"});
    if (along) along(transaction, issued);
    return issued;
  });
}

}  // namespace stesura
