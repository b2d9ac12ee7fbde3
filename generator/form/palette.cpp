#include "generator/form/palette.h"

#include <algorithm>

namespace stesura {

std::uint32_t PreparedFaces::enter(const Face& face) {
  const auto found = std::find(faces_.begin(), faces_.end(), &face);
  const auto number = static_cast<std::uint32_t>(found - faces_.begin());
  if (found == faces_.end()) faces_.push_back(&face);
  return number;
}

bool PreparedFaces::embedded(std::uint32_t number, char32_t character) const {
  return isLatin(character) && face(number).glyph(character).id != 0;
}

const Face& Palette::face(std::uint32_t font) const {
  return font < prepared_->size() ? prepared_->face(font) : *added_[font - prepared_->size()].face;
}

std::uint32_t Palette::add(const Face& face, char32_t character) {
  const auto found = std::find_if(added_.begin(), added_.end(),
                                  [&face](const Added& added) { return added.face == &face; });
  if (found != added_.end()) {
    auto& known = found->characters;
    if (std::find(known.begin(), known.end(), character) == known.end()) known.push_back(character);
    return found->font;
  }
  const auto number = static_cast<std::uint32_t>(prepared_->size() + added_.size());
  added_.push_back({number, &face, {character}});
  return number;
}

DrawnGlyph Palette::chooseElsewhere(char32_t character, std::uint32_t preferred) {
  const auto [known, isNew] = chosen_.try_emplace({preferred, character});
  if (!isNew) return known->second;
  const Face& wished = prepared_->face(preferred);
  const Face* face =
      wished.glyph(character).id != 0 ? &wished : prepared_->fonts().fallback(character, wished);
  if (face == nullptr) return {};
  std::uint32_t font = 0;
  while (font < prepared_->size() && &prepared_->face(font) != face) ++font;
  if (font == prepared_->size() || !isLatin(character)) font = add(*face, character);
  return known->second = {font, face->glyph(character)};
}

}  // namespace stesura
