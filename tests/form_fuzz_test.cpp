// Forms broken at random: each gives an Error or a description, within a second.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>

#include "tests/form_file.h"
#include "tests/fuzz/form_fuzz.h"
#include "tests/fuzz/form_mutation.h"

namespace stesura {
namespace {

using Clock = std::chrono::steady_clock;

std::vector<std::string> corpus() {
  std::vector<std::filesystem::path> names;
  const auto folder = std::filesystem::path(STESURA_SOURCE_DIR) / "tests/fixtures/forms/corpus";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  std::vector<std::string> files;
  for (const auto& name : names) files.push_back(testing::formFixture("corpus/" + name.string()));
  return files;
}

double secondsOf(const std::string& file) {
  const auto start = Clock::now();
  testing::fuzzForm(reinterpret_cast<const std::uint8_t*>(file.data()), file.size());
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// STESURA_FUZZ_RUNS, or so many.
std::size_t runsOr(std::size_t ordinary) {
  const char* said = std::getenv("STESURA_FUZZ_RUNS");
  return said ? static_cast<std::size_t>(std::stoull(said)) : ordinary;
}

std::uint32_t seed() {
  const char* said = std::getenv("STESURA_FUZZ_SEED");
  return said ? static_cast<std::uint32_t>(std::stoul(said)) : 20261122;
}

void breakAtRandom(std::size_t runs) {
  testing::FormMutation mutation(corpus(), seed());
  double slowest = 0;
  const auto start = Clock::now();
  for (std::size_t run = 0; run < runs; ++run) {
    const std::string file = mutation.next();
    try {
      const double seconds = secondsOf(file);
      slowest = std::max(slowest, seconds);
      // Another program may hold the processor: only what is slow twice is slow.
      if (seconds > 1) {
        ASSERT_LT(secondsOf(file), 1) << "run " << run;
      }
    } catch (const std::exception& escaped) {
      FAIL() << "run " << run << ": " << escaped.what();
    }
  }
  const double all = std::chrono::duration<double>(Clock::now() - start).count();
  std::cout << runs << " runs, " << static_cast<std::size_t>(static_cast<double>(runs) / all) << " a second, slowest "
            << slowest * 1000 << " ms\n";
}

TEST(FormFuzz, ReplaysItsCorpus) {
  const std::vector<std::string> files = corpus();
  ASSERT_GE(files.size(), 10u);
  for (const std::string& file : files) {
    EXPECT_LE(file.size(), 3u << 10);
    EXPECT_LT(secondsOf(file), 1);
  }
}

TEST(FormFuzz, SurvivesFormsBrokenAtRandom) { breakAtRandom(runsOr(2000)); }

}  // namespace
}  // namespace stesura
