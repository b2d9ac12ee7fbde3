// What signing, preparing and completing have in common: the field, the key, the file that results.
#pragma once

#include <CLI/CLI.hpp>
#include <iosfwd>
#include <string>
#include <string_view>

#include "generator/json/json.h"
#include "generator/signature/signing.h"

namespace stesura {

// As typed on the command line; shared by the subcommands of `stesura sign`.
struct SignOptions {
  std::string file;
  std::string output;
  std::string field;
  std::string p12, pkcs11, module, passwordFile;
  std::string name, role, agency;
  bool withoutDate = false;
  std::string reserved;
  std::string timeStamps;  // address of the authority
  std::string stampLogin;  // file with name and password for it; «-»: asked, or standard input
  std::string certificate, attributes, signature;
  bool asJson = false;
};

// What the signature will look like, and how much room it gets.
void declareLook(CLI::App& command, SignOptions& options);
void declareOutput(CLI::App& command, SignOptions& options, const char* summary);
void declareTimeStamps(CLI::App& command, SignOptions& options);

// The order to sign this file now. Without --field the only empty field; throws Error{usage} with those
// there are, if they are several or none. Borrows `pdf`.
SigningOrder signingOrder(const SignOptions& options, std::string_view pdf);

// Empty without --tsa. Throws Error{usage} for an address or a login that cannot be used.
TimeStampTransport timeStampsOf(const SignOptions& options);

// The key of --p12 or --pkcs11; the password of --password-file, or typed.
SigningKey signingKeyOf(const SignOptions& options);

// Where sentences go: standard output, unless the document goes there.
std::ostream& told(const SignOptions& options);

// Field, signer, SHA-256, and how many fields still wait.
void tellSigned(const SignOptions& options, std::string_view pdf);

// Every signature field, a line each; as JSON {campi: [{nome, suggerimento, stato, firmatario, quando}],
// vuoti, sha256}.
void printSignatureFields(std::ostream& out, std::string_view pdf);
Json signatureFieldsJson(std::string_view pdf);

}  // namespace stesura
