#include "generator/odf/zip_read.h"

#include <libdeflate.h>
#include <zip.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>

#include "generator/error.h"

namespace stesura {
namespace {

constexpr std::size_t kRatioFrom = 1u << 20;
constexpr std::size_t kLongestName = 1024;

[[noreturn]] void refuse(std::string sentence) {
  throw Error(ErrorKind::templateFile, std::move(sentence));
}

struct CloseArchive {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseEntry {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
struct FreeDecompressor {
  void operator()(libdeflate_decompressor* decompressor) const {
    libdeflate_free_decompressor(decompressor);
  }
};
using Archive = std::unique_ptr<zip_t, CloseArchive>;

Archive openArchive(std::string_view bytes) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* archive = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr;
  zip_error_fini(&error);
  if (!archive) {
    if (source) zip_source_free(source);
    refuse("Il file è danneggiato o incompleto: l'archivio ZIP non si apre. Salvarlo di nuovo.");
  }
  return Archive(archive);
}

bool isUtf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const std::size_t more = first < 0x80                     ? 0
                             : first >= 0xC2 && first <= 0xDF ? 1
                             : first >= 0xE0 && first <= 0xEF ? 2
                             : first >= 0xF0 && first <= 0xF4 ? 3
                                                              : 9;
    if (more == 9 || i + more >= text.size()) return false;
    for (std::size_t k = 1; k <= more; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
    }
    i += more + 1;
  }
  return true;
}

// Two names that a file system without case would take for one; ASCII and the accented Latin
// letters.
std::string folded(std::string_view name) {
  std::string out(name);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto byte = static_cast<unsigned char>(out[i]);
    if (byte >= 'A' && byte <= 'Z') out[i] = static_cast<char>(byte + 32);
    const bool afterC3 = i > 0 && static_cast<unsigned char>(out[i - 1]) == 0xC3;
    if (afterC3 && byte >= 0x80 && byte <= 0x9E) out[i] = static_cast<char>(byte + 32);
  }
  return out;
}

void checkName(std::string_view name) {
  const auto bad = [&](std::string_view why) {
    refuse("L'archivio contiene una parte con un nome non ammesso, «" + shownName(name) +
           "»: " + std::string(why) + ".");
  };
  if (name.empty()) bad("il nome è vuoto");
  if (name.size() > kLongestName) bad("il nome è troppo lungo");
  if (!isUtf8(name)) bad("il nome non è in UTF-8");
  if (std::any_of(name.begin(), name.end(),
                  [](unsigned char c) { return c < 0x20 || c == 0x7F; })) {
    bad("contiene caratteri di controllo");
  }
  if (name.find('\\') != name.npos) bad("contiene una barra rovesciata");
  if (name.front() == '/') bad("è un percorso assoluto");
  if (name.find(':') != name.npos) bad("contiene i due punti");
  std::string_view rest = name.back() == '/' ? name.substr(0, name.size() - 1) : name;
  while (true) {
    const auto slash = rest.find('/');
    const std::string_view step = rest.substr(0, slash);
    if (step == "..") bad("esce dalla cartella del documento");
    if (step.empty() || step == ".") bad("il percorso non è normale");
    if (slash == rest.npos) break;
    rest.remove_prefix(slash + 1);
  }
}

std::uint32_t littleEndian(std::string_view bytes, std::size_t at, int count) {
  std::uint32_t value = 0;
  for (int i = count - 1; i >= 0; --i) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
  }
  return value;
}

struct Span {
  std::size_t begin;
  std::size_t end;
};

