// Settings of the whole program: option, then environment, then settings file.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>

#include "generator/generator.h"

namespace stesura {

// As typed on the command line.
struct ProgramOptions {
  std::optional<std::string> home;
  std::optional<std::string> config;
  std::optional<std::string> workers;
  std::optional<std::string> timeoutSeconds;
  bool unsafeNoSandbox = false;  // never from the environment or a file
};

void declareProgramOptions(CLI::App& program, ProgramOptions& options);

enum class Home { needed, notNeeded };

// The settings in force. Looks at STESURA_HOME, STESURA_WORKERS, STESURA_TIMEOUT, STESURA_CONFIG
// and at the settings file. Prints the warning that goes with --unsafe-no-sandbox. Throws
// Error{usage} for a value that makes no sense, Error{surroundings} if no home is found.
GeneratorSettings resolveSettings(const ProgramOptions& options, Home home);

// The folder of the closed set of fonts: beside the program, or one above it where it was built.
std::filesystem::path fontFolder(const GeneratorSettings& settings);

}  // namespace stesura
