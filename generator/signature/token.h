// A signature device opened with its PIN (PKCS#11), through OpenSSL's engine `pkcs11`.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace stesura {

class TokenEngine;  // the engine with one module loaded: shared by the sessions alive

// What a key needs of its device. The engine's state belongs to the process: one lock guards all that it
// does, and sessions of two modules cannot live at the same time (Error{usage}).
class TokenSession {
 public:
  TokenSession(const std::string& module, std::string_view pin);
  ~TokenSession();
  TokenSession(const TokenSession&) = delete;
  TokenSession& operator=(const TokenSession&) = delete;

  // While it lives nobody else uses the engine, and the device may ask once more for the PIN, as those do
  // that want it for each signature (CKA_ALWAYS_AUTHENTICATE).
  class Turn {
   public:
    explicit Turn(const TokenSession& session);
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    std::unique_lock<std::recursive_mutex> lock_;
  };
  Turn turn() const { return Turn(*this); }

  const TokenEngine& engine() const { return *engine_; }

 private:
  std::shared_ptr<TokenEngine> engine_;
  std::string pin_;
};

}  // namespace stesura
