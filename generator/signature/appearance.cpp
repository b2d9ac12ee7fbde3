#include "generator/signature/appearance.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

#include "generator/digest.h"
#include "generator/error.h"
#include "generator/form/embedded_face.h"
#include "generator/form/lettering.h"
#include "generator/pdf/deflation.h"

namespace stesura {
namespace {

constexpr double kLargest = 10, kComfortable = 6.5, kSmallest = 5,
                 kStep = 0.25;    // points, of a line of scale 1
constexpr double kLeading = 1.2;  // em
constexpr double kNameScale = 1.15;
constexpr double kFrameWidth = 0.5;    // points
constexpr double kLargestBox = 14400;  // points: the largest page (ISO 32000-1, annex C)
constexpr std::size_t kMostLetters = 300;

std::string oneLine(std::string_view text) {
  std::string line;
  for (const char letter : text) {
    const bool isSpace = letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r' ||
                         letter == '\f' || letter == '\v';
    if (!isSpace)
      line += letter;
    else if (!line.empty() && line.back() != ' ')
      line += ' ';
  }
  if (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

bool isControl(char32_t character) {
  const bool isDirection = character == 0x200E || character == 0x200F ||
                           (character >= 0x202A && character <= 0x202E) ||
                           (character >= 0x2066 && character <= 0x2069);
  return character < 0xA0 || isDirection || (character & 0xFFFE) == 0xFFFE || character == 0xFFFD;
}

// True of UTF-8 that a face may draw: well-formed (RFC 3629), no characters that control or turn it.
bool isText(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at++]);
    if (lead < 0x20 || lead == 0x7F) return false;
    if (lead < 0x80) continue;
    const std::size_t more = lead >= 0xF5 || lead < 0xC2 ? 0 : lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    if (more == 0 || text.size() - at < more) return false;
    char32_t character = lead & (0x3Fu >> more);
    for (std::size_t i = 0; i < more; ++i, ++at) {
      const auto byte = static_cast<unsigned char>(text[at]);
      if ((byte & 0xC0) != 0x80) return false;
      character = character << 6 | (byte & 0x3F);
    }
    constexpr std::array<char32_t, 4> kFirst = {0, 0x80, 0x800, 0x10000};
    const bool isSurrogate = character >= 0xD800 && character < 0xE000;
    if (character < kFirst[more] || character > 0x10FFFF || isSurrogate || isControl(character)) return false;
  }
  return true;
}

struct Part {
  const char* pointer;
  const char* label;  // as a sentence begins with it
  std::string text;
};

std::string faultOf(const Part& part, std::uint32_t font, Palette& palette) {
  if (!isText(part.text)) return std::string(part.label) + " contiene segni che non sono testo.";
  Letters letters;
  const LettersRead read =
      readLetters(part.text, {.font = font, .maxLength = kMostLetters}, palette, letters);
  if (!read.whole) return std::string(part.label) + " è troppo lungo: i caratteri sono più di 300.";
  if (read.withoutGlyph == 0) return {};
  if (isRightToLeft(read.withoutGlyph)) {
    return std::string(part.label) +
           " contiene lettere che si scrivono da destra a sinistra: nel campo della firma non si possono "
           "scrivere.";
  }
  std::array<char, 16> code;
  std::snprintf(code.data(), code.size(), "U+%04X", static_cast<unsigned>(read.withoutGlyph));
  return std::string(part.label) + " contiene un carattere (" + code.data() +
         ") che non esiste nei caratteri tipografici dei documenti.";
}

// Different subsets of a face in a file need different tags (ISO 32000-1, 9.6.4).
std::string tagOf(const std::vector<char32_t>& characters) {
  const std::string hash =
      sha256Hex({reinterpret_cast<const char*>(characters.data()), characters.size() * sizeof(char32_t)});
  std::string tag;
  for (std::size_t at = 0; at < 12; at += 2)
    tag += static_cast<char>('A' + (hash[at] * 31 + hash[at + 1]) % 26);
  return tag;
}

std::string joined(const std::string& first, const std::string& second) {
  return first.empty() || second.empty() ? first + second : first + ", " + second;
}

}  // namespace

struct SignatureAppearance::Box {
  double width, height;
  double inset() const { return std::clamp(std::min(width, height) * 0.08, 1.5, 5.0); }
};

struct SignatureAppearance::Setting {
  double size = 0;
  Choice blocks{};
  std::vector<double> firstBaselines{};  // points from the upper edge, one a block
};

