#include "service/commands/program_options.h"

#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <vector>

namespace stesura {
namespace fs = std::filesystem;
namespace {

constexpr unsigned kMaxTimeoutSeconds = 3600;
constexpr unsigned kMaxWorkers = 64;

using FileSettings = std::map<std::string, std::string>;

std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

FileSettings readSettingsFile(const fs::path& path) {
  std::ifstream file(path);
  if (!file) {
    throw Error(ErrorKind::usage, "Il file delle impostazioni «" + path.string() +
                                      "» non si legge. Controllare il nome e i permessi.");
  }
  FileSettings settings;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    line = trimmed(line);
    if (line.empty() || line[0] == '#') continue;
    const auto equals = line.find('=');
    const std::string key = trimmed(line.substr(0, equals));
    if (equals == std::string::npos || (key != "home" && key != "workers" && key != "timeout")) {
      throw Error(ErrorKind::usage,
                  "Il file delle impostazioni ha alla riga " + std::to_string(number) +
                      " qualcosa che non si riconosce. Scrivere «home = …», «workers = …» o "
                      "«timeout = …».");
    }
    settings[key] = trimmed(line.substr(equals + 1));
  }
  return settings;
}

FileSettings findFileSettings(const ProgramOptions& options) {
  if (options.config) return readSettingsFile(*options.config);
  if (const auto named = environment("STESURA_CONFIG")) return readSettingsFile(*named);
  std::vector<fs::path> places;
  if (const auto folder = environment("XDG_CONFIG_HOME")) {
    places.push_back(fs::path(*folder) / "stesura.conf");
  } else if (const auto user = environment("HOME")) {
    places.push_back(fs::path(*user) / ".config" / "stesura.conf");
  }
  places.push_back("/etc/stesura.conf");
  for (const fs::path& place : places) {
    std::error_code failure;
    if (fs::is_regular_file(place, failure)) return readSettingsFile(place);
  }
  return {};
}

unsigned boundedNumber(const std::string& name, const std::string& text, unsigned maximum) {
  unsigned value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size() || value < 1 || value > maximum) {
    throw Error(ErrorKind::usage, "Il valore di " + name +
                                      " non va bene. Indicare un numero da 1 a " +
                                      std::to_string(maximum) + ".");
  }
  return value;
}

// 0: not set anywhere.
unsigned numberSetting(const std::optional<std::string>& option, const char* variable,
                       const FileSettings& file, const std::string& key, unsigned maximum) {
  if (option) return boundedNumber("--" + key, *option, maximum);
  if (const auto value = environment(variable)) return boundedNumber(variable, *value, maximum);
  const auto found = file.find(key);
  if (found == file.end()) return 0;
  return boundedNumber("«" + key + "» nel file delle impostazioni", found->second, maximum);
}

bool isHome(const fs::path& folder) {
  std::error_code failure;
  return fs::is_directory(folder / "templates", failure) &&
         fs::is_directory(folder / "schemas", failure);
}

fs::path namedHome(const fs::path& folder, const std::string& source) {
  if (isHome(folder)) return folder;
  throw Error(ErrorKind::usage,
              "La cartella indicata con " + source +
                  " non va bene: deve contenere le cartelle templates e schemas.");
}

fs::path findHome(const ProgramOptions& options, const FileSettings& file,
                  const fs::path& program) {
  if (options.home) return namedHome(*options.home, "--home");
  if (const auto value = environment("STESURA_HOME")) return namedHome(*value, "STESURA_HOME");
  if (const auto found = file.find("home"); found != file.end()) {
    return namedHome(found->second, "«home» nel file delle impostazioni");
  }
  for (fs::path folder = program; !folder.empty(); folder = folder.parent_path()) {
    if (isHome(folder)) return folder;
    if (folder == folder.root_path()) break;
  }
  return {};
}

}  // namespace

void declareProgramOptions(CLI::App& program, ProgramOptions& options) {
  const std::string group = "Opzioni generali";
  program
      .add_option("--home", options.home,
                  "Cartella che contiene templates e schemas [STESURA_HOME]")
      ->type_name("CARTELLA")
      ->group(group);
  program
      .add_option("--workers", options.workers,
                  "Quanti LibreOffice insieme; di solito uno per processore [STESURA_WORKERS]")
      ->type_name("N")
      ->group(group);
  program
      .add_option("--timeout", options.timeoutSeconds,
                  "Secondi concessi a LibreOffice per un documento; di solito 30 [STESURA_TIMEOUT]")
      ->type_name("SECONDI")
      ->group(group);
  program
      .add_option("--config", options.config,
                  "File delle impostazioni (righe «home = …», «workers = …», «timeout = …») "
                  "[STESURA_CONFIG]; di solito ~/.config/stesura.conf o /etc/stesura.conf")
      ->type_name("FILE")
      ->group(group);
  program
      .add_flag("--unsafe-no-sandbox", options.unsafeNoSandbox,
                "Usa LibreOffice senza isolamento: solo con documenti di cui ci si fida")
      ->group(group);
}

GeneratorSettings resolveSettings(const ProgramOptions& options, Home home) {
  const FileSettings file = findFileSettings(options);
  std::error_code failure;
  const fs::path program = fs::read_symlink("/proc/self/exe", failure).parent_path();

  GeneratorSettings settings;
  settings.program = program;
  settings.home = findHome(options, file, program);
  if (settings.home.empty() && home == Home::needed) {
    throw Error(ErrorKind::surroundings,
                "Non trovo le cartelle templates e schemas. Indicarle con --home CARTELLA.");
  }
  settings.workers =
      numberSetting(options.workers, "STESURA_WORKERS", file, "workers", kMaxWorkers);
  const unsigned timeout =
      numberSetting(options.timeoutSeconds, "STESURA_TIMEOUT", file, "timeout", kMaxTimeoutSeconds);
  if (timeout > 0) settings.timeoutSeconds = timeout;
  if (options.unsafeNoSandbox) {
    settings.sandbox = false;
    std::cerr << "Attenzione: LibreOffice lavora senza isolamento (--unsafe-no-sandbox). "
                 "Un documento malevolo può leggere i file di chi lo converte.\n";
  }
  return settings;
}

fs::path fontFolder(const GeneratorSettings& settings) {
  const fs::path beside = settings.program / "fonts";
  return fs::exists(beside) ? beside : settings.program.parent_path() / "fonts";
}

}  // namespace stesura
