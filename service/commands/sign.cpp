// `stesura sign`: signs a PDF, or prepares it for a key that is elsewhere and completes it.
#include <ctime>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include "generator/digest.h"
#include "generator/form/faces.h"
#include "generator/signature/field_states.h"
#include "generator/signature/moment.h"
#include "service/commands/commands.h"
#include "service/commands/exit_code.h"
#include "service/commands/input_file.h"
#include "service/commands/output_file.h"
#include "service/commands/report_text.h"
#include "service/commands/sign_parts.h"
#include "service/commands/usage_text.h"
#include "service/store/cipher.h"

namespace stesura {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostBytes = 2u << 20;  // of a certificate, of a signature

FormFonts fontsOf(const ProgramOptions& options) {
  return FormFonts(fontFolder(resolveSettings(options, Home::notNeeded)));
}

// Read whole or refused: what is cut off would be told as damaged.
std::string readSmall(const std::string& name) {
  std::string bytes = readInput(name, kMostBytes);
  if (bytes.size() > kMostBytes)
    throw Error(ErrorKind::data,
                "Il file «" + name + "» è troppo grande: certificati e firme occupano pochi kilobyte.");
  return bytes;
}

// Before a password is asked for, or a device tried.
void refuseOverwriting(const SignOptions& options, const std::string& output) {
  for (const std::string* name :
       {&options.file, &options.p12, &options.passwordFile, &options.certificate, &options.signature}) {
    if (!name->empty()) refuseSameFile(*name, output);
  }
  if (output != "-") refuseFormerFile(output);
}

void refuseOddKeys(const SignOptions& options) {
  if (options.p12.empty() && options.pkcs11.empty()) {
    throw Error(ErrorKind::usage,
                "Manca la chiave: indicarla con --p12 FILE, o con --pkcs11 URI per un dispositivo. Se è "
                "altrove: stesura sign prepare.");
  }
  if (!options.p12.empty() && !options.pkcs11.empty())
    throw Error(ErrorKind::usage, "--p12 e --pkcs11 non vanno insieme: la chiave è una.");
  if (!options.module.empty() && options.pkcs11.empty())
    throw Error(ErrorKind::usage, "--module vuole anche --pkcs11.");
  if (options.passwordFile == "-" && options.file == "-") {
    throw Error(ErrorKind::usage,
                "Dallo standard input può venire una cosa sola: il documento o la password.");
  }
}

int signFile(const ProgramOptions& program, const SignOptions& options) {
  if (options.file.empty())
    throw Error(ErrorKind::usage, "Manca il file da firmare. Istruzioni: stesura sign --help");
  if (options.output.empty()) throw Error(ErrorKind::usage, "Manca il file di uscita: indicarlo con -o.");
  refuseOddKeys(options);
  refuseOverwriting(options, options.output);
  const TimeStampTransport timeStamps = timeStampsOf(options);
  const std::string pdf = readDocumentInput(options.file);
  const SigningOrder order = signingOrder(options, pdf);
  const FormFonts fonts = fontsOf(program);
  const std::string result = signPdf(order, signingKeyOf(options), fonts, timeStamps);
  writeNewOutput(options.output, result);
  tellSigned(options, result);
  return kExitDone;
}

// What whoever holds the key has to be told.
void tellPrepared(const SignOptions& options, const std::string& field, const PreparedSignature& prepared) {
  std::ostream& out = told(options);
  if (options.output != "-") out << "Preparato: " << printable(options.output) << '\n';
  out << "  campo: «" << printable(field)
      << "»\n  impronta del documento (SHA-256): " << toHex(prepared.digest) << '\n';
  if (!prepared.toSign.empty())
    out << "  impronta degli attributi da firmare (SHA-256): " << sha256Hex(prepared.toSign) << '\n';
  out << "Ora far firmare l’impronta del documento (CAdES, senza contenuto, certificato di chi firma "
         "incluso)";
  if (!options.attributes.empty())
    out << ",\no i byte di «" << printable(options.attributes)
        << "» con la sola chiave (RSA PKCS#1 o ECDSA, SHA-256)";
  out << ".\nPoi: stesura sign complete " << (options.output == "-" ? "PREPARATO" : printable(options.output))
      << " --signature FIRMA"
      << (options.certificate.empty() ? "" : " --cert " + printable(options.certificate)) << " -o FIRMATO\n";
}

Json preparedJson(const std::string& field, const PreparedSignature& prepared) {
  Json json{{"campo", field}, {"sha256", toHex(prepared.digest)}, {"sha256_file", sha256Hex(prepared.pdf)}};
  if (!prepared.toSign.empty()) json["sha256_attributi"] = sha256Hex(prepared.toSign);
  return json;
}

// Both files or none.
void writePrepared(const SignOptions& options, const PreparedSignature& prepared) {
  std::optional<OutputFile> attributes;
  if (!options.attributes.empty()) {
    attributes.emplace(options.attributes, FormerFile::stays);
    attributes->write(prepared.toSign);
    attributes->finish();
  }
  writeNewOutput(options.output, prepared.pdf);
  if (attributes) attributes->commit();
}

int prepareFile(const ProgramOptions& program, const SignOptions& options) {
  if (!options.attributes.empty() && options.certificate.empty())
    throw Error(ErrorKind::usage, "--attributes vuole anche --cert.");
  if (options.asJson && options.output == "-")
    throw Error(ErrorKind::usage, "Con --json il documento va in un file: indicarlo con -o.");
  refuseOverwriting(options, options.output);
  if (!options.attributes.empty()) {
    if (options.attributes == "-") throw Error(ErrorKind::usage, "--attributes vuole il nome di un file.");
    refuseOverwriting(options, options.attributes);
    if (fs::weakly_canonical(fs::absolute(options.attributes)) ==
        fs::weakly_canonical(fs::absolute(options.output))) {
      throw Error(ErrorKind::usage, "--attributes e -o indicano lo stesso file.");
    }
  }
  const std::string pdf = readDocumentInput(options.file);
  const SigningOrder order = signingOrder(options, pdf);
  const std::string certificate = options.certificate.empty() ? "" : readSmall(options.certificate);
  const PreparedSignature prepared = preparePdf(order, certificate, fontsOf(program));
  writePrepared(options, prepared);
  if (options.asJson)
    std::cout << jsonText(preparedJson(order.field, prepared));
  else
    tellPrepared(options, order.field, prepared);
  return kExitDone;
}

// The date in the file is that of the preparation, whenever the signature was made.
void tellOldPreparation(std::string_view prepared) {
  constexpr std::int64_t kOld = 86400;  // seconds
  for (const SignatureFieldState& field : fieldStatesOf(prepared)) {
    const auto claimed = secondsOf(field.claimedTime);
    if (field.state != SignatureFieldState::State::prepared || !claimed ||
        *claimed > std::time(nullptr) - kOld)
      continue;
    std::cerr << "avviso: il file è stato preparato il " << momentInWords(*claimed)
              << ", e la firma porta quella data. Per una data di oggi: prepararlo di nuovo.\n";
  }
}

int completeFile(const ProgramOptions&, const SignOptions& options) {
  refuseOverwriting(options, options.output);
  const TimeStampTransport timeStamps = timeStampsOf(options);
  const std::string prepared = readDocumentInput(options.file);
  const std::string certificate = options.certificate.empty() ? "" : readSmall(options.certificate);
  const std::string result = completePdf(prepared, readSmall(options.signature), certificate, timeStamps);
  writeNewOutput(options.output, result);
  tellOldPreparation(prepared);
  tellSigned(options, result);
  return kExitDone;
}

int listFields(const ProgramOptions&, const SignOptions& options) {
  const std::string pdf = readDocumentInput(options.file);
  if (options.asJson)
    std::cout << jsonText(signatureFieldsJson(pdf));
  else
    printSignatureFields(std::cout, pdf);
  return kExitDone;
}

using Work = int (*)(const ProgramOptions&, const SignOptions&);
using Options = std::shared_ptr<SignOptions>;

CLI::App* subcommand(CLI::App& group, const CommandContext& context, const char* name, const char* summary,
                     const Options& options, Work work) {
  CLI::App* command = group.add_subcommand(name, summary);
  command->add_option("FILE", options->file, "Documento PDF; - è lo standard input")->required();
  command->callback([options, context, work, &group, command] {
    refuseEmptyNames(*command);
    // What belongs to signing itself would be passed over in silence.
    for (const CLI::Option* option :
         group.get_options([](const CLI::Option* one) { return one->count() > 0; })) {
      throw Error(ErrorKind::usage,
                  "«" + option->get_name() + "» qui non è previsto. Istruzioni: stesura sign --help");
    }
    context.chosen = [options, &program = context.options, work] { return work(program, *options); };
  });
  return command;
}

void addPrepare(CLI::App& group, const CommandContext& context) {
  const auto options = std::make_shared<SignOptions>();
  CLI::App* command = subcommand(group, context, "prepare",
                                 "Prepara il documento per una chiave che è altrove", options, prepareFile);
  declareLook(*command, *options);
  command->add_option("--cert,--certificato", options->certificate, "Certificato di chi firmerà, PEM o DER")
      ->type_name("FILE");
  command
      ->add_option("--attributes,--attributi", options->attributes,
                   "Con --cert: dove scrivere i byte che la chiave deve firmare")
      ->type_name("FILE");
  declareOutput(*command, *options, "Documento preparato");
  command->add_flag("--json", options->asJson, "Risposta in JSON, per i programmi");
}

void addComplete(CLI::App& group, const CommandContext& context) {
  const auto options = std::make_shared<SignOptions>();
  CLI::App* command =
      subcommand(group, context, "complete", "Mette nel documento preparato la firma fatta altrove", options,
                 completeFile);
  command
      ->add_option("--signature,--firma", options->signature,
                   "La firma: CAdES senza contenuto, o con --cert quella dei soli attributi")
      ->type_name("FILE")
      ->required();
  command->add_option("--cert,--certificato", options->certificate, "Lo stesso certificato dato a prepare")
      ->type_name("FILE");
  declareTimeStamps(*command, *options);
  declareOutput(*command, *options, "Documento firmato");
}

void addFields(CLI::App& group, const CommandContext& context) {
  const auto options = std::make_shared<SignOptions>();
  CLI::App* command =
      subcommand(group, context, "fields", "Elenca i campi firma, vuoti e firmati", options, listFields);
  command->add_flag("--json", options->asJson, "Risposta in JSON, per i programmi");
}

}  // namespace

