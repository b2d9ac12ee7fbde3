#include "service/jobs/zip_stream.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "tests/data_folder.h"

namespace stesura {
namespace {

// What `unzip -t` and Python's zipfile say of an archive; both must be content.
void expectReadable(const std::filesystem::path& file, int entries) {
  const std::string name = "'" + file.string() + "'";
  EXPECT_EQ(std::system(("unzip -tqq " + name + " > /dev/null").c_str()), 0);
  const std::string python =
      "python3 -c 'import sys, zipfile\n"
      "archive = zipfile.ZipFile(sys.argv[1])\n"
      "assert archive.testzip() is None\n"
      "assert len(archive.namelist()) == int(sys.argv[2]), len(archive.namelist())\n"
      "assert len(set(archive.namelist())) == int(sys.argv[2])' ";
  EXPECT_EQ(std::system((python + name + " " + std::to_string(entries)).c_str()), 0);
}

TEST(ZipStream, CountsCrcAsTheFormatDoes) {
  EXPECT_EQ(ZipStream::crc32("123456789"), 0xcbf43926u);
  EXPECT_EQ(ZipStream::crc32("6789", ZipStream::crc32("12345")), 0xcbf43926u);
  EXPECT_EQ(ZipStream::crc32(""), 0u);
}

TEST(ZipStream, WritesWhatOthersRead) {
  const DataFolder folder;
  const auto file = folder.path() / "a.zip";
  ZipStream zip;
  std::ofstream stream(file, std::ios::binary);
  stream << zip.entry("00001_3fa9c1d2.odt", std::string("a\0b", 3)) << zip.entry("vuoto", "");
  stream << zip.entry("perché.json", "{}");
  stream << zip.begin("lungo", 10, ZipStream::crc32("0123456789")) << "01234" << "56789";
  stream << zip.finish();
  stream.close();
  expectReadable(file, 4);
}

TEST(ZipStream, AnEmptyArchiveIsOneAsWell) {
  ZipStream zip;
  const std::string bytes = zip.finish();
  EXPECT_EQ(bytes.size(), 22u);
  EXPECT_TRUE(bytes.starts_with("PK\5\6"));
}

TEST(ZipStream, GoesBeyond65535Entries) {
  const DataFolder folder;
  const auto file = folder.path() / "molti.zip";
  ZipStream zip;
  std::ofstream stream(file, std::ios::binary);
  for (int number = 0; number < 70'000; ++number) stream << zip.entry("v" + std::to_string(number), "x");
  stream << zip.finish();
  stream.close();
  expectReadable(file, 70'000);
}

// The zeros are a hole of the file: it takes no room on the disk. Nobody reads so far as to check their sum.
TEST(ZipStream, GoesBeyondFourGigabytes) {
  const DataFolder folder;
  const auto file = folder.path() / "grande.zip";
  constexpr std::uint64_t kHole = (std::uint64_t{4} << 30) + 5;
  ZipStream zip;
  std::ofstream stream(file, std::ios::binary);
  stream << zip.entry("prima", "1") << zip.begin("grande", kHole, 0);
  stream.seekp(static_cast<std::streamoff>(kHole), std::ios::cur);
  stream << zip.entry("dopo", "2") << zip.finish();
  stream.close();
  const std::string python =
      "python3 -c 'import sys, zipfile\n"
      "archive = zipfile.ZipFile(sys.argv[1])\n"
      "assert archive.namelist() == [\"prima\", \"grande\", \"dopo\"]\n"
      "assert archive.getinfo(\"grande\").file_size == int(sys.argv[2])\n"
      "assert archive.read(\"dopo\") == b\"2\"\n"
      "assert archive.open(\"grande\").read(5) == bytes(5)' ";
  EXPECT_EQ(std::system((python + "'" + file.string() + "' " + std::to_string(kHole)).c_str()), 0);
  EXPECT_EQ(std::system(("unzip -l '" + file.string() + "' > /dev/null").c_str()), 0);
}

}  // namespace
}  // namespace stesura
