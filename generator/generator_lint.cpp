// What a Generator finds wrong with kinds, templates and letterheads before an operator does.
#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "generator/form_lint.h"
#include "generator/generator_parts.h"
#include "generator/lint.h"
#include "generator/odf/letterhead.h"
#include "generator/odf/package.h"

namespace stesura {
namespace {

LintFinding finding(LintFinding::Level level, Problem problem) { return {level, std::move(problem)}; }

void addAll(LintResult& result, LintFinding::Level level, std::vector<Problem> problems) {
  for (Problem& problem : problems) result.findings.push_back(finding(level, std::move(problem)));
}

// An error's problems, or its sentence where it has none.
void addError(LintResult& result, const Error& error) {
  if (error.problems().empty()) {
    Problem problem;
    problem.message = error.sentence();
    result.findings.push_back(finding(LintFinding::Level::error, problem));
  }
  addAll(result, LintFinding::Level::error, error.problems());
}

// What the layouts of a kind show together.
struct Shown {
  std::vector<TagUse> uses;
  std::vector<Derivation::Use> derived;
  std::set<std::string> usedDerived;  // by their place in kind.json
  bool compiled = true;
};

// Of the template of a layout: what it names that it should not, or in another way.
void lintUses(const std::vector<TagUse>& uses, const Field& shape, const Projection& projection,
              const Derivation& derivation, LintResult& result) {
  addAll(result, LintFinding::Level::error, removedNames(uses, projection, derivation));
  addAll(result, LintFinding::Level::warning, bareOptionals(uses, shape));
  addAll(result, LintFinding::Level::warning, chartsWithoutTable(uses));
  addAll(result, LintFinding::Level::warning, mutePictures(uses, shape));
}

// Lints one template against a kind's layout; what it uses is added to `shown`, but for the names
// of a collection, which shows documents in part and under other names.
LintResult lintLayout(const Catalogue& catalogue, const Kind& kind, const Layout& layout,
                      std::string_view bytes, Shown& shown) {
  LintResult result{kind.name + "/" + layout.name, {}};
  try {
    const auto collection = catalogue.collection(kind, layout);
    const Projection projection(collection ? *collection->shape : kind.schema.shape(), layout.rules);
    const BoundLanguage language = bindLanguage(kind, layout, projection);
    const Field& shape = language.shape(projection);
    std::vector<TagUse> uses;
    if (isPdf(bytes)) {
      const FormTemplate form = FormTemplate::compile(bytes, layout.form, shape, catalogue.fonts());
      uses = form.uses();
      for (LintFinding& found : lintForm(form, layout.form)) result.findings.push_back(std::move(found));
    } else {
      uses = OdtTemplate::compile(bytes, shape, OdtTemplate::Names::fromSchema, kind.clauses.lists()).uses();
    }
    lintUses(uses, shape, projection, language.derivation, result);
    if (!collection) shown.uses.insert(shown.uses.end(), uses.begin(), uses.end());
    const std::vector<Derivation::Use> derived = language.derivation.uses();
    shown.derived.insert(shown.derived.end(), derived.begin(), derived.end());
    const std::set<std::string> used = usedDerived(uses, language.derivation, language.rules);
    for (const Derivation::Use& value : derived) {
      // A datum is shown by what is made of it, too.
      if (collection || !used.contains(value.pointer)) continue;
      for (const std::string& input : value.inputs)
        shown.uses.push_back(
            {.kind = TagKind::variable, .name = input, .pointer = input, .place = {}, .formats = {}});
    }
    shown.usedDerived.insert(used.begin(), used.end());
  } catch (const Error& error) {
    shown.compiled = false;
    addError(result, error);
  }
  return result;
}

// The template in the home folder; what is wrong with the file itself is told like the rest.
LintResult lintLayout(const Catalogue& catalogue, const Kind& kind, const Layout& layout, Shown& shown) {
  try {
    LintResult result = lintLayout(catalogue, kind, layout, readTemplate(layout), shown);
    if (layout.source.empty()) return result;
    Shown ofSource;
    LintResult source = lintLayout(catalogue, kind, layout, templateParts(layout).at("sorgente"), ofSource);
    result.findings.insert(result.findings.end(), source.findings.begin(), source.findings.end());
    return result;
  } catch (const Error& error) {
    LintResult result{kind.name + "/" + layout.name, {}};
    shown.compiled = false;
    addError(result, error);
    return result;
  }
}

}  // namespace

std::vector<LintResult> Generator::lintKinds(const std::vector<std::string>& names) const {
  const auto wrongPointers = [this](const Field& shape) {
    // A home without drafts has no context to hold the pointers against.
    const bool checked =
        prefills(shape) && std::filesystem::exists(parts_->home / "schemas" / kPrefillContextFile);
    return checked ? wrongPrefills(shape, parts_->prefillContext()->shape()) : std::vector<Problem>();
  };
  std::vector<LintResult> results;
  for (const std::string& name : names.empty() ? parts_->catalogue.names() : names) {
    Shown shown;
    try {
      const auto kind = parts_->catalogue.kind(name);
      for (const Layout& layout : kind->layouts) {
        results.push_back(lintLayout(parts_->catalogue, *kind, layout, shown));
      }
      if (!shown.compiled) continue;
      LintResult whole{name, {}};
      addAll(whole, LintFinding::Level::error, unshownProperties(shown.uses, kind->schema.shape()));
      addAll(whole, LintFinding::Level::warning, unusedDerived(shown.derived, shown.usedDerived));
      addAll(whole, LintFinding::Level::warning, kind->clauses.doubts());
      addAll(whole, LintFinding::Level::error, wrongPointers(kind->schema.shape()));
      if (!whole.findings.empty()) results.push_back(std::move(whole));
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::usage) throw;
      LintResult result{name, {}};
      addError(result, error);
      results.push_back(std::move(result));
    }
  }
  return results;
}

