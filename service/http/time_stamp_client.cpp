#include "service/http/time_stamp_client.h"

#include <Poco/Net/HTTPBasicCredentials.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/URI.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <condition_variable>
#include <istream>
#include <memory>
#include <mutex>
#include <ostream>
#include <thread>
#include <utility>

#include "generator/error.h"

namespace stesura {
namespace net = Poco::Net;
namespace {

constexpr std::size_t kMostBytes = 1u << 20;
constexpr const char* kQuestion = "application/timestamp-query";
constexpr const char* kAnswer = "application/timestamp-reply";

[[noreturn]] void refuseAddress(const char* sentence) {
  throw Error(ErrorKind::usage, std::string(sentence) + " Esempio: --tsa https://tsa.example/marca");
}

bool isHost(const std::string& host) {
  return !host.empty() && host.size() < 256 &&
         std::all_of(host.begin(), host.end(), [](unsigned char letter) {
           return std::isalnum(letter) != 0 || letter == '.' || letter == '-' || letter == ':';
         });
}

bool isThisMachine(const std::string& host) {
  return host == "127.0.0.1" || host == "::1" || host == "localhost";
}

// RFC 7617, 2: the name has no colon, neither has control characters; who listens on the way reads both.
void refuseOddLogin(const TimeStampLogin& login, bool isUnheard) {
  if (login.user.empty() && login.password.empty()) return;
  const auto isControl = [](unsigned char letter) { return letter < 0x20 || letter == 0x7f; };
  const bool isOdd = std::any_of(login.user.begin(), login.user.end(), isControl) ||
                     std::any_of(login.password.begin(), login.password.end(), isControl);
  if (login.user.empty() || login.user.find(':') != std::string::npos || isOdd) {
    throw Error(ErrorKind::usage,
                "Il nome utente del servizio di marcatura manca o ha caratteri non ammessi (come i due "
                "punti), o li ha la password.");
  }
  if (!isUnheard) {
    throw Error(ErrorKind::usage,
                "Nome utente e password non si mandano in chiaro: per il servizio di marcatura serve un "
                "indirizzo https://.");
  }
}

// Ends a conversation that takes too long, at whatever point it is: the socket's own timeouts begin anew
// with each byte that comes.
class Deadline {
 public:
  Deadline(int socket, std::chrono::milliseconds patience)
      : socket_(::dup(socket)), watcher_([this, patience] { watch(patience); }) {}
  ~Deadline() {
    {
      const std::lock_guard guard(lock_);
      over_ = true;
    }
    bell_.notify_one();
    watcher_.join();
    if (socket_ >= 0) ::close(socket_);
  }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  bool passed() const {
    const std::lock_guard guard(lock_);
    return passed_;
  }

 private:
  void watch(std::chrono::milliseconds patience) {
    std::unique_lock guard(lock_);
    if (bell_.wait_for(guard, patience, [this] { return over_; })) return;
    passed_ = true;
    ::shutdown(socket_, SHUT_RDWR);
  }

  int socket_;
  mutable std::mutex lock_;
  std::condition_variable bell_;
  bool over_ = false, passed_ = false;
  std::thread watcher_;
};

net::Context::Ptr trustingTheSystem(const std::string& host) {
  net::Context::Params params;
  params.verificationMode = net::Context::VERIFY_STRICT;
  params.loadDefaultCAs = true;
  net::Context::Ptr context = new net::Context(net::Context::TLS_CLIENT_USE, params);
  context->requireMinimumProtocol(net::Context::PROTO_TLSV1_2);
  // OpenSSL checks the name itself: Poco's check knows no addresses in certificates.
  context->enableExtendedCertificateVerification(false);
  X509_VERIFY_PARAM* wanted = SSL_CTX_get0_param(context->sslContext());
  if (X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str()) != 1 &&
      X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), 0) != 1) {
    throw Error(ErrorKind::surroundings, "Il nome del servizio di marcatura non si può controllare.");
  }
  ERR_clear_error();
  return context;
}

// Encrypted or not, over a connection that is already made. Poco's session for HTTPS takes none.
std::unique_ptr<net::HTTPClientSession> sessionOver(net::StreamSocket& connection, bool secure,
                                                    const std::string& host) {
  if (!secure) return std::make_unique<net::HTTPClientSession>(connection);
  return std::make_unique<net::HTTPClientSession>(
      net::SecureStreamSocket::attach(connection, host, trustingTheSystem(host)));
}

std::string bodyOf(std::istream& stream, const Deadline& deadline) {
  std::string body;
  while (stream.peek() != std::istream::traits_type::eof()) {
    char piece[8192];
    const auto ready = std::clamp<std::streamsize>(stream.rdbuf()->in_avail(), 1, sizeof piece);
    stream.read(piece, ready);
    body.append(piece, static_cast<std::size_t>(stream.gcount()));
    if (body.size() > kMostBytes) throw Error(ErrorKind::surroundings, "manda una risposta troppo lunga");
  }
  if (deadline.passed()) throw Poco::TimeoutException();
  return body;
}

