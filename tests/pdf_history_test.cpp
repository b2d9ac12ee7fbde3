#include "generator/pdf/history.h"
