// `stesura sign` as a person uses it: key files, devices, keys elsewhere, time stamps.
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "generator/digest.h"
#include "signing_folder.h"
#include "soft_token.h"
#include "stamp_server.h"

namespace stesura::testing {
namespace {

class SignCommands : public SigningFolder {};
class SignElsewhere : public ElsewhereFolder {};

TEST_F(SignCommands, ListsFieldsForPeopleAndPrograms) {
  const Ran listed = stesura({"sign", "fields", "accordo.pdf"});
  EXPECT_EQ(listed.exitCode, 0) << listed.err;
  EXPECT_TRUE(holds(listed.out, "vuoto  «firma_asst_1»")) << listed.out;
  EXPECT_TRUE(holds(listed.out, "3 campi firma, 3 vuoti.")) << listed.out;
  const nlohmann::json json =
      nlohmann::json::parse(stesura({"sign", "fields", "-", "--json"}, folder_.read("accordo.pdf")).out);
  EXPECT_EQ(json["campi"].size(), 3u);
  EXPECT_EQ(json["campi"][1]["nome"], "firma_comune_1");
  EXPECT_EQ(json["campi"][1]["stato"], "vuoto");
  EXPECT_EQ(json["vuoti"], 3);
  EXPECT_EQ(json["sha256"], sha256Hex(folder_.read("accordo.pdf")));
}

TEST_F(SignCommands, SignsWithAKeyFile) {
  const Ran ran = sign("accordo.pdf", {"--field", "firma_asst_1", "--ruolo", "Direttrice", "--ente",
                                       "ASST di Esempio", "-o", "firmato.pdf"});
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  EXPECT_EQ(ran.err, "");
  EXPECT_TRUE(holds(ran.out, "Firmato: firmato.pdf\n")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "campo: «firma_asst_1»")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "firmatario: Maria Chiara D'Esempio")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "SHA-256: " + sha256Hex(folder_.read("firmato.pdf")))) << ran.out;
  EXPECT_TRUE(holds(ran.out, "Attendono ancora la firma 2 campi.")) << ran.out;
  EXPECT_TRUE(folder_.read("firmato.pdf").starts_with(folder_.read("accordo.pdf")));
  expectValid("firmato.pdf", 1);
  const std::string listed = stesura({"sign", "fields", "firmato.pdf"}).out;
  EXPECT_TRUE(holds(listed, "firmato  «firma_asst_1»")) << listed;
  EXPECT_TRUE(holds(listed, "da Maria Chiara D'Esempio")) << listed;
}

TEST_F(SignCommands, SignsOneAfterAnother) {
  ASSERT_EQ(sign("accordo.pdf", {"--field", "firma_asst_1", "-o", "1.pdf"}).exitCode, 0);
  ASSERT_EQ(sign("1.pdf", {"--campo", "firma_comune_1", "--senza-data", "-o", "2.pdf"}).exitCode, 0);
  const Ran last = sign("2.pdf", {"-o", "3.pdf"});  // one field is left: no need to name it
  EXPECT_EQ(last.exitCode, 0) << last.err;
  EXPECT_TRUE(holds(last.out, "campo: «firma_scuola_1»")) << last.out;
  EXPECT_TRUE(holds(last.out, "Nessun altro campo attende una firma.")) << last.out;
  expectValid("3.pdf", 3);
  const Ran more = sign("3.pdf", {"-o", "4.pdf"});
  EXPECT_EQ(more.exitCode, 1);
  EXPECT_TRUE(holds(more.err, "non resta nulla da firmare")) << more.err;
}

TEST_F(SignCommands, ListsTheFieldsWhereThereAreSeveral) {
  const Ran ran = sign("accordo.pdf", {"-o", "firmato.pdf"});
  EXPECT_EQ(ran.exitCode, 2);
  EXPECT_TRUE(holds(ran.err, "I campi firma vuoti sono 3: indicare quale con --field.\n  «firma_asst_1»"))
      << ran.err;
  EXPECT_TRUE(holds(ran.err, "«firma_scuola_1»")) << ran.err;
  EXPECT_FALSE(folder_.has("firmato.pdf"));
}

TEST_F(SignCommands, RefusesFieldsThatAreNotThere) {
  const Ran ran = sign("accordo.pdf", {"--field", "firma_ast_1", "-o", "firmato.pdf"});
  EXPECT_EQ(ran.exitCode, 1);
  EXPECT_EQ(ran.err,
            "Il PDF non ha un campo di firma vuoto «firma_ast_1». Forse intendevi «firma_asst_1»? I campi "
            "ancora da firmare sono questi.\n"
            "  «firma_asst_1»: Firma 1\n  «firma_comune_1»: Firma 2\n  «firma_scuola_1»: Firma 3\n");
  for (const std::string slip : {"FIRMA_ASST_1", "firma_asst_1 ", "firma asst 1"}) {
    const std::string told = sign("accordo.pdf", {"--field", slip, "-o", "firmato.pdf"}).err;
    EXPECT_TRUE(holds(told, "Forse intendevi «firma_asst_1»?")) << slip << ": " << told;
  }
  ASSERT_EQ(sign("accordo.pdf", {"--field", "firma_asst_1", "-o", "1.pdf"}).exitCode, 0);
  EXPECT_EQ(sign("1.pdf", {"--field", "firma_asst_1", "-o", "2.pdf"}).exitCode, 1);
  EXPECT_FALSE(folder_.has("2.pdf"));
}

