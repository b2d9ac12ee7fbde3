#include "generator/signature/changes.h"
