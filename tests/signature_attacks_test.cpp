#include "generator/signature/verification.h"
