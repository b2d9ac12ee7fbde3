// Packages made in a test: honest ones by the library's own writer, dishonest ones byte by byte.
#pragma once

#include <libdeflate.h>

#include <cstdint>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/odf/package.h"

namespace stesura::testing {

constexpr std::string_view kTextType = "application/vnd.oasis.opendocument.text";

inline std::string namespaces() {
  const std::pair<const char*, const char*> odf[] = {
      {"office", "office"},      {"style", "style"},          {"text", "text"},
      {"table", "table"},        {"draw", "drawing"},         {"meta", "meta"},
      {"form", "form"},          {"script", "script"},        {"config", "config"},
      {"svg", "svg-compatible"}, {"fo", "xsl-fo-compatible"}, {"chart", "chart"},
      {"db", "database"},        {"anim", "animation"},       {"presentation", "presentation"}};
  std::string out;
  for (const auto& [prefix, name] : odf) {
    out += std::string(" xmlns:") + prefix + "=\"urn:oasis:names:tc:opendocument:xmlns:" + name +
           ":1.0\"";
  }
  return out +
         " xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
         "xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
         " xmlns:math=\"http://www.w3.org/1998/Math/MathML\" "
         "xmlns:xforms=\"http://www.w3.org/2002/xforms\""
         " xmlns:ooo=\"http://openoffice.org/2004/office\"";
}

inline std::string contentXml(std::string_view body, std::string_view beforeBody = "") {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content" + namespaces() +
         " office:version=\"1.3\">" + std::string(beforeBody) + "<office:body><office:text>" +
         std::string(body) + "</office:text></office:body></office:document-content>";
}

inline std::string stylesXml(std::string_view inside) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-styles" + namespaces() +
         " office:version=\"1.3\">" + std::string(inside) + "</office:document-styles>";
}

inline std::string flatXml(std::string_view body, std::string_view beforeBody = "") {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document" + namespaces() +
         " office:version=\"1.3\" office:mimetype=\"" + std::string(kTextType) + "\">" +
         std::string(beforeBody) + "<office:body><office:text>" + std::string(body) +
         "</office:text></office:body></office:document>";
}

inline std::string written(const Package& package) {
  std::vector<PackedEntry> packed;
  for (const PackageEntry& entry : package.entries) {
    packed.push_back(packEntry(entry.name, entry.mediaType, entry.bytes));
  }
  std::vector<const PackedEntry*> borrowed;
  for (const PackedEntry& entry : packed) borrowed.push_back(&entry);
  return writePackage(package.mediaType, borrowed);
}

inline std::string odt(std::vector<PackageEntry> entries) {
  return written(Package{std::string(kTextType), std::move(entries)});
}

inline std::string odtWith(std::string_view body, std::vector<PackageEntry> more = {},
                           std::string_view beforeBody = "") {
  more.insert(more.begin(), {"content.xml", contentXml(body, beforeBody), "text/xml"});
  return odt(std::move(more));
}

// One file of a zip in which everything may lie.
struct RawPart {
  std::string name;
  std::string bytes;
  bool deflate = false;
  std::uint16_t flags = 0;
  int method = -1;                 // -1: the true one
  std::int64_t declaredSize = -1;  // -1: the true one
  std::int64_t crc = -1;           // -1: the true one
  std::int64_t offset = -1;        // -1: where it lies
  std::string localName = {};      // "": the same
};

// Little endian; more than eight bytes are filled up with zeros.
inline void putNumber(std::string& out, std::uint64_t value, int bytes) {
  for (; bytes > 0; --bytes, value >>= 8) out += static_cast<char>(value & 0xFF);
}

inline std::string deflated(std::string_view bytes) {
  libdeflate_compressor* compressor = libdeflate_alloc_compressor(1);
  std::string out(libdeflate_deflate_compress_bound(compressor, bytes.size()), '\0');
  out.resize(
      libdeflate_deflate_compress(compressor, bytes.data(), bytes.size(), out.data(), out.size()));
  libdeflate_free_compressor(compressor);
  return out;
}

inline std::string rawZip(const std::vector<RawPart>& parts) {
  std::string out;
  std::string directory;
  for (const RawPart& part : parts) {
    const std::string packed = part.deflate ? deflated(part.bytes) : part.bytes;
    const auto offset = part.offset >= 0 ? static_cast<std::uint64_t>(part.offset) : out.size();
    const auto header = [&](std::string& to, const std::string& name) {
      putNumber(to, 20, 2);
      putNumber(to, part.flags, 2);
      putNumber(to,
                part.method >= 0 ? static_cast<unsigned>(part.method)
                : part.deflate   ? 8u
                                 : 0u,
                2);
      putNumber(to, 0x00210000, 4);
      putNumber(to,
                part.crc >= 0 ? static_cast<std::uint64_t>(part.crc)
                              : libdeflate_crc32(0, part.bytes.data(), part.bytes.size()),
                4);
      putNumber(to, packed.size(), 4);
      putNumber(to,
                part.declaredSize >= 0 ? static_cast<std::uint64_t>(part.declaredSize)
                                       : part.bytes.size(),
                4);
      putNumber(to, name.size(), 2);
      putNumber(to, 0, 2);
    };
    if (part.offset < 0) {
      const std::string& local = part.localName.empty() ? part.name : part.localName;
      out += std::string("PK\3\4", 4);
      header(out, local);
      out += local + packed;
    }
    directory += std::string("PK\1\2", 4);
    putNumber(directory, 20, 2);
    header(directory, part.name);
    putNumber(directory, 0, 10);
    putNumber(directory, offset, 4);
    directory += part.name;
  }
  const std::size_t at = out.size();
  out += directory + std::string("PK\5\6\0\0\0\0", 8);
  putNumber(out, parts.size(), 2);
  putNumber(out, parts.size(), 2);
  putNumber(out, directory.size(), 4);
  putNumber(out, at, 4);
  putNumber(out, 0, 2);
  return out;
}

// What a person is told about the file: the sentence and every problem; "" if the file passes.
inline std::string refusal(std::string_view bytes, const PackageBounds& bounds = {}) {
  try {
    Package package = readPackage(bytes, bounds);
    passGate(package);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::templateFile) return "WRONG KIND: " + error.sentence();
    std::string out = error.sentence();
    for (const Problem& problem : error.problems())
      out += "\n" + problem.message + " " + problem.hint;
    return out;
  }
  return {};
}

inline Package passed(std::string_view bytes) {
  Package package = readPackage(bytes);
  passGate(package);
  return package;
}

inline std::string part(const Package& package, std::string_view name) {
  const PackageEntry* entry = package.find(name);
  return entry ? entry->bytes : "";
}

inline std::string fileBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream out;
  out << file.rdbuf();
  return out.str();
}

// A hostile file is refused within a second; the sanitizers slow everything down.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double kSecond = 15.0;
#else
constexpr double kSecond = 1.0;
#endif

// Processor time, so that a busy machine changes no verdict.
class Stopwatch {
 public:
  double seconds() const { return static_cast<double>(std::clock() - start_) / CLOCKS_PER_SEC; }

 private:
  std::clock_t start_ = std::clock();
};

// A PNG of the given size in pixels whose data are not looked at.
inline std::string png(std::uint32_t width = 2, std::uint32_t height = 2) {
  std::string out("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
  for (const std::uint32_t side : {width, height}) {
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(side >> shift & 0xFF);
  }
  out += std::string("\x08\x02\0\0\0", 5);
  putNumber(out, 0, 4);
  return out;
}

}  // namespace stesura::testing