// Where the parts lie, read from the central directory (APPNOTE 4.3.12), for libzip does not tell.
// Nothing if the directory is not a plain one: zip64, several disks, more parts than libzip found,
// or a part that bears another name where it lies.
std::optional<std::vector<Span>> partSpans(std::string_view bytes, std::size_t count) {
  const auto end = bytes.rfind(std::string_view("PK\5\6", 4));
  if (end == bytes.npos || end + 22 > bytes.size()) return std::nullopt;
  if (littleEndian(bytes, end + 10, 2) != count) return std::nullopt;
  std::size_t at = littleEndian(bytes, end + 16, 4);
  std::vector<Span> spans;
  for (std::size_t i = 0; i < count; ++i) {
    if (at + 46 > end || bytes.substr(at, 4) != std::string_view("PK\1\2", 4)) return std::nullopt;
    const std::size_t packed = littleEndian(bytes, at + 20, 4);
    const std::size_t local = littleEndian(bytes, at + 42, 4);
    if (local + 30 > bytes.size() || bytes.substr(local, 4) != std::string_view("PK\3\4", 4)) {
      return std::nullopt;
    }
    const std::size_t nameSize = littleEndian(bytes, at + 28, 2);
    const bool sameName = littleEndian(bytes, local + 26, 2) == nameSize &&
                          bytes.substr(local + 30, nameSize) == bytes.substr(at + 46, nameSize);
    if (!sameName) return std::nullopt;
    const std::size_t head =
        30 + littleEndian(bytes, local + 26, 2) + littleEndian(bytes, local + 28, 2);
    spans.push_back({local, local + head + packed});
    at += 46 + littleEndian(bytes, at + 28, 2) + littleEndian(bytes, at + 30, 2) +
          littleEndian(bytes, at + 32, 2);
  }
  return spans;
}

// Parts that share bytes are how a small archive unfolds into petabytes.
void checkOverlaps(std::string_view bytes, std::size_t count) {
  auto spans = partSpans(bytes, count);
  if (!spans) refuse("Il file è danneggiato: l'indice dell'archivio ZIP non è coerente.");
  std::sort(spans->begin(), spans->end(), [](Span a, Span b) { return a.begin < b.begin; });
  for (std::size_t i = 0; i < spans->size(); ++i) {
    const bool last = i + 1 == spans->size();
    if ((*spans)[i].end > (last ? bytes.size() : (*spans)[i + 1].begin)) {
      refuse("L'archivio contiene parti sovrapposte: è costruito per ingannare chi lo apre.");
    }
  }
}

// What the directory says of one part, checked against the bounds before anything is inflated.
zip_stat_t statOf(zip_t* archive, zip_uint64_t index, const std::string& name,
                  const PackageBounds& bounds) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  constexpr zip_uint64_t wanted =
      ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_CRC | ZIP_STAT_COMP_METHOD;
  if (zip_stat_index(archive, index, 0, &stat) != 0 || (stat.valid & wanted) != wanted) {
    refuse("La parte «" + shownName(name) + "» dell'archivio è danneggiata.");
  }
  if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) && stat.encryption_method != ZIP_EM_NONE) {
    refuse("La parte «" + shownName(name) +
           "» è cifrata. Salvare il documento senza password e riprovare.");
  }
  if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE) {
    refuse("La parte «" + shownName(name) +
           "» è compressa con un metodo che OpenDocument non prevede.");
  }
  if (stat.size > bounds.maxEntryBytes) {
    refuse("La parte «" + shownName(name) + "» è troppo grande: il limite è di " +
           std::to_string(bounds.maxEntryBytes >> 20) + " MiB.");
  }
  if (stat.size > kRatioFrom &&
      stat.size / std::max<zip_uint64_t>(stat.comp_size, 1) > bounds.maxRatio) {
    refuse("La parte «" + shownName(name) + "» è compressa oltre il verosimile: è una bomba ZIP.");
  }
  return stat;
}

std::string rawBytes(zip_t* archive, zip_uint64_t index, const zip_stat_t& stat,
                     const std::string& name) {
  std::unique_ptr<zip_file_t, CloseEntry> file(zip_fopen_index(archive, index, ZIP_FL_COMPRESSED));
  std::string raw(stat.comp_size, '\0');
  if (!file ||
      zip_fread(file.get(), raw.data(), raw.size()) != static_cast<zip_int64_t>(raw.size())) {
    refuse("La parte «" + shownName(name) + "» dell'archivio è danneggiata.");
  }
  return raw;
}

