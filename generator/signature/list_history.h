// The periods of a service in a trusted list: what holds today, and its history (ETSI TS 119 612, 5.5, 5.6).
#pragma once

#include <libxml/tree.h>

#include <string_view>
#include <vector>

#include "generator/signature/service_period.h"

namespace stesura {

// Of a TSPService, sorted by time, as a service of that type («CA/QC», «TSA/QTST»): in periods of another
// type, of a status that makes nothing qualified, or with a critical extension that is not understood
// here, it is not granted. A history of which something cannot be read, or stands there twice, is left out
// as a whole; of today's entry the same leaves nothing, as does a service that never was of that type.
std::vector<ServicePeriod> periodsOf(const xmlNode* service, std::string_view type);

}  // namespace stesura
