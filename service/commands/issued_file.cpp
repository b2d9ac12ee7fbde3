#include "service/commands/issued_file.h"

#include <filesystem>

#include "service/commands/output_file.h"
#include "service/commands/sha256.h"

namespace stesura {
namespace fs = std::filesystem;
namespace {

void refuseReplacing(const std::string& name, const Document& document) {
  refuseReplacingSigned(name, document.bytes);
  if (document.signatureFields.empty()) return;
  throw Error(ErrorKind::usage,
              "Il file «" + name +
                  "» resta com’è: un documento emesso per la firma non si rifà, e questo sarebbe diverso. "
                  "Indicare un altro nome con -o, oppure spostare o togliere quel file.");
}

}  // namespace

void writeIssued(const std::string& name, const Document& document) {
  std::error_code failure;
  const bool there = name != "-" && fs::is_regular_file(name, failure);
  const bool same = there && sha256OfFile(name) == document.sha256;
  if (there && !same) refuseReplacing(name, document);
  if (!same) writeOutput(name, document.bytes);
  if (name == "-" || document.signatureFields.empty()) return;
  writeOutput(name + ".sha256", document.sha256 + "  " + fs::path(name).filename().string() + "\n");
}

}  // namespace stesura
