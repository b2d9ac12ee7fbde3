// Signed files broken at random: each gives a report, soon, and nothing altered is called valid.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

#include "tests/fuzz/verify_fuzz.h"
#include "tests/fuzz/verify_mutation.h"
#include "tests/pdf_updates.h"
#include "tests/signing_world.h"

namespace stesura {
namespace {

const std::filesystem::path kFolder =
    std::filesystem::path(STESURA_SOURCE_DIR) / "tests/fixtures/signatures/corpus";
constexpr double kMostSeconds = 1;  // of the processor, for one small file

constexpr std::int64_t kYear = 31536000;

struct CorpusFile {
  std::string name, bytes;
};

std::vector<CorpusFile> corpus() {
  std::vector<CorpusFile> files;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    files.push_back(
        {entry.path().filename().string(), std::string(std::istreambuf_iterator<char>(file), {})});
  }
  std::sort(files.begin(), files.end(),
            [](const CorpusFile& a, const CorpusFile& b) { return a.name < b.name; });
  return files;
}

const TrustStore& trust() {
  static const TrustStore kTrust = TrustStore::readFolder(kFolder / "trust");
  return kTrust;
}

struct Verified {
  VerificationReport report{};
  double seconds = 0;
};

// `at`: messages of the corpus claim the moment when it was made, which may be later than the world's.
Verified verified(const std::string& file, std::string_view issued = {},
                  std::optional<std::int64_t> at = testing::SigningWorld::kNow) {
  const std::clock_t start = std::clock();
  Verified result;
  result.report = testing::fuzzVerify(reinterpret_cast<const std::uint8_t*>(file.data()), file.size(),
                                      {&trust(), issued, testing::SigningWorld::kNow + kYear, at});
  result.seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  return result;
}

// Good, and nothing told that was added but signatures.
bool isCalledUnchanged(const VerificationReport& report) {
  const bool isGood = report.outcome == Outcome::valid || report.outcome == Outcome::revocationUnknown;
  return isGood && std::all_of(report.modifications.begin(), report.modifications.end(),
                               [](const ModificationReport& modification) {
                                 return modification.level == "solo_firme";
                               });
}

// A number from the environment, or so many.
std::size_t numberOr(const char* variable, std::size_t ordinary) {
  const char* said = std::getenv(variable);
  return said ? static_cast<std::size_t>(std::stoull(said)) : ordinary;
}

// What broke, for whoever wants to see it: the file is written where STESURA_FUZZ_KEEP says.
void keep(const std::string& file) {
  if (const char* place = std::getenv("STESURA_FUZZ_KEEP")) std::ofstream(place, std::ios::binary) << file;
}

TEST(VerifyFuzz, ReplaysItsCorpus) {
  const std::vector<CorpusFile> files = corpus();
  ASSERT_GE(files.size(), 10u);
  for (const CorpusFile& file : files) {
    EXPECT_LE(file.bytes.size(), 32u << 10) << file.name;
    const Verified result = verified(file.bytes);
    EXPECT_LT(result.seconds, kMostSeconds) << file.name;
    EXPECT_EQ(result.report.outcome == Outcome::valid, file.name.starts_with("valid"))
        << file.name << ": " << result.report.sentence;
  }
}

TEST(VerifyFuzz, SurvivesSignedFilesBrokenAtRandom) {
  const std::vector<CorpusFile> files = corpus();
  ASSERT_FALSE(files.empty());
  std::vector<std::string> bytes;
  for (const CorpusFile& file : files) bytes.push_back(file.bytes);
  const std::size_t runs = numberOr("STESURA_FUZZ_RUNS", 1500);
  testing::VerifyMutation mutation(bytes,
                                   static_cast<std::uint32_t>(numberOr("STESURA_FUZZ_SEED", 20261122)));
  std::map<std::string, std::size_t> outcomes;
  double slowest = 0, all = 0;
  for (std::size_t run = 0; run < runs; ++run) {
    const std::string file = mutation.next();
    try {
      const std::string_view issued =
          run % 4 == 0 ? std::string_view(bytes[run / 4 % bytes.size()]) : std::string_view();
      const Verified result = run % 2 == 0 ? verified(file, issued) : verified(file, issued, std::nullopt);
      slowest = std::max(slowest, result.seconds);
      all += result.seconds;
      if (result.seconds > kMostSeconds) keep(file);
      ASSERT_LT(result.seconds, kMostSeconds) << "run " << run;
      ++outcomes[std::string(outcomeName(result.report.outcome))];
      if (!isCalledUnchanged(result.report) || !file.starts_with("%PDF-")) continue;
      const bool isSound = std::any_of(files.begin(), files.end(), [&file](const CorpusFile& sound) {
        return sound.name.starts_with("valid") && testing::isVouchedFor(file, sound.bytes);
      });
      if (!isSound) keep(file);
      ASSERT_TRUE(isSound) << "run " << run << ": an altered file is called "
                           << outcomeName(result.report.outcome);
    } catch (const std::exception& escaped) {
      keep(file);
      FAIL() << "run " << run << ": " << escaped.what();
    }
  }
  std::cout << runs << " runs, " << static_cast<std::size_t>(static_cast<double>(runs) / all)
            << " a second, slowest " << slowest * 1000 << " ms;";
  for (const auto& [outcome, count] : outcomes) std::cout << ' ' << outcome << ' ' << count;
  std::cout << '\n';
  EXPECT_GE(outcomes.size(), 3u) << "what is broken is told apart";
}

TEST(VerifyFuzz, VouchesOnlyForWhatIsTheSame) {
  const std::string sound = "%PDF-1.7 /Contents <0011> (x) <22> %%EOF\n(update)";
  EXPECT_TRUE(testing::isVouchedFor(sound, sound));
  EXPECT_TRUE(testing::isVouchedFor("%PDF-1.7 /Contents <0011> (x) <22> %%EOF\r\n ", sound));
  EXPECT_TRUE(testing::isVouchedFor("%PDF-1.7 /Contents <0a11> (x) <22> %%EOF", sound));
  EXPECT_FALSE(testing::isVouchedFor("%PDF-1.7 /Contents <0011> (y) <22> %%EOF", sound));
  EXPECT_FALSE(testing::isVouchedFor("%PDF-1.7 /Contents <0011> (x) <23> %%EOF", sound));
  EXPECT_FALSE(testing::isVouchedFor("%PDF-1.7 /Contents <00>1> (x) <22> %%EOF", sound));
  EXPECT_FALSE(testing::isVouchedFor(sound + "(more)", sound));
}

TEST(VerifyFuzz, VouchesForUpdatesThatChangeNothing) {
  const std::string sound = testing::pdfOf({"<< /Type /Catalog >>", "(due)"});
  EXPECT_TRUE(testing::isVouchedFor(testing::updated(sound, {}), sound));
  EXPECT_TRUE(testing::isVouchedFor(testing::updated(sound, {{2, "<647565>"}, {40, "(nuovo)"}}), sound));
  EXPECT_FALSE(testing::isVouchedFor(testing::updated(sound, {{2, "(altro)"}}), sound));
  EXPECT_FALSE(testing::isVouchedFor(testing::updated(sound, {{2, "(due)"}}) + "%%EOF", sound));
}

}  // namespace
}  // namespace stesura
