// A picture that comes with the data: cleaned of all but what the page shows.
#pragma once

#include <string>
#include <string_view>

namespace stesura {

struct DataPicture {
  std::string bytes;
  std::string mediaType;
  std::string suffix;
  double width = 0, height = 0;  // of any unit; only their proportion counts
};

// A PNG, JPEG or SVG file, told by its bytes. What is raster is encoded anew (picture/raster.h). An
// SVG passes the gate's check and loses comments, metadata and what drawing programs keep for
// themselves; raster pictures inside it are encoded anew. Returns "" or an Italian clause.
std::string readDataPicture(std::string_view bytes, DataPicture& picture);

}  // namespace stesura
