#include "generator/pdf/signature_address.h"

#include <algorithm>
#include <optional>

#include "generator/error.h"

namespace stesura {
namespace {

constexpr std::string_view kSignature = "stesura:firma/", kStamp = "stesura:protocollo/";
constexpr double kPointsOfMillimetre = 72 / 25.4;
constexpr std::size_t kLongestId = 64, kLongestWho = 400;
constexpr unsigned kMostSignatures = 999;

struct Range {
  double least, most, usual;  // millimetres
};
constexpr Range kWidth{20, 180, 75}, kSignatureHeight{8, 100, 22}, kStampHeight{5, 100, 12};

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorKind::templateFile, "Il modello segna male il luogo di una firma o di una segnatura.",
              {{.pointer = {},
                .message = message,
                .hint = "L’indirizzo del collegamento si scrive così: stesura:firma/ENTE/1, oppure "
                        "stesura:protocollo/ENTE; dopo un punto interrogativo altezza=22mm e larghezza=75mm.",
                .keyword = {},
                .schemaPointer = {},
                .place = {}}});
}

bool isDigit(char character) { return character >= '0' && character <= '9'; }

int hexadecimal(char digit) {
  if (isDigit(digit)) return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

// What is no escape stands for itself.
std::string decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && hexadecimal(text[i + 1]) >= 0 &&
                        hexadecimal(text[i + 2]) >= 0;
    if (!escape) {
      plain += text[i];
      continue;
    }
    plain += static_cast<char>(hexadecimal(text[i + 1]) * 16 + hexadecimal(text[i + 2]));
    i += 2;
  }
  return plain;
}

// One or more numbers with a plus between them.
std::optional<unsigned> sumOf(std::string_view text) {
  unsigned sum = 0, number = 0;
  bool digits = false;
  for (const char character : text) {
    if (isDigit(character)) {
      number = number * 10 + static_cast<unsigned>(character - '0');
      digits = true;
    } else if (character == '+' && digits) {
      sum += number;
      number = 0;
      digits = false;
    } else {
      return std::nullopt;
    }
    if (sum + number > kMostSignatures) return std::nullopt;
  }
  return digits ? std::optional(sum + number) : std::nullopt;
}

// «22mm», «7.5mm», «22».
std::optional<double> millimetres(std::string_view text) {
  if (text.ends_with("mm")) text.remove_suffix(2);
  double value = 0, unit = 1;
  bool fraction = false;
  if (text.empty() || text.size() > 7 || !isDigit(text.front()) || !isDigit(text.back())) return std::nullopt;
  for (const char character : text) {
    if (isDigit(character)) {
      if (fraction) unit /= 10;
      value = fraction ? value + unit * (character - '0') : value * 10 + (character - '0');
    } else if ((character == '.' || character == ',') && !fraction) {
      fraction = true;
    } else {
      return std::nullopt;
    }
  }
  return value;
}

double measure(std::string_view value, const Range& range, const char* what) {
  const std::optional<double> found = millimetres(value);
  if (found && *found >= range.least && *found <= range.most) return *found * kPointsOfMillimetre;
  refuse(std::string(what) + " di un luogo va indicata in millimetri, fra " +
         std::to_string(static_cast<int>(range.least)) + " e " +
         std::to_string(static_cast<int>(range.most)) + ".");
}

void readOption(std::string_view option, SignatureAddress& address) {
  const std::size_t equals = std::min(option.find('='), option.size());
  const std::string_view name = option.substr(0, equals);
  const std::string value = equals < option.size() ? decoded(option.substr(equals + 1)) : std::string();
  if (name == "chi") {
    if (value.size() > kLongestWho) refuse("Di chi firma si indicano soltanto nome e qualifica.");
    address.who = value;
  } else if (name == "larghezza") {
    address.width = measure(value, kWidth, "La larghezza");
  } else if (name == "altezza") {
    const bool stamp = address.sort == SignatureField::Sort::stamp;
    address.height = measure(value, stamp ? kStampHeight : kSignatureHeight, "L’altezza");
  } else {
    refuse("Di un luogo si indicano soltanto altezza, larghezza e chi firma.");
  }
}

}  // namespace

bool keepsSignaturePlace(std::string_view uri) {
  return uri.starts_with(kSignature) || uri.starts_with(kStamp);
}

SignatureAddress readSignatureAddress(std::string_view uri) {
  SignatureAddress address;
  if (uri.starts_with(kStamp))
    address.sort = SignatureField::Sort::stamp;
  else if (!uri.starts_with(kSignature))
    refuse("Il collegamento non segna né una firma né una segnatura.");
  const bool stamp = address.sort == SignatureField::Sort::stamp;
  uri.remove_prefix(stamp ? kStamp.size() : kSignature.size());
  const std::size_t question = std::min(uri.find('?'), uri.size());
  std::string_view options = uri.substr(std::min(question + 1, uri.size()));
  std::string_view path = uri.substr(0, question);
  if (!stamp) {
    const std::size_t slash = path.rfind('/');
    const std::optional<unsigned> number = slash == path.npos ? std::nullopt : sumOf(path.substr(slash + 1));
    if (!number || *number == 0) refuse("Dopo l’ente manca il numero della firma: 1 per la prima, poi 2, 3…");
    address.number = *number;
    path = path.substr(0, slash);
  }
  address.agency = decoded(path);
  if (address.agency.empty() || address.agency.size() > kLongestId || path.find('/') != path.npos)
    refuse("Manca l’identificativo dell’ente che firma, o non è scritto bene.");
  address.width = kWidth.usual * kPointsOfMillimetre;
  address.height = (stamp ? kStampHeight : kSignatureHeight).usual * kPointsOfMillimetre;
  while (!options.empty()) {
    const std::size_t end = std::min(options.find('&'), options.size());
    readOption(options.substr(0, end), address);
    options.remove_prefix(std::min(end + 1, options.size()));
  }
  return address;
}

std::string fieldNameOf(const SignatureAddress& address) {
  const bool stamp = address.sort == SignatureField::Sort::stamp;
  std::string name = stamp ? "protocollo_" : "firma_";
  for (const char character : address.agency) {
    const bool plain = isDigit(character) || (character >= 'a' && character <= 'z') ||
                       (character >= 'A' && character <= 'Z') || character == '-' || character == '_';
    name += plain ? character : '-';
  }
  return stamp ? name : name + '_' + std::to_string(address.number);
}

}  // namespace stesura
