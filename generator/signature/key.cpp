#include "generator/signature/key.h"
