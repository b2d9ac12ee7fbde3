#include "generator/picture/raster.h"

#include <array>
#include <cstdint>

#include "generator/picture/pixels.h"

namespace stesura {
namespace {

constexpr std::array<std::int8_t, 256> base64Values() {
  std::array<std::int8_t, 256> values{};
  for (auto& value : values) value = -1;
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t at = 0; at < kLetters.size(); ++at)
    values[static_cast<unsigned char>(kLetters[at])] = static_cast<std::int8_t>(at);
  return values;
}

}  // namespace

std::string readRaster(std::string_view bytes, RasterPicture& picture) {
  if (bytes.size() > kMostPictureBytes) return "supera i 25 MB";
  const bool png = bytes.starts_with("\x89PNG\r\n\x1A\n");
  if (!png && !bytes.starts_with("\xFF\xD8\xFF")) return "non è un'immagine PNG, JPEG o SVG";
  Pixels pixels;
  std::string wrong = png ? readPng(bytes, pixels) : readJpeg(bytes, pixels);
  if (!wrong.empty()) return wrong;
  makeSrgb(pixels);
  shrink(pixels);
  makeUpright(pixels);
  picture.width = pixels.width;
  picture.height = pixels.height;
  picture.mediaType = png ? "image/png" : "image/jpeg";
  picture.suffix = png ? ".png" : ".jpg";
  return png ? writePng(pixels, picture.bytes) : writeJpeg(pixels, picture.bytes);
}

bool readBase64(std::string_view text, std::string& bytes) {
  static constexpr auto kValues = base64Values();
  bytes.clear();
  bytes.reserve(text.size() / 4 * 3 + 3);
  std::uint32_t group = 0;
  int letters = 0, padding = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\r') continue;
    const int value = kValues[static_cast<unsigned char>(c)];
    if (c == '=') {
      ++padding;
    } else if (value < 0 || padding > 0) {
      return false;
    }
    group = group << 6 | static_cast<std::uint32_t>(value < 0 ? 0 : value);
    if (++letters % 4 != 0) continue;
    if (padding > 2) return false;
    bytes += static_cast<char>(group >> 16);
    if (padding < 2) bytes += static_cast<char>(group >> 8);
    if (padding < 1) bytes += static_cast<char>(group);
    group = 0;
  }
  return letters % 4 == 0 && letters > 0;
}

}  // namespace stesura
