#include "generator/pdf/bounded_source.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <stdexcept>

#include "generator/pdf/inflation.h"
#include "generator/error.h"

namespace stesura {
namespace {

// One unit is a byte of text that qpdf makes tokens of: up to 350 ns where each is an object.
constexpr std::size_t kMostWork = 4'000'000;
// Of all object and cross-reference streams; their text counts as work, too.
constexpr std::size_t kMostInflated = kMostWork;
constexpr std::uint64_t kMostEntries = 4 * kMostObjects;  // of all cross-reference streams
constexpr const char* kTooMuchWork = "Il PDF è troppo grande o troppo danneggiato per essere letto come modulo.";
constexpr const char* kTooLarge = "I dati compressi del PDF si espandono oltre il limite ammesso.";
constexpr const char* kUnusual =
    "Il PDF tiene i suoi oggetti in una compressione insolita, che non si apre: salvarlo di nuovo con un altro programma.";
constexpr const char* kManyObjects = "Il PDF ha più di 200.000 oggetti.";
// How QPDF searches «endstream» where /Length is wrong.
constexpr std::size_t kSearchPiece = 1024;
// How InputSource fetches text for the tokens.
constexpr std::size_t kTextPiece = 128;

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\0' || c == '\v'; }

bool isDirect(QPDFObjectHandle value) { return !value.isIndirect(); }

// Filters that qpdf does not undo when it reads objects.
bool isPicture(const std::string& filter) {
  return filter == "/DCTDecode" || filter == "/JPXDecode" || filter == "/CCITTFaxDecode" || filter == "/JBIG2Decode";
}

// The only item of an array, or the value itself.
QPDFObjectHandle onlyOne(QPDFObjectHandle value) {
  return isDirect(value) && value.isArray() && value.getArrayNItems() == 1 ? value.getArrayItem(0) : value;
}

}  // namespace

BoundedSource::BoundedSource(std::string bytes) : bytes_(std::move(bytes)) {}

void BoundedSource::complain() const {
  if (failure_) throw Error(ErrorKind::templateFile, failure_);
}

void BoundedSource::fail(const char* sentence) {
  if (!failure_) failure_ = sentence;
  throw std::runtime_error("bound passed");
}

void BoundedSource::spend(std::size_t work) {
  if (isReleased_) return;
  work_ += work;
  if (failure_ || work_ > kMostWork) fail(kTooMuchWork);
}

// As BufferInputSource does: gives where the line ends, and stops behind the run of CR and LF.
qpdf_offset_t BoundedSource::findAndSkipNextEOL() {
  const std::size_t start = std::min(at_, bytes_.size());
  const std::size_t end = std::min(bytes_.find_first_of("\r\n", start), bytes_.size());
  at_ = std::min(bytes_.find_first_not_of("\r\n", end), bytes_.size());
  spend(1 + (at_ - start) / 16);
  return static_cast<qpdf_offset_t>(end);
}

std::string const& BoundedSource::getName() const { return name_; }

qpdf_offset_t BoundedSource::tell() { return static_cast<qpdf_offset_t>(at_); }

void BoundedSource::seek(qpdf_offset_t offset, int whence) {
  const qpdf_offset_t from = whence == SEEK_SET   ? 0
                             : whence == SEEK_END ? static_cast<qpdf_offset_t>(bytes_.size())
                                                  : static_cast<qpdf_offset_t>(at_);
  if (offset < -from) throw std::runtime_error("seek before the beginning");
  // Wherever the file says: beyond the end there is nothing to read.
  at_ = static_cast<std::size_t>(from) + static_cast<std::size_t>(offset);
}

void BoundedSource::rewind() { at_ = 0; }

std::size_t BoundedSource::read(char* room, std::size_t length) {
  last_offset = static_cast<qpdf_offset_t>(at_);
  if (at_ >= bytes_.size()) {
    spend(1);
    return 0;
  }
  const std::size_t count = std::min(length, bytes_.size() - at_);
  spend(1 + count / 64);
  if (length == kTextPiece) spendText(at_, at_ + count);
  // Tokens are read byte by byte; only streams, and searches, are read in pieces.
  if (length > 1 && !isReleased_) judgeStream(at_, length);
  std::memcpy(room, bytes_.data() + at_, count);
  at_ += count;
  return count;
}

// Text fetched and put back unused is not counted twice.
void BoundedSource::spendText(std::size_t start, std::size_t end) {
  const std::size_t known = start >= textStart_ && start < textEnd_ ? std::min(textEnd_, end) - start : 0;
  textStart_ = start;
  textEnd_ = end;
  spend(end - start - known);
}

void BoundedSource::unreadCh(char) {
  if (at_ > 0) --at_;
}

void BoundedSource::judgeStream(std::size_t start, std::size_t length) {
  constexpr std::string_view kKeyword = "stream";
  std::size_t end = start;
  while (end > 0 && isSpace(bytes_[end - 1])) --end;
  spend((start - end) / 16);
  if (end < kKeyword.size() || std::string_view(bytes_).substr(end - kKeyword.size(), kKeyword.size()) != kKeyword) return;
  if (end >= 9 && std::string_view(bytes_).substr(end - 9, 9) == "endstream") return;
  if (judged_.contains(start)) return;
  QPDFObjectHandle dictionary = dictionaryBefore(end - kKeyword.size());
  QPDFObjectHandle said = dictionary.getKey("/Length");
  const bool mayBeSearch = length == kSearchPiece || length == kTextPiece;
  const bool isSearch = mayBeSearch && isDirect(said) && said.isInteger() && said.getIntValue() != static_cast<long long>(length);
  if (isSearch) return;
  judged_.insert(start);
  judgeFilter(dictionary, start);
  countEntries(dictionary);
}

// The dictionary is parsed once more, by itself, from the nearest «obj». A comment could hide that the
// real one begins elsewhere: then the file is refused; within brackets of any sort, what stands between
// would not be one whole dictionary.
QPDFObjectHandle BoundedSource::dictionaryBefore(std::size_t keyword) {
  const std::size_t header = keyword == 0 ? std::string::npos : bytes_.rfind("obj", keyword - 1);
  if (header == std::string::npos) fail(kUnusual);
  const std::size_t line = bytes_.find_last_of("\r\n", header);
  const std::size_t lineStart = line == std::string::npos ? 0 : line;
  spend((keyword - lineStart) / 4);
  const std::string_view all = bytes_;
  const bool hasComment = all.substr(lineStart, keyword - lineStart).find('%') != std::string_view::npos;
  if (hasComment) fail(kUnusual);
  if (!parsing_) {
    parsing_ = std::make_unique<QPDF>();
    parsing_->setSuppressWarnings(true);
    parsing_->emptyPDF();
  }
  try {
    const std::string text(all.substr(header + 3, keyword - header - 3));
    QPDFObjectHandle dictionary = QPDFObjectHandle::parse(parsing_.get(), text);
    if (dictionary.isDictionary()) return dictionary;
  } catch (const std::exception&) {
    fail(kUnusual);
  }
  fail(kUnusual);
}

void BoundedSource::judgeFilter(QPDFObjectHandle dictionary, std::size_t start) {
  QPDFObjectHandle filter = onlyOne(dictionary.getKey("/Filter"));
  if (!isDirect(filter)) fail(kUnusual);
  if (filter.isNull() || (filter.isName() && isPicture(filter.getName()))) return;
  if (!filter.isName() || filter.getName() != "/FlateDecode") fail(kUnusual);
  judgePredictor(dictionary.getKey("/DecodeParms"));
  const std::size_t size = inflatedSize(std::string_view(bytes_).substr(start), kMostInflated);
  inflated_ += size;
  if (inflated_ > kMostInflated) fail(kTooLarge);
  spend(size);
}

// qpdf 11.3 makes room for a row of whatever width the file says.
void BoundedSource::judgePredictor(QPDFObjectHandle parameters) {
  parameters = onlyOne(parameters);
  if (!isDirect(parameters)) fail(kUnusual);
  if (!parameters.isDictionary()) return;
  for (const char* key : {"/Columns", "/Colors", "/BitsPerComponent"}) {
    QPDFObjectHandle number = parameters.getKey(key);
    if (number.isNull()) continue;
    if (!isDirect(number) || !number.isInteger() || number.getIntValue() < 1 || number.getIntValue() > 65536) fail(kUnusual);
  }
}

void BoundedSource::countEntries(QPDFObjectHandle dictionary) {
  if (!dictionary.hasKey("/W")) return;
  QPDFObjectHandle index = dictionary.getKey("/Index");
  QPDFObjectHandle size = dictionary.getKey("/Size");
  if (!isDirect(index) || !isDirect(size)) fail(kUnusual);
  const int count = index.isArray() ? index.getArrayNItems() : 0;
  for (int i = 1; i < count; i += 2) {
    QPDFObjectHandle number = index.getArrayItem(i);
    if (!isDirect(number)) fail(kUnusual);
    entries_ += number.isInteger() ? std::min<std::uint64_t>(static_cast<std::uint64_t>(number.getIntValue()), kMostEntries + 1) : 0;
  }
  if (count == 0 && size.isInteger()) {
    entries_ += std::min<std::uint64_t>(static_cast<std::uint64_t>(size.getIntValue()), kMostEntries + 1);
  }
  if (entries_ > kMostEntries) fail(kManyObjects);
}

}  // namespace stesura
