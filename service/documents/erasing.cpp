#include "service/documents/erasing.h"

#include <algorithm>

#include "service/access.h"
#include "service/refusal.h"
#include "service/store/document_erasing.h"
#include "service/store/moment.h"
#include "service/store/notices.h"
#include "service/store/registers.h"

namespace stesura {
namespace {

constexpr std::size_t kAtATime = 100;
constexpr std::size_t kMostNamed = 1000;

Refusal neededByRegistered() {
  return {RefusalKind::conflict,
          "Qui non si può cancellare: c’è almeno un documento registrato, che la legge chiede di conservare (D.P.R. "
          "445/2000; D.Lgs. 42/2004, art. 21). Prima occorre scartarlo, con il numero dell’autorizzazione."};
}

bool mayErasePath(const Identity& who, const PathFacts& path) {
  return mayChangePath(who, path) || (who.agency == path.agency && who.is(Role::amministratore));
}

// Within the transaction: the key, what is sealed with it, and a word to those who received the path.
void eraseWithKey(Transaction& transaction, const Services& services, const Identity& who, const PathFacts& path) {
  const std::string scope = "percorso/" + path.id;
  if (scopeHasRegistered(transaction, scope)) throw neededByRegistered();
  const std::string now = utcNow();
  for (const DocumentRecord& record : documentsOfScope(transaction, scope)) eraseDocument(transaction, record, now);
  eraseDraftsOfPath(transaction, path.id);
  services.vault.erase(transaction, scope);
  appendAudit(transaction, {who.id, who.agency, "cancella", "percorsi", path.id, "fatto"});
  for (const PathRecipient& recipient : path.recipients) {
    if (recipientInForce(recipient, todayInRome())) {
      addNotice(transaction, {recipient.agency, {}, "percorso_cancellato", "percorsi", path.id});
    }
  }
}

std::vector<PathFacts> pathsOf(Transaction& transaction, const Registers& registers, const std::string& agency, const std::string& person) {
  PathFilter filter;
  filter.agency = agency;
  filter.person = person;
  filter.limit = kMostNamed;
  std::vector<PathFacts> whole;
  for (const PathFacts& each : registers.paths(transaction, filter)) {
    if (auto facts = registers.path(transaction, each.id)) whole.push_back(std::move(*facts));
  }
  return whole;
}

// What was refused is told by the audit as well: it was asked for.
template <typename Work>
void erasing(const Services& services, const Identity& who, const char* resource, const std::string& id, Work work) {
  try {
    services.database.write(work);
  } catch (const Refusal& refusal) {
    if (refusal.refusal() == RefusalKind::conflict) services.audit.record({who.id, who.agency, "cancella", resource, id, "rifiutato"});
    throw;
  }
}

}  // namespace

Purged purgeDocuments(Database& database, const std::string& today, bool rehearsal) {
  Purged purged;
  database.read([&](Transaction& transaction) {
    for (const DocumentRecord& record : documentsPastTheirTime(transaction, today, true, kMostNamed)) purged.kept.push_back(record.id);
    if (!rehearsal) return;
    purged.erased = countDocumentsPastTheirTime(transaction, today);
  });
  purged.drafts = purgeDrafts(database, today, rehearsal);
  while (!rehearsal) {
    const std::size_t erased = database.write([&](Transaction& transaction) {
      const std::vector<DocumentRecord> records = documentsPastTheirTime(transaction, today, false, kAtATime);
      const std::string now = utcNow();
      for (const DocumentRecord& record : records) {
        eraseDocument(transaction, record, now);
        appendAudit(transaction, {"sistema", record.agency, "cancella", "documenti", record.id, "fine_conservazione"});
      }
      return records.size();
    });
    purged.erased += erased;
    if (erased < kAtATime) break;
  }
  return purged;
}

std::size_t purgeDrafts(Database& database, const std::string& today, bool rehearsal) {
  const std::string yearAgo = std::to_string(std::stoi(today.substr(0, 4)) - 1) + today.substr(4);
  if (rehearsal) {
    return database.read([&](Transaction& transaction) { return draftsUntouchedSince(transaction, yearAgo, kMostNamed).size(); });
  }
  std::size_t erased = 0;
  for (std::size_t last = kAtATime; last == kAtATime; erased += last) {
    last = database.write([&](Transaction& transaction) {
      const auto drafts = draftsUntouchedSince(transaction, yearAgo, kAtATime);
      for (const auto& [id, agency] : drafts) {
        eraseDraft(transaction, id);
        appendAudit(transaction, {"sistema", agency, "cancella", "bozze", id, "fine_conservazione"});
      }
      return drafts.size();
    });
  }
  return erased;
}

void erasePath(const Services& services, const Identity& who, const std::string& path) {
  if (!isId(path)) throw notFound();
  erasing(services, who, "percorsi", path, [&](Transaction& transaction) {
    const auto facts = Registers(services.vault).path(transaction, path);
    if (!facts || !readablePath(who, *facts, todayInRome())) throw notFound();
    if (!mayErasePath(who, *facts)) throw Refusal(RefusalKind::forbidden, "Un percorso lo cancella chi ci lavora, o l’amministratore dell’ente.");
    eraseWithKey(transaction, services, who, *facts);
  });
}

void erasePerson(const Services& services, const Identity& who, const std::string& person) {
  if (!isId(person)) throw notFound();
  erasing(services, who, "persone", person, [&](Transaction& transaction) {
    const Registers registers(services.vault);
    const auto entry = registers.find(transaction, Register::persons, person);
    if (!entry || entry->agency != who.agency) throw notFound();
    const std::vector<PathFacts> paths = pathsOf(transaction, registers, entry->agency, person);
    const bool all = who.is(Role::operatore) && !who.program &&
                     std::all_of(paths.begin(), paths.end(), [&](const PathFacts& path) { return mayErasePath(who, path); });
    if (!all && !who.is(Role::amministratore)) {
      throw Refusal(RefusalKind::forbidden, "Una persona la cancella chi lavora a tutti i suoi percorsi, o l’amministratore dell’ente.");
    }
    for (const PathFacts& path : paths) eraseWithKey(transaction, services, who, path);
    services.vault.erase(transaction, "persona/" + person);
    appendAudit(transaction, {who.id, who.agency, "cancella", "persone", person, "fatto"});
  });
}

void disposeDocument(const Services& services, const Identity& who, const std::string& document,
                     const std::string& authorisation) {
  if (!isId(document)) throw notFound();
  services.database.write([&](Transaction& transaction) {
    const auto record = Documents(services.vault).find(transaction, document);
    if (!record || record->agency != who.agency) throw notFound();
    if (!record->erasedAt.empty()) throw Refusal(RefusalKind::conflict, "Il contenuto di questo documento è già stato cancellato.");
    if (!record->registered()) {
      throw Refusal(RefusalKind::conflict, "Il documento non è registrato: si cancella da sé alla fine del tempo di conservazione.");
    }
    if (record->keepUntil.empty() || record->keepUntil >= todayInRome()) {
      throw Refusal(RefusalKind::conflict, "Il tempo di conservazione di questo documento non è finito: non si può ancora scartare.");
    }
    eraseDocument(transaction, *record, utcNow(), authorisation);
    appendAudit(transaction, {who.id, who.agency, "scarta", "documenti", record->id, "fatto"});
  });
}

}  // namespace stesura
