// Finds tags in a line of text and turns them into tokens.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/odf/markup.h"

namespace stesura {

// A tag found in the text of a line.
struct FoundTag {
  std::size_t begin, end;  // with the braces
  std::size_t name;        // where the first character of its name stands
  std::string token;       // "" for what is dropped
};

class TagFinder {
 public:
  TagFinder(Tokens& tokens, std::vector<Problem>& problems)
      : tokens_(tokens), problems_(problems) {}

  // Every tag of a text in order; what is wrong with them goes to the problems. `where` is told
  // before the text on the page: «nota: ».
  std::vector<FoundTag> find(const std::string& text, Escape escape, const std::string& where);

 private:
  void refuse(std::string message, std::string hint, std::string place);
  void reportLoneEnd(const std::string& place);
  FoundTag readOne(const std::string& text, std::size_t begin, std::size_t end, Escape escape,
                   const std::string& where);
  static std::size_t nameStart(const std::string& text, std::size_t begin, std::size_t end);

  Tokens& tokens_;
  std::vector<Problem>& problems_;
  bool unclosed_ = false;  // the last tag began, but did not end in its paragraph
};

// The text with its tags replaced by their tokens.
std::string replaced(const std::string& text, const std::vector<FoundTag>& found);

// True if a tag may begin or end in the text.
bool holdsBraces(std::string_view text);

// The text on the page around [begin, end), at most about 80 characters.
std::string textAround(const std::string& text, std::size_t begin, std::size_t end);

}  // namespace stesura
