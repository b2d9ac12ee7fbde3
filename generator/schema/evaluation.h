// Checks one value against the nodes of a schema.
#pragma once

#include <vector>

#include "generator/error.h"
#include "generator/schema/evaluated.h"
#include "generator/schema/node.h"
#include "generator/schema/path.h"
#include "generator/schema/reporter.h"

namespace stesura {

// One run over one document; not for several threads. Throws Error{data} when data and schema are
// nested into one another too deeply, or need more steps than any honest document.
class Evaluation {
 public:
  // Without a reporter the first failure ends the run. Without `warnings` none are made.
  Evaluation(const SchemaProgram& program, Reporter* reporter, std::vector<Problem>* warnings)
      : program_(program), reporter_(reporter), warnings_(warnings) {}

  bool check(const Node& node, const Json& value, const Path& path, Evaluated* seen = nullptr);

  // check() that reports nothing and leaves no trace if it fails.
  bool matches(const Node& node, const Json& value, const Path& path, Evaluated* seen = nullptr);

 private:
  bool checkInPlace(const Node& node, const Json& value, const Path& path, Evaluated* seen);
  bool checkDynamicRef(const InPlaceRules& rules, const Json& value, const Path& path,
                       Evaluated* seen);
  bool checkAny(const Node& node, const Json& value, const Path& path, Evaluated* seen);
  bool checkOne(const Node& node, const Json& value, const Path& path, Evaluated* seen);
  void explain(const Node& node, const char* keyword, const std::vector<const Node*>& branches,
               const Json& value, const Path& path, Evaluated* seen);

  bool checkType(const Node& node, const Json& value, const Path& path);
  bool checkNumber(const Node& node, const Json& value, const Path& path);
  bool checkString(const Node& node, const Json& value, const Path& path);

  bool checkArray(const Node& node, const Json& value, const Path& path, Evaluated* seen);
  bool checkItems(const ArrayRules& rules, const Json& value, const Path& path, Evaluated* seen);
  bool checkContains(const Node& node, const Json& value, const Path& path, Evaluated* seen);
  bool checkUnique(const Node& node, const Json& value, const Path& path);
  bool checkUnevaluatedItems(const Node& node, const Json& value, const Path& path,
                             Evaluated& seen);

  bool checkObject(const Node& node, const Json& value, const Path& path, Evaluated* seen);
  bool checkProperties(const Node& node, const Json& value, const Path& path, Evaluated* seen);
  bool checkFewProperties(const ObjectRules& rules, const Json& value, const Path& path);
  bool checkRequired(const Node& node, const Json& value, const Path& path);
  bool checkDependents(const Node& node, const Json& value, const Path& path, Evaluated* seen);
  bool checkNames(const Node& node, const Json& value, const Path& path);
  bool checkUnevaluatedProperties(const Node& node, const Json& value, const Path& path,
                                  Evaluated& seen);
  bool checkExtra(const Node& owner, const char* keyword, const Node& rule, const Json& owned,
                  const Json& value, const Path& path);

  // Reports, if there is anybody to report to. Always false.
  bool fail(const Failure& failure);
  bool quiet() const { return reporter_ == nullptr; }

  const SchemaProgram& program_;
  Reporter* reporter_;
  std::vector<Problem>* warnings_;
  std::vector<const Resource*> scope_;  // resources entered, outermost first
  std::size_t depth_ = 0;
  std::size_t explained_ = 0;  // explain() within explain()
  std::size_t steps_ = 0;
};

}  // namespace stesura
