#include "service/drafts/desk.h"

#include <algorithm>

#include "service/access.h"
#include "service/drafts/origins.h"
#include "service/drafts/renewal.h"
#include "service/refusal.h"
#include "service/store/moment.h"
#include "service/store/notices.h"

namespace stesura {
namespace {

Refusal tooLate() {
  return {RefusalKind::stale, "Nel frattempo qualcun altro ha modificato questa bozza. Rileggerla, riportare le modifiche e riprovare."};
}

// Of the order: an unknown one is a mistake in the data of the request.
KindSummary kindOf(const Generator& generator, const std::string& name) {
  try {
    return generator.kind(name);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::usage) throw;
    throw Error(ErrorKind::data, "Il tipo di documento non esiste.",
                {{.pointer = "/tipo", .message = "I tipi si elencano con GET /tipi.",
                  .hint = error.problems().empty() ? std::string() : error.problems().front().hint,
                  .keyword = {}, .schemaPointer = {}, .place = {}}});
  }
}

void requireLayout(const KindSummary& kind, const std::string& layout) {
  const auto known = std::any_of(kind.layouts.begin(), kind.layouts.end(), [&](const LayoutSummary& each) { return each.name == layout; });
  if (layout.empty() || known) return;
  throw Error(ErrorKind::data, "Questo tipo di documento non ha il modello indicato.",
              {{.pointer = "/modello", .message = "I modelli di un tipo si elencano con GET /tipi.", .hint = {}, .keyword = {},
                .schemaPointer = {}, .place = {}}});
}

// Of all layouts: a draft may become any of them.
DataClass ceilingOf(const KindSummary& kind) {
  DataClass ceiling = DataClass::publishable;
  for (const LayoutSummary& layout : kind.layouts) ceiling = std::max(ceiling, classFromName(layout.ceiling));
  return ceiling;
}

std::string scopeOf(const DraftRecord& record) {
  if (!record.path.empty()) return "percorso/" + record.path;
  const bool shared = classFromName(record.ceiling) <= DataClass::internal;
  return shared ? "ente/" + record.agency : "utente/" + record.author;
}

// The draft, once it is known that `who` may see it.
DraftRecord admitted(Transaction& transaction, const Vault& vault, const Identity& who, const std::string& id) {
  if (!isId(id)) throw notFound();
  auto record = Drafts(vault).find(transaction, id);
  if (!record) throw notFound();
  const auto path = record->path.empty() ? std::nullopt : Registers(vault).path(transaction, record->path);
  if (!readableDraft(who, {record->agency, record->author, record->path, classFromName(record->ceiling)}, path ? &*path : nullptr)) throw notFound();
  return std::move(*record);
}

void requireStart(Transaction& transaction, const Vault& vault, const PrefillOrder& order, DataClass ceiling) {
  if (order.path.empty()) {
    if (mayIssueDocument(order.who, ceiling, nullptr)) return;
    throw Refusal(RefusalKind::forbidden, "La segreteria prepara solo documenti che non dicono nulla di una persona.");
  }
  const auto path = isId(order.path) ? Registers(vault).path(transaction, order.path) : std::nullopt;
  if (!path || !readablePath(order.who, *path, todayInRome())) throw notFound();
  if (!mayIssueDocument(order.who, ceiling, &*path)) {
    throw Refusal(RefusalKind::forbidden, "Le bozze di un percorso le scrive chi lavora a quel percorso.");
  }
}

}  // namespace

DraftSheet DraftDesk::begin(const PrefillOrder& order, const std::string& layout) const {
  const KindSummary kind = kindOf(services_.generator, order.kind);
  requireLayout(kind, layout);
  DraftSheet sheet;
  DraftRecord& record = sheet.record;
  const DataClass ceiling = ceilingOf(kind);
  record.ceiling = className(ceiling);
  services_.database.read([&](Transaction& transaction) { requireStart(transaction, services_.vault, order, ceiling); });
  Prefilled prefilled = prefill(services_, order);
  sheet.content.data = std::move(prefilled.data);
  sheet.content.origins = std::move(prefilled.origins);
  sheet.leftOut = std::move(prefilled.leftOut);
  record.id = newId();
  record.kind = order.kind;
  record.layout = layout;
  record.agency = order.who.agency;
  record.author = record.holder = order.who.id;
  record.path = order.path;
  record.network = order.network;
  record.meeting = order.meeting;
  record.createdAt = record.changedAt = utcNow();
  record.scope = scopeOf(record);
  examine(sheet);
  services_.database.write([&](Transaction& transaction) {
    requireStart(transaction, services_.vault, order, ceiling);
    Drafts(services_.vault).add(transaction, record, sheet.content);
    appendAudit(transaction, {order.who.id, order.who.agency, "crea", "bozze", record.id});
  });
  return sheet;
}

