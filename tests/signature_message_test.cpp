#include "generator/signature/message.h"
