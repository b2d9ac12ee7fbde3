// How LibreOffice fares, for those who watch over a running service.
#pragma once

#include <cstddef>
#include <cstdint>

namespace stesura {

struct OfficeStatus {
  std::size_t busy = 0, idle = 0;  // workers
  std::size_t waiting = 0;         // documents that wait for one
  std::uint64_t made = 0;          // PDF since the start
  std::uint64_t restarts = 0;      // workers that died, hung or were spoilt, and were replaced
};

}  // namespace stesura
