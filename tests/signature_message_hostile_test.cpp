#include <gtest/gtest.h>

#include <ctime>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/signature/message.h"
#include "tests/message_maker.h"
#include "tests/signing_world.h"

namespace stesura::testing {
namespace {

using Integrity = SignerVerdict::Integrity;
using Trailing = SignedMessage::Trailing;

constexpr std::string_view kContent = "Accordo fra enti, da firmare.";
constexpr std::string_view kDamaged = "La firma è danneggiata: la sua struttura non si può leggere.";

const SigningWorld& world() {
  static const SigningWorld world;
  return world;
}

const TestIdentity& signer() {
  static const TestIdentity identity = world().signer();
  return identity;
}

// True if some signer of the message is judged intact over the right content, false for any other end.
bool isIntact(std::string_view bytes, Trailing trailing = Trailing::refused) {
  try {
    const SignedMessage message = SignedMessage::read(bytes, trailing);
    const ContentDigest outer = [](const char* algorithm) { return rawHash(kContent, algorithm); };
    bool intact = false;
    for (std::size_t i = 0; i < message.signers(); ++i) {
      const SignerVerdict verdict =
          message.judge(i, message.hasContent() ? message.contentDigest() : outer, TrustStore());
      if (verdict.integrity == Integrity::intact) intact = true;
    }
    return intact;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    EXPECT_FALSE(error.sentence().empty());
    return false;
  }
}

// Of the processor, whatever else the machine does.
double secondsSince(std::clock_t begin) { return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC; }

std::string sentenceOfReading(std::string_view bytes) {
  const std::clock_t begin = std::clock();
  std::string sentence = "letto";
  try {
    SignedMessage::read(bytes, Trailing::zeros);
  } catch (const Error& error) {
    sentence = error.sentence();
  }
  EXPECT_LT(secondsSince(begin), 20);  // sanitizers included
  return sentence;
}

std::string repeated(std::string_view what, std::size_t times) {
  std::string all;
  all.reserve(what.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += what;
  return all;
}

std::string open(int tag) { return {static_cast<char>(tag), static_cast<char>(0x80)}; }

MessageParts usualParts() {
  return {std::string(kContent),  false, kDataOid,
          {signer().certificate}, {},    {SignerMaker(signer(), kContent).der()}};
}

TEST(HostileMessage, IsNeverIntactWhenCutShort) {
  const std::string der = signedMessage(usualParts());
  for (const std::string& whole : {der, berMessage(usualParts(), 5), base64(der, 64, "\n")}) {
    ASSERT_TRUE(isIntact(whole));
    for (std::size_t length = 0; length + 3 < whole.size(); ++length) {
      EXPECT_FALSE(isIntact(std::string_view(whole).substr(0, length))) << length;
    }
  }
}

// Where a part stands in the message; it must be there once.
struct Span {
  std::size_t begin, end;
  bool holds(std::size_t at) const { return at >= begin && at < end; }
};
Span spanOf(std::string_view whole, std::string_view part) {
  const std::size_t begin = whole.find(part);
  EXPECT_NE(begin, std::string_view::npos);
  EXPECT_EQ(whole.find(part, begin + 1), std::string_view::npos);
  return {begin, begin + part.size()};
}

TEST(HostileMessage, IsNotIntactWithAFlippedByteInWhatIsSigned) {
  for (const bool ber : {false, true}) {
    SignerMaker maker(signer(), kContent);
    const std::string signature = maker.signature();
    MessageParts parts = usualParts();
    parts.signers = {maker.written(signature)};
    const std::string whole = ber ? berMessage(parts, kContent.size()) : signedMessage(parts);
    ASSERT_TRUE(isIntact(whole));
    const std::vector<Span> spans = {spanOf(whole, kContent),
                                     spanOf(whole, maker.digestAttribute),
                                     spanOf(whole, maker.contentTypeAttribute),
                                     spanOf(whole, maker.referenceAttribute),
                                     spanOf(whole, signature),
                                     spanOf(whole, derOf(signer().certificate.get()))};
    std::size_t unimportant = 0;
    for (std::size_t at = 0; at < whole.size(); ++at) {
      for (const unsigned char bits : {0x01, 0x80}) {
        std::string changed = whole;
        changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ bits);
        if (!isIntact(changed)) continue;
        ++unimportant;
        for (const Span& span : spans) EXPECT_FALSE(span.holds(at)) << at << " ^ " << int{bits};
      }
    }
    EXPECT_LT(unimportant, 150u);  // versions and the announced digest algorithms, which nothing rests on
  }
}

TEST(HostileMessage, IsRefusedForLengthsThatLie) {
  const std::string body = signedMessage(usualParts()).substr(4);
  for (const std::string_view length :
       {std::string_view("\x84\x7f\xff\xff\xff", 5), std::string_view("\x84\xff\xff\xff\xff", 5),
        std::string_view("\x88\x7f\xff\xff\xff\xff\xff\xff\xff", 9),
        std::string_view("\x88\xff\xff\xff\xff\xff\xff\xff\xff", 9),
        std::string_view("\x89\x01\x00\x00\x00\x00\x00\x00\x00\x00", 10), std::string_view("\xff", 1),
        std::string_view("\x84", 1)}) {
    EXPECT_EQ(sentenceOfReading("0" + std::string(length) + body), kDamaged);
    EXPECT_EQ(sentenceOfReading("0" + std::string(length)), kDamaged);
    EXPECT_EQ(sentenceOfReading(open(0x30) + open(0xa0) + "\x04" + std::string(length) + body), kDamaged);
    EXPECT_EQ(sentenceOfReading(open(0x30) + open(0x24) + "\x04" + std::string(length) + body), kDamaged);
  }
}

TEST(HostileMessage, IsRefusedForBottomlessNesting) {
  const std::string tooDeep = "La firma è annidata troppo a fondo per essere esaminata.";
  EXPECT_EQ(sentenceOfReading(repeated(open(0x30), 1'000'000)), tooDeep);
  EXPECT_EQ(sentenceOfReading(open(0x30) + repeated(open(0x24), 1'000'000)), tooDeep);
  std::string nested;
  for (int i = 0; i < 2000; ++i) nested = der(0x30, nested);
  EXPECT_EQ(sentenceOfReading(nested), tooDeep);
}

TEST(HostileMessage, IsRefusedForEndlessElements) {
  const std::string tooMany = "La firma è fatta di troppi elementi per essere esaminata.";
  const std::string empty = repeated(std::string_view("\x05\x00", 2), 16'000'000);
  EXPECT_EQ(sentenceOfReading(open(0x30) + empty), tooMany);
  EXPECT_EQ(sentenceOfReading(der(0x30, empty)), tooMany);
  // Each level would be looked at again by those above it.
  std::string levels = repeated(std::string_view("\x05\x00", 2), 500'000) + open(0x30) + std::string(2, '\0');
  for (int i = 0; i < 80; ++i) levels = der(0x30, levels);
  EXPECT_EQ(sentenceOfReading(levels), tooMany);
}

TEST(HostileMessage, IsRefusedForCrowds) {
  MessageParts parts = usualParts();
  parts.signers = {repeated(std::string_view("\x30\x00", 2), 100'000)};
  EXPECT_EQ(sentenceOfReading(signedMessage(parts)),
            "Il file ha più di 200 firmatari: sono troppi per essere esaminati.");
  parts = usualParts();
  parts.certificates.assign(501, signer().certificate);
  EXPECT_EQ(sentenceOfReading(signedMessage(parts)),
            "La firma porta con sé troppi certificati o elenchi di revoca per essere esaminata.");
}

TEST(HostileMessage, IsRefusedBeyondItsSize) {
  MessageBounds bounds;
  bounds.bytes = 1000;
  const std::string bytes = signedMessage(usualParts());
  ASSERT_GT(bytes.size(), 1000u);
  for (const std::string& one : {bytes, base64(bytes, 64, "\n")}) {
    EXPECT_THROW(SignedMessage::read(one, Trailing::refused, bounds), Error);
  }
}

TEST(HostileMessage, IsRefusedWhereThePiecesOfItsContentAreOther) {
  const std::string begin = open(0x30) + derOid("1.2.840.113549.1.7.2") + open(0xa0) + open(0x30) +
                            der(0x02, "\x01") + der(0x31, "") + open(0x30) + derOid(kDataOid) + open(0xa0);
  for (const std::string& pieces :
       {open(0x24) + der(0x0c, "testo"), open(0x24) + der(0x30, ""), der(0x0c, "testo"),
        der(0x04, "a") + der(0x04, "b"), std::string("\x04\x80", 2)}) {
    EXPECT_NE(
        sentenceOfReading(begin + pieces + std::string(12, '\0') + der(0x31, "") + std::string(6, '\0')),
        "letto");
  }
}

TEST(HostileMessage, HasNothingHiddenInItsStructure) {
  const std::string signerInfo = SignerMaker(signer(), kContent).der();
  const std::string encapsulated = der(0x30, derOid(kDataOid) + der(0xa0, der(0x04, kContent)));
  const std::string certificates = der(0xa0, derOf(signer().certificate.get()));
  const auto message = [&](const std::string& behindContent, const std::string& behindSigners) {
    const std::string data = der(0x02, "\x01") + der(0x31, derAlgorithm(kSha256Oid)) + encapsulated +
                             behindContent + certificates + der(0x31, signerInfo) + behindSigners;
    return der(0x30, derOid("1.2.840.113549.1.7.2") + der(0xa0, der(0x30, data)));
  };
  EXPECT_TRUE(isIntact(message("", "")));
  EXPECT_FALSE(isIntact(message(der(0x04, "altro"), "")));
  EXPECT_FALSE(isIntact(message(encapsulated, "")));
  EXPECT_FALSE(isIntact(message("", der(0x31, signerInfo))));
  EXPECT_FALSE(isIntact(message("", der(0x04, "altro"))));
}

TEST(HostileMessage, IsJudgedQuicklyHoweverManyStampsItBears) {
  SignerMaker maker(signer(), kContent);
  const std::string signature = maker.signature();
  const std::string token = stampToken(world(), world().timeStampAuthority(), signature);
  maker.unsignedAttributes = {derAttribute("1.2.840.113549.1.9.16.2.14", repeated(token, 5000))};
  MessageParts parts = usualParts();
  parts.signers = {maker.written(signature)};
  const std::string bytes = signedMessage(parts);
  const std::clock_t begin = std::clock();
  EXPECT_TRUE(isIntact(bytes));
  EXPECT_LT(secondsSince(begin), 5);
}

}  // namespace
}  // namespace stesura::testing
