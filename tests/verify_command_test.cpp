// `stesura verify` as a person and a program use it: what is asked wrongly, what cannot be read, what is
// prepared.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "signing_folder.h"

namespace stesura::testing {
namespace {

class VerifyCommand : public ElsewhereFolder {
 protected:
  VerifyCommand() {
    world().writeTrust(folder_.path() / "fiducia", std::time(nullptr));
    EXPECT_EQ(sign("accordo.pdf", {"--field", "firma_asst_1", "-o", "firmato.pdf"}).exitCode, 0);
  }
  Ran verify(std::vector<std::string> arguments, std::string input = {}) const {
    arguments.insert(arguments.begin(), "verify");
    return stesura(std::move(arguments), std::move(input));
  }
  Ran verifyAt(const std::string& moment) const {
    return verify({"firmato.pdf", "--trust", "fiducia", "--at", moment});
  }
};

TEST_F(VerifyCommand, TakesDaysAndMoments) {
  const Ran day = verifyAt("2026-07-01");
  EXPECT_TRUE(holds(day.out, "alla data indicata (1° luglio 2026, ore 0:00)"))
      << day.out;  // midnight in Rome
  EXPECT_TRUE(holds(verifyAt("2026-02-01").out, "(1° febbraio 2026, ore 0:00)"));
  for (const std::string moment :
       {"2026-07-01T15:30:00+02:00", "2026-07-01T13:30:00Z", "2026-07-01 13:30:00.5Z"}) {
    EXPECT_TRUE(holds(verifyAt(moment).out, "(1° luglio 2026, ore 15:30)")) << moment;
  }
  for (const std::string early : {"1969-07-01", "0001-01-01", "9999-12-31"}) {
    EXPECT_TRUE(holds(verifyAt(early).out, "integra_da_verificare"))
        << early;  // the certificate is not valid then
  }
}

TEST_F(VerifyCommand, RefusesAMomentThatItCannotRead) {
  for (const std::string moment :
       {" ", "2026", "2026-13-01", "2026-02-30", "21/09/2026", "2026-09-21T15:30", "2026-09-21T15:30:00",
        "10000-01-01", "2026-09-21T24:00:00Z", "2026-09-21T15:30:00.Z", "oggi", "0000-01-01"}) {
    const Ran ran = verifyAt(moment);
    EXPECT_EQ(ran.exitCode, 2) << moment;
    EXPECT_TRUE(holds(ran.err, "--at vuole una data come 2026-09-21")) << moment;
    EXPECT_EQ(ran.out, "");
  }
}

TEST_F(VerifyCommand, DoesNotCallValidWhatIsStillToCome) {
  const std::time_t soon =
      std::time(nullptr) + 5 * 86400;  // within the time for which the list of today is good
  char day[16];
  std::strftime(day, sizeof day, "%Y-%m-%d", std::gmtime(&soon));
  const Ran ran = verifyAt(day);
  EXPECT_TRUE(holds(ran.out, "revoca_ignota")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "La data a cui giudicare è nel futuro")) << ran.out;
}

TEST_F(VerifyCommand, RefusesOptionsThatNameNothing) {
  for (const std::string option : {"--at", "--trust", "--issued", "--extract"}) {
    const Ran ran = verify({"firmato.pdf", option, ""});
    EXPECT_EQ(ran.exitCode, 2) << option;
    EXPECT_EQ(ran.err, option + " è vuoto: indicare un valore, o toglierlo.\n");
  }
}

TEST_F(VerifyCommand, ReadsStandardInputOnce) {
  const std::string bytes = folder_.read("firmato.pdf");
  EXPECT_EQ(verify({"-", "--trust", "fiducia"}, bytes).exitCode, 0);
  EXPECT_EQ(
      verify({"firmato.pdf", "--issued", "-", "--trust", "fiducia"}, folder_.read("accordo.pdf")).exitCode,
      0);
  for (const Ran& ran : {verify({"-", "-"}, bytes), verify({"-", "--issued", "-"}, bytes)}) {
    EXPECT_EQ(ran.exitCode, 2);
    EXPECT_EQ(ran.err, "Lo standard input (-) si può indicare una volta sola.\n");
  }
}

TEST_F(VerifyCommand, TellsProgramsWhyNothingWasVerified) {
  std::filesystem::resize_file(folder_.write("grande.pdf", ""), 1ull << 31);
  const std::vector<std::pair<std::vector<std::string>, std::string>> wrong = {
      {{"manca.pdf"}, "Il file «manca.pdf» non esiste. Controllare il nome."},
      {{"firmato.pdf", "manca.pdf"}, "Il file «manca.pdf» non esiste. Controllare il nome."},
      {{"fiducia"}, "Il file «fiducia» è una cartella. Indicare un file."},
      {{"firmato.pdf", "--trust", "manca"},
       "La cartella di chi è fidato non si può leggere: controllare che ci sia, e i permessi."},
      {{"firmato.pdf", "--at", ""}, "--at è vuoto: indicare un valore, o toglierlo."},
      {{"firmato.pdf", "--extract", "x"}, "Il file non è una busta .p7m con un documento dentro."},
      {{"grande.pdf"}, "Il file «grande.pdf» è troppo grande: al più 64 MB."},
  };
  for (auto [arguments, sentence] : wrong) {
    arguments.push_back("--json");
    const Ran ran = verify(arguments);
    const nlohmann::json json = nlohmann::json::parse(ran.out, nullptr, false);
    ASSERT_TRUE(json.is_object()) << sentence << ": " << ran.out;
    EXPECT_EQ(json["esito"], "non_verificata");
    EXPECT_EQ(json["errore"], true);
    EXPECT_EQ(json["descrizione"], sentence);
    EXPECT_EQ(ran.err, sentence + "\n");
    EXPECT_EQ(ran.exitCode, holds(sentence, "troppo grande") || holds(sentence, ".p7m") ? 1 : 2) << sentence;
  }
}

TEST_F(VerifyCommand, SaysOfAPreparedFileWhatItIs) {
  ASSERT_EQ(stesura({"sign", "prepare", "firmato.pdf", "--field", "firma_comune_1", "--cert",
                     "certificato.pem", "-o", "pronto.pdf"})
                .exitCode,
            0);
  const Ran ran = verify({"pronto.pdf", "--trust", "fiducia"});
  EXPECT_EQ(ran.exitCode, 1);
  const std::string sentence =
      "Preparata per la firma di «Maria Chiara D'Esempio» nel campo «firma_comune_1», non ancora firmata.";
  EXPECT_TRUE(ran.out.starts_with("pronto.pdf: non_verificata\n" + sentence + "\n")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "2. nessuno ha ancora firmato\n   non_verificata: " + sentence)) << ran.out;
  EXPECT_FALSE(holds(ran.out, "ignoto")) << ran.out;
  const nlohmann::json json =
      nlohmann::json::parse(verify({"pronto.pdf", "--trust", "fiducia", "--json"}).out);
  EXPECT_EQ(json["esito"], "non_verificata");
  EXPECT_EQ(json["firme"][0]["esito"], "integra_valida");
  EXPECT_FALSE(json["firme"][0].contains("preparata"));
  EXPECT_EQ(json["firme"][1]["preparata"], true);
  EXPECT_TRUE(json["modifiche"][0]["firmati"].empty()) << "nobody signed there";
  EXPECT_EQ(json["modifiche"][0]["voci"][0]["codice"], "campo_preparato");
  EXPECT_EQ(json["firme"][1]["motivi"][0]["codice"], "firma_preparata");
}

}  // namespace
}  // namespace stesura::testing
