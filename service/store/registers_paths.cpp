#include <algorithm>

#include "service/refusal.h"
#include "service/store/moment.h"
#include "service/store/registers.h"

namespace stesura {
namespace {

constexpr std::string_view kFacts =
    "p.id, p.ente, p.persona, p.rete, p.codice, p.fase, p.aperto_il, p.chiuso_il, p.versione";

PathFacts factsOf(const SqlRow& row) {
  PathFacts facts;
  facts.id = row.text(0);
  facts.agency = row.text(1);
  facts.person = row.text(2);
  facts.network = row.text(3);
  facts.code = row.text(4);
  facts.phase = row.text(5);
  facts.openedOn = row.text(6);
  facts.closedOn = row.text(7);
  facts.version = row.integer(8);
  return facts;
}

// A statement that grows by one condition at a time.
struct Query {
  std::string sql;
  std::vector<SqlValue> values{};

  void also(const std::string& condition, SqlValue value) {
    values.push_back(std::move(value));
    sql += " AND " + condition + " $" + std::to_string(values.size());
  }
};

void narrow(Query& query, const PathFilter& filter) {
  query.also("p.id >", filter.after);
  query.sql += " AND EXISTS (SELECT 1 FROM chiave WHERE ambito = 'percorso/' || p.id)";  // not erased
  if (!filter.network.empty()) query.also("p.rete =", filter.network);
  if (!filter.phase.empty()) query.also("p.fase =", filter.phase);
  if (!filter.person.empty()) query.also("p.persona =", filter.person);
  if (filter.open) query.sql += *filter.open ? " AND p.chiuso_il = ''" : " AND p.chiuso_il <> ''";
}

std::vector<PathFacts> answer(Transaction& transaction, Query query, std::size_t limit) {
  query.values.emplace_back(static_cast<std::int64_t>(limit));
  query.sql += " ORDER BY p.id LIMIT $" + std::to_string(query.values.size());
  std::vector<PathFacts> facts;
  for (const SqlRow& row : transaction.query(query.sql, std::move(query.values)))
    facts.push_back(factsOf(row));
  return facts;
}

std::string recipientRow(const std::string& path, std::int64_t number) {
  return path + "/" + std::to_string(number);
}

}  // namespace

std::optional<PathFacts> Registers::path(Transaction& transaction, const std::string& id) const {
  const auto row =
      transaction.one("SELECT " + std::string(kFacts) + " FROM percorso p WHERE p.id = $1", {id});
  if (!row) return std::nullopt;
  PathFacts facts = factsOf(*row);
  for (const SqlRow& each : transaction.query(
           "SELECT utente FROM percorso_operatore WHERE percorso = $1 ORDER BY dal, utente",
           {id})) {
    facts.operators.push_back(each.text(0));
  }
  for (const SqlRow& each : transaction.query(
           "SELECT ente, case_manager, riceve, base, dal, revocato_il FROM percorso_destinatario "
           "WHERE percorso = $1 ORDER BY numero",
           {id})) {
    facts.recipients.push_back(
        {each.text(0), each.text(1), each.text(2), each.text(3), {}, each.text(4), each.text(5)});
  }
  return facts;
}

std::vector<PathFacts> Registers::paths(Transaction& transaction, const PathFilter& filter) const {
  const std::string facts(kFacts);
  if (!filter.operatorId.empty()) {
    Query query{"SELECT " + facts +
                " FROM percorso_operatore o JOIN percorso p ON p.id = o.percorso WHERE 1 = 1"};
    query.also("o.utente =", filter.operatorId);
    if (!filter.agency.empty()) query.also("p.ente =", filter.agency);
    narrow(query, filter);
    return answer(transaction, std::move(query), filter.limit);
  }
  Query own{"SELECT " + facts + " FROM percorso p WHERE 1 = 1"};
  if (!filter.agency.empty()) own.also("p.ente =", filter.agency);
  narrow(own, filter);
  std::vector<PathFacts> found = answer(transaction, std::move(own), filter.limit);
  if (filter.agency.empty() || filter.receivingOn.empty()) return found;
  Query received{"SELECT " + facts +
                 " FROM percorso_destinatario d JOIN percorso p ON p.id = d.percorso WHERE "
                 "d.revocato_il = ''"};
  received.also("d.ente =", filter.agency);
  received.also("d.dal <=", filter.receivingOn);
  received.also("d.percorso >", filter.after);
  narrow(received, filter);
  for (PathFacts& each : answer(transaction, std::move(received), filter.limit))
    found.push_back(std::move(each));
  std::sort(found.begin(), found.end(),
            [](const PathFacts& left, const PathFacts& right) { return left.id < right.id; });
  found.erase(std::unique(found.begin(), found.end(),
                          [](const PathFacts& left, const PathFacts& right) {
                            return left.id == right.id;
                          }),
              found.end());
  if (found.size() > filter.limit) found.resize(filter.limit);
  return found;
}

std::vector<PathRecipient> Registers::recipients(Transaction& transaction,
                                                 const std::string& path) const {
  std::vector<PathRecipient> recipients;
  for (const SqlRow& row :
       transaction.query("SELECT ente, case_manager, riceve, base, riferimento, dal, revocato_il, "
                         "numero FROM percorso_destinatario "
                         "WHERE percorso = $1 ORDER BY numero",
                         {path})) {
    const std::string place = recipientRow(path, row.integer(7));
    const std::string reference =
        vault_.open(transaction, "percorso/" + path,
                    {"percorso_destinatario", place, "riferimento"}, row.bytes(4));
    recipients.push_back(
        {row.text(0), row.text(1), row.text(2), row.text(3), reference, row.text(5), row.text(6)});
  }
  return recipients;
}

void Registers::touch(Transaction& transaction, const std::string& path) const {
  transaction.execute(
      "UPDATE percorso SET versione = versione + 1, modificato_il = $1 WHERE id = $2",
      {utcNow(), path});
}

void Registers::addRecipient(Transaction& transaction, const std::string& path,
                             const PathRecipient& recipient) const {
  if (transaction.one("SELECT 1 FROM percorso_destinatario WHERE percorso = $1 AND ente = $2 AND "
                      "revocato_il = ''",
                      {path, recipient.agency})) {
    throw Refusal(RefusalKind::conflict,
                  "Questo ente riceve già il percorso. Per cambiare che cosa riceve: prima la "
                  "revoca, poi una nuova comunicazione.");
  }
  const auto last = transaction.one(
      "SELECT COALESCE(MAX(numero), 0) FROM percorso_destinatario WHERE percorso = $1", {path});
  const std::int64_t number = last->integer(0) + 1;
  const std::string place = recipientRow(path, number);
  const std::string reference =
      vault_.seal(transaction, "percorso/" + path, {"percorso_destinatario", place, "riferimento"},
                  recipient.reference);
  transaction.execute(
      "INSERT INTO percorso_destinatario (percorso, numero, ente, riceve, base, riferimento, dal, "
      "revocato_il, case_manager) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {path, number, recipient.agency, recipient.receives, recipient.basis, SqlBytes{reference},
       recipient.from, recipient.revokedAt, recipient.caseManager});
  touch(transaction, path);
}

