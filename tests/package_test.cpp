#include "generator/odf/package.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "generator/error.h"

namespace stesura {
namespace {

constexpr const char* kFlat =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document "
    "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
    "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.3\" "
    "office:mimetype=\"application/vnd.oasis.opendocument.text\"><office:body><office:text>"
    "<text:p>Ciao</text:p></office:text></office:body></office:document>";

std::string written(const Package& package) {
  std::vector<PackedEntry> packed;
  for (const PackageEntry& entry : package.entries) {
    packed.push_back(packEntry(entry.name, entry.mediaType, entry.bytes));
  }
  std::vector<const PackedEntry*> borrowed;
  for (const PackedEntry& entry : packed) borrowed.push_back(&entry);
  return writePackage(package.mediaType, borrowed);
}

TEST(Package, ReadsBackWhatItWrote) {
  Package flat = readPackage(kFlat);
  passGate(flat);
  Package again = readPackage(written(flat));
  passGate(again);
  ASSERT_NE(again.find("content.xml"), nullptr);
  EXPECT_NE(again.find("content.xml")->bytes.find("<text:p>Ciao</text:p>"), std::string::npos);
  EXPECT_EQ(again.entries.size(), flat.entries.size());
}

TEST(Package, GivesTheSameBytesForTheSameInput) {
  EXPECT_EQ(written(readPackage(kFlat)), written(readPackage(kFlat)));
}

}  // namespace
}  // namespace stesura
