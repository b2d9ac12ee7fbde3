// What the program tells the shell. Scripts rely on these numbers.
#pragma once

#include "generator/error.h"

namespace stesura {

enum ExitCode : int {
  kExitDone = 0,
  kExitData = 1,
  kExitUsage = 2,
  kExitSomeRecords = 3,
  kExitTemplate = 4,
  kExitConversion = 5,
  kExitSurroundings = 6,
};

constexpr ExitCode exitCodeOf(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::data:
      return kExitData;
    case ErrorKind::usage:
      return kExitUsage;
    case ErrorKind::someRecords:
      return kExitSomeRecords;
    case ErrorKind::templateFile:
      return kExitTemplate;
    case ErrorKind::conversion:
      return kExitConversion;
    case ErrorKind::surroundings:
      return kExitSurroundings;
  }
  return kExitSurroundings;
}

}  // namespace stesura
