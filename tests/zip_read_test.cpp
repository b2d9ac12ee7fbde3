#include "generator/odf/zip_read.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "tests/package_fixture.h"

namespace stesura {
namespace {

using namespace stesura::testing;

RawPart mimetype() { return {"mimetype", std::string(kTextType)}; }

std::string zipRefusal(std::vector<RawPart> parts, const PackageBounds& bounds = {}) {
  parts.insert(parts.begin(), {"content.xml", contentXml("<text:p>Ciao</text:p>"), true});
  parts.insert(parts.begin(), mimetype());
  const std::string bytes = rawZip(parts);
  const Stopwatch watch;
  const std::string told = refusal(bytes, bounds);
  EXPECT_LT(watch.seconds(), kSecond);
  return told;
}

#define EXPECT_TOLD(told, words) \
  EXPECT_NE(std::string(told).find(words), std::string::npos) << "told: " << told

TEST(ZipRead, ReadsAnOrdinaryArchive) { EXPECT_EQ(zipRefusal({}), ""); }

TEST(ZipRead, RefusesABombWithHonestHeaders) {
  EXPECT_TOLD(zipRefusal({{"Pictures/a.png", std::string(50u << 20, '\0'), true}}), "bomba ZIP");
}

TEST(ZipRead, RefusesABombWhoseHeadersDeclareTenBytes) {
  RawPart part{"Pictures/a.png", std::string(100u << 20, '\0'), true};
  part.declaredSize = 10;
  EXPECT_TOLD(zipRefusal({part}), "dichiara una dimensione che non è la sua");
}

TEST(ZipRead, RefusesAPartThatDeclaresMoreThanItHolds) {
  RawPart part{"Pictures/a.png", "breve, breve, breve, breve", true};
  part.declaredSize = 4000;
  EXPECT_TOLD(zipRefusal({part}), "dichiara una dimensione che non è la sua");
  part.deflate = false;
  EXPECT_TOLD(zipRefusal({part}), "dichiara una dimensione che non è la sua");
}

TEST(ZipRead, RefusesAPartOverTheBound) {
  PackageBounds bounds;
  bounds.maxEntryBytes = 1u << 20;
  std::string noise(2u << 20, '\0');
  std::mt19937 random(7);
  for (char& c : noise) c = static_cast<char>(random());
  EXPECT_TOLD(zipRefusal({{"Pictures/a.png", noise}}, bounds),
              "troppo grande: il limite è di 1 MiB");
}

TEST(ZipRead, RefusesATotalOverTheBound) {
  PackageBounds bounds;
  bounds.maxTotalBytes = 2u << 20;
  std::vector<RawPart> parts;
  for (int i = 0; i < 3; ++i) parts.push_back({std::to_string(i), std::string(900'000, 'x'), true});
  EXPECT_TOLD(zipRefusal(parts, bounds), "2 MiB in tutto");
}

TEST(ZipRead, RefusesTooManyParts) {
  std::vector<RawPart> parts;
  for (int i = 0; i < 2001; ++i) parts.push_back({std::to_string(i), "x"});
  EXPECT_TOLD(zipRefusal(parts), "il limite è 2000");
}

TEST(ZipRead, RefusesPartsThatShareTheSameBytes) {
  const std::vector<RawPart> first{mimetype(), {"a", std::string(5000, 'x')}};
  const auto offset = static_cast<std::int64_t>(rawZip({mimetype()}).find("PK\1\2"));
  for (const std::string other : {"a2", "b"}) {
    std::vector<RawPart> parts = first;
    parts.push_back({other, std::string(5000, 'x')});
    parts.back().offset = offset;
    parts.push_back({"content.xml", contentXml("")});
    EXPECT_TOLD(refusal(rawZip(parts)), "ZIP") << other;
  }
}

// As David Fifield's bombs: each part's data take in the next one's header.
TEST(ZipRead, RefusesOverlappingParts) {
  std::string inner = rawZip({{"b", std::string(300, 'x')}});
  inner.resize(inner.find("PK\1\2"));
  std::string bytes = rawZip({{"a", inner}});
  const std::size_t at = bytes.find("PK\1\2");
  std::string directory = bytes.substr(at, bytes.find("PK\5\6") - at);
  const std::string second = rawZip({{"b", std::string(300, 'x')}});
  std::string entry = second.substr(second.find("PK\1\2"), 47);
  std::string place;
  putNumber(place, 31, 4);
  entry.replace(42, 4, place);
  directory += entry;
  bytes.resize(at);
  bytes += directory + std::string("PK\5\6\0\0\0\0", 8);
  putNumber(bytes, 2, 2);
  putNumber(bytes, 2, 2);
  putNumber(bytes, directory.size(), 4);
  putNumber(bytes, at, 4);
  putNumber(bytes, 0, 2);
  EXPECT_TOLD(refusal(bytes), "parti sovrapposte");
}

TEST(ZipRead, RefusesDangerousNames) {
  for (const std::string name :
       {"../evil.xml", "Pictures/../../evil", "/etc/passwd", "Pictures\\evil.png", "C:/evil",
        "C:evil", "Pictures//a.png", "./a", "Pictures/a\nb.png", "Pictures/\x7F.png", "..",
        "Pictures/.."}) {
    EXPECT_TOLD(zipRefusal({{name, "x"}}), "nome non ammesso") << name;
  }
  EXPECT_TOLD(zipRefusal({{std::string("Pictures/\xFF.png"), "x"}}), "UTF-8");
  EXPECT_TOLD(zipRefusal({{std::string(2000, 'a'), "x"}}), "troppo lungo");
}

TEST(ZipRead, RefusesDuplicateNames) {
  EXPECT_TOLD(zipRefusal({{"a.png", "x"}, {"a.png", "y"}}), "due volte la parte «a.png»");
  EXPECT_TOLD(zipRefusal({{"Content.XML", "x"}}), "due volte la parte «Content.XML»");
  EXPECT_TOLD(zipRefusal({{"Pictures/è.png", "x"}, {"Pictures/È.png", "y"}}), "due volte");
}

TEST(ZipRead, RefusesEncryptedPartsAndUnknownMethods) {
  RawPart part{"Pictures/a.png", "x"};
  part.flags = 1;
  EXPECT_TOLD(zipRefusal({part}), "cifrata");
  part.flags = 0;
  for (const int method : {6, 9, 12, 14, 93, 95}) {
    part.method = method;
    EXPECT_TOLD(zipRefusal({part}), "metodo che OpenDocument non prevede") << method;
  }
}

TEST(ZipRead, RefusesAWrongChecksum) {
  RawPart part{"Pictures/a.png", "contenuto", true};
  part.crc = 1;
  EXPECT_TOLD(zipRefusal({part}), "somma di controllo");
}

TEST(ZipRead, RefusesAPartThatBearsAnotherNameWhereItLies) {
  RawPart part{"Pictures/a.png", "x"};
  part.localName = "Basic/macro.xm";
  EXPECT_TOLD(zipRefusal({part}), "non è coerente");
}

TEST(ZipRead, ToleratesFolders) { EXPECT_EQ(zipRefusal({{"Configurations2/menubar/", ""}}), ""); }

// No byte changed or cut may crash it, hang it or let anything but Error out.
TEST(ZipRead, SurvivesBrokenBytes) {
  const std::string whole =
      rawZip({mimetype(), {"content.xml", contentXml("<text:p>Ciao</text:p>"), true}});
  for (std::size_t size = 0; size < whole.size(); size += 3) {
    EXPECT_NE(refusal(whole.substr(0, size)), "") << size;
  }
  std::mt19937 random(20260101);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes = whole;
    for (int change = 0; change < 1 + round % 4; ++change) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    refusal(bytes);
  }
}

}  // namespace
}  // namespace stesura
