// Tells the failure of `anyOf` and `oneOf` by the branch that was most likely meant.
#pragma once

#include <vector>

#include "generator/schema/reporter.h"

namespace stesura {

struct Branch {
  const Node* node;
  std::vector<Problem> problems;
};

// `branches` are all branches of the failed keyword, each with what it found wrong; none if they
// are too many to tell.
void reportAlternatives(const Failure& failure, std::vector<Branch> branches, Reporter& reporter);

}  // namespace stesura
