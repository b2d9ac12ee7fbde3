// Dates, partial dates, moments and times as the language compares them; sizes; joins.
#pragma once

#include <cstddef>

#include "generator/json/json.h"
#include "generator/rules/nodes.h"

namespace stesura {

// A text that begins like a date (2026, 2026-03, 2026-03-12…) or is a time (09:30).
bool isMoment(const Json& value);

// -1, 0 or 1. Only what both tell is compared: 2026 and 2026-03-12 are equal. A moment with an
// offset counts in the time of Europe/Rome.
int compareMoments(const Json& left, const Json& right);

// Two numbers, or two dates: whether the value is equal to the limit, or on the side of `sign`
// (1: greater, -1: smaller). False for all else.
bool compareSizes(const Json& value, const Json& limit, int sign);

// The items of a list by key, read once a run. Of several with one key, the first.
const JoinIndex& indexOf(const ListSource& list, const DataPath& key, std::size_t slot, const Item& item, RuleRun& run);

}  // namespace stesura
