#include "service/commands/line_reader.h"

#include <algorithm>

#include "generator/digest.h"

namespace stesura {
namespace {

constexpr std::size_t kBufferBytes = 256u << 10;

bool isBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\v\f") == std::string_view::npos;
}

}  // namespace

LineReader::LineReader(const std::string& name, std::size_t maxLineBytes,
                       std::function<bool()> stop)
    : input_(name), maxLineBytes_(maxLineBytes), stop_(std::move(stop)) {}

double LineReader::fraction() const {
  const std::uint64_t size = input_.size();
  if (size == 0) return -1;
  return static_cast<double>(bytesBehind_ + position_) / static_cast<double>(size);
}

bool LineReader::fill() {
  constexpr int kBetweenQuestions = 200;  // milliseconds
  while (stop_ && !input_.ready(kBetweenQuestions)) {
    stopped_ = stop_();
    if (stopped_) return false;
  }
  bytesBehind_ += buffer_.size();
  position_ = 0;
  buffer_.resize(kBufferBytes);
  buffer_.resize(input_.read(buffer_.data(), kBufferBytes));
  return !buffer_.empty();
}

// A line that grows over the bound is digested from there on, and no longer kept.
void LineReader::append(InputLine& line, std::string_view piece) {
  if (!line.tooLong && line.text.size() + piece.size() <= maxLineBytes_ + 1) {
    line.text += piece;
    return;
  }
  if (!line.tooLong) {
    line.tooLong = true;
    longDigest_.add(line.text);
    line.text = {};
  }
  longDigest_.add(piece);
}

void LineReader::close(InputLine& line) {
  line.number = ++number_;
  if (!line.tooLong && line.text.size() > maxLineBytes_ && line.text.back() != '\r') {
    line.tooLong = true;
    longDigest_.add(line.text);
    line.text = {};
  }
  if (line.tooLong) {
    line.sha256 = longDigest_.finish();
    return;
  }
  if (!line.text.empty() && line.text.back() == '\r') line.text.pop_back();
  line.blank = isBlank(line.text);
  if (!line.blank) line.sha256 = sha256Hex(line.text);
}

bool LineReader::next(InputLine& line) {
  line = InputLine{};
  bool any = false;
  while (position_ < buffer_.size() || fill()) {
    any = true;
    const std::size_t end = buffer_.find('\n', position_);
    const std::size_t stop = std::min(end, buffer_.size());
    append(line, std::string_view(buffer_).substr(position_, stop - position_));
    position_ = stop;
    if (end == std::string::npos) continue;
    ++position_;
    break;
  }
  if (!any || stopped_) return false;
  close(line);
  return true;
}

}  // namespace stesura
