// What takes too long for every run (./test --long): endurance, and breaking at random what is real.

#include <gtest/gtest.h>
#include <malloc.h>
#include <unistd.h>

#include <fstream>
#include <random>
#include <thread>

#include "generator/generator.h"
#include "generator/kind.h"
#include "tests/sample_set.h"

namespace stesura {
namespace {

// Megabytes that this process alone holds.
std::size_t residentMegabytes() {
  malloc_trim(0);
  std::ifstream sizes("/proc/self/statm");
  std::size_t all = 0;
  std::size_t resident = 0;
  sizes >> all >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) >> 20;
}

std::size_t openDescriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

TEST(LongRun, MakesFiveHundredPdfsAlikeWithFlatMemory) {
  Generator generator({.home = STESURA_SOURCE_DIR, .program = STESURA_BINARY_DIR, .workers = 2});
  std::vector<testing::Sample> samples = testing::everySample();
  std::erase_if(samples, [](const testing::Sample& sample) { return !sample.layouts.empty(); });
  const auto makeAll = [&](std::vector<std::string>& digests) {
    for (const testing::Sample& sample : samples) {
      digests.push_back(generator.generate({.kind = sample.kind, .format = OutputFormat::pdf}, sample.data).sha256);
    }
  };
  std::vector<std::string> first;
  makeAll(first);
  const std::size_t memory = residentMegabytes();
  const std::size_t descriptors = openDescriptors();
  for (std::size_t made = 0; made < 500; made += 2 * samples.size()) {
    std::vector<std::string> left;
    std::vector<std::string> right;
    std::thread other([&] { makeAll(right); });
    makeAll(left);
    other.join();
    ASSERT_EQ(left, first);
    ASSERT_EQ(right, first);
  }
  EXPECT_LE(residentMegabytes(), memory + 20);
  EXPECT_LE(openDescriptors(), descriptors + 8);
}

// A few bytes changed, dropped, doubled or swapped with others of the same text.
std::string broken(std::string text, std::mt19937& random) {
  const auto below = [&random](std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random); };
  for (std::size_t change = 0, changes = 1 + below(4); change < changes; ++change) {
    const std::size_t at = below(text.size());
    const std::size_t length = std::min(text.size() - at, 1 + below(24));
    switch (below(4)) {
      case 0: text[at] = static_cast<char>(below(256)); break;
      case 1: text.erase(at, length); break;
      case 2: text.insert(below(text.size()), text.substr(at, length)); break;
      default: text.replace(at, length, text.substr(below(text.size()), length)); break;
    }
  }
  return text;
}

TEST(LongRun, SurvivesRealTemplatesBrokenAtRandom) {
  Generator generator({.home = STESURA_SOURCE_DIR, .program = STESURA_BINARY_DIR});
  std::mt19937 random(20261121);
  std::size_t refused = 0;
  std::size_t taken = 0;
  for (const KindSummary& kind : generator.kinds()) {
    const Kind whole = readKind(STESURA_SOURCE_DIR, kind.name);
    for (const Layout& layout : whole.layouts) {
      const std::string text = testing::readWhole(layout.file);
      for (int round = 0; round < 4000; ++round) {
        const LintResult result = generator.lintTemplate(broken(text, random), "prova", kind.name);
        ++(result.findings.empty() ? taken : refused);
      }
    }
  }
  EXPECT_GT(refused, 100u);
  EXPECT_GT(taken, 100u);
}

TEST(LongRun, SurvivesRealDataBrokenAtRandom) {
  Generator generator({.home = STESURA_SOURCE_DIR, .program = STESURA_BINARY_DIR});
  std::mt19937 random(20261121);
  std::size_t parsed = 0;
  for (const testing::Sample& sample : testing::everySample()) {
    if (!sample.layouts.empty()) continue;
    const std::string text = sample.data.dump();
    for (int round = 0; round < 4000; ++round) {
      try {
        const Json data = parseJson(broken(text, random));
        ++parsed;
        generator.check(sample.kind, data);
        generator.generate({.kind = sample.kind, .completion = Completion::draft}, data);
      } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::data) << error.sentence();
      }
    }
  }
  EXPECT_GT(parsed, 500u);
}

}  // namespace
}  // namespace stesura
