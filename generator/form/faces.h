// The typefaces of the closed set as a form needs them: glyphs, measures, subsets to embed.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace stesura {

struct Glyph {
  std::uint16_t id = 0;       // 0: the face has none
  std::uint16_t advance = 0;  // thousandths of an em
};

// One typeface, read once. Immutable; thread-safe.
class Face {
 public:
  struct Read;
  explicit Face(std::unique_ptr<const Read> read);
  ~Face();

  // By table for U+0000…U+024F and U+2000…U+20CF, by search beyond.
  Glyph glyph(char32_t character) const {
    return character < kTable ? table_[character] : glyphBeyond(character);
  }
  // Of an em, as LibreOffice 7.4 sets lines with this face: descent is positive; ascent + descent is
  // the distance of baselines at 100 %. The face's line gap belongs to the ascent.
  double ascent() const;
  double descent() const;
  double capHeight() const;
  const std::string& postScriptName() const;
  bool bold() const;
  bool italic() const;
  bool serif() const;
  bool fixedPitch() const;
  std::array<int, 4> box() const;  // FontBBox, thousandths of an em
  double italicAngle() const;

  // A TrueType file (FontFile2) that holds these characters' glyphs under the numbers they have here,
  // and a cmap for them. The same characters give the same bytes.
  std::string subset(const std::vector<char32_t>& characters) const;

 private:
  static constexpr char32_t kTable = 0x250;
  Glyph glyphBeyond(char32_t character) const;

  std::unique_ptr<const Read> read_;
  const Glyph* table_;  // of read_
};

// Throws Error{surroundings} for a file that is no TrueType face.
std::unique_ptr<Face> readFace(const std::filesystem::path& file);

// The characters that every compiled form embeds of each of its faces: what European names and
// Italian sentences in Latin letters need (Latin-1, Latin Extended-A and B, punctuation, currency).
const std::vector<char32_t>& latinCharacters();
bool isLatinBeyond(char32_t character);
// One of latinCharacters().
inline bool isLatin(char32_t character) {
  if (character < 0x250) return character >= 0x20 && (character < 0x7F || character >= 0xA0) && character != 0xAD;
  return isLatinBeyond(character);
}

// The faces of a folder of .ttf files. Thread-safe; faces are read when first asked for.
class FormFonts {
 public:
  explicit FormFonts(std::filesystem::path folder);  // throws Error{surroundings} without fonts
  ~FormFonts();

  // The nearest to a font that a PDF names: «Helv», «ABCDEF+ArialMT», «Arial,Bold», «TiRo», «CoBO»,
  // «LiberationSerif-Italic», «TitilliumWeb-SemiBold»… `flags`: /Flags of its descriptor, or 0.
  // Liberation Sans where nothing is known.
  const Face& nearest(std::string_view pdfName, unsigned flags = 0) const;
  // A face that has the character, `like` the one given as far as can be; null if none has it.
  const Face* fallback(char32_t character, const Face& like) const;

 private:
  struct Kept;
  std::unique_ptr<Kept> kept_;
};

}  // namespace stesura
