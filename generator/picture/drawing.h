// A finished vector picture: SVG text and its size.
#pragma once

#include <string>

namespace stesura {

struct Drawing {
  std::string svg;    // UTF-8, with the size in points; nothing that runs or is fetched
  double width = 0;   // points
  double height = 0;  // points
};

}  // namespace stesura
