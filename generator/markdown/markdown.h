// Reads Markdown into a small tree of what a document can hold, and tells what it cannot.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace stesura {

enum class ColumnAlignment { start, centre, end };

// One block or piece of a line. The tree is at most kDeepestMarkdown deep.
struct MarkdownNode {
  enum class Kind {
    document,
    paragraph,
    heading,
    list,
    item,
    quote,
    codeBlock,
    rule,
    table,
    row,
    cell,
    text,
    space,  // the end of a line that goes on
    lineBreak,
    emphasis,
    strong,
    code,
    link,
  };
  Kind kind = Kind::document;
  std::string text;      // text, code, codeBlock; the address of a link
  std::size_t level = 0;  // heading: 1 to 6; list: the first number, 0 if it has bullets
  bool header = false;   // row
  ColumnAlignment alignment = ColumnAlignment::start;  // cell
  std::vector<MarkdownNode> children;
};

// What is wrong, as the end of a sentence that begins with the name of the value, and how to mend it.
struct MarkdownFault {
  std::string clause;  // «contiene codice HTML alla riga 3»
  std::string hint;
};

struct MarkdownReading {
  MarkdownNode document;
  std::vector<MarkdownFault> faults;  // if there are any, the document is not to be used
};

constexpr std::size_t kMostMarkdownBytes = 100'000;
constexpr std::size_t kMostMarkdownLines = 5'000;
constexpr std::size_t kDeepestMarkdown = 40;   // nodes within each other
constexpr std::size_t kDeepestContainers = 12;  // lists and quotes within each other
constexpr std::size_t kMostTableColumns = 30;
constexpr std::size_t kMostLinkBytes = 2'000;

// CommonMark with the tables of GitHub's dialect. Bounded in time by the sizes above.
// Raw HTML, pictures, and links that an issued document may not have are faults.
MarkdownReading readMarkdown(std::string_view text);

// The text without marks: blocks joined by a blank line, items by a line end.
std::string plainText(const MarkdownNode& node);

// The faults that can be seen before anything is read; reading takes quadratic time over them.
std::vector<MarkdownFault> boundFaults(std::string_view text);

}  // namespace stesura
