#include <libdeflate.h>

#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "generator/odf/package.h"

// Written by hand and not by libzip: libzip takes ready deflated bytes only out of another archive,
// so each document would first have to become an archive to be copied from. A stream deflated once
// by libdeflate (level 1: 79 µs for a form, the dearest step of a merge) goes into many documents
// as it is.

namespace stesura {
namespace {

constexpr std::uint16_t kVersionNeeded = 20;  // deflate
constexpr std::uint16_t kDosDate = 0x0021;    // 1980-01-01, so that same input gives same bytes
constexpr std::uint16_t kNameIsUtf8 = 0x0800;
constexpr std::uint16_t kDeflate = 8;
constexpr std::string_view kManifestName = "META-INF/manifest.xml";

struct FreeCompressor {
  void operator()(libdeflate_compressor* compressor) const {
    libdeflate_free_compressor(compressor);
  }
};

libdeflate_compressor* compressorOfThread() {
  thread_local const std::unique_ptr<libdeflate_compressor, FreeCompressor> compressor(
      libdeflate_alloc_compressor(1));
  if (!compressor) throw std::bad_alloc();
  return compressor.get();
}

void put(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}

bool isFolder(const PackedEntry& entry) { return entry.name.ends_with('/'); }

// The fields that a local header and the directory share (APPNOTE 4.3.7 and 4.3.12).
void putCommonFields(std::string& out, const PackedEntry& entry) {
  bool ascii = true;
  for (const char c : entry.name) ascii = ascii && static_cast<unsigned char>(c) < 0x80;
  put(out, kVersionNeeded, 2);
  put(out, ascii ? 0 : kNameIsUtf8, 2);
  put(out, entry.deflated ? kDeflate : 0, 2);
  put(out, 0, 2);
  put(out, kDosDate, 2);
  put(out, entry.crc32, 4);
  put(out, entry.packed.size(), 4);
  put(out, entry.inflatedSize, 4);
  put(out, entry.name.size(), 2);
  put(out, 0, 2);
}

class ZipWriter {
 public:
  explicit ZipWriter(std::size_t expected) { out_.reserve(expected); }

  void add(const PackedEntry& entry) {
    const std::size_t offset = out_.size();
    out_ += std::string_view("PK\3\4", 4);
    putCommonFields(out_, entry);
    out_ += entry.name;
    out_ += entry.packed;
    directory_ += std::string_view("PK\1\2", 4);
    put(directory_, kVersionNeeded, 2);
    putCommonFields(directory_, entry);
    put(directory_, 0, 6);  // comment, disk, internal attributes
    put(directory_, 0, 4);  // external attributes
    put(directory_, offset, 4);
    directory_ += entry.name;
    ++count_;
  }

  std::string finish() {
    const std::size_t at = out_.size();
    out_ += directory_;
    out_ += std::string_view("PK\5\6\0\0\0\0", 8);
    put(out_, count_, 2);
    put(out_, count_, 2);
    put(out_, directory_.size(), 4);
    put(out_, at, 4);
    put(out_, 0, 2);
    return std::move(out_);
  }

 private:
  std::string out_;
  std::string directory_;
  std::size_t count_ = 0;
};

void putEscaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
}

std::string manifestXml(std::string_view mediaType,
                        const std::vector<const PackedEntry*>& entries) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest:manifest "
      "xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" "
      "manifest:version=\"1.3\">\n"
      " <manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\" "
      "manifest:media-type=\"";
  putEscaped(out, mediaType);
  out += "\"/>\n";
  for (const PackedEntry* entry : entries) {
    out += " <manifest:file-entry manifest:full-path=\"";
    putEscaped(out, entry->name);
    out += "\" manifest:media-type=\"";
    putEscaped(out, entry->mediaType);
    out += "\"/>\n";
  }
  return out += "</manifest:manifest>\n";
}

PackedEntry stored(std::string_view name, std::string_view bytes) {
  PackedEntry entry;
  entry.name = name;
  entry.packed = bytes;
  entry.crc32 = libdeflate_crc32(0, bytes.data(), bytes.size());
  entry.inflatedSize = bytes.size();
  return entry;
}

}  // namespace

PackedEntry packEntry(std::string_view name, std::string_view mediaType, std::string_view bytes) {
  PackedEntry entry;
  entry.name = name;
  entry.mediaType = mediaType;
  entry.inflatedSize = bytes.size();
  entry.crc32 = libdeflate_crc32(0, bytes.data(), bytes.size());
  libdeflate_compressor* compressor = compressorOfThread();
  // One byte less than the input is room enough: what does not shrink is stored.
  std::string packed(bytes.empty() ? 0 : bytes.size() - 1, '\0');
  const std::size_t size = packed.empty()
                               ? 0
                               : libdeflate_deflate_compress(compressor, bytes.data(), bytes.size(),
                                                             packed.data(), packed.size());
  entry.deflated = size > 0;
  if (entry.deflated) {
    entry.packed.assign(packed, 0, size);
  } else {
    entry.packed = bytes;
  }
  return entry;
}

std::string writePackage(std::string_view mediaType,
                         const std::vector<const PackedEntry*>& entries) {
  std::size_t expected = 4096;
  for (const PackedEntry* entry : entries)
    expected += entry->packed.size() + 3 * entry->name.size() + 256;
  ZipWriter zip(expected);
  zip.add(stored("mimetype", mediaType));
  for (const PackedEntry* entry : entries) {
    if (!isFolder(*entry)) zip.add(*entry);
  }
  zip.add(packEntry(kManifestName, "", manifestXml(mediaType, entries)));
  return zip.finish();
}

}  // namespace stesura
