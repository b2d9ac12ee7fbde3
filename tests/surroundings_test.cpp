// Disk, rights, sandbox: code 6 and a sentence, and never half a file under its final name.
#include <sys/stat.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "program_fixture.h"

namespace stesura::testing {
namespace fs = std::filesystem;
namespace {

using Surroundings = Program;

TEST_F(Surroundings, MissingFolderIsToldAndNotMade) {
  const Ran ran = stesura({"generate", "prova", "-", "-o", "manca/x.odt"}, record("CANARINO"));
  EXPECT_EQ(ran.exitCode, 6);
  EXPECT_TRUE(holds(ran.err, "«manca/x.odt»: la cartella non esiste")) << ran.err;
  EXPECT_FALSE(holds(ran.err, kCanary));
  EXPECT_TRUE(folder_.names().empty());
}

TEST_F(Surroundings, FolderInPlaceOfAFileIsTold) {
  fs::create_directory(folder_ / "x.odt");
  EXPECT_EQ(stesura({"generate", "prova", "-", "-o", "x.odt"}, record("Rossi")).exitCode, 6);
  EXPECT_EQ(stesura({"generate", "prova", "-", "-o", "x.odt/"}, record("Rossi")).exitCode, 6);
  EXPECT_TRUE(folder_.names("x.odt").empty());
}

TEST_F(Surroundings, FullDeviceIsTold) {
  const Ran file = stesura({"generate", "prova", "-", "-o", "/dev/full"}, record("Rossi"));
  EXPECT_EQ(file.exitCode, 6);
  EXPECT_TRUE(holds(file.err, "il disco è pieno")) << file.err;
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"kinds"},
                                                    {"check", "prova", "-"},
                                                    {"generate", "prova", "-", "-o", "-"}}) {
    Start start = with(arguments);
    start.input = record("Rossi");
    start.standardOutput = "/dev/full";
    const Ran ran = run(start);
    EXPECT_EQ(ran.exitCode, 6) << arguments[0];
    EXPECT_TRUE(holds(ran.err, "standard output")) << ran.err;
  }
}

TEST_F(Surroundings, FullDiskKeepsTheFormerDocumentWhole) {
  ASSERT_EQ(stesura({"generate", "prova", "-", "-o", "x.odt"}, record("Rossi")).exitCode, 0);
  const std::string former = folder_.read("x.odt");
  Start start = with({"generate", "prova", "-", "-o", "x.odt"});
  start.input = record("Bianchi");
  start.fileSizeLimit = former.size() / 2;
  const Ran ran = run(start);
  EXPECT_EQ(ran.exitCode, 6);
  EXPECT_TRUE(holds(ran.err, "supera la misura")) << ran.err;
  EXPECT_EQ(folder_.read("x.odt"), former);
  EXPECT_EQ(folder_.names(), std::vector<std::string>{"x.odt"});
}

TEST_F(Surroundings, FolderWithoutRightsIsTold) {
  fs::create_directory(folder_ / "chiusa");
  chmod((folder_ / "chiusa").c_str(), 0555);
  const std::string data = folder_.write("dati.json", record("Rossi"));
  const std::string secret = folder_.write("segreto.json", record("Rossi"));
  chmod(secret.c_str(), 0);
  const auto asUser = [&](std::vector<std::string> arguments) {
    Start start = with(std::move(arguments));
    start.ordinaryUser = true;
    return run(start);
  };
  const Ran ran = asUser({"generate", "prova", data, "-o", "chiusa/x.odt"});
  EXPECT_EQ(ran.exitCode, 6);
  EXPECT_TRUE(holds(ran.err, "mancano i permessi di scrittura")) << ran.err;
  EXPECT_EQ(asUser({"batch", "prova", data, "--to", "odt", "--out", "chiusa/d"}).exitCode, 6);
  EXPECT_EQ(asUser({"batch", "prova", data, "--to", "odt", "--out", "chiusa"}).exitCode, 6);
  EXPECT_EQ(asUser({"check", "prova", secret}).exitCode, 6);
  EXPECT_EQ(asUser({"check", "prova", data}).exitCode, 0);
  chmod((folder_ / "chiusa").c_str(), 0755);
}

TEST_F(Surroundings, WithoutAHomeItIsSaidHowToNameOne) {
  Start start;
  start.arguments = {"kinds", "--home", folder_.path().string()};
  const Ran ran = run(start);
  EXPECT_EQ(ran.exitCode, 2);
  EXPECT_TRUE(holds(ran.err, "templates e schemas")) << ran.err;
}

// The named pipe holds the program up in the middle of its work.
TEST_F(Surroundings, TerminationLeavesNoFile) {
  mkfifo((folder_ / "pipe").c_str(), 0600);
  for (const int number : {SIGINT, SIGTERM}) {
    Running running(with({"generate", "prova", "pipe", "-o", "x.odt"}));
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    running.signal(number);
    EXPECT_EQ(running.wait().exitCode, 128 + number);
    EXPECT_EQ(folder_.names(), std::vector<std::string>{"pipe"});
  }
}

// An order whose PDF cannot be made because no sandbox can: the program is not found.
TEST_F(Surroundings, SamplesMakeEveryOdtWhereNoPdfCanBeMade) {
  folder_.write("campioni/rete/uno.json", record("Rossi"));
  Start start = with({"samples", "campioni", "--out", "out"});
  start.variables = {{"PATH", folder_.path().string()}};
  const Ran ran = run(start);
  EXPECT_EQ(ran.exitCode, 6) << ran.out << ran.err;
  EXPECT_EQ(folder_.names("out/rete"),
            (std::vector<std::string>{"uno-completa.odt", "uno-ridotta.odt"}));
  EXPECT_TRUE(holds(ran.out, "Aprire per primo: ")) << ran.out;
  EXPECT_FALSE(ran.err.empty());
}

}  // namespace
}  // namespace stesura::testing