bool Registers::revokeRecipient(Transaction& transaction, const std::string& path,
                                const std::string& agency) const {
  const bool revoked = transaction.execute(
                           "UPDATE percorso_destinatario SET revocato_il = $1 WHERE percorso = $2 "
                           "AND ente = $3 AND revocato_il = ''",
                           {utcNow(), path, agency}) > 0;
  if (revoked) touch(transaction, path);
  return revoked;
}

bool Registers::nameCaseManager(Transaction& transaction, const std::string& path,
                                const std::string& agency, const std::string& user) const {
  const bool named = transaction.execute(
                         "UPDATE percorso_destinatario SET case_manager = $1 WHERE percorso = $2 "
                         "AND ente = $3 AND revocato_il = ''",
                         {user, path, agency}) > 0;
  if (named) touch(transaction, path);
  return named;
}

void Registers::addOperator(Transaction& transaction, const std::string& path,
                            const std::string& user) const {
  if (transaction.execute("INSERT INTO percorso_operatore (percorso, utente, dal) VALUES ($1, $2, "
                          "$3) ON CONFLICT (percorso, utente) DO NOTHING",
                          {path, user, utcNow()}) > 0) {
    touch(transaction, path);
  }
}

void Registers::removeOperator(Transaction& transaction, const std::string& path,
                               const std::string& user) const {
  if (transaction.execute("DELETE FROM percorso_operatore WHERE percorso = $1 AND utente = $2",
                          {path, user}) > 0) {
    touch(transaction, path);
  }
}

}  // namespace stesura
