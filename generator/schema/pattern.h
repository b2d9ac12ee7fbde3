// Regular expressions as JSON Schema writes them (ECMA-262 with the `u` flag), run by RE2.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace stesura {

// Immutable; one object may serve many threads. Time is linear in the text, whatever the pattern.
class Pattern {
 public:
  // Throws std::invalid_argument with the Italian reason when the pattern is no valid ECMA-262
  // expression or needs what RE2 cannot do (look-around, back-references).
  explicit Pattern(std::string_view ecma);
  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  // True if the expression matches anywhere in the text.
  bool found(std::string_view text) const;

 private:
  std::unique_ptr<re2::RE2> regex_;
};

// The RE2 spelling of an ECMA-262 expression. Throws as Pattern() does.
std::string translatePattern(std::string_view ecma);

}  // namespace stesura
