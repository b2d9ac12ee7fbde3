// `stesura lint`: templates against their schema and projection.
#include <algorithm>
#include <iostream>
#include <memory>

#include "service/commands/commands.h"
#include "service/commands/exit_code.h"
#include "service/commands/input_file.h"
#include "service/commands/order_options.h"
#include "service/commands/report_text.h"

namespace stesura {
namespace fs = std::filesystem;
namespace {

struct LintOptions {
  std::vector<std::string> subjects;
  bool asJson = false;
  std::string data;
  bool letterhead = false;
  std::string standsFor;  // «KIND/LAYOUT»
};

bool namesFile(const std::string& subject) {
  std::error_code failure;
  if (subject == "-" || subject.find('/') != std::string::npos) return true;
  return fs::is_regular_file(subject, failure) || fs::path(subject).has_extension();
}

// The kind in whose folder of the home the file lies, or "".
std::string kindOfFile(const fs::path& home, const std::string& file) {
  if (home.empty() || file == "-") return {};
  std::error_code failure;
  const fs::path folder = fs::weakly_canonical(file, failure).parent_path();
  const fs::path templates = fs::weakly_canonical(home / "templates", failure);
  return folder.parent_path() == templates ? folder.filename().string() : "";
}

std::vector<LintResult> lintSubjects(const Generator& generator, const fs::path& home,
                                     const std::vector<std::string>& subjects) {
  std::vector<LintResult> results;
  std::vector<std::string> kinds;
  for (const std::string& subject : subjects) {
    if (!namesFile(subject)) {
      kinds.push_back(subject);
      continue;
    }
    results.push_back(generator.lintTemplate(readDocumentInput(subject),
                                             subject == "-" ? "standard input" : subject,
                                             kindOfFile(home, subject)));
  }
  if (subjects.empty() || !kinds.empty()) {
    for (LintResult& result : generator.lintKinds(kinds)) results.push_back(std::move(result));
  }
  return results;
}

struct StandsFor { std::string kind, layout; };

// «KIND/LAYOUT» or «KIND», whose first layout it is then.
StandsFor standsFor(const Generator& generator, const std::string& text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const ChosenLayout chosen =
      chooseLayout(generator, text.substr(0, slash), slash < text.size() ? text.substr(slash + 1) : std::string());
  return {chosen.kind, chosen.layout};
}

// Files that an agency brings: letterheads, or layouts in the place of one of a kind.
std::vector<LintResult> lintOwn(const Generator& generator, const LintOptions& lint) {
  if (lint.letterhead && !lint.standsFor.empty())
    throw Error(ErrorKind::usage, "--carta e --al-posto-di non vanno insieme.");
  if (lint.subjects.empty())
    throw Error(ErrorKind::usage, "Indicare i file da controllare.");
  const StandsFor layout = lint.letterhead ? StandsFor{} : standsFor(generator, lint.standsFor);
  std::vector<LintResult> results;
  for (const std::string& subject : lint.subjects) {
    const std::string name = subject == "-" ? "standard input" : subject;
    const std::string bytes = readDocumentInput(subject);
    results.push_back(lint.letterhead ? generator.lintLetterhead(bytes, name)
                                      : generator.lintTemplate(bytes, name, layout.kind, layout.layout));
  }
  return results;
}

std::string levelName(LintFinding::Level level) {
  return level == LintFinding::Level::error ? "errore" : "avviso";
}

std::size_t countErrors(const std::vector<LintResult>& results) {
  std::size_t errors = 0;
  for (const LintResult& result : results) {
    errors += static_cast<std::size_t>(std::count_if(
        result.findings.begin(), result.findings.end(),
        [](const LintFinding& finding) { return finding.level == LintFinding::Level::error; }));
  }
  return errors;
}

Json lintJson(const std::vector<LintResult>& results) {
  Json list = Json::array();
  for (const LintResult& result : results) {
    Json findings = Json::array();
    for (const LintFinding& finding : result.findings) {
      Json entry = problemJson(finding.problem);
      entry["livello"] = levelName(finding.level);
      findings.push_back(std::move(entry));
    }
    list.push_back({{"modello", result.subject}, {"rilievi", std::move(findings)}});
  }
  return list;
}

void printLint(const std::vector<LintResult>& results) {
  for (const LintResult& result : results) {
    std::cout << printable(result.subject) << (result.findings.empty() ? ": va bene\n" : "\n");
    for (const LintFinding& finding : result.findings) {
      std::cout << "  " << levelName(finding.level) << ": " << problemLine(finding.problem) << '\n';
    }
  }
}

int lint(const ProgramOptions& options, const LintOptions& lint) {
  const bool own = lint.letterhead || !lint.standsFor.empty();
  const bool onlyFiles =
      lint.letterhead ||
      (lint.standsFor.empty() && !lint.subjects.empty() &&
       std::all_of(lint.subjects.begin(), lint.subjects.end(), namesFile));
  GeneratorSettings settings = resolveSettings(options, onlyFiles ? Home::notNeeded : Home::needed);
  const fs::path home = settings.home;
  const Generator generator(std::move(settings));
  auto results = own ? lintOwn(generator, lint) : lintSubjects(generator, home, lint.subjects);
  if (lint.subjects.empty()) {
    LintResult clauses = generator.lintClauses();
    if (!clauses.findings.empty()) results.push_back(std::move(clauses));
  }
  if (!lint.data.empty()) {
    if (lint.subjects.size() != 1 || onlyFiles)
      throw Error(ErrorKind::usage, "Con --dati si indica un solo tipo di documento, quello dei dati.");
    LintResult departures = generator.lintData(lint.subjects.front(), readJsonInput(lint.data));
    departures.subject = "dati";
    results.push_back(std::move(departures));
  }
  if (lint.asJson) {
    std::cout << jsonText(lintJson(results));
  } else {
    printLint(results);
  }
  return countErrors(results) == 0 ? kExitDone : kExitTemplate;
}

}  // namespace

void addLint(const CommandContext& context) {
  auto options = std::make_shared<LintOptions>();
  CLI::App* command = context.program.add_subcommand(
      "lint", "Controlla i modelli: nomi sconosciuti, sezioni fuori posto, dati non consentiti");
  command->add_option("TEMPLATE|KIND", options->subjects,
                      "File di modelli o tipi di documento; se mancano, tutti i tipi");
  command->add_option("--dati", options->data,
                      "Dati in JSON: elenca gli articoli che non vengono dalla libreria delle clausole");
  command->add_flag("--carta", options->letterhead, "I file sono carte intestate");
  command
      ->add_option("--al-posto-di", options->standsFor,
                   "I file sono modelli di un ente, al posto di quello di un tipo")
      ->type_name("TIPO/MODELLO");
  command->add_flag("--json", options->asJson, "Risposta in JSON, per i programmi");
  command->footer("Esempio:\n  stesura lint lettera.odt");
  command->callback([options, context] {
    context.chosen = [options, context] { return lint(context.options, *options); };
  });
}

}  // namespace stesura
