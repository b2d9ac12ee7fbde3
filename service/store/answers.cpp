#include "service/store/answers.h"

#include <mutex>
#include <set>

#include "service/store/moment.h"

namespace stesura {
namespace {

constexpr long kKeptSeconds = 24 * 3600;
const std::string kScope = "risposte/";  // and the day: erased together when all of it is old

std::string joined(const std::string& first, const std::string& second, const std::string& third) {
  std::string all;
  for (const std::string& part : {first, second, third}) all += std::to_string(part.size()) + ":" + part;
  return all;
}

}  // namespace

// What this process works on; another's that never ended is lost.
struct Answers::Work {
  const std::string process = newId();
  std::mutex mutex;
  std::set<std::string> prints;

  bool has(const std::string& print) {
    const std::lock_guard lock(mutex);
    return prints.contains(print);
  }
  void add(const std::string& print) {
    const std::lock_guard lock(mutex);
    prints.insert(print);
  }
  void remove(const std::string& print) {
    const std::lock_guard lock(mutex);
    prints.erase(print);
  }
};

Answers::Answers(Database& database, const Vault& vault)
    : database_(database), vault_(vault), work_(std::make_unique<Work>()) {}
Answers::~Answers() = default;

Claim Answers::claim(const OnceAsked& asked) {
  return database_.write([&](Transaction& transaction) {
    Claim claim;
    claim.print = vault_.blindIndex(transaction, "idempotenza.chiave", joined(asked.who, asked.route, asked.key));
    const std::string body = vault_.blindIndex(transaction, "idempotenza.corpo", asked.body);
    transaction.execute("DELETE FROM risposta WHERE impronta = $1 AND scade_il <= $2", {claim.print, utcNow()});
    const auto row = transaction.one("SELECT corpo, processo, ambito, risposta FROM risposta WHERE impronta = $1", {claim.print});
    if (!row) {
      transaction.execute(
          "INSERT INTO risposta (impronta, corpo, processo, ambito, risposta, scade_il) VALUES ($1, $2, $3, $4, NULL, $5)",
          {claim.print, body, work_->process, kScope + utcNow().substr(0, 10), utcIn(kKeptSeconds)});
      work_->add(claim.print);
    } else if (row->text(0) != body) {
      claim.asked = Asked::otherwise;
    } else if (!row->null(3)) {
      claim.asked = Asked::answered;
      claim.answer = vault_.open(transaction, row->text(2), {"risposta", claim.print, "risposta"}, row->bytes(3));
    } else {
      claim.asked = row->text(1) == work_->process && work_->has(claim.print) ? Asked::inProgress : Asked::lost;
    }
    return claim;
  });
}

void Answers::keep(const Claim& claim, const std::string& answer) {
  work_->remove(claim.print);  // should the disk be full now, it is lost rather than never ending
  database_.write([&](Transaction& transaction) {
    const auto row = transaction.one("SELECT ambito FROM risposta WHERE impronta = $1", {claim.print});
    if (!row) return;
    const std::string sealed = vault_.seal(transaction, row->text(0), {"risposta", claim.print, "risposta"}, answer);
    transaction.execute("UPDATE risposta SET risposta = $1 WHERE impronta = $2", {SqlBytes{sealed}, claim.print});
  });
}

void Answers::release(const Claim& claim) {
  work_->remove(claim.print);
  database_.write([&](Transaction& transaction) {
    transaction.execute("DELETE FROM risposta WHERE impronta = $1", {claim.print});
  });
}

std::size_t dropOldAnswers(Transaction& transaction, const Vault& vault) {
  const std::size_t count = transaction.execute("DELETE FROM risposta WHERE scade_il <= $1", {utcNow()});
  // A day's key may still be wanted until a day after its last answer.
  const std::string oldest = kScope + utcIn(-2 * kKeptSeconds).substr(0, 10);
  for (const SqlRow& row : transaction.query("SELECT ambito FROM chiave WHERE ambito >= $1 AND ambito < $2", {kScope, oldest})) {
    vault.erase(transaction, row.text(0));
  }
  return count;
}

}  // namespace stesura
