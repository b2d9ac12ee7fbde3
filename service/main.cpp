// The program `stesura`: reads the command line, runs one command, tells what went wrong.
#include <CLI/CLI.hpp>
#include <exception>
#include <filesystem>
#include <iostream>
#include <new>

#include "service/commands/commands.h"
#include "service/commands/exit_code.h"
#include "service/commands/interruption.h"
#include "service/commands/output_file.h"
#include "service/commands/report_text.h"
#include "service/commands/usage_text.h"

namespace stesura {
namespace {

int tell(int exitCode, const char* sentence) {
  std::cerr << sentence << '\n';
  return exitCode;
}

int parseAndRun(int argc, char** argv) {
  CLI::App program("Stesura: dai dati al documento, in ODT e in PDF accessibile.", "stesura");
  ProgramOptions options;
  Action chosen;
  speakItalian(program);
  program.set_version_flag("--version", "stesura " STESURA_VERSION, "Mostra la versione")
      ->group("Opzioni");
  declareProgramOptions(program, options);
  program.require_subcommand(1);
  program.fallthrough();
  const CommandContext context{program, options, chosen};
  for (const auto add : {addKinds, addCheck, addGenerate, addRender, addLint, addConvert, addBatch,
                         addForm, addSign, addVerify, addTrust, addDiagnosis, addExtract, addSamples, addServe, addUser, addKey, addAudit, addBackup,
                         addRestore, addMasterKey, addPurge}) {
    add(context);
  }
  speakItalianBelow(program);
  program.footer(
      "Codici di uscita: 0 fatto, 1 dati non validi, 2 comando sbagliato, 3 alcuni documenti non "
      "riusciti,\n4 modello non valido, 5 conversione non riuscita, 6 ambiente (disco, permessi, "
      "isolamento)\n\nEsempio:\n  stesura generate scheda dati.json -o scheda.pdf");
  try {
    program.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::cout << helpPage(program);
    return kExitDone;
  } catch (const CLI::CallForVersion& version) {
    std::cout << version.what() << '\n';
    return kExitDone;
  } catch (const CLI::ParseError& error) {
    throw Error(ErrorKind::usage, usageSentence(program, error));
  }
  return chosen();
}

int run(int argc, char** argv) {
  try {
    const int exitCode = parseAndRun(argc, argv);
    flushStandardOutput();
    return exitCode;
  } catch (const Error& error) {
    std::cout.flush();
    printError(std::cerr, error);
    return exitCodeOf(error.kind());
  } catch (const std::bad_alloc&) {
    return tell(kExitSurroundings, "La memoria non basta. Chiudere altri programmi e riprovare.");
  } catch (const std::filesystem::filesystem_error&) {
    return tell(
        kExitSurroundings,
        "Un file o una cartella non si può usare: controllare i permessi e lo spazio su disco.");
  } catch (const std::exception&) {
    // Its text may name paths and values: it is not for people's eyes.
    return tell(kExitSurroundings,
                "Errore imprevisto del programma. Segnalarlo a chi cura Stesura.");
  }
}

}  // namespace
}  // namespace stesura

int main(int argc, char** argv) {
  stesura::listenForInterruption();
  return stesura::run(argc, argv);
}
