// Which font of a document draws a character: those embedded in the compiled form, or one that the
// document adds for its rarer glyphs.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "generator/form/faces.h"

namespace stesura {

// The faces of a compiled form. Number n is the resource «/St<n>». Immutable; thread-safe.
class PreparedFaces {
 public:
  explicit PreparedFaces(const FormFonts& fonts) : fonts_(&fonts) {}
  // The number of the face, entered if it is new.
  std::uint32_t enter(const Face& face);
  std::size_t size() const { return faces_.size(); }
  const Face& face(std::uint32_t number) const { return *faces_[number]; }
  const FormFonts& fonts() const { return *fonts_; }
  // True if the compiled form embeds the character's glyph of that face (it is in latinCharacters()
  // and the face has it).
  bool embedded(std::uint32_t number, char32_t character) const;

 private:
  const FormFonts* fonts_;
  std::vector<const Face*> faces_;
};

struct DrawnGlyph {
  std::uint32_t font = 0;  // «/St<font>»
  Glyph glyph{};           // id 0: no face of the closed set has the character
};

// One a document; not thread-safe.
class Palette {
 public:
  explicit Palette(const PreparedFaces& prepared) : prepared_(&prepared) {}

  // Of the preferred prepared font if that embeds it; else of the same face, else of a fallback.
  // The same call gives the same answer for the whole document.
  DrawnGlyph choose(char32_t character, std::uint32_t preferred) {
    if (isLatin(character))
      if (const Glyph glyph = prepared_->face(preferred).glyph(character); glyph.id != 0)
        return {preferred, glyph};
    return chooseElsewhere(character, preferred);
  }
  const Face& face(std::uint32_t font) const;

  // Fonts beyond the prepared ones: numbers go on from PreparedFaces::size(), in the order of first use.
  struct Added {
    std::uint32_t font;
    const Face* face;
    std::vector<char32_t> characters;  // in the order of first use, each once
  };
  const std::vector<Added>& added() const { return added_; }

 private:
  DrawnGlyph chooseElsewhere(char32_t character, std::uint32_t preferred);
  std::uint32_t add(const Face& face, char32_t character);

  const PreparedFaces* prepared_;
  std::vector<Added> added_;
  std::map<std::pair<std::uint32_t, char32_t>, DrawnGlyph> chosen_;  // what chooseElsewhere() said
};

}  // namespace stesura
