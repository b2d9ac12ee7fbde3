#include "generator/signature/outcome.h"
