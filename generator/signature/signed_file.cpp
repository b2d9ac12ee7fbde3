#include "generator/signature/signed_file.h"
