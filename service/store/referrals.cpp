#include "service/store/referrals.h"

#include "service/store/moment.h"

namespace stesura {
namespace {

constexpr std::string_view kColumns =
    "SELECT id, percorso, documento, ente_mittente, ente_destinatario, mittente, stato, versione, scadenza, "
    "primo_incontro, creata_il, modificata_il FROM segnalazione ";

Referral referralOf(const SqlRow& row) {
  return {row.text(0), row.text(1),    row.text(2), row.text(3), row.text(4),  row.text(5),
          row.text(6), row.integer(7), row.text(8), row.text(9), row.text(10), row.text(11)};
}

// Beyond every id, whose digits are hexadecimal.
constexpr const char* kBeyondIds = "g";

std::string scopeOf(const Referral& referral) { return "percorso/" + referral.path; }

// Where the texts of a step stand.
struct TextPlace {
  TextPlace(const std::string& referral, std::int64_t number) : row(referral + "/" + std::to_string(number)) {}
  SealedPlace place() const { return {"segnalazione_passo", row, "testi"}; }
  std::string row;
};

}  // namespace

std::string Referrals::add(Transaction& transaction, const Referral& referral) const {
  Referral made = referral;
  made.id = newId();
  made.createdAt = made.changedAt = utcNow();
  transaction.execute(
      "INSERT INTO segnalazione (id, percorso, documento, ente_mittente, ente_destinatario, mittente, stato, versione, "
      "scadenza, primo_incontro, creata_il, modificata_il) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, '', '', $8, $9)",
      {made.id, made.path, made.document, made.senderAgency, made.recipientAgency, made.sender, made.state,
       made.createdAt, made.changedAt});
  ReferralStep sending;
  sending.number = 1;
  sending.step = sending.state = made.state;
  sending.who = made.sender;
  sending.agency = made.senderAgency;
  sending.when = made.createdAt;
  sending.document = made.document;
  addStep(transaction, made, sending);
  return made.id;
}

std::optional<Referral> Referrals::find(Transaction& transaction, const std::string& id) const {
  const auto row = transaction.one(std::string(kColumns) + "WHERE id = $1", {id});
  if (!row) return std::nullopt;
  return referralOf(*row);
}

std::vector<Referral> Referrals::list(Transaction& transaction, const std::string& agency, const std::string& before,
                                      std::size_t limit) const {
  std::vector<Referral> referrals;
  for (const SqlRow& row : transaction.query(
           std::string(kColumns) + "WHERE (ente_mittente = $1 OR ente_destinatario = $2) AND id < $3 ORDER BY id DESC LIMIT $4",
           {agency, agency, before.empty() ? std::string(kBeyondIds) : before, static_cast<std::int64_t>(limit)})) {
    referrals.push_back(referralOf(row));
  }
  return referrals;
}

std::vector<Referral> Referrals::between(Transaction& transaction, const std::string& path, const std::string& recipient) const {
  std::vector<Referral> referrals;
  for (const SqlRow& row : transaction.query(
           std::string(kColumns) + "WHERE percorso = $1 AND ente_destinatario = $2 ORDER BY id", {path, recipient})) {
    referrals.push_back(referralOf(row));
  }
  return referrals;
}

bool Referrals::take(Transaction& transaction, const Referral& after, const ReferralStep& step) const {
  const std::size_t changed = transaction.execute(
      "UPDATE segnalazione SET stato = $1, documento = $2, scadenza = $3, primo_incontro = $4, modificata_il = $5, "
      "versione = versione + 1 WHERE id = $6 AND versione = $7",
      {after.state, after.document, after.deadline, after.firstMeeting, step.when, after.id, after.version});
  if (changed != 1) return false;
  ReferralStep numbered = step;
  numbered.number = after.version + 1;
  addStep(transaction, after, numbered);
  return true;
}

void Referrals::addStep(Transaction& transaction, const Referral& referral, const ReferralStep& step) const {
  SqlValue texts = nullptr;
  if (!step.texts.empty()) {
    texts = SqlBytes{vault_.seal(transaction, scopeOf(referral), TextPlace(referral.id, step.number).place(), step.texts.dump())};
  }
  transaction.execute(
      "INSERT INTO segnalazione_passo (segnalazione, numero, passo, stato, chi, ente, quando, documento, case_manager, "
      "scadenza, primo_incontro, testi) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      {referral.id, step.number, step.step, step.state, step.who, step.agency, step.when, step.document,
       step.caseManager, step.deadline, step.firstMeeting, std::move(texts)});
}

std::vector<ReferralStep> Referrals::steps(Transaction& transaction, const Referral& referral) const {
  std::vector<ReferralStep> steps;
  for (const SqlRow& row : transaction.query(
           "SELECT numero, passo, stato, chi, ente, quando, documento, case_manager, scadenza, primo_incontro, testi "
           "FROM segnalazione_passo WHERE segnalazione = $1 ORDER BY numero", {referral.id})) {
    ReferralStep step{row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5),
                      row.text(6),    row.text(7), row.text(8), row.text(9), Json::object()};
    if (!row.null(10)) {
      step.texts = parseJson(vault_.open(transaction, scopeOf(referral), TextPlace(referral.id, step.number).place(), row.bytes(10)));
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace stesura
