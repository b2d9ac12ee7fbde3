#include "service/registers/csv.h"

#include <algorithm>
#include <array>
#include <string>

#include "generator/error.h"

namespace stesura {
namespace {

[[noreturn]] void refuse(std::string sentence) { throw Error(ErrorKind::data, std::move(sentence)); }

// Of the bytes 0x80 to 0x9F in Windows-1252; 0 where it has none.
constexpr std::array<unsigned, 32> kWindows = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void appendUtf8(std::string& text, unsigned point) {
  if (point < 0x80) {
    text += static_cast<char>(point);
  } else if (point < 0x800) {
    text += static_cast<char>(0xC0 | (point >> 6));
    text += static_cast<char>(0x80 | (point & 0x3F));
  } else {
    text += static_cast<char>(0xE0 | (point >> 12));
    text += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (point & 0x3F));
  }
}

// How many bytes the character at `at` has; 0 if they are no UTF-8.
std::size_t utf8Length(std::string_view bytes, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u; };
  const unsigned first = byte(at);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  }
  const unsigned second = byte(at + 1);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool outside = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
  return overlong || outside ? 0 : length;
}

bool isUtf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = utf8Length(bytes, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::string asUtf8(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    refuse("Il file è in UTF-16. Salvarlo come CSV in UTF-8 e riprovare.");
  }
  if (bytes.find('\0') != bytes.npos) refuse("Il file non è un CSV: contiene caratteri che un testo non ha.");
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (isUtf8(bytes)) return std::string(bytes);
  std::string text;
  for (const char c : bytes) {
    const unsigned byte = static_cast<unsigned char>(c);
    const unsigned point = byte >= 0x80 && byte < 0xA0 ? kWindows[byte - 0x80] : byte;
    if (point == 0) refuse("I caratteri del file non sono né UTF-8 né Windows-1252. Salvarlo in UTF-8 e riprovare.");
    appendUtf8(text, point);
  }
  return text;
}

char separatorOf(std::string_view text) {
  std::size_t commas = 0, semicolons = 0;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '\n' || c == '\r')) break;
    if (!quoted && c == ',') ++commas;
    if (!quoted && c == ';') ++semicolons;
  }
  return commas > semicolons ? ',' : ';';
}

class CsvReader {
 public:
  CsvReader(std::string_view text, const SheetBounds& bounds) : text_(text), separator_(separatorOf(text)), bounds_(bounds) {}

  std::vector<SheetRow> rows() {
    while (at_ < text_.size()) readRecord();
    return std::move(rows_);
  }

 private:
  bool atEndOfRecord() const { return at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }

  void passEndOfRecord() {
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
  }

  void readRecord() {
    SheetRow row{++number_, {}};
    while (true) {
      if (row.cells.size() >= bounds_.maxColumns) refuse("Il file ha più di " + std::to_string(bounds_.maxColumns) + " colonne.");
      row.cells.push_back(readCell());
      if (row.cells.back().size() > bounds_.maxCellBytes) refuse("Alla riga " + std::to_string(number_) + " una cella è troppo lunga.");
      if (atEndOfRecord()) break;
      ++at_;  // the separator
    }
    passEndOfRecord();
    while (!row.cells.empty() && row.cells.back().empty()) row.cells.pop_back();
    if (row.cells.empty()) return;
    if (rows_.size() >= bounds_.maxRows) {
      refuse("Il file ha più di " + std::to_string(bounds_.maxRows - 1) + " righe. Dividerlo in più file.");
    }
    rows_.push_back(std::move(row));
  }

  std::string readCell() {
    if (at_ < text_.size() && text_[at_] == '"') return readQuoted();
    const std::size_t from = at_;
    while (!atEndOfRecord() && text_[at_] != separator_) {
      if (text_[at_] == '"') {
        refuse("Alla riga " + std::to_string(number_) + " ci sono virgolette in mezzo a una cella che non comincia con le virgolette. Raddoppiarle e mettere tutta la cella tra virgolette.");
      }
      ++at_;
    }
    return std::string(text_.substr(from, at_ - from));
  }

  std::string readQuoted() {
    std::string cell;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] != '"') {
        cell += text_[at_];
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        cell += text_[++at_];
      } else {
        ++at_;
        if (!atEndOfRecord() && text_[at_] != separator_) {
          refuse("Alla riga " + std::to_string(number_) + " c’è del testo dopo le virgolette che chiudono una cella.");
        }
        return cell;
      }
    }
    refuse("Alla riga " + std::to_string(number_) + " si aprono virgolette che non si chiudono.");
  }

  std::string_view text_;
  char separator_;
  SheetBounds bounds_;
  std::size_t at_ = 0, number_ = 0;
  std::vector<SheetRow> rows_;
};

}  // namespace

std::vector<SheetRow> readCsv(std::string_view bytes, const SheetBounds& bounds) {
  const std::string text = asUtf8(bytes);
  return CsvReader(text, bounds).rows();
}

}  // namespace stesura
