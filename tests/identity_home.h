// A service in which nobody is anybody without credentials, and ways to come in.
#pragma once

#include <ctime>

#include "service/handlers/identify.h"
#include "service/store/moment.h"
#include "service/store/one_time_code.h"
#include "service/store/registers.h"
#include "service/store/sessions.h"
#include "service/store/users.h"
#include "tests/service_home.h"

namespace stesura {

inline constexpr const char* kPassword = "quattro parole qualsiasi";
inline const std::string kProxySecret = "0123456789abcdef0123456789abcdef";

// Two agencies, no users; a proxy is trusted over its socket and by its secret.
class IdentityHome {
 public:
  IdentityHome()
      : router_(allRoutes(home_.services()), identifyBy(home_.services(), {true, kProxySecret})),
        contract_(router_.table()) {
    for (const char* agency : {"asl-frosinone", "comune-di-alatri"}) {
      home_.database().write([&](Transaction& transaction) {
        const Json body = {{"id", agency},
                           {"denominazione", agency},
                           {"tipo", "altro"},
                           {"pubblica_amministrazione", true}};
        Registers(home_.vault()).insert(transaction, Register::agencies, agency, body, agency);
      });
    }
  }

  std::string addUser(const std::string& login, const std::string& agency,
                      const std::vector<std::string>& roles, bool mustChange = false) {
    PasswordGate gate;
    const std::string hash = gate.enter().hash(kPassword);
    return *home_.database().write([&](Transaction& transaction) {
      return Users(home_.vault())
          .add(transaction,
               {agency, login, roles, Json{{"nome_proprio", "Maria"}, {"cognome", "Bianchi"}}, hash,
                mustChange});
    });
  }
  std::string addKey(const std::string& agency, const std::vector<std::string>& roles,
                     const std::string& user = {}, long seconds = 3600) {
    return home_.database().write([&](Transaction& transaction) {
      return AccessKeys(home_.vault())
          .add(transaction, {"prova", agency, roles, user, utcIn(seconds), false})
          .secret;
    });
  }

  Reply ask(Request request) {
    const std::string pattern = router_.patternOf(request);
    Reply reply = router_.answer(request);
    const std::string complaint = contract_.complaint(pattern, request, reply);
    if (!complaint.empty()) ADD_FAILURE() << complaint;
    return reply;
  }
  static Request request(const std::string& method, const std::string& path,
                         const Json& body = nullptr) {
    Request request;
    request.method = method;
    request.path = path;
    request.origin = Origin::thisMachine;
    if (!body.is_null()) {
      request.mediaType = "application/json";
      request.body = body.dump();
    }
    return request;
  }
  Reply withKey(const std::string& key, const std::string& method, const std::string& path,
                const Json& body = nullptr) {
    Request asked = request(method, path, body);
    asked.headers["authorization"] = "Bearer " + key;
    return ask(asked);
  }

  // A browser that has signed in over plain HTTP on this machine.
  struct Browser {
    std::string cookie, token;
  };
  Browser browserOf(const Reply& reply) {
    Browser browser;
    for (const auto& [name, value] : reply.headers) {
      if (name == "Set-Cookie") browser.cookie = value.substr(0, value.find(';'));
    }
    browser.token = bodyOf(reply).value("token_csrf", "");
    return browser;
  }
  Reply signIn(const std::string& login, const std::string& password = kPassword,
               const std::string& code = {}) {
    Json body = {{"nome_utente", login}, {"password", password}};
    if (!code.empty()) body["codice"] = code;
    return ask(request("POST", "/accesso", body));
  }
  Reply withBrowser(const Browser& browser, const std::string& method, const std::string& path,
                    const Json& body = nullptr,
                    const std::map<std::string, std::string>& headers = {}) {
    Request asked = request(method, path, body);
    asked.headers = headers;
    asked.headers["cookie"] = "altro=1; " + browser.cookie;
    if (!headers.contains("x-csrf-token")) asked.headers["x-csrf-token"] = browser.token;
    return ask(asked);
  }

  std::vector<std::string> auditOf(const std::string& action) {
    std::vector<std::string> rows;
    home_.database().read([&](Transaction& transaction) {
      for (const SqlRow& row : transaction.query("SELECT chi, ente, risorsa, oggetto, esito FROM "
                                                 "audit WHERE azione = $1 ORDER BY numero",
                                                 {action})) {
        rows.push_back(row.text(0) + "|" + row.text(1) + "|" + row.text(2) + "|" + row.text(3) +
                       "|" + row.text(4));
      }
    });
    return rows;
  }
  void sql(const std::string& statement) {
    home_.database().write([&](Transaction& transaction) { transaction.execute(statement); });
  }
  ServiceHome& home() { return home_; }

 private:
  ServiceHome home_;
  Router router_;
  ApiContract contract_;
};

inline std::string codeNow(const std::string& secret, int steps = 0) {
  return counterCode(secret, static_cast<std::uint64_t>(std::time(nullptr) / 30 + steps), 6);
}

inline std::string fromBase32(const std::string& text) {
  std::string bytes;
  unsigned held = 0, count = 0;
  for (const char c : text) {
    held = held << 5 | static_cast<unsigned>(c >= 'A' ? c - 'A' : c - '2' + 26);
    if ((count += 5) >= 8) bytes.push_back(static_cast<char>(held >> (count -= 8) & 255));
  }
  return bytes;
}

}  // namespace stesura
