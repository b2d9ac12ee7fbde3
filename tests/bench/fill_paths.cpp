// Fills a data folder with many paths of one agency, for measurements only.
// Usage: stesura-bench-paths FOLDER KEY_FILE AGENCY OPERATOR COUNT
#include <cstdlib>
#include <iostream>

#include "generator/error.h"
#include "service/store/registers.h"

namespace {

using namespace stesura;

Json personBody(int number) {
  return {{"cognome", "Prova"}, {"nome_proprio", "Numero " + std::to_string(number)}, {"data_nascita", "1990-01-01"}, {"dato_di_prova", true}};
}

Json pathBody(const std::string& person, int number) {
  static const char* const kPhases[] = {"invio", "valutazione", "progettazione", "attuazione", "monitoraggio"};
  return {{"persona", person},
          {"fasi", {{{"fase", kPhases[number % 5]}, {"dal", "2026-01-12"}}}},
          {"motivazione_invio", "Testo di prova per le misure, lungo quanto basta a somigliare a uno vero."},
          {"obiettivi", {"Avviare un tirocinio entro sei mesi"}},
          {"dato_di_prova", true}};
}

void fill(Database& database, const Registers& registers, const std::string& agency, const std::string& user, int count) {
  constexpr int kAtOnce = 1000;
  for (int from = 0; from < count; from += kAtOnce) {
    database.write([&](Transaction& transaction) {
      for (int number = from; number < std::min(count, from + kAtOnce); ++number) {
        const std::string person = registers.insert(transaction, Register::persons, agency, personBody(number)).id;
        const std::string path = registers.insert(transaction, Register::paths, agency, pathBody(person, number)).id;
        registers.addOperator(transaction, path, user);
      }
    });
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 6) {
    std::cerr << "Usage: stesura-bench-paths FOLDER KEY_FILE AGENCY OPERATOR COUNT\n";
    return 2;
  }
  try {
    Database database(arguments[1]);
    const Vault vault(MasterKeys::fromFile(arguments[2]), database);
    fill(database, Registers(vault), arguments[3], arguments[4], std::atoi(arguments[5]));
  } catch (const Error& error) {
    std::cerr << error.sentence() << "\n";
    return 1;
  }
  return 0;
}
