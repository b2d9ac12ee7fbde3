// Pictures from data: only pixels come through, upright, in sRGB, within bounds.

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <random>

#include "generator/picture/pixels.h"
#include "generator/picture/raster.h"

namespace stesura {
namespace {

using namespace std::string_literals;

Pixels plain(unsigned width, unsigned height, unsigned channels) {
  Pixels pixels;
  pixels.width = width;
  pixels.height = height;
  pixels.channels = channels;
  pixels.bytes.assign(pixels.rowBytes() * height, 200);
  return pixels;
}

// Left half black, right half white; the first row red in colour pictures.
Pixels halves(unsigned width, unsigned height, unsigned channels) {
  Pixels pixels = plain(width, height, channels);
  for (unsigned y = 0; y < height; ++y)
    for (unsigned x = 0; x < width; ++x)
      for (unsigned c = 0; c < channels; ++c)
        pixels.bytes[y * pixels.rowBytes() + x * channels + c] = x < width / 2 ? 0 : 255;
  return pixels;
}

std::string png(const Pixels& pixels) {
  std::string bytes;
  EXPECT_EQ(writePng(pixels, bytes), "");
  return bytes;
}
std::string jpeg(const Pixels& pixels) {
  std::string bytes;
  EXPECT_EQ(writeJpeg(pixels, bytes), "");
  return bytes;
}

RasterPicture good(const std::string& bytes) {
  RasterPicture picture;
  EXPECT_EQ(readRaster(bytes, picture), "");
  return picture;
}
std::string fault(std::string_view bytes) {
  RasterPicture picture;
  return readRaster(bytes, picture);
}

std::string bigEndian(std::uint32_t number) {
  return {static_cast<char>(number >> 24), static_cast<char>(number >> 16),
          static_cast<char>(number >> 8), static_cast<char>(number)};
}

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = ~0u;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (0xEDB88320 & (0u - (crc & 1)));
  }
  return ~crc;
}

std::string chunk(const std::string& type, const std::string& data) {
  return bigEndian(static_cast<std::uint32_t>(data.size())) + type + data +
         bigEndian(crc32(type + data));
}

// Behind IHDR.
std::string withChunk(std::string file, const std::string& type, const std::string& data) {
  return file.insert(33, chunk(type, data));
}

std::string exif(int orientation) {
  return "MM\0*\0\0\0\x08\0\x01"s + "\x01\x12\0\x03\0\0\0\x01\0"s + static_cast<char>(orientation) +
         "\0\0\0\0\0\0"s + "GPS 45.85N 9.39E Mario"s;
}

std::string withMarker(const std::string& file, unsigned char marker, const std::string& data) {
  const std::size_t length = data.size() + 2;
  return file.substr(0, 2) + '\xFF' + static_cast<char>(marker) + static_cast<char>(length >> 8) +
         static_cast<char>(length) + data + file.substr(2);
}

TEST(RasterPicture, KeepsPixelsAndNothingElse) {
  const std::string secret = "Autore: operatore di sportello, 45.85N 9.39E";
  std::string file = withChunk(png(halves(20, 10, 3)), "tEXt", "Comment\0"s + secret);
  file = withChunk(file, "eXIf", exif(1));
  const RasterPicture picture = good(file + secret);
  EXPECT_EQ(picture.width, 20u);
  EXPECT_EQ(picture.mediaType, "image/png");
  EXPECT_EQ(picture.bytes.find("45.85N"), std::string::npos);
  EXPECT_EQ(picture.bytes.find("tEXt"), std::string::npos);
  Pixels pixels;
  EXPECT_EQ(readPng(picture.bytes, pixels), "");
  EXPECT_EQ(pixels.bytes, halves(20, 10, 3).bytes);
}

TEST(RasterPicture, LosesExifCommentsAndTrailersOfJpeg) {
  std::string file = withMarker(jpeg(halves(20, 10, 3)), 0xE1, "Exif\0\0"s + exif(1));
  file = withMarker(file, 0xFE, "GPS 45.85N commento");
  const RasterPicture picture = good(file + "45.85N dopo la fine");
  EXPECT_EQ(picture.bytes.find("45.85N"), std::string::npos);
  EXPECT_EQ(picture.bytes.find("Exif"), std::string::npos);
  EXPECT_EQ(picture.mediaType, "image/jpeg");
}

