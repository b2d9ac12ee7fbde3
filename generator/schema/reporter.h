// Puts what failed into words for the person who has to mend it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "generator/error.h"
#include "generator/schema/node.h"
#include "generator/schema/path.h"

namespace stesura {

// One keyword that did not hold. Borrows everything.
struct Failure {
  const Node& node;
  const char* keyword;
  const Json& value;
  const Path& path;
  const std::string* name = nullptr;     // of the missing or unknown property
  const std::string* because = nullptr;  // the property that asks for the missing one
  std::size_t first = 0, second = 0;     // positions or counts, as the keyword needs
};

// Collects problems, each once. Speaks of places by their titles in `shape`; never of values.
class Reporter {
 public:
  Reporter(const Shape& shape, std::size_t maxProblems) : shape_(shape), max_(maxProblems) {}

  void add(const Failure& failure);
  void add(Problem problem);
  // The failure of all branches of `anyOf`/`oneOf`, told as one: see alternatives.h.
  Reporter empty() const { return {shape_, max_}; }

  bool full() const { return problems_.size() >= max_; }
  const Shape& shape() const { return shape_; }
  const std::vector<Problem>& problems() const { return problems_; }
  // The problems, with one more that says so if there were too many.
  std::vector<Problem> take();

 private:
  const Shape& shape_;
  std::size_t max_;
  std::vector<Problem> problems_;
  std::set<std::pair<std::string, std::string>> known_;  // pointer, message
};

}  // namespace stesura
