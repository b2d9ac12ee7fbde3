// What the store owes when the process is killed, the disk fills up, or the files are not its own.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "service/refusal.h"
#include "service/store/store.h"
#include "tests/data_folder.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;

// The writer, with its standard output in a file.
pid_t start(const std::vector<std::string>& words, const fs::path& output, rlim_t mostFileBytes = RLIM_INFINITY) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t process = ::fork();
  if (process != 0) return process;
  const int out = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(out, STDOUT_FILENO);
  const ::rlimit limit{mostFileBytes, mostFileBytes};
  if (mostFileBytes != RLIM_INFINITY) {
    ::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

int ended(pid_t process) {
  int status = 0;
  ::waitpid(process, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::int64_t lastTold(const fs::path& output) {
  std::ifstream lines(output);
  std::int64_t last = 0;
  for (std::int64_t number = 0; lines >> number;) last = number;
  return last;
}

// Room for rows, for their log, and for something that is taken away again: a log that grew while
// the disk was full needs as much room once more in the database.
constexpr int kSmallDisk = 14 << 20;

class StoreFaults : public ::testing::Test {
 protected:
  StoreFaults() : data_(folder_.path() / "dati"), key_(folder_.path() / "chiave"), told_(folder_.path() / "dette") {}
  std::vector<std::string> writer(int rows, int bytes) const {
    return {STESURA_BINARY_DIR "/store_writer", data_.string(), key_.string(), std::to_string(rows), std::to_string(bytes)};
  }
  // Every row that was told is there, the file is in order, the chain holds, and it goes on working.
  void expectNothingLost() {
    Store store({data_, key_}, Opening::existing);
    EXPECT_TRUE(store.database().intact());
    store.database().read([&](Transaction& t) {
      const auto row = t.one("SELECT COUNT(*), COALESCE(MAX(numero), 0) FROM prova");
      EXPECT_GE(row->integer(0), lastTold(told_));
      EXPECT_EQ(row->integer(0), row->integer(1)) << "a row in between is missing";
      const AuditFinding finding = verifyAudit(t);
      EXPECT_EQ(finding.flaw, AuditFlaw::none);
      EXPECT_EQ(finding.rows, row->integer(0));
    });
  }

  DataFolder folder_;
  fs::path data_, key_, told_;
};

TEST_F(StoreFaults, KeepsWhatWasCommittedWhenKilledTwentyTimes) {
  ASSERT_EQ(ended(start(writer(5, 100), told_)), 0);
  for (int round = 0; round < 20; ++round) {
    const pid_t process = start(writer(1000000, 3000), told_);
    ::usleep(static_cast<useconds_t>(60000 + round * 17000));
    ::kill(process, SIGKILL);
    EXPECT_EQ(ended(process), 128 + SIGKILL);
    expectNothingLost();
  }
  EXPECT_GT(lastTold(told_), 20);
}

TEST_F(StoreFaults, AnswersThatTheDiskIsFullAndRecovers) {
  ASSERT_EQ(ended(start(writer(5, 100), told_)), 0);
  EXPECT_EQ(ended(start(writer(100000, 20000), told_, 3u << 20)), 3);
  expectNothingLost();
  EXPECT_EQ(ended(start(writer(20, 20000), told_)), 0);
  expectNothingLost();
}

// A small file system that is really full: data and key in a sandbox of its own.
TEST_F(StoreFaults, LosesNothingOnAFileSystemThatIsFull) {
  const std::string script =
      "W=$1; D=/piccolo/dati; K=/piccolo/chiave; set -e; "
      "$W $D $K 5 100 > /piccolo/dette; "
      "set +e; $W $D $K 100000 20000 >> /piccolo/dette; full=$?; "
      "$W $D $K 10 20000 >> /piccolo/dette; again=$?; "
      "told=$(tail -n 1 /piccolo/dette); "
      "rm /piccolo/zavorra; "  // there is room again
      "$W $D $K 20 20000 > /dev/null; recovered=$?; "
      "cp -r /piccolo/. \"$2\"; echo \"$full $again $recovered\" > \"$2/esiti\"; echo $told > \"$2/dette\"";
  const fs::path out = folder_.path() / "uscita";
  fs::create_directory(out);
  const std::vector<std::string> words = {
      "bwrap", "--bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--size", std::to_string(kSmallDisk), "--tmpfs", "/mnt", "--size",
      std::to_string(kSmallDisk), "--tmpfs", "/piccolo", "--", "/bin/sh", "-c",
      "head -c 6000000 /dev/zero > /piccolo/zavorra; " + script, "sh", STESURA_BINARY_DIR "/store_writer", out.string()};
  ASSERT_EQ(ended(start(words, folder_.path() / "bwrap")), 0);
  std::string outcomes;
  std::getline(std::ifstream(out / "esiti"), outcomes);
  EXPECT_EQ(outcomes, "3 3 0");
  data_ = out / "dati";
  key_ = out / "chiave";
  told_ = out / "dette";
  EXPECT_GT(lastTold(told_), 20);
  expectNothingLost();
}

TEST_F(StoreFaults, SaysWhatIsWrongWithFilesThatAreNotItsOwn) {
  ASSERT_EQ(ended(start(writer(5, 100), told_)), 0);
  {
    std::fstream file(data_ / "stesura.db", std::ios::in | std::ios::out | std::ios::binary);
    file << std::string(200, 'x');
  }
  try {
    Store store({data_, key_}, Opening::existing);
    ADD_FAILURE() << "garbage was opened";
  } catch (const Error& error) {
    EXPECT_NE(error.sentence().find("non è integro"), std::string::npos) << error.sentence();
  }
  fs::remove_all(data_);
  fs::create_directory(data_);
  fs::create_directory(data_ / "stesura.db");
  EXPECT_THROW(Store({data_, key_}), Error);
}

TEST_F(StoreFaults, FindsPagesThatWereOverwritten) {
  ASSERT_EQ(ended(start(writer(50, 3000), told_)), 0);
  { Store store({data_, key_}, Opening::existing); store.database().checkpoint(); }
  {
    std::fstream file(data_ / "stesura.db", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(fs::file_size(data_ / "stesura.db") / 2));
    file << std::string(20000, '\x07');
  }
  bool found = false;
  try {
    Store store({data_, key_}, Opening::existing);
    found = !store.database().intact();
  } catch (const Error&) {
    found = true;
  }
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace stesura
