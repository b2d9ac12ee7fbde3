#include "generator/merge/tag.h"

#include <algorithm>
#include <array>
#include <utility>

#include "generator/spelling.h"

namespace stesura {

namespace {

constexpr std::array<std::pair<std::string_view, ValueFormat>, 15> kValueFormats = {{
    {"estesa", ValueFormat::longForm},
    {"breve", ValueFormat::shortForm},
    {"ora", ValueFormat::time},
    {"euro", ValueFormat::euro},
    {"numero", ValueFormat::number},
    {"si_no", ValueFormat::yesNo},
    {"casella", ValueFormat::checkbox},
    {"etichetta", ValueFormat::label},
    {"codice", ValueFormat::code},
    {"markdown", ValueFormat::markdown},
    {"immagine", ValueFormat::picture},
    {"qr", ValueFormat::qr},
    {"grafico", ValueFormat::chart},
    {"clausole", ValueFormat::clauses},
    {"concorda", ValueFormat::agreed},
}};
constexpr std::array<std::pair<std::string_view, Preposition>, 7> kPrepositions = {{
    {"il", Preposition::none},
    {"di", Preposition::di},
    {"a", Preposition::a},
    {"da", Preposition::da},
    {"in", Preposition::in},
    {"su", Preposition::su},
    {"con", Preposition::con},
}};
constexpr std::array<std::string_view, 4> kTextFormats = {"maiuscolo", "maiuscola", "elenco",
                                                          "facoltativo"};
constexpr std::array<std::string_view, 3> kOptions = {"nuova_pagina", "da_pagina_1", "con_titolo"};

bool isInvisible(std::uint32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x2064) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

bool isSpace(std::uint32_t c) {
  return c == ' ' || (c >= 9 && c <= 13) || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

// Invisible characters dropped, every kind of space a single blank, curly quotes straight.
std::string normalised(std::string_view content) {
  std::string text;
  for (std::size_t position = 0; position < content.size();) {
    const std::uint32_t c = nextCodePoint(content, position);
    if (c == kInvalidUtf8 || isInvisible(c)) continue;
    if (isSpace(c)) {
      if (!text.empty() && text.back() != ' ') text += ' ';
    } else if (c == 0x2018 || c == 0x2019) {
      text += '\'';
    } else if (c == 0x201C || c == 0x201D || c == 0x201E) {
      text += '"';
    } else {
      appendUtf8(text, c);
    }
  }
  if (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// «persona . cognome» is «persona.cognome».
std::string tightName(std::string_view typed) {
  std::string name;
  for (std::size_t at = 0; at < typed.size(); ++at) {
    const bool besideDot = typed[at] == ' ' && ((at + 1 < typed.size() && typed[at + 1] == '.') ||
                                                (!name.empty() && name.back() == '.'));
    if (!besideDot) name += typed[at];
  }
  return name;
}

std::string suggestionHint(std::string_view typed, const std::vector<std::string_view>& names) {
  const std::string nearest = nearestName(typed, names);
  return nearest.empty() ? "" : "Forse intendevi «" + nearest + "»?";
}

std::string listed(const std::vector<std::string_view>& names) {
  std::string text;
  for (std::string_view name : names) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

class BarReader {
 public:
  BarReader(Tag& tag, const std::string& place, std::vector<Problem>& problems)
      : tag_(tag), place_(place), problems_(problems) {}

  bool read(std::string_view part) {
    const std::size_t colon = part.find(':');
    const std::string name = lowerAscii(trimmed(part.substr(0, colon)));
    const std::string argument(colon == std::string_view::npos ? ""
                                                               : trimmed(part.substr(colon + 1)));
    if (tag_.role == Tag::Role::variable) return readFormat(name, argument);
    return readOption(name);
  }

 private:
  bool refuse(std::string message, std::string hint) {
    problems_.push_back(templateProblem(std::move(message), std::move(hint), place_));
    return false;
  }

  bool readFormat(const std::string& name, const std::string& argument) {
    Presentation& shown = tag_.presentation;
    if (name == "maiuscolo") return shown.upper = true;
    if (name == "maiuscola") return shown.capital = true;
    if (name == "elenco") return shown.list = true;
    if (name == "facoltativo") return shown.optional = true;
    for (const auto& [known, format] : kValueFormats) {
      if (known == name) return setFormat(format, argument);
    }
    for (const auto& [known, preposition] : kPrepositions) {
      if (known != name) continue;
      if (!setFormat(ValueFormat::articulated, argument)) return false;
      shown.preposition = preposition;
      return true;
    }
    std::vector<std::string_view> names(kTextFormats.begin(), kTextFormats.end());
    for (const auto& [known, format] : kValueFormats) names.push_back(known);
    for (const auto& [known, preposition] : kPrepositions) names.push_back(known);
    std::string hint = suggestionHint(name, names);
    if (hint.empty()) hint = "I formati sono: " + listed(names) + ".";
    return refuse("Il formato «" + name + "» non esiste.", std::move(hint));
  }

  bool setFormat(ValueFormat format, const std::string& argument) {
    Presentation& shown = tag_.presentation;
    const bool again = shown.format == format && shown.argument == argument &&
                       format != ValueFormat::articulated;
    if (shown.format != ValueFormat::automatic && !again) {
      return refuse("Due formati del valore non stanno insieme: «|" + tag_.formats + "».",
                    "Tenerne uno solo.");
    }
    shown.format = format;
    shown.argument = argument;
    return true;
  }

  bool readOption(const std::string& name) {
    if (name == "nuova_pagina") return tag_.options.newPage = true;
    if (name == "da_pagina_1") return tag_.options.newPage = tag_.options.restartPages = true;
    if (name == "con_titolo") return tag_.options.withHeading = true;
    const std::vector<std::string_view> names(kOptions.begin(), kOptions.end());
    std::string hint = suggestionHint(name, names);
    if (hint.empty()) hint = "Dopo il nome di una sezione può stare: " + listed(names) + ".";
    return refuse("L'opzione «" + name + "» di una sezione non esiste.", std::move(hint));
  }

  Tag& tag_;
  const std::string& place_;
  std::vector<Problem>& problems_;
};

bool readSigil(std::string_view& text, Tag& tag, std::string& wrong) {
  switch (text.empty() ? '\0' : text.front()) {
    case '#':
      tag.role = Tag::Role::section;
      break;
    case '^':
      tag.role = Tag::Role::inverted;
      break;
    case '/':
      tag.role = Tag::Role::end;
      break;
    case '!':
      tag.role = Tag::Role::comment;
      break;
    case '{':
    case '&':
      wrong = "Un valore senza protezione ({{{…}}} o {{&…}}) non è ammesso.";
      return false;
    case '>':
      wrong = "Un modello non può includerne un altro ({{>…}}).";
      return false;
    case '=':
      wrong = "Le graffe dei segnaposto non si possono cambiare ({{=…=}}).";
      return false;
    default:
      return true;
  }
  text.remove_prefix(1);
  return true;
}

}  // namespace

bool isPictureFormat(ValueFormat format) {
  return format == ValueFormat::picture || format == ValueFormat::qr ||
         format == ValueFormat::chart;
}

std::string lowerAscii(std::string_view typed) {
  std::string text(typed);
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return text;
}

Problem templateProblem(std::string message, std::string hint, std::string place) {
  Problem problem;
  problem.message = std::move(message);
  problem.hint = std::move(hint);
  problem.place = std::move(place);
  return problem;
}

bool readTag(std::string_view content, const std::string& place, Tag& tag,
             std::vector<Problem>& problems) {
  const std::string text = normalised(content);
  std::string_view rest = trimmed(text);
  std::string wrong;
  tag.place = place;
  if (!readSigil(rest, tag, wrong)) {
    problems.push_back(templateProblem(wrong, "Usare due graffe e il nome del campo.", place));
    return false;
  }
  if (tag.role == Tag::Role::comment) return true;
  const std::size_t bar = rest.find('|');
  tag.name = tightName(trimmed(rest.substr(0, bar)));
  if (tag.name.empty()) {
    problems.push_back(templateProblem("Un segnaposto è senza nome.",
                                       "Scrivere fra le graffe il nome del campo, o toglierle.",
                                       place));
    return false;
  }
  if (bar == std::string_view::npos) return true;
  rest.remove_prefix(bar + 1);
  tag.formats = trimmed(rest);
  if (tag.role == Tag::Role::end) return true;
  BarReader reader(tag, place, problems);
  bool good = true;
  for (bool more = true; more;) {
    const std::size_t next = rest.find('|');
    more = next != std::string_view::npos;
    good = reader.read(trimmed(rest.substr(0, next))) && good;
    if (more) rest.remove_prefix(next + 1);
  }
  return good;
}

std::string typedTag(const Tag& tag) {
  constexpr std::string_view kSigils[] = {"", "#", "^", "/", "!"};
  std::string text = "{{" + std::string(kSigils[static_cast<int>(tag.role)]) + tag.name;
  if (!tag.formats.empty()) text += "|" + tag.formats;
  return text + "}}";
}

}  // namespace stesura