DraftSheet DraftDesk::open(const Identity& who, const std::string& id) const {
  DraftSheet sheet;
  services_.database.read([&](Transaction& transaction) {
    sheet.record = admitted(transaction, services_.vault, who, id);
    sheet.content = Drafts(services_.vault).content(transaction, sheet.record);
    sheet.origins = originsToday(transaction, services_.vault, sheet.content.origins);
  });
  sheet.check = services_.generator.check(sheet.record.kind, sheet.content.data);
  if (sheet.record.schemaSha256 == services_.generator.kind(sheet.record.kind).schemaSha256) return sheet;
  sheet.misfits = misfitsOf(sheet.content, sheet.check.report);
  sheet.renewed = sheet.misfits.empty();
  return sheet;
}

DraftSheet DraftDesk::openFitting(const Identity& who, const std::string& id) const {
  DraftSheet sheet = open(who, id);
  if (sheet.misfits.empty()) return sheet;
  throw Refusal(RefusalKind::conflict,
                "La bozza è stata scritta con uno schema precedente, e quello di oggi non ammette alcuni suoi dati. Aggiornarla "
                "con POST /bozze/{id}/aggiornamento: ciò che non va è messo da parte, senza perderlo.",
                sheet.misfits);
}

std::vector<DraftRecord> DraftDesk::list(const Identity& who, DraftFilter filter) const {
  filter.agency = who.agency;
  filter.reader = who.id;
  filter.operates = who.is(Role::operatore) && !who.program;
  filter.own = who.is(Role::operatore);
  filter.shared = who.is(Role::segreteria);
  if (who.agency.empty()) return {};
  return services_.database.read([&](Transaction& transaction) { return Drafts(services_.vault).list(transaction, filter); });
}

void DraftDesk::write(const Identity& who, DraftSheet& sheet, Json data) const {
  if (data.dump().size() > kMostBytes) {
    throw Refusal(RefusalKind::tooLarge, "I dati di una bozza non possono superare 4 MB.");
  }
  sheet.content.origins = originsKept(sheet.content.origins, sheet.content.data, data);
  sheet.content.data = std::move(data);
  store(who, sheet, "modifica");
}

void DraftDesk::renew(const Identity& who, DraftSheet& sheet) const {
  const CheckOfDraft check = [&](const Json& data) { return services_.generator.check(sheet.record.kind, data).report; };
  putAsideMisfits(sheet.content, check);
  store(who, sheet, "modifica");
}

std::size_t DraftDesk::copyEarlier(const Identity& who, DraftSheet& sheet, const EarlierDocument& earlier,
                                   Protected protectedData) const {
  const std::size_t copied =
      copyFromEarlier(services_.generator, sheet.record.kind, earlier, protectedData, sheet.content, sheet.leftOut);
  store(who, sheet, "modifica");
  return copied;
}

void DraftDesk::handOver(const Identity& who, DraftSheet& sheet, const std::string& user) const {
  sheet.record.holder = user;
  store(who, sheet, "consegna");
}

void DraftDesk::remove(const Identity& who, const DraftSheet& sheet) const {
  services_.database.write([&](Transaction& transaction) {
    admitted(transaction, services_.vault, who, sheet.record.id);
    if (!Drafts(services_.vault).remove(transaction, sheet.record)) throw tooLate();
    appendAudit(transaction, {who.id, who.agency, "cancella", "bozze", sheet.record.id});
  });
}

// What the kind says of it today, and what is remembered of that.
void DraftDesk::examine(DraftSheet& sheet) const {
  sheet.check = services_.generator.check(sheet.record.kind, sheet.content.data);
  sheet.record.schemaSha256 = services_.generator.kind(sheet.record.kind).schemaSha256;
  sheet.record.present = static_cast<std::int64_t>(sheet.check.completeness.present);
  sheet.record.applicable = static_cast<std::int64_t>(sheet.check.completeness.applicable);
  sheet.content.problems = rememberedProblems(sheet.check.report);
  sheet.misfits.clear();
  sheet.origins = sheet.content.origins;
}

void DraftDesk::store(const Identity& who, DraftSheet& sheet, const char* action) const {
  examine(sheet);
  services_.database.write([&](Transaction& transaction) {
    // Again: whoever was an operator of the case when it was opened may be none any more.
    const DraftRecord standing = admitted(transaction, services_.vault, who, sheet.record.id);
    if (sheet.record.holder != standing.holder) {
      const auto path = Registers(services_.vault).path(transaction, standing.path);
      const bool operates = path && std::find(path->operators.begin(), path->operators.end(), sheet.record.holder) != path->operators.end();
      if (!operates) throw Refusal(RefusalKind::conflict, "Una bozza si consegna solo a chi lavora allo stesso percorso.");
      addNotice(transaction, {standing.agency, sheet.record.holder, "bozza_consegnata", "bozze", standing.id});
    }
    if (!Drafts(services_.vault).change(transaction, sheet.record, sheet.content)) throw tooLate();
    appendAudit(transaction, {who.id, who.agency, action, "bozze", sheet.record.id});
    sheet.origins = originsToday(transaction, services_.vault, sheet.content.origins);
  });
}

}  // namespace stesura
