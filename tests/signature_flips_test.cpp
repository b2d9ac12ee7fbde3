// Another bit anywhere in a signed file: whatever it hits, nobody is told that the file is valid.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <random>

#include "generator/pdf/history.h"
#include "generator/signature/signed_file.h"
#include "generator/signature/verification.h"
#include "tests/attack_verification.h"
#include "tests/pdf_update.h"

namespace stesura {
namespace {

using testing::attackGround;

Outcome outcomeOf(std::string_view bytes) { return testing::verified(bytes).outcome; }

struct Part {
  std::size_t begin = 0, end = 0;
  bool holds(std::size_t at) const { return at >= begin && at < end; }
};

// The places of the last message, which nothing signs but itself.
struct LastMessage {
  Part contents{};  // with its brackets
  // What nobody signs: certificates of authorities that are carried along, of which whoever trusts them
  // has his own, and what only announces the rest (versions, digestAlgorithms: RFC 5652, 5.1, 5.3).
  std::vector<Part> unsignedParts{};
  // By which issuer and number the signer's certificate is found: not signed itself, it finds that very
  // certificate, whose hash is signed, or none. Names are compared without regard to case (RFC 5280, 7.1).
  Part signerName{};

  explicit LastMessage(const std::string& pdf) {
    const PdfHistory history = PdfHistory::read(pdf);
    const PlacedSignature last = signaturesOf(history).back();
    contents = {last.gapBegin, last.gapEnd};
    for (const X509Pointer& one : attackGround().second.chain) {
      const std::string digits = testing::hexOf(derOf(one.get()));
      const auto isSame = [](char a, char b) { return std::tolower(a) == std::tolower(b); };
      const auto at = std::search(pdf.begin() + static_cast<std::ptrdiff_t>(contents.begin), pdf.end(),
                                  digits.begin(), digits.end(), isSame);
      if (at == pdf.end()) continue;
      const auto begin = static_cast<std::size_t>(at - pdf.begin());
      unsignedParts.push_back({begin, begin + digits.size()});
    }
    std::string message = pdf.substr(0, contents.end);
    std::transform(message.begin(), message.end(), message.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    const std::size_t version = message.find("02010131", contents.begin);
    unsignedParts.push_back({version, message.find("300b06092a864886f70d010701", version)});
    const std::size_t signer = message.rfind("02010130");
    unsignedParts.push_back({signer, signer + 6});
    const std::size_t sequence = signer + 6;
    signerName = {sequence, sequence + 4 + 2 * std::stoul(message.substr(sequence + 2, 2), nullptr, 16)};
  }

  // Another way of writing the same digit says the same.
  bool saysTheSame(std::size_t at, char before, char after) const {
    return contents.holds(at) && std::isxdigit(static_cast<unsigned char>(after)) &&
           std::tolower(before) == std::tolower(after);
  }
  // The letter of the signer's issuer at this digit, written large instead of small or the other way round.
  bool changesOnlyCase(std::size_t at, const std::string& before, char after) const {
    if (!signerName.holds(at)) return false;
    const std::size_t pair = at - (at - signerName.begin) % 2;
    std::string changed = before.substr(pair, 2);
    const int letter = std::stoi(changed, nullptr, 16);
    changed[at - pair] = after;
    return std::isxdigit(static_cast<unsigned char>(after)) && std::isalpha(letter) &&
           (letter ^ 0x20) == std::stoi(changed, nullptr, 16);
  }
  bool isUnsigned(std::size_t at) const {
    return std::any_of(unsignedParts.begin(), unsignedParts.end(),
                       [at](const Part& part) { return part.holds(at); });
  }
};

void flip(const LastMessage& last, std::size_t at, int bit) {
  const std::string& sound = attackGround().twice;
  std::string bytes = sound;
  bytes[at] = static_cast<char>(bytes[at] ^ (1 << bit));
  if (last.isUnsigned(at) || last.saysTheSame(at, sound[at], bytes[at]) ||
      last.changesOnlyCase(at, sound, bytes[at]))
    return;
  const Outcome outcome = outcomeOf(bytes);
  EXPECT_TRUE(outcome == Outcome::broken || outcome == Outcome::notVerified)
      << outcomeName(outcome) << " at " << at << " of " << sound.size() << ", in the message "
      << (at - last.contents.begin) << ", bit " << bit;
}

void flipWithin(Part part, int times, unsigned seed) {
  const LastMessage last(attackGround().twice);
  std::mt19937 random(seed);
  std::uniform_int_distribution<std::size_t> place(part.begin, part.end - 1);
  std::uniform_int_distribution<int> bit(0, 7);
  for (int i = 0; i < times; ++i) {
    const std::size_t at = place(random);
    flip(last, at, bit(random));
  }
}

TEST(FlippedBits, BreakAFileWhereverTheyAre) { flipWithin({0, attackGround().twice.size()}, 1000, 7); }

// Every digit of the message. Its lower four bits make another digit of it, or none; the upper ones none.
class FlippedBitOfEveryDigit : public ::testing::TestWithParam<int> {};

TEST_P(FlippedBitOfEveryDigit, BreaksTheLastMessage) {
  const std::string& sound = attackGround().twice;
  const LastMessage last(sound);
  const std::size_t end = sound.find_last_not_of('0', last.contents.end - 2);
  for (std::size_t at = last.contents.begin; at <= end; ++at) flip(last, at, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Bits, FlippedBitOfEveryDigit, ::testing::Range(0, 4));

}  // namespace
}  // namespace stesura
