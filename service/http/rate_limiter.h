// How many requests each asker may make: one bucket of tokens for every identity, or address.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

#include "service/handlers/exchange.h"
#include "service/http/wire.h"

namespace stesura {

struct Allowance {
  std::int64_t limit = 0, remaining = 0;
  std::int64_t resetSeconds = 0;  // until all are back
  bool granted = true;
};

// Thread-safe. A bucket holds a minute's worth of requests, and fills evenly.
class RateLimiter {
 public:
  explicit RateLimiter(unsigned perMinute) : perMinute_(perMinute) {}

  // Takes one token, if there is one.
  Allowance take(const std::string& bucket) { return look(bucket, 1); }
  // Takes so many more, as far as there are any.
  void charge(const std::string& bucket, double tokens);
  // What is left, without taking.
  Allowance left(const std::string& bucket) { return look(bucket, 0); }

 private:
  struct Bucket { double tokens; Clock::time_point filled; };
  Allowance look(const std::string& name, double wanted);
  void forgetFull(Clock::time_point now);

  const double perMinute_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

// The bucket of a request: who asks, else the address (an IPv6 network of 64 bits is one address).
std::string bucketOf(const Request& request);

// The three RateLimit headers, and Retry-After with a refusal.
void addAllowance(Reply& reply, const Allowance& allowance);

}  // namespace stesura
