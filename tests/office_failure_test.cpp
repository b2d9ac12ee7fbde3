// Workers that hang, die, are killed, or are too few.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <functional>
#include <future>
#include <optional>
#include <thread>

#include "generator/error.h"
#include "generator/office/office.h"
#include "tests/office_surroundings.h"
#include "tests/pdf_faults.h"

namespace stesura {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

bool isPdf(const std::string& bytes) { return bytes.starts_with("%PDF-"); }

std::string convert(Office& office, const std::string& document) {
  return office.toPdf(document, PdfProfile::pdfA2b);
}

std::optional<Error> errorOf(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& error) {
    return error;
  }
  return std::nullopt;
}

bool eventually(const std::function<bool()>& holds, seconds limit = seconds(20)) {
  const auto deadline = steady_clock::now() + limit;
  while (!holds()) {
    if (steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(milliseconds(5));
  }
  return true;
}

// Waits until `together` LibreOffices have a document on their table at once and kills these; does
// so `times` times, never twice to the same.
class Killer {
 public:
  Killer(std::size_t together, int times)
      : thread_([this, together, times] { run(together, times); }) {}
  ~Killer() { stop(); }

  std::size_t stop() {
    ending_ = true;
    if (thread_.joinable()) thread_.join();
    return killed_.size();
  }

 private:
  void run(std::size_t together, int times) {
    while (!ending_ && times > 0) {
      auto victims = busyOffices();
      std::erase_if(victims, [this](pid_t process) {
        return std::find(killed_.begin(), killed_.end(), process) != killed_.end();
      });
      if (victims.size() >= together) {
        for (const pid_t process : victims)
          if (kill(process, SIGKILL) == 0) killed_.push_back(process);
        --times;
      }
      std::this_thread::sleep_for(milliseconds(5));
    }
  }

  std::atomic<bool> ending_{false};
  std::vector<pid_t> killed_;
  std::thread thread_;
};

TEST(OfficeFailure, KillsAWorkerThatHangsAndServesTheNext) {
  auto settings = officeSettings();
  settings.timeout = seconds(5);  // a form takes a fraction, also where all cores are busy
  Office office(settings);
  office.warm();
  const auto endless = documentWithParagraphs(200'000);
  const auto start = steady_clock::now();
  const auto error = errorOf([&] { convert(office, endless); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind(), ErrorKind::conversion);
  EXPECT_NE(error->sentence().find("nel tempo concesso"), std::string::npos);
  EXPECT_LT(steady_clock::now() - start, seconds(45));  // by itself it takes longer, each time
  EXPECT_TRUE(isPdf(convert(office, formDocument())));
}

TEST(OfficeFailure, TriesAKilledJobOnAFreshWorker) {
  Office office(officeSettings());
  office.warm();
  Killer killer(1, 1);
  EXPECT_TRUE(isPdf(convert(office, documentWithParagraphs(4000))));
  EXPECT_EQ(killer.stop(), 1u);
}

TEST(OfficeFailure, BlamesAJobThatKillsTwoWorkersAndServesTheNext) {
  Office office(officeSettings());
  Killer killer(1, 2);
  const auto error = errorOf([&] { convert(office, documentWithParagraphs(4000)); });
  EXPECT_EQ(killer.stop(), 2u);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind(), ErrorKind::conversion);
  EXPECT_TRUE(isPdf(convert(office, formDocument())));
}

TEST(OfficeFailure, DoesNotBlameAJobForAWorkerThatDiedIdle) {
  Office office(officeSettings());
  convert(office, formDocument());
  for (const pid_t process : descendants("soffice.bin")) kill(process, SIGKILL);
  ASSERT_TRUE(eventually([] { return descendants("soffice.bin").empty(); }));
  EXPECT_TRUE(isPdf(convert(office, formDocument())));
}

// Twenty workers killed in mid-job, two at a time, and not one document lost.
TEST(OfficeFailure, LosesNoInnocentDocumentInTwentyKills) {
  auto settings = officeSettings();
  settings.workers = 2;
  Office office(settings);
  const auto document = documentWithParagraphs(1500);
  std::size_t kills = 0, good = 0, rounds = 0;
  for (; kills < 20 && rounds < 15; ++rounds) {
    office.warm();
    Killer killer(2, 1);
    const auto work = [&] { return static_cast<std::size_t>(isPdf(convert(office, document))); };
    auto other = std::async(std::launch::async, work);
    good += work();
    good += other.get();
    kills += killer.stop();
  }
  EXPECT_GE(kills, 20u);
  EXPECT_EQ(good, 2 * rounds);
}

TEST(OfficeFailure, RefusesWhatWriterDoesNotOpen) {
  Office office(officeSettings());
  for (const std::string& bytes :
       {std::string("PK\x03\x04 this is no archive"), std::string("<html><body>ciao</body></html>"),
        std::string(), std::string("<?xml version=\"1.0\"?><office:document")}) {
    const auto error = errorOf([&] { convert(office, bytes); });
    ASSERT_TRUE(error) << bytes;
    EXPECT_EQ(error->kind(), ErrorKind::conversion);
    EXPECT_EQ(error->sentence().find("ciao"), std::string::npos);
  }
  EXPECT_TRUE(isPdf(convert(office, formDocument())));
}

TEST(OfficeFailure, SurvivesACommentThatAbortsLibreOffice) {
  Office office(officeSettings());
  const auto commented = documentOf(
      "<text:p>Prima<office:annotation><dc:creator>Ente</dc:creator>"
      "<dc:date>2026-01-31T00:00:00</dc:date><text:p>Nota</text:p></office:annotation>dopo</"
      "text:p>");
  const auto error = errorOf([&] { EXPECT_TRUE(isPdf(convert(office, commented))); });
  EXPECT_TRUE(!error || error->kind() == ErrorKind::conversion);
  EXPECT_TRUE(isPdf(convert(office, formDocument())));
}

TEST(OfficeFailure, RecyclesByCountAndByMemory) {
  for (const bool byCount : {true, false}) {
    auto settings = officeSettings();
    (byCount ? settings.recycleAfter : settings.recycleMegabytes) = 1;
    Office office(settings);
    std::vector<pid_t> seen;
    for (int i = 0; i < 2; ++i) {
      std::atomic<bool> done{false};
      std::thread watch([&] {
        while (!done)
          for (const pid_t process : busyOffices())
            if (std::find(seen.begin(), seen.end(), process) == seen.end()) seen.push_back(process);
      });
      EXPECT_TRUE(isPdf(convert(office, formDocument())));
      done = true;
      watch.join();
    }
    EXPECT_EQ(seen.size(), 2u);
  }
}

TEST(OfficeFailure, BoundsTheQueue) {
  auto settings = officeSettings();
  settings.queue = 1;
  Office office(settings);
  office.warm();
  const auto slow = documentWithParagraphs(20'000);
  const auto tell = [&](const std::string& document) {
    return errorOf([&] { EXPECT_TRUE(isPdf(convert(office, document))); });
  };
  auto first = std::async(std::launch::async, tell, slow);
  ASSERT_TRUE(eventually([] { return !busyOffices().empty(); }));
  // Whichever of the two comes first waits; the other finds the queue full.
  auto second = std::async(std::launch::async, tell, formDocument());
  auto third = tell(formDocument());
  auto refused = second.get();
  EXPECT_FALSE(first.get());
  if (!refused) std::swap(refused, third);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->kind(), ErrorKind::surroundings);
  EXPECT_FALSE(third);
}

TEST(OfficeFailure, ServesManyThreadsWithTwoWorkers) {
  auto settings = officeSettings();
  settings.workers = 2;
  Office office(settings);
  std::atomic<int> served{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i)
    threads.emplace_back([&] {
      for (int k = 0; k < 4; ++k) served += isPdf(convert(office, formDocument()));
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(served, 24);
  EXPECT_LE(descendants("soffice.bin").size(), 3u);
}

TEST(OfficeFailure, ServesTheThreadAfterTheOneThatStartedTheWorker) {
  Office office(officeSettings());
  std::thread([&] { EXPECT_TRUE(isPdf(convert(office, formDocument()))); }).join();
  const auto before = descendants("soffice.bin");
  EXPECT_TRUE(isPdf(convert(office, formDocument())));
  EXPECT_EQ(descendants("soffice.bin"), before);
}

TEST(OfficeFailure, LeavesNoProcessBehind) {
  {
    auto settings = officeSettings();
    settings.workers = 2;
    Office office(settings);
    office.warm();
    EXPECT_EQ(descendants("soffice.bin").size(), 2u);
  }
  EXPECT_TRUE(eventually([] { return descendants().empty(); }, seconds(3)));
}

bool gone(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string line;
  return !std::getline(file, line) || line.find(") Z ") != std::string::npos;
}

TEST(OfficeFailure, LeavesNoProcessBehindWhenItIsKilled) {
  for (const Sandbox sandbox : {Sandbox::bubblewrap, Sandbox::none}) {
    int ready[2];
    ASSERT_EQ(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
      auto settings = officeSettings();
      settings.sandbox = sandbox;
      Office office(settings);
      office.warm();
      if (write(ready[1], "!", 1) == 1) pause();
      _exit(1);
    }
    char sign = 0;
    ASSERT_EQ(read(ready[0], &sign, 1), 1);
    const auto all = descendants();
    EXPECT_GE(all.size(), 3u);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    for (const pid_t process : all)
      EXPECT_TRUE(eventually([process] { return gone(process); }, seconds(3)));
    close(ready[0]);
    close(ready[1]);
  }
}

}  // namespace
}  // namespace stesura
