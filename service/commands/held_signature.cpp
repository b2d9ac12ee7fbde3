#include "service/commands/held_signature.h"

#include <algorithm>
#include <fstream>
#include <string>

#include "generator/error.h"
#include "generator/generator.h"
#include "generator/signature/verification.h"

namespace stesura {
namespace fs = std::filesystem;
namespace {

constexpr std::uintmax_t kLargestRead = 128u << 20;  // bytes of a PDF whose form is looked at besides
constexpr std::size_t kChunk = 1u << 20, kLatestHeader = 1024;
constexpr std::string_view kRange = "/ByteRange";

// Appends up to `count` bytes; false at the end.
bool readInto(std::ifstream& stream, std::string& bytes, std::size_t count) {
  const std::size_t before = bytes.size();
  bytes.resize(before + count);
  stream.read(bytes.data() + before, static_cast<std::streamsize>(count));
  bytes.resize(before + static_cast<std::size_t>(stream.gcount()));
  return bytes.size() > before;
}

// Stands in the clear in each signed PDF, even if the rest is damaged.
bool namesRange(std::ifstream& stream) {
  std::string bytes;
  while (readInto(stream, bytes, kChunk)) {
    if (bytes.find(kRange) != std::string::npos) return true;
    bytes.erase(0, bytes.size() - std::min(bytes.size(), kRange.size()));
  }
  return false;
}

bool hasFilledField(const fs::path& file) {
  std::error_code failure;
  const std::uintmax_t size = fs::file_size(file, failure);
  if (failure || size > kLargestRead) return false;
  std::ifstream stream(file, std::ios::binary);
  std::string bytes;
  readInto(stream, bytes, size);
  const std::vector<SignatureField> fields = signatureFieldsOf(bytes);
  return std::any_of(fields.begin(), fields.end(), [](const SignatureField& field) {
    return field.filled && field.sort == SignatureField::Sort::signature;
  });
}

bool holdsExactly(const fs::path& file, std::string_view bytes) {
  std::error_code failure;
  if (fs::file_size(file, failure) != bytes.size() || failure) return false;
  std::ifstream stream(file, std::ios::binary);
  for (std::string part; readInto(stream, part, kChunk); part.clear()) {
    if (!bytes.starts_with(part)) return false;
    bytes.remove_prefix(part.size());
  }
  return bytes.empty();
}

}  // namespace

bool holdsSignature(const fs::path& file) {
  std::error_code failure;
  if (!fs::is_regular_file(file, failure)) return false;
  std::ifstream stream(file, std::ios::binary);
  std::string beginning;
  readInto(stream, beginning, kChunk);
  if (looksLikeMessage(beginning)) return true;
  if (std::string_view(beginning).substr(0, kLatestHeader).find("%PDF-") == std::string_view::npos)
    return false;
  stream.clear();
  stream.seekg(0);
  return namesRange(stream) || hasFilledField(file);
}

void refuseReplacingSigned(const fs::path& file, std::string_view bytes) {
  if (!holdsSignature(file) || holdsExactly(file, bytes)) return;
  throw Error(ErrorKind::usage, "Il file «" + file.string() +
                                    "» resta com’è: contiene una firma, e un documento firmato non si "
                                    "riscrive. Indicare un altro nome, "
                                    "oppure spostare o togliere quel file.");
}

}  // namespace stesura
