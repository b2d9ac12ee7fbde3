// `stesura trust`, through the program.
#include <chrono>

#include "generator/signature/certificate.h"
#include "program_fixture.h"
#include "trust_material.h"
#include "trusted_list_maker.h"

namespace stesura::testing {
namespace {

class TrustCommands : public Program {
 protected:
  TrustCommands() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    ListPlan list;
    list.issued = std::chrono::duration_cast<std::chrono::seconds>(now).count() - 3 * 86'400 - 60;
    list.nextUpdate = list.issued + 180 * 86'400;
    list.services = {
        {makeCertificate({.name = {{"CN", "CA del prestatore di prova"}}, .isAuthority = true}).certificate}};
    folder_.write("TL.xml", signedList(list, signer_));
  }

  MadeCertificate signer_ = makeCertificate({.name = {{"CN", "Gestore di prova"}}});
  std::string fingerprint_ = factsOf(signer_.certificate.get()).sha256;
};

TEST_F(TrustCommands, ImportTellsTheSignerAndWritesNothingUntilItIsNamed) {
  const Ran asked = stesura({"trust", "import", "TL.xml"});
  EXPECT_EQ(asked.exitCode, 1);
  EXPECT_TRUE(holds(asked.out, "Elenco di fiducia: IT")) << asked.out;
  EXPECT_TRUE(holds(asked.out, "(3 giorni fa)")) << asked.out;
  EXPECT_TRUE(holds(asked.out, "Firmato da: Gestore di prova")) << asked.out;
  EXPECT_TRUE(holds(asked.out, fingerprint_)) << asked.out;
  EXPECT_TRUE(holds(asked.out, "Servizi qualificati attivi: 1")) << asked.out;
  EXPECT_TRUE(holds(asked.err, "ripetere con --signer")) << asked.err;
  EXPECT_FALSE(folder_.has("fiducia"));
}

TEST_F(TrustCommands, ImportedListIsShown) {
  folder_.write("gestore.der", derOf(signer_.certificate.get()));
  const Ran imported = stesura({"trust", "import", "TL.xml", "--signer", "gestore.der"});
  EXPECT_EQ(imported.exitCode, 0) << imported.err;
  EXPECT_TRUE(holds(imported.out, "Importato nella cartella fiducia.")) << imported.out;
  const Ran shown = stesura({"trust", "show"});
  EXPECT_EQ(shown.exitCode, 0) << shown.err;
  EXPECT_TRUE(holds(shown.out, "1 autorità fidata\n")) << shown.out;
  EXPECT_TRUE(holds(shown.out, "CA del prestatore di prova, fino al 01/01/2036 (CA/QC dell’elenco IT"))
      << shown.out;
}

TEST_F(TrustCommands, AnotherSignerIsRefused) {
  const Ran ran =
      stesura({"trust", "import", "TL.xml", "--signer", std::string(64, 'A'), "--trust", "altrove"});
  EXPECT_EQ(ran.exitCode, 1);
  EXPECT_TRUE(holds(ran.err, "firmato da un altro certificato")) << ran.err;
  EXPECT_FALSE(folder_.has("altrove"));
}

TEST_F(TrustCommands, WrongFilesAreToldInASentence) {
  folder_.write("altro.xml", "<a/>");
  const Ran other = stesura({"trust", "import", "altro.xml"});
  EXPECT_EQ(other.exitCode, 1);
  EXPECT_TRUE(holds(other.err, "non è un elenco di fiducia")) << other.err;
  EXPECT_EQ(stesura({"trust", "import", "manca.xml"}).exitCode, 2);
  EXPECT_EQ(stesura({"trust", "show", "--trust", "manca"}).exitCode, 2);
  EXPECT_EQ(stesura({"trust", "import", "TL.xml", "--signer", "altro.xml"}).exitCode, 1);
}

}  // namespace
}  // namespace stesura::testing
