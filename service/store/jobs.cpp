#include "service/store/jobs.h"

#include "service/store/dialect.h"
#include "service/store/moment.h"

namespace stesura {
namespace {

constexpr std::string_view kJobColumns =
    "id, ente, utente, ruoli, programma, tipo, modello, formato, stato, totale, fatte, fallite, annullate, "
    "creato_il, finito_il, scade_il";

// Jobs of which somebody may take an item.
constexpr std::string_view kServable =
    "WHERE stato IN ('in_attesa', 'in_corso') AND EXISTS "
    "(SELECT 1 FROM lavoro_voce WHERE lavoro_voce.lavoro = lavoro.id AND lavoro_voce.stato = 'in_attesa')";

Job jobOf(const SqlRow& row) {
  Job job;
  job.id = row.text(0);
  job.agency = row.text(1);
  job.user = row.text(2);
  job.roles = row.text(3);
  job.program = row.integer(4) != 0;
  job.kind = row.text(5);
  job.layout = row.text(6);
  job.format = row.text(7);
  job.state = row.text(8);
  job.total = row.integer(9);
  job.issued = row.integer(10);
  job.failed = row.integer(11);
  job.cancelled = row.integer(12);
  job.createdAt = row.text(13);
  job.endedAt = row.text(14);
  job.expiresAt = row.text(15);
  return job;
}

std::string dataScope(const std::string& job) { return "lavoro/" + job; }
std::string errorScope(const std::string& job) { return "lavoro/" + job + "/esito"; }

// Where a sealed column of an item stands.
struct ItemPlace {
  ItemPlace(const std::string& job, std::int64_t index) : row(job + "/" + std::to_string(index)) {}
  SealedPlace data() const { return {"lavoro_voce", row, "dati"}; }
  SealedPlace error() const { return {"lavoro_voce", row, "errore"}; }
  std::string row;
};

std::string select(std::string_view rest) { return "SELECT " + std::string(kJobColumns) + " FROM lavoro " + std::string(rest); }

std::int64_t asCount(std::size_t number) { return static_cast<std::int64_t>(number); }

}  // namespace

std::string Jobs::add(Transaction& transaction, Job job, const std::vector<JobItem>& items, long keptSeconds) const {
  const std::string id = newId();
  // A new job is served before the others of its agency that were already.
  transaction.execute(
      "INSERT INTO lavoro (id, ente, utente, ruoli, programma, tipo, modello, formato, stato, da_annullare, totale, "
      "fatte, fallite, annullate, turno, creato_il, scade_il) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'in_attesa', 0, $9, 0, 0, 0, 0, $10, $11)",
      {id, job.agency, job.user, job.roles, std::int64_t{job.program}, job.kind, job.layout, job.format,
       asCount(items.size()), utcNow(), utcIn(keptSeconds)});
  for (const JobItem& item : items) {
    SqlValue data = nullptr;
    if (!item.data.empty()) {
      data = SqlBytes{vault_.seal(transaction, dataScope(id), ItemPlace(id, item.index).data(), item.data)};
    }
    transaction.execute(
        "INSERT INTO lavoro_voce (lavoro, indice, stato, tentativi, percorso, rete, incontro, bozza, "
        "bozza_versione, corregge, correzione, dati) "
        "VALUES ($1, $2, 'in_attesa', 0, $3, $4, $5, $6, $7, $8, $9, $10)",
        {id, item.index, orNull(item.path), orNull(item.network), orNull(item.meeting), orNull(item.draft),
         item.draftVersion, orNull(item.corrects), orNull(item.correction), std::move(data)});
  }
  return id;
}

std::optional<Job> Jobs::find(Transaction& transaction, const std::string& id) const {
  const auto row = transaction.one(select("WHERE id = $1"), {id});
  if (!row) return std::nullopt;
  return jobOf(*row);
}

std::vector<Job> Jobs::list(Transaction& transaction, const std::string& agency, const std::string& user,
                            const std::string& before, std::size_t limit) const {
  std::string rest = "WHERE ente = $1";
  std::vector<SqlValue> values = {agency};
  const auto bind = [&](const std::string& value) {
    values.emplace_back(value);
    return std::string("$").append(std::to_string(values.size()));
  };
  if (!user.empty()) rest += " AND utente = " + bind(user);
  if (!before.empty()) rest += " AND id < " + bind(before);
  values.emplace_back(asCount(limit));
  rest.append(" ORDER BY id DESC LIMIT $").append(std::to_string(values.size()));
  std::vector<Job> jobs;
  for (const SqlRow& row : transaction.query(select(rest), std::move(values))) jobs.push_back(jobOf(row));
  return jobs;
}

std::size_t Jobs::unfinished(Transaction& transaction, const std::string& agency) const {
  const std::string open = "SELECT COUNT(*) FROM lavoro WHERE stato IN ('in_attesa', 'in_corso')";
  const auto row = agency.empty() ? transaction.one(open) : transaction.one(open + " AND ente = $1", {agency});
  return static_cast<std::size_t>(row->integer(0));
}

bool Jobs::anyWaiting(Transaction& transaction) const {
  return transaction.one(select(kServable) + " LIMIT 1").has_value();
}

std::size_t Jobs::waitingItems(Transaction& transaction) const {
  const auto row = transaction.one(
      "SELECT COUNT(*) FROM lavoro JOIN lavoro_voce ON lavoro_voce.lavoro = lavoro.id "
      "WHERE lavoro.stato IN ('in_attesa', 'in_corso') AND lavoro_voce.stato = 'in_attesa'");
  return static_cast<std::size_t>(row->integer(0));
}

std::optional<LeasedItem> Jobs::lease(Transaction& transaction, const std::string& worker, long seconds) const {
  // An agency's turn is that of its job served last; many jobs do not give it more turns.
  const auto next = transaction.one(
      select(kServable) + std::string(
             " ORDER BY (SELECT MAX(altro.turno) FROM lavoro altro WHERE altro.ente = lavoro.ente "
             "AND altro.stato IN ('in_attesa', 'in_corso')), turno, id LIMIT 1"));
  if (!next) return std::nullopt;
  LeasedItem leased;
  leased.job = jobOf(*next);
  leased.worker = worker;
  const auto taken = transaction.one(
      "UPDATE lavoro_voce SET stato = 'in_corso', tentativi = tentativi + 1, lavoratore = $1, affitto_fino = $2 "
      "WHERE lavoro = $3 AND stato = 'in_attesa' AND indice = (SELECT voce.indice FROM lavoro_voce voce "
      "WHERE voce.lavoro = $4 AND voce.stato = 'in_attesa' ORDER BY voce.tentativi, voce.indice LIMIT 1" +
          std::string(dialect::skipLocked()) +
          ") RETURNING indice, tentativi, percorso, rete, incontro, bozza, corregge, "
          "correzione, bozza_versione",
      {worker, utcIn(seconds), leased.job.id, leased.job.id});
  if (!taken) return std::nullopt;
  transaction.execute(
      "UPDATE lavoro SET stato = 'in_corso', turno = (SELECT MAX(altro.turno) + 1 FROM lavoro altro) WHERE id = $1",
      {leased.job.id});
  leased.attempt = taken->integer(1);
  leased.item = {taken->integer(0), taken->text(2), taken->text(3), taken->text(4), taken->text(5),
                 taken->text(6),    taken->text(7), taken->integer(8), {}};
  return leased;
}

std::string Jobs::data(Transaction& transaction, const LeasedItem& leased) const {
  const auto row = transaction.one("SELECT dati FROM lavoro_voce WHERE lavoro = $1 AND indice = $2",
                                   {leased.job.id, leased.item.index});
  if (!row || row->null(0)) return {};
  return vault_.open(transaction, dataScope(leased.job.id), ItemPlace(leased.job.id, leased.item.index).data(),
                     row->bytes(0));
}

bool Jobs::succeed(Transaction& transaction, const LeasedItem& leased, const std::string& document) const {
  const std::size_t changed = transaction.execute(
      "UPDATE lavoro_voce SET stato = 'fatta', lavoratore = NULL, affitto_fino = NULL, dati = NULL, documento = $1 "
      "WHERE lavoro = $2 AND indice = $3 AND stato = 'in_corso' AND lavoratore = $4 AND tentativi = $5",
      {document, leased.job.id, leased.item.index, leased.worker, leased.attempt});
  if (changed == 1) count(transaction, leased.job.id, "fatte");
  return changed == 1;
}

bool Jobs::fail(Transaction& transaction, const LeasedItem& leased, const std::string& error) const {
  const std::string sealed = sealError(transaction, leased.job.id, leased.item.index, error);
  const std::size_t changed = transaction.execute(
      "UPDATE lavoro_voce SET stato = 'fallita', lavoratore = NULL, affitto_fino = NULL, dati = NULL, errore = $1 "
      "WHERE lavoro = $2 AND indice = $3 AND stato = 'in_corso' AND lavoratore = $4 AND tentativi = $5",
      {SqlBytes{sealed}, leased.job.id, leased.item.index, leased.worker, leased.attempt});
  if (changed == 1) count(transaction, leased.job.id, "fallite");
  return changed == 1;
}

void Jobs::putBack(Transaction& transaction, const LeasedItem& leased) const {
  transaction.execute(
      "UPDATE lavoro_voce SET stato = 'in_attesa', tentativi = tentativi - 1, lavoratore = NULL, affitto_fino = NULL "
      "WHERE lavoro = $1 AND indice = $2 AND stato = 'in_corso' AND lavoratore = $3 AND tentativi = $4",
      {leased.job.id, leased.item.index, leased.worker, leased.attempt});
  const auto job = transaction.one("SELECT da_annullare FROM lavoro WHERE id = $1", {leased.job.id});
  if (job && job->integer(0) != 0) cancel(transaction, leased.job.id);
}

void Jobs::renew(Transaction& transaction, const std::string& worker, long seconds) const {
  transaction.execute("UPDATE lavoro_voce SET affitto_fino = $1 WHERE lavoratore = $2 AND stato = 'in_corso'",
                      {utcIn(seconds), worker});
}

std::size_t Jobs::reclaim(Transaction& transaction, const std::string& worker, std::int64_t attempts,
                          const std::string& error) const {
  const std::string gone = dialect::servesOneProcess() ? "lavoratore <> $1" : "affitto_fino < $1";
  const auto rows = transaction.query(
      "SELECT lavoro, indice, tentativi, lavoratore FROM lavoro_voce WHERE lavoro IN "
      "(SELECT id FROM lavoro WHERE stato = 'in_corso') AND stato = 'in_corso' AND " + gone,
      {dialect::servesOneProcess() ? worker : utcNow()});
  for (const SqlRow& row : rows) {
    LeasedItem leased;
    leased.job.id = row.text(0);
    leased.item.index = row.integer(1);
    leased.attempt = row.integer(2);
    leased.worker = row.text(3);
    if (leased.attempt >= attempts) {
      fail(transaction, leased, error);
      continue;
    }
    transaction.execute(
        "UPDATE lavoro_voce SET stato = 'in_attesa', lavoratore = NULL, affitto_fino = NULL WHERE lavoro = $1 AND indice = $2",
        {leased.job.id, leased.item.index});
    const auto job = transaction.one("SELECT da_annullare FROM lavoro WHERE id = $1", {leased.job.id});
    if (job->integer(0) != 0) cancel(transaction, leased.job.id);
  }
  return rows.size();
}

void Jobs::cancel(Transaction& transaction, const std::string& id) const {
  const std::size_t dropped = transaction.execute(
      "UPDATE lavoro_voce SET stato = 'annullata', dati = NULL WHERE lavoro = $1 AND stato = 'in_attesa'", {id});
  transaction.execute(
      "UPDATE lavoro SET da_annullare = 1, annullate = annullate + $1 WHERE id = $2 AND stato IN ('in_attesa', 'in_corso')",
      {asCount(dropped), id});
  endJob(transaction, id);
}

void Jobs::count(Transaction& transaction, const std::string& job, const std::string& counter) const {
  transaction.execute("UPDATE lavoro SET " + counter + " = " + counter + " + 1 WHERE id = $1", {job});
  endJob(transaction, job);
}

void Jobs::endJob(Transaction& transaction, const std::string& id) const {
  const std::size_t ended = transaction.execute(
      "UPDATE lavoro SET stato = CASE WHEN annullate > 0 THEN 'annullato' ELSE 'finito' END, finito_il = $1 "
      "WHERE id = $2 AND stato IN ('in_attesa', 'in_corso') AND fatte + fallite + annullate = totale", {utcNow(), id});
  if (ended == 1) vault_.erase(transaction, dataScope(id));
}

std::string Jobs::sealError(Transaction& transaction, const std::string& job, std::int64_t index,
                            const std::string& error) const {
  return vault_.seal(transaction, errorScope(job), ItemPlace(job, index).error(), error);
}

std::vector<JobFailure> Jobs::failures(Transaction& transaction, const std::string& id, std::int64_t after,
                                       std::size_t limit) const {
  std::vector<JobFailure> failures;
  for (const SqlRow& row : transaction.query(
           "SELECT indice, errore FROM lavoro_voce WHERE lavoro = $1 AND stato = 'fallita' AND indice > $2 "
           "ORDER BY indice LIMIT $3", {id, after, asCount(limit)})) {
    failures.push_back({row.integer(0), vault_.open(transaction, errorScope(id), ItemPlace(id, row.integer(0)).error(),
                                                    row.bytes(1))});
  }
  return failures;
}

std::vector<JobDocument> Jobs::documents(Transaction& transaction, const std::string& id, std::int64_t after,
                                         std::size_t limit) const {
  std::vector<JobDocument> documents;
  for (const SqlRow& row : transaction.query(
           "SELECT indice, documento FROM lavoro_voce WHERE lavoro = $1 AND stato = 'fatta' AND indice > $2 "
           "ORDER BY indice LIMIT $3", {id, after, asCount(limit)})) {
    documents.push_back({row.integer(0), row.text(1)});
  }
  return documents;
}

std::size_t Jobs::expire(Transaction& transaction) const {
  const auto rows = transaction.query(
      "SELECT id FROM lavoro WHERE stato IN ('finito', 'annullato') AND scade_il < $1", {utcNow()});
  for (const SqlRow& row : rows) {
    const std::string& id = row.text(0);
    transaction.execute("DELETE FROM lavoro_voce WHERE lavoro = $1", {id});
    transaction.execute("DELETE FROM lavoro WHERE id = $1", {id});
    vault_.erase(transaction, dataScope(id));
    vault_.erase(transaction, errorScope(id));
  }
  return rows.size();
}

}  // namespace stesura
