// `stesura batch`: what is made, kept, refused, removed; and what happens when it is stopped.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "program_fixture.h"

namespace stesura::testing {
namespace fs = std::filesystem;
namespace {

class Batch : public Program {
 protected:
  std::string records(int count) const {
    std::string text;
    for (int number = 1; number <= count; ++number)
      text += record("Rossi" + std::to_string(number)) + "\n";
    return text;
  }
  std::vector<std::string> order(const std::string& file,
                                 std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {"batch", "prova", file,         "--to",
                                          "odt",   "--out", folder_ / "d"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
  Ran batch(const std::string& lines, std::vector<std::string> more = {}) const {
    return stesura(order("-", std::move(more)), lines);
  }
  // Names and bytes of the documents.
  std::map<std::string, std::string> documents(const std::string& folder = "d") const {
    std::map<std::string, std::string> found;
    for (const std::string& name : folder_.names(folder)) {
      if (name[0] >= '0' && name[0] <= '9') found[name] = folder_.read(folder + "/" + name);
    }
    return found;
  }
  std::vector<std::string> documentNames() const {
    std::vector<std::string> names;
    for (const auto& [name, bytes] : documents()) names.push_back(name);
    return names;
  }
  std::vector<nlohmann::json> errors() const {
    std::vector<nlohmann::json> list;
    std::istringstream lines(folder_.read("d/errors.ndjson"));
    for (std::string line; std::getline(lines, line);) list.push_back(nlohmann::json::parse(line));
    return list;
  }
  void expectNoLeftovers() const {
    for (const std::string& name : folder_.names("d")) {
      EXPECT_TRUE(name.find(".parte") == std::string::npos && !name.starts_with(".manifest"))
          << name;
    }
  }
};

using Names = std::vector<std::string>;

TEST_F(Batch, MakesOneDocumentALineNamedByItsNumber) {
  const Ran ran = batch(records(3));
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  EXPECT_EQ(documentNames(), (Names{"000001.odt", "000002.odt", "000003.odt"}));
  EXPECT_FALSE(folder_.has("d/errors.ndjson"));
  EXPECT_TRUE(holds(ran.out, "3 documenti fatti")) << ran.out;
  ASSERT_EQ(stesura({"generate", "prova", "-", "-o", "one.odt"}, record("Rossi2")).exitCode, 0);
  EXPECT_EQ(folder_.read("d/000002.odt"), folder_.read("one.odt"));
  expectNoLeftovers();
}

TEST_F(Batch, BlankLinesCountButMakeNothing) {
  const Ran ran = batch("\n" + record("Rossi") + "\n  \t\n\r\n" + record("Neri"));
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  EXPECT_EQ(documentNames(), (Names{"000002.odt", "000005.odt"}));
}

TEST_F(Batch, CarriageReturnsAndAMissingLastEndChangeNothing) {
  ASSERT_EQ(batch(record("Rossi") + "\n" + record("Neri") + "\n").exitCode, 0);
  const Ran ran = batch(record("Rossi") + "\r\n" + record("Neri"));
  EXPECT_EQ(ran.exitCode, 0);
  EXPECT_TRUE(holds(ran.out, "0 documenti fatti, 2 già pronti")) << ran.out;
}

TEST_F(Batch, NoLinesAreNoDocuments) {
  EXPECT_EQ(batch("").exitCode, 0);
  EXPECT_TRUE(documents().empty());
}

TEST_F(Batch, BadLinesGoToErrorsAndStopNothing) {
  const std::string lines = record("Rossi") + "\n" + badRecord() + "\n{\"CANARINO\n" +
                            std::string("{\"a\":\0}", 7) + "\n" + record("Neri") + "\n[]\n";
  const Ran ran = batch(lines);
  EXPECT_EQ(ran.exitCode, 3) << ran.err;
  EXPECT_EQ(documentNames(), (Names{"000001.odt", "000005.odt"}));
  const auto list = errors();
  ASSERT_EQ(list.size(), 4u);
  EXPECT_EQ(list[0]["riga"], 2);
  EXPECT_EQ(list[1]["riga"], 3);
  EXPECT_EQ(list[2]["riga"], 4);
  EXPECT_EQ(list[3]["riga"], 6);
  EXPECT_GE(list[0]["problemi"].size(), 2u);
  EXPECT_FALSE(list[1]["messaggio"].get<std::string>().empty());
}

TEST_F(Batch, NoValueOfTheDataIsSeenOutsideTheDocuments) {
  const Ran ran = batch(record("CANARINO") + "\n" + badRecord() + "\n{\"x\":CANARINO}\n");
  EXPECT_EQ(ran.exitCode, 3);
  EXPECT_FALSE(holds(ran.out + ran.err, kCanary)) << ran.out << ran.err;
  for (const std::string& name : folder_.names("d")) {
    EXPECT_FALSE(holds(name, kCanary));
    if (name.ends_with(".odt")) continue;
    EXPECT_FALSE(holds(folder_.read("d/" + name), kCanary)) << name;
  }
}

TEST_F(Batch, LineOverTheBoundIsRefusedAndTheNextIsMade) {
  const Ran ran = batch("\"" + std::string(17u << 20, 'a') + "\"\n" + record("Rossi") + "\n");
  EXPECT_EQ(ran.exitCode, 3);
  EXPECT_EQ(documentNames(), Names{"000002.odt"});
  EXPECT_TRUE(holds(errors().at(0)["messaggio"], "16 MiB")) << errors().at(0);
}

TEST_F(Batch, StartedAgainMakesNothing) {
  ASSERT_EQ(batch(records(5)).exitCode, 0);
  const auto before = documents();
  const auto time = fs::last_write_time(folder_ / "d/000003.odt");
  const Ran ran = batch(records(5));
  EXPECT_EQ(ran.exitCode, 0);
  EXPECT_TRUE(holds(ran.out, "0 documenti fatti, 5 già pronti")) << ran.out;
  EXPECT_EQ(documents(), before);
  EXPECT_EQ(fs::last_write_time(folder_ / "d/000003.odt"), time);
}

TEST_F(Batch, OnlyTheChangedLineIsMadeAnew) {
  ASSERT_EQ(batch(records(3)).exitCode, 0);
  const auto before = documents();
  const Ran ran =
      batch(record("Rossi1") + "\n" + record("Bianchi") + "\n" + record("Rossi3") + "\n");
  EXPECT_TRUE(holds(ran.out, "1 documento fatto, 2 già pronti")) << ran.out;
  EXPECT_EQ(documents().at("000001.odt"), before.at("000001.odt"));
  EXPECT_NE(documents().at("000002.odt"), before.at("000002.odt"));
}

TEST_F(Batch, AlteredTruncatedOrMissingDocumentsAreMadeAnew) {
  ASSERT_EQ(batch(records(4)).exitCode, 0);
  const auto before = documents();
  std::string altered = before.at("000001.odt");
  altered[altered.size() / 2] ^= 1;
  folder_.write("d/000001.odt", altered);
  folder_.write("d/000002.odt", "");
  fs::remove(folder_ / "d/000003.odt");
  const Ran ran = batch(records(4));
  EXPECT_TRUE(holds(ran.out, "3 documenti fatti, 1 già pronti")) << ran.out;
  EXPECT_EQ(documents(), before);
}

TEST_F(Batch, SignedDocumentsStayWhateverTheirLineSays) {
  ASSERT_EQ(batch(records(3)).exitCode, 0);
  const std::string signedBytes = "%PDF-1.7 /ByteRange [0 10 20 30]";
  for (const char* name : {"d/000002.odt", "d/000003.odt"}) folder_.write(name, signedBytes);
  const Ran ran = batch(record("Rossi1") + "\n" + record("Bianchi") + "\n");  // the second changed, the third gone
  EXPECT_EQ(ran.exitCode, 3);
  EXPECT_EQ(documents().at("000002.odt"), signedBytes);
  EXPECT_EQ(documents().at("000003.odt"), signedBytes);
  ASSERT_EQ(errors().size(), 1u);
  EXPECT_TRUE(holds(errors()[0]["messaggio"], "è già firmato"));
  EXPECT_EQ(batch(records(3)).exitCode, 3) << "and again";
  EXPECT_EQ(documents().at("000002.odt"), signedBytes);
}

TEST_F(Batch, ChangedTemplateMakesEverythingAnew) {
  ASSERT_EQ(batch(records(2)).exitCode, 0);
  home_.write("templates/prova/completa.fodt",
              flatDocument("<text:p>{{ente}} {{persona.cognome}}</text:p>"));
  EXPECT_TRUE(holds(batch(records(2)).out, "2 documenti fatti")) << "template";
  EXPECT_TRUE(holds(batch(records(2), {"--date", "2026-01-02"}).out, "2 documenti fatti"))
      << "date";
  EXPECT_TRUE(holds(batch(records(2), {"--layout", "ridotta"}).out, "2 documenti fatti"))
      << "layout";
}

TEST_F(Batch, DocumentsOfLinesGoneOrNoLongerValidAreRemoved) {
  ASSERT_EQ(batch(records(5)).exitCode, 0);
  folder_.write("d/000009.odt", "somebody else's");
  const Ran ran = batch(record("Rossi1") + "\n" + badRecord() + "\n\n" + record("Rossi4") + "\n");
  EXPECT_EQ(ran.exitCode, 3);
  EXPECT_EQ(documentNames(), (Names{"000001.odt", "000004.odt", "000009.odt"}));
  EXPECT_EQ(batch(records(5)).exitCode, 0);
  EXPECT_FALSE(folder_.has("d/errors.ndjson")) << "errors that are mended are not told any more";
}

TEST_F(Batch, DocumentsWithoutADateKeepTheDayTheyWereMade) {
  const std::string undated =
      R"({"tipo_documento":"prova","ente":"A","persona":{"cognome":"Rossi"}})";
  ASSERT_EQ(batch(undated + "\n").exitCode, 0);
  std::string manifest = folder_.read("d/manifest-odt.ndjson");
  const auto place = manifest.find("\"data\":\"");
  ASSERT_NE(place, std::string::npos) << manifest;
  manifest.replace(place, 18, "\"data\":\"2026-01-02");
  folder_.write("d/manifest-odt.ndjson", manifest);
  EXPECT_TRUE(holds(batch(undated + "\n").out, "1 già pronti")) << "another day makes nothing anew";
  fs::remove(folder_ / "d/000001.odt");
  ASSERT_EQ(batch(undated + "\n").exitCode, 0);
  ASSERT_EQ(
      stesura({"generate", "prova", "-", "-o", "x.odt", "--date", "2026-01-02"}, undated).exitCode,
      0);
  EXPECT_EQ(folder_.read("d/000001.odt"), folder_.read("x.odt"));
}

TEST_F(Batch, BothFormatsShareAFolder) {
  ASSERT_EQ(batch(records(1)).exitCode, 0);
  const Ran ran =
      stesura({"batch", "prova", "-", "--to", "pdf", "--out", folder_ / "d"}, records(1));
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  EXPECT_EQ(documentNames(), (Names{"000001.odt", "000001.pdf"}));
  EXPECT_EQ(folder_.read("d/000001.pdf").substr(0, 5), "%PDF-");
}

TEST_F(Batch, ManifestFromElsewhereCannotReachOutsideTheFolder) {
  folder_.write("precious.odt", "precious");
  folder_.write(
      "d/manifest-odt.ndjson",
      "{\"stesura\":\"batch\",\"tipo\":\"prova\"}\n"
      "{\"riga\":1,\"file\":\"../precious.odt\",\"impronta\":\"x\",\"sha256\":\"y\",\"byte\":8}\n"
      "not JSON\n[1,2]\n{\"riga\":-4}\n{\"riga\":2,\"file\":{}}\n{\"riga\":");
  EXPECT_EQ(batch("").exitCode, 0);
  EXPECT_EQ(folder_.read("precious.odt"), "precious");
  EXPECT_EQ(batch(records(2)).exitCode, 0);
  EXPECT_EQ(documents().size(), 2u);
}

TEST_F(Batch, FolderOfAnotherKindIsNotOverwritten) {
  ASSERT_EQ(batch(records(1)).exitCode, 0);
  std::string manifest = folder_.read("d/manifest-odt.ndjson");
  manifest.replace(manifest.find("\"tipo\":\"prova\""), 14, "\"tipo\":\"altra\"");
  folder_.write("d/manifest-odt.ndjson", manifest);
  const auto before = documents();
  EXPECT_EQ(batch(records(3)).exitCode, 2);
  EXPECT_EQ(documents(), before);
}

TEST_F(Batch, BrokenTemplateStopsItWithCodeFour) {
  home_.write("templates/prova/completa.fodt",
              flatDocument("<text:p>{{persona.nessuno}}</text:p>"));
  EXPECT_EQ(batch(records(3)).exitCode, 4);
  EXPECT_TRUE(documents().empty());
  expectNoLeftovers();
}

TEST_F(Batch, UnknownKindLayoutOrFileMakesNoFolder) {
  EXPECT_EQ(stesura({"batch", "prva", "-", "--to", "odt", "--out", "e"}, "").exitCode, 2);
  EXPECT_EQ(
      stesura({"batch", "prova", "-", "--layout", "x", "--to", "odt", "--out", "e"}, "").exitCode,
      2);
  EXPECT_EQ(stesura({"batch", "prova", "nofile", "--to", "odt", "--out", "e"}).exitCode, 2);
  EXPECT_FALSE(folder_.has("e"));
}

TEST_F(Batch, SecondInTheSameFolderIsRefused) {
  fs::create_directories(folder_ / "d");
  const std::string lock = folder_ / "d/.stesura.lock";
  const int held = open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  ASSERT_EQ(flock(held, LOCK_EX), 0);
  const Ran refused = batch(records(1));
  EXPECT_EQ(refused.exitCode, 6);
  EXPECT_TRUE(holds(refused.err, "Un altro batch")) << refused.err;
  close(held);
  EXPECT_EQ(batch(records(1)).exitCode, 0);
}

TEST_F(Batch, FullDiskStopsItWithCodeSixAndNothingHalfWritten) {
  Start start = with(order("-"));
  start.input = records(40);
  start.fileSizeLimit = 600;  // smaller than a document, larger than nothing
  const Ran ran = run(start);
  EXPECT_EQ(ran.exitCode, 6) << ran.out;
  EXPECT_TRUE(documents().empty());
  EXPECT_TRUE(holds(ran.err, "supera la misura")) << ran.err;
  ASSERT_EQ(batch(records(40)).exitCode, 0);
  EXPECT_EQ(documents().size(), 40u);
  expectNoLeftovers();
}

// The manifest's journal outgrows the limit first, in the middle of the batch.
TEST_F(Batch, FullDiskInTheMiddleKeepsWhatIsDone) {
  ASSERT_EQ(batch(records(1)).exitCode, 0);
  const std::size_t documentBytes = folder_.read("d/000001.odt").size();
  Start start = with(order("-", {"--jobs", "2"}));
  start.input = records(400);
  start.fileSizeLimit = documentBytes + 20000;
  EXPECT_EQ(run(start).exitCode, 6);
  const auto made = documents();
  EXPECT_GT(made.size(), 1u);
  EXPECT_LT(made.size(), 400u);
  ASSERT_EQ(batch(records(400)).exitCode, 0);
  for (const auto& [name, bytes] : made) EXPECT_EQ(documents().at(name), bytes) << name;
  expectNoLeftovers();
}

TEST_F(Batch, KilledAtAnyPointThenStartedAgainEndsLikeOneCleanRun) {
  const std::string lines =
      folder_.write("lines.ndjson", records(300) + badRecord() + "\n" + records(20));
  ASSERT_EQ(stesura({"batch", "prova", lines, "--to", "odt", "--out", folder_ / "clean"}).exitCode,
            3);
  const auto clean = documents("clean");
  ASSERT_EQ(clean.size(), 320u);
  for (const int milliseconds : {15, 60, 120, 200, 350}) {
    Running running(with(order(lines)));
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    running.signal(SIGKILL);
    running.wait();
    if (!folder_.has("d")) continue;
    for (const auto& [name, bytes] : documents()) EXPECT_EQ(bytes, clean.at(name)) << name;
  }
  const Ran ran = stesura(order(lines));
  EXPECT_EQ(ran.exitCode, 3) << ran.err;
  EXPECT_EQ(documents(), clean);
  EXPECT_EQ(folder_.read("d/errors.ndjson"), folder_.read("clean/errors.ndjson"));
  EXPECT_EQ(folder_.read("d/manifest-odt.ndjson"), folder_.read("clean/manifest-odt.ndjson"));
  expectNoLeftovers();
}

TEST_F(Batch, InterruptedEndsInOrderAndResumes) {
  const std::string lines = folder_.write("lines.ndjson", records(3000));
  Running running(with(order(lines)));
  for (int tries = 0; tries < 12000 && !folder_.has("d/000005.odt"); ++tries) {  // a minute
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  running.signal(SIGINT);
  const Ran ran = running.wait();
  EXPECT_EQ(ran.exitCode, 130) << ran.err;
  const std::size_t made = documents().size();
  EXPECT_GT(made, 4u);
  EXPECT_LT(made, 3000u);
  expectNoLeftovers();
  const Ran rest = stesura(order(lines));
  EXPECT_EQ(rest.exitCode, 0) << rest.err;
  EXPECT_TRUE(holds(rest.out, std::to_string(made) + " già pronti")) << rest.out << made;
}

TEST_F(Batch, NumberOfThreadsChangesNothing) {
  ASSERT_EQ(batch(records(50) + badRecord() + "\n", {"--jobs", "1"}).exitCode, 3);
  const auto one = documents();
  const std::string manifest = folder_.read("d/manifest-odt.ndjson");
  fs::remove_all(folder_ / "d");
  ASSERT_EQ(batch(records(50) + badRecord() + "\n", {"--jobs", "7"}).exitCode, 3);
  EXPECT_EQ(documents(), one);
  EXPECT_EQ(folder_.read("d/manifest-odt.ndjson"), manifest);
}

}  // namespace
}  // namespace stesura::testing
