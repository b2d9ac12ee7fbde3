#include "service/store/sign_in.h"

#include <algorithm>
#include <ctime>

#include "generator/digest.h"
#include "service/store/cipher.h"
#include "service/store/one_time_code.h"

namespace stesura {
namespace {

constexpr std::int64_t kFreeAttempts = 5;
constexpr std::int64_t kLongestWait = 300;  // seconds: nobody can lock somebody else out for good
constexpr std::int64_t kForgottenAfter = 86400;  // seconds
constexpr std::size_t kSecretBytes = 20;         // RFC 4226, section 4, R6

std::int64_t waitAfter(std::int64_t failures) {
  if (failures < kFreeAttempts) return 0;
  return std::min(std::int64_t{1} << std::min<std::int64_t>(failures - kFreeAttempts, 20),
                  kLongestWait);
}

SealedPlace placeOf(const std::string& user) { return {"utente", user, "totp"}; }

}  // namespace

long SignIn::countAttempt(Transaction& transaction, const std::string& login) const {
  const std::int64_t now = std::time(nullptr);
  const std::string index = vault_.blindIndex(transaction, "utente.nome", login);
  transaction.execute("DELETE FROM tentativo WHERE ultimo < $1", {now - kForgottenAfter});
  const auto row =
      transaction.one("SELECT falliti, ultimo FROM tentativo WHERE nome_indice = $1", {index});
  if (!row) {
    transaction.execute("INSERT INTO tentativo (nome_indice, falliti, ultimo) VALUES ($1, 1, $2)",
                        {index, now});
    return 0;
  }
  const std::int64_t opens = row->integer(1) + waitAfter(row->integer(0));
  if (opens > now) return static_cast<long>(std::min(opens - now, kLongestWait));
  transaction.execute(
      "UPDATE tentativo SET falliti = falliti + 1, ultimo = $1 WHERE nome_indice = $2",
      {now, index});
  return 0;
}

void SignIn::forgive(Transaction& transaction, const std::string& login, Forgiven forgiven) const {
  const std::string index = vault_.blindIndex(transaction, "utente.nome", login);
  transaction.execute(forgiven == Forgiven::all
                          ? "DELETE FROM tentativo WHERE nome_indice = $1"
                          : "UPDATE tentativo SET falliti = falliti - 1 WHERE nome_indice = $1",
                      {index});
}

std::optional<SignInFacts> SignIn::find(Transaction& transaction, const std::string& login) const {
  const auto row = transaction.one(
      "SELECT id, ente, parola, attivo, da_cambiare, totp_attivo FROM utente WHERE nome_indice = "
      "$1",
      {vault_.blindIndex(transaction, "utente.nome", login)});
  if (!row) return std::nullopt;
  return SignInFacts{row->text(0),         row->text(1),         row->text(2),
                     row->integer(3) != 0, row->integer(4) != 0, row->integer(5) != 0};
}

std::optional<std::int64_t> SignIn::rightStep(Transaction& transaction, const std::string& user,
                                              const std::string& code) const {
  const auto row = transaction.one("SELECT totp, totp_passo FROM utente WHERE id = $1", {user});
  if (!row || row->bytes(0).empty()) return std::nullopt;
  const std::string secret =
      vault_.open(transaction, "utente/" + user, placeOf(user), row->bytes(0));
  return timeStepOf(secret, code, std::time(nullptr), row->integer(1));
}

bool SignIn::useCode(Transaction& transaction, const std::string& user,
                     const std::string& code) const {
  if (const auto step = rightStep(transaction, user, code)) {
    transaction.execute("UPDATE utente SET totp_passo = $1 WHERE id = $2", {*step, user});
    return true;
  }
  const std::string letters = recoveryCodeLetters(code);
  return !letters.empty() &&
         transaction.execute("DELETE FROM codice_recupero WHERE utente = $1 AND impronta = $2",
                             {user, sha256Hex(letters)}) == 1;
}

std::string SignIn::beginCodes(Transaction& transaction, const std::string& user) const {
  const std::string secret = randomBytes(kSecretBytes);
  transaction.execute(
      "UPDATE utente SET totp = $1, totp_attivo = 0, totp_passo = 0 WHERE id = $2",
      {SqlBytes{vault_.seal(transaction, "utente/" + user, placeOf(user), secret)}, user});
  return secret;
}

std::optional<std::vector<std::string>> SignIn::confirmCodes(Transaction& transaction,
                                                             const std::string& user,
                                                             const std::string& code) const {
  const auto step = rightStep(transaction, user, code);
  if (!step) return std::nullopt;
  transaction.execute("UPDATE utente SET totp_attivo = 1, totp_passo = $1 WHERE id = $2",
                      {*step, user});
  transaction.execute("DELETE FROM codice_recupero WHERE utente = $1", {user});
  std::vector<std::string> codes = newRecoveryCodes();
  for (const std::string& each : codes) {
    transaction.execute("INSERT INTO codice_recupero (utente, impronta) VALUES ($1, $2)",
                        {user, sha256Hex(recoveryCodeLetters(each))});
  }
  return codes;
}

void SignIn::endCodes(Transaction& transaction, const std::string& user) const {
  transaction.execute(
      "UPDATE utente SET totp = NULL, totp_attivo = 0, totp_passo = 0 WHERE id = $1", {user});
  transaction.execute("DELETE FROM codice_recupero WHERE utente = $1", {user});
}

}  // namespace stesura