TEST_F(SignCommands, NeverOverwritesWhatItReads) {
  for (const std::string name : {"accordo.pdf", "chiave.p12", "parola"}) {
    const std::string before = folder_.read(name);
    const Ran ran = sign("accordo.pdf", {"--field", "firma_asst_1", "-o", name});
    EXPECT_EQ(ran.exitCode, 2) << name;
    EXPECT_TRUE(holds(ran.err, "è lo stesso che si legge")) << ran.err;
    EXPECT_EQ(folder_.read(name), before);
  }
}

TEST_F(SignCommands, ReadsAndWritesStreams) {
  const Ran ran = stesura({"sign", "-", "--p12", "chiave.p12", "--password-file", "parola", "-o", "-"},
                          folder_.read("uno.pdf"));
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  EXPECT_TRUE(ran.out.starts_with("%PDF-")) << ran.out.substr(0, 200);
  EXPECT_TRUE(holds(ran.err, "SHA-256: " + sha256Hex(ran.out))) << ran.err;
  folder_.write("firmato.pdf", ran.out);
  expectValid("firmato.pdf", 1);
}

TEST_F(SignCommands, TakesThePasswordFromStandardInput) {
  EXPECT_EQ(stesura({"sign", "uno.pdf", "--p12", "chiave.p12", "-o", "1.pdf"}, "segreto\r\n").exitCode, 0);
  EXPECT_EQ(
      stesura({"sign", "uno.pdf", "--p12", "chiave.p12", "--password-file", "-", "-o", "2.pdf"}, "segreto")
          .exitCode,
      0);
  const Ran none = stesura({"sign", "uno.pdf", "--p12", "chiave.p12", "-o", "3.pdf"});
  EXPECT_EQ(none.exitCode, 2);
  EXPECT_TRUE(holds(none.err, "Manca la password")) << none.err;
  const Ran both = stesura({"sign", "-", "--p12", "chiave.p12", "-o", "3.pdf"}, folder_.read("uno.pdf"));
  EXPECT_EQ(both.exitCode, 2);
  EXPECT_TRUE(holds(both.err, "va data con --password-file")) << both.err;
  EXPECT_EQ(stesura({"sign", "-", "--p12", "chiave.p12", "--password-file", "-", "-o", "3.pdf"}).exitCode, 2);
  EXPECT_FALSE(folder_.has("3.pdf"));
}

TEST_F(SignCommands, AsksForThePasswordUnseen) {
  int terminal = -1;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
  ASSERT_GE(child, 0);
  if (child == 0) {
    if (::chdir(folder_.path().c_str()) != 0) _exit(126);
    ::execl(STESURA_BINARY_DIR "/stesura", "stesura", "sign", "uno.pdf", "--p12", "chiave.p12", "-o",
            "firmato.pdf", nullptr);
    _exit(127);
  }
  std::string seen;
  for (char piece[512]; true;) {
    const ssize_t got = ::read(terminal, piece, sizeof piece);
    if (got <= 0) break;
    const bool before = holds(seen, "Password della chiave: ");
    seen.append(piece, static_cast<std::size_t>(got));
    if (!before && holds(seen, "Password della chiave: ")) {
      ASSERT_EQ(::write(terminal, "segreto\n", 8), 8);
    }
  }
  ::close(terminal);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0) << seen;
  EXPECT_FALSE(holds(seen, "segreto")) << seen;
  EXPECT_TRUE(folder_.has("firmato.pdf"));
}

TEST_F(SignCommands, TellsAWrongPasswordAndOthersEyes) {
  folder_.write("sbagliata", "Segreto\n");
  ::chmod((folder_ / "sbagliata").c_str(), 0644);
  const Ran ran =
      stesura({"sign", "uno.pdf", "--p12", "chiave.p12", "--password-file", "sbagliata", "-o", "1.pdf"});
  EXPECT_EQ(ran.exitCode, 1);
  EXPECT_EQ(ran.err,
            "avviso: il file della password è leggibile da altri. Toglierne i permessi: chmod 600.\n"
            "La password della chiave è sbagliata.\n");
  EXPECT_FALSE(folder_.has("1.pdf"));
}

