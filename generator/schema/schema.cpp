#include "generator/schema/schema.h"

#include <utility>

#include "generator/schema/compiler.h"
#include "generator/schema/completeness.h"
#include "generator/schema/evaluation.h"
#include "generator/schema/shape.h"

namespace stesura {

struct Schema::Compiled {
  std::unique_ptr<SchemaProgram> program;
  SchemaOptions options;
};

Schema::Schema(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

Schema Schema::compile(const Json& root, const std::map<std::string, Json>& documents,
                       const SchemaOptions& options) {
  auto compiled = std::make_unique<Compiled>();
  compiled->program = compileProgram(root, documents, options.formats);
  compiled->program->shape = makeShape(*compiled->program->root);
  compiled->options = options;
  return Schema(std::move(compiled));
}

// Most documents are valid: a first run only asks whether. A second one explains.
SchemaReport Schema::validate(const Json& instance) const {
  const SchemaProgram& program = *compiled_->program;
  SchemaReport report;
  const Path root;
  try {
    if (Evaluation(program, nullptr, &report.warnings).check(*program.root, instance, root))
      return report;
    report.warnings.clear();
    Reporter reporter(program.shape, compiled_->options.maxProblems);
    Evaluation(program, &reporter, &report.warnings).check(*program.root, instance, root);
    report.problems = reporter.take();
  } catch (const Error& error) {
    report.problems = {{"", error.sentence(), "", "", "", ""}};
  }
  return report;
}

Completeness Schema::completeness(const Json& instance) const {
  return countCompleteness(*compiled_->program, instance);
}

const Field& Schema::shape() const { return *compiled_->program->shape.root; }

}  // namespace stesura