TEST(RasterPicture, IsTurnedUpright) {
  // The black half comes to lie left, right, above, below as the eight values of Exif say.
  const struct {
    int orientation;
    unsigned width, height;
    bool blackFirst;
    bool byRow;
  } kCases[] = {{1, 20, 10, true, false}, {2, 20, 10, false, false}, {3, 20, 10, false, false},
                {4, 20, 10, true, false}, {5, 10, 20, true, true},   {6, 10, 20, true, true},
                {7, 10, 20, false, true}, {8, 10, 20, false, true}};
  for (const auto& wanted : kCases) {
    const RasterPicture turned =
        good(withMarker(jpeg(halves(20, 10, 1)), 0xE1, "Exif\0\0"s + exif(wanted.orientation)));
    EXPECT_EQ(turned.width, wanted.width) << wanted.orientation;
    Pixels pixels;
    ASSERT_EQ(readJpeg(turned.bytes, pixels), "");
    EXPECT_EQ(pixels.bytes.front() < 60, wanted.blackFirst) << wanted.orientation;
    const std::size_t corner =
        wanted.byRow ? pixels.width - 1 : pixels.rowBytes() * (pixels.height - 1);
    EXPECT_EQ(pixels.bytes[corner] < 60, wanted.blackFirst) << wanted.orientation;
  }
  EXPECT_EQ(good(withChunk(png(halves(20, 10, 3)), "eXIf", exif(6))).width, 10u);
}

TEST(RasterPicture, KeepsOpacityAndGreys) {
  for (const unsigned channels : {1u, 2u, 3u, 4u}) {
    Pixels pixels;
    ASSERT_EQ(readPng(good(png(halves(8, 8, channels))).bytes, pixels), "");
    EXPECT_EQ(pixels.channels, channels);
  }
}

TEST(RasterPicture, ShrinksWhatNoPageCanShow) {
  const RasterPicture picture = good(png(plain(8000, 100, 3)));
  EXPECT_EQ(picture.width, 2666u);
  EXPECT_EQ(picture.height, 33u);
  EXPECT_EQ(good(jpeg(plain(8000, 100, 3))).width, 2000u);
}

TEST(RasterPicture, RefusesBombsByTheBound) {
  // 60,000 × 60,000 pixels by the header; nothing of them is there.
  const std::string header = chunk("IHDR", bigEndian(60000) + bigEndian(60000) + "\x08\x02\0\0\0"s);
  EXPECT_EQ(fault("\x89PNG\r\n\x1A\n"s + header + chunk("IDAT", "x") + chunk("IEND", "")),
            "supera i 50 milioni di pixel");
  std::string large = jpeg(plain(16, 16, 3));
  const std::size_t frame = large.find("\xFF\xC0");
  large.replace(frame + 5, 4, "\xFF\xDC\xFF\xDC");
  EXPECT_EQ(fault(large), "supera i 50 milioni di pixel");
  EXPECT_EQ(fault("\x89PNG\r\n\x1A\n"s + std::string(kMostPictureBytes, 'x')), "supera i 25 MB");
}

TEST(RasterPicture, RefusesOtherFormats) {
  for (const char* start : {"GIF89a", "BM1234", "RIFF1234WEBP", "%PDF-1.7", "testo", ""})
    EXPECT_EQ(fault(start), "non è un'immagine PNG, JPEG o SVG") << start;
}

TEST(RasterPicture, RefusesWhatIsDamagedAtEveryPlace) {
  for (const std::string& file : {png(halves(40, 30, 3)), jpeg(halves(40, 30, 3))}) {
    for (std::size_t length = 8; length + 4 < file.size(); length += 3)
      EXPECT_NE(fault(file.substr(0, length)), "") << length;
  }
}

TEST(RasterPicture, SurvivesRandomDamage) {
  std::mt19937 random(7);
  for (const std::string& file :
       {png(halves(40, 30, 4)), jpeg(halves(40, 30, 3)),
        withMarker(jpeg(halves(9, 9, 3)), 0xE1, "Exif\0\0"s + exif(6)),
        withMarker(jpeg(halves(9, 9, 3)), 0xE2, "ICC_PROFILE\0\1\1"s + std::string(300, 'p'))}) {
    for (int round = 0; round < 500; ++round) {
      std::string damaged = file;
      for (int at = 0; at < 4; ++at)
        damaged[random() % damaged.size()] = static_cast<char>(random());
      RasterPicture picture;
      if (!readRaster(damaged, picture).empty()) continue;
      EXPECT_GT(picture.width, 0u);
    }
  }
}

TEST(RasterPicture, TwentyMegabytesAreDoneInTime) {
  std::mt19937 random(7);
  Pixels noise = plain(3400, 2100, 3);
  for (unsigned char& byte : noise.bytes) byte = static_cast<unsigned char>(random());
  const std::string file = png(noise);
  ASSERT_GT(file.size(), 20'000'000u);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(fault(file), "");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
}

TEST(Base64, ReadsWhatIsWellFormedOnly) {
  std::string bytes;
  EXPECT_TRUE(readBase64("aGVs\nbG8=", bytes));
  EXPECT_EQ(bytes, "hello");
  EXPECT_TRUE(readBase64("aGVsbA==", bytes));
  EXPECT_EQ(bytes, "hell");
  for (const char* wrong :
       {"", "aGVsbG8", "aGVs bG8=", "aGV=bG8=", "a===", "====", "à", "aGVsbG8=data"})
    EXPECT_FALSE(readBase64(wrong, bytes)) << wrong;
}

}  // namespace
}  // namespace stesura
