#include "generator/signature/token_uri.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "generator/error.h"

namespace stesura {
namespace {

constexpr std::string_view kScheme = "pkcs11:";
constexpr std::size_t kLongest = 4096;
// What the engine understands; it fails without a word on others.
constexpr std::array<std::string_view, 7> kKnown = {"token",  "serial", "manufacturer", "model",
                                                    "object", "id",     "type"};

[[noreturn]] void refuse(const std::string& sentence) {
  throw Error(ErrorKind::usage, sentence + " Esempio: pkcs11:token=Firma;object=mia-chiave");
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = static_cast<unsigned char>(text[i]);
    if (text[i] == '%') {
      const bool whole = i + 2 < text.size() && std::isxdigit(static_cast<unsigned char>(text[i + 1])) != 0;
      const char* from = text.data() + i + 1;
      if (!whole || std::from_chars(from, from + 2, byte, 16).ptr != from + 2) {
        refuse("L’URI del dispositivo ha un «%» che non è seguito da due cifre esadecimali.");
      }
      i += 2;
    }
    out += static_cast<char>(byte);
  }
  return out;
}

template <class Take>
void forEachAttribute(std::string_view text, char separator, Take take) {
  while (!text.empty()) {
    const std::string_view one = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(text.size(), one.size() + 1));
    if (one.empty()) continue;
    const std::size_t equals = one.find('=');
    if (equals == std::string_view::npos)
      refuse("L’URI del dispositivo non si capisce: dopo ogni nome va «=».");
    const std::string_view name = one.substr(0, equals);
    if (name == "pin-value" || name == "pin-source") {
      refuse(
          "Il PIN non va nell’URI, dove altri lo possono leggere: viene chiesto, o si dà con "
          "--password-file.");
    }
    take(name, one.substr(equals + 1));
  }
}

}  // namespace

TokenUri readTokenUri(std::string_view uri) {
  if (!uri.starts_with(kScheme) || uri.size() > kLongest || uri.find('\0') != std::string_view::npos) {
    refuse("Il dispositivo va indicato con un URI che comincia per «pkcs11:».");
  }
  const std::size_t question = std::min(uri.find('?'), uri.size());
  TokenUri result{std::string(uri.substr(0, question)), ""};
  bool namesToken = false, namesObject = false;
  forEachAttribute(uri.substr(kScheme.size(), question - kScheme.size()), ';', [&](auto name, auto value) {
    if (std::find(kKnown.begin(), kKnown.end(), name) == kKnown.end()) {
      refuse(
          "Nell’URI del dispositivo c’è un nome che qui non è previsto: sono ammessi token, serial, "
          "manufacturer, model, object, id, type.");
    }
    if (decoded(value).empty()) refuse("Nell’URI del dispositivo un nome è senza valore.");
    namesToken |= name == "token" || name == "serial";
    namesObject |= name == "object" || name == "id";
  });
  forEachAttribute(uri.substr(std::min(question + 1, uri.size())), '&', [&](auto name, auto value) {
    if (name == "module-path") result.module = decoded(value);
  });
  // Without these the PIN might be tried on another's card, and a key taken that nobody chose.
  if (!namesToken) refuse("L’URI non dice quale dispositivo: manca «token=» o «serial=».");
  if (!namesObject) refuse("L’URI non dice quale chiave del dispositivo: manca «object=» o «id=».");
  return result;
}

}  // namespace stesura