TEST_F(SignCommands, RefusesCommandsThatMakeNoSense) {
  const auto told = [&](std::vector<std::string> arguments) {
    const Ran ran = stesura(std::move(arguments));
    EXPECT_EQ(ran.exitCode, 2) << ran.err;
    return ran.err;
  };
  EXPECT_TRUE(holds(told({"sign"}), "Manca il file da firmare."));
  EXPECT_TRUE(holds(told({"sign", "uno.pdf", "-o", "x.pdf"}), "Manca la chiave"));
  EXPECT_TRUE(holds(told({"sign", "uno.pdf", "--p12", "chiave.p12"}), "Manca il file di uscita"));
  EXPECT_TRUE(
      holds(told({"sign", "uno.pdf", "--p12", "a", "--pkcs11", "b", "-o", "x.pdf"}), "non vanno insieme"));
  EXPECT_TRUE(holds(told({"sign", "uno.pdf", "--p12", "a", "--module", "b", "-o", "x.pdf"}),
                    "--module vuole anche --pkcs11."));
  EXPECT_TRUE(
      holds(told({"sign", "uno.pdf", "--p12", "a", "--password", "b", "-o", "x.pdf"}), "non è previsto"));
  EXPECT_TRUE(holds(told({"sign", "uno.pdf", "--pkcs11", "pkcs11:token=a;object=b?pin-value=123456",
                          "--module", "m", "--password-file", "parola", "-o", "x.pdf"}),
                    "Il PIN non va nell’URI"));
  EXPECT_TRUE(holds(told({"sign", "prepare", "uno.pdf", "--p12", "chiave.p12", "-o", "x.pdf"}),
                    "«--p12» qui non è previsto."));
  EXPECT_TRUE(holds(told({"sign", "fields", "uno.pdf", "accordo.pdf"}), "non è previsto"));
  EXPECT_TRUE(holds(told({"sign", "complete", "uno.pdf", "-o", "x.pdf"}), "Manca --signature"));
  EXPECT_TRUE(
      holds(sign("uno.pdf", {"--reserve", "molto", "-o", "x.pdf"}).err, "--reserve vuole un numero di byte"));
  EXPECT_TRUE(holds(sign("uno.pdf", {"--tsa", "http://nome:parola@127.0.0.1/", "-o", "x.pdf"}).err,
                    "non vanno nome utente e password"));
  EXPECT_FALSE(
      holds(sign("uno.pdf", {"--tsa", "http://nome:parola@127.0.0.1/", "-o", "x.pdf"}).err, "parola"));
  EXPECT_FALSE(folder_.has("x.pdf"));
}

TEST_F(SignCommands, SignsWithADevice) {
  const SoftToken token;
  token.put(identity(), "firma", "01");
  folder_.write("pin", "123456");
  ::chmod((folder_ / "pin").c_str(), 0600);
  const std::vector<std::string> arguments = {
      "sign",     "uno.pdf",   "--pkcs11",       "pkcs11:token=Prova;object=firma",
      "--module", kSoftModule, "--password-file"};
  std::vector<std::string> right = arguments, wrong = arguments;
  right.insert(right.end(), {"pin", "-o", "firmato.pdf"});
  wrong.insert(wrong.end(), {"parola", "-o", "altro.pdf"});
  const Ran ran = stesura(right);
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  EXPECT_EQ(ran.err, "");
  expectValid("firmato.pdf", 1);
  const Ran refused = stesura(wrong);
  EXPECT_EQ(refused.exitCode, 1);
  EXPECT_EQ(refused.err,
            "Il PIN del dispositivo è sbagliato. È stato provato una volta sola: dopo pochi tentativi il "
            "dispositivo si blocca.\n");
  EXPECT_FALSE(folder_.has("altro.pdf"));
}

TEST_F(SignCommands, StampsTheTime) {
  const StampServer server;
  const Ran ran = sign("uno.pdf", {"--tsa", server.address(), "-o", "firmato.pdf"});
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  EXPECT_TRUE(holds(ran.out, "con marca temporale")) << ran.out;
  const VerificationReport report = verified("firmato.pdf");
  ASSERT_EQ(report.signatures.size(), 1u);
  EXPECT_EQ(report.signatures[0].format, "PAdES B-T");
  EXPECT_EQ(report.signatures[0].stampAuthority, "Marcatura temporale di prova");
  const Ran failed = sign("uno.pdf", {"--tsa", server.address("refused"), "-o", "altro.pdf"});
  EXPECT_EQ(failed.exitCode, 6);
  EXPECT_TRUE(holds(failed.err, "ha rifiutato la richiesta")) << failed.err;
  EXPECT_FALSE(folder_.has("altro.pdf"));
}

