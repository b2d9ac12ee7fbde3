#include "service/http/limited_identity.h"

#include <memory>
#include <mutex>
#include <unordered_map>

#include "service/refusal.h"

namespace stesura {
namespace {

[[noreturn]] void refuse() {
  throw Refusal(RefusalKind::tooMany, "Troppe richieste in poco tempo. Riprovare dopo i secondi indicati in Retry-After.");
}

// How many requests each asker has in hand.
class InHand {
 public:
  explicit InHand(std::size_t most) : most_(most) {}
  bool take(const std::string& who) {
    const std::lock_guard lock(mutex_);
    std::size_t& count = counts_[who];
    if (count >= most_) return false;
    ++count;
    return true;
  }
  void giveBack(const std::string& who) {
    const std::lock_guard lock(mutex_);
    const auto found = counts_.find(who);
    if (--found->second == 0) counts_.erase(found);
  }

 private:
  const std::size_t most_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::size_t> counts_;
};

// One of them, until it is answered.
class OneInHand {
 public:
  OneInHand(InHand& all, std::string who) : all_(all), who_(std::move(who)), taken_(all_.take(who_)) {}
  ~OneInHand() {
    if (taken_) all_.giveBack(who_);
  }
  OneInHand(const OneInHand&) = delete;
  OneInHand& operator=(const OneInHand&) = delete;
  bool taken() const { return taken_; }

 private:
  InHand& all_;
  const std::string who_;
  const bool taken_;
};

}  // namespace

Router::Around fewAtOnce(std::size_t most, Router::Around around) {
  return [all = std::make_shared<InHand>(most), around = std::move(around)](const Route& route, const Request& request) {
    const OneInHand one(*all, request.who.id);
    if (!one.taken()) {
      throw Refusal(RefusalKind::tooMany, "Troppe richieste nello stesso momento: aspettare le risposte prima di mandarne altre.");
    }
    return around ? around(route, request) : route.handler(request);
  };
}

Router::Identify limitedIdentity(RateLimiter& limiter, Router::Identify identify) {
  return [&limiter, identify = std::move(identify)](const Request& request) {
    const auto wrongCredentials = [&] {
      if (!limiter.take(bucketOf(request)).granted) refuse();
    };
    try {
      Request asked;
      asked.who = identify(request);
      if (!asked.who.known()) {
        wrongCredentials();
      } else if (!limiter.take(bucketOf(asked)).granted) {
        refuse();
      }
      return asked.who;
    } catch (const Refusal& refusal) {
      if (refusal.refusal() == RefusalKind::unauthenticated) wrongCredentials();
      throw;
    }
  };
}

}  // namespace stesura