void addSign(const CommandContext& context) {
  const auto options = std::make_shared<SignOptions>();
  CLI::App* command = context.program.add_subcommand(
      "sign", "Firma un PDF (PAdES), con una chiave in un file o in un dispositivo");
  command->add_option("FILE", options->file, "Documento PDF; - è lo standard input");
  command->add_option("--p12", options->p12, "Chiave e certificato in un file PKCS#12 (.p12, .pfx)")
      ->type_name("FILE");
  command->add_option("--pkcs11", options->pkcs11, "Chiave in un dispositivo: pkcs11:token=…;object=…")
      ->type_name("URI");
  command->add_option("--module,--modulo", options->module, "Libreria PKCS#11 del dispositivo")
      ->type_name("FILE");
  command
      ->add_option("--password-file,--file-password", options->passwordFile,
                   "Password o PIN: la prima riga del file; se manca, viene chiesto")
      ->type_name("FILE");
  declareLook(*command, *options);
  declareTimeStamps(*command, *options);
  command->add_option("-o,--output", options->output, "Documento firmato; - è lo standard output")
      ->type_name("FILE");
  command->footer(
      "Password e PIN non si danno mai sulla riga di comando.\n\nEsempio:\n  stesura sign fields "
      "accordo.pdf\n"
      "  stesura sign accordo.pdf --field firma_asst_1 --p12 chiave.p12 --agency 'ASST di Esempio' -o "
      "accordo-1.pdf");
  addPrepare(*command, context);
  addComplete(*command, context);
  addFields(*command, context);
  command->callback([options, context, command] {
    if (!command->get_subcommands().empty()) return;  // theirs was chosen
    refuseEmptyNames(*command);
    context.chosen = [options, &program = context.options] { return signFile(program, *options); };
  });
}

}  // namespace stesura
