// `stesura samples`, and the real kinds through the program.
#include <nlohmann/json.hpp>

#include "program_fixture.h"

namespace stesura::testing {
namespace fs = std::filesystem;
namespace {

using Samples = Program;
using Names = std::vector<std::string>;

TEST_F(Samples, EveryLayoutOfEverySampleIsMadeOnce) {
  folder_.write("c/rete/uno.json", record("Rossi"));
  folder_.write("c/rete/due-bozza.json", R"({"tipo_documento":"prova"})");
  folder_.write("c/registri/enti.json", R"([{"ente":"A"}])");
  const std::vector<std::string> order = {"samples", "c", "--out", "o", "--to", "odt"};
  const Ran ran = stesura(order);
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  EXPECT_EQ(folder_.names("o/rete"), (Names{"due-bozza-completa.odt", "due-bozza-ridotta.odt",
                                            "uno-completa.odt", "uno-ridotta.odt"}));
  EXPECT_TRUE(holds(ran.out, "4 documenti fatti")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "o/rete/uno-completa.odt")) << ran.out;
  EXPECT_TRUE(holds(stesura(order).out, "0 documenti fatti, 4 già pronti"));
  folder_.write("o/rete/uno-ridotta.odt", "altered");
  EXPECT_TRUE(holds(stesura(order).out, "1 documento fatto, 3 già pronti"));
  fs::remove(folder_ / "c/rete/due-bozza.json");
  EXPECT_EQ(stesura(order).exitCode, 0);
  EXPECT_EQ(folder_.names("o/rete"), (Names{"uno-completa.odt", "uno-ridotta.odt"}));
}

TEST_F(Samples, SampleThatIsNotValidIsNamedAndTheOthersMade) {
  folder_.write("c/uno.json", record("Rossi"));
  folder_.write("c/rotto.json", badRecord());
  const Ran ran = stesura({"samples", "c", "--out", "o", "--to", "odt"});
  EXPECT_EQ(ran.exitCode, 3);
  EXPECT_TRUE(holds(ran.err, "rotto-completa.odt: ")) << ran.err;
  EXPECT_FALSE(holds(ran.err, kCanary)) << ran.err;
  EXPECT_TRUE(folder_.has("o/uno-completa.odt"));
}

// The kinds of this very repository: found beside the binary, without --home.
TEST(RealKinds, EverySampleBecomesAnOdt) {
  const TestFolder folder;
  const Ran kinds = run({"kinds", "--json"});
  ASSERT_EQ(kinds.exitCode, 0) << kinds.err;
  EXPECT_GE(nlohmann::json::parse(kinds.out).size(), 4u);
  const Ran ran = run({"samples", "--out", folder / "out", "--to", "odt"});
  EXPECT_EQ(ran.exitCode, 0) << ran.out << ran.err;
  EXPECT_TRUE(
      holds(run({"samples", "--out", folder / "out", "--to", "odt"}).out, "0 documenti fatti"));
  EXPECT_EQ(run({"lint"}).exitCode, 0);
}

}  // namespace
}  // namespace stesura::testing
