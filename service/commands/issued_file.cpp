#include "service/commands/issued_file.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "service/commands/output_file.h"
#include "service/commands/sha256.h"

namespace stesura {
namespace fs = std::filesystem;
namespace {

constexpr std::uintmax_t kLargestSigned = 1u << 30;

Error stays(const std::string& name, const std::string& why) {
  return Error(ErrorKind::usage, "Il file «" + name + "» resta com’è: " + why +
                                     " Indicare un altro nome con -o, oppure spostare o togliere quel file.");
}

void refuseReplacing(const std::string& name, const Document& document) {
  if (holdsSignature(name)) throw stays(name, "contiene una firma, e un documento firmato non si riscrive.");
  if (!document.signatureFields.empty())
    throw stays(name, "un documento emesso per la firma non si rifà, e questo sarebbe diverso.");
}

}  // namespace

bool holdsSignature(const fs::path& file) {
  std::error_code failure;
  if (!fs::is_regular_file(file, failure) || fs::file_size(file, failure) > kLargestSigned || failure) return false;
  std::ifstream stream(file, std::ios::binary);
  std::string bytes(5, '\0');
  if (!stream.read(bytes.data(), 5) || bytes != "%PDF-") return false;
  bytes.append(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  if (bytes.find("/ByteRange") != std::string::npos) return true;  // even if the rest is damaged
  const std::vector<SignatureField> fields = signatureFieldsOf(bytes);
  return std::any_of(fields.begin(), fields.end(), [](const SignatureField& field) {
    return field.filled && field.sort == SignatureField::Sort::signature;
  });
}

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
