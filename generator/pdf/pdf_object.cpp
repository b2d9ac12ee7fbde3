#include "generator/pdf/pdf_object.h"
