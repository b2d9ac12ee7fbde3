#include "service/store/documents.h"

#include <algorithm>

namespace stesura {

const std::string_view kDocumentColumns =
    "d.id, d.ente, d.tipo, d.modello, d.formato, d.percorso, d.rete, d.incontro, d.bozza, d.bozza_versione, d.autore, "
    "d.classe, d.ambito, d.stato, d.modifiche, d.versione, d.corregge, d.correzione, d.superato_da, d.dati_id, "
    "d.sha256, d.dimensione, d.schema_sha256, d.modello_sha256, d.emesso_il, d.conservare_fino, d.protocolli, "
    "d.cancellato_il, d.autorizzazione";

namespace {

constexpr std::string_view kTable = "documento_parte";
constexpr std::string_view kHistory = "documento_storia";

std::string nameOf(DocumentPart which) { return which == DocumentPart::content ? "contenuto" : "dati"; }

// The count stands with each part: one that is missing or too many makes all others fail.
std::string rowOf(const std::string& document, std::size_t number, std::size_t count) {
  return document + '/' + std::to_string(number) + '/' + std::to_string(count);
}

std::string historyRow(const std::string& document, std::int64_t number) {
  return document + '/' + std::to_string(number);
}

std::string select(std::string_view rest) {
  return "SELECT " + std::string(kDocumentColumns) + " FROM documento d " + std::string(rest);
}

}  // namespace

DocumentRecord documentFromRow(const SqlRow& row) {
  std::size_t at = 0;
  const auto text = [&] { return row.text(at++); };
  const auto number = [&] { return row.integer(at++); };
  DocumentRecord record;
  for (std::string* member : {&record.id, &record.agency, &record.kind, &record.layout, &record.format, &record.path,
                              &record.network, &record.meeting, &record.draft}) {
    *member = text();
  }
  record.draftVersion = number();
  for (std::string* member : {&record.author, &record.ceiling, &record.scope, &record.state}) *member = text();
  record.changes = number();
  record.version = number();
  for (std::string* member : {&record.corrects, &record.correction, &record.supersededBy, &record.dataId, &record.sha256}) {
    *member = text();
  }
  record.size = number();
  for (std::string* member : {&record.schemaSha256, &record.templateSha256, &record.issuedAt, &record.keepUntil}) {
    *member = text();
  }
  record.registrations = number();
  record.erasedAt = text();
  record.authorisation = text();
  return record;
}

void Documents::addParts(Transaction& transaction, const DocumentRecord& record, DocumentPart which,
                         std::string_view plain) const {
  const std::string name = nameOf(which);
  const std::size_t count = std::max<std::size_t>(1, (plain.size() + kPartBytes - 1) / kPartBytes);
  for (std::size_t number = 0; number < count; ++number) {
    const std::string row = rowOf(record.id, number, count);
    transaction.execute(
        "INSERT INTO documento_parte (documento, che, numero, sigillato) VALUES ($1, $2, $3, $4)",
        {record.id, name, static_cast<std::int64_t>(number),
         SqlBytes{vault_.seal(transaction, record.scope, {kTable, row, name}, plain.substr(number * kPartBytes, kPartBytes))}});
  }
}

void Documents::add(Transaction& transaction, const DocumentRecord& record, std::string_view bytes,
                    std::string_view data) const {
  transaction.execute(
      "INSERT INTO documento (id, ente, tipo, modello, formato, percorso, rete, incontro, bozza, bozza_versione, "
      "autore, classe, ambito, stato, modifiche, versione, corregge, correzione, superato_da, dati_id, sha256, "
      "dimensione, schema_sha256, modello_sha256, emesso_il, conservare_fino, protocolli, cancellato_il, "
      "autorizzazione) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, "
      "$20, $21, $22, $23, $24, $25, $26, $27, $28, $29)",
      {record.id, record.agency, record.kind, record.layout, record.format, record.path, record.network, record.meeting,
       record.draft, record.draftVersion, record.author, record.ceiling, record.scope, record.state, record.changes,
       record.version, record.corrects, record.correction, record.supersededBy, record.dataId, record.sha256,
       record.size, record.schemaSha256, record.templateSha256, record.issuedAt, record.keepUntil,
       record.registrations, record.erasedAt, record.authorisation});
  addParts(transaction, record, DocumentPart::content, bytes);
  addParts(transaction, record, DocumentPart::data, data);
  transaction.execute("INSERT INTO documento_storia (documento, numero, stato, chi, quando, motivo) VALUES ($1, 1, $2, $3, $4, NULL)",
                      {record.id, record.state, record.author, record.issuedAt});
  if (record.corrects.empty()) return;
  transaction.execute("UPDATE documento SET superato_da = $1, modifiche = modifiche + 1 WHERE id = $2",
                      {record.id, record.corrects});
}

std::optional<DocumentRecord> Documents::find(Transaction& transaction, const std::string& id) const {
  const auto row = transaction.one(select("WHERE d.id = $1"), {id});
  if (!row) return std::nullopt;
  return documentFromRow(*row);
}

std::optional<DocumentRecord> Documents::issuedFrom(Transaction& transaction, const DocumentRecord& wanted) const {
  const auto row = transaction.one(
      select("WHERE d.bozza = $1 AND d.bozza_versione = $2 AND d.modello = $3 AND d.formato = $4 AND d.stato <> 'annullato' "
             "AND d.cancellato_il = '' ORDER BY d.id DESC LIMIT 1"),
      {wanted.draft, wanted.draftVersion, wanted.layout, wanted.format});
  if (!row) return std::nullopt;
  return documentFromRow(*row);
}

std::size_t Documents::partCount(Transaction& transaction, const DocumentRecord& record, DocumentPart which) const {
  const auto row = transaction.one("SELECT COUNT(*) FROM documento_parte WHERE documento = $1 AND che = $2",
                                   {record.id, nameOf(which)});
  return static_cast<std::size_t>(row->integer(0));
}

std::string Documents::part(Transaction& transaction, const DocumentRecord& record, DocumentPart which,
                            std::size_t number, std::size_t count) const {
  const std::string name = nameOf(which);
  const auto row = transaction.one("SELECT sigillato FROM documento_parte WHERE documento = $1 AND che = $2 AND numero = $3",
                                   {record.id, name, static_cast<std::int64_t>(number)});
  return vault_.open(transaction, record.scope, {kTable, rowOf(record.id, number, count), name},
                     row ? std::string_view(row->bytes(0)) : std::string_view());
}

std::string Documents::data(Transaction& transaction, const DocumentRecord& record) const {
  const std::size_t count = partCount(transaction, record, DocumentPart::data);
  std::string text;
  for (std::size_t number = 0; number < std::max<std::size_t>(count, 1); ++number) {
    text += part(transaction, record, DocumentPart::data, number, count);
  }
  return text;
}

bool Documents::knowsMaterial(Transaction& transaction, const std::string& sha256) const {
  return transaction.one("SELECT nome FROM materiale WHERE sha256 = $1 LIMIT 1", {sha256}).has_value();
}

void Documents::addMaterial(Transaction& transaction, const std::string& sha256,
                            const std::map<std::string, std::string>& files) const {
  for (const auto& [name, bytes] : files) {
    transaction.execute("INSERT INTO materiale (sha256, nome, byte) VALUES ($1, $2, $3) ON CONFLICT (sha256, nome) DO NOTHING",
                        {sha256, name, SqlBytes{bytes}});
  }
}

std::map<std::string, std::string> Documents::material(Transaction& transaction, const std::string& sha256) const {
  std::map<std::string, std::string> files;
  for (const SqlRow& row : transaction.query("SELECT nome, byte FROM materiale WHERE sha256 = $1", {sha256})) {
    files[row.text(0)] = row.bytes(1);
  }
  return files;
}

bool Documents::moveTo(Transaction& transaction, const DocumentRecord& record, const StateChange& change) const {
  const std::size_t moved = transaction.execute(
      "UPDATE documento SET stato = $1, modifiche = modifiche + 1 WHERE id = $2 AND modifiche = $3",
      {change.state, record.id, record.changes});
  if (moved == 0) return false;
  const std::int64_t number =
      transaction.one("SELECT COALESCE(MAX(numero), 0) FROM documento_storia WHERE documento = $1", {record.id})->integer(0) + 1;
  std::vector<SqlValue> values = {record.id, number, change.state, change.who, change.when};
  if (change.reason.empty()) {
    values.emplace_back(nullptr);
  } else {
    const std::string row = historyRow(record.id, number);
    values.emplace_back(SqlBytes{vault_.seal(transaction, record.scope, {kHistory, row, "motivo"}, change.reason)});
  }
  transaction.execute("INSERT INTO documento_storia (documento, numero, stato, chi, quando, motivo) VALUES ($1, $2, $3, $4, $5, $6)",
                      std::move(values));
  return true;
}

std::vector<StateChange> Documents::history(Transaction& transaction, const DocumentRecord& record, bool reasons) const {
  std::vector<StateChange> changes;
  for (const SqlRow& row : transaction.query(
           "SELECT stato, chi, quando, motivo, numero FROM documento_storia WHERE documento = $1 ORDER BY numero", {record.id})) {
    StateChange change{row.text(0), row.text(1), row.text(2), {}};
    if (reasons && !row.null(3)) {
      change.reason = vault_.open(transaction, record.scope, {kHistory, historyRow(record.id, row.integer(4)), "motivo"}, row.bytes(3));
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

bool Documents::addRegistration(Transaction& transaction, const DocumentRecord& record, const Registration& registration) const {
  const std::size_t added = transaction.execute(
      "INSERT INTO documento_protocollo (documento, ente, codice_amministrazione, codice_aoo, codice_registro, anno, "
      "numero, data, ora, chi, quando) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
      {record.id, registration.agency, registration.administrationCode, registration.areaCode, registration.registerCode,
       registration.date.substr(0, 4), registration.number, registration.date, registration.time, registration.who,
       registration.when});
  if (added == 0) return false;
  transaction.execute("UPDATE documento SET protocolli = protocolli + 1, modifiche = modifiche + 1 WHERE id = $1", {record.id});
  return true;
}

std::vector<Registration> Documents::registrations(Transaction& transaction, const std::string& document) const {
  std::vector<Registration> list;
  for (const SqlRow& row : transaction.query(
           "SELECT ente, codice_amministrazione, codice_aoo, codice_registro, numero, data, ora, chi, quando "
           "FROM documento_protocollo WHERE documento = $1 ORDER BY quando, ente", {document})) {
    list.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), row.text(7), row.text(8)});
  }
  return list;
}

}  // namespace stesura
