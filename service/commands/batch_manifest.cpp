#include "service/commands/batch_manifest.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "generator/error.h"
#include "generator/json/json.h"
#include "service/commands/report_text.h"

namespace stesura {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMaxEntryBytes = 4096;

[[noreturn]] void failToWrite() {
  throw Error(
      ErrorKind::surroundings,
      "Non si può scrivere l'elenco dei documenti fatti: controllare lo spazio su disco e i "
      "permessi della cartella.");
}

std::string entryLine(const ManifestEntry& entry) {
  Json object = {{"riga", entry.line},
                 {"file", entry.file},
                 {"impronta", entry.input},
                 {"sha256", entry.sha256},
                 {"byte", entry.bytes}};
  if (!entry.date.empty()) object["data"] = entry.date;
  return jsonText(object, -1);
}

std::string headerLine(const std::string& kind) {
  return jsonText({{"stesura", "batch"}, {"versione", 1}, {"tipo", kind}}, -1);
}

std::string textOf(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t numberOf(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

}  // namespace

fs::path ManifestPlace::manifest() const { return folder / ("manifest-" + extension + ".ndjson"); }
fs::path ManifestPlace::journal() const { return folder / (".manifest-" + extension + ".ndjson"); }

std::string ManifestPlace::documentName(std::uint64_t line) const {
  char number[32];
  std::snprintf(number, sizeof number, "%06llu.", static_cast<unsigned long long>(line));
  return number + extension;
}

ManifestReader::ManifestReader(const fs::path& file, ManifestPlace place)
    : place_(std::move(place)), file_(file) {
  advance();
}

void ManifestReader::advance() {
  current_.reset();
  std::string line;
  while (!current_ && std::getline(file_, line)) {
    if (line.size() > kMaxEntryBytes) continue;
    const Json object = Json::parse(line, nullptr, false);
    if (!object.is_object()) continue;
    if (kind_.empty() && textOf(object, "stesura") == "batch") kind_ = textOf(object, "tipo");
    ManifestEntry entry{numberOf(object, "riga"),   textOf(object, "file"),
                        textOf(object, "impronta"), textOf(object, "data"),
                        textOf(object, "sha256"),   numberOf(object, "byte")};
    // The name is derived, not believed: an entry can never name a file outside the folder.
    if (entry.line <= last_ || entry.file != place_.documentName(entry.line)) continue;
    last_ = entry.line;
    current_ = std::move(entry);
  }
}

ManifestJournal::ManifestJournal(const ManifestPlace& place, const std::string& kind)
    : descriptor_(::open(place.journal().c_str(),
                         O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666)) {
  if (descriptor_ < 0) failToWrite();
  append(headerLine(kind));
}

ManifestJournal::~ManifestJournal() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void ManifestJournal::add(const ManifestEntry& entry) { append(entryLine(entry)); }

void ManifestJournal::append(const std::string& line) {
  ssize_t done = 0;
  do {
    done = ::write(descriptor_, line.data(), line.size());
  } while (done < 0 && errno == EINTR);
  if (done == static_cast<ssize_t>(line.size())) return;
  // Nothing more: it would be read as the end of this line.
  ::close(descriptor_);
  descriptor_ = -1;
  failToWrite();
}

void replaceManifest(const ManifestPlace& place) {
  std::error_code failure;
  fs::rename(place.journal(), place.manifest(), failure);
  if (failure) failToWrite();
}

void mergeManifest(const ManifestPlace& place) {
  std::error_code failure;
  if (!fs::exists(place.journal(), failure)) return;
  OutputFile merged(place.manifest());
  std::uint64_t last = 0;
  {
    ManifestReader journal(place.journal(), place);
    ManifestReader manifest(place.manifest(), place);
    merged.write(headerLine(journal.kind().empty() ? manifest.kind() : journal.kind()));
    for (; journal.current() != nullptr; journal.advance()) {
      merged.write(entryLine(*journal.current()));
      last = journal.current()->line;
    }
    for (; manifest.current() != nullptr; manifest.advance()) {
      if (manifest.current()->line > last) merged.write(entryLine(*manifest.current()));
    }
  }
  merged.commit();
  fs::remove(place.journal(), failure);
}

}  // namespace stesura
