#include "generator/pdf/inflation.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <functional>
#include <stdexcept>

namespace stesura {
namespace {

constexpr std::size_t kPiece = 64u << 10;

// Hands on the data in pieces until they end, break, or `take` says false; whether they came to a sound end.
bool inflatePieces(std::string_view data, const std::function<bool(std::string_view)>& take) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) throw std::runtime_error("zlib does not start");
  std::array<unsigned char, kPiece> room;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  stream.avail_in = static_cast<uInt>(std::min<std::size_t>(data.size(), 1u << 30));
  int status = Z_OK;
  for (;;) {
    stream.next_out = room.data();
    stream.avail_out = static_cast<uInt>(room.size());
    status = inflate(&stream, Z_NO_FLUSH);
    const std::size_t count = room.size() - stream.avail_out;
    const bool goesOn = take({reinterpret_cast<const char*>(room.data()), count});
    if (status != Z_OK || count == 0 || !goesOn) break;
  }
  inflateEnd(&stream);
  return status == Z_STREAM_END;
}

}  // namespace

Inflated inflated(std::string_view data, std::size_t most) {
  Inflated result;
  result.isWhole = inflatePieces(data, [&](std::string_view piece) {
    const std::size_t fits = std::min(piece.size(), most - result.text.size());
    result.text.append(piece.substr(0, fits));
    result.isMore = fits < piece.size();
    return !result.isMore;
  }) && !result.isMore;
  return result;
}

std::size_t inflatedSize(std::string_view data, std::size_t most) {
  std::size_t size = 0;
  inflatePieces(data, [&](std::string_view piece) {
    size += piece.size();
    return size <= most;
  });
  return size;
}

}  // namespace stesura
