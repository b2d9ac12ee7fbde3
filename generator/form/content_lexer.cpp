#include "generator/form/content_lexer.h"

#include <charconv>

namespace stesura {
namespace {

bool isSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0'; }
bool isDelimiter(char c) { return std::string_view("()<>[]{}/%").find(c) != std::string_view::npos; }

int hexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// «12», «-.5», «+3.», and «--4» as viewers read it.
bool readNumber(std::string_view word, double& number) {
  if (word.empty() || std::string_view("+-.0123456789").find(word.front()) == std::string_view::npos) return false;
  bool negative = false;
  while (!word.empty() && (word.front() == '-' || word.front() == '+')) {
    negative = negative || word.front() == '-';
    word.remove_prefix(1);
  }
  if (word.empty()) return false;
  double value = 0;
  const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), value, std::chars_format::fixed);
  if (end == word.data() && word != ".") return false;
  number = fault == std::errc() ? (negative ? -value : value) : 0;
  return true;
}

}  // namespace

void ContentLexer::skipSpace() {
  while (at_ < bytes_.size()) {
    if (bytes_[at_] == '%') {
      while (at_ < bytes_.size() && bytes_[at_] != '\n' && bytes_[at_] != '\r') ++at_;
    } else if (isSpace(bytes_[at_])) {
      ++at_;
    } else {
      return;
    }
  }
}

void ContentLexer::readEscape(std::string& text) {
  if (at_ >= bytes_.size()) return;
  const char c = bytes_[at_++];
  static constexpr std::string_view kLetters = "nrtbf";
  static constexpr std::string_view kMeanings = "\n\r\t\b\f";
  if (const auto found = kLetters.find(c); found != std::string_view::npos) {
    text += kMeanings[found];
  } else if (c >= '0' && c <= '7') {
    int code = c - '0';
    for (int digit = 0; digit < 2 && at_ < bytes_.size() && bytes_[at_] >= '0' && bytes_[at_] <= '7'; ++digit) {
      code = code * 8 + (bytes_[at_++] - '0');
    }
    text += static_cast<char>(code & 0xFF);
  } else if (c == '\r') {
    if (at_ < bytes_.size() && bytes_[at_] == '\n') ++at_;
  } else if (c != '\n') {
    text += c;
  }
}

void ContentLexer::readLiteralString(std::string& text) {
  int open = 1;
  while (at_ < bytes_.size()) {
    const char c = bytes_[at_++];
    if (c == '\\') {
      readEscape(text);
      continue;
    }
    if (c == '(') ++open;
    if (c == ')' && --open == 0) return;
    text += c;
  }
}

void ContentLexer::readHexString(std::string& text) {
  int high = -1;
  while (at_ < bytes_.size()) {
    const char c = bytes_[at_++];
    if (c == '>') break;
    const int value = hexValue(c);
    if (value < 0) continue;
    if (high < 0) {
      high = value;
    } else {
      text += static_cast<char>(high * 16 + value);
      high = -1;
    }
  }
  if (high >= 0) text += static_cast<char>(high * 16);
}

std::string_view ContentLexer::readRegular() {
  const std::size_t start = at_;
  while (at_ < bytes_.size() && !isSpace(bytes_[at_]) && !isDelimiter(bytes_[at_])) ++at_;
  return bytes_.substr(start, at_ - start);
}

void ContentLexer::readName(std::string& text) {
  const std::string_view raw = readRegular();
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '#' && i + 2 < raw.size() && hexValue(raw[i + 1]) >= 0 && hexValue(raw[i + 2]) >= 0) {
      text += static_cast<char>(hexValue(raw[i + 1]) * 16 + hexValue(raw[i + 2]));
      i += 2;
    } else {
      text += raw[i];
    }
  }
}

void ContentLexer::next(ContentToken& token) {
  using Sort = ContentToken::Sort;
  token.text.clear();
  token.number = 0;
  skipSpace();
  if (at_ >= bytes_.size()) {
    token.sort = Sort::end;
    return;
  }
  const char c = bytes_[at_];
  const bool doubled = at_ + 1 < bytes_.size() && bytes_[at_ + 1] == c;
  if (!isDelimiter(c)) {
    const std::string_view word = readRegular();
    token.sort = readNumber(word, token.number) ? Sort::number : Sort::word;
    if (token.sort == Sort::word) token.text = word;
    return;
  }
  ++at_;
  if ((c == '<' || c == '>') && doubled) {
    ++at_;
    token.sort = c == '<' ? Sort::dictionaryStart : Sort::dictionaryEnd;
    return;
  }
  switch (c) {
    case '(': token.sort = Sort::string; return readLiteralString(token.text);
    case '<': token.sort = Sort::string; return readHexString(token.text);
    case '/': token.sort = Sort::name; return readName(token.text);
    case '[': token.sort = Sort::arrayStart; return;
    case ']': token.sort = Sort::arrayEnd; return;
    default: token.sort = Sort::word; token.text = c; return;
  }
}

void ContentLexer::skipInlineImage() {
  ContentToken token;
  do next(token);
  while (token.sort != ContentToken::Sort::end && !(token.sort == ContentToken::Sort::word && token.text == "ID"));
  // The bytes of an image may hold «EI»: it counts between white space, before text that can be read.
  for (std::size_t found = bytes_.find("EI", at_); found != std::string_view::npos; found = bytes_.find("EI", found + 1)) {
    const std::size_t behind = found + 2;
    if (found == 0 || !isSpace(bytes_[found - 1]) || (behind < bytes_.size() && !isSpace(bytes_[behind]))) continue;
    bool readable = true;
    for (std::size_t i = behind; i < bytes_.size() && i < behind + 8; ++i) {
      readable = readable && (isSpace(bytes_[i]) || (bytes_[i] >= ' ' && bytes_[i] <= '~'));
    }
    if (!readable) continue;
    at_ = behind;
    return;
  }
  at_ = bytes_.size();
}

}  // namespace stesura
