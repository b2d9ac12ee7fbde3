#include "generator/odf/gate_picture.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <optional>

#include "generator/error.h"
#include "generator/odf/gate_svg.h"

namespace stesura {
namespace {

constexpr std::uint64_t kMostPixels =
    100'000'000;  // 400 MB unfolded, already more than a page can use

struct Size {
  std::uint64_t width;
  std::uint64_t height;
};

std::uint32_t byteAt(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

std::optional<Size> pngSize(std::string_view bytes) {
  if (bytes.size() < 33 || bytes.substr(12, 4) != "IHDR") return std::nullopt;
  const auto number = [&](std::size_t at) {
    return std::uint64_t{byteAt(bytes, at)} << 24 | byteAt(bytes, at + 1) << 16 |
           byteAt(bytes, at + 2) << 8 | byteAt(bytes, at + 3);
  };
  return Size{number(16), number(20)};
}

std::optional<Size> gifSize(std::string_view bytes) {
  if (bytes.size() < 13) return std::nullopt;
  return Size{byteAt(bytes, 6) | byteAt(bytes, 7) << 8, byteAt(bytes, 8) | byteAt(bytes, 9) << 8};
}

// The size stands in the first start-of-frame segment (ITU-T T.81, B.2.2).
std::optional<Size> jpegSize(std::string_view bytes) {
  std::size_t at = 2;
  while (at + 9 < bytes.size()) {
    if (byteAt(bytes, at) != 0xFF) return std::nullopt;
    const std::uint32_t marker = byteAt(bytes, at + 1);
    if (marker == 0xFF) {
      ++at;
      continue;
    }
    const bool bare = marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
    const bool frame =
        marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame) {
      return Size{byteAt(bytes, at + 7) << 8 | byteAt(bytes, at + 8),
                  byteAt(bytes, at + 5) << 8 | byteAt(bytes, at + 6)};
    }
    if (marker == 0xDA || marker == 0xD9) return std::nullopt;
    at += bare ? 2 : 2 + (byteAt(bytes, at + 2) << 8 | byteAt(bytes, at + 3));
  }
  return std::nullopt;
}

std::string rasterFault(std::optional<Size> size) {
  if (!size || size->width == 0 || size->height == 0) return "è danneggiata";
  if (size->width * size->height > kMostPixels) return "supera i 100 milioni di pixel";
  return {};
}

bool looksLikeSvg(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const bool wide = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
  const auto first = bytes.find_first_not_of(" \t\r\n");
  return wide || (first != bytes.npos && bytes[first] == '<');
}

}  // namespace

PictureKind pictureKind(std::string_view bytes) {
  const auto starts = [&](std::string_view mark) { return bytes.starts_with(mark); };
  if (starts("\x89PNG\r\n\x1A\n")) return PictureKind::png;
  if (starts("\xFF\xD8\xFF")) return PictureKind::jpeg;
  if (starts("GIF87a") || starts("GIF89a")) return PictureKind::gif;
  if (starts("\xD7\xCD\xC6\x9A") || starts(std::string_view("\x01\x00\x09\x00", 4)))
    return PictureKind::wmf;
  if (bytes.size() > 44 && bytes.substr(40, 4) == " EMF") return PictureKind::emf;
  if (starts("VCLMTF")) return PictureKind::svm;
  if (starts("BM")) return PictureKind::bmp;
  if (starts(std::string_view("II*\0", 4)) || starts(std::string_view("MM\0*", 4)))
    return PictureKind::tiff;
  if (starts("RIFF") && bytes.size() > 12 && bytes.substr(8, 4) == "WEBP") return PictureKind::webp;
  if (starts("%PDF")) return PictureKind::pdf;
  if (starts("%!PS") || starts("\xC5\xD0\xD3\xC6")) return PictureKind::postscript;
  return looksLikeSvg(bytes) ? PictureKind::svg : PictureKind::unknown;
}

std::string pictureSuffix(PictureKind kind) {
  switch (kind) {
    case PictureKind::png:
      return ".png";
    case PictureKind::jpeg:
      return ".jpg";
    case PictureKind::gif:
      return ".gif";
    case PictureKind::svg:
      return ".svg";
    default:
      return ".bin";
  }
}

std::string pictureMediaType(PictureKind kind) {
  switch (kind) {
    case PictureKind::png:
      return "image/png";
    case PictureKind::jpeg:
      return "image/jpeg";
    case PictureKind::gif:
      return "image/gif";
    case PictureKind::svg:
      return "image/svg+xml";
    default:
      return "";
  }
}

std::string pictureFault(std::string& bytes) {
  switch (pictureKind(bytes)) {
    case PictureKind::png:
      return rasterFault(pngSize(bytes));
    case PictureKind::jpeg:
      return rasterFault(jpegSize(bytes));
    case PictureKind::gif:
      return rasterFault(gifSize(bytes));
    case PictureKind::svg:
      return svgFault(bytes);
    case PictureKind::wmf:
      return "è in formato WMF";
    case PictureKind::emf:
      return "è in formato EMF";
    case PictureKind::svm:
      return "è in un formato interno di OpenOffice (SVM)";
    case PictureKind::bmp:
      return "è in formato BMP";
    case PictureKind::tiff:
      return "è in formato TIFF";
    case PictureKind::webp:
      return "è in formato WebP";
    case PictureKind::pdf:
      return "è un PDF";
    case PictureKind::postscript:
      return "è in formato PostScript";
    case PictureKind::unknown:
      break;
  }
  return bytes.empty() ? "è vuota" : "è in un formato sconosciuto";
}

}  // namespace stesura
