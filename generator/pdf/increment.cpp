#include "generator/pdf/increment.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace stesura {
namespace {

constexpr char kDigits[] = "0123456789ABCDEF";
constexpr std::size_t kLengthDigits = 9;  // room for the length of a stream written in place

// One code point of valid UTF-8; U+FFFD for what is not.
char32_t nextCharacter(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC2 ? 1 : 0;
  if (more == 0) return 0xFFFD;
  char32_t character = lead & (0x3F >> more);
  for (int i = 0; i < more; ++i) {
    if (at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) return 0xFFFD;
    character = (character << 6) | (static_cast<unsigned char>(text[at++]) & 0x3F);
  }
  return character;
}

void appendUnit(std::string& out, unsigned unit) {
  for (int shift = 12; shift >= 0; shift -= 4) out += kDigits[unit >> shift & 15];
}

// In PDFDocEncoding the printable characters of ASCII, tab and line feed stand for themselves.
bool isPlain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte < 0x7F) || byte == '\t' || byte == '\n';
  });
}

}  // namespace

PdfIncrement::PdfIncrement(std::string& out, std::size_t previousTable, std::uint32_t size, PdfReferences references)
    : out_(out), previousTable_(previousTable), size_(size), references_(references) {
  written_.reserve(160);
}

void PdfIncrement::beginObject(std::uint32_t number) {
  written_.push_back({number, out_.size()});
  appendNumber(out_, std::size_t(number));
  out_ += " 0 obj\n";
}

void PdfIncrement::endObject() { out_ += "\nendobj\n"; }

void PdfIncrement::beginStream(std::uint32_t number, std::string_view dictionary) {
  beginObject(number);
  out_ += "<<";
  out_ += dictionary;
  out_ += "/Length ";
  lengthPlace_ = out_.size();
  out_.append(kLengthDigits, ' ');
  out_ += ">>\nstream\n";
  dataPlace_ = out_.size();
}

void PdfIncrement::endStream() {
  const std::size_t length = out_.size() - dataPlace_;
  std::to_chars(out_.data() + lengthPlace_, out_.data() + lengthPlace_ + kLengthDigits, length);
  out_ += "\nendstream";
  endObject();
}

void PdfIncrement::addStream(std::uint32_t number, std::string_view dictionary, std::string_view data) {
  beginStream(number, dictionary);
  out_ += data;
  endStream();
}

void PdfIncrement::finish(std::string_view trailerEntries) {
  const std::uint32_t stream = references_ == PdfReferences::stream ? newNumber() : 0;
  if (stream != 0) written_.push_back({stream, out_.size()});
  std::sort(written_.begin(), written_.end(), [](const Written& a, const Written& b) { return a.number < b.number; });
  const std::size_t place = out_.size();
  if (stream != 0) writeStream(trailerEntries);
  else writeTable(trailerEntries);
  out_ += "startxref\n";
  appendNumber(out_, place);
  out_ += "\n%%EOF\n";
}

void PdfIncrement::writeTrailer(std::string_view entries) {
  out_ += "/Size ";
  appendNumber(out_, std::size_t(size_));
  out_ += "/Prev ";
  appendNumber(out_, previousTable_);
  out_ += entries;
}

void PdfIncrement::writeTable(std::string_view trailerEntries) {
  out_ += "xref\n";
  for (std::size_t begin = 0; begin < written_.size();) {
    const std::size_t end = endOfRun(begin);
    appendNumber(out_, std::size_t(written_[begin].number));
    out_ += ' ';
    appendNumber(out_, end - begin);
    out_ += '\n';
    for (; begin < end; ++begin) {
      std::array<char, 20> line;
      std::copy_n("0000000000 00000 n \n", 20, line.begin());
      std::size_t rest = written_[begin].offset;
      for (int at = 9; at >= 0 && rest > 0; --at, rest /= 10) line[at] = static_cast<char>('0' + rest % 10);
      out_.append(line.data(), line.size());
    }
  }
  out_ += "trailer\n<<";
  writeTrailer(trailerEntries);
  out_ += ">>\n";
}

// Entries of six bytes: «in use», the offset, generation 0.
void PdfIncrement::writeStream(std::string_view trailerEntries) {
  constexpr std::size_t kEntry = 6;
  appendNumber(out_, std::size_t(size_ - 1));
  out_ += " 0 obj\n<</Type/XRef/W[1 4 1]/Index[";
  for (std::size_t begin = 0; begin < written_.size();) {
    const std::size_t end = endOfRun(begin);
    appendNumber(out_, std::size_t(written_[begin].number));
    out_ += ' ';
    appendNumber(out_, end - begin);
    out_ += ' ';
    begin = end;
  }
  out_ += "]/Length ";
  appendNumber(out_, kEntry * written_.size());
  writeTrailer(trailerEntries);
  out_ += ">>\nstream\n";
  for (const Written& written : written_) {
    const auto byte = [&written](int shift) { return static_cast<char>(written.offset >> shift & 0xFF); };
    const std::array<char, kEntry> entry = {1, byte(24), byte(16), byte(8), byte(0), 0};
    out_.append(entry.data(), entry.size());
  }
  out_ += "\nendstream\nendobj\n";
}

std::size_t PdfIncrement::endOfRun(std::size_t begin) const {
  std::size_t end = begin + 1;
  while (end < written_.size() && written_[end].number == written_[end - 1].number + 1) ++end;
  return end;
}

void appendNumber(std::string& out, std::size_t number) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void appendTextString(std::string& out, std::string_view utf8) {
  if (isPlain(utf8)) {
    out += '(';
    for (const char c : utf8) {
      if (c == '(' || c == ')' || c == '\\') out += '\\';
      if (c == '\n') out += "\\n";
      else out += c;
    }
    out += ')';
    return;
  }
  out += "<FEFF";
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t character = nextCharacter(utf8, at);
    if (character < 0x10000) {
      appendUnit(out, static_cast<unsigned>(character));
    } else {
      appendUnit(out, 0xD800 + static_cast<unsigned>((character - 0x10000) >> 10));
      appendUnit(out, 0xDC00 + static_cast<unsigned>((character - 0x10000) & 0x3FF));
    }
  }
  out += '>';
}

void appendName(std::string& out, std::string_view name) {
  out += '/';
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool regular = byte > 0x20 && byte < 0x7F && std::string_view("()<>[]{}/%#").find(c) == std::string_view::npos;
    if (regular) {
      out += c;
    } else {
      out += '#';
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
}

}  // namespace stesura
