// A font as a drawing on a page uses it: what its codes say, and how far each moves on.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "generator/form/to_unicode.h"
#include "generator/pdf/history.h"

namespace stesura {

struct PaintedGlyph {
  std::string text;      // UTF-8; U+FFFD where the file does not say what the glyph means, or says two things
  double advance = 0;    // em
  bool isSpace = false;  // the single byte 32, which Tw widens (9.3.3)
};

// What a simple font shows is what its /Encoding says (9.6.6): a /ToUnicode that says otherwise makes
// the meaning unknown. Of composite fonts and of subsets without encoding only /ToUnicode tells.
class DrawnFont {
 public:
  // Throws nothing for what the file holds: what cannot be read means nothing.
  DrawnFont(const PdfHistory& history, const PdfObject& dictionary, std::size_t revision);

  // False for letters that are drawings (Type3), or run downwards: nobody can say where they stand.
  bool isPlaceable() const { return isPlaceable_; }
  // What the font costs who keeps it, about as many bytes as a content stream would.
  std::size_t cost() const { return cost_; }
  // Appends one glyph a code.
  void decode(std::string_view codes, std::vector<PaintedGlyph>& glyphs) const;

 private:
  struct Widths {
    std::uint32_t first, last;
    double width;  // em
  };
  void readSimple(const PdfObject& dictionary);
  void readEncoding(const PdfObject& dictionary);
  void readComposite(const PdfObject& dictionary);
  void readWidths(const PdfObject& list);
  void readToUnicode(const PdfObject& dictionary);
  double widthOf(std::uint32_t cid) const;
  const PdfObject& at(const PdfObject& written) const { return history_.resolve(written, revision_); }

  const PdfHistory& history_;
  std::size_t revision_;
  std::size_t cost_ = 0;
  bool isComposite_ = false, isPlaceable_ = true;
  ToUnicode toUnicode_{};
  std::array<std::string, 256> texts_{};  // of simple fonts
  std::array<double, 256> widths_{};      // of simple fonts, em
  std::vector<Widths> cidWidths_{};
  double cidDefault_ = 1;
};

}  // namespace stesura
