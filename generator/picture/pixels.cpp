#include "generator/picture/pixels.h"

#include <lcms2.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <type_traits>

namespace stesura {
namespace {

struct CloseProfile {
  void operator()(cmsHPROFILE profile) const { cmsCloseProfile(profile); }
};
using Profile = std::unique_ptr<std::remove_pointer_t<cmsHPROFILE>, CloseProfile>;

// What a printer would put on paper without knowing its inks.
void mixInks(Pixels& pixels) {
  const std::size_t count = std::size_t{pixels.width} * pixels.height;
  for (std::size_t at = 0; at < count; ++at) {
    const unsigned char* in = &pixels.bytes[at * 4];
    const unsigned white = 255u - in[3];
    const unsigned char mixed[3] = {static_cast<unsigned char>((255u - in[0]) * white / 255),
                                    static_cast<unsigned char>((255u - in[1]) * white / 255),
                                    static_cast<unsigned char>((255u - in[2]) * white / 255)};
    std::memcpy(&pixels.bytes[at * 3], mixed, 3);  // never ahead of what is still to be read
  }
}

void dropFourth(Pixels& pixels) {
  pixels.channels = 3;
  pixels.inks = false;
  pixels.bytes.resize(std::size_t{pixels.width} * pixels.height * 3);
}

// False if the profile is none that fits the pixels; then they are taken for sRGB.
bool applyProfile(Pixels& pixels) {
  if (pixels.profile.empty() || pixels.channels < 3) return false;
  const Profile from(cmsOpenProfileFromMem(pixels.profile.data(),
                                           static_cast<cmsUInt32Number>(pixels.profile.size())));
  const Profile to(cmsCreate_sRGBProfile());
  if (!from || !to) return false;
  const auto wanted = pixels.inks ? cmsSigCmykData : cmsSigRgbData;
  if (cmsGetColorSpace(from.get()) != wanted) return false;
  const cmsUInt32Number in = pixels.inks            ? TYPE_CMYK_8
                             : pixels.channels == 4 ? TYPE_RGBA_8
                                                    : TYPE_RGB_8;
  const cmsUInt32Number out = pixels.channels == 4 && !pixels.inks ? TYPE_RGBA_8 : TYPE_RGB_8;
  const cmsHTRANSFORM transform = cmsCreateTransform(
      from.get(), in, to.get(), out, INTENT_PERCEPTUAL, cmsFLAGS_NOCACHE | cmsFLAGS_COPY_ALPHA);
  if (transform == nullptr) return false;
  std::vector<unsigned char> row(pixels.rowBytes());
  const std::size_t outBytes = std::size_t{pixels.width} * (pixels.inks ? 3 : pixels.channels);
  for (std::size_t y = 0; y < pixels.height; ++y) {
    std::memcpy(row.data(), &pixels.bytes[y * pixels.rowBytes()], row.size());
    cmsDoTransform(transform, row.data(), &pixels.bytes[y * outBytes], pixels.width);
  }
  cmsDeleteTransform(transform);
  return true;
}

// Where the pixel that comes to (x, y) stood before, by Exif's orientation.
struct Place {
  unsigned x, y;
};
Place sourceOf(const Pixels& from, unsigned x, unsigned y) {
  const unsigned right = from.width - 1, bottom = from.height - 1;
  switch (from.orientation) {
    case 2:
      return {right - x, y};
    case 3:
      return {right - x, bottom - y};
    case 4:
      return {x, bottom - y};
    case 5:
      return {y, x};
    case 6:
      return {y, bottom - x};
    case 7:
      return {right - y, bottom - x};
    case 8:
      return {right - y, x};
    default:
      return {x, y};
  }
}

}  // namespace

void makeSrgb(Pixels& pixels) {
  const bool applied = applyProfile(pixels);
  if (pixels.inks) {
    if (!applied) mixInks(pixels);
    dropFourth(pixels);
  }
  pixels.profile.clear();
}

void makeUpright(Pixels& pixels) {
  if (pixels.orientation <= 1 || pixels.orientation > 8) return;
  Pixels turned;
  const bool swapped = pixels.orientation >= 5;
  turned.width = swapped ? pixels.height : pixels.width;
  turned.height = swapped ? pixels.width : pixels.height;
  turned.channels = pixels.channels;
  turned.bytes.resize(pixels.bytes.size());
  unsigned char* out = turned.bytes.data();
  for (unsigned y = 0; y < turned.height; ++y) {
    for (unsigned x = 0; x < turned.width; ++x, out += turned.channels) {
      const Place place = sourceOf(pixels, x, y);
      std::memcpy(
          out, &pixels.bytes[place.y * pixels.rowBytes() + place.x * std::size_t{pixels.channels}],
          pixels.channels);
    }
  }
  pixels = std::move(turned);
}

// Means of whole blocks; a colour counts as much as it is opaque.
void shrink(Pixels& pixels) {
  const unsigned longest = std::max(pixels.width, pixels.height);
  const unsigned factor = (longest + kLongestSide - 1) / kLongestSide;
  if (factor <= 1) return;
  Pixels small;
  small.width = std::max(1u, pixels.width / factor);
  small.height = std::max(1u, pixels.height / factor);
  small.channels = pixels.channels;
  small.orientation = pixels.orientation;
  small.bytes.resize(small.rowBytes() * small.height);
  const unsigned colours = pixels.channels % 2 == 0 ? pixels.channels - 1 : pixels.channels;
  const bool opacity = colours != pixels.channels;
  unsigned char* out = small.bytes.data();
  for (unsigned y = 0; y < small.height; ++y) {
    for (unsigned x = 0; x < small.width; ++x, out += pixels.channels) {
      std::uint64_t sums[3] = {0, 0, 0}, weights = 0, count = 0;
      for (unsigned dy = 0; dy < factor && y * factor + dy < pixels.height; ++dy) {
        for (unsigned dx = 0; dx < factor && x * factor + dx < pixels.width; ++dx) {
          const unsigned char* in = &pixels.bytes[(y * factor + dy) * pixels.rowBytes() +
                                                  (x * factor + dx) * std::size_t{pixels.channels}];
          const unsigned weight = opacity ? in[colours] : 255;
          for (unsigned c = 0; c < colours; ++c) sums[c] += std::uint64_t{in[c]} * weight;
          weights += weight;
          ++count;
        }
      }
      for (unsigned c = 0; c < colours; ++c)
        out[c] = static_cast<unsigned char>(weights == 0 ? 0 : (sums[c] + weights / 2) / weights);
      if (opacity)
        out[colours] = static_cast<unsigned char>(weights / std::max<std::uint64_t>(count, 1));
    }
  }
  pixels = std::move(small);
}

int exifOrientation(const unsigned char* tiff, std::size_t size) {
  if (size < 8) return 1;
  const bool little = tiff[0] == 'I';
  const auto two = [&](std::size_t at) -> std::size_t {
    if (at + 2 > size) return 0;
    return little ? tiff[at] | tiff[at + 1] << 8 : tiff[at] << 8 | tiff[at + 1];
  };
  const auto four = [&](std::size_t at) -> std::size_t {
    return little ? two(at) | two(at + 2) << 16 : two(at) << 16 | two(at + 2);
  };
  if (two(2) != 42) return 1;
  const std::size_t directory = four(4);
  const std::size_t entries = two(directory);
  for (std::size_t at = 0; at < entries; ++at) {
    const std::size_t entry = directory + 2 + at * 12;
    if (entry + 12 > size) return 1;
    if (two(entry) != 0x0112) continue;
    const std::size_t value = two(entry + 8);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

}  // namespace stesura
