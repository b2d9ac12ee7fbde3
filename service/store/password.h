// Passwords: which are good enough, and their Argon2id hashes, one at a time.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "generator/error.h"

namespace stesura {

// What is wrong with a password that somebody wants to use: 12 to 128 characters, not the login,
// not one of those that everybody tries. `pointer` tells where it stood in the request.
std::vector<Problem> passwordProblems(const std::string& password, const std::string& login,
                                      const std::string& pointer);

// Hashing takes 19 MiB and some 30 ms of a core: one at a time, and few who wait. Thread-safe.
class PasswordGate {
 public:
  // Holds the gate until it goes.
  class Turn {
   public:
    // A new PHC string ($argon2id$v=19$m=19456,t=2,p=1$…).
    std::string hash(const std::string& password) const;
    // Whether the password is that of a PHC string, whatever its parameters. An empty one takes the
    // same time and is never right.
    bool verify(const std::string& phc, const std::string& password) const;

    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    friend class PasswordGate;
    explicit Turn(PasswordGate& gate) : gate_(gate) {}
    PasswordGate& gate_;
  };

  // Waits for its turn; throws Refusal{busy} where eight wait already.
  Turn enter();
  // Whether a hash was made with lesser parameters than those in use.
  static bool outdated(const std::string& phc);

 private:
  std::mutex mutex_;
  std::condition_variable free_;
  bool taken_ = false;
  int waiting_ = 0;
};

}  // namespace stesura
