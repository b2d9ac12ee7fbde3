#include "generator/pdf/deflation.h"

#include <zlib.h>

#include <stdexcept>

namespace stesura {

std::string deflated(std::string_view data) {
  uLongf size = compressBound(static_cast<uLong>(data.size()));
  std::string out(size, '\0');
  if (compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(data.data()),
               static_cast<uLong>(data.size())) != Z_OK) {
    throw std::runtime_error("zlib does not compress");
  }
  out.resize(size);
  return out;
}

}  // namespace stesura
