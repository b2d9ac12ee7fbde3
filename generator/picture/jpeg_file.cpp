// JPEG by libjpeg-turbo. Its errors jump: between setjmp and the jump no object may need a
// destructor.

#include <csetjmp>
#include <cstdio>
#include <cstdlib>

#include <jerror.h>
#include <jpeglib.h>

#include <algorithm>
#include <cstring>

#include "generator/picture/pixels.h"

namespace stesura {
namespace {

constexpr int kQuality = 90;
constexpr int kMostScans = 300;  // a real progressive file has about ten; each costs a whole pass

struct Jumping {
  jpeg_error_mgr manager;  // first: libjpeg hands back its address
  std::jmp_buf target;
  bool cut = false;  // the file ended too early
};

[[noreturn]] void fail(j_common_ptr common) {
  std::longjmp(reinterpret_cast<Jumping*>(common->err)->target, 1);
}
void note(j_common_ptr common, int level) {
  if (level >= 0) return;
  const int code = common->err->msg_code;
  if (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER)
    reinterpret_cast<Jumping*>(common->err)->cut = true;
}
void keepSilent(j_common_ptr) {}

void countScans(j_common_ptr common) {
  if (!common->is_decompressor) return;
  if (reinterpret_cast<j_decompress_ptr>(common)->input_scan_number > kMostScans) fail(common);
}

void setUp(Jumping& errors) {
  jpeg_std_error(&errors.manager);
  errors.manager.error_exit = fail;
  errors.manager.emit_message = note;
  errors.manager.output_message = keepSilent;
}

class JpegReader {
 public:
  JpegReader() {
    setUp(errors_);
    jpeg_.err = &errors_.manager;
  }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;
  ~JpegReader() { jpeg_destroy_decompress(&jpeg_); }

  std::string read(std::string_view bytes, Pixels& pixels) {
    if (!readHeader(bytes)) return damaged();
    if (std::uint64_t{jpeg_.image_width} * jpeg_.image_height > kMostPixels)
      return "supera i 50 milioni di pixel";
    readMarkers(pixels);
    if (!start()) return damaged();
    pixels.width = jpeg_.output_width;
    pixels.height = jpeg_.output_height;
    pixels.channels = static_cast<unsigned>(jpeg_.output_components);
    pixels.inks = jpeg_.out_color_space == JCS_CMYK;
    pixels.bytes.resize(pixels.rowBytes() * pixels.height);
    if (!readRows(pixels) || errors_.cut) return damaged();
    // Adobe writes inks as the light that they let through.
    if (pixels.inks && jpeg_.saw_Adobe_marker)
      for (unsigned char& ink : pixels.bytes) ink = static_cast<unsigned char>(255 - ink);
    return "";
  }

 private:
  static std::string damaged() { return "è un file JPEG danneggiato"; }

  bool readHeader(std::string_view bytes) {
    if (setjmp(errors_.target) != 0) return false;
    jpeg_create_decompress(&jpeg_);
    progress_.progress_monitor = countScans;
    jpeg_.progress = &progress_;
    jpeg_mem_src(&jpeg_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    jpeg_save_markers(&jpeg_, JPEG_APP0 + 1, 0xFFFF);
    jpeg_save_markers(&jpeg_, JPEG_APP0 + 2, 0xFFFF);
    return jpeg_read_header(&jpeg_, TRUE) == JPEG_HEADER_OK;
  }

  void readMarkers(Pixels& pixels) {
    JOCTET* profile = nullptr;
    unsigned length = 0;
    if (jpeg_read_icc_profile(&jpeg_, &profile, &length)) {
      pixels.profile.assign(reinterpret_cast<const char*>(profile), length);
      std::free(profile);
    }
    for (auto marker = jpeg_.marker_list; marker != nullptr; marker = marker->next) {
      const bool exif = marker->marker == JPEG_APP0 + 1 && marker->data_length > 6 &&
                        std::memcmp(marker->data, "Exif\0", 6) == 0;
      if (exif) pixels.orientation = exifOrientation(marker->data + 6, marker->data_length - 6);
    }
  }

  bool start() {
    if (setjmp(errors_.target) != 0) return false;
    const unsigned longest = std::max(jpeg_.image_width, jpeg_.image_height);
    jpeg_.scale_num = 1;
    while (jpeg_.scale_denom < 8 && longest > kLongestSide * jpeg_.scale_denom)
      jpeg_.scale_denom *= 2;
    const bool inks = jpeg_.jpeg_color_space == JCS_CMYK || jpeg_.jpeg_color_space == JCS_YCCK;
    const bool grey = jpeg_.jpeg_color_space == JCS_GRAYSCALE;
    jpeg_.out_color_space = inks ? JCS_CMYK : grey ? JCS_GRAYSCALE : JCS_RGB;
    return jpeg_start_decompress(&jpeg_) != FALSE;
  }

  bool readRows(Pixels& pixels) {
    if (setjmp(errors_.target) != 0) return false;
    while (jpeg_.output_scanline < jpeg_.output_height) {
      JSAMPROW row = &pixels.bytes[jpeg_.output_scanline * pixels.rowBytes()];
      jpeg_read_scanlines(&jpeg_, &row, 1);
    }
    jpeg_finish_decompress(&jpeg_);
    return true;
  }

  Jumping errors_{};
  jpeg_decompress_struct jpeg_{};
  jpeg_progress_mgr progress_{};
};

class JpegWriter {
 public:
  JpegWriter() {
    setUp(errors_);
    jpeg_.err = &errors_.manager;
  }
  JpegWriter(const JpegWriter&) = delete;
  JpegWriter& operator=(const JpegWriter&) = delete;
  ~JpegWriter() {
    jpeg_destroy_compress(&jpeg_);
    std::free(out_);
  }

  bool write(const Pixels& pixels) {
    if (setjmp(errors_.target) != 0) return false;
    jpeg_create_compress(&jpeg_);
    jpeg_mem_dest(&jpeg_, &out_, &size_);
    jpeg_.image_width = pixels.width;
    jpeg_.image_height = pixels.height;
    jpeg_.input_components = static_cast<int>(pixels.channels);
    jpeg_.in_color_space = pixels.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&jpeg_);
    jpeg_set_quality(&jpeg_, kQuality, TRUE);
    jpeg_start_compress(&jpeg_, TRUE);
    while (jpeg_.next_scanline < jpeg_.image_height) {
      JSAMPROW row = const_cast<JSAMPROW>(&pixels.bytes[jpeg_.next_scanline * pixels.rowBytes()]);
      jpeg_write_scanlines(&jpeg_, &row, 1);
    }
    jpeg_finish_compress(&jpeg_);
    return true;
  }
  std::string_view bytes() const { return {reinterpret_cast<const char*>(out_), size_}; }

 private:
  Jumping errors_{};
  jpeg_compress_struct jpeg_{};
  unsigned char* out_ = nullptr;
  unsigned long size_ = 0;
};

}  // namespace

std::string readJpeg(std::string_view bytes, Pixels& pixels) {
  return JpegReader().read(bytes, pixels);
}

std::string writeJpeg(const Pixels& pixels, std::string& bytes) {
  JpegWriter writer;
  if (!writer.write(pixels)) return "non si può scrivere";
  bytes = writer.bytes();
  return "";
}

}  // namespace stesura
