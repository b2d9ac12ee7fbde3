// QR codes (ISO/IEC 18004) as vector pictures.
#pragma once

#include <string>
#include <string_view>

#include "generator/picture/drawing.h"

namespace stesura {

constexpr std::size_t kMostQrBytes = 2331;  // version 40 with error correction M, byte mode

// Error correction M, a quiet zone of 4 modules; black on white, one path. Text is UTF-8. Returns
// "" or an Italian clause («è più lungo dei 2331 byte …»).
std::string drawQr(std::string_view text, Drawing& drawing);

}  // namespace stesura
