#include "service/handlers/router.h"

#include <algorithm>
#include <new>
#include <string_view>

#include "service/refusal.h"

namespace stesura {
namespace {

std::vector<std::string_view> segmentsOf(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const std::size_t end = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

bool matches(const std::string& pattern, const std::vector<std::string_view>& segments,
             std::map<std::string, std::string>& values) {
  const std::vector<std::string_view> parts = segmentsOf(pattern);
  if (parts.size() != segments.size()) return false;
  for (std::size_t at = 0; at < parts.size(); ++at) {
    if (parts[at].starts_with('{')) {
      if (segments[at].empty()) return false;
      values[std::string(parts[at].substr(1, parts[at].size() - 2))] = segments[at];
    } else if (parts[at] != segments[at]) {
      return false;
    }
  }
  return true;
}

// Patterns without names come first: «/persone/ricerca» is no id.
bool moreLiteral(const Route& left, const Route& right) {
  const auto names = [](const Route& route) { return std::count(route.pattern.begin(), route.pattern.end(), '{'); };
  return names(left) < names(right);
}

// The one place where what goes wrong becomes an answer.
template <typename Work>
Reply guarded(const Request& request, Work work) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return problemReply(503, "La memoria non basta. Riprovare tra poco.", {}, request.id);
  } catch (const std::exception& exception) {
    return problemReply(exception, request.id);
  } catch (...) {
    return problemReply(500, "Errore imprevisto del servizio.", {}, request.id);
  }
}

}  // namespace

Router::Router(RouteTable table, Identify identify, Around around)
    : table_(std::move(table)), identify_(std::move(identify)), around_(std::move(around)) {
  std::stable_sort(table_.routes.begin(), table_.routes.end(), moreLiteral);
}

const Route* Router::find(Request& request, std::string& allowed) const {
  const std::vector<std::string_view> segments = segmentsOf(request.path);
  const std::string method = request.method == "HEAD" ? "GET" : request.method;
  for (const Route& route : table_.routes) {
    std::map<std::string, std::string> values;
    if (!matches(route.pattern, segments, values)) continue;
    if (route.method != method) {
      allowed += (allowed.empty() ? "" : ", ") + route.method + (route.method == "GET" ? ", HEAD" : "");
      continue;
    }
    request.values = std::move(values);
    return &route;
  }
  return nullptr;
}

std::string Router::patternOf(const Request& request) const {
  Request copy;
  copy.method = request.method;
  copy.path = request.path;
  std::string allowed;
  const Route* route = find(copy, allowed);
  return route ? route->pattern : std::string();
}

bool Router::open(const Request& request) const {
  Request copy;
  copy.method = request.method;
  copy.path = request.path;
  std::string allowed;
  const Route* route = copy.path.starts_with('/') ? find(copy, allowed) : nullptr;
  return route && route->admission != Admission::signedIn;
}

const Route* Router::admit(Request& request, Reply& refused) const {
  std::string allowed;
  const Route* route = request.path.starts_with('/') ? find(request, allowed) : nullptr;
  if (route && route->admission == Admission::everyone) return route;
  if (route && route->admission == Admission::loopback) {
    if (request.origin != Origin::thisMachine) throw notFound();
    return route;
  }
  // Whoever has no credentials does not learn which addresses there are.
  request.who = identify_(request);
  if (!request.who.known()) {
    throw Refusal(RefusalKind::unauthenticated, "Per questa richiesta servono le credenziali: una chiave o l’accesso con nome e password.");
  }
  if (!route) {
    if (allowed.empty()) throw notFound();
    refused = problemReply(405, "Questo indirizzo non ammette il metodo della richiesta.", {}, request.id);
    refused.headers.emplace_back("Allow", allowed);
    return nullptr;
  }
  const bool hasRole = route->roles.empty() || std::any_of(route->roles.begin(), route->roles.end(), [&](Role role) {
    return request.who.is(role);
  });
  if (!hasRole) throw Refusal(RefusalKind::forbidden, "Il ruolo con cui si è entrati non consente questa operazione.");
  return route;
}

Reply Router::answer(Request& request) const {
  return guarded(request, [&] {
    Reply reply;
    const Route* route = admit(request, reply);
    const bool around = route && around_ && route->admission == Admission::signedIn;
    if (route) reply = around ? around_(*route, request) : route->handler(request);
    if (request.method == "HEAD") {
      const bool bodiless = reply.status == 204 || reply.status == 304;
      if (!reply.more && !bodiless) reply.headers.emplace_back("Content-Length", std::to_string(reply.body.size()));
      reply.body.clear();
      reply.more = nullptr;
    }
    return reply;
  });
}

std::optional<Reply> Router::refusal(Request& request) const {
  bool admitted = false;
  Reply reply = guarded(request, [&] {
    Reply refused;
    const Route* route = admit(request, refused);
    if (route && route->admission != Admission::signedIn) {
      throw Refusal(RefusalKind::tooLarge, "Senza credenziali non si mandano richieste così grandi.");
    }
    admitted = route != nullptr;
    return refused;
  });
  if (admitted) return std::nullopt;
  return reply;
}

}  // namespace stesura
