#include "service/commands/sign_parts.h"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <ctime>
#include <iostream>

#include "generator/digest.h"
#include "generator/error.h"
#include "generator/signature/field_states.h"
#include "generator/spelling.h"
#include "service/commands/input_file.h"
#include "service/commands/report_text.h"
#include "service/commands/typed_password.h"
#include "service/http/time_stamp_client.h"
#include "service/store/cipher.h"

namespace stesura {
namespace {

using State = SignatureFieldState::State;

constexpr std::size_t kMostKeyBytes = 1u << 20;
constexpr std::size_t kMostPasswordBytes = 4096;

std::string named(const SignatureFieldState& field) {
  return "«" + field.field + "»" + (field.toolTip.empty() ? "" : " (" + field.toolTip + ")");
}

std::vector<SignatureFieldState> emptyOnes(const std::vector<SignatureFieldState>& fields) {
  std::vector<SignatureFieldState> empty;
  std::copy_if(fields.begin(), fields.end(), std::back_inserter(empty),
               [](const auto& one) { return one.state == State::empty; });
  return empty;
}

std::string chosenField(const SignOptions& options, std::string_view pdf) {
  if (!options.field.empty()) return options.field;
  const std::vector<SignatureFieldState> fields = fieldStatesOf(pdf), empty = emptyOnes(fields);
  const auto prepared = std::find_if(fields.begin(), fields.end(),
                                     [](const auto& one) { return one.state == State::prepared; });
  if (prepared != fields.end()) {
    throw Error(ErrorKind::data, "Il campo «" + prepared->field +
                                     "» è preparato per una firma che non è ancora stata completata: "
                                     "completarla (stesura sign complete), o ripartire dal file di prima.");
  }
  if (empty.size() == 1) return empty.front().field;
  if (empty.empty())
    throw Error(ErrorKind::data, "Nel file non ci sono campi firma vuoti: non resta nulla da firmare.");
  std::vector<Problem> choices;
  for (const SignatureFieldState& field : empty) choices.push_back({"", named(field), "", "", "", ""});
  throw Error(ErrorKind::usage,
              "I campi firma vuoti sono " + std::to_string(empty.size()) + ": indicare quale con --field.",
              std::move(choices));
}

std::size_t reservedBytes(const SignOptions& options) {
  if (options.reserved.empty()) return SigningOrder{}.reserved;
  std::size_t bytes = 0;
  const char* end = options.reserved.data() + options.reserved.size();
  const auto read = std::from_chars(options.reserved.data(), end, bytes);
  if (read.ec != std::errc() || read.ptr != end)
    throw Error(ErrorKind::usage, "--reserve vuole un numero di byte, come 32768.");
  return bytes;
}

void warnIfOthersCanRead(const std::string& name) {
  struct stat status;
  if (name == "-" || ::stat(name.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return;
  if ((status.st_mode & (S_IRGRP | S_IROTH)) != 0) {
    std::cerr << "avviso: il file della password è leggibile da altri. Toglierne i permessi: chmod 600.\n";
  }
}

Secret passwordOf(const SignOptions& options) {
  if (options.passwordFile.empty()) {
    if (options.file == "-") {
      throw Error(ErrorKind::usage,
                  "Se il documento viene dallo standard input, la password va data con --password-file.");
    }
    return askedPassword(options.p12.empty() ? "PIN del dispositivo: " : "Password della chiave: ");
  }
  warnIfOthersCanRead(options.passwordFile);
  std::string text = readInput(options.passwordFile, kMostPasswordBytes);
  if (text.size() > kMostPasswordBytes)
    throw Error(ErrorKind::usage, "Il file della password è troppo lungo: vale la prima riga.");
  const Secret whole(text);
  constexpr std::string_view kMark = "\xEF\xBB\xBF";  // that Windows editors put before UTF-8
  const std::size_t begin = text.starts_with(kMark) ? kMark.size() : 0,
                    end = std::min(text.find('\n'), text.size());
  std::string line = text.substr(begin, end - begin);
  wipe(text);
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

// The line that `text` begins with, taken out of it.
std::string takenLine(std::string& text) {
  const std::size_t end = text.find('\n');
  std::string line = text.substr(0, end);
  text.erase(0, end == std::string::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

TimeStampLogin stampLoginOf(const SignOptions& options) {
  if (options.stampLogin.empty()) return {};
  if (options.stampLogin == "-") {
    if (options.file == "-" || options.passwordFile == "-") {
      throw Error(ErrorKind::usage,
                  "Se lo standard input serve ad altro, nome utente e password del servizio di marcatura "
                  "vanno in un file.");
    }
    std::string user = askedPassword("Nome utente del servizio di marcatura (non si vede): ");
    return {std::move(user), askedPassword("Password del servizio di marcatura: ")};
  }
  warnIfOthersCanRead(options.stampLogin);
  std::string text = readInput(options.stampLogin, kMostPasswordBytes);
  if (text.size() > kMostPasswordBytes)
    throw Error(ErrorKind::usage, "Il file di --tsa-login è troppo lungo: valgono le prime due righe.");
  TimeStampLogin login;
  login.user = takenLine(text);
  login.password = takenLine(text);
  wipe(text);
  if (login.user.empty() || login.password.empty()) {
    throw Error(ErrorKind::usage,
                "Il file di --tsa-login ha nella prima riga il nome utente, nella seconda la password.");
  }
  return login;
}

const char* stateName(State state) {
  return state == State::empty ? "vuoto" : state == State::prepared ? "preparato" : "firmato";
}

}  // namespace

void declareLook(CLI::App& command, SignOptions& options) {
  command
      .add_option("--field,--campo", options.field,
                  "Campo firma; se manca, il solo vuoto (vedere: stesura sign fields)")
      ->type_name("CAMPO");
  command.add_option("--name,--nome", options.name, "Nome da mostrare; se manca, quello del certificato")
      ->type_name("TESTO");
  command.add_option("--role,--ruolo", options.role, "Ruolo da mostrare")->type_name("TESTO");
  command.add_option("--agency,--ente", options.agency, "Ente da mostrare")->type_name("TESTO");
  command.add_flag("--no-date,--senza-data", options.withoutDate, "Non mostra data e ora");
  command.add_option("--reserve,--spazio", options.reserved, "Byte riservati alla firma; di solito 16384")
      ->type_name("BYTE");
}

void declareOutput(CLI::App& command, SignOptions& options, const char* summary) {
  command.add_option("-o,--output", options.output, summary)->type_name("FILE")->required();
}

void declareTimeStamps(CLI::App& command, SignOptions& options) {
  command
      .add_option("--tsa", options.timeStamps,
                  "Servizio di marcatura temporale (RFC 3161), https:// o http://")
      ->type_name("URL");
  command
      .add_option("--tsa-login", options.stampLogin,
                  "Nome utente e password per --tsa: le prime due righe del file; - li chiede")
      ->type_name("FILE");
}

SigningOrder signingOrder(const SignOptions& options, std::string_view pdf) {
  SigningOrder order;
  order.pdf = pdf;
  order.field = chosenField(options, pdf);
  order.look = {options.name, options.role, options.agency, !options.withoutDate};
  order.time = std::time(nullptr);
  order.reserved = reservedBytes(options);
  return order;
}

TimeStampTransport timeStampsOf(const SignOptions& options) {
  if (options.timeStamps.empty()) {
    if (!options.stampLogin.empty())
      throw Error(ErrorKind::usage, "--tsa-login vuole anche --tsa: l’indirizzo del servizio di marcatura.");
    return {};
  }
  return TimeStampClient(options.timeStamps, std::chrono::seconds(15), stampLoginOf(options));
}

SigningKey signingKeyOf(const SignOptions& options) {
  if (options.p12.empty()) return SigningKey::fromPkcs11(options.pkcs11, passwordOf(options), options.module);
  const Secret bytes = readInput(options.p12, kMostKeyBytes);
  return SigningKey::fromPkcs12(bytes, passwordOf(options));
}

std::ostream& told(const SignOptions& options) { return options.output == "-" ? std::cerr : std::cout; }

void tellSigned(const SignOptions& options, std::string_view pdf) {
  const std::vector<SignatureFieldState> fields = fieldStatesOf(pdf);
  std::ostream& out = told(options);
  const std::size_t waiting = emptyOnes(fields).size();
  const std::size_t done = fields.size() - waiting;
  if (options.output != "-") out << "Firmato: " << printable(options.output) << '\n';
  if (done > 0) {
    const SignatureFieldState& last = fields[done - 1];
    out << "  campo: " << printable(named(last)) << "\n  firmatario: " << printable(last.signer) << '\n';
  }
  if (!options.timeStamps.empty()) out << "  con marca temporale\n";
  out << "  SHA-256: " << sha256Hex(pdf) << "\n  ";
  if (waiting == 0)
    out << "Nessun altro campo attende una firma.\n";
  else
    out << (waiting == 1 ? "Attende ancora la firma " : "Attendono ancora la firma ")
        << counted(waiting, "campo", "campi") << ".\n";
}

void printSignatureFields(std::ostream& out, std::string_view pdf) {
  const std::vector<SignatureFieldState> fields = fieldStatesOf(pdf);
  for (const SignatureFieldState& field : fields) {
    out << stateName(field.state) << "  " << printable(named(field));
    if (!field.signer.empty()) out << "  da " << printable(field.signer);
    out << '\n';
  }
  const std::size_t waiting = emptyOnes(fields).size();
  out << counted(fields.size(), "campo firma", "campi firma") << ", " << waiting
      << (waiting == 1 ? " vuoto.\n" : " vuoti.\n");
  if (waiting < fields.size()) out << "Chi ha firmato è detto, non verificato: vedere stesura verify.\n";
}

Json signatureFieldsJson(std::string_view pdf) {
  const std::vector<SignatureFieldState> fields = fieldStatesOf(pdf);
  Json json{{"campi", Json::array()}, {"vuoti", emptyOnes(fields).size()}, {"sha256", sha256Hex(pdf)}};
  for (const SignatureFieldState& field : fields) {
    json["campi"].push_back({{"nome", field.field},
                             {"suggerimento", field.toolTip},
                             {"stato", stateName(field.state)},
                             {"firmatario", field.signer},
                             {"quando", field.claimedTime}});
  }
  return json;
}

}  // namespace stesura
