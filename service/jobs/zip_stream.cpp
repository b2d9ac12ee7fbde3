#include "service/jobs/zip_stream.h"

#include <array>

namespace stesura {
namespace {

// APPNOTE.TXT 6.3.10. Times are those of 1980-01-01: when a document was issued stands in its record.
constexpr std::uint32_t kLocalHeader = 0x04034b50, kDirectoryHeader = 0x02014b50, kEnd = 0x06054b50;
constexpr std::uint32_t kEnd64 = 0x06064b50, kEnd64Locator = 0x07064b50;
constexpr std::uint16_t kVersionPlain = 20, kVersion64 = 45, kMadeOnUnix = 3 << 8;
constexpr std::uint16_t kNamesAreUtf8 = 1 << 11, kStored = 0, kMidnight = 0, kFirstOf1980 = (1 << 5) | 1;
constexpr std::uint16_t kExtra64 = 1;
constexpr std::uint32_t kOwnerMayRead = 0100600u << 16;
constexpr std::uint32_t kTooMuch32 = 0xffffffff;
constexpr std::uint16_t kTooMuch16 = 0xffff;

void put16(std::string& bytes, std::uint64_t value) {
  bytes.push_back(static_cast<char>(value & 255));
  bytes.push_back(static_cast<char>(value >> 8 & 255));
}
void put32(std::string& bytes, std::uint64_t value) {
  put16(bytes, value);
  put16(bytes, value >> 16);
}
void put64(std::string& bytes, std::uint64_t value) {
  put32(bytes, value);
  put32(bytes, value >> 32);
}
void put32OrTooMuch(std::string& bytes, std::uint64_t value) { put32(bytes, value < kTooMuch32 ? value : kTooMuch32); }

// What the header of an entry and its line in the directory have in common.
void putDescription(std::string& bytes, bool large, std::uint32_t crc, std::uint64_t size, std::string_view name,
                    std::size_t extraBytes) {
  put16(bytes, large ? kVersion64 : kVersionPlain);
  put16(bytes, kNamesAreUtf8);
  put16(bytes, kStored);
  put16(bytes, kMidnight);
  put16(bytes, kFirstOf1980);
  put32(bytes, crc);
  put32OrTooMuch(bytes, size);
  put32OrTooMuch(bytes, size);
  put16(bytes, name.size());
  put16(bytes, extraBytes);
}

constexpr std::array<std::uint32_t, 256> crcTable() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t number = 0; number < table.size(); ++number) {
    std::uint32_t rest = number;
    for (int bit = 0; bit < 8; ++bit) rest = (rest & 1) != 0 ? 0xedb88320u ^ rest >> 1 : rest >> 1;
    table[number] = rest;
  }
  return table;
}

}  // namespace

std::uint32_t ZipStream::crc32(std::string_view bytes, std::uint32_t before) {
  static constexpr std::array<std::uint32_t, 256> kTable = crcTable();
  std::uint32_t crc = ~before;
  for (const char byte : bytes) crc = kTable[(crc ^ static_cast<unsigned char>(byte)) & 255] ^ crc >> 8;
  return ~crc;
}

std::string ZipStream::begin(std::string_view name, std::uint64_t size, std::uint32_t crc) {
  const bool largeSize = size >= kTooMuch32, largeOffset = offset_ >= kTooMuch32;
  std::string localExtra;
  if (largeSize) {
    put16(localExtra, kExtra64);
    put16(localExtra, 16);
    put64(localExtra, size);
    put64(localExtra, size);
  }
  std::string header;
  put32(header, kLocalHeader);
  putDescription(header, largeSize, crc, size, name, localExtra.size());
  header.append(name).append(localExtra);

  std::string extra;
  if (largeSize || largeOffset) {
    put16(extra, kExtra64);
    put16(extra, (largeSize ? 16 : 0) + (largeOffset ? 8 : 0));
    if (largeSize) put64(extra, size), put64(extra, size);
    if (largeOffset) put64(extra, offset_);
  }
  put32(directory_, kDirectoryHeader);
  put16(directory_, kMadeOnUnix | kVersion64);
  putDescription(directory_, largeSize || largeOffset, crc, size, name, extra.size());
  put16(directory_, 0);  // comment
  put16(directory_, 0);  // disk
  put16(directory_, 0);  // internal attributes
  put32(directory_, kOwnerMayRead);
  put32OrTooMuch(directory_, offset_);
  directory_.append(name).append(extra);

  offset_ += header.size() + size;
  ++entries_;
  return header;
}

std::string ZipStream::entry(std::string_view name, std::string_view bytes) {
  std::string all = begin(name, bytes.size(), crc32(bytes));
  return all.append(bytes);
}

std::string ZipStream::finish() {
  const std::uint64_t start = offset_, size = directory_.size();
  std::string bytes = std::move(directory_);
  if (entries_ >= kTooMuch16 || start >= kTooMuch32 || size >= kTooMuch32) {
    put32(bytes, kEnd64);
    put64(bytes, 44);  // of what follows in this record
    put16(bytes, kMadeOnUnix | kVersion64);
    put16(bytes, kVersion64);
    put32(bytes, 0);
    put32(bytes, 0);
    put64(bytes, entries_);
    put64(bytes, entries_);
    put64(bytes, size);
    put64(bytes, start);
    put32(bytes, kEnd64Locator);
    put32(bytes, 0);
    put64(bytes, start + size);
    put32(bytes, 1);
  }
  put32(bytes, kEnd);
  put16(bytes, 0);
  put16(bytes, 0);
  put16(bytes, entries_ < kTooMuch16 ? entries_ : kTooMuch16);
  put16(bytes, entries_ < kTooMuch16 ? entries_ : kTooMuch16);
  put32OrTooMuch(bytes, size);
  put32OrTooMuch(bytes, start);
  put16(bytes, 0);
  return bytes;
}

}  // namespace stesura
