#include "generator/signature/certificate.h"
