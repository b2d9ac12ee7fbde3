#include "generator/signature/token.h"

#include <dlfcn.h>
#include <openssl/engine.h>
#include <openssl/err.h>
#include <openssl/ui.h>
#include <openssl/x509.h>

#include <new>

#include "generator/error.h"
#include "generator/signature/found_key.h"
#include "generator/signature/openssl_pointer.h"
#include "generator/signature/token_uri.h"

namespace stesura {
namespace {

constexpr std::size_t kLongestPin = 255;

using Library = OpenSsl<void, dlclose>;
using Questions = OpenSsl<UI_METHOD, UI_destroy_method>;

// Recursive: the last key of an engine may go while its owner holds a turn.
std::recursive_mutex& engineLock() {
  static std::recursive_mutex lock;
  return lock;
}

// The PIN a turn would answer with; guarded by the lock.
struct Answer {
  const std::string* pin = nullptr;
  int left = 0;
};
Answer& answer() {
  static Answer one;
  return one;
}

struct ErrorsCleared {
  ~ErrorsCleared() { ERR_clear_error(); }
};

// Never the terminal, which is what OpenSSL would ask without this. While a key is being looked for there
// is no answer at all: a wrong PIN is tried once, since cards lock after three.
int answerQuestion(UI* ui, UI_STRING* question) {
  if (UI_get_string_type(question) != UIT_PROMPT) return 1;
  Answer& answering = answer();
  if (answering.pin == nullptr || answering.left-- <= 0) return 0;
  return UI_set_result(ui, question, answering.pin->c_str()) == 0 ? 1 : 0;
}

// Kept for good: the engine remembers whom to ask.
UI_METHOD* questions() {
  static const Questions method = [] {
    Questions made(UI_create_method("stesura"));
    if (!made || UI_method_set_reader(made.get(), answerQuestion) != 0) throw std::bad_alloc();
    return made;
  }();
  return method.get();
}

[[noreturn]] void failModule() {
  throw Error(
      ErrorKind::surroundings,
      "La libreria del dispositivo di firma non si carica. Controllare il percorso dato con --module.");
}

}  // namespace

class TokenEngine {
 public:
  explicit TokenEngine(const std::string& module)
      // Never unloaded: modules leave threads and callbacks behind.
      : module_(module),
        library_(dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)),
        engine_(theEngine()) {
    // The engine would tell neither a missing file nor one of another sort.
    if (!library_ || dlsym(library_.get(), "C_GetFunctionList") == nullptr) failModule();
    if (ENGINE_ctrl_cmd_string(engine_, "MODULE_PATH", module.c_str(), 0) != 1 || ENGINE_init(engine_) != 1)
      failModule();
  }
  // Logs out and closes the module. The engine itself stays, as OpenSSL's does, but forgets the PIN.
  ~TokenEngine() {
    ENGINE_finish(engine_);
    ENGINE_ctrl_cmd_string(engine_, "PIN", "", 0);
    ERR_clear_error();
  }
  TokenEngine(const TokenEngine&) = delete;
  TokenEngine& operator=(const TokenEngine&) = delete;

  const std::string& module() const { return module_; }
  ENGINE* get() const { return engine_; }

 private:
  // One for the process: loaded again and again it leaks, and crashes where threads have used it.
  static ENGINE* theEngine() {
    static ENGINE* const engine = [] {
      ENGINE_load_dynamic();
      ENGINE* loaded = ENGINE_by_id("pkcs11");
      if (loaded == nullptr) return loaded;
      ENGINE_ctrl_cmd_string(loaded, "QUIET", nullptr, 0);
      ENGINE_ctrl_cmd(loaded, "SET_USER_INTERFACE", 0, questions(), nullptr, 0);
      return loaded;
    }();
    if (engine != nullptr) return engine;
    throw Error(
        ErrorKind::surroundings,
        "Manca il componente di OpenSSL per i dispositivi di firma (pacchetto libengine-pkcs11-openssl).");
  }

  std::string module_;
  Library library_;
  ENGINE* engine_;
};

