#include "service/store/drafts.h"

#include "service/store/moment.h"

namespace stesura {
namespace {

constexpr std::string_view kColumns =
    "id, tipo, modello, ente, autore, affidata_a, percorso, rete, incontro, classe, versione, creata_il, "
    "modificata_il, schema_sha256, presenti, applicabili, ambito";

DraftRecord recordFrom(const SqlRow& row) {
  DraftRecord record;
  std::size_t at = 0;
  for (std::string* member : {&record.id, &record.kind, &record.layout, &record.agency, &record.author, &record.holder,
                              &record.path, &record.network, &record.meeting, &record.ceiling}) {
    *member = row.text(at++);
  }
  record.version = row.integer(at++);
  for (std::string* member : {&record.createdAt, &record.changedAt, &record.schemaSha256}) *member = row.text(at++);
  record.present = row.integer(at++);
  record.applicable = row.integer(at++);
  record.scope = row.text(at);
  return record;
}

std::string select(std::string_view rest) {
  return "SELECT " + std::string(kColumns) + " FROM bozza WHERE " + std::string(rest);
}

}  // namespace

SqlBytes Drafts::sealed(Transaction& transaction, const DraftRecord& record, const DraftContent& content) const {
  const Json whole = {{"dati", content.data}, {"origini", content.origins}, {"problemi", content.problems}, {"da_parte", content.aside}};
  return {vault_.seal(transaction, record.scope, {"bozza", record.id, "contenuto"}, whole.dump())};
}

void Drafts::add(Transaction& transaction, const DraftRecord& record, const DraftContent& content) const {
  transaction.execute(
      "INSERT INTO bozza (id, tipo, modello, ente, autore, affidata_a, percorso, rete, incontro, classe, versione, "
      "creata_il, modificata_il, schema_sha256, presenti, applicabili, ambito, contenuto) VALUES ($1, $2, $3, $4, $5, "
      "$6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
      {record.id, record.kind, record.layout, record.agency, record.author, record.holder, record.path, record.network,
       record.meeting, record.ceiling, record.version, record.createdAt, record.changedAt,
       record.schemaSha256, record.present, record.applicable, record.scope, sealed(transaction, record, content)});
}

std::optional<DraftRecord> Drafts::find(Transaction& transaction, const std::string& id) const {
  const auto row = transaction.one(select("id = $1"), {id});
  if (!row) return std::nullopt;
  return recordFrom(*row);
}

DraftContent Drafts::content(Transaction& transaction, const DraftRecord& record) const {
  const auto row = transaction.one("SELECT contenuto FROM bozza WHERE id = $1", {record.id});
  const std::string_view bytes = row ? std::string_view(row->bytes(0)) : std::string_view();
  Json whole = parseJson(vault_.open(transaction, record.scope, {"bozza", record.id, "contenuto"}, bytes));
  return {std::move(whole.at("dati")), std::move(whole.at("origini")), std::move(whole.at("problemi")), std::move(whole.at("da_parte"))};
}

std::vector<DraftRecord> Drafts::list(Transaction& transaction, const DraftFilter& filter) const {
  std::vector<SqlValue> values = {filter.agency, filter.after};
  std::string sql = select("ente = $1 AND id > $2 AND (1 = 0");
  if (filter.shared) sql += " OR (percorso = '' AND classe IN ('P', 'I'))";
  const auto also = [&](const std::string& before, const std::string& value, const std::string& behind = {}) {
    values.emplace_back(value);
    sql += before + "$" + std::to_string(values.size()) + behind;
  };
  if (filter.own) also(" OR (percorso = '' AND autore = ", filter.reader, ")");
  if (filter.operates) also(" OR percorso IN (SELECT percorso FROM percorso_operatore WHERE utente = ", filter.reader, ")");
  sql += ")";
  if (!filter.kind.empty()) also(" AND tipo = ", filter.kind);
  if (!filter.path.empty()) also(" AND percorso = ", filter.path);
  values.emplace_back(static_cast<std::int64_t>(filter.limit));
  sql += " ORDER BY id LIMIT $" + std::to_string(values.size());
  std::vector<DraftRecord> records;
  for (const SqlRow& row : transaction.query(sql, std::move(values))) records.push_back(recordFrom(row));
  return records;
}

bool Drafts::change(Transaction& transaction, DraftRecord& record, const DraftContent& content) const {
  record.changedAt = utcNow();
  const std::size_t changed = transaction.execute(
      "UPDATE bozza SET modello = $1, affidata_a = $2, versione = versione + 1, modificata_il = $3, schema_sha256 = $4, "
      "presenti = $5, applicabili = $6, contenuto = $7 WHERE id = $8 AND versione = $9",
      {record.layout, record.holder, record.changedAt, record.schemaSha256, record.present, record.applicable,
       sealed(transaction, record, content), record.id, record.version});
  if (changed == 0) return false;
  ++record.version;
  return true;
}

bool Drafts::remove(Transaction& transaction, const DraftRecord& record) const {
  return transaction.execute("DELETE FROM bozza WHERE id = $1 AND versione = $2", {record.id, record.version}) > 0;
}

}  // namespace stesura
