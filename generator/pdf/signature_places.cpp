#include "generator/pdf/signature_places.h"
