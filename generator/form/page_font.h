// A font of a page as reading needs it: what its codes mean and how far each moves on.
#pragma once

#include <array>
#include <cstdint>
#include <qpdf/QPDFObjectHandle.hh>
#include <string>
#include <vector>

#include "generator/form/to_unicode.h"

namespace stesura {

struct ReadGlyph {
  const std::string* text;  // UTF-8, borrowed from the font; U+FFFD where nothing says what it means
  double advance;           // em
  bool wordSpace;           // the single byte 32, which Tw widens (9.3.3)
};

// Immutable after construction; throws nothing for what the file holds.
class PageFont {
 public:
  explicit PageFont(QPDFObjectHandle dictionary);

  // Appends one entry a code.
  void decode(const std::string& codes, std::vector<ReadGlyph>& glyphs) const;
  const std::string& name() const { return name_; }  // /BaseFont without the subset prefix
  double ascent() const { return ascent_; }           // em
  double descent() const { return descent_; }         // em, below 0

 private:
  struct WidthRange {
    std::uint32_t first, last;
    double width;  // em
  };
  void readSimple(QPDFObjectHandle dictionary);
  void readEncoding(QPDFObjectHandle dictionary, bool symbolic);
  void readComposite(QPDFObjectHandle dictionary);
  void readCidWidths(QPDFObjectHandle list);
  void readDescriptor(QPDFObjectHandle descriptor);
  double widthOfCid(std::uint32_t cid) const;

  std::string name_{};
  double ascent_ = 0.95, descent_ = -0.35;
  bool composite_ = false;
  std::size_t codeLength_ = 1;
  ToUnicode toUnicode_{};
  std::array<std::string, 256> texts_{};  // of simple fonts
  std::array<double, 256> widths_{};      // of simple fonts, em
  std::vector<WidthRange> cidWidths_{};   // sorted by `first`
  double cidDefault_ = 1;
};

}  // namespace stesura
