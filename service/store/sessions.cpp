#include "service/store/sessions.h"

#include "generator/digest.h"
#include "service/store/cipher.h"
#include "service/store/moment.h"
#include "service/store/one_time_code.h"
#include "service/store/users.h"

namespace stesura {
namespace {

constexpr long kIdleSeconds = 30 * 60;
constexpr long kLongestSeconds = 12 * 60 * 60;
constexpr long kCoarseSeconds = 60;  // how often its use is written down

}  // namespace

std::string Sessions::open(Transaction& transaction, const std::string& user) {
  transaction.execute("DELETE FROM sessione WHERE vista_il < $1", {utcIn(-kIdleSeconds)});
  const std::string secret = base64Url(randomBytes(32));
  const std::string now = utcNow();
  transaction.execute(
      "INSERT INTO sessione (impronta, utente, creata_il, vista_il) VALUES ($1, $2, $3, $4)",
      {sha256Hex(secret), user, now, now});
  return secret;
}

std::optional<SessionBearer> Sessions::find(Transaction& transaction, const std::string& secret) {
  const auto row = transaction.one(
      "SELECT utente.id, utente.ente, utente.ruoli, utente.da_cambiare, sessione.vista_il FROM "
      "sessione "
      "JOIN utente ON utente.id = sessione.utente "
      "WHERE sessione.impronta = $1 AND sessione.vista_il >= $2 AND sessione.creata_il >= $3 AND "
      "utente.attivo = 1",
      {sha256Hex(secret), utcIn(-kIdleSeconds), utcIn(-kLongestSeconds)});
  if (!row) return std::nullopt;
  return SessionBearer{row->text(0), row->text(1), splitRoles(row->text(2)), row->integer(3) != 0,
                       row->text(4) < utcIn(-kCoarseSeconds)};
}

void Sessions::touch(Transaction& transaction, const std::string& secret) {
  transaction.execute("UPDATE sessione SET vista_il = $1 WHERE impronta = $2",
                      {utcNow(), sha256Hex(secret)});
}

void Sessions::close(Transaction& transaction, const std::string& secret) {
  transaction.execute("DELETE FROM sessione WHERE impronta = $1", {sha256Hex(secret)});
}

void Sessions::closeAll(Transaction& transaction, const std::string& user) {
  transaction.execute("DELETE FROM sessione WHERE utente = $1", {user});
}

std::string Sessions::requestToken(const std::string& secret) {
  return base64Url(hmacSha256(secret, "richiesta"));
}

}  // namespace stesura
