// A Mustache tag as a person typed it: sigil, name, what follows the bars.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/merge/articles.h"
#include "generator/merge/escape.h"

namespace stesura {

struct Field;

enum class TagKind { variable, section, inverted };

// One tag as it stands in the template, after its name was bound to the shape.
struct TagUse {
  TagKind kind;
  std::string name;     // as typed: "persona.cognome"
  std::string pointer;  // pattern of the field it is bound to: "/parti/*/ente"; "" for @names
  std::string place;    // text on the page around it, up to about 80 characters
  bool optionalFormat = false;  // carries |facoltativo
  bool guarded = false;         // stands in a section on the same value: it is there when printed
  std::string formats;  // what follows the bars, as typed: "casella:si|maiuscolo"; may be empty
};

enum class ValueFormat {
  automatic,
  longForm,
  shortForm,
  time,
  euro,
  number,
  yesNo,
  checkbox,
  label,
  code,
  markdown,
  picture,  // |immagine, |qr, |grafico: in the name or title of a frame only
  qr,
  chart,
  clauses,
  articulated,  // il, di, a, …: an agency or a person behind its article or preposition
  agreed,       // concorda: words that agree with an agency or a person
};

bool isPictureFormat(ValueFormat format);

// How a value is shown: one format of its value, and what is done to the text.
struct Presentation {
  ValueFormat format = ValueFormat::automatic;
  std::string argument;   // of casella, numero, concorda; «solo» of il, di, …
  Preposition preposition = Preposition::none;
  bool list = false;      // |elenco
  bool upper = false;     // |maiuscolo
  bool capital = false;   // |maiuscola: the first letter only
  bool optional = false;  // |facoltativo: nothing where there is no value
};

// What a section may ask for behind its name.
struct SectionOptions {
  bool newPage = false;       // |nuova_pagina
  bool restartPages = false;  // |da_pagina_1: a new page, and its number is 1
  bool withHeading = false;  // |con_titolo
};

struct Tag {
  enum class Role { variable, section, inverted, end, comment };
  Role role = Role::variable;
  std::string name;           // dotted, "." or "@numero"; empty for a comment
  std::string formats;        // what followed the bars, as typed
  Presentation presentation;  // variables
  SectionOptions options;     // sections
  Escape escape = Escape::xmlText;
  std::string place;
  // Written by a compiler, not by a person: the section asks whether there is a value, but does
  // not enter it and does not repeat.
  bool conditionOnly = false;
  // Written by a compiler: the value is the text of an article, whose ordered lists are its commi.
  bool article = false;
  bool framed = false;  // stands in the name or title of a frame that it fills
  // Written by a compiler: the section is shown if the value is this text, and is no scope.
  std::string equals;
  // Written by a compiler: the section is entered even where the value is absent, and holds these
  // names only. Borrowed.
  const Field* enters = nullptr;
};

// Reads what stands between the braces. Invisible characters, no-break spaces and curly quotes that
// a word processor put there are taken as what the author meant.
// What is wrong goes to `problems` with `place`; then the tag is not to be used (returns false).
bool readTag(std::string_view content, const std::string& place, Tag& tag,
             std::vector<Problem>& problems);

// The tag as a person would type it: «{{#righe}}».
std::string typedTag(const Tag& tag);

// Like `typed` with the ASCII capitals made small.
std::string lowerAscii(std::string_view typed);

// A problem of a template: message, hint, and the text on the page where it stands.
Problem templateProblem(std::string message, std::string hint, std::string place);

}  // namespace stesura