// Inflates into exactly the declared size, so that a header that lies is found at its first byte
// too many, with nothing more unfolded than what was declared and is within bounds.
std::string inflated(const std::string& raw, const zip_stat_t& stat, const std::string& name) {
  thread_local const std::unique_ptr<libdeflate_decompressor, FreeDecompressor> decompressor(
      libdeflate_alloc_decompressor());
  if (!decompressor) throw std::bad_alloc();
  std::string out(stat.size, '\0');
  std::size_t made = 0;
  const auto result = libdeflate_deflate_decompress(decompressor.get(), raw.data(), raw.size(),
                                                    out.data(), out.size(), &made);
  if (result == LIBDEFLATE_INSUFFICIENT_SPACE ||
      (result == LIBDEFLATE_SUCCESS && made != stat.size)) {
    refuse("La parte «" + shownName(name) + "» dichiara una dimensione che non è la sua.");
  }
  if (result != LIBDEFLATE_SUCCESS) {
    refuse("La parte «" + shownName(name) + "» dell'archivio è danneggiata: non si decomprime.");
  }
  return out;
}

std::string readPart(zip_t* archive, zip_uint64_t index, const std::string& name,
                     const zip_stat_t& stat) {
  std::string raw = rawBytes(archive, index, stat, name);
  if (stat.comp_method == ZIP_CM_STORE && stat.size != stat.comp_size) {
    refuse("La parte «" + shownName(name) + "» dichiara una dimensione che non è la sua.");
  }
  std::string out = stat.comp_method == ZIP_CM_STORE ? std::move(raw) : inflated(raw, stat, name);
  if (libdeflate_crc32(0, out.data(), out.size()) != stat.crc) {
    refuse("La parte «" + shownName(name) + "» è danneggiata: la somma di controllo non torna.");
  }
  return out;
}

}  // namespace

std::string shownName(std::string_view name) {
  constexpr std::size_t longest = 60;
  std::string out;
  for (const char c : name.substr(0, longest)) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte < 0x20 || byte == 0x7F ? '?' : c;
  }
  // A cut in the middle of a letter, or bytes that are no UTF-8, must not spoil the sentence.
  if (name.size() > longest) {
    while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0) == 0x80) out.pop_back();
    if (!out.empty() && static_cast<unsigned char>(out.back()) >= 0xC0) out.pop_back();
    out += "…";
  }
  if (isUtf8(out)) return out;
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
  return out;
}

bool looksLikeZip(std::string_view bytes) {
  return bytes.starts_with(std::string_view("PK\3\4", 4)) ||
         bytes.starts_with(std::string_view("PK\5\6", 4));
}

std::vector<ZipEntry> readZip(std::string_view bytes, const PackageBounds& bounds) {
  const Archive archive = openArchive(bytes);
  const auto count =
      static_cast<std::size_t>(std::max<zip_int64_t>(zip_get_num_entries(archive.get(), 0), 0));
  if (count > bounds.maxEntries) {
    refuse("L'archivio contiene " + std::to_string(count) + " parti: il limite è " +
           std::to_string(bounds.maxEntries) + ".");
  }
  checkOverlaps(bytes, count);
  std::vector<ZipEntry> entries;
  std::set<std::string> seen;
  std::size_t total = 0;
  for (zip_uint64_t i = 0; i < count; ++i) {
    const char* raw = zip_get_name(archive.get(), i, ZIP_FL_ENC_RAW);
    const std::string name = raw ? raw : "";
    checkName(name);
    if (!seen.insert(folded(name)).second) {
      refuse("L'archivio contiene due volte la parte «" + shownName(name) + "».");
    }
    const zip_stat_t stat = statOf(archive.get(), i, name, bounds);
    if (name.back() == '/') continue;
    total += stat.size;
    if (total > bounds.maxTotalBytes) {
      refuse("Il documento, una volta aperto, è troppo grande: il limite è di " +
             std::to_string(bounds.maxTotalBytes >> 20) + " MiB in tutto.");
    }
    entries.push_back({name, readPart(archive.get(), i, name, stat)});
  }
  return entries;
}

}  // namespace stesura
