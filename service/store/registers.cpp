#include "service/store/registers.h"

#include "service/refusal.h"
#include "service/store/moment.h"
#include "service/store/register_columns.h"

namespace stesura {
namespace {

// Agencies own themselves.
std::string agencyColumn(Register which) { return which == Register::agencies ? "id" : "ente"; }

// Whose key is gone is nobody any more.
const std::string kNotErased = "EXISTS (SELECT 1 FROM chiave WHERE ambito = 'persona/' || persona.id)";

// An erased person must not stand in the way of one who comes anew.
void forgetErased(Transaction& transaction, const ClearColumns& columns) {
  for (const auto& [name, value] : columns) {
    if (name != "indice_codice" || std::holds_alternative<std::nullptr_t>(value)) continue;
    transaction.execute("UPDATE persona SET indice_codice = NULL, indice_nascita = NULL WHERE indice_codice = $1 AND NOT " + kNotErased,
                        {value});
  }
}

std::string scopeOf(Register which, const std::string& id) {
  return registerTable(which) + "/" + id;
}

// The members of a network, as its body says; its lead is one of them.
void storeMembers(Transaction& transaction, const std::string& network, const Json& body) {
  transaction.execute("DELETE FROM rete_membro WHERE rete = $1", {network});
  const auto add = [&](const std::string& agency, const Json& member) {
    transaction.execute(
        "INSERT INTO rete_membro (rete, ente, dal, al) VALUES ($1, $2, $3, $4) ON CONFLICT (rete, "
        "ente) DO NOTHING",
        {network, agency, member.value("dal", std::string()), member.value("al", std::string())});
  };
  add(body.at("capofila").get<std::string>(), Json::object());
  for (const Json& member : body.at("membri")) add(member.at("ente").get<std::string>(), member);
}

// A pseudonym that nobody can derive a person from.
std::string nextCode(Transaction& transaction, const std::string& agency, const std::string& year) {
  transaction.execute(
      "INSERT INTO percorso_numero (ente, anno, ultimo) VALUES ($1, $2, 0) ON CONFLICT (ente, "
      "anno) DO NOTHING",
      {agency, year});
  transaction.execute(
      "UPDATE percorso_numero SET ultimo = ultimo + 1 WHERE ente = $1 AND anno = $2",
      {agency, year});
  const auto row = transaction.one(
      "SELECT ultimo FROM percorso_numero WHERE ente = $1 AND anno = $2", {agency, year});
  const std::string number = std::to_string(row->integer(0));
  std::string code = "P-";
  code += year;
  code += '-';
  if (number.size() < 4) code.append(4 - number.size(), '0');
  return code += number;
}

std::vector<SqlRow> rowsOf(Transaction& transaction, Register which, const RegisterFilter& filter,
                           const std::string& after, std::size_t limit) {
  std::string sql = "SELECT id, " + agencyColumn(which) + ", versione, modificato_il, corpo FROM " +
                    registerTable(which) + " WHERE id > $1";
  std::vector<SqlValue> values = {after};
  const auto also = [&](const std::string& before, const std::string& value,
                        const std::string& behind = {}) {
    values.emplace_back(value);
    sql += " AND " + before + "$" + std::to_string(values.size()) + behind;
  };
  if (!filter.agency.empty()) also(agencyColumn(which) + " = ", filter.agency);
  if (!filter.network.empty() && which == Register::agencies) {
    const std::string today = todayInRome();
    also("id IN (SELECT ente FROM rete_membro WHERE rete = ", filter.network);
    also("dal <= ", today);
    also("(al = '' OR al >= ", today, "))");
  } else if (!filter.network.empty()) {
    also("rete = ", filter.network);
  }
  values.emplace_back(static_cast<std::int64_t>(limit));
  sql += " ORDER BY id LIMIT $" + std::to_string(values.size());
  return transaction.query(sql, std::move(values));
}

}  // namespace

RegisterEntry Registers::opened(Transaction& transaction, Register which, const SqlRow& row) const {
  RegisterEntry entry{row.text(0), row.text(1), row.integer(2), row.text(3), {}};
  const std::string table = registerTable(which);
  entry.body = parseJson(
      vault_.open(transaction, scopeOf(which, entry.id), {table, entry.id, "corpo"}, row.bytes(4)));
  return entry;
}

std::optional<RegisterEntry> Registers::find(Transaction& transaction, Register which,
                                             const std::string& id) const {
  const auto row = transaction.one("SELECT id, " + agencyColumn(which) +
                                       ", versione, modificato_il, corpo FROM " +
                                       registerTable(which) + " WHERE id = $1",
                                   {id});
  if (!row) return std::nullopt;
  return opened(transaction, which, *row);
}

std::vector<RegisterEntry> Registers::list(Transaction& transaction, Register which,
                                           const RegisterFilter& filter) const {
  std::vector<RegisterEntry> entries;
  std::string after = filter.after;
  while (entries.size() < filter.limit) {
    const std::size_t wanted = filter.limit - entries.size();
    const std::vector<SqlRow> rows = rowsOf(transaction, which, filter, after, wanted);
    for (const SqlRow& row : rows) {
      try {
        entries.push_back(opened(transaction, which, row));
      } catch (const Refusal& refusal) {
        if (refusal.refusal() != RefusalKind::notFound) throw;
      }
    }
    if (rows.size() < wanted) break;
    after = rows.back().text(0);
  }
  return entries;
}

RegisterEntry Registers::insert(Transaction& transaction, Register which, const std::string& agency,
                                const Json& body, const std::string& id) const {
  RegisterEntry entry{id.empty() ? newId() : id, agency, 1, utcNow(), body};
  if (which == Register::networks) entry.agency = body.at("capofila").get<std::string>();
  const std::string table = registerTable(which);
  ClearColumns columns = clearColumns(transaction, vault_, which, agency, body);
  if (which == Register::persons) forgetErased(transaction, columns);
  if (which == Register::paths) {
    const std::string opened = body.at("fasi").front().at("dal").get<std::string>();
    columns.emplace_back("codice", nextCode(transaction, agency, opened.substr(0, 4)));
  }
  std::string sealed =
      vault_.seal(transaction, scopeOf(which, entry.id), {table, entry.id, "corpo"}, body.dump());
  std::string names = "id, versione, modificato_il, corpo", places = "$1, $2, $3, $4";
  std::vector<SqlValue> values = {entry.id, entry.version, entry.changedAt,
                                  SqlBytes{std::move(sealed)}};
  for (auto& [name, value] : columns) {
    values.push_back(std::move(value));
    names += ", " + name;
    places += ", $" + std::to_string(values.size());
  }
  if (transaction.execute("INSERT INTO " + table + " (" + names + ") VALUES (" + places +
                              ") ON CONFLICT DO NOTHING",
                          std::move(values)) == 0) {
    throw Refusal(RefusalKind::conflict, registerConflict(which));
  }
  if (which == Register::networks) storeMembers(transaction, entry.id, body);
  return entry;
}

RegisterEntry Registers::update(Transaction& transaction, Register which, const std::string& id,
                                std::int64_t version, const Json& body) const {
  const std::string table = registerTable(which);
  const auto row = transaction.one(
      "SELECT " + agencyColumn(which) + ", versione FROM " + table + " WHERE id = $1", {id});
  if (!row) throw notFound();
  if (row->integer(1) != version) {
    throw Refusal(RefusalKind::stale,
                  "Nel frattempo qualcun altro ha modificato questi dati. Rileggerli, riportare le "
                  "modifiche e riprovare.");
  }
  RegisterEntry entry{id, row->text(0), version + 1, utcNow(), body};
  if (which == Register::networks) entry.agency = body.at("capofila").get<std::string>();
  const ClearColumns columns = clearColumns(transaction, vault_, which, entry.agency, body);
  if (which == Register::persons) forgetErased(transaction, columns);
  // What must be unique is looked at first: a failing UPDATE speaks differently in every database.
  for (const auto& [name, value] : columns) {
    if (!name.starts_with("indice_") || name == "indice_nascita" ||
        std::holds_alternative<std::nullptr_t>(value))
      continue;
    if (transaction.one("SELECT 1 FROM " + table + " WHERE " + name + " = $1 AND id <> $2",
                        {value, id})) {
      throw Refusal(RefusalKind::conflict, registerConflict(which));
    }
  }
  std::string sql = "UPDATE " + table + " SET versione = $1, modificato_il = $2, corpo = $3";
  std::vector<SqlValue> values = {
      entry.version, entry.changedAt,
      SqlBytes{vault_.seal(transaction, scopeOf(which, id), {table, id, "corpo"}, body.dump())}};
  for (const auto& [name, value] : columns) {
    values.push_back(value);
    sql += ", " + name + " = $" + std::to_string(values.size());
  }
  values.emplace_back(id);
  transaction.execute(sql + " WHERE id = $" + std::to_string(values.size()), std::move(values));
  if (which == Register::networks) storeMembers(transaction, id, body);
  return entry;
}

std::optional<std::string> Registers::personWithCode(Transaction& transaction,
                                                     const std::string& agency,
                                                     const std::string& code) const {
  const auto row = transaction.one("SELECT id FROM persona WHERE indice_codice = $1 AND " + kNotErased,
                                   {codeIndex(transaction, vault_, agency, code)});
  return row ? std::optional(row->text(0)) : std::nullopt;
}

std::vector<std::string> Registers::personsBornAs(Transaction& transaction,
                                                  const std::string& agency,
                                                  const Json& person) const {
  std::vector<std::string> ids;
  const std::string index = birthIndex(transaction, vault_, agency, person);
  if (index.empty()) return ids;
  for (const SqlRow& row :
       transaction.query("SELECT id FROM persona WHERE indice_nascita = $1 AND " + kNotErased + " ORDER BY id", {index})) {
    ids.push_back(row.text(0));
  }
  return ids;
}

std::optional<std::string> Registers::agencyWithCode(Transaction& transaction,
                                                     const std::string& code) const {
  const auto row = transaction.one("SELECT id FROM ente WHERE indice_codice = $1",
                                   {agencyIndex(transaction, vault_, code)});
  return row ? std::optional(row->text(0)) : std::nullopt;
}

std::vector<std::string> Registers::networksOf(Transaction& transaction,
                                               const std::string& agency) const {
  const std::string today = todayInRome();
  std::vector<std::string> ids;
  for (const SqlRow& row : transaction.query("SELECT rete FROM rete_membro WHERE ente = $1 AND dal "
                                             "<= $2 AND (al = '' OR al >= $3) ORDER BY rete",
                                             {agency, today, today})) {
    ids.push_back(row.text(0));
  }
  return ids;
}

std::vector<std::string> Registers::membersOf(Transaction& transaction,
                                              const std::string& network) const {
  const std::string today = todayInRome();
  std::vector<std::string> ids;
  for (const SqlRow& row : transaction.query("SELECT ente FROM rete_membro WHERE rete = $1 AND dal "
                                             "<= $2 AND (al = '' OR al >= $3) ORDER BY ente",
                                             {network, today, today})) {
    ids.push_back(row.text(0));
  }
  return ids;
}

}  // namespace stesura
