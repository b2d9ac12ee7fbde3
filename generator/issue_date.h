// The date that a document bears.
#pragma once

#include <string>

#include "generator/json/json.h"

namespace stesura {

// A day of the calendar as RFC 3339 full-date, «2026-03-12».
bool isIssueDate(const std::string& text);

// Today's date in Rome.
std::string issuedToday();

// The date `ordered`; for "" the `data_documento` of the data, else today's.
// Throws Error{usage} for an ordered one that is no date.
std::string issueDateOf(const std::string& ordered, const Json& data);

}  // namespace stesura
