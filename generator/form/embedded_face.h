// What a PDF says of an embedded face: the dictionaries of a Type0 font and of the simple font that
// viewers type with.
#pragma once

#include <string>
#include <vector>

#include "generator/form/faces.h"

namespace stesura {

// Bodies of dictionaries without «<<» and «>>», and of streams; ISO 32000-1, 9.6 to 9.8.
struct EmbeddedFace {
  EmbeddedFace(const Face& face, const std::vector<char32_t>& characters, const std::string& subsetTag);

  std::string fontFile;     // TrueType
  std::string descriptor;   // but /FontFile2
  std::string cidFont;      // but /FontDescriptor
  std::string type0;        // but /DescendantFonts and /ToUnicode
  std::string toUnicode;    // a CMap
  std::string simple;       // TrueType in WinAnsiEncoding, but /FontDescriptor
};

}  // namespace stesura
