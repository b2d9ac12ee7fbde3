#include "generator/signature/appearance.h"
