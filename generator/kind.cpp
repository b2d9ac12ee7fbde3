#include "generator/kind.h"

#include <algorithm>

#include "generator/digest.h"
#include "generator/manifest.h"
#include "generator/prefill.h"
#include "generator/rules/derivation.h"
#include "generator/schema_files.h"
#include "generator/spelling.h"

namespace stesura {

namespace fs = std::filesystem;

namespace {

// Binds the rules of the kind, and looks at those of its layouts and at all derived values, so that
// every mistake is told together. A layout binds its own again, to what it may show.
void bindLanguage(Kind& kind) {
  std::vector<Problem> problems;
  const Field& shape = kind.schema.shape();
  kind.rules = RuleSet::compile(kind.language.rules, "/regole", shape, problems);
  for (std::size_t i = 0; i < kind.layouts.size(); ++i) {
    const Layout& layout = kind.layouts[i];
    if (layout.when.is_null()) continue;
    // A condition is bound as a rule that says nothing else.
    const Json rule = Json::array({{{"nome", "quando"}, {"allora", layout.when}, {"messaggio", layout.title}}});
    std::vector<Problem> own;
    kind.conditions.emplace(layout.name, RuleSet::compile(rule, "", shape, own));
    const std::string inRule = "/0/allora";
    for (Problem& problem : own) {
      if (problem.pointer.starts_with(inRule)) problem.pointer.erase(0, inRule.size());
      problem.pointer.insert(0, pointerJoin(pointerJoin("/modelli", i), "quando"));
      problems.push_back(std::move(problem));
    }
  }
  const Derivation::Kept everything = [](std::string_view) { return true; };
  if (!kind.language.derived.empty()) Derivation::compile({&kind.language}, shape, everything, problems);
  // What is wrong with the kind's own values would be told once more for each layout.
  const bool ownAreRight = problems.empty();
  for (const Layout& layout : kind.layouts) {
    // Those of a collection are bound to its own schema.
    if (layout.language.empty() || layout.collection || !ownAreRight) continue;
    const Derivation derivation =
        Derivation::compile({&kind.language, &layout.language}, shape, everything, problems);
    RuleSet::compile(layout.language.rules, layout.language.pointer + "/regole", derivation.shape(), problems);
  }
  if (problems.empty()) return;
  throw Error(ErrorKind::templateFile, "Le regole o i valori derivati di «" + kind.name + "» non sono validi.",
              std::move(problems));
}

}  // namespace

SchemaReport Kind::examine(const Json& data) const {
  SchemaReport report = schema.validate(data);
  for (Problem& problem : markdown.problems(data)) report.problems.push_back(std::move(problem));
  for (Problem& problem : clauses.departures(data)) report.warnings.push_back(std::move(problem));
  return report;
}

const Layout& Kind::layout(std::string_view layoutName) const {
  std::vector<std::string> names;
  for (const Layout& candidate : layouts) {
    if (layoutName.empty() || candidate.name == layoutName) return candidate;
    names.push_back(candidate.name);
  }
  std::string list;
  for (const std::string& known : names) list += (list.empty() ? "«" : ", «") + known + "»";
  throw Error(ErrorKind::usage, "Il tipo «" + name + "» non ha il modello «" + std::string(layoutName) + "».",
              {{.pointer = {}, .message = "I modelli sono: " + list + ".", .hint = didYouMean(layoutName, names),
                .keyword = {}, .schemaPointer = {}, .place = {}}});
}

bool Kind::suits(const Layout& layout, const Json& data) const {
  const auto condition = conditions.find(layout.name);
  if (condition == conditions.end()) return true;
  Steps steps;
  return condition->second.check(data, steps).errors.empty();
}

const Layout& Kind::layoutFor(std::string_view layoutName, const Json& data) const {
  if (!layoutName.empty()) return layout(layoutName);
  const auto found = std::find_if(layouts.begin(), layouts.end(), [&](const Layout& candidate) {
    return !candidate.collection && suits(candidate, data);
  });
  return found == layouts.end() ? layouts.front() : *found;
}

std::vector<std::string> kindNames(const fs::path& home) {
  std::vector<std::string> names;
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(home / "templates", failure)) {
    if (fs::exists(entry.path() / "kind.json")) names.push_back(entry.path().filename().string());
  }
  if (failure) {
    throw Error(ErrorKind::surroundings, "Non trovo la cartella dei modelli: indicarla con --home.");
  }
  std::sort(names.begin(), names.end());
  return names;
}

Kind readKind(const fs::path& home, std::string_view name) {
  const std::vector<std::string> known = kindNames(home);
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    throw Error(ErrorKind::usage, "Il tipo di documento «" + std::string(name) + "» non esiste.",
                {{.pointer = {}, .message = "I tipi si elencano con «stesura kinds».", .hint = didYouMean(name, known),
                  .keyword = {}, .schemaPointer = {}, .place = {}}});
  }
  const std::string kindName(name);
  const fs::path folder = home / "templates" / kindName;
  const Json manifest = readConfiguration(folder / "kind.json", "Manca il manifesto di «" + kindName + "».",
                                          "Il manifesto kind.json di «" + kindName + "» non è JSON valido");
  Manifest read = readManifest(manifest, folder, name);
  SchemaFiles files = readSchemaFiles(home / "schemas", read.schemaFile);
  ClauseLibrary clauses(home / "templates" / "clausole", read.clauses);
  if (!clauses.empty()) {
    clauses.compose(files.root, files.documents);
    clauses.compileParameters(files.root, files.documents);
    files.sha256 = sha256Hex(files.sha256 + clauses.digest());
  }
  Schema schema = Schema::compile(files.root, files.documents);
  MarkdownCheck markdown(schema.shape());
  Kind kind{kindName, read.title, read.role, read.schemaFile, files.sha256, std::move(read.layouts),
            std::move(clauses), std::move(schema), std::move(markdown)};
  kind.language = std::move(read.language);
  kind.retentionYears = read.retentionYears;
  kind.presets = presetsOf(files.root, files.documents);
  bindLanguage(kind);
  return kind;
}

}  // namespace stesura
