#include "service/http/listeners.h"

#include <Poco/Exception.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "generator/error.h"

namespace stesura {
namespace {

namespace net = Poco::Net;

constexpr int kBacklog = 512;
constexpr std::size_t kLongestSocketPath = 107;  // sockaddr_un

[[noreturn]] void fail(const char* sentence) { throw Error(ErrorKind::surroundings, sentence); }

bool somebodyListens(const std::filesystem::path& file) {
  try {
    net::StreamSocket socket;
    socket.connect(net::SocketAddress(net::SocketAddress::UNIX_LOCAL, file.string()));
    return true;
  } catch (const Poco::Exception&) {
    return false;
  }
}

}  // namespace

Listeners::Listeners(const ServerSettings& settings) : port_(settings.port) {
  if (settings.addresses.empty()) {
    listenOnLoopback();
  } else {
    for (const std::string& address : settings.addresses) listenOn(address);
  }
  if (!settings.unixSocket.empty()) listenOnUnix(settings.unixSocket);
}

Listeners::~Listeners() {
  if (!unixSocket_.empty()) ::unlink(unixSocket_.c_str());
}

void Listeners::listenOn(const std::string& address) {
  net::IPAddress parsed;
  if (!net::IPAddress::tryParse(address, parsed)) fail("L’indirizzo indicato con --listen non è un indirizzo IP.");
  try {
    net::ServerSocket socket;
    const net::SocketAddress place(parsed, port_);
    if (parsed.family() == net::IPAddress::IPv6) {
      socket.bind6(place, true, false, true);
    } else {
      socket.bind(place, true, false);
    }
    socket.listen(kBacklog);
    port_ = socket.address().port();
    all_.push_back({socket, false});
  } catch (const Poco::Exception& exception) {
    if (exception.code() == EACCES) fail("Questa porta è riservata all’amministratore della macchina: sceglierne una oltre la 1023.");
    if (exception.code() == EADDRINUSE) fail("La porta è già usata da un altro programma: sceglierne un’altra con --port.");
    fail("Non riesco ad ascoltare all’indirizzo indicato: controllare --listen e --port.");
  }
}

void Listeners::listenOnLoopback() {
  const bool anyPort = port_ == 0;
  for (int tries = 1;; ++tries) {
    listenOn("127.0.0.1");
    try {
      listenOn("::1");
      return;
    } catch (const Error&) {
      // A machine without IPv6 does well without it; a free port of IPv4 may be taken in IPv6.
      if (!anyPort || tries == 3) return;
    }
    all_.clear();
    port_ = 0;
  }
}

void Listeners::listenOnUnix(const std::filesystem::path& file) {
  if (file.native().size() > kLongestSocketPath) fail("Il percorso del socket indicato con --unix è troppo lungo.");
  struct stat status;
  if (::lstat(file.c_str(), &status) == 0) {
    if (!S_ISSOCK(status.st_mode)) fail("Al posto del socket indicato con --unix c’è un altro file.");
    if (somebodyListens(file)) fail("Il socket indicato con --unix è già usato da un altro programma.");
    ::unlink(file.c_str());
  }
  const mode_t before = ::umask(0117);  // 0660 from its first moment
  try {
    net::ServerSocket socket;
    socket.bind(net::SocketAddress(net::SocketAddress::UNIX_LOCAL, file.string()), false);
    ::umask(before);
    unixSocket_ = file;
    socket.listen(kBacklog);
    all_.push_back({socket, true});
  } catch (const Poco::Exception&) {
    ::umask(before);
    fail("Non riesco a creare il socket indicato con --unix: controllare la cartella e i permessi.");
  }
}

}  // namespace stesura