std::string answerTo(std::string_view request, net::HTTPClientSession& session, net::HTTPRequest& question,
                     const Deadline& deadline) {
  question.setContentType(kQuestion);
  question.setContentLength(static_cast<std::streamsize>(request.size()));
  session.sendRequest(question).write(request.data(), static_cast<std::streamsize>(request.size())).flush();
  net::HTTPResponse response;
  std::istream& stream = session.receiveResponse(response);
  const int status = response.getStatus();
  if (status >= 300 && status < 400)
    throw Error(ErrorKind::surroundings, "rimanda a un altro indirizzo: indicare quello con --tsa");
  if (status == net::HTTPResponse::HTTP_UNAUTHORIZED || status == net::HTTPResponse::HTTP_FORBIDDEN) {
    const bool isKnown = question.hasCredentials();
    throw Error(ErrorKind::surroundings, isKnown
                                             ? "non accetta questo nome utente con questa password"
                                             : "chiede nome utente e password: indicarli con --tsa-login");
  }
  if (status != net::HTTPResponse::HTTP_OK)
    throw Error(ErrorKind::surroundings, "risponde con l’errore " + std::to_string(status));
  const std::string type = response.getContentType();
  if (type.substr(0, type.find(';')) != kAnswer)
    throw Error(ErrorKind::surroundings, "non risponde con una marca temporale");
  std::string body = bodyOf(stream, deadline);
  if (response.hasContentLength() && static_cast<std::size_t>(response.getContentLength()) != body.size()) {
    throw Error(ErrorKind::surroundings, "ha interrotto la risposta");
  }
  return body;
}

}  // namespace

TimeStampClient::TimeStampClient(const std::string& address, std::chrono::milliseconds patience,
                                 TimeStampLogin login)
    : patience_(patience), login_(std::move(login)) {
  try {
    const Poco::URI uri(address);
    secure_ = uri.getScheme() == "https";
    if (!secure_ && uri.getScheme() != "http")
      refuseAddress("L’indirizzo del servizio di marcatura comincia per https:// o http://.");
    if (!uri.getUserInfo().empty())
      refuseAddress("Nell’indirizzo del servizio di marcatura non vanno nome utente e password.");
    host_ = uri.getHost();
    port_ = uri.getPort();
    target_ = uri.getPathAndQuery().empty() ? "/" : uri.getPathAndQuery();
  } catch (const Poco::Exception&) {
    refuseAddress("L’indirizzo del servizio di marcatura non si capisce.");
  }
  if (!isHost(host_)) refuseAddress("L’indirizzo del servizio di marcatura non si capisce.");
  refuseOddLogin(login_, secure_ || isThisMachine(host_));
}

std::string TimeStampClient::operator()(std::string_view request) const {
  const std::string who = "Il servizio di marcatura temporale «" + host_ + "» ";
  const std::string late = who + "non ha risposto in tempo. Riprovare più tardi.";
  std::unique_ptr<Deadline> deadline;
  try {
    net::StreamSocket connection;
    connection.connect(net::SocketAddress(host_, port_),
                       Poco::Timespan(Poco::Timespan::TimeDiff(patience_.count()) * 1000));
    deadline = std::make_unique<Deadline>(connection.impl()->sockfd(), patience_);
    const auto session = sessionOver(connection, secure_, host_);
    session->setKeepAlive(true);  // else Poco would leave this connection and make another
    net::HTTPRequest question(net::HTTPRequest::HTTP_POST, target_, net::HTTPMessage::HTTP_1_1);
    question.setHost(host_, port_);
    question.setKeepAlive(false);
    if (!login_.user.empty()) net::HTTPBasicCredentials(login_.user, login_.password).authenticate(question);
    return answerTo(request, *session, question, *deadline);
  } catch (const Error& error) {
    throw Error(ErrorKind::surroundings,
                deadline && deadline->passed() ? late : who + error.sentence() + ".");
  } catch (const Poco::TimeoutException&) {
    throw Error(ErrorKind::surroundings, late);
  } catch (const net::SSLException&) {
    ERR_clear_error();
    throw Error(ErrorKind::surroundings,
                deadline && deadline->passed() ? late : who + "non si presenta con un certificato fidato.");
  } catch (const Poco::Exception&) {
    throw Error(ErrorKind::surroundings, deadline && deadline->passed() ? late
                                         : deadline
                                             ? who + "ha interrotto la conversazione."
                                             : who + "non si raggiunge. Controllare l’indirizzo e la rete.");
  }
}

}  // namespace stesura
