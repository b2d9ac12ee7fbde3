// What a signature field shows, as the content of its appearance: who signed, for whom, and when.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "generator/form/letters.h"
#include "generator/form/palette.h"
#include "generator/pdf/increment.h"
#include "generator/signature/signing.h"

namespace stesura {

// One appearance a signature; its field may have several boxes. Not thread-safe.
class SignatureAppearance {
 public:
  // `look.name` is not empty; `moment`: «il 21 settembre 2026, ore 15:33», "" for none. Throws
  // Error{data} whose problems name «/nome», «/ruolo», «/ente»: no name, more than 300 characters, a
  // character that no face has, or one that is written from right to left.
  SignatureAppearance(const SignatureLook& look, const std::string& moment, const FormFonts& fonts);

  SignatureAppearance(const SignatureAppearance&) = delete;  // its parts point to each other
  SignatureAppearance& operator=(const SignatureAppearance&) = delete;

  // Content for an upright box of this many points, origin at its lower left corner: a thin frame, and as
  // much of the text as fits at 5 points or more. What matters least is left out first: the role, the
  // moment, the agency; a box too small for the name shows the frame alone.
  std::string content(double width, double height);

  // Writes the fonts of what content() has drawn so far, each with nothing but the glyphs that were
  // drawn. Gives the resources: «<</Font<</St0 12 0 R>>>>».
  std::string addFonts(PdfIncrement& increment) const;

 private:
  struct Block {
    std::string text;
    std::uint32_t font = 0;
    double scale = 1;  // of the size of the whole
    Letters letters{};
  };
  using Choice = std::vector<std::size_t>;  // numbers of blocks, from the top
  struct Box;
  struct Setting;

  void enter(std::string text, std::uint32_t font, double scale);
  void compose(const SignatureLook& look, const std::string& moment);
  bool set(const Choice& choice, const Box& box, double size, Setting& setting);
  bool choose(const Box& box, Setting& setting);
  void draw(const Box& box, const Setting& setting, std::string& out);
  std::vector<char32_t> charactersOf(std::uint32_t font) const;

  PreparedFaces faces_;
  Palette palette_;
  std::uint32_t regular_ = 0, bold_ = 0;
  std::vector<Block> blocks_;
  std::vector<Choice> choices_;                             // the fullest first
  std::map<std::uint32_t, std::set<std::uint16_t>> drawn_;  // glyphs by font
};

}  // namespace stesura
