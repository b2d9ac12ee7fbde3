// Pictures told by their bytes, not by their names, and what a picture may hold.
#pragma once

#include <string>
#include <string_view>

namespace stesura {

enum class PictureKind {
  png,
  jpeg,
  gif,
  svg,
  wmf,
  emf,
  svm,
  bmp,
  tiff,
  webp,
  pdf,
  postscript,
  unknown
};

PictureKind pictureKind(std::string_view bytes);
std::string pictureSuffix(PictureKind kind);     // ".png"; ".bin" for what is unknown
std::string pictureMediaType(PictureKind kind);  // "image/png"; "" for what is unknown

// What is wrong with a picture, as an Italian clause («è in formato EMF»); "" if nothing is. An SVG
// with a plain DOCTYPE is written again without it, hence the reference.
std::string pictureFault(std::string& bytes);

}  // namespace stesura
