#include "service/registers/import.h"

#include <map>
#include <set>

#include "service/registers/code_filling.h"
#include "service/registers/import_columns.h"
#include "service/store/moment.h"

namespace stesura {
namespace {

constexpr std::size_t kMostProblems = 500;  // after them the file is to be mended anyway

// The letter that spreadsheets show: A, B, … AA.
std::string columnLetter(std::size_t at) {
  std::string letters;
  for (std::size_t left = at + 1; left > 0; left = (left - 1) / 26) letters.insert(letters.begin(), static_cast<char>('A' + (left - 1) % 26));
  return letters;
}

std::string textOf(const Json& body, const char* key) { return body.value(key, std::string()); }

// Reads the header, then row by row.
class Planner {
 public:
  Planner(const RegisterSchemas& schemas, const PlaceNames& places, Register which)
      : schemas_(schemas), places_(places), which_(which), known_(importColumns(schemas.shape(which))), today_(todayInRome()) {}

  ImportPlan plan(const std::vector<SheetRow>& rows) {
    if (rows.empty()) throw Error(ErrorKind::data, "Il file è vuoto: la prima riga dà i nomi delle colonne.");
    readHeader(rows.front());
    if (rows.size() < 2) throw Error(ErrorKind::data, "Il file ha solo la riga dei nomi delle colonne.");
    for (std::size_t at = 1; at < rows.size() && plan_.problems.size() < kMostProblems; ++at) readRow(rows[at]);
    if (plan_.problems.size() >= kMostProblems) {
      plan_.problems.push_back({"", "I problemi sono troppi: quelli delle righe seguenti non sono elencati.", "Correggere questi e riprovare.", "", "", ""});
    }
    plan_.rows = rows.size() - 1;
    return std::move(plan_);
  }

 private:
  void readHeader(const SheetRow& header) {
    std::vector<Problem> problems;
    std::set<const ImportColumn*> seen;
    for (std::size_t at = 0; at < header.cells.size(); ++at) {
      const std::string where = "La colonna " + columnLetter(at);
      const ImportColumn* column = columnFor(known_, header.cells[at]);
      if (!column) {
        problems.push_back({"/colonne/" + std::to_string(at), where + " ha un nome che qui non si può importare.",
                            "Usare i nomi dei campi, come codice_fiscale o residenza.comune, o i loro titoli; togliere le altre colonne.", "", "", ""});
      } else if (!seen.insert(column).second) {
        problems.push_back({"/colonne/" + std::to_string(at), where + " ripete «" + column->title + "».", "Lasciarne una sola.", "", "", ""});
      }
      columns_.push_back(column);
    }
    if (!problems.empty()) throw Error(ErrorKind::data, "Non tutte le colonne si possono importare.", std::move(problems));
  }

  void readRow(const SheetRow& row) {
    const std::size_t before = plan_.problems.size();
    Json body = Json::object();
    for (std::size_t at = 0; at < row.cells.size(); ++at) {
      if (at >= columns_.size()) {
        complain(row.number, "", "c’è un valore oltre l’ultima colonna che ha un nome.", "Dare un nome alla colonna o togliere il valore.");
        break;
      }
      if (!putCell(body, *columns_[at], row.cells[at])) {
        complain(row.number, columns_[at]->pointer, "il valore non è tra quelli previsti.", "Vedere i valori ammessi nella guida.");
      }
    }
    if (which_ == Register::persons) fill(row.number, body);
    check(row.number, body);
    if (plan_.problems.size() == before) checkDoubles(row.number, body);
    if (plan_.problems.size() == before) plan_.entries.push_back({row.number, std::move(body)});
  }

  void fill(std::size_t row, Json& body) {
    const Filled filled = fillFromCode(body, places_, today_);
    plan_.filled += filled.pointers.size();
    for (const Problem& doubt : filled.doubts) warn(row, doubt);
  }

  void check(std::size_t row, const Json& body) {
    const SchemaReport report = schemas_.report(which_, body);
    for (const Problem& problem : report.problems) {
      plan_.problems.push_back(rowProblem(row, problem.pointer, problem.message, problem.hint));
    }
    for (const Problem& warning : report.warnings) warn(row, warning);
  }

  void warn(std::size_t row, const Problem& warning) {
    if (plan_.warnings.size() < kMostProblems) plan_.warnings.push_back(rowProblem(row, warning.pointer, warning.message, warning.hint));
  }

  void complain(std::size_t row, const std::string& pointer, const std::string& what, const std::string& hint) {
    std::string sentence = pointer.empty() ? what : "«" + titleAt(pointer) + "»: " + what;
    plan_.problems.push_back(rowProblem(row, pointer, sentence, hint));
  }

  std::string titleAt(const std::string& pointer) const {
    for (const ImportColumn& column : known_) {
      if (column.pointer == pointer) return column.title;
    }
    return pointer;
  }

  // Two rows of one person or agency.
  void checkDoubles(std::size_t row, const Json& body) {
    std::vector<std::pair<std::string, std::string>> keys;  // pointer -> what must not come twice
    const std::string code = textOf(body, "codice_fiscale");
    if (!code.empty()) keys.emplace_back("/codice_fiscale", "c:" + code);
    if (which_ == Register::agencies) keys.emplace_back("/id", "i:" + textOf(body, "id"));
    for (const auto& [pointer, key] : keys) {
      const auto [former, isNew] = rows_.emplace(key, row);
      if (!isNew) complain(row, pointer, "lo stesso valore è già alla riga " + std::to_string(former->second) + ".", "Lasciare una riga sola.");
    }
    if (which_ == Register::persons) checkSameBirth(row, body, code);
  }

  // The same name and birth, where one of the two has no code to tell them apart.
  void checkSameBirth(std::size_t row, const Json& body, const std::string& code) {
    const std::string born = textOf(body, "data_nascita");
    if (born.empty()) return;
    auto& [withCode, without] = births_[textOf(body, "cognome") + "\n" + textOf(body, "nome_proprio") + "\n" + born];
    const std::size_t former = without ? without : code.empty() ? withCode : 0;
    if (former) {
      complain(row, "/data_nascita", "stesso nome e stessa nascita della riga " + std::to_string(former) + ".", "Se sono due persone, scrivere il codice fiscale di entrambe.");
    }
    (code.empty() ? without : withCode) = row;
  }

  const RegisterSchemas& schemas_;
  const PlaceNames& places_;
  Register which_;
  std::vector<ImportColumn> known_;
  std::string today_;
  std::vector<const ImportColumn*> columns_;
  std::map<std::string, std::size_t> rows_;
  std::map<std::string, std::pair<std::size_t, std::size_t>> births_;  // rows with code, without
  ImportPlan plan_;
};

}  // namespace

Problem rowProblem(std::size_t row, const std::string& pointer, const std::string& sentence, const std::string& hint) {
  return {"/righe/" + std::to_string(row) + pointer, "Riga " + std::to_string(row) + ": " + sentence, hint, "", "", ""};
}

ImportPlan planImport(const RegisterSchemas& schemas, const PlaceNames& places, Register which,
                      const std::vector<SheetRow>& rows) {
  return Planner(schemas, places, which).plan(rows);
}

}  // namespace stesura
