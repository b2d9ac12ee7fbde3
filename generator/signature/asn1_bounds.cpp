#include "generator/signature/asn1_bounds.h"

#include <cstdint>
#include <limits>
#include <vector>

#include "generator/error.h"
#include "generator/signature/asn1_reader.h"

namespace stesura {
namespace {

constexpr std::size_t kLevels = 100;
constexpr std::size_t kElements = 8'000'000;
constexpr std::size_t kOpen = std::numeric_limits<std::size_t>::max();  // the end of an indefinite length
constexpr std::uint8_t kConstructed = 0x20;
constexpr std::uint8_t kStringInPieces = asn1::kOctetString | kConstructed;

struct Header {
  std::uint8_t tag = 0;    // first identifier octet
  std::size_t size = 0;    // of identifier and length
  std::size_t length = 0;  // of the content; kOpen: indefinite
  bool isShortest = true;

  bool isConstructed() const { return (tag & kConstructed) != 0; }
  bool isEndOfContents() const { return tag == 0; }
};

std::uint8_t octetAt(std::string_view bytes, std::size_t at) {
  if (at >= bytes.size()) throwDamagedAsn1();
  return static_cast<std::uint8_t>(bytes[at]);
}

std::size_t identifierSize(std::string_view bytes, std::size_t at) {
  if ((octetAt(bytes, at) & 0x1f) != 0x1f) return 1;
  constexpr std::size_t kLongestTag = 5;
  std::size_t size = 2;
  while ((octetAt(bytes, at + size - 1) & 0x80) != 0) {
    if (++size > kLongestTag) throwDamagedAsn1();
  }
  return size;
}

void readLongLength(std::string_view bytes, std::size_t at, std::size_t count, Header& header) {
  if (count > sizeof header.length) throwDamagedAsn1();
  header.length = 0;
  for (std::size_t i = 0; i < count; ++i) header.length = (header.length << 8) | octetAt(bytes, at + i);
  if (header.length >= kOpen) throwDamagedAsn1();
  header.size += count;
  header.isShortest = header.length >= 0x80 && octetAt(bytes, at) != 0;
}

// Checks that the element stays before `limit`.
Header headerAt(std::string_view bytes, std::size_t at, std::size_t limit) {
  Header header;
  header.tag = octetAt(bytes, at);
  header.size = identifierSize(bytes, at) + 1;
  const std::uint8_t first = octetAt(bytes, at + header.size - 1);
  if (first == 0x80) {
    if (!header.isConstructed()) throwDamagedAsn1();
    header.length = kOpen;
  } else if (first > 0x80) {
    readLongLength(bytes, at + header.size, first & 0x7f, header);
  } else {
    header.length = first;
  }
  if (header.isEndOfContents() && header.length != 0) throwDamagedAsn1();
  if (header.tag == (asn1::kSequence & ~kConstructed) || header.tag == (asn1::kSet & ~kConstructed))
    throwDamagedAsn1();
  if (header.size > limit - at || (header.length != kOpen && header.length > limit - at - header.size)) {
    throwDamagedAsn1();
  }
  return header;
}

// Universal strings of bits, octets and characters, which DER knows in one piece only.
bool isStringInPieces(std::uint8_t tag) {
  const std::uint8_t number = tag & 0x1f;
  return (tag & 0xc0) == 0 && (tag & kConstructed) != 0 && number != 0x08 && number != 0x0b &&
         number != 0x10 && number != 0x11;
}

// What is open while walking: where it ends, and the end nothing inside may pass.
struct Level {
  std::size_t end;
  std::size_t limit;
};

class Walk {
 public:
  explicit Walk(std::string_view bytes) : bytes_(bytes) {}

  Asn1Extent extent(std::size_t begin, std::size_t limit) {
    Asn1Extent found;
    std::vector<Level> levels;
    std::size_t at = begin;
    do {
      while (!levels.empty() && levels.back().end == at) levels.pop_back();
      if (levels.empty() && at != begin) break;
      const Header header = next(at, levels.empty() ? limit : levels.back().limit);
      if (header.isEndOfContents()) {
        if (levels.empty() || levels.back().end != kOpen) throwDamagedAsn1();
        levels.pop_back();
        at += header.size;
        continue;
      }
      note(header, found);
      at = enter(header, at, limit, levels);
    } while (!levels.empty());
    found.length = at - begin;
    return found;
  }

