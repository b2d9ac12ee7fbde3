#include "generator/form/date_script.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace stesura {
namespace {

constexpr std::string_view kNumbered[] = {"m/d", "m/d/yy", "mm/dd/yy", "mm/yy", "d-mmm", "d-mmm-yy", "dd-mmm-yy",
                                          "yy-mm-dd", "mmm-yy", "mmmm-yy", "mmm d, yyyy", "mmmm d, yyyy",
                                          "m/d/yy h:MM tt", "m/d/yy HH:MM"};
constexpr std::size_t kLongestFormat = 40;

// What stands between the call's brackets, if it is a literal.
std::string argumentOf(std::string_view rest) {
  const std::size_t start = rest.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return "";
  rest.remove_prefix(start);
  if (rest.front() == '"' || rest.front() == '\'') {
    const std::size_t end = rest.find(rest.front(), 1);
    if (end == std::string_view::npos || end > kLongestFormat) return "";
    const std::string_view format = rest.substr(1, end - 1);
    const bool isPlain = std::all_of(format.begin(), format.end(), [](char c) { return c >= ' ' && c < 127 && c != '\\'; });
    return isPlain ? std::string(format) : "";
  }
  const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  if (digits == 0 || digits > 2) return "";
  const auto number = static_cast<std::size_t>(std::stoi(std::string(rest.substr(0, digits))));
  return number < std::size(kNumbered) ? std::string(kNumbered[number]) : "";
}

}  // namespace

std::string dateFormatOf(std::string_view script) {
  for (const std::string_view call : {"AFDate_FormatEx", "AFDate_KeystrokeEx", "AFDate_Format", "AFDate_Keystroke"}) {
    for (std::size_t at = script.find(call); at != std::string_view::npos; at = script.find(call, at + 1)) {
      std::size_t open = at + call.size();
      while (open < script.size() && (script[open] == ' ' || script[open] == '\t')) ++open;
      if (open >= script.size() || script[open] != '(') continue;
      const std::string format = argumentOf(script.substr(open + 1));
      if (!format.empty()) return format;
    }
  }
  return "";
}

}  // namespace stesura
