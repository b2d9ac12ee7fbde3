#include "tests/signing_world.h"