  Header next(std::size_t at, std::size_t limit) {
    if (++seen_ > kElements)
      throw Error(ErrorKind::data, "La firma è fatta di troppi elementi per essere esaminata.");
    return headerAt(bytes_, at, limit);
  }

 private:
  static void note(const Header& header, Asn1Extent& found) {
    const bool isWhole = header.length != kOpen && header.tag != kStringInPieces;
    found.isDefinite = found.isDefinite && isWhole;
    found.isDer = found.isDer && isWhole && header.isShortest && !isStringInPieces(header.tag);
  }

  static std::size_t enter(const Header& header, std::size_t at, std::size_t limit,
                           std::vector<Level>& levels) {
    const std::size_t begin = at + header.size;
    if (!header.isConstructed()) return begin + header.length;
    if (levels.size() >= kLevels)
      throw Error(ErrorKind::data, "La firma è annidata troppo a fondo per essere esaminata.");
    if (header.length == kOpen) {
      levels.push_back({kOpen, levels.empty() ? limit : levels.back().limit});
    } else {
      levels.push_back({begin + header.length, begin + header.length});
    }
    return begin;
  }

  std::string_view bytes_;
  std::size_t seen_ = 0;
};

// Writes definite lengths in five octets, which can be filled in when they are known.
class Rewriting {
 public:
  explicit Rewriting(std::string_view bytes) : bytes_(bytes), walk_(bytes) {}

  std::string result() {
    std::size_t at = 0;
    do {
      while (!levels_.empty() && levels_.back().end == at) close();
      if (levels_.empty() && at != 0) break;
      at = copy(at);
    } while (!levels_.empty());
    return std::move(out_);
  }

 private:
  struct OpenLevel {
    std::size_t end;
    std::size_t limit;
    std::size_t lengthAt;  // where the four octets of the length stand in out_; kOpen: has none of its own
    bool isString;
  };

  std::size_t copy(std::size_t at) {
    const std::size_t limit = levels_.empty() ? bytes_.size() : levels_.back().limit;
    const Header header = walk_.next(at, limit);
    if (header.isEndOfContents()) {
      if (levels_.empty() || levels_.back().end != kOpen) throwDamagedAsn1();
      close();
      return at + header.size;
    }
    const bool inString = !levels_.empty() && levels_.back().isString;
    if (inString && header.tag != asn1::kOctetString && header.tag != kStringInPieces) throwDamagedAsn1();
    if (header.length != kOpen && header.tag != kStringInPieces && walk_.extent(at, limit).isDefinite) {
      const std::size_t size = header.size + header.length;
      out_ += inString ? bytes_.substr(at + header.size, header.length) : bytes_.substr(at, size);
      return at + size;
    }
    open(header, at, inString);
    return at + header.size;
  }

  void open(const Header& header, std::size_t at, bool inString) {
    if (levels_.size() >= kLevels) throwDamagedAsn1();
    const std::size_t begin = at + header.size;
    OpenLevel level{kOpen, levels_.empty() ? bytes_.size() : levels_.back().limit, kOpen,
                    header.tag == kStringInPieces};
    if (header.length != kOpen) level.end = level.limit = begin + header.length;
    if (!inString) {
      out_ += level.isString ? std::string(1, static_cast<char>(asn1::kOctetString))
                             : std::string(bytes_.substr(at, identifierSize(bytes_, at)));
      out_ += static_cast<char>(0x84);
      level.lengthAt = out_.size();
      out_.append(4, '\0');
    }
    levels_.push_back(level);
  }

  void close() {
    const OpenLevel level = levels_.back();
    levels_.pop_back();
    if (level.lengthAt == kOpen) return;
    std::size_t length = out_.size() - level.lengthAt - 4;
    if (length > std::numeric_limits<std::uint32_t>::max()) throwDamagedAsn1();
    for (std::size_t i = 4; i-- > 0; length >>= 8)
      out_[level.lengthAt + i] = static_cast<char>(length & 0xff);
  }

  std::string_view bytes_;
  Walk walk_;
  std::string out_;
  std::vector<OpenLevel> levels_;
};

}  // namespace

Asn1Extent asn1Extent(std::string_view bytes) { return Walk(bytes).extent(0, bytes.size()); }

std::string definiteForm(std::string_view bytes) { return Rewriting(bytes).result(); }

}  // namespace stesura
