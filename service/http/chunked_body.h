// Takes a body apart that comes in chunks (RFC 9112, 7.1), as strictly as the head is read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace stesura {

// One body. Extensions and trailers are checked and dropped.
class ChunkedBody {
 public:
  explicit ChunkedBody(std::uint64_t mostBytes) : mostBytes_(mostBytes) {}

  // Takes what it can from the front of `bytes` and appends the data to `body`; gives how much it
  // took, which is less than all only when the body is whole. Throws HttpRefusal{400} or {413}.
  std::size_t take(std::string_view bytes, std::string& body);
  bool whole() const { return state_ == State::whole; }

 private:
  enum class State { sizeLine, data, dataEnd, trailerLine, whole };
  void endLine();
  void readSize();

  State state_ = State::sizeLine;
  std::string line_;
  std::uint64_t left_ = 0;         // of this chunk
  std::uint64_t taken_ = 0;        // of the body
  std::uint64_t mostBytes_;
  std::uint64_t framingBytes_ = 0; // lines so far
};

}  // namespace stesura
