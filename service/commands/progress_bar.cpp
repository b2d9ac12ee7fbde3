#include "service/commands/progress_bar.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace stesura {
namespace {

constexpr int kBarWidth = 24;
constexpr std::chrono::milliseconds kBetweenDrawings{100};

std::string duration(double seconds) {
  const auto whole = static_cast<long long>(seconds + 0.5);
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 3600) return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  return std::to_string(whole / 3600) + " h " + std::to_string(whole / 60 % 60) + " min";
}

std::string decimal(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", number);
  std::string result = text;
  std::replace(result.begin(), result.end(), '.', ',');
  return result;
}

}  // namespace

std::string progressLine(std::uint64_t done, const std::string& unit, double fraction,
                         std::chrono::duration<double> elapsed) {
  std::string line;
  if (fraction >= 0) {
    const double part = std::min(fraction, 1.0);
    const int filled = static_cast<int>(part * kBarWidth);
    line = "[" + std::string(filled, '#') + std::string(kBarWidth - filled, '.') + "] " +
           std::to_string(static_cast<int>(part * 100)) + " %  ";
  }
  line += std::to_string(done) + " " + unit;
  if (elapsed.count() > 0.5)
    line += "  " + decimal(static_cast<double>(done) / elapsed.count()) + "/s";
  if (elapsed.count() > 1 && fraction > 0.001) {
    line += "  restano " + duration(elapsed.count() * (1 - std::min(fraction, 1.0)) / fraction);
  }
  return line;
}

ProgressBar::ProgressBar(std::string unit)
    : unit_(std::move(unit)), terminal_(::isatty(STDERR_FILENO) != 0), start_(Clock::now()) {}

ProgressBar::~ProgressBar() { wipe(); }

void ProgressBar::wipe() {
  if (drawn_) std::fputs("\r\033[K", stderr);
  drawn_ = false;
}

void ProgressBar::show(std::uint64_t done, double fraction) {
  const auto now = Clock::now();
  if (!terminal_ || (now - last_ < kBetweenDrawings)) return;
  drawn_ = true;
  last_ = now;
  std::fprintf(stderr, "\r%s\033[K", progressLine(done, unit_, fraction, now - start_).c_str());
  std::fflush(stderr);
}

}  // namespace stesura
