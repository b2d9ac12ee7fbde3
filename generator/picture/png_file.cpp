// PNG by libpng. Its errors jump: between setjmp and the jump no object may need a destructor.

#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstring>

#include "generator/picture/pixels.h"

namespace stesura {
namespace {

constexpr unsigned kMostChunks = 1000;
constexpr std::size_t kMostChunkBytes = 8u << 20;  // unpacked, of a text or a colour profile
constexpr double kScreenGamma = 2.2;
constexpr double kSrgbGamma = 0.45455;

class PngReader {
 public:
  explicit PngReader(std::string_view bytes) : rest_(bytes) {}
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }

  std::string read(Pixels& pixels) {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, fail, warn);
    if (png_ != nullptr) info_ = png_create_info_struct(png_);
    if (info_ == nullptr) return "non si può leggere";
    if (!readHeader(pixels)) return damaged();
    if (pixels.width == 0 || pixels.height == 0) return damaged();
    if (std::uint64_t{pixels.width} * pixels.height > kMostPixels)
      return "supera i 50 milioni di pixel";
    pixels.bytes.resize(pixels.rowBytes() * pixels.height);
    rows_.resize(pixels.height);
    for (unsigned y = 0; y < pixels.height; ++y) rows_[y] = &pixels.bytes[y * pixels.rowBytes()];
    return readRows(pixels) ? "" : damaged();
  }

 private:
  static std::string damaged() { return "è un file PNG danneggiato"; }
  [[noreturn]] static void fail(png_structp png, png_const_charp) { png_longjmp(png, 1); }
  static void warn(png_structp, png_const_charp) {}

  static void take(png_structp png, png_bytep out, size_t length) {
    std::string_view& rest = *static_cast<std::string_view*>(png_get_io_ptr(png));
    if (rest.size() < length) png_error(png, "short");
    std::memcpy(out, rest.data(), length);
    rest.remove_prefix(length);
  }

  bool readHeader(Pixels& pixels) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_read_fn(png_, &rest_, take);
    png_set_user_limits(png_, 1'000'000, 1'000'000);
    png_set_chunk_cache_max(png_, kMostChunks);
    png_set_chunk_malloc_max(png_, kMostChunkBytes);
    png_read_info(png_, info_);
    png_set_expand(png_);
    png_set_scale_16(png_);
    if (png_get_interlace_type(png_, info_) != PNG_INTERLACE_NONE) png_set_interlace_handling(png_);
    double gamma = 0;
    const bool described = png_get_valid(png_, info_, PNG_INFO_sRGB | PNG_INFO_iCCP) != 0;
    if (!described && png_get_gAMA(png_, info_, &gamma) != 0 && std::abs(gamma - kSrgbGamma) > 0.01)
      png_set_gamma(png_, kScreenGamma, gamma);
    readProfile(pixels);
    png_read_update_info(png_, info_);
    pixels.width = png_get_image_width(png_, info_);
    pixels.height = png_get_image_height(png_, info_);
    pixels.channels = png_get_channels(png_, info_);
    return png_get_rowbytes(png_, info_) == pixels.rowBytes();
  }

  void readProfile(Pixels& pixels) {
    png_charp name = nullptr;
    png_bytep profile = nullptr;
    png_uint_32 length = 0;
    int compression = 0;
    if (png_get_iCCP(png_, info_, &name, &compression, &profile, &length) != 0)
      pixels.profile.assign(reinterpret_cast<const char*>(profile), length);
    png_bytep exif = nullptr;
    png_uint_32 exifLength = 0;
    if (png_get_eXIf_1(png_, info_, &exifLength, &exif) != 0)
      pixels.orientation = exifOrientation(exif, exifLength);
  }

  bool readRows(Pixels&) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_read_image(png_, rows_.data());
    png_read_end(png_, nullptr);
    return true;
  }

  std::string_view rest_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  std::vector<png_bytep> rows_;
};

}  // namespace

std::string readPng(std::string_view bytes, Pixels& pixels) {
  return PngReader(bytes).read(pixels);
}

std::string writePng(const Pixels& pixels, std::string& bytes) {
  constexpr png_uint_32 kFormats[] = {PNG_FORMAT_GRAY, PNG_FORMAT_GA, PNG_FORMAT_RGB,
                                      PNG_FORMAT_RGBA};
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = pixels.width;
  image.height = pixels.height;
  image.format = kFormats[pixels.channels - 1];
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  bytes.resize(size);
  const int done =
      png_image_write_to_memory(&image, bytes.data(), &size, 0, pixels.bytes.data(), 0, nullptr);
  png_image_free(&image);
  bytes.resize(done != 0 ? size : 0);
  return done != 0 ? "" : "non si può scrivere";
}

}  // namespace stesura
