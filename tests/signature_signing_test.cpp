#include "generator/signature/signing.h"
