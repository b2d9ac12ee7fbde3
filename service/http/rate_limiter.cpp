#include "service/http/rate_limiter.h"

#include <algorithm>
#include <cmath>

namespace stesura {
namespace {

constexpr std::size_t kMostBuckets = 20'000;

// The first four groups; what is shortened («::») within them stays as it is written.
std::string networkOf(const std::string& address) {
  std::size_t colons = 0;
  for (std::size_t at = 0; at < address.size(); ++at) {
    if (address[at] == ':' && ++colons == 4) return address.substr(0, at);
  }
  return address;
}

}  // namespace

void RateLimiter::forgetFull(Clock::time_point now) {
  std::erase_if(buckets_, [&](const auto& each) {
    const double seconds = std::chrono::duration<double>(now - each.second.filled).count();
    return each.second.tokens + seconds * perMinute_ / 60 >= perMinute_;
  });
  // All in use: better to forget what they spent than to grow without end.
  if (buckets_.size() >= kMostBuckets) buckets_.clear();
}

Allowance RateLimiter::look(const std::string& name, double wanted) {
  const std::lock_guard lock(mutex_);
  const auto now = Clock::now();
  if (buckets_.size() >= kMostBuckets && !buckets_.contains(name)) forgetFull(now);
  Bucket& bucket = buckets_.try_emplace(name, Bucket{perMinute_, now}).first->second;
  const double seconds = std::chrono::duration<double>(now - bucket.filled).count();
  bucket.tokens = std::min(perMinute_, bucket.tokens + seconds * perMinute_ / 60);
  bucket.filled = now;
  Allowance allowance;
  allowance.granted = bucket.tokens >= wanted;
  if (allowance.granted) bucket.tokens -= wanted;
  allowance.limit = static_cast<std::int64_t>(perMinute_);
  allowance.remaining = static_cast<std::int64_t>(bucket.tokens);
  allowance.resetSeconds = static_cast<std::int64_t>(std::ceil((perMinute_ - bucket.tokens) * 60 / perMinute_));
  return allowance;
}

void RateLimiter::charge(const std::string& name, double tokens) {
  look(name, 0);
  const std::lock_guard lock(mutex_);
  const auto found = buckets_.find(name);
  if (found != buckets_.end()) found->second.tokens = std::max(0.0, found->second.tokens - tokens);
}

std::string bucketOf(const Request& request) {
  return request.who.known() ? "chi " + request.who.id : "da " + networkOf(request.clientAddress);
}

void addAllowance(Reply& reply, const Allowance& allowance) {
  reply.headers.emplace_back("RateLimit-Limit", std::to_string(allowance.limit));
  reply.headers.emplace_back("RateLimit-Remaining", std::to_string(allowance.remaining));
  reply.headers.emplace_back("RateLimit-Reset", std::to_string(allowance.resetSeconds));
  if (allowance.granted) return;
  const std::int64_t seconds = allowance.limit > 0 ? 60 / allowance.limit + 1 : 60;
  reply.headers.emplace_back("Retry-After", std::to_string(seconds));
}

}  // namespace stesura
