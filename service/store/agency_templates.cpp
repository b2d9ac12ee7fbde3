#include "service/store/agency_templates.h"

#include "service/refusal.h"
#include "service/store/moment.h"

namespace stesura {
namespace {

constexpr std::string_view kColumns =
    "id, ente, tipo, modello, numero, stato, versione, formato, impronta, grandezza, caricato_il, caricato_da, "
    "attivato_il, descrizione";

std::string select(std::string_view rest) {
  return "SELECT " + std::string(kColumns) + " FROM modello_ente " + std::string(rest);
}

TemplateState stateOf(const std::string& name) {
  if (name == "attivo") return TemplateState::active;
  return name == "dismesso" ? TemplateState::retired : TemplateState::trial;
}

std::string scopeOf(const std::string& agency) { return "ente/" + agency; }

SealedPlace descriptionOf(const std::string& id) { return {"modello_ente", id, "descrizione"}; }
SealedPlace contentOf(const std::string& id) { return {"modello_ente", id, "contenuto"}; }

}  // namespace

std::string_view templateStateName(TemplateState state) {
  switch (state) {
    case TemplateState::trial: return "in_prova";
    case TemplateState::active: return "attivo";
    case TemplateState::retired: return "dismesso";
  }
  return "in_prova";
}

AgencyTemplate AgencyTemplates::of(Transaction& transaction, const SqlRow& row) const {
  AgencyTemplate entry;
  entry.id = row.text(0);
  entry.agency = row.text(1);
  entry.kind = row.text(2);
  entry.layout = row.text(3);
  entry.number = row.integer(4);
  entry.state = stateOf(row.text(5));
  entry.version = row.integer(6);
  entry.mediaType = row.text(7);
  entry.sha256 = row.text(8);
  entry.size = row.integer(9);
  entry.uploadedAt = row.text(10);
  entry.uploadedBy = row.text(11);
  entry.activatedAt = row.text(12);
  const Json description =
      parseJson(vault_.open(transaction, scopeOf(entry.agency), descriptionOf(entry.id), row.bytes(13)));
  entry.name = description.at("nome");
  entry.warnings = description.at("avvisi");
  return entry;
}

AgencyTemplate AgencyTemplates::add(Transaction& transaction, AgencyTemplate entry, std::string_view bytes) const {
  const auto same = transaction.one(
      "SELECT numero FROM modello_ente WHERE ente = $1 AND tipo = $2 AND modello = $3 AND impronta = $4",
      {entry.agency, entry.kind, entry.layout, entry.sha256});
  if (same) {
    throw Refusal(RefusalKind::conflict,
                  "Questo file c’è già: è la versione " + std::to_string(same->integer(0)) + ".");
  }
  const auto counted = transaction.one(
      "SELECT COUNT(*), MAX(numero) FROM modello_ente WHERE ente = $1 AND tipo = $2 AND modello = $3",
      {entry.agency, entry.kind, entry.layout});
  if (counted->integer(0) >= kMostVersions) {
    throw Refusal(RefusalKind::conflict, "Ci sono già " + std::to_string(kMostVersions) +
                                             " versioni: cancellarne una che non serve più.");
  }
  entry.id = newId();
  entry.number = counted->integer(1) + 1;
  entry.state = TemplateState::trial;
  entry.version = 1;
  entry.size = static_cast<std::int64_t>(bytes.size());
  entry.uploadedAt = utcNow();
  const std::string scope = scopeOf(entry.agency);
  const Json description = {{"nome", entry.name}, {"avvisi", entry.warnings}};
  transaction.execute(
      "INSERT INTO modello_ente (id, ente, tipo, modello, numero, stato, versione, formato, impronta, grandezza, "
      "caricato_il, caricato_da, descrizione, contenuto) "
      "VALUES ($1, $2, $3, $4, $5, 'in_prova', 1, $6, $7, $8, $9, $10, $11, $12)",
      {entry.id, entry.agency, entry.kind, entry.layout, entry.number, entry.mediaType, entry.sha256, entry.size,
       entry.uploadedAt, entry.uploadedBy,
       SqlBytes{vault_.seal(transaction, scope, descriptionOf(entry.id), description.dump())},
       SqlBytes{vault_.seal(transaction, scope, contentOf(entry.id), bytes)}});
  return entry;
}

std::optional<AgencyTemplate> AgencyTemplates::find(Transaction& transaction, const std::string& id) const {
  const auto row = transaction.one(select("WHERE id = $1"), {id});
  if (!row) return std::nullopt;
  return of(transaction, *row);
}

std::string AgencyTemplates::bytes(Transaction& transaction, const AgencyTemplate& entry) const {
  const auto row = transaction.one("SELECT contenuto FROM modello_ente WHERE id = $1", {entry.id});
  if (!row) throw notFound();
  return vault_.open(transaction, scopeOf(entry.agency), contentOf(entry.id), row->bytes(0));
}

std::vector<AgencyTemplate> AgencyTemplates::list(Transaction& transaction, const TemplateFilter& filter,
                                                  const std::string& after, std::size_t limit) const {
  std::string where = "WHERE ente = $1 AND id > $2";
  std::vector<SqlValue> values = {filter.agency, after};
  const auto narrow = [&](const char* column, const std::optional<std::string>& value) {
    if (!value) return;
    values.emplace_back(*value);
    where += std::string(" AND ") + column + " = $" + std::to_string(values.size());
  };
  narrow("tipo", filter.kind);
  narrow("modello", filter.layout);
  if (filter.activeOnly) where += " AND stato = 'attivo'";
  values.emplace_back(static_cast<std::int64_t>(limit));
  where += " ORDER BY id LIMIT $" + std::to_string(values.size());
  std::vector<AgencyTemplate> found;
  for (const SqlRow& row : transaction.query(select(where), std::move(values))) found.push_back(of(transaction, row));
  return found;
}

void AgencyTemplates::activate(Transaction& transaction, const AgencyTemplate& entry) const {
  transaction.execute(
      "UPDATE modello_ente SET stato = 'dismesso', versione = versione + 1 "
      "WHERE ente = $1 AND tipo = $2 AND modello = $3 AND stato = 'attivo'",
      {entry.agency, entry.kind, entry.layout});
  transaction.execute(
      "UPDATE modello_ente SET stato = 'attivo', attivato_il = $1, versione = versione + 1 WHERE id = $2",
      {utcNow(), entry.id});
}

void AgencyTemplates::deactivate(Transaction& transaction, const AgencyTemplate& entry) const {
  transaction.execute("UPDATE modello_ente SET stato = 'dismesso', versione = versione + 1 WHERE id = $1", {entry.id});
}

void AgencyTemplates::remove(Transaction& transaction, const AgencyTemplate& entry) const {
  transaction.execute("DELETE FROM modello_ente WHERE id = $1", {entry.id});
}

ActiveTemplates AgencyTemplates::active(Transaction& transaction, const std::string& agency, const std::string& kind,
                                        const std::string& layout) const {
  ActiveTemplates found;
  const auto take = [&](const std::string& ofKind, const std::string& ofLayout, std::string& bytes, std::string& id,
                        std::int64_t& number) {
    const auto row = transaction.one(
        "SELECT id, numero, contenuto FROM modello_ente "
        "WHERE ente = $1 AND tipo = $2 AND modello = $3 AND stato = 'attivo'",
        {agency, ofKind, ofLayout});
    if (!row) return;
    id = row->text(0);
    number = row->integer(1);
    bytes = vault_.open(transaction, scopeOf(agency), contentOf(id), row->bytes(2));
  };
  take("", "", found.letterhead, found.letterheadId, found.letterheadNumber);
  if (!kind.empty()) take(kind, layout, found.layout, found.layoutId, found.layoutNumber);
  return found;
}

std::vector<AgencyTemplate> AgencyTemplates::allActive(Transaction& transaction) const {
  std::vector<AgencyTemplate> found;
  for (const SqlRow& row : transaction.query(select("WHERE stato = 'attivo' ORDER BY ente, tipo, modello"))) {
    found.push_back(of(transaction, row));
  }
  return found;
}

}  // namespace stesura
