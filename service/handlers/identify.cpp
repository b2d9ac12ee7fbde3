#include "service/handlers/identify.h"

#include <sys/stat.h>
#include <algorithm>
#include <fstream>

#include "generator/digest.h"
#include "service/refusal.h"
#include "service/store/cipher.h"
#include "service/store/sessions.h"
#include "service/store/users.h"

namespace stesura {
namespace {

constexpr std::string_view kSecureCookie = "__Host-stesura";
constexpr std::string_view kPlainCookie = "stesura";
constexpr std::size_t kLeastSecret = 32;

Refusal wrongCredentials() {
  return {RefusalKind::unauthenticated,
          "Le credenziali non sono valide o non lo sono più: entrare di nuovo o usare un’altra "
          "chiave."};
}

std::set<Role> rolesFrom(const std::vector<std::string>& names) {
  std::set<Role> roles;
  for (const std::string& name : names) roles.insert(roleFromName(name));
  return roles;
}

bool changesSomething(const Request& request) {
  return request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS";
}

// The name under which the cookie may come over this connection; "" for none at all.
std::string_view cookieName(const Request& request) {
  if (request.encrypted) return kSecureCookie;
  return request.origin == Origin::thisMachine ? kPlainCookie : std::string_view();
}

std::string valueOfCookie(const std::string& header, std::string_view name) {
  std::string_view rest = header;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    std::string_view pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name)
      return std::string(pair.substr(equals + 1));
  }
  return {};
}

class Identifier {
 public:
  Identifier(const Services& services, ProxyIdentity proxy)
      : services_(services), proxy_(std::move(proxy)) {}

  Identity operator()(const Request& request) const {
    const std::string authorization = request.header("authorization");
    if (!authorization.empty()) return ofKey(authorization);
    const std::string login = request.header("x-stesura-utente");
    if (!login.empty() && trusts(request)) return ofProxy(request, login);
    const std::string session = sessionSecretOf(request);
    if (!session.empty()) return ofSession(request, session);
    return {};
  }

 private:
  bool trusts(const Request& request) const {
    if (request.overProxySocket && proxy_.overItsSocket) return true;
    return !proxy_.secret.empty() &&
           equalSecrets(sha256Hex(request.header("x-stesura-segreto")), sha256Hex(proxy_.secret));
  }

  Identity ofKey(const std::string& authorization) const {
    constexpr std::string_view kBearer = "bearer ";
    std::string scheme = authorization.substr(0, kBearer.size());
    std::transform(scheme.begin(), scheme.end(), scheme.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const std::string secret =
        scheme == kBearer ? authorization.substr(kBearer.size()) : std::string();
    if (!isAccessKey(secret)) throw wrongCredentials();
    const std::string digest = sha256Hex(secret);
    if (const auto kept = services_.keys->find(digest)) return identityOf(*kept);
    const std::uint64_t generation = services_.keys->generation();
    bool usedLongAgo = false;
    const AccessKeys keys(services_.vault);
    const auto bearer = services_.database.read(
        [&](Transaction& transaction) { return keys.bearer(transaction, digest, usedLongAgo); });
    if (!bearer) throw wrongCredentials();
    if (usedLongAgo)
      writeDown([&](Transaction& transaction) { keys.touch(transaction, bearer->key); });
    services_.keys->keep(digest, *bearer, generation);
    return identityOf(*bearer);
  }

  Identity ofProxy(const Request& request, const std::string& login) const {
    if (changesSomething(request)) refuseForeignPages(request);
    const Users users(services_.vault);
    const auto user = services_.database.read(
        [&](Transaction& transaction) { return users.findLogin(transaction, loginOf(login)); });
    if (!user || !user->active || request.header("x-stesura-ente") != user->agency)
      throw wrongCredentials();
    return {user->id, user->agency, rolesFrom(user->roles), false};
  }

  Identity ofSession(const Request& request, const std::string& secret) const {
    const auto bearer = services_.database.read(
        [&](Transaction& transaction) { return Sessions::find(transaction, secret); });
    if (!bearer) throw wrongCredentials();
    if (changesSomething(request)) {
      refuseForeignPages(request);
      if (!equalSecrets(request.header("x-csrf-token"), Sessions::requestToken(secret))) {
        throw Refusal(
            RefusalKind::forbidden,
            "Manca il token della sessione: rimandare in X-CSRF-Token quello ricevuto entrando.");
      }
    }
    const bool ownAccess = request.path == "/accesso" || request.path == "/accesso/password";
    if (bearer->mustChangePassword && !ownAccess) {
      throw Refusal(RefusalKind::forbidden,
                    "La password l’ha scelta qualcun altro: prima di continuare cambiarla (PUT "
                    "/accesso/password).");
    }
    if (bearer->seenLongAgo)
      writeDown([&](Transaction& transaction) { Sessions::touch(transaction, secret); });
    return {bearer->user, bearer->agency, rolesFrom(bearer->roles), false};
  }

  static Identity identityOf(const KeyBearer& bearer) {
    const bool program = bearer.user.empty();
    return {program ? bearer.key : bearer.user, bearer.agency, rolesFrom(bearer.roles), program};
  }

  // When somebody was last here is worth no failed request: a full disk must not keep readers out.
  template <typename Work>
  void writeDown(Work work) const {
    try {
      services_.database.write(work);
    } catch (const Refusal&) {
      return;
    }
  }

  const Services& services_;
  ProxyIdentity proxy_;
};

}  // namespace

std::string proxySecretFrom(const std::filesystem::path& file) {
  struct ::stat status {};
  std::ifstream stream(file);
  std::string secret;
  if (!stream || ::stat(file.c_str(), &status) != 0 || !std::getline(stream, secret)) {
    throw Error(ErrorKind::surroundings, "Il file con il segreto del proxy non si può leggere.");
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    throw Error(ErrorKind::surroundings,
                "Il file con il segreto del proxy è leggibile da altri: dargli i permessi 0600.");
  }
  while (secret.ends_with('\r') || secret.ends_with(' ')) secret.pop_back();
  if (secret.size() < kLeastSecret) {
    throw Error(ErrorKind::surroundings,
                "Il segreto del proxy è troppo corto: servono almeno 32 caratteri casuali.");
  }
  return secret;
}

Router::Identify identifyBy(const Services& services, ProxyIdentity proxy) {
  return Identifier(services, std::move(proxy));
}

std::string sessionSecretOf(const Request& request) {
  const std::string_view name = cookieName(request);
  return name.empty() ? std::string() : valueOfCookie(request.header("cookie"), name);
}

std::string sessionCookie(const Request& request, const std::string& secret) {
  const std::string_view name = cookieName(request);
  if (name.empty()) {
    throw Refusal(RefusalKind::forbidden,
                  "Con nome e password si entra solo da una connessione cifrata (https).");
  }
  std::string cookie = std::string(name) + "=" + secret + "; Path=/; HttpOnly; SameSite=Strict";
  if (name == kSecureCookie) cookie += "; Secure";
  if (secret.empty()) cookie += "; Max-Age=0";
  return cookie;
}

void refuseForeignPages(const Request& request) {
  const std::string site = request.header("sec-fetch-site");
  bool foreign = !site.empty() && site != "same-origin" && site != "none";
  const std::string origin = request.header("origin");
  if (site.empty() && !origin.empty()) {
    const std::size_t host = origin.find("://");
    foreign = host == std::string::npos || origin.substr(host + 3) != request.header("host");
  }
  if (foreign)
    throw Refusal(RefusalKind::forbidden,
                  "La richiesta viene da una pagina di un altro sito e non viene eseguita.");
}

}  // namespace stesura
