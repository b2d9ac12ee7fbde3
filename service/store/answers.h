// Answers kept for whoever asks the same once more (Idempotency-Key): at most once, for 24 hours.
#pragma once

#include <memory>
#include <string>

#include "service/store/database.h"
#include "service/store/vault.h"

namespace stesura {

struct OnceAsked {
  std::string who{};    // id of the identity
  std::string route{};  // «POST /documenti»
  std::string key{};    // as the client chose it
  std::string body{};   // all that the answer depends on
};

enum class Asked {
  first,       // the claim is now the caller's: keep() or release() ends it
  inProgress,  // somebody works on it at this moment
  otherwise,   // with the same key, but something else
  answered,
  lost,        // it was begun and never ended: whether it took effect is not known
};
struct Claim {
  Asked asked = Asked::first;
  std::string print{};   // names it to keep() and release()
  std::string answer{};  // of Asked::answered, as it was kept
};

// Thread-safe. Neither key nor body stand in the database, only keyed HMACs; answers are sealed.
class Answers {
 public:
  Answers(Database& database, const Vault& vault);
  ~Answers();

  // Of two at the same time one is the first.
  Claim claim(const OnceAsked& asked);
  void keep(const Claim& claim, const std::string& answer);
  // As if it had never been asked.
  void release(const Claim& claim);

 private:
  struct Work;
  Database& database_;
  const Vault& vault_;
  std::unique_ptr<Work> work_;
};

// Takes away what is older than 24 hours, and the keys that sealed it; how many answers.
std::size_t dropOldAnswers(Transaction& transaction, const Vault& vault);

}  // namespace stesura
