// What a job has produced, as a zip archive given out piece by piece.
#pragma once

#include <functional>
#include <string>

#include "service/identity.h"
#include "service/services.h"
#include "service/store/jobs.h"

namespace stesura {

// The documents issued, «00012_3fa9c1d2.odt» by item and end of their id, and «errori.json» with what
// failed. Documents that `who` may no longer see, or that are gone, are named there instead. Each one
// given out has its audit row first. Called until it gives no more; in memory stands one document.
// `services` must outlive it.
std::function<bool(std::string& chunk)> jobResult(const Services& services, const Identity& who, const Job& job);

}  // namespace stesura
