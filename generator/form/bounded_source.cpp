#include "generator/form/bounded_source.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace stesura {

BoundedSource::BoundedSource(std::string bytes) : bytes_(std::move(bytes)) {}

void BoundedSource::complain() const {}

// As BufferInputSource does: stops behind the first run of CR and LF.
qpdf_offset_t BoundedSource::findAndSkipNextEOL() {
  const std::size_t end = bytes_.find_first_of("\r\n", at_);
  if (end == std::string::npos) {
    at_ = bytes_.size();
    return static_cast<qpdf_offset_t>(at_);
  }
  at_ = std::min(bytes_.find_first_not_of("\r\n", end), bytes_.size());
  return static_cast<qpdf_offset_t>(end);
}

std::string const& BoundedSource::getName() const { return name_; }

qpdf_offset_t BoundedSource::tell() { return static_cast<qpdf_offset_t>(at_); }

void BoundedSource::seek(qpdf_offset_t offset, int whence) {
  const qpdf_offset_t from = whence == SEEK_SET   ? 0
                             : whence == SEEK_END ? static_cast<qpdf_offset_t>(bytes_.size())
                                                  : static_cast<qpdf_offset_t>(at_);
  if (offset < -from) throw std::runtime_error("seek before the beginning");
  at_ = static_cast<std::size_t>(from + offset);
}

void BoundedSource::rewind() { at_ = 0; }

std::size_t BoundedSource::read(char* room, std::size_t length) {
  last_offset = static_cast<qpdf_offset_t>(at_);
  if (at_ >= bytes_.size()) return 0;
  const std::size_t count = std::min(length, bytes_.size() - at_);
  std::memcpy(room, bytes_.data() + at_, count);
  at_ += count;
  return count;
}

void BoundedSource::unreadCh(char) {
  if (at_ > 0) --at_;
}

}  // namespace stesura
