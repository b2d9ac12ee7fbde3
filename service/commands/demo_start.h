// The start of a service that only shows itself: sample networks, new password and keys.
#pragma once

#include "service/services.h"

namespace stesura {

enum class Reach { thisMachine, beyond };

// Loads the sample networks where they are missing and prints how to come in. Throws Error{usage} for
// a service that others can reach, and for data that are real.
void startDemo(const Services& services, Reach reach);

}  // namespace stesura