TEST_F(SignCommands, TellsNameAndPasswordToATimeStampAuthority) {
  const StampServer server;
  const auto stamped = [&](const std::string& login, const std::string& output) {
    folder_.write("accesso", login);
    ::chmod((folder_ / "accesso").c_str(), 0600);
    return sign("uno.pdf", {"--tsa", server.address("login"), "--tsa-login", "accesso", "-o", output});
  };
  const Ran ran = stamped("utente\r\nparola d’ordine\r\n", "firmato.pdf");
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  EXPECT_EQ(verified("firmato.pdf").signatures.at(0).format, "PAdES B-T");
  const Ran wrong = stamped("utente\naltra parola\n", "altro.pdf");
  EXPECT_TRUE(holds(wrong.err, "non accetta questo nome utente")) << wrong.err;
  for (const Ran& one : {ran, wrong})
    EXPECT_FALSE(holds(one.out + one.err, "parola") || holds(one.out + one.err, "«utente»")) << one.err;
  EXPECT_TRUE(holds(stamped("utente\n", "altro.pdf").err, "nella seconda la password"));
  EXPECT_TRUE(holds(sign("uno.pdf", {"--tsa-login", "accesso", "-o", "altro.pdf"}).err,
                    "--tsa-login vuole anche --tsa"));
  EXPECT_FALSE(folder_.has("altro.pdf"));
}

TEST_F(SignElsewhere, CompletesWithTheBareSignatureOfACard) {
  const Ran prepared = stesura({"sign", "prepare", "uno.pdf", "--cert", "certificato.pem", "--attributes",
                                "attributi.der", "-o", "pronto.pdf"});
  EXPECT_EQ(prepared.exitCode, 0) << prepared.err;
  EXPECT_TRUE(holds(prepared.out, "impronta degli attributi da firmare (SHA-256): " +
                                      sha256Hex(folder_.read("attributi.der"))))
      << prepared.out;
  EXPECT_TRUE(holds(prepared.out,
                    "stesura sign complete pronto.pdf --signature FIRMA --cert certificato.pem -o FIRMATO"))
      << prepared.out;
  EXPECT_TRUE(holds(stesura({"sign", "fields", "pronto.pdf"}).out, "preparato  «firma_asst_1»"));
  call("openssl dgst -sha256 -sign chiave.pem -out firma.bin attributi.der");
  const Ran completed = stesura({"sign", "complete", "pronto.pdf", "--signature", "firma.bin", "--cert",
                                 "certificato.pem", "-o", "firmato.pdf"});
  EXPECT_EQ(completed.exitCode, 0) << completed.err;
  EXPECT_TRUE(holds(completed.out, "firmatario: Maria Chiara D'Esempio")) << completed.out;
  EXPECT_EQ(verified("firmato.pdf").signatures.at(0).intact, true);
  folder_.write("firma.bin", std::string(256, 'x'));
  const Ran bad = stesura({"sign", "complete", "pronto.pdf", "--signature", "firma.bin", "--cert",
                           "certificato.pem", "-o", "altro.pdf"});
  EXPECT_EQ(bad.exitCode, 1) << bad.out;
  EXPECT_FALSE(folder_.has("altro.pdf"));
}

TEST_F(SignElsewhere, TellsProgramsTheDigestInJson) {
  const Ran prepared =
      stesura({"sign", "prepare", "uno.pdf", "--json", "--cert", "certificato.pem", "-o", "pronto.pdf"});
  ASSERT_EQ(prepared.exitCode, 0) << prepared.err;
  const nlohmann::json json = nlohmann::json::parse(prepared.out);
  EXPECT_EQ(json["campo"], "firma_asst_1");
  EXPECT_EQ(json["sha256"].get<std::string>().size(), 64u);
  EXPECT_EQ(json["sha256_attributi"].get<std::string>().size(), 64u);
  EXPECT_EQ(json["sha256_file"], sha256Hex(folder_.read("pronto.pdf")));
}

TEST_F(SignElsewhere, RefusesOptionsThatDoNotGoTogether) {
  EXPECT_EQ(stesura({"sign", "prepare", "uno.pdf", "--attributes", "a.der", "-o", "pronto.pdf"}).exitCode, 2);
  EXPECT_EQ(stesura({"sign", "prepare", "uno.pdf", "--json", "-o", "-"}).exitCode, 2);
  EXPECT_EQ(
      stesura({"sign", "prepare", "uno.pdf", "--cert", "certificato.pem", "--attributes", "x", "-o", "x"})
          .exitCode,
      2);
  EXPECT_EQ(stesura({"sign", "prepare", "uno.pdf", "--cert", "certificato.pem", "--attributes",
                     "certificato.pem", "-o", "x"})
                .exitCode,
            2);
  EXPECT_EQ(stesura({"sign", "prepare", "uno.pdf", "--cert", "uno.pdf", "-o", "x"}).exitCode, 1);
}

}  // namespace
}  // namespace stesura::testing