SignatureAppearance::SignatureAppearance(const SignatureLook& look, const std::string& moment,
                                         const FormFonts& fonts)
    : faces_(fonts), palette_(faces_) {
  regular_ = faces_.enter(fonts.nearest("TitilliumWeb"));
  bold_ = faces_.enter(fonts.nearest("TitilliumWeb-SemiBold"));
  const std::array<Part, 3> parts = {Part{"/nome", "Il nome di chi firma", oneLine(look.name)},
                                     Part{"/ruolo", "Il ruolo di chi firma", oneLine(look.role)},
                                     Part{"/ente", "Il nome dell’ente", oneLine(look.agency)}};
  std::vector<Problem> problems;
  for (const Part& part : parts) {
    std::string fault = faultOf(part, &part == parts.data() ? bold_ : regular_, palette_);
    if (fault.empty() && &part == parts.data() && part.text.empty()) fault = "Manca il nome di chi firma.";
    if (fault.empty()) continue;
    Problem problem;
    problem.pointer = part.pointer;
    problem.message = std::move(fault);
    problem.hint = "Scriverlo per esteso, con lettere latine comuni.";
    problems.push_back(std::move(problem));
  }
  if (!problems.empty())
    throw Error(ErrorKind::data, "Quello che il campo della firma deve mostrare non si può scrivere.",
                std::move(problems));
  compose({parts[0].text, parts[1].text, parts[2].text, look.withDate}, moment);
}

void SignatureAppearance::enter(std::string text, std::uint32_t font, double scale) {
  Block& block = blocks_.emplace_back(Block{std::move(text), font, scale});
  readLetters(block.text, {.font = font, .multiline = true}, palette_, block.letters);
}

void SignatureAppearance::compose(const SignatureLook& look, const std::string& moment) {
  enum : std::size_t { caption, name, role, agency, date, office, captionWithDate, sentence };
  enter("Firmato digitalmente da", regular_, 1);
  enter(look.name, bold_, kNameScale);
  enter(look.role, regular_, 1);
  enter(look.agency, regular_, 1);
  enter(moment, regular_, 1);
  enter(joined(look.role, look.agency), regular_, 1);
  enter("Firmato digitalmente" + (moment.empty() ? "" : " " + moment), regular_, 1);
  enter("Firmato digitalmente da " + look.name, bold_, 1);
  choices_ = {{caption, name, role, agency, date},
              {name, office, captionWithDate},
              {caption, name, agency, date},
              {name, agency, captionWithDate},
              {caption, name, agency},
              {name, captionWithDate},
              {caption, name},
              {sentence},
              {name}};
}

// Whether the blocks stand in the box at this size, no word broken; then where.
bool SignatureAppearance::set(const Choice& choice, const Box& box, double size, Setting& setting) {
  const double width = box.width - 2 * box.inset(), above = box.inset() * 0.8;
  double baseline = 0, top = 0, bottom = 0;  // from the top of the first line's capitals
  setting = {size, {}, {}};
  for (const std::size_t number : choice) {
    Block& block = blocks_[number];
    if (block.letters.empty()) continue;
    const Face& face = palette_.face(block.font);
    const double points = size * block.scale;
    const auto limit = static_cast<std::uint64_t>(std::max(0.0, width) / points * 1000);
    std::size_t lines = 0;
    for (std::size_t begin = 0; begin < block.letters.size(); ++lines) {
      const Line line = lineFrom(block.letters, begin, limit);
      const bool isLast = line.next >= block.letters.size();
      const bool breaksWord =
          !isLast && line.next == line.end && block.letters[line.end - 1].kind != LetterKind::breakAfter;
      if (line.width > limit || breaksWord) return false;
      begin = line.next;
    }
    baseline += setting.blocks.empty() ? face.capHeight() * points : kLeading * points;
    if (setting.blocks.empty()) top = baseline;
    setting.blocks.push_back(number);
    setting.firstBaselines.push_back(baseline - top);
    baseline += static_cast<double>(lines - 1) * kLeading * points;
    bottom = baseline + face.descent() * points;
    if (above + bottom > box.height - box.inset()) return false;
  }
  // As much above the capitals as below the baseline of the last line, with room for what descends.
  const double middle = (box.height - baseline) / 2, lowest = box.height - box.inset() - bottom;
  const double first = top + std::max(above, std::min(middle, lowest));
  for (double& place : setting.firstBaselines) place += first;
  return !setting.blocks.empty();
}

