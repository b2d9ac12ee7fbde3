// Finds the route of a request, lets its asker in or not, and turns every failure into a reply.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "service/handlers/route.h"

namespace stesura {

// Immutable; thread-safe as far as the handlers are.
class Router {
 public:
  // Tells who asks, from headers and cookies; an unknown Identity for nobody. Throws
  // Refusal{unauthenticated} for credentials that are wrong.
  using Identify = std::function<Identity(const Request&)>;

  // Calls the handler of a route for somebody who is let in, or answers instead of it.
  using Around = std::function<Reply(const Route&, const Request&)>;

  Router(RouteTable table, Identify identify, Around around = {});

  // Never throws. Fills `request.values` and `request.who`.
  Reply answer(Request& request) const;
  Reply answer(Request& request, Origin origin) const {
    request.origin = origin;
    return answer(request);
  }
  // The answer to a request that is not let in with a large body, told without it; none if it is:
  // whoever needs no credentials sends little. Never throws.
  std::optional<Reply> refusal(Request& request) const;
  // Whether it is answered without looking at credentials.
  bool open(const Request& request) const;
  // The pattern that would answer («/percorsi/{id}»), for log and metrics; "" for none.
  std::string patternOf(const Request& request) const;
  const RouteTable& table() const { return table_; }

 private:
  const Route* find(Request& request, std::string& allowed) const;
  // Null where `refused` says why. Throws Refusal.
  const Route* admit(Request& request, Reply& refused) const;

  RouteTable table_;
  Identify identify_;
  Around around_;
};

}  // namespace stesura
