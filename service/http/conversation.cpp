#include "service/http/conversation.h"

#include <Poco/Net/IPAddress.h>

#include <algorithm>
#include <new>

#include "service/http/chunked_body.h"
#include "service/store/moment.h"

namespace stesura {
namespace {

constexpr std::size_t kPiece = 64 << 10;
// Whoever has no credentials may send no more than this.
constexpr std::size_t kFreeBody = 64 << 10;
// The socket is shut a little after the conversation should have ended it in words.
constexpr auto kMargin = std::chrono::seconds(2);
// What a wrong password costs besides: requests.
constexpr double kGuess = 9;
constexpr auto kAsLongAsItTakes = std::chrono::hours(24);

// A reply that comes before the body was read whole.
struct EarlyReply { Reply reply; };

bool carriesCredentials(const Request& request) {
  return std::any_of(request.headers.begin(), request.headers.end(), [](const auto& each) {
    return each.first == "authorization" || each.first == "cookie" || each.first.starts_with("x-stesura-");
  });
}

bool cameThroughAProxy(const Request& request) {
  for (const char* name : {"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"}) {
    if (request.headers.contains(name)) return true;
  }
  return false;
}

// What the proxy itself has added stands last.
std::string lastForwarded(const std::string& list) {
  std::string last = list.substr(list.rfind(',') == std::string::npos ? 0 : list.rfind(',') + 1);
  last.erase(0, last.find_first_not_of(' '));
  Poco::Net::IPAddress address;
  return Poco::Net::IPAddress::tryParse(last, address) ? address.toString() : std::string();
}

std::string hexSize(std::size_t size) {
  char text[20];
  std::snprintf(text, sizeof text, "%zx\r\n", size);
  return text;
}

std::chrono::milliseconds timeFor(std::chrono::milliseconds always, std::uint64_t rate, std::size_t bytes) {
  return always + std::chrono::milliseconds(bytes * 1000 / rate);
}

Reply refusalReply(const HttpRefusal& refusal, const std::string& id) {
  Reply reply = problemReply(refusal.status(), refusal.sentence(), {}, id);
  if (refusal.status() == 405) reply.headers.emplace_back("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE");
  return reply;
}

}  // namespace

void Conversation::run() {
  Next next = Next::another;
  while (next == Next::another) {
    try {
      next = exchange();
    } catch (const std::bad_alloc&) {
      buffer_ = std::string();
      Request request = newRequest();
      Reply reply = problemReply(503, "La memoria non basta. Riprovare tra poco.", {}, request.id);
      next = send(request, reply, {});
    }
    ++served_;
  }
  if (next != Next::endSlowly) return;
  place_.until(Clock::now() + parts_.settings.lingerTime + kMargin, Connections::Waiting::forNothing);
  wire_.linger(parts_.settings.lingerTime);
}

void Conversation::turnAway() {
  Request request = newRequest();
  started_ = Clock::now();
  place_.until(started_ + kMargin, Connections::Waiting::forNothing);
  Reply reply = problemReply(503, "Ci sono troppe connessioni aperte. Riprovare tra poco.", {}, request.id);
  send(request, reply, {});
  wire_.linger(parts_.settings.lingerTime);
}

Request Conversation::newRequest() const {
  Request request;
  request.id = newId();
  request.origin = peer_.loopback ? Origin::thisMachine : Origin::elsewhere;
  request.overProxySocket = peer_.overProxySocket;
  request.encrypted = peer_.tls;
  request.clientAddress = peer_.address;
  return request;
}

std::optional<RequestHead> Conversation::receiveHead() {
  const ServerSettings& settings = parts_.settings;
  const bool expected = served_ == 0 || !buffer_.empty();
  auto deadline = Clock::now() + (expected ? settings.headTime : settings.idleTime);
  started_ = Clock::now();
  std::size_t seen = 0;
  // The proxy knows for whom it works.
  const std::set<std::string> hosts = peer_.overProxySocket ? std::set<std::string>() : settings.hosts;
  while (true) {
    if (const auto end = endOfHead(buffer_, seen)) {
      RequestHead head = readHead(std::string_view(buffer_).substr(0, *end), hosts);
      buffer_.erase(0, *end);
      return head;
    }
    if (!place_.until(deadline + kMargin, Connections::Waiting::forRequest)) return std::nullopt;
    const bool first = buffer_.empty();
    const Wire::Got got = wire_.read(buffer_, kPiece, deadline);
    if (got == Wire::Got::end) return std::nullopt;
    if (got == Wire::Got::nothing) {
      if (buffer_.empty()) return std::nullopt;
      throw HttpRefusal(408, "La richiesta non è arrivata in tempo.");
    }
    if (first && !buffer_.empty()) {
      started_ = Clock::now();
      if (!expected) deadline = started_ + settings.headTime;
    }
  }
}

void Conversation::take(RequestHead& head, Request& request) const {
  request.method = head.method;
  request.path = std::move(head.path);
  request.query = std::move(head.query);
  request.headers = std::move(head.headers);
  request.mediaType = std::move(head.mediaType);
  if (request.overProxySocket) {
    request.clientAddress = lastForwarded(request.header("x-forwarded-for"));
    request.encrypted = request.header("x-forwarded-proto") == "https";
  } else if (cameThroughAProxy(request)) {
    request.origin = Origin::elsewhere;
  }
}

void Conversation::receiveMore(Clock::time_point& deadline) {
  const ServerSettings& settings = parts_.settings;
  place_.until(deadline + kMargin, Connections::Waiting::forNothing);
  const Wire::Got got = wire_.read(buffer_, kPiece, deadline);
  if (got == Wire::Got::nothing) throw HttpRefusal(408, "Il corpo della richiesta arriva troppo lentamente.");
  if (got == Wire::Got::end) throw HttpRefusal(400, "Il corpo della richiesta non è arrivato intero.");
  // What comes buys time, but no more than whoever begins has: none is saved up for standing still.
  const auto bought = timeFor(std::chrono::milliseconds(0), settings.bodyRate, buffer_.size());
  deadline = std::min(deadline + bought, Clock::now() + settings.bodyTime);
}

void Conversation::admit(Request& request, std::size_t size) {
  if (admitted_ || size <= kFreeBody) return;
  if (auto refusal = parts_.router.refusal(request)) throw EarlyReply{std::move(*refusal)};
  admitted_ = true;
}

// Only what has come is counted, and small bodies not at all: of those there are no more than connections.
void Conversation::grow(BodyShare& share, std::size_t size) {
  if (size <= kFreeBody || share.growTo(static_cast<std::int64_t>(size))) return;
  throw HttpRefusal(503, "Ci sono troppe richieste grandi insieme. Riprovare tra poco.");
}

void Conversation::receiveBody(const RequestHead& head, Request& request, BodyShare& share) {
  if (head.framing == Framing::none) return;
  if (head.framing == Framing::length && head.length > parts_.settings.maxBody) throw HttpRefusal(413, "La richiesta supera il limite di dimensione.");
  if (head.framing == Framing::length) admit(request, head.length);
  if (head.expectsContinue && buffer_.empty() && head.length + (head.framing == Framing::chunked) > 0) {
    if (!sendInTime("HTTP/1.1 100 Continue\r\n\r\n")) throw HttpRefusal(400, "Il corpo della richiesta non è arrivato intero.");
  }
  auto deadline = Clock::now() + parts_.settings.bodyTime;
  if (head.framing == Framing::chunked) return receiveChunks(request, share, deadline);
  while (request.body.size() < head.length) {
    if (buffer_.empty()) receiveMore(deadline);
    const std::size_t count = std::min<std::size_t>(buffer_.size(), head.length - request.body.size());
    grow(share, request.body.size() + count);
    request.body.append(buffer_, 0, count);
    buffer_.erase(0, count);
  }
}

void Conversation::receiveChunks(Request& request, BodyShare& share, Clock::time_point deadline) {
  ChunkedBody chunks(parts_.settings.maxBody);
  while (!chunks.whole()) {
    if (buffer_.empty()) receiveMore(deadline);
    admit(request, request.body.size() + buffer_.size());
    grow(share, request.body.size() + buffer_.size());
    buffer_.erase(0, chunks.take(buffer_, request.body));
  }
}

Reply Conversation::answer(Request& request) const {
  // Credentials that nobody looks at do not lift the limit of the address.
  const bool anonymous = !carriesCredentials(request) || parts_.router.open(request);
  if (anonymous && !parts_.limiter.take(bucketOf(request)).granted) {
    return problemReply(429, "Troppe richieste in poco tempo. Riprovare dopo i secondi indicati in Retry-After.", {}, request.id);
  }
  place_.until(Clock::now() + kAsLongAsItTakes, Connections::Waiting::forNothing);
  const Passage passage(parts_.gate, parts_.settings.gateTime);
  if (!passage.entered()) return problemReply(503, "Il servizio ha troppe richieste insieme. Riprovare tra poco.", {}, request.id);
  Reply reply = parts_.router.answer(request);
  // Each wrong password is a hash and a row of the audit.
  if (reply.status == 401 && !request.who.known() && parts_.router.open(request)) parts_.limiter.charge(bucketOf(request), kGuess);
  return reply;
}

Conversation::Next Conversation::exchange() {
  Request request = newRequest();
  BodyShare share(parts_.bodies);
  ReplyFrame frame;
  frame.encrypted = peer_.tls;
  admitted_ = false;
  try {
    std::optional<RequestHead> head = receiveHead();
    if (!head) return Next::end;
    frame.http10 = head->http10;
    take(*head, request);
    receiveBody(*head, request, share);
    frame.keepAlive = head->keepAlive && served_ + 1 < parts_.settings.requestsPerConnection;
    Reply reply = answer(request);
    frame.keepAlive = frame.keepAlive && !parts_.connections.draining();
    return send(request, reply, frame);
  } catch (const HttpRefusal& refusal) {
    parts_.limiter.take(bucketOf(request));
    Reply reply = refusalReply(refusal, request.id);
    return send(request, reply, frame);
  } catch (EarlyReply& early) {
    return send(request, early.reply, frame);
  }
}

bool Conversation::sendInTime(std::string_view bytes) {
  const ServerSettings& settings = parts_.settings;
  const auto deadline = Clock::now() + timeFor(settings.replyTime, settings.replyRate, bytes.size());
  place_.until(deadline, Connections::Waiting::forNothing);
  return wire_.write(bytes);
}

bool Conversation::sendPieces(const Reply& reply, const ReplyFrame& frame, std::size_t& bytes) {
  bool more = true;
  while (more) {
    std::string piece;
    place_.until(Clock::now() + kAsLongAsItTakes, Connections::Waiting::forNothing);
    try {
      more = reply.more(piece);
    } catch (...) {
      return false;  // without the last chunk: the client sees that something is missing
    }
    if (piece.empty()) continue;
    bytes += piece.size();
    if (frame.end == BodyEnd::chunks) piece = hexSize(piece.size()) + piece + "\r\n";
    if (!sendInTime(piece)) return false;
  }
  return frame.end != BodyEnd::chunks || sendInTime("0\r\n\r\n");
}

bool Conversation::sendBody(const Reply& reply, std::string&& head, const ReplyFrame& frame, std::size_t& bytes) {
  if (reply.more) return sendInTime(head) && sendPieces(reply, frame, bytes);
  bytes = reply.body.size();
  if (reply.body.size() > kPiece) return sendInTime(head) && sendInTime(reply.body);
  return sendInTime(head += reply.body);
}

Conversation::Next Conversation::send(Request& request, Reply& reply, ReplyFrame frame) {
  Allowance allowance = parts_.limiter.left(bucketOf(request));
  const bool told = std::any_of(reply.headers.begin(), reply.headers.end(), [](const auto& each) { return each.first == "Retry-After"; });
  allowance.granted = reply.status != 429 || told;
  addAllowance(reply, allowance);
  if (request.method == "HEAD" || isBodiless(reply.status)) {
    reply.body.clear();
    reply.more = nullptr;
  }
  if (reply.more) frame.end = frame.http10 ? BodyEnd::close : BodyEnd::chunks;
  frame.keepAlive = frame.keepAlive && frame.end != BodyEnd::close;
  std::string head;
  try {
    head = replyHead(request, reply, frame);
  } catch (const std::logic_error&) {
    reply = problemReply(500, "Errore imprevisto del servizio.", {}, request.id);
    addAllowance(reply, allowance);
    frame = {BodyEnd::length, false, frame.http10, frame.encrypted};
    head = replyHead(request, reply, frame);
  }
  AccessEntry entry{request.method, parts_.router.patternOf(request), reply.status, 0, 0, false};
  entry.broken = !sendBody(reply, std::move(head), frame, entry.bytes);
  const double seconds = std::chrono::duration<double>(Clock::now() - started_).count();
  entry.milliseconds = seconds * 1000;
  parts_.log.write(request, entry);
  const std::string pattern = entry.pattern.empty() ? "-" : entry.pattern;
  parts_.metrics.count("stesura_richieste_total", {{"metodo", request.method.empty() ? "-" : request.method}, {"rotta", pattern}, {"stato", std::to_string(reply.status)}});
  parts_.metrics.observe("stesura_richieste_durata_seconds", seconds, {{"rotta", pattern}});
  if (entry.broken) return Next::end;
  return frame.keepAlive ? Next::another : Next::endSlowly;
}

}  // namespace stesura
