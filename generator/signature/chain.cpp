#include "generator/signature/chain.h"
