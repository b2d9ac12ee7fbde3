// How far a long command is, on a terminal; silent anywhere else.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace stesura {

// Draws on standard error, at most ten times a second. Used by one thread.
class ProgressBar {
 public:
  explicit ProgressBar(std::string unit);  // «documenti»
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // `fraction`: how much of the whole is behind, 0 to 1; negative if nobody knows.
  void show(std::uint64_t done, double fraction);
  void wipe();  // before other lines are printed

 private:
  using Clock = std::chrono::steady_clock;
  std::string unit_;
  bool terminal_;
  bool drawn_ = false;
  Clock::time_point start_;
  Clock::time_point last_;
};

// «[########........]  40 %  80 documenti  12,5/s  restano 10 s»
std::string progressLine(std::uint64_t done, const std::string& unit, double fraction,
                         std::chrono::duration<double> elapsed);

}  // namespace stesura
