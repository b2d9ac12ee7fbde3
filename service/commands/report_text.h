// Problems as a person reads them in a terminal, and as a machine reads them in JSON.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/json/json.h"

namespace stesura {

// Text on one line that no terminal can misread: control characters, line separators and marks that
// change the direction of writing become `\u{…}`; bytes that are not UTF-8 become `\x..`.
std::string printable(std::string_view text);

// «/persona/codice_fiscale: Persona › Codice fiscale: manca. Indicare 16 caratteri.»
std::string problemLine(const Problem& problem);

// The sentence, then one line a problem.
void printError(std::ostream& out, const Error& error);
// One line a warning, each begun by «avviso: ».
void printWarnings(std::ostream& out, const std::vector<Problem>& warnings);

// {puntatore, messaggio, suggerimento, parola_chiave, puntatore_schema, posto}: empty ones left
// out, but for the first three.
Json problemJson(const Problem& problem);
Json problemsJson(const std::vector<Problem>& problems);

// JSON with an end of line; text that is not UTF-8 (a file name) does not stop it.
std::string jsonText(const Json& value, int indentation = 2);

// «1 documento», «2 documenti».
std::string counted(std::uint64_t count, std::string_view one, std::string_view many);

}  // namespace stesura
