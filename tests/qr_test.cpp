// QR codes: what a reader that is not ours makes of them.

#include <gtest/gtest.h>

#include <unistd.h>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <regex>

#include "generator/picture/qr.h"

namespace stesura {
namespace {

Drawing drawn(std::string_view text) {
  Drawing drawing;
  EXPECT_EQ(drawQr(text, drawing), "");
  return drawing;
}

std::string fault(std::string_view text) {
  Drawing drawing;
  return drawQr(text, drawing);
}

// Drawn by librsvg, read by ZBar.
std::string scanned(const Drawing& drawing) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("stesura-qr-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "code.svg") << drawing.svg;
  const std::string command = "cd '" + folder.string() +
                              "' && rsvg-convert -z 3 code.svg -o code.png && "
                              "zbarimg -q --raw -Sbinary code.png";
  std::string text;
  FILE* pipe = popen(command.c_str(), "r");
  std::array<char, 4096> block{};
  for (std::size_t read = 0; (read = fread(block.data(), 1, block.size(), pipe)) > 0;)
    text.append(block.data(), read);
  EXPECT_EQ(pclose(pipe), 0);
  std::filesystem::remove_all(folder);
  return text;
}

TEST(QrCode, IsReadAsWhatWasWritten) {
  for (const std::string text :
       {"3f2c8c1e-5b1f-5d5e-9a77-0d6c6d1c2b3a", "https://example.org/documenti?id=1&b=2",
        "à è ì ò ù € «virgolette»", "<script>alert('x')</script>&amp;\"", "مرحبا \u202E 😀",
        "una riga\nun'altra\ttabulata", " "})
    EXPECT_EQ(scanned(drawn(text)), text);
}

TEST(QrCode, HoldsAsMuchAsItPromises) {
  const std::string text(kMostQrBytes, 'x');
  EXPECT_EQ(scanned(drawn(text)), text);
  EXPECT_EQ(fault(text + "x"), "è più lungo di quanto un codice QR possa contenere (2331 byte)");
  EXPECT_NE(fault(std::string(10'000'000, 'x')), "");
}

TEST(QrCode, RefusesNothingAndTheNullCharacter) {
  EXPECT_NE(fault(""), "");
  EXPECT_NE(fault(std::string_view("a\0b", 3)), "");
}

TEST(QrCode, HasAQuietZoneOfFourModules) {
  const Drawing drawing = drawn("prova");
  EXPECT_EQ(drawing.width, (21 + 8) * 2);
  EXPECT_EQ(drawing.height, drawing.width);
  EXPECT_NE(drawing.svg.find(" d=\"M8 8"), drawing.svg.npos);
  static const std::regex kNumber("[ML](\\d+) (\\d+)");
  for (std::sregex_iterator at(drawing.svg.begin(), drawing.svg.end(), kNumber), end; at != end;
       ++at) {
    for (const int part : {1, 2}) {
      EXPECT_GE(std::stoi((*at)[part]), 8);
      EXPECT_LE(std::stoi((*at)[part]), 50);
    }
  }
}

TEST(QrCode, HasTheSameBytesEachTime) { EXPECT_EQ(drawn("prova").svg, drawn("prova").svg); }

TEST(QrCode, HoldsNoTextOfItsValue) {
  EXPECT_EQ(drawn("NOMECOGNOME").svg.find("NOMECOGNOME"), std::string::npos);
}

}  // namespace
}  // namespace stesura
