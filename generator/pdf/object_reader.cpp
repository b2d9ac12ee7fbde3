#include "generator/pdf/object_reader.h"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "generator/error.h"

namespace stesura {
namespace {

constexpr std::uint32_t kMostNumber = 0x7FFFFFFF;
constexpr std::uint32_t kMostGeneration = 65535;

bool isDigit(char c) { return c >= '0' && c <= '9'; }

int hexadecimalOf(char c) {
  if (isDigit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

void ReadingRoom::takeWork(std::size_t count) {
  if (count > work) throw Error(ErrorKind::data, "Il PDF contiene oggetti che si sovrappongono.");
  work -= count;
}

void ReadingRoom::takeValues(std::size_t count) {
  if (count > values) throw Error(ErrorKind::data, "Il PDF contiene troppi oggetti.");
  values -= count;
}

void ObjectReader::skipSpace() {
  while (at_ < bytes_.size() && isPdfSpace(bytes_[at_])) ++at_;
}

void ObjectReader::skipSpaceAndComments() {
  for (;;) {
    skipSpace();
    if (isAtEnd() || bytes_[at_] != '%') return;
    while (at_ < bytes_.size() && bytes_[at_] != '\r' && bytes_[at_] != '\n') ++at_;
  }
}

bool ObjectReader::skipWord(std::string_view word) {
  const std::string_view rest = bytes_.substr(at_);
  if (!rest.starts_with(word) || (rest.size() > word.size() && isPdfRegular(rest[word.size()]))) return false;
  at_ += word.size();
  return true;
}

std::optional<std::uint64_t> ObjectReader::digits(std::uint64_t most) {
  std::uint64_t value = 0;
  const char* const begin = bytes_.data() + at_;
  const char* const end = bytes_.data() + bytes_.size();
  if (begin == end || !isDigit(*begin)) return std::nullopt;
  const auto [stop, error] = std::from_chars(begin, end, value);
  if (error != std::errc() || value > most || (stop != end && isPdfRegular(*stop))) return std::nullopt;
  at_ += static_cast<std::size_t>(stop - begin);
  return value;
}

bool ObjectReader::read(PdfObject& into) {
  room_->takeValues(1);
  skipSpaceAndComments();
  const std::size_t begin = at_;
  if (isAtEnd() || depth_ >= room_->depth) return false;
  ++depth_;
  const bool isSound = readAs(into);
  --depth_;
  if (from_ == ReadFrom::file) {
    into.begin = begin;
    into.end = at_;
  }
  return isSound;
}

bool ObjectReader::readAs(PdfObject& into) {
  using Type = PdfObject::Type;
  const char first = bytes_[at_];
  switch (first) {
    case '/':
      into.type = Type::name;
      return readName(into.text);
    case '(':
      into.type = Type::string;
      return readLiteral(into.text);
    case '[':
      into.type = Type::array;
      return readItems(into);
    case '<':
      if (bytes_.substr(at_).starts_with("<<")) {
        into.type = Type::dictionary;
        return readEntries(into);
      }
      into.type = Type::string;
      return readHexadecimal(into.text);
    default:
      break;
  }
  if (isDigit(first)) return readReference(into) || readNumber(into);
  return first == '+' || first == '-' || first == '.' ? readNumber(into) : readKeyword(into);
}

bool ObjectReader::readKeyword(PdfObject& into) {
  if (skipWord("null")) return true;
  into.type = PdfObject::Type::boolean;
  into.truth = skipWord("true");
  return into.truth || skipWord("false");
}

// An optional sign, digits, at most one point; an integer that 64 bits do not hold is read as a real.
bool ObjectReader::readNumber(PdfObject& into) {
  std::size_t end = at_;
  while (end < bytes_.size() && isPdfRegular(bytes_[end])) ++end;
  std::string_view text = bytes_.substr(at_, end - at_);
  at_ = end;
  if (text.starts_with('+')) text.remove_prefix(1);
  const std::string_view amount = text.starts_with('-') ? text.substr(1) : text;
  const auto points = std::count(amount.begin(), amount.end(), '.');
  const auto digits = std::count_if(amount.begin(), amount.end(), isDigit);
  if (digits == 0 || points > 1 || static_cast<std::size_t>(digits + points) != amount.size()) return false;
  const char* const last = text.data() + text.size();
  if (points == 0 && std::from_chars(text.data(), last, into.integer).ec == std::errc()) {
    into.type = PdfObject::Type::integer;
    into.real = static_cast<double>(into.integer);
    return true;
  }
  into.type = PdfObject::Type::real;
  into.integer = 0;
  return std::from_chars(text.data(), last, into.real, std::chars_format::fixed).ec == std::errc();
}

bool ObjectReader::readReference(PdfObject& into) {
  const std::size_t begin = at_;
  if (const auto number = digits(kMostNumber)) {
    skipSpaceAndComments();
    const auto generation = digits(kMostGeneration);
    if (generation) skipSpaceAndComments();
    if (generation && skipWord("R")) {
      into.type = PdfObject::Type::reference;
      into.integer = static_cast<std::int64_t>(*number);
      into.generation = static_cast<std::uint32_t>(*generation);
      return true;
    }
  }
  at_ = begin;
  return false;
}

// A «#» that no two digits follow stands for itself, as before PDF 1.2.
bool ObjectReader::readName(std::string& into) {
  for (++at_; at_ < bytes_.size() && isPdfRegular(bytes_[at_]); ++at_) {
    const bool isCode = bytes_[at_] == '#' && bytes_.size() - at_ > 2 &&
                        hexadecimalOf(bytes_[at_ + 1]) >= 0 && hexadecimalOf(bytes_[at_ + 2]) >= 0;
    if (isCode) {
      into += static_cast<char>(hexadecimalOf(bytes_[at_ + 1]) << 4 | hexadecimalOf(bytes_[at_ + 2]));
      at_ += 2;
    } else {
      into += bytes_[at_];
    }
  }
  return true;
}

bool ObjectReader::readLiteral(std::string& into) {
  std::size_t open = 1;
  for (++at_; at_ < bytes_.size();) {
    const char c = bytes_[at_++];
    if (c == '\\') {
      readEscape(into);
      continue;
    }
    if (c == '(') ++open;
    if (c == ')' && --open == 0) return true;
    if (c == '\r') {
      if (at_ < bytes_.size() && bytes_[at_] == '\n') ++at_;
      into += '\n';
    } else {
      into += c;
    }
  }
  return false;
}

void ObjectReader::readEscape(std::string& into) {
  if (isAtEnd()) return;
  const char c = bytes_[at_++];
  constexpr std::string_view kLetters = "nrtbf", kMeanings = "\n\r\t\b\f";
  if (const auto letter = kLetters.find(c); letter != std::string_view::npos) {
    into += kMeanings[letter];
  } else if (c >= '0' && c <= '7') {
    unsigned value = static_cast<unsigned>(c - '0');
    for (int more = 0; more < 2 && at_ < bytes_.size() && bytes_[at_] >= '0' && bytes_[at_] <= '7'; ++more)
      value = value * 8 + static_cast<unsigned>(bytes_[at_++] - '0');
    into += static_cast<char>(value & 0xFF);
  } else if (c == '\r') {
    if (at_ < bytes_.size() && bytes_[at_] == '\n') ++at_;
  } else if (c != '\n') {
    into += c;
  }
}

bool ObjectReader::readHexadecimal(std::string& into) {
  int high = -1;
  for (++at_; at_ < bytes_.size(); ++at_) {
    const char c = bytes_[at_];
    if (isPdfSpace(c)) continue;
    if (c == '>') {
      if (high >= 0) into += static_cast<char>(high << 4);
      ++at_;
      return true;
    }
    const int digit = hexadecimalOf(c);
    if (digit < 0) return false;
    if (high >= 0) into += static_cast<char>(high << 4 | digit);
    high = high >= 0 ? -1 : digit;
  }
  return false;
}

bool ObjectReader::readItems(PdfObject& into) {
  for (++at_;;) {
    skipSpaceAndComments();
    if (isAtEnd()) return false;
    if (bytes_[at_] == ']') break;
    if (!read(into.items.emplace_back())) return false;
  }
  ++at_;
  return true;
}

bool ObjectReader::readEntries(PdfObject& into) {
  for (at_ += 2;;) {
    skipSpaceAndComments();
    if (isAtEnd()) return false;
    if (bytes_.substr(at_).starts_with(">>")) break;
    if (bytes_[at_] != '/') return false;
    auto& [key, value] = into.entries.emplace_back();
    if (!readName(key) || !read(value)) return false;
  }
  at_ += 2;
  dropDuplicates(into.entries);
  return true;
}

// Of the same key twice the last counts. Readers differ there, hence it is told.
void ObjectReader::dropDuplicates(std::vector<std::pair<std::string, PdfObject>>& entries) {
  std::vector<std::size_t> order(entries.size());
  std::iota(order.begin(), order.end(), std::size_t(0));
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return entries[a].first < entries[b].first; });
  std::vector<bool> isDropped(entries.size());
  bool isAnyDropped = false;
  for (std::size_t i = 0; i + 1 < order.size(); ++i) {
    if (entries[order[i]].first != entries[order[i + 1]].first) continue;
    isDropped[order[i]] = isAnyDropped = true;
  }
  if (!isAnyDropped) return;
  hasDuplicateKeys_ = true;
  std::size_t at = 0;
  std::erase_if(entries, [&](const auto&) { return isDropped[at++]; });
}

std::optional<IndirectObject> readIndirect(std::string_view bytes, std::size_t at, ReadingRoom& room) {
  ObjectReader reader(bytes, at, room);
  reader.skipSpace();
  IndirectObject object;
  object.begin = reader.at();
  const auto number = reader.digits(kMostNumber);
  reader.skipSpaceAndComments();
  const auto generation = number ? reader.digits(kMostGeneration) : std::nullopt;
  reader.skipSpaceAndComments();
  if (!generation || !reader.skipWord("obj")) {
    room.takeWork(reader.at() - std::min(at, reader.at()));
    return std::nullopt;
  }
  object.number = static_cast<std::uint32_t>(*number);
  object.generation = static_cast<std::uint32_t>(*generation);
  const std::size_t values = room.values;
  const bool isSound = reader.read(object.value);
  object.values = values - room.values;
  object.hasDuplicateKeys = reader.hasDuplicateKeys();
  reader.skipSpaceAndComments();
  object.end = reader.at();
  room.takeWork(object.end - at);
  if (!isSound) return object;
  if (reader.skipWord("endobj")) {
    object.isWhole = true;
  } else if (object.value.isDictionary() && reader.skipWord("stream")) {
    const std::string_view rest = bytes.substr(reader.at());
    const std::size_t line = rest.starts_with("\r\n") ? 2 : rest.starts_with("\n") ? 1 : 0;
    if (line > 0) object.dataBegin = reader.at() + line;
  }
  object.end = reader.at();
  return object;
}

bool completeStream(std::string_view bytes, IndirectObject& object, std::int64_t length, ReadingRoom& room) {
  const std::size_t begin = object.dataBegin;
  if (begin == 0 || begin > bytes.size() || length < 0) return false;
  if (static_cast<std::uint64_t>(length) > bytes.size() - begin) return false;
  ObjectReader reader(bytes, begin + static_cast<std::size_t>(length), room);
  reader.skipSpace();
  const bool isEnd = reader.skipWord("endstream");
  const std::size_t end = reader.at();
  if (isEnd) reader.skipSpaceAndComments();
  room.takeWork(reader.at() - begin - static_cast<std::size_t>(length));
  if (!isEnd) return false;
  if (!reader.skipWord("endobj")) return false;
  object.value.type = PdfObject::Type::stream;
  object.value.data = bytes.substr(begin, static_cast<std::size_t>(length));
  object.value.end = end;
  object.end = reader.at();
  object.isWhole = true;
  return true;
}

}  // namespace stesura
