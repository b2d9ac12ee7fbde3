#include "service/handlers/idempotency.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "service/refusal.h"
#include "service/store/answers.h"

namespace stesura {
namespace {

constexpr std::size_t kLongestKey = 255;
constexpr std::size_t kLargestBody = 1u << 20;

void requireGoodKey(const std::string& key) {
  const bool visible = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  if (key.size() > kLongestKey || !visible) {
    throw Refusal(RefusalKind::malformed, "Idempotency-Key ha da 1 a 255 caratteri ASCII visibili, senza spazi.");
  }
}

// Everything of the request that its answer depends on.
std::string wholeOf(const Request& request) {
  std::string whole;
  const auto add = [&](const std::string& part) { whole += std::to_string(part.size()) + ":" + part; };
  add(request.path);
  for (const auto& [name, value] : request.query) {
    add(name);
    add(value);
  }
  add(request.mediaType);
  add(request.header("prefer"));
  add(request.header("if-match"));
  add(request.body);
  return whole;
}

bool hasHeader(const Reply& reply, const std::string& name, const std::string& value) {
  return std::any_of(reply.headers.begin(), reply.headers.end(), [&](const auto& header) {
    return header.first == name && (value.empty() || header.second.find(value) != std::string::npos);
  });
}

// What tells of a person lies sealed under the keys of persons and paths, which can be erased, and is
// read by whoever may read it now: no copy of it is kept here.
bool tellsOfPersons(const Route& route) {
  constexpr std::array<std::string_view, 5> kResources = {"/persone", "/percorsi", "/bozze", "/documenti", "/segnalazioni"};
  return std::any_of(kResources.begin(), kResources.end(), [&](std::string_view resource) {
    return route.pattern == resource || route.pattern.starts_with(std::string(resource) + "/");
  });
}

// One line of JSON, then the body as it is.
std::string textOf(const Route& route, const Reply& reply) {
  const bool whole = !tellsOfPersons(route) && !reply.more && reply.body.size() <= kLargestBody && !hasHeader(reply, "Cache-Control", "no-store");
  const Json head = {{"stato", reply.status}, {"tipo", reply.mediaType}, {"intestazioni", reply.headers}, {"intera", whole}};
  return head.dump() + "\n" + (whole ? reply.body : std::string());
}

Reply replyOf(const std::string& text) {
  const std::size_t end = text.find('\n');
  const Json head = parseJson(text.substr(0, end));
  Reply reply;
  reply.status = head.at("stato");
  reply.headers = head.at("intestazioni").get<std::vector<std::pair<std::string, std::string>>>();
  reply.headers.emplace_back("Idempotency-Replayed", "true");
  if (head.at("intera").get<bool>()) {
    reply.mediaType = head.at("tipo");
    reply.body = text.substr(end + 1);
  } else {
    reply.headers.emplace_back("Idempotency-Body", "omitted");
  }
  return reply;
}

Reply answered(const Claim& claim) {
  switch (claim.asked) {
    case Asked::inProgress:
      throw Refusal(RefusalKind::conflict, "La stessa richiesta, con questa Idempotency-Key, è ancora in lavorazione. Riprovare tra poco.");
    case Asked::otherwise:
      throw Error(ErrorKind::data, "Questa Idempotency-Key è già stata usata per una richiesta diversa. Usarne una nuova.");
    case Asked::lost:
      throw Refusal(RefusalKind::conflict,
                    "La richiesta con questa Idempotency-Key è stata interrotta e non si sa se sia riuscita. "
                    "Controllare, e se occorre ripeterla con una chiave nuova.");
    default:
      return replyOf(claim.answer);
  }
}

// A cookie of a session is nobody's to keep.
bool mayKeep(const Reply& reply) { return reply.status < 400 && !hasHeader(reply, "Set-Cookie", ""); }

Reply once(Answers& answers, const Route& route, const Request& request) {
  const auto header = request.headers.find("idempotency-key");
  if (route.method != "POST" || header == request.headers.end()) return route.handler(request);
  requireGoodKey(header->second);
  if (header->second.empty()) requireGoodKey(" ");
  const Claim claim = answers.claim({request.who.id, route.method + " " + route.pattern, header->second, wholeOf(request)});
  if (claim.asked != Asked::first) return answered(claim);
  Reply reply;
  try {
    reply = route.handler(request);
  } catch (...) {
    answers.release(claim);
    throw;
  }
  if (!mayKeep(reply)) {
    answers.release(claim);
    return reply;
  }
  try {
    answers.keep(claim, textOf(route, reply));
  } catch (const Error&) {
    // What was asked is done; whoever asks again hears that the answer was lost.
  }
  return reply;
}

}  // namespace

Router::Around onceOnly(Database& database, const Vault& vault) {
  const auto answers = std::make_shared<Answers>(database, vault);
  return [answers](const Route& route, const Request& request) { return once(*answers, route, request); };
}

}  // namespace stesura