LintResult Generator::lintClauses() const {
  LintResult result{"clausole", {}};
  std::vector<std::string> offered;
  for (const std::string& name : parts_->catalogue.names()) {
    try {
      const std::vector<std::string> ids = parts_->catalogue.kind(name)->clauses.ids();
      offered.insert(offered.end(), ids.begin(), ids.end());
    } catch (const Error&) {
      return result;  // lintKinds() tells what is wrong with that kind
    }
  }
  for (const std::string& id : clauseIds(parts_->home / "templates" / "clausole")) {
    if (std::find(offered.begin(), offered.end(), id) != offered.end()) continue;
    Problem problem;
    problem.message = "La clausola «" + id + "» non è offerta da nessun tipo di documento.";
    problem.hint = "Nominarla in un kind.json, alla voce «clausole», o toglierla.";
    problem.keyword = "clausole";
    result.findings.push_back(finding(LintFinding::Level::warning, std::move(problem)));
  }
  return result;
}

LintResult Generator::lintData(std::string_view kindName, const Json& data) const {
  const auto kind = parts_->catalogue.kind(kindName);
  LintResult result{std::string(kindName), {}};
  addAll(result, LintFinding::Level::warning, kind->clauses.departures(data));
  return result;
}

LintResult Generator::lintLetterhead(std::string_view bytes, const std::string& subject) const {
  LintResult result{subject, {}};
  try {
    const Letterhead letterhead = Letterhead::read(bytes);
    addAll(result, LintFinding::Level::warning, letterhead.warnings());
    const Package package = readPackage(bytes);
    if (const PackageEntry* styles = package.find("styles.xml")) parts_->pdf.checkText(styles->bytes);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::surroundings) throw;
    addError(result, error);
  }
  return result;
}

LintResult Generator::lintTemplate(std::string_view templateBytes, const std::string& subject,
                                   std::string_view kindName, std::string_view layoutName) const {
  LintResult result{subject, {}};
  if (!kindName.empty()) {
    const auto kind = parts_->catalogue.kind(kindName);
    if (!layoutName.empty()) {
      Shown shown;
      result.findings =
          lintLayout(parts_->catalogue, *kind, kind->layout(layoutName), templateBytes, shown).findings;
      return result;
    }
    for (const Layout& layout : kind->layouts) {
      if (readTemplate(layout) != templateBytes) continue;
      Shown shown;
      result.findings = lintLayout(parts_->catalogue, *kind, layout, shown).findings;
      return result;
    }
    try {
      const Field& shape = kind->schema.shape();
      if (isPdf(templateBytes)) {
        result.findings =
            lintForm(FormTemplate::compile(templateBytes, {}, shape, parts_->catalogue.fonts()), {});
      } else {
        OdtTemplate::compile(templateBytes, shape, OdtTemplate::Names::fromSchema, kind->clauses.lists());
      }
    } catch (const Error& error) {
      addError(result, error);
    }
    return result;
  }
  try {
    const Field anything;
    if (isPdf(templateBytes))
      describeForm(templateBytes);
    else
      OdtTemplate::compile(templateBytes, anything, OdtTemplate::Names::unchecked);
  } catch (const Error& error) {
    addError(result, error);
  }
  return result;
}

}  // namespace stesura
