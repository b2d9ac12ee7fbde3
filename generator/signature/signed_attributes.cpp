#include "generator/signature/signed_attributes.h"
