// The pixels of a picture in memory, between its old file and its new one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace stesura {

struct Pixels {
  unsigned width = 0, height = 0;
  unsigned channels = 3;  // 1 grey, 2 grey and opacity, 3 RGB, 4 RGB and opacity; see inks
  bool inks = false;      // four channels that are cyan, magenta, yellow and black
  std::vector<unsigned char> bytes;  // rows from the top, without gaps
  std::string profile;               // ICC, as the file brought it
  int orientation = 1;               // Exif, 1 to 8

  std::size_t rowBytes() const { return std::size_t{width} * channels; }
};

constexpr unsigned long long kMostPixels = 50'000'000;
constexpr unsigned kLongestSide = 3600;  // pixels: A4 at 300 an inch

// The pixels as the eye is to see them: turned upright, in sRGB, no longer than kLongestSide.
void makeUpright(Pixels& pixels);
void makeSrgb(Pixels& pixels);
void shrink(Pixels& pixels);

// Exif's orientation in the TIFF structure behind «Exif\0\0»; 1 if there is none.
int exifOrientation(const unsigned char* tiff, std::size_t size);

// Each returns "" or an Italian clause. The bytes begin as such a file does.
std::string readPng(std::string_view bytes, Pixels& pixels);
std::string readJpeg(std::string_view bytes, Pixels& pixels);
std::string writePng(const Pixels& pixels, std::string& bytes);
std::string writeJpeg(const Pixels& pixels, std::string& bytes);

}  // namespace stesura
