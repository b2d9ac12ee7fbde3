#include "service/store/key_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "generator/error.h"
#include "tests/data_folder.h"

namespace stesura {
namespace {

std::string contentOf(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void put(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file) << text;
  ::chmod(file.c_str(), 0600);
}

TEST(MasterKeys, LieInAFileOfTheOwnerAlone) {
  const DataFolder folder;
  const auto file = folder.path() / "chiave";
  const MasterKeys made = MasterKeys::create(file);
  struct ::stat status {};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_EQ(std::string_view(MasterKeys::fromFile(file).keys.at(1)), std::string_view(made.keys.at(1)));
  EXPECT_THROW(MasterKeys::create(file), Error);
  for (const mode_t mode : {0640, 0604, 0660, 0620}) {
    ::chmod(file.c_str(), mode);
    EXPECT_THROW(MasterKeys::fromFile(file), Error) << mode;
  }
  ::chmod(file.c_str(), 0400);
  EXPECT_NO_THROW(MasterKeys::fromFile(file));
}

TEST(MasterKeys, RefuseWhatIsNoKeyFile) {
  const DataFolder folder;
  const auto file = folder.path() / "chiave";
  const std::string hex(64, 'a');
  EXPECT_THROW(MasterKeys::fromFile(file), Error);
  EXPECT_THROW(MasterKeys::fromFile(folder.path()), Error);
  ::mkfifo((folder.path() / "tubo").c_str(), 0600);
  EXPECT_THROW(MasterKeys::fromFile(folder.path() / "tubo"), Error);
  for (const std::string& text : {std::string(), std::string("x"), hex, std::string("2 "), std::string("1")}) {
    put(file, text);
    EXPECT_THROW(MasterKeys::fromFile(file), Error) << text;
  }
  for (const std::string& text : {"0 " + hex, "-1 " + hex, "1 " + hex + "a", "1 " + hex.substr(1), "1 " + hex + "\n2 ",
                                  "1 " + hex + "\n1 " + hex, "1 " + hex + "\nx", "1  " + hex, "1 " + std::string(64, 'A')}) {
    put(file, text);
    EXPECT_THROW(MasterKeys::fromFile(file), Error) << text;
  }
  put(file, "1 " + hex);
  EXPECT_EQ(MasterKeys::fromFile(file).keys.size(), 1u);
}

TEST(MasterKeys, AreReplacedAsAWhole) {
  const DataFolder folder;
  const auto file = folder.path() / "chiave";
  put(folder.path() / "chiave.nuova", "di un tentativo interrotto");
  const MasterKeys two = withNewKey(MasterKeys::create(file));
  EXPECT_EQ(two.keys.size(), 2u);
  EXPECT_EQ(MasterKeys::fromFile(file).keys.size(), 2u);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "chiave.nuova"));
  EXPECT_THROW(withoutKey(two, 2), Error);
  EXPECT_THROW(withoutKey(two, 7), Error);
  withoutKey(two, 1);
  EXPECT_TRUE(MasterKeys::fromFile(file).keys.contains(2));
  EXPECT_EQ(MasterKeys::fromFile(file).keys.size(), 1u);
}

TEST(KeyFile, LiesBesideTheDataUnlessToldOtherwise) {
  ::unsetenv("STESURA_CHIAVE");
  EXPECT_EQ(keyFileOf("dati", ""), "dati.chiave");
  EXPECT_EQ(keyFileOf("dati/", ""), "dati.chiave");
  EXPECT_EQ(keyFileOf("dati", "altra"), "altra");
  ::setenv("STESURA_CHIAVE", "detta", 1);
  EXPECT_EQ(keyFileOf("dati", ""), "detta");
  EXPECT_EQ(keyFileOf("dati", "altra"), "altra");
  ::unsetenv("STESURA_CHIAVE");
}

TEST(RecoverySheet, TypedInGivesTheSameFile) {
  const DataFolder folder;
  const MasterKeys keys = withNewKey(withNewKey(MasterKeys::create(folder.path() / "chiave")));
  const std::string sheet = recoverySheet(keys);
  fromRecoverySheet(sheet, folder.path() / "rifatta");
  EXPECT_EQ(contentOf(folder.path() / "rifatta"), contentOf(folder.path() / "chiave"));
  EXPECT_THROW(fromRecoverySheet(sheet, folder.path() / "rifatta"), Error) << "a key file that is there stays";
  // As people type: capitals, the letter O, no blanks or other ones.
  std::string typed = sheet;
  for (char& c : typed) c = static_cast<char>(c == '0' ? 'o' : std::toupper(static_cast<unsigned char>(c)));
  std::string lines;
  std::istringstream text(sheet);
  for (std::string line; std::getline(text, line);) {
    const auto start = line.find_first_not_of(' ');
    if (start == std::string::npos || !std::isdigit(static_cast<unsigned char>(line[start])) || line[start + 1] != '.') continue;
    std::string copy = line.substr(start);
    for (std::size_t at = 3; at < copy.size(); ++at) copy[at] = static_cast<char>(copy[at] == '0' ? 'O' : std::toupper(static_cast<unsigned char>(copy[at])));
    lines += copy + "\r\n";
  }
  fromRecoverySheet(lines, folder.path() / "ribattuta");
  EXPECT_EQ(contentOf(folder.path() / "ribattuta"), contentOf(folder.path() / "chiave"));
}

TEST(RecoverySheet, NamesEveryLineThatWasMistyped) {
  const DataFolder folder;
  const std::string sheet = recoverySheet(MasterKeys::create(folder.path() / "chiave"));
  const std::size_t second = sheet.find("  1.2  ") + 7;
  int found = 0;
  for (std::size_t at = second; at < second + 25; ++at) {
    if (sheet[at] == ' ') continue;
    std::string typed = sheet;
    typed[at] = typed[at] == '7' ? '8' : '7';
    try {
      fromRecoverySheet(typed, folder.path() / "rifatta");
      ADD_FAILURE() << at;
    } catch (const Error& error) {
      ASSERT_EQ(error.problems().size(), 1u);
      EXPECT_NE(error.problems()[0].message.find("1.2"), std::string::npos);
      ++found;
    }
  }
  EXPECT_EQ(found, 20);
  std::string swapped = sheet;  // two groups of one line
  for (std::size_t at = 0; at < 4; ++at) std::swap(swapped[second + at], swapped[second + 5 + at]);
  EXPECT_THROW(fromRecoverySheet(swapped, folder.path() / "rifatta"), Error);
  std::string without = sheet;
  without.erase(second - 7, 33);
  EXPECT_THROW(fromRecoverySheet(without, folder.path() / "rifatta"), Error);
  EXPECT_THROW(fromRecoverySheet("", folder.path() / "rifatta"), Error);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "rifatta"));
}

}  // namespace
}  // namespace stesura
