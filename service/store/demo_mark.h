// The mark of a database that was made to show the service, with invented people.
#pragma once

#include "service/store/database.h"

namespace stesura {

bool isDemo(Transaction& transaction);
// Whether nobody put anything into the registers yet.
bool isUntouched(Transaction& transaction);
void markDemo(Transaction& transaction);

}  // namespace stesura
