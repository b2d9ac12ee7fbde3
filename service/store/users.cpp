#include "service/store/users.h"

#include <algorithm>
#include <cctype>
#include <sstream>

#include "service/store/moment.h"
#include "service/store/sessions.h"

namespace stesura {
namespace {

constexpr std::string_view kColumns =
    "id, ente, ruoli, attivo, versione, profilo, nome, parola, da_cambiare, totp_attivo";

std::string scopeOf(const std::string& id) { return "utente/" + id; }
SealedPlace placeOf(const std::string& id, std::string_view column) {
  return {"utente", id, column};
}

std::string selectWhere(std::string_view condition) {
  return "SELECT " + std::string(kColumns) + " FROM utente WHERE " + std::string(condition);
}

}  // namespace

std::string loginOf(std::string_view typed) {
  std::string login;
  for (const unsigned char c : typed) {
    const bool allowed =
        c < 128 && (std::isalnum(c) != 0 ||
                    std::string_view("._-+@").find(static_cast<char>(c)) != std::string_view::npos);
    if (!allowed) return {};
    login.push_back(static_cast<char>(std::tolower(c)));
  }
  return login.size() >= 3 && login.size() <= 64 ? login : std::string();
}

std::string joinedRoles(const std::vector<std::string>& roles) {
  std::string joined;
  for (const std::string& role : roles) joined += (joined.empty() ? "" : " ") + role;
  return joined;
}

std::vector<std::string> splitRoles(const std::string& joined) {
  std::istringstream words(joined);
  std::vector<std::string> roles;
  for (std::string role; words >> role;) roles.push_back(role);
  return roles;
}

User Users::read(Transaction& transaction, const SqlRow& row) const {
  User user;
  user.id = row.text(0);
  user.agency = row.text(1);
  user.roles = splitRoles(row.text(2));
  user.active = row.integer(3) != 0;
  user.version = row.integer(4);
  user.profile = parseJson(
      vault_.open(transaction, scopeOf(user.id), placeOf(user.id, "profilo"), row.bytes(5)));
  user.login = vault_.open(transaction, scopeOf(user.id), placeOf(user.id, "nome"), row.bytes(6));
  user.hasPassword = !row.text(7).empty();
  user.mustChangePassword = row.integer(8) != 0;
  user.hasOneTimeCodes = row.integer(9) != 0;
  return user;
}

std::optional<User> Users::find(Transaction& transaction, const std::string& id) const {
  const auto row = transaction.one(selectWhere("id = $1"), {id});
  if (!row) return std::nullopt;
  return read(transaction, *row);
}

std::optional<User> Users::findLogin(Transaction& transaction, const std::string& login) const {
  // Where there is nobody, there is no key for the index either, and a reader cannot make one.
  if (login.empty() || !transaction.one("SELECT id FROM utente LIMIT 1")) return std::nullopt;
  const auto row = transaction.one(selectWhere("nome_indice = $1"),
                                   {vault_.blindIndex(transaction, "utente.nome", login)});
  if (!row) return std::nullopt;
  return read(transaction, *row);
}

std::vector<User> Users::list(Transaction& transaction, const std::optional<std::string>& agency,
                              const std::string& after, std::size_t limit) const {
  const auto count = static_cast<std::int64_t>(limit);
  const auto rows =
      agency ? transaction.query(selectWhere("ente = $1 AND id > $2 ORDER BY id LIMIT $3"),
                                 {*agency, after, count})
             : transaction.query(selectWhere("id > $1 ORDER BY id LIMIT $2"), {after, count});
  std::vector<User> users;
  for (const SqlRow& row : rows) users.push_back(read(transaction, row));
  return users;
}

std::optional<std::string> Users::add(Transaction& transaction, const NewUser& user) const {
  const std::string id = newId();
  const std::string now = utcNow();
  const auto sealed = [&](std::string_view column, std::string_view plain) {
    return SqlBytes{vault_.seal(transaction, scopeOf(id), placeOf(id, column), plain)};
  };
  const std::string index = vault_.blindIndex(transaction, "utente.nome", user.login);
  if (transaction.one("SELECT id FROM utente WHERE nome_indice = $1", {index})) return std::nullopt;
  transaction.execute(
      "INSERT INTO utente (id, ente, nome_indice, nome, ruoli, profilo, attivo, versione, parola, "
      "da_cambiare, "
      "totp_attivo, totp_passo, creato_il, cambiato_il) "
      "VALUES ($1, $2, $3, $4, $5, $6, 1, 1, $7, $8, 0, 0, $9, $10)",
      {id, user.agency, index, sealed("nome", user.login), joinedRoles(user.roles),
       sealed("profilo", user.profile.dump()), user.passwordHash,
       std::int64_t{user.mustChangePassword ? 1 : 0}, now, now});
  return id;
}

void Users::change(Transaction& transaction, const User& user) const {
  const auto former = transaction.one("SELECT ruoli, attivo FROM utente WHERE id = $1", {user.id});
  const std::string roles = joinedRoles(user.roles);
  transaction.execute(
      "UPDATE utente SET ruoli = $1, attivo = $2, profilo = $3, versione = versione + 1, "
      "cambiato_il = $4 WHERE id = $5",
      {roles, std::int64_t{user.active ? 1 : 0},
       SqlBytes{vault_.seal(transaction, scopeOf(user.id), placeOf(user.id, "profilo"),
                            user.profile.dump())},
       utcNow(), user.id});
  if (former && (former->text(0) != roles || !user.active))
    Sessions::closeAll(transaction, user.id);
}

void Users::setPassword(Transaction& transaction, const std::string& id, const std::string& hash,
                        bool mustChange) const {
  transaction.execute(
      "UPDATE utente SET parola = $1, da_cambiare = $2, versione = versione + 1, cambiato_il = $3 "
      "WHERE id = $4",
      {hash, std::int64_t{mustChange ? 1 : 0}, utcNow(), id});
  Sessions::closeAll(transaction, id);
}

void Users::rehash(Transaction& transaction, const std::string& id, const std::string& hash) const {
  transaction.execute("UPDATE utente SET parola = $1 WHERE id = $2", {hash, id});
}

bool Users::isLastWith(Transaction& transaction, const User& user, const std::string& role) const {
  const auto rows =
      transaction.query("SELECT ruoli FROM utente WHERE ente = $1 AND attivo = 1 AND id <> $2",
                        {user.agency, user.id});
  return std::none_of(rows.begin(), rows.end(), [&](const SqlRow& row) {
    const std::vector<std::string> roles = splitRoles(row.text(0));
    return std::find(roles.begin(), roles.end(), role) != roles.end();
  });
}

}  // namespace stesura
