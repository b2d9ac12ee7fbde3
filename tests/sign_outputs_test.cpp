// What `stesura sign` writes: never over what is there, never by half; and which passwords it takes.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "form_fonts.h"
#include "generator/signature/signing.h"
#include "signing_folder.h"
#include "stamp_server.h"

namespace stesura::testing {
namespace {

class SignOutputs : public ElsewhereFolder {
 protected:
  // Refused, and nothing in the folder is other than it was.
  void expectNothingWritten(const Ran& ran, int exitCode, const std::string& words,
                            const std::vector<std::string>& before) const {
    EXPECT_EQ(ran.exitCode, exitCode) << ran.err;
    EXPECT_TRUE(holds(ran.err, words)) << ran.err;
    EXPECT_EQ(folder_.names(), before) << words;
  }
};

TEST_F(SignOutputs, NeverReplaceAFileThatIsThere) {
  folder_.write("vecchio.pdf", "altro");
  folder_.write("vuoto.pdf", "");
  std::filesystem::create_symlink("vecchio.pdf", folder_ / "legame.pdf");
  std::filesystem::create_symlink("manca.pdf", folder_ / "rotto.pdf");
  folder_.write("sbagliata", "altra");
  const std::vector<std::string> before = folder_.names();
  for (const std::string name : {"vecchio.pdf", "vuoto.pdf", "legame.pdf", "rotto.pdf"}) {
    const Ran ran =
        stesura({"sign", "uno.pdf", "--p12", "chiave.p12", "--password-file", "sbagliata", "-o", name});
    expectNothingWritten(ran, 2, "Il file «" + name + "» c’è già, e resta com’è.",
                         before);  // before the key is opened
  }
  EXPECT_EQ(folder_.read("vecchio.pdf"), "altro");
  EXPECT_TRUE(std::filesystem::is_symlink(folder_ / "rotto.pdf"));
  ASSERT_EQ(sign("accordo.pdf", {"--field", "firma_asst_1", "-o", "firmato.pdf"}).exitCode, 0);
  EXPECT_EQ(sign("accordo.pdf", {"--field", "firma_comune_1", "-o", "firmato.pdf"}).exitCode, 2);
  expectValid("firmato.pdf", 1);
}

TEST_F(SignOutputs, AreNotTheFileThatIsReadByAnotherName) {
  std::filesystem::create_hard_link(folder_ / "uno.pdf", folder_ / "altro.pdf");
  std::filesystem::create_symlink("uno.pdf", folder_ / "legame.pdf");
  const std::vector<std::string> before = folder_.names();
  for (const std::string name : {"altro.pdf", "legame.pdf", "./uno.pdf"}) {
    expectNothingWritten(sign("uno.pdf", {"-o", name}), 2, "è lo stesso che si legge", before);
  }
}

TEST_F(SignOutputs, LeaveNothingWhereTheyCannotBeWritten) {
  std::filesystem::create_directory(folder_ / "cartella");
  const std::vector<std::string> before = folder_.names();
  expectNothingWritten(sign("uno.pdf", {"-o", "manca/firmato.pdf"}), 6, "la cartella non esiste", before);
  expectNothingWritten(sign("uno.pdf", {"-o", "cartella"}), 6, "è il nome di una cartella", before);
  expectNothingWritten(sign("uno.pdf", {"-o", "/dev/full"}), 6, "il disco è pieno", before);
  Start limited;
  limited.arguments = {"sign",   "uno.pdf", "--p12",      "chiave.p12", "--password-file",
                       "parola", "-o",      "firmato.pdf"};
  limited.folder = folder_.path();
  limited.fileSizeLimit = 8192;
  expectNothingWritten(run(limited), 6, "supera la misura concessa", before);
}

TEST_F(SignOutputs, LeaveNothingWhenTheProgramIsEnded) {
  const StampServer server;
  Start start;
  start.arguments = {"sign",
                     "uno.pdf",
                     "--p12",
                     "chiave.p12",
                     "--password-file",
                     "parola",
                     "--tsa",
                     server.address("slow"),
                     "-o",
                     "firmato.pdf"};
  start.folder = folder_.path();
  const std::vector<std::string> before = folder_.names();
  for (const int number : {SIGTERM, SIGKILL}) {
    Running running(start);
    ::usleep(300000);
    running.signal(number);
    EXPECT_EQ(running.wait().exitCode, 128 + number);
    EXPECT_EQ(folder_.names(), before);
  }
}

TEST_F(SignOutputs, OfAPreparationAreBothWrittenOrNone) {
  folder_.write("da-firmare.der", "altro");
  const std::vector<std::string> before = folder_.names();
  const auto prepare = [&](const std::string& attributes, const std::string& output) {
    return stesura({"sign", "prepare", "uno.pdf", "--cert", "certificato.pem", "--attributes", attributes,
                    "-o", output});
  };
  expectNothingWritten(prepare("da-firmare.der", "pronto.pdf"), 2, "«da-firmare.der» c’è già", before);
  expectNothingWritten(prepare("manca/da-firmare.der", "pronto.pdf"), 6, "la cartella non esiste", before);
  expectNothingWritten(prepare("altro.der", "manca/pronto.pdf"), 6, "la cartella non esiste", before);
  expectNothingWritten(prepare("./pronto.pdf", "pronto.pdf"), 2, "indicano lo stesso file", before);
  expectNothingWritten(prepare("-", "pronto.pdf"), 2, "--attributes vuole il nome di un file", before);
}

TEST_F(SignOutputs, OfExtractionNeverReplaceASignedFile) {
  ASSERT_EQ(sign("uno.pdf", {"-o", "firmato.pdf"}).exitCode, 0);
  call(
      "openssl cms -sign -binary -nodetach -in uno.pdf -signer certificato.pem -inkey chiave.pem -outform "
      "DER -out uno.pdf.p7m");
  const std::vector<std::string> before = folder_.names();
  const std::string signedPdf = folder_.read("firmato.pdf"), message = folder_.read("uno.pdf.p7m");
  const std::string words = "resta com’è: contiene una firma";
  expectNothingWritten(stesura({"verify", "uno.pdf.p7m", "--extract", "firmato.pdf"}), 2, words, before);
  folder_.write("altra.p7m", message);
  EXPECT_EQ(stesura({"verify", "uno.pdf.p7m", "--extract", "altra.p7m"}).exitCode, 2);
  EXPECT_EQ(folder_.read("altra.p7m"), message);
  EXPECT_EQ(folder_.read("firmato.pdf"), signedPdf);
  EXPECT_EQ(stesura({"verify", "uno.pdf.p7m", "--extract", "estratto.pdf"}).exitCode,
            1);  // nobody is trusted
  EXPECT_EQ(folder_.read("estratto.pdf"), folder_.read("uno.pdf"));
}

TEST_F(SignOutputs, DoNotFollowAnotherPreparation) {
  ASSERT_EQ(stesura({"sign", "prepare", "accordo.pdf", "--field", "firma_asst_1", "--cert", "certificato.pem",
                     "-o", "pronto.pdf"})
                .exitCode,
            0);
  const std::vector<std::string> before = folder_.names();
  const std::string words = "«firma_asst_1» è preparato per una firma che non è ancora stata completata";
  expectNothingWritten(sign("pronto.pdf", {"-o", "x.pdf"}), 1, words, before);
  expectNothingWritten(sign("pronto.pdf", {"--field", "firma_asst_1", "-o", "x.pdf"}), 1, words, before);
  expectNothingWritten(stesura({"sign", "prepare", "pronto.pdf", "--cert", "certificato.pem", "-o", "x.pdf"}),
                       1, words, before);
  expectNothingWritten(sign("pronto.pdf", {"--field", "firma_comune_1", "-o", "x.pdf"}), 1,
                       "non è ancora stata completata", before);
}

TEST_F(SignOutputs, OfAnOldPreparationAreTold) {
  const std::string pdf = folder_.read("uno.pdf");
  SigningOrder order;
  order.pdf = pdf;
  order.field = "firma_asst_1";
  order.time = SigningWorld::kNow - 86400 * 200;
  const PreparedSignature old = preparePdf(order, identity().certificatePem(), formFonts());
  folder_.write("vecchio.pdf", old.pdf);
  folder_.write("da-firmare.der", old.toSign);
  call("openssl dgst -sha256 -sign chiave.pem -out firma.bin da-firmare.der");
  const Ran ran = stesura({"sign", "complete", "vecchio.pdf", "--signature", "firma.bin", "--cert",
                           "certificato.pem", "-o", "firmato.pdf"});
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  EXPECT_TRUE(ran.err.starts_with(
      "avviso: il file è stato preparato il 5 marzo 2026, ore 15:13, e la firma porta quella data."))
      << ran.err;
}

TEST_F(SignOutputs, TakeThePasswordAsItsFileIsWritten) {
  folder_.write("accenti.p12", identity().pkcs12("perché€à"));
  folder_.write("senza.p12", identity().pkcs12(""));
  int made = 0;
  const auto withPassword = [&](const std::string& key, const std::string& text) {
    folder_.write("parola", text);
    return stesura({"sign", "uno.pdf", "--p12", key, "--password-file", "parola", "-o",
                    std::to_string(++made) + ".pdf"});
  };
  for (const std::string text : {"segreto", "segreto\r\n", "\xEF\xBB\xBFsegreto\n", "segreto\naltra\n"}) {
    EXPECT_EQ(withPassword("chiave.p12", text).exitCode, 0) << text;
  }
  EXPECT_EQ(withPassword("accenti.p12", "perché€à\n").exitCode, 0);
  for (const std::string text : {"", "\n", "\r\n"})
    EXPECT_EQ(withPassword("senza.p12", text).exitCode, 0) << text;
  for (const std::string text : {"", "\n", "\nsegreto\n", "\xEF\xBB\xBF"}) {
    EXPECT_EQ(withPassword("chiave.p12", text).err,
              "La password data è vuota, e la chiave ne ha una: scriverla, o metterla nella prima riga del "
              "file della password.\n");
  }
  EXPECT_EQ(withPassword("chiave.p12", " segreto\n").err, "La password della chiave è sbagliata.\n");
}

TEST_F(SignOutputs, RefuseOptionsThatNameNothing) {
  const std::vector<std::string> before = folder_.names();
  for (const std::string option : {"--tsa", "--field", "--reserve"}) {
    expectNothingWritten(sign("uno.pdf", {option, "", "-o", "x.pdf"}), 2,
                         option + " è vuoto: indicare un valore, o toglierlo.", before);
  }
  expectNothingWritten(
      stesura({"sign", "prepare", "uno.pdf", "--cert", "", "--name", "Prova", "-o", "x.pdf"}), 2,
      "--cert è vuoto", before);
  EXPECT_EQ(sign("uno.pdf", {"--ruolo", "", "-o", "x.pdf"}).exitCode, 0);
}

}  // namespace
}  // namespace stesura::testing
