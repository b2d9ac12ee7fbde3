#include "service/http/server.h"

#include <Poco/Exception.h>
#include <Poco/Net/PollSet.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/SocketAddress.h>

#include <optional>

#include "service/http/connection_threads.h"
#include "service/http/conversation.h"
#include "service/http/listeners.h"
#include "service/http/tls.h"

namespace stesura {
namespace {

namespace net = Poco::Net;

constexpr auto kLookEvery = std::chrono::milliseconds(100);

constexpr const char* kWatched[] = {"stesura_connessioni", "stesura_richieste_in_coda", "stesura_righe_di_log_perse"};

Peer peerOf(const net::SocketAddress& address, bool proxySocket, bool tls) {
  Peer peer;
  peer.overProxySocket = proxySocket;
  peer.tls = tls;
  if (proxySocket) return peer;
  net::IPAddress host = address.host();
  peer.loopback = host.isLoopback();
  peer.address = host.toString();
  return peer;
}

}  // namespace

struct HttpServer::Parts {
  Parts(ServerSettings&& given, const ServerTools& tools)
      : settings(std::move(given)), listeners(settings), connections(settings.connections),
        gate(settings.requestsAtOnce), bodies(settings.bodiesInMemory),
        shared{settings, tools.router, tools.limiter, tools.log, tools.metrics, connections, gate, bodies} {
    if (!settings.tlsCertificate.empty()) tls = tlsContext(settings.tlsCertificate, settings.tlsKey);
  }

  void accept(const Listener& listener);
  void serve(net::StreamSocket& socket, const Peer& peer);

  const ServerSettings settings;
  Listeners listeners;
  Connections connections;
  Gate gate;
  ByteBudget bodies;
  net::Context::Ptr tls;
  const ServerParts shared;
  ConnectionThreads threads;  // ends first: the connections use what stands above
};

void HttpServer::Parts::serve(net::StreamSocket& socket, const Peer& peer) {
  // An IPv6 network of 64 bits is one address. Behind the proxy's socket, and on this machine,
  // many people share one.
  Request counted;
  counted.clientAddress = peer.address;
  const bool unbounded = peer.loopback || peer.overProxySocket;
  const int descriptor = socket.impl()->sockfd();
  const auto place = connections.enter(descriptor, unbounded ? std::string() : bucketOf(counted));
  if (place) {
    if (peer.tls) socket = net::SecureStreamSocket::attach(socket, tls);
    Wire wire(socket);
    Conversation(wire, *place, peer, shared).run();
    return;
  }
  shared.metrics.count("stesura_connessioni_respinte_total");
  if (peer.tls) return;
  const auto spare = connections.enterSpare(descriptor);
  if (!spare) return;
  Wire wire(socket);
  Conversation(wire, *spare, peer, shared).turnAway();
}

void HttpServer::Parts::accept(const Listener& listener) {
  net::SocketAddress address;
  net::ServerSocket server = listener.socket;
  auto socket = std::make_shared<net::StreamSocket>(server.acceptConnection(address));
  const Peer peer = peerOf(address, listener.proxySocket, !tls.isNull() && !listener.proxySocket);
  if (!peer.overProxySocket) socket->setNoDelay(true);
  // Without a thread the socket is closed when it leaves this function.
  threads.run([this, socket, peer] {
    try {
      serve(*socket, peer);
    } catch (...) {
      // Memory ran out twice, or TLS could not begin: the connection ends, the others go on.
    }
  });
}

HttpServer::HttpServer(ServerSettings settings, const ServerTools& tools)
    : parts_(std::make_unique<Parts>(std::move(settings), tools)), metrics_(tools.metrics) {
  Parts* parts = parts_.get();
  tools.metrics.watch(kWatched[0], "Connessioni aperte.", [parts] { return static_cast<double>(parts->connections.count()); });
  tools.metrics.watch(kWatched[1], "Richieste che aspettano un posto.", [parts] { return static_cast<double>(parts->gate.waiting()); });
  AccessLog* log = &tools.log;
  tools.metrics.watch(kWatched[2], "Righe del log che non si sono potute scrivere.", [log] { return static_cast<double>(log->lost()); });
  tools.metrics.describe("stesura_richieste_total", "Richieste, per metodo, rotta e stato.");
  tools.metrics.describe("stesura_richieste_durata_seconds", "Durata delle richieste, per rotta.");
  tools.metrics.describe("stesura_connessioni_respinte_total", "Connessioni oltre i limiti.");
  acceptor_ = std::thread([this] { listen(); });
}

HttpServer::~HttpServer() {
  stop(std::chrono::seconds(30));
  for (const char* name : kWatched) metrics_.forget(name);
}

std::uint16_t HttpServer::port() const { return parts_->listeners.port(); }

void HttpServer::listen() {
  net::PollSet sockets;
  for (const Listener& listener : parts_->listeners.all()) sockets.add(listener.socket, net::PollSet::POLL_READ);
  while (!stopping_) {
    try {
      const auto ready = sockets.poll(Poco::Timespan(std::chrono::microseconds(kLookEvery).count()));
      for (const Listener& listener : parts_->listeners.all()) {
        if (ready.contains(listener.socket)) parts_->accept(listener);
      }
    } catch (const std::exception&) {
      // Too many open files, or a client that left before it was accepted.
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }
}

bool HttpServer::stop(std::chrono::milliseconds longest) {
  stopping_ = true;
  if (acceptor_.joinable()) acceptor_.join();
  parts_->connections.drain();
  if (!parts_->connections.waitUntilEmpty(longest)) return false;
  parts_->threads.stop();
  return true;
}

}  // namespace stesura
