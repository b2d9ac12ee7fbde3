// Writes a value as a frame with a picture: one from the data, a QR code or a chart.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "generator/merge/value_writer.h"

namespace stesura {

// The frame of the template that the picture is to fill.
struct FrameBox {
  std::vector<std::pair<std::string, std::string>> attributes;  // all but name, ids and size
  double width = 0, height = 0;                                 // points
  std::string title, description;  // the author's own, for codes that tell nothing themselves
  std::string names;               // «Figura»: the names are «Figura 1», …
};

// For |immagine, |qr or |grafico.
std::shared_ptr<const ValueWriter> makePictureWriter(ValueFormat format, FrameBox box);

}  // namespace stesura
