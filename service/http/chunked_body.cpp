#include "service/http/chunked_body.h"

#include <algorithm>

#include "service/http/http_refusal.h"

namespace stesura {
namespace {

constexpr std::size_t kMaxLine = 256;
constexpr std::size_t kMaxTrailers = 4096;
// A chunk of one byte costs five more: an honest client has fewer.
constexpr std::uint64_t kFreeFraming = 64 << 10;

[[noreturn]] void refuse() { throw HttpRefusal(400, "Il corpo a pezzi (chunked) non è scritto come si deve."); }

}  // namespace

void ChunkedBody::readSize() {
  const std::size_t digits = std::min(line_.find_first_not_of("0123456789abcdefABCDEF"), line_.size());
  // An extension begins with a semicolon, without a space before it.
  if (digits == 0 || (digits < line_.size() && line_[digits] != ';')) refuse();
  if (digits > 15) throw HttpRefusal(413, "La richiesta è troppo grande.");
  left_ = std::stoull(line_.substr(0, digits), nullptr, 16);
  if (left_ > mostBytes_ - taken_) throw HttpRefusal(413, "La richiesta è troppo grande.");
}

void ChunkedBody::endLine() {
  if (state_ == State::sizeLine) {
    readSize();
    state_ = left_ > 0 ? State::data : State::trailerLine;
    if (left_ == 0) framingBytes_ = 0;
  } else if (state_ == State::dataEnd) {
    if (!line_.empty()) refuse();
    state_ = State::sizeLine;
  } else if (line_.empty()) {
    state_ = State::whole;
  } else if (line_.find(':') == std::string::npos || line_.front() == ' ' || line_.front() == '\t' || framingBytes_ > kMaxTrailers) {
    refuse();
  }
  line_.clear();
}

std::size_t ChunkedBody::take(std::string_view bytes, std::string& body) {
  std::size_t at = 0;
  while (at < bytes.size() && !whole()) {
    if (state_ == State::data) {
      const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size() - at));
      body.append(bytes.substr(at, count));
      at += count;
      taken_ += count;
      left_ -= count;
      if (left_ == 0) state_ = State::dataEnd;
      continue;
    }
    const char c = bytes[at++];
    if (++framingBytes_ > kFreeFraming + taken_) refuse();
    const bool afterReturn = !line_.empty() && line_.back() == '\r';
    if (afterReturn != (c == '\n')) refuse();
    if (c == '\n') {
      line_.pop_back();
      endLine();
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t' && c != '\r') || byte == 0x7f || line_.size() > kMaxLine) refuse();
    line_ += c;
  }
  return at;
}

}  // namespace stesura
