// The subcommands of the program: each declares its options and leaves an action to run.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "service/commands/program_options.h"

namespace stesura {

// What to do once the whole command line has been read; returns the exit code.
using Action = std::function<int()>;

// What a subcommand is given when it declares itself. All are borrowed from main.
struct CommandContext {
  CLI::App& program;
  const ProgramOptions& options;
  Action& chosen;
};

void addKey(const CommandContext& context);
void addKinds(const CommandContext& context);
void addCheck(const CommandContext& context);
void addForm(const CommandContext& context);
void addGenerate(const CommandContext& context);
void addRender(const CommandContext& context);
void addLint(const CommandContext& context);
void addConvert(const CommandContext& context);
void addBatch(const CommandContext& context);
void addDiagnosis(const CommandContext& context);
void addExtract(const CommandContext& context);
void addSamples(const CommandContext& context);
void addPurge(const CommandContext& context);
void addServe(const CommandContext& context);
void addTrust(const CommandContext& context);
void addSign(const CommandContext& context);
void addUser(const CommandContext& context);
void addVerify(const CommandContext& context);
void addAudit(const CommandContext& context);
void addBackup(const CommandContext& context);
void addRestore(const CommandContext& context);
void addMasterKey(const CommandContext& context);

}  // namespace stesura
