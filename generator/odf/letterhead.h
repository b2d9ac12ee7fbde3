// An agency's letterhead: header, footer and margins of one ODT, to be put on the pages of layouts.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/odf/package.h"

namespace stesura {

struct LetterheadSheet;

// Immutable; thread-safe.
class Letterhead {
 public:
  // `bytes`: .odt, .ott or flat. The page that the text of the file begins on is the letterhead; if
  // another one follows it, or if it has a header of its own on the first page, the first page of a
  // document differs from the others. Throws Error{templateFile} with every problem found: refused
  // by the gate, neither header nor footer, tags, a picture without alternative text or too large,
  // fields that change by themselves, fonts outside the closed set, margins that leave no room.
  static Letterhead read(std::string_view bytes);
  Letterhead(Letterhead&&) noexcept;
  Letterhead& operator=(Letterhead&&) noexcept;
  ~Letterhead();

  // What of the file does not come onto the pages, and what is doubtful.
  const std::vector<Problem>& warnings() const;

  // Puts it on every master page of a layout, which has passed the gate: its header above the
  // layout's own, its footer beneath. The paper stays the layout's; the margins are the
  // letterhead's, and tabs at the right margin follow.
  void putOn(Package& layout) const;

 private:
  explicit Letterhead(std::unique_ptr<const LetterheadSheet> sheet);
  std::unique_ptr<const LetterheadSheet> sheet_;
};

}  // namespace stesura