namespace {

std::shared_ptr<TokenEngine> engineFor(const std::string& module) {
  static std::weak_ptr<TokenEngine> alive;
  if (std::shared_ptr<TokenEngine> shared = alive.lock()) {
    if (shared->module() == module) return shared;
    throw Error(ErrorKind::usage,
                "È già in uso un dispositivo di firma con un’altra libreria: usarne uno alla volta.");
  }
  auto engine = std::make_shared<TokenEngine>(module);
  alive = engine;
  return engine;
}

// PKCS#11 2.40, 6.9: what the device said of the PIN. "" if nothing.
std::string pinSentence() {
  while (const unsigned long code = ERR_get_error()) {
    const char* library = ERR_lib_error_string(code);
    if (library == nullptr || std::string_view(library) != "PKCS#11 module") continue;
    switch (ERR_GET_REASON(code)) {
      case 0xa0:  // CKR_PIN_INCORRECT
      case 0xa1:  // CKR_PIN_INVALID
      case 0xa2:  // CKR_PIN_LEN_RANGE
        return "Il PIN del dispositivo è sbagliato. È stato provato una volta sola: dopo pochi tentativi il "
               "dispositivo si blocca.";
      case 0xa3:  // CKR_PIN_EXPIRED
        return "Il PIN del dispositivo è scaduto: va cambiato con il programma di chi l’ha rilasciato.";
      case 0xa4:  // CKR_PIN_LOCKED
        return "Il dispositivo è bloccato per troppi PIN sbagliati: si sblocca con il PUK.";
      case 0x102:  // CKR_USER_PIN_NOT_INITIALIZED
        return "Il dispositivo non ha ancora un PIN: va attivato con il programma di chi l’ha rilasciato.";
      default:
        break;
    }
  }
  return {};
}

[[noreturn]] void failMissing(const char* what) {
  const std::string pin = pinSentence();
  if (!pin.empty()) throw Error(ErrorKind::data, pin);
  throw Error(ErrorKind::data, std::string("Sul dispositivo non si trova ") + what +
                                   " con questo nome. Controllare che sia inserito, e l’URI.");
}

// The argument of the engine's command LOAD_CERT_CTRL.
struct WantedCertificate {
  const char* uri;
  X509* certificate;
};

X509Pointer certificateOn(const TokenSession& session, const std::string& uri) {
  WantedCertificate wanted{uri.c_str(), nullptr};
  ERR_clear_error();
  ENGINE_ctrl_cmd(session.engine().get(), "LOAD_CERT_CTRL", 0, &wanted, nullptr, 0);
  if (wanted.certificate == nullptr) failMissing("un certificato");
  return {wanted.certificate, X509_free};
}

// The key takes the session along: it goes before the engine, under the lock.
std::shared_ptr<EVP_PKEY> keyOn(const std::shared_ptr<TokenSession>& session, const std::string& uri) {
  ERR_clear_error();
  EVP_PKEY* key = ENGINE_load_private_key(session->engine().get(), uri.c_str(), questions(), nullptr);
  if (key == nullptr) failMissing("una chiave privata");
  // The engine keeps its keys, and each keeps the engine: it would never finish, and the device stay open
  // to anybody without a PIN. The session keeps the engine in its place.
  EVP_PKEY_set1_engine(key, nullptr);
  return {key, [session](EVP_PKEY* going) {
            const std::lock_guard guard(engineLock());
            EVP_PKEY_free(going);
          }};
}

}  // namespace

TokenSession::TokenSession(const std::string& module, std::string_view pin) : pin_(pin) {
  const std::lock_guard guard(engineLock());
  engine_ = engineFor(module);
  if (ENGINE_ctrl_cmd_string(engine_->get(), "PIN", pin_.c_str(), 0) != 1) failModule();
}

TokenSession::~TokenSession() {
  const std::lock_guard guard(engineLock());
  OPENSSL_cleanse(pin_.data(), pin_.size());
  engine_.reset();
}

TokenSession::Turn::Turn(const TokenSession& session) : lock_(engineLock()) { answer() = {&session.pin_, 1}; }

TokenSession::Turn::~Turn() { answer() = {}; }

FoundKey findOnToken(std::string_view uri, std::string_view pin, const std::string& module) {
  const TokenUri wanted = readTokenUri(uri);
  const std::string& library = module.empty() ? wanted.module : module;
  if (library.empty()) {
    throw Error(ErrorKind::usage, "Manca la libreria del dispositivo di firma: indicarla con --module.");
  }
  if (pin.empty()) throw Error(ErrorKind::data, "Manca il PIN del dispositivo.");
  if (pin.size() > kLongestPin || pin.find('\0') != std::string_view::npos) {
    throw Error(ErrorKind::data, "Questo non può essere il PIN di un dispositivo.");
  }
  const std::lock_guard guard(engineLock());
  const ErrorsCleared cleared;
  FoundKey found;
  found.session = std::make_shared<TokenSession>(library, pin);
  found.certificate = certificateOn(*found.session, wanted.object);
  found.key = keyOn(found.session, wanted.object);
  if (X509_check_private_key(found.certificate.get(), found.key.get()) != 1) {
    throw Error(ErrorKind::data,
                "Il certificato con questo nome non corrisponde alla chiave: indicarli con «id=».");
  }
  return found;
}

}  // namespace stesura
