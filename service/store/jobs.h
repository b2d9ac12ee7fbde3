// Jobs and their items: what waits, who has it in hand, how it ended; each item ends exactly once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "service/store/database.h"
#include "service/store/vault.h"

namespace stesura {

struct Job {
  std::string id{};
  std::string agency{};
  std::string user{};      // who asked: id of a user, or of a key
  std::string roles{};     // of the asker when the job was accepted: «operatore,segreteria»
  bool program = false;    // a key without a user
  std::string kind{};
  std::string layout{};    // "" takes the kind's first
  std::string format{};    // «odt», «pdf»
  std::string state{};     // in_attesa, in_corso, finito, annullato
  std::int64_t total = 0, issued = 0, failed = 0, cancelled = 0;  // items
  std::string createdAt{};
  std::string endedAt{};   // "" until then
  std::string expiresAt{};

  bool ended() const { return state == "finito" || state == "annullato"; }
};

// One document to be issued. The ids are "" where there is none.
struct JobItem {
  std::int64_t index = 0;  // counts from 1, rising; of NDJSON the line
  std::string path{}, network{}, meeting{}, draft{}, corrects{};
  std::string correction{};         // as IssueOrder::correction
  std::int64_t draftVersion = 0;
  std::string data{};      // JSON text; "" is prefilled from the path when its turn comes. Not of a leased item
};

// An item in the hand of a worker, who may end it as long as nobody else was given it.
struct LeasedItem {
  Job job{};
  JobItem item{};
  std::string worker{};
  std::int64_t attempt = 0;  // counts from 1
};

struct JobFailure { std::int64_t index; std::string error; };      // JSON text
struct JobDocument { std::int64_t index; std::string document; };  // id of the document

// Thread-safe; every call works within the caller's transaction and asks nobody for leave.
class Jobs {
 public:
  explicit Jobs(const Vault& vault) : vault_(vault) {}

  // The id. The job's counts and moments are set here; `keptSeconds` from now it may expire.
  std::string add(Transaction& transaction, Job job, const std::vector<JobItem>& items, long keptSeconds) const;
  std::optional<Job> find(Transaction& transaction, const std::string& id) const;
  // The newest first, those of one user, or with user "" of the whole agency; `before` is an id or "".
  std::vector<Job> list(Transaction& transaction, const std::string& agency, const std::string& user,
                        const std::string& before, std::size_t limit) const;
  // Jobs that have not ended: of all agencies, or of one.
  std::size_t unfinished(Transaction& transaction, const std::string& agency = {}) const;
  bool anyWaiting(Transaction& transaction) const;
  // Items that nobody has in hand yet.
  std::size_t waitingItems(Transaction& transaction) const;

  // The next item, in turn between agencies and then between the jobs of one; none if nothing waits.
  // What was in hand in a crash comes last in its job, lest it bring down the others once more.
  std::optional<LeasedItem> lease(Transaction& transaction, const std::string& worker, long seconds) const;
  // What the item was accepted with; "" is prefilled. Throws Error{surroundings} for what was tampered with.
  std::string data(Transaction& transaction, const LeasedItem& leased) const;
  // Ends an item. False, and nothing is changed, where it is no longer this worker's: then whatever
  // else the transaction did must be rolled back.
  bool succeed(Transaction& transaction, const LeasedItem& leased, const std::string& document) const;
  bool fail(Transaction& transaction, const LeasedItem& leased, const std::string& error) const;
  // Puts an item back as if nobody had taken it: what failed was not its fault.
  void putBack(Transaction& transaction, const LeasedItem& leased) const;
  void renew(Transaction& transaction, const std::string& worker, long seconds) const;
  // Takes items from workers that are gone: leases that ended, and where the store serves one
  // process only, all that are not `worker`'s. Those tried `attempts` times fail with `error`.
  std::size_t reclaim(Transaction& transaction, const std::string& worker, std::int64_t attempts,
                      const std::string& error) const;
  // Items that nobody has in hand never will be.
  void cancel(Transaction& transaction, const std::string& id) const;

  std::vector<JobFailure> failures(Transaction& transaction, const std::string& id, std::int64_t after,
                                   std::size_t limit) const;
  std::vector<JobDocument> documents(Transaction& transaction, const std::string& id, std::int64_t after,
                                     std::size_t limit) const;
  // Forgets jobs whose time is over; their documents stay. How many.
  std::size_t expire(Transaction& transaction) const;

 private:
  void count(Transaction& transaction, const std::string& job, const std::string& counter) const;
  void endJob(Transaction& transaction, const std::string& id) const;
  std::string sealError(Transaction& transaction, const std::string& job, std::int64_t index,
                        const std::string& error) const;
  const Vault& vault_;
};

}  // namespace stesura
