#include "service/store/password.h"

#include <argon2.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <new>
#include <string_view>

#include "service/refusal.h"
#include "service/store/cipher.h"

namespace stesura {
namespace {

// OWASP's least for Argon2id where memory is short.
constexpr std::uint32_t kPasses = 2;
constexpr std::uint32_t kKibibytes = 19 * 1024;
constexpr std::uint32_t kLanes = 1;
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;
constexpr const char* kCurrent = "$argon2id$v=19$m=19456,t=2,p=1$";

constexpr int kMostWaiting = 8;
constexpr std::size_t kLeastCharacters = 12;
constexpr std::size_t kMostCharacters = 128;

// Words of which the most common passwords are made, with digits and signs around them.
constexpr std::array<std::string_view, 36> kCommonWords = {
    "password",       "passwordpassword", "passw0rd",     "parola",         "paroladordine",
    "parolachiave",   "qwerty",           "qwertyuiop",   "qwertyqwerty",   "asdfghjkl",
    "zxcvbnm",        "qazwsxedc",        "benvenuto",    "benvenuta",      "cambiami",
    "cambiamisubito", "segreto",          "segretissimo", "amministratore", "administrator",
    "admin",          "utente",           "operatore",    "segreteria",     "stesura",
    "frosinone",      "mantova",          "milano",       "juventus",       "forzanapoli",
    "forzaroma",      "forzainter",       "forzamilan",   "iloveyou",       "tiamo",
    "letmein"};

std::string lowered(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

std::size_t charactersOf(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// «abcabcabcabc», «111111111111».
bool repeatsItself(const std::string& text) {
  for (std::size_t period = 1; period <= 4; ++period) {
    bool same = true;
    for (std::size_t at = period; at < text.size() && same; ++at)
      same = text[at] == text[at - period];
    if (same) return true;
  }
  return false;
}

// «abcdefghijkl», «123456789012», «987654321098».
bool countsUpOrDown(const std::string& text) {
  for (const int step : {1, -1}) {
    bool even = true;
    for (std::size_t at = 1; at < text.size() && even; ++at) {
      const int difference = text[at] - text[at - 1];
      even = difference == step || difference == -9 * step;
    }
    if (even) return true;
  }
  return false;
}

bool isCommon(const std::string& lower) {
  if (repeatsItself(lower) || countsUpOrDown(lower)) return true;
  const auto letter = [](char c) {
    return std::isdigit(static_cast<unsigned char>(c)) == 0 &&
           std::ispunct(static_cast<unsigned char>(c)) == 0;
  };
  std::string word(std::find_if(lower.begin(), lower.end(), letter), lower.end());
  while (!word.empty() && !letter(word.back())) word.pop_back();
  return word.empty() ||
         std::find(kCommonWords.begin(), kCommonWords.end(), word) != kCommonWords.end();
}

// A short login is part of too many words.
bool holdsLogin(const std::string& lower, const std::string& login) {
  const std::string name = login.substr(0, login.find('@'));
  return name.size() >= 4 && lower.find(name) != std::string::npos;
}

[[noreturn]] void failed() { throw std::bad_alloc(); }

}  // namespace

std::vector<Problem> passwordProblems(const std::string& password, const std::string& login,
                                      const std::string& pointer) {
  std::vector<Problem> problems;
  const auto add = [&](const char* message, const char* hint) {
    problems.push_back({pointer, message, hint, {}, {}, {}});
  };
  const std::size_t characters = charactersOf(password);
  if (characters < kLeastCharacters) {
    add("La password è troppo corta.",
        "Servono almeno 12 caratteri: per esempio quattro parole qualsiasi.");
  } else if (characters > kMostCharacters) {
    add("La password è troppo lunga.", "Sono ammessi al massimo 128 caratteri.");
  }
  const std::string lower = lowered(password);
  if (holdsLogin(lower, lowered(login))) {
    add("La password contiene il nome utente.", "Sceglierne una che non vi somigli.");
  } else if (characters >= kLeastCharacters && isCommon(lower)) {
    add("La password è tra quelle che si provano per prime.",
        "Sceglierne una meno prevedibile: per esempio quattro parole qualsiasi.");
  }
  return problems;
}

PasswordGate::Turn PasswordGate::enter() {
  std::unique_lock lock(mutex_);
  if (taken_ && waiting_ >= kMostWaiting) {
    throw Refusal(RefusalKind::busy,
                  "Troppi accessi nello stesso momento. Riprovare tra qualche secondo.");
  }
  ++waiting_;
  free_.wait(lock, [&] { return !taken_; });
  --waiting_;
  taken_ = true;
  return Turn(*this);
}

PasswordGate::Turn::~Turn() {
  {
    const std::lock_guard lock(gate_.mutex_);
    gate_.taken_ = false;
  }
  gate_.free_.notify_one();
}

std::string PasswordGate::Turn::hash(const std::string& password) const {
  const std::string salt = randomBytes(kSaltBytes);
  std::string phc(argon2_encodedlen(kPasses, kKibibytes, kLanes, kSaltBytes, kHashBytes, Argon2_id),
                  '\0');
  const int outcome =
      argon2id_hash_encoded(kPasses, kKibibytes, kLanes, password.data(), password.size(),
                            salt.data(), salt.size(), kHashBytes, phc.data(), phc.size());
  if (outcome != ARGON2_OK) failed();
  phc.resize(phc.find('\0'));
  return phc;
}

bool PasswordGate::Turn::verify(const std::string& phc, const std::string& password) const {
  if (phc.empty()) {
    static_cast<void>(hash(password));
    return false;
  }
  const int outcome = argon2id_verify(phc.c_str(), password.data(), password.size());
  if (outcome == ARGON2_MEMORY_ALLOCATION_ERROR) failed();
  return outcome == ARGON2_OK;
}

bool PasswordGate::outdated(const std::string& phc) { return !phc.starts_with(kCurrent); }

}  // namespace stesura
