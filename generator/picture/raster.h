// Pictures that come with the data: decoded and encoded anew, so that nothing but pixels is left.
#pragma once

#include <string>
#include <string_view>

namespace stesura {

constexpr std::size_t kMostPictureBytes = 25u << 20;

struct RasterPicture {
  std::string bytes;
  std::string mediaType;           // "image/png", "image/jpeg"
  std::string suffix;              // ".png", ".jpg"
  unsigned width = 0, height = 0;  // pixels
};

// A PNG or JPEG file: without Exif (whose orientation is applied), texts, colour profile (the
// pixels become sRGB) and trailers; sides over 3600 pixels are halved, thirded, … until they are
// not. Returns "" or an Italian clause: damaged, over 25 MB or 50 million pixels, another format.
std::string readRaster(std::string_view bytes, RasterPicture& picture);

// Strict base64 (RFC 4648, padded), line breaks allowed. False if it is none.
bool readBase64(std::string_view text, std::string& bytes);

}  // namespace stesura
