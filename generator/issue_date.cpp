#include "generator/issue_date.h"

#include <chrono>
#include <ctime>

#include "generator/error.h"
#include "generator/merge/italian.h"

namespace stesura {

bool isIssueDate(const std::string& text) {
  return text.size() == 10 && italianDate(text, DateStyle::breve).has_value();
}

std::string issuedToday() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return romeMoment(text)->date;
}

std::string issueDateOf(const std::string& ordered, const Json& data) {
  if (!ordered.empty()) {
    if (isIssueDate(ordered)) return ordered;
    throw Error(ErrorKind::usage, "La data del documento non è una data come 2026-03-12.");
  }
  if (!data.is_object()) return issuedToday();
  const auto stated = data.find("data_documento");
  const bool isStated =
      stated != data.end() && stated->is_string() && isIssueDate(stated->get<std::string>());
  return isStated ? stated->get<std::string>() : issuedToday();
}

}  // namespace stesura
