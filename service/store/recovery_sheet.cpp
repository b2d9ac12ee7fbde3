#include <algorithm>
#include <optional>
#include <sstream>

#include "generator/digest.h"
#include "generator/error.h"
#include "service/store/key_file.h"

namespace stesura {
namespace {

constexpr std::size_t kLinesOfKey = 4;
constexpr std::size_t kDigitsOfLine = 16;
constexpr std::size_t kGroup = 4;

std::string checkOf(int number, std::size_t line, std::string_view digits) {
  std::string text = std::to_string(number) + "." + std::to_string(line) + ":";
  text += digits;
  std::string check = sha256Hex(text).substr(0, kGroup);
  wipe(text);
  return check;
}

struct TypedLine { int number; std::size_t line; std::string digits; bool right; };

// «1.3  a1b2 c3d4 e5f6 0718  9f3c», with blanks as they come and capitals or not; none for other text.
std::optional<TypedLine> typedLine(std::string text) {
  std::string marks, label;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '-') {
      if (label.empty()) label.swap(marks);
    } else {
      marks.push_back(static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c));
    }
  }
  TypedLine typed{0, 0, {}, false};
  char dot = 0;
  std::istringstream head(label);
  if (!(head >> typed.number >> dot >> typed.line) || dot != '.' || !head.eof()) return std::nullopt;
  if (typed.number < 1 || typed.line < 1 || typed.line > kLinesOfKey) return typed;
  typed.digits = marks.substr(0, std::min(marks.size(), kDigitsOfLine));
  typed.right = marks.size() == kDigitsOfLine + kGroup && !fromHex(typed.digits).empty() &&
                checkOf(typed.number, typed.line, typed.digits) == marks.substr(kDigitsOfLine);
  return typed;
}

}  // namespace

std::string recoverySheet(const MasterKeys& keys) {
  std::string page =
      "STESURA – FOGLIO DI RECUPERO DELLA CHIAVE PADRONA\n\n"
      "Chi ha questo foglio e una copia dei dati può leggere tutto. Stamparlo una volta sola, non\n"
      "conservarlo in un computer, chiuderlo in una busta sigillata e metterla in cassaforte, lontano\n"
      "dalle copie dei dati. Senza la chiave padrona i dati non si possono più leggere, nemmeno dai\n"
      "salvataggi.\n\n"
      "Per rifare il file della chiave: stesura master-key recover --chiave FILE\n"
      "e ricopiare le righe qui sotto, così come sono. L’ultimo gruppo di ogni riga serve a trovare gli\n"
      "errori di battitura; maiuscole e minuscole non contano; 0 e o sono sempre lo zero.\n";
  for (const auto& [number, key] : keys.keys) {
    page.append("\nChiave ").append(std::to_string(number));
    page += number == keys.keys.rbegin()->first ? " (in uso)\n" : " (di prima)\n";
    std::string hex = toHex(key);
    for (std::size_t line = 1; line <= kLinesOfKey; ++line) {
      const std::string digits = hex.substr((line - 1) * kDigitsOfLine, kDigitsOfLine);
      page += "  " + std::to_string(number) + "." + std::to_string(line) + "  ";
      for (std::size_t at = 0; at < kDigitsOfLine; at += kGroup) page.append(digits, at, kGroup).append(" ");
      page.append(" ").append(checkOf(number, line, digits)).append("\n");
    }
    wipe(hex);
  }
  return page;
}

MasterKeys fromRecoverySheet(std::string_view typed, const std::filesystem::path& file) {
  std::map<int, std::map<std::size_t, std::string>> lines;
  std::vector<Problem> problems;
  std::istringstream text{std::string(typed)};
  for (std::string each; std::getline(text, each);) {
    std::replace(each.begin(), each.end(), 'O', '0');
    std::replace(each.begin(), each.end(), 'o', '0');
    std::string stripped = each;
    stripped.erase(0, stripped.find_first_not_of(" \t"));
    const auto line = typedLine(stripped);
    if (!line) continue;
    const std::string name = std::to_string(line->number) + "." + std::to_string(line->line);
    if (!line->right) problems.push_back({"", "La riga " + name + " non è quella del foglio.", "Ricontrollarla gruppo per gruppo.", "", "", ""});
    lines[line->number][line->line] = line->digits;
  }
  for (const auto& [number, ofKey] : lines) {
    for (std::size_t line = 1; line <= kLinesOfKey; ++line) {
      if (!ofKey.contains(line)) problems.push_back({"", "Manca la riga " + std::to_string(number) + "." + std::to_string(line) + ".", "", "", "", ""});
    }
  }
  if (lines.empty()) throw Error(ErrorKind::data, "Nel testo non ci sono righe del foglio di recupero: ricopiare quelle che cominciano con «1.1».");
  if (!problems.empty()) throw Error(ErrorKind::data, "Il foglio di recupero è stato ricopiato con errori.", std::move(problems));
  MasterKeys keys{{}, file};
  for (const auto& [number, ofKey] : lines) {
    std::string hex;
    for (const auto& [line, digits] : ofKey) hex += digits;
    keys.keys[number] = fromHex(hex);
    wipe(hex);
  }
  writeKeys(keys);
  return keys;
}

}  // namespace stesura
