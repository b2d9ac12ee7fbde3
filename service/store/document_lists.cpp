#include "service/store/document_lists.h"

namespace stesura {
namespace {

// Adds conditions with their values, numbered as they come.
class Conditions {
 public:
  void add(const std::string& text, SqlValue value) {
    values_.push_back(std::move(value));
    text_ += (text_.empty() ? " WHERE " : " AND ") + text + " $" + std::to_string(values_.size());
  }
  void add(const std::string& text) { text_ += (text_.empty() ? " WHERE " : " AND ") + text; }
  std::string placeholder(SqlValue value) {
    values_.push_back(std::move(value));
    return "$" + std::to_string(values_.size());
  }
  const std::string& text() const { return text_; }
  std::vector<SqlValue> values() && { return std::move(values_); }

 private:
  std::string text_;
  std::vector<SqlValue> values_;
};

std::string tablesOf(DocumentSource source) {
  switch (source) {
    case DocumentSource::cases: return "percorso_operatore o JOIN documento d ON d.percorso = o.percorso";
    case DocumentSource::managed:
    case DocumentSource::received: return "percorso_destinatario o JOIN documento d ON d.percorso = o.percorso";
    default: return "documento d";
  }
}

void addOwner(Conditions& where, const DocumentQuery& query) {
  switch (query.source) {
    case DocumentSource::agency: where.add("d.ente =", query.owner); break;
    case DocumentSource::agencyWithoutPath: where.add("d.ente =", query.owner); break;
    case DocumentSource::network: where.add("d.rete =", query.owner); break;
    case DocumentSource::author: where.add("d.autore =", query.owner); break;
    case DocumentSource::path: where.add("d.percorso =", query.owner); break;
    case DocumentSource::cases: where.add("o.utente =", query.owner); break;
    case DocumentSource::managed:
      where.add("o.case_manager =", query.owner);
      where.add("o.revocato_il = ''");
      break;
    case DocumentSource::received:
      where.add("o.ente =", query.owner);
      where.add("o.revocato_il = ''");
      break;
  }
  const bool pathless = query.source == DocumentSource::agencyWithoutPath || query.source == DocumentSource::network ||
                        query.source == DocumentSource::author;
  if (pathless) where.add("d.percorso = ''");
  if (!query.ceiling.empty()) where.add("d.classe =", query.ceiling);
}

}  // namespace

std::pair<std::string, std::vector<SqlValue>> documentListSql(const DocumentQuery& query, const DocumentFilter& filter) {
  Conditions where;
  addOwner(where, query);
  if (!filter.kind.empty()) where.add("d.tipo =", filter.kind);
  if (!filter.state.empty()) where.add("d.stato =", filter.state);
  if (!filter.before.empty()) where.add("d.id <", filter.before);
  std::string sql = "SELECT " + std::string(kDocumentColumns) + " FROM " + tablesOf(query.source) + where.text();
  sql += " ORDER BY d.id DESC LIMIT " + where.placeholder(static_cast<std::int64_t>(filter.limit));
  return {std::move(sql), std::move(where).values()};
}

std::vector<DocumentRecord> listDocuments(Transaction& transaction, const DocumentQuery& query, const DocumentFilter& filter) {
  auto [sql, values] = documentListSql(query, filter);
  std::vector<DocumentRecord> records;
  for (const SqlRow& row : transaction.query(sql, std::move(values))) records.push_back(documentFromRow(row));
  return records;
}

std::vector<AuditRow> auditOfDocument(Transaction& transaction, const std::string& document, std::size_t limit) {
  std::vector<AuditRow> rows;
  for (const SqlRow& row : transaction.query(
           "SELECT numero, quando, chi, ente, azione, risorsa, oggetto, esito FROM audit "
           "WHERE risorsa = 'documenti' AND oggetto = $1 ORDER BY numero DESC LIMIT $2",
           {document, static_cast<std::int64_t>(limit)})) {
    AuditRow read;
    read.number = row.integer(0);
    read.when = row.text(1);
    read.entry = {row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), row.text(7)};
    rows.push_back(std::move(read));
  }
  return rows;
}

}  // namespace stesura
