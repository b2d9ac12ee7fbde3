#include "service/store/document_erasing.h"

namespace stesura {
namespace {

constexpr const char* kRegistered = "(d.protocolli > 0 OR d.stato IN ('registrato', 'pubblicato'))";

std::vector<DocumentRecord> recordsOf(const std::vector<SqlRow>& rows) {
  std::vector<DocumentRecord> records;
  for (const SqlRow& row : rows) records.push_back(documentFromRow(row));
  return records;
}

std::string select(const std::string& rest) {
  return "SELECT " + std::string(kDocumentColumns) + " FROM documento d WHERE d.cancellato_il = '' AND " + rest;
}

}  // namespace

std::vector<DocumentRecord> documentsPastTheirTime(Transaction& transaction, const std::string& today, bool registered,
                                                   std::size_t limit) {
  return recordsOf(transaction.query(
      select(std::string("d.conservare_fino > '' AND d.conservare_fino < $1 AND ") + (registered ? "" : "NOT ") + kRegistered +
             " ORDER BY d.conservare_fino, d.id LIMIT $2"),
      {today, static_cast<std::int64_t>(limit)}));
}

std::size_t countDocumentsPastTheirTime(Transaction& transaction, const std::string& today) {
  const auto row = transaction.one(
      std::string("SELECT COUNT(*) FROM documento d WHERE d.cancellato_il = '' AND d.conservare_fino > '' AND d.conservare_fino < $1 AND NOT ") +
          kRegistered, {today});
  return static_cast<std::size_t>(row->integer(0));
}

void eraseDocument(Transaction& transaction, const DocumentRecord& record, const std::string& when,
                   const std::string& authorisation) {
  transaction.execute("DELETE FROM documento_parte WHERE documento = $1", {record.id});
  transaction.execute("UPDATE documento_storia SET motivo = NULL WHERE documento = $1", {record.id});
  transaction.execute("UPDATE documento SET cancellato_il = $1, autorizzazione = $2, modifiche = modifiche + 1 WHERE id = $3",
                      {when, authorisation, record.id});
}

std::vector<std::pair<std::string, std::string>> draftsUntouchedSince(Transaction& transaction, const std::string& moment, std::size_t limit) {
  std::vector<std::pair<std::string, std::string>> drafts;
  for (const SqlRow& row : transaction.query("SELECT id, ente FROM bozza WHERE modificata_il < $1 ORDER BY modificata_il LIMIT $2",
                                             {moment, static_cast<std::int64_t>(limit)})) {
    drafts.emplace_back(row.text(0), row.text(1));
  }
  return drafts;
}

void eraseDraft(Transaction& transaction, const std::string& id) {
  transaction.execute("DELETE FROM bozza WHERE id = $1", {id});
}

void eraseDraftsOfPath(Transaction& transaction, const std::string& path) {
  transaction.execute("DELETE FROM bozza WHERE percorso = $1", {path});
}

bool scopeHasRegistered(Transaction& transaction, const std::string& scope) {
  return transaction.one(select(std::string("d.ambito = $1 AND ") + kRegistered + " LIMIT 1"), {scope}).has_value();
}

std::vector<DocumentRecord> documentsOfScope(Transaction& transaction, const std::string& scope) {
  return recordsOf(transaction.query(select("d.ambito = $1"), {scope}));
}

}  // namespace stesura
