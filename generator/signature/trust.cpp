#include "generator/signature/trust.h"