bool SignatureAppearance::choose(const Box& box, Setting& setting) {
  for (const auto& [smallest, choices] :
       {std::pair{kComfortable, std::size_t{2}}, std::pair{kSmallest, choices_.size()}})
    for (std::size_t at = 0; at < choices; ++at)
      for (double size = kLargest; size >= smallest; size -= kStep)
        if (set(choices_[at], box, size, setting)) return true;
  return false;
}

void SignatureAppearance::draw(const Box& box, const Setting& setting, std::string& out) {
  out += "0 g\n";
  for (std::size_t at = 0; at < setting.blocks.size(); ++at) {
    const Block& block = blocks_[setting.blocks[at]];
    FieldRoom room;
    room.width = box.width;
    room.height = box.height;
    room.inset = box.inset();
    room.font = block.font;
    room.size = room.smallest = setting.size * block.scale;
    room.leading = kLeading;
    room.firstBaseline = setting.firstBaselines[at];
    room.multiline = true;
    setLetters(block.text, room, palette_, out);
    for (const Letter& letter : block.letters)
      if (letter.kind != LetterKind::gap && letter.kind != LetterKind::newLine)
        drawn_[letter.font].insert(letter.glyph);
  }
}

std::string SignatureAppearance::content(double width, double height) {
  const Box box{std::min(width, kLargestBox), std::min(height, kLargestBox)};
  if (!(box.width > 2 * kFrameWidth && box.height > 2 * kFrameWidth)) return {};
  std::string out = "q\n0.5 G\n";
  appendNumber(out, kFrameWidth);
  out += " w\n";
  // Half its width inside: viewers clip at the edge, and would lose a side.
  for (const double number :
       {kFrameWidth, kFrameWidth, box.width - 2 * kFrameWidth, box.height - 2 * kFrameWidth}) {
    appendNumber(out, number);
    out += ' ';
  }
  out += "re S\n";
  Setting setting;
  if (choose(box, setting)) draw(box, setting, out);
  return out + "Q\n";
}

// Of those that a font may hold, the ones whose glyphs were drawn.
std::vector<char32_t> SignatureAppearance::charactersOf(std::uint32_t font) const {
  const auto& added = palette_.added();
  const std::vector<char32_t>& candidates =
      font < faces_.size() ? latinCharacters() : added[font - faces_.size()].characters;
  const std::set<std::uint16_t>& glyphs = drawn_.at(font);
  std::vector<char32_t> characters;
  std::set<std::uint16_t> taken;
  for (const char32_t character : candidates) {
    const std::uint16_t glyph = palette_.face(font).glyph(character).id;
    if (glyphs.contains(glyph) && taken.insert(glyph).second) characters.push_back(character);
  }
  return characters;
}

std::string SignatureAppearance::addFonts(PdfIncrement& increment) const {
  const auto reference = [](std::uint32_t number) { return std::to_string(number) + " 0 R"; };
  const auto write = [&increment](std::uint32_t number, const std::string& body) {
    increment.beginObject(number);
    increment.out() += "<<" + body + ">>";
    increment.endObject();
  };
  std::string fonts;
  for (const auto& [font, glyphs] : drawn_) {
    const std::vector<char32_t> characters = charactersOf(font);
    const EmbeddedFace face(palette_.face(font), characters, tagOf(characters));
    const std::uint32_t file = increment.newNumber(), descriptor = increment.newNumber(),
                        descendant = increment.newNumber(), toUnicode = increment.newNumber(),
                        type0 = increment.newNumber();
    increment.addStream(file, "/Filter/FlateDecode/Length1 " + std::to_string(face.fontFile.size()),
                        deflated(face.fontFile));
    write(descriptor, face.descriptor + "/FontFile2 " + reference(file));
    write(descendant, face.cidFont + "/FontDescriptor " + reference(descriptor));
    increment.addStream(toUnicode, "/Filter/FlateDecode", deflated(face.toUnicode));
    write(type0,
          face.type0 + "/DescendantFonts[" + reference(descendant) + "]/ToUnicode " + reference(toUnicode));
    fonts += "/St" + std::to_string(font) + " " + reference(type0);
  }
  return fonts.empty() ? "<<>>" : "<</Font<<" + fonts + ">>>>";
}

}  // namespace stesura
