#include "service/handlers/sign_in.h"

#include "service/handlers/checked_body.h"
#include "service/handlers/identify.h"
#include "service/handlers/user_schemas.h"
#include "service/refusal.h"
#include "service/store/one_time_code.h"
#include "service/store/sessions.h"
#include "service/store/sign_in.h"

namespace stesura {
namespace {

constexpr const char* kWrong = "Nome utente, password o codice non sono quelli giusti.";

Refusal refused() { return {RefusalKind::unauthenticated, kWrong}; }

// The answer holds the seconds to wait.
struct MustWait : Refusal {
  explicit MustWait(long toWait)
      : Refusal(RefusalKind::tooMany,
                "Troppi tentativi non riusciti con questo nome: aspettare prima di riprovare."),
        seconds(toWait) {}
  long seconds;
};

struct Attempt {
  std::string login{};  // as typed, bounded
  std::string password{};
  std::string code{};
};

// Of a user and a password that were found right.
struct SignedIn {
  std::string user, agency, session;
  bool mustChangePassword;
};

// The name typed stands nowhere: it may be a password in the wrong field.
void recordRefusal(const Services& services, const std::optional<SignInFacts>& facts) {
  services.audit.record({facts ? facts->id : "sconosciuto", facts ? facts->agency : "", "accedi",
                         "accesso", facts ? facts->id : "", "rifiutato"});
}

// Takes the same time for whoever is unknown, not active or without password.
SignedIn signIn(const Services& services, const Attempt& attempt) {
  const SignIn records(services.vault);
  const PasswordGate::Turn turn = services.passwords->enter();
  std::optional<SignInFacts> facts;
  const long wait = services.database.write([&](Transaction& transaction) {
    facts = records.find(transaction, attempt.login);
    return records.countAttempt(transaction, attempt.login);
  });
  if (wait > 0) throw MustWait(wait);
  const bool right =
      turn.verify(facts && facts->active ? facts->passwordHash : std::string(), attempt.password);
  if (!right) {
    recordRefusal(services, facts);
    throw refused();
  }
  const std::string rehashed =
      PasswordGate::outdated(facts->passwordHash) ? turn.hash(attempt.password) : std::string();
  enum class Outcome { in, wantsCode, refused };
  SignedIn result{facts->id, facts->agency, {}, facts->mustChangePassword};
  const Outcome outcome = services.database.write([&](Transaction& transaction) {
    const auto now = records.find(transaction, attempt.login);  // what changed since counts
    if (!now || !now->active || now->passwordHash != facts->passwordHash) return Outcome::refused;
    if (now->wantsCode && attempt.code.empty()) {
      records.forgive(transaction, attempt.login, SignIn::Forgiven::one);
      return Outcome::wantsCode;
    }
    if (now->wantsCode && !records.useCode(transaction, now->id, attempt.code))
      return Outcome::refused;
    records.forgive(transaction, attempt.login, SignIn::Forgiven::all);
    if (!rehashed.empty()) Users(services.vault).rehash(transaction, now->id, rehashed);
    result.session = Sessions::open(transaction, now->id);
    appendAudit(transaction, {now->id, now->agency, "accedi", "accesso", now->id, "fatto"});
    return Outcome::in;
  });
  if (outcome == Outcome::in) return result;
  if (outcome == Outcome::refused) recordRefusal(services, facts);
  if (outcome == Outcome::wantsCode) {
    throw Refusal(RefusalKind::unauthenticated,
                  "Serve anche il codice temporaneo: indicarlo in «codice».",
                  {{"/codice",
                    "Manca il codice temporaneo.",
                    "Leggerlo dall’applicazione che lo genera.",
                    {},
                    {},
                    {}}});
  }
  throw refused();
}

Reply waitReply(const MustWait& wait, const std::string& requestId) {
  Reply reply = problemReply(wait, requestId);
  std::erase_if(reply.headers, [](const auto& header) { return header.first == "Retry-After"; });
  reply.headers.emplace_back("Retry-After", std::to_string(wait.seconds));
  return reply;
}

User self(const Services& services, Transaction& transaction, const Request& request) {
  auto user = Users(services.vault).find(transaction, request.who.id);
  if (!user) throw notFound();
  return *user;
}

Json accessJson(const Services& services, Transaction& transaction, const Identity& who,
                const std::string& session) {
  Json roles = Json::array();
  for (const Role role : who.roles) roles.push_back(roleName(role));
  Json value = {{"id", who.id}, {"ente", who.agency}, {"ruoli", roles}, {"programma", who.program}};
  if (!who.program) {
    if (const auto user = Users(services.vault).find(transaction, who.id)) {
      value["nome_utente"] = user->login;
      value["profilo"] = user->profile;
      value["password_da_cambiare"] = user->mustChangePassword;
      value["codici_temporanei"] = user->hasOneTimeCodes;
    }
  }
  if (!session.empty()) value["token_csrf"] = Sessions::requestToken(session);
  return value;
}

Json accessJson(const Services& services, Transaction& transaction, const std::string& id,
                const std::string& session) {
  const auto user = Users(services.vault).find(transaction, id);
  if (!user) throw notFound();
  Identity who{user->id, user->agency, {}, false};
  for (const std::string& role : user->roles) who.roles.insert(roleFromName(role));
  return accessJson(services, transaction, who, session);
}

Reply enter(const Services& services, const CheckedBody& body, const Request& request) {
  refuseForeignPages(request);
  const Json given = body.of(request);
  const std::string typed = given.at("nome_utente");
  const std::string login = loginOf(typed);
  static_cast<void>(sessionCookie(request, ""));  // before a password is looked at: not in clear
  try {
    const SignedIn in = signIn(
        services, {login.empty() ? typed : login, given.at("password"), given.value("codice", "")});
    const Json value = services.database.read([&](Transaction& transaction) {
      return accessJson(services, transaction, in.user, in.session);
    });
    Reply reply = createdReply("/accesso", value);
    reply.headers.emplace_back("Set-Cookie", sessionCookie(request, in.session));
    reply.headers.emplace_back("Cache-Control", "no-store");
    return reply;
  } catch (const MustWait& wait) {
    return waitReply(wait, request.id);
  }
}

Reply whoAmI(const Services& services, const Request& request) {
  const bool withKey = !request.header("authorization").empty();
  const std::string session = withKey ? std::string() : sessionSecretOf(request);
  Reply reply = jsonReply(services.database.read([&](Transaction& transaction) {
    return accessJson(services, transaction, request.who, session);
  }));
  reply.headers.emplace_back("Cache-Control", "no-store");
  return reply;
}

// What only somebody may do who has just given a password: no key, no proxy.
std::string requireSession(const Request& request) {
  const std::string session =
      request.header("authorization").empty() ? sessionSecretOf(request) : std::string();
  if (session.empty())
    throw Refusal(RefusalKind::conflict, "Serve una sessione aperta con nome e password.");
  return session;
}

Reply leave(const Services& services, const Request& request) {
  const std::string session = requireSession(request);
  services.database.write([&](Transaction& transaction) {
    Sessions::close(transaction, session);
    appendAudit(transaction,
                {request.who.id, request.who.agency, "esci", "accesso", request.who.id, "fatto"});
  });
  Reply reply{204, {}, {}, {}, {}};
  reply.headers.emplace_back("Set-Cookie", sessionCookie(request, ""));
  return reply;
}

// The password in force, before something that hangs on it changes. Counts as an attempt to sign
// in.
void confirmPassword(const Services& services, const PasswordGate::Turn& turn,
                     const std::string& login, const std::string& password) {
  const SignIn records(services.vault);
  std::optional<SignInFacts> facts;
  const long wait = services.database.write([&](Transaction& transaction) {
    facts = records.find(transaction, login);
    return records.countAttempt(transaction, login);
  });
  if (wait > 0) throw MustWait(wait);
  if (!turn.verify(facts ? facts->passwordHash : std::string(), password)) {
    recordRefusal(services, facts);
    throw Refusal(RefusalKind::forbidden, "La password attuale non è quella giusta.");
  }
  services.database.write([&](Transaction& transaction) {
    records.forgive(transaction, login, SignIn::Forgiven::all);
  });
}

Reply changePassword(const Services& services, const CheckedBody& body, const Request& request) {
  static_cast<void>(requireSession(request));
  const Json given = body.of(request);
  const User user = services.database.read(
      [&](Transaction& transaction) { return self(services, transaction, request); });
  const std::string wanted = given.at("password_nuova");
  std::vector<Problem> problems = passwordProblems(wanted, user.login, "/password_nuova");
  if (wanted == given.at("password_attuale")) {
    problems.push_back({"/password_nuova",
                        "La password nuova è uguale a quella attuale.",
                        "Sceglierne un’altra.",
                        {},
                        {},
                        {}});
  }
  if (!problems.empty())
    throw Error(ErrorKind::data, "La password nuova non va bene.", std::move(problems));
  try {
    const PasswordGate::Turn turn = services.passwords->enter();
    confirmPassword(services, turn, user.login, given.at("password_attuale"));
    const std::string hash = turn.hash(wanted);
    std::string session;
    const Json value = services.database.write([&](Transaction& transaction) {
      Users(services.vault).setPassword(transaction, user.id, hash, false);
      session = Sessions::open(transaction, user.id);
      appendAudit(transaction,
                  {user.id, user.agency, "modifica", "accesso", user.id, "password cambiata"});
      return accessJson(services, transaction, user.id, session);
    });
    Reply reply = jsonReply(value);
    reply.headers.emplace_back("Set-Cookie", sessionCookie(request, session));
    reply.headers.emplace_back("Cache-Control", "no-store");
    return reply;
  } catch (const MustWait& wait) {
    return waitReply(wait, request.id);
  }
}

// Without a code: a new secret. With one: it is confirmed, and counts from now on.
Reply switchCodesOn(const Services& services, const CheckedBody& body, const Request& request) {
  static_cast<void>(requireSession(request));
  const std::string code = body.of(request).value("codice", "");
  const Json value = services.database.write([&](Transaction& transaction) -> Json {
    const SignIn records(services.vault);
    const User user = self(services, transaction, request);
    if (user.hasOneTimeCodes) {
      throw Refusal(
          RefusalKind::conflict,
          "I codici temporanei sono già attivi: per cambiare dispositivo prima disattivarli.");
    }
    if (code.empty()) {
      const std::string secret = records.beginCodes(transaction, user.id);
      return {{"attivi", false},
              {"segreto", base32(secret)},
              {"uri", enrolmentUri(secret, user.login)}};
    }
    const auto recovery = records.confirmCodes(transaction, user.id, code);
    if (!recovery) {
      throw Error(ErrorKind::data,
                  "Il codice non è quello giusto: i codici temporanei non sono attivi.",
                  {{"/codice",
                    "Il codice non corrisponde al segreto.",
                    "Controllare l’orologio del telefono e riprovare con il codice seguente.",
                    {},
                    {},
                    {}}});
    }
    appendAudit(transaction,
                {user.id, user.agency, "modifica", "accesso", user.id, "codici attivati"});
    return {{"attivi", true}, {"codici_di_recupero", *recovery}};
  });
  Reply reply = jsonReply(value);
  reply.headers.emplace_back("Cache-Control", "no-store");
  return reply;
}

Reply switchCodesOff(const Services& services, const Request& request) {
  static_cast<void>(requireSession(request));
  const std::string code = request.header("x-codice");
  const SignIn records(services.vault);
  bool right = false;
  const User user = services.database.read(
      [&](Transaction& transaction) { return self(services, transaction, request); });
  if (!user.hasOneTimeCodes)
    throw Refusal(RefusalKind::conflict, "I codici temporanei non sono attivi.");
  const long wait = services.database.write([&](Transaction& transaction) {
    const long seconds = records.countAttempt(transaction, user.login);
    right = seconds == 0 && records.useCode(transaction, user.id, code);
    if (!right) return seconds;
    records.forgive(transaction, user.login, SignIn::Forgiven::all);
    records.endCodes(transaction, user.id);
    appendAudit(transaction,
                {user.id, user.agency, "modifica", "accesso", user.id, "codici disattivati"});
    return seconds;
  });
  if (wait > 0) return waitReply(MustWait(wait), request.id);
  if (!right) {
    services.audit.record({user.id, user.agency, "modifica", "accesso", user.id, "rifiutato"});
    throw Refusal(RefusalKind::forbidden,
                  "Indicare in X-Codice un codice temporaneo valido, o uno di recupero.");
  }
  return {204, {}, {}, {}, {}};
}

Json accessSchema() {
  Json properties = userSchema().at("properties");
  properties.erase("attivo");
  properties.erase("password_impostata");
  properties["programma"] = {{"type", "boolean"}};
  properties["token_csrf"] = labelledText("Da rimandare in X-CSRF-Token", 64);
  return objectSchema("Chi è entrato", properties, {"id", "ente", "ruoli", "programma"});
}

Json codesSchema() {
  return objectSchema(
      "Codici temporanei",
      {{"attivi", {{"type", "boolean"}}},
       {"segreto", labelledText("Segreto, in base32", 64)},
       {"uri", labelledText("Indirizzo otpauth", 300)},
       {"codici_di_recupero",
        {{"type", "array"}, {"maxItems", 10}, {"items", labelledText("Codice di recupero", 19)}}}},
      {"attivi"});
}

Json passwordSchema(const std::string& title) {
  // Bytes are bounded here; what makes a good one is said by passwordProblems().
  return {{"type", "string"},
          {"title", title},
          {"minLength", 1},
          {"maxLength", 512},
          {"format", "password"}};
}

}  // namespace

void addSignInRoutes(RouteTable& table, const Services& services) {
  const CheckedBody entering(
      table, "NuovoAccesso",
      objectSchema("Nome utente e password",
                   {{"nome_utente", labelledText("Nome utente", 128)},
                    {"password", passwordSchema("Password")},
                    {"codice", labelledText("Codice temporaneo o di recupero", 32)}},
                   {"nome_utente", "password"}));
  const CheckedBody changing(table, "CambioPassword",
                             objectSchema("Password attuale e nuova",
                                          {{"password_attuale", passwordSchema("Password attuale")},
                                           {"password_nuova", passwordSchema("Password nuova")}},
                                          {"password_attuale", "password_nuova"}));
  const CheckedBody confirming(
      table, "ConfermaCodici",
      objectSchema("Conferma dei codici temporanei",
                   {{"codice", labelledText("Codice temporaneo", 6, 6)}}, Json::array()));
  table.schemas["Accesso"] = accessSchema();
  table.schemas["CodiciTemporanei"] = codesSchema();

  table.routes.push_back(
      {"POST",
       "/accesso",
       Admission::everyone,
       {},
       [&services, entering](const Request& request) { return enter(services, entering, request); },
       {"creaAccesso",
        "Entra con nome utente e password",
        "Apre una sessione: il cookie ricevuto la tiene, e chi modifica qualcosa rimanda "
        "token_csrf in X-CSRF-Token. "
        "Dopo 5 tentativi non riusciti l’attesa cresce fino a 5 minuti (429).",
        "Accesso",
        {},
        "NuovoAccesso",
        {},
        {{201, "Sessione aperta", "Accesso", {}, {"Location", "Set-Cookie"}}}}});
  table.routes.push_back({"GET",
                          "/accesso",
                          Admission::signedIn,
                          {},
                          [&services](const Request& request) { return whoAmI(services, request); },
                          {"accesso",
                           "Chi è entrato, con quali ruoli",
                           "",
                           "Accesso",
                           {},
                           "",
                           {},
                           {{200, "Chi è entrato", "Accesso", {}, {}}}}});
  table.routes.push_back({"DELETE",
                          "/accesso",
                          Admission::signedIn,
                          {},
                          [&services](const Request& request) { return leave(services, request); },
                          {"chiudiAccesso",
                           "Esce: chiude la sessione",
                           "",
                           "Accesso",
                           {},
                           "",
                           {},
                           {{204, "Sessione chiusa", "", {}, {"Set-Cookie"}}}}});
  table.routes.push_back(
      {"PUT",
       "/accesso/password",
       Admission::signedIn,
       {},
       [&services, changing](const Request& request) {
         return changePassword(services, changing, request);
       },
       {"cambiaPassword",
        "Cambia la propria password",
        "Da 12 a 128 caratteri. Tutte le altre sessioni si chiudono.",
        "Accesso",
        {},
        "CambioPassword",
        {},
        {{200, "Password cambiata, con una sessione nuova", "Accesso", {}, {"Set-Cookie"}}}}});
  table.routes.push_back({"POST",
                          "/accesso/totp",
                          Admission::signedIn,
                          {},
                          [&services, confirming](const Request& request) {
                            return switchCodesOn(services, confirming, request);
                          },
                          {"attivaCodici",
                           "Attiva i codici temporanei (TOTP)",
                           "Senza «codice» dà il segreto da registrare nell’applicazione; con il "
                           "primo codice li attiva e dà, una volta sola, i codici di recupero.",
                           "Accesso",
                           {},
                           "ConfermaCodici",
                           {},
                           {{200, "Segreto, o codici di recupero", "CodiciTemporanei", {}, {}}}}});
  table.routes.push_back(
      {"DELETE",
       "/accesso/totp",
       Admission::signedIn,
       {},
       [&services](const Request& request) { return switchCodesOff(services, request); },
       {"disattivaCodici",
        "Disattiva i codici temporanei",
        "Con un codice valido nell’intestazione X-Codice.",
        "Accesso",
        {{"X-Codice", "Un codice temporaneo o di recupero.", labelledText("Codice", 32), true, true}},
        "",
        {},
        {{204, "Codici disattivati", "", {}, {}}}}});
}

}  // namespace stesura
