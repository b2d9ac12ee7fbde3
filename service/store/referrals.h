// Referrals between agencies and the steps that they have taken.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "generator/json/json.h"
#include "service/store/database.h"
#include "service/store/vault.h"

namespace stesura {

// All texts are "" where there is none.
struct Referral {
  std::string id{};
  std::string path{};
  std::string document{};         // the newest version that was sent
  std::string senderAgency{}, recipientAgency{};
  std::string sender{};           // id of the user who sent it
  std::string state{};
  std::int64_t version = 1;       // the ETag
  std::string deadline{};         // RFC 3339 full-date
  std::string firstMeeting{};     // RFC 3339 date-time
  std::string createdAt{}, changedAt{};
};

struct ReferralStep {
  std::int64_t number = 0;  // counts from 1: the sending
  std::string step{};
  std::string state{};      // after it
  std::string who{}, agency{}, when{};
  std::string document{};   // that came with it
  std::string caseManager{};
  std::string deadline{}, firstMeeting{};
  Json texts = Json::object();  // «motivazione», «integrazioni_richieste»
};

// Thread-safe; every call works within the caller's transaction and asks nobody for leave.
class Referrals {
 public:
  explicit Referrals(const Vault& vault) : vault_(vault) {}

  // The id. Its first step is the sending, by `sender`.
  std::string add(Transaction& transaction, const Referral& referral) const;
  std::optional<Referral> find(Transaction& transaction, const std::string& id) const;
  // Sent or received by an agency, the newest first; `before` is an id or "".
  std::vector<Referral> list(Transaction& transaction, const std::string& agency, const std::string& before,
                             std::size_t limit) const;
  // All from a path to an agency.
  std::vector<Referral> between(Transaction& transaction, const std::string& path, const std::string& recipient) const;

  // Stores the step and the referral as it is after it, with the version it was read with. False,
  // and nothing is changed, where another version stands by now.
  bool take(Transaction& transaction, const Referral& after, const ReferralStep& step) const;
  // In order; with every text opened.
  std::vector<ReferralStep> steps(Transaction& transaction, const Referral& referral) const;

 private:
  void addStep(Transaction& transaction, const Referral& referral, const ReferralStep& step) const;
  const Vault& vault_;
};

}  // namespace stesura
