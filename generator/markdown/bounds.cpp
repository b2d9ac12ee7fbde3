#include <algorithm>
#include <string>

#include "generator/markdown/markdown.h"

namespace stesura {

namespace {

// More of these than anybody means, before one of them can be complained about where it stands.
constexpr std::size_t kMostOddities = 200;

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + what.size())) ++found;
  return found;
}

// Lists and quotes that a line opens one within the other: «> - > text».
std::size_t openings(std::string_view line) {
  std::size_t found = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    const bool blankFollows = at + 1 == line.size() || line[at + 1] == ' ' || line[at + 1] == '\t';
    if (c == '>')
      ++found;
    else if (blankFollows && (c == '-' || c == '+' || c == '*' || c == '.' || c == ')'))
      ++found;
    else if (c != ' ' && c != '\t' && (c < '0' || c > '9'))
      break;
  }
  return found;
}

bool isRuleOfDashes(std::string_view line) { return line.find_first_not_of(" \t-") == line.npos || line.find_first_not_of(" \t*") == line.npos; }

// The columns of the line of dashes below the heads of a table; 0 for any other line.
std::size_t columns(std::string_view line) {
  if (line.find('|') == std::string_view::npos || line.find('-') == std::string_view::npos ||
      line.find_first_not_of("|-: \t>.)*+0123456789") != std::string_view::npos)
    return 0;
  return static_cast<std::size_t>(std::count(line.begin(), line.end(), '|'));
}

}  // namespace

std::vector<MarkdownFault> boundFaults(std::string_view text) {
  if (text.size() > kMostMarkdownBytes)
    return {{"è un testo Markdown di oltre 100.000 byte", "Dividerlo in più valori."}};
  std::size_t lines = 0, deepest = 0, widest = 0;
  for (std::size_t at = 0; at < text.size(); ++lines) {
    const std::size_t end = std::min(text.find_first_of("\r\n", at), text.size());
    const std::string_view line = text.substr(at, end - at);
    const std::size_t opened = openings(line);
    if (opened > kDeepestContainers && (opened > 80 || !isRuleOfDashes(line))) deepest = opened;
    widest = std::max(widest, columns(line));
    at = end + 1;
  }
  if (lines > kMostMarkdownLines)
    return {{"è un testo Markdown di oltre 5.000 righe", "Dividerlo in più valori."}};
  if (deepest > 0)
    return {{"ha elenchi o citazioni annidati oltre 12 livelli", "Ridurre i livelli."}};
  if (widest > kMostTableColumns + 1)
    return {{"ha una tabella di oltre 30 colonne", "Dividere la tabella."}};
  if (count(text, "<!") > kMostOddities || count(text, "<?") > kMostOddities)
    return {{"contiene codice HTML", "Toglierlo: si usano soltanto i segni del Markdown."}};
  if (count(text, "![") > kMostOddities)
    return {{"contiene immagini", "Toglierle: un testo Markdown non può averne."}};
  return {};
}

}  // namespace stesura
