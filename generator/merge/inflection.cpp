#include "generator/merge/inflection.h"

#include <algorithm>
#include <vector>

#include "generator/merge/italian.h"
#include "generator/merge/tag.h"

namespace stesura {

namespace {

using Forms = std::array<std::string, 4>;
constexpr std::size_t kForms = 4;

// Where the rules below would go wrong. Feminine titles as the language authorities recommend.
struct Irregular {
  std::string_view masculine, feminine, masculines, feminines;
};
constexpr std::array<Irregular, 29> kIrregulars = {{
    {"amico", "amica", "amici", "amiche"},
    {"arch.", "arch.", "arch.", "arch."},
    {"avv.", "avv.", "avv.", "avv."},
    {"collega", "collega", "colleghi", "colleghe"},
    {"dott.", "dott.ssa", "dott.", "dott.sse"},
    {"dottore", "dottoressa", "dottori", "dottoresse"},
    {"egli", "ella", "essi", "esse"},
    {"geometra", "geometra", "geometri", "geometre"},
    {"ingegnere", "ingegnera", "ingegneri", "ingegnere"},
    {"ing.", "ing.", "ing.", "ing."},
    {"lui", "lei", "loro", "loro"},
    {"marito", "moglie", "mariti", "mogli"},
    {"membro", "membro", "membri", "membri"},
    {"notaio", "notaia", "notai", "notaie"},
    {"padre", "madre", "padri", "madri"},
    {"portavoce", "portavoce", "portavoce", "portavoce"},
    {"pretore", "pretora", "pretori", "pretore"},
    {"prof.", "prof.ssa", "prof.", "prof.sse"},
    {"professore", "professoressa", "professori", "professoresse"},
    {"questore", "questora", "questori", "questore"},
    {"sig.", "sig.ra", "sigg.", "sigg.re"},
    {"signor", "signora", "signori", "signore"},
    {"signore", "signora", "signori", "signore"},
    {"sindaco", "sindaca", "sindaci", "sindache"},
    {"studente", "studentessa", "studenti", "studentesse"},
    {"tale", "tale", "tali", "tali"},
    {"uomo", "donna", "uomini", "donne"},
    {"vigile", "vigile", "vigili", "vigili"},
    {"zio", "zia", "zii", "zie"},
}};

// The longest ending that fits decides.
constexpr std::array<Irregular, 15> kEndings = {{
    {"ssore", "ssora", "ssori", "ssore"},
    {"iatra", "iatra", "iatri", "iatre"},
    {"tore", "trice", "tori", "trici"},
    {"sore", "sora", "sori", "sore"},
    {"iere", "iera", "ieri", "iere"},
    {"ista", "ista", "isti", "iste"},
    {"logo", "loga", "logi", "loghe"},
    {"ntico", "ntica", "ntichi", "ntiche"},
    {"ico", "ica", "ici", "iche"},
    {"co", "ca", "chi", "che"},
    {"go", "ga", "ghi", "ghe"},
    {"io", "ia", "i", "ie"},
    {"o", "a", "i", "e"},
    {"e", "e", "i", "i"},
    {"", "", "", ""},
}};

Forms formsOf(const Irregular& entry, std::string_view stem) {
  const std::string begin(stem);
  return {begin + std::string(entry.masculine), begin + std::string(entry.feminine),
          begin + std::string(entry.masculines), begin + std::string(entry.feminines)};
}

Forms lowerForms(std::string_view word) {
  std::string_view stem = word.substr(0, 0), rest = word;
  for (const std::string_view before : {"vice", "ex-", "co-"}) {
    if (word.starts_with(before) && word.size() > before.size() + 3) {
      stem = before;
      rest = word.substr(before.size());
    }
  }
  for (const Irregular& entry : kIrregulars) {
    if (entry.masculine == rest) return formsOf(entry, stem);
  }
  for (const Irregular& ending : kEndings) {
    if (!word.ends_with(ending.masculine) || word.size() <= ending.masculine.size()) continue;
    const char last = word.back();
    if (ending.masculine.empty() && (last == 'a' || last == 'i' || last == 'u')) return {};
    return formsOf(ending, word.substr(0, word.size() - ending.masculine.size()));
  }
  return {};
}

bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }

std::string capitalsAs(std::string_view model, const std::string& word) {
  const bool all = model.size() > 1 && std::none_of(model.begin(), model.end(),
                                                    [](char c) { return c >= 'a' && c <= 'z'; });
  if (all && isUpper(model.front())) return upperCase(word);
  if (model.empty() || !isUpper(model.front()) || word.empty()) return word;
  return upperCase(word.substr(0, 1)) + word.substr(1);
}

// Behind one of these nothing agrees any more: «nato a Monza», «legale rappresentante pro tempore».
bool stopsAgreement(const std::string& word) {
  constexpr std::array<std::string_view, 14> kStops = {"di",  "a",      "ad",  "da",  "in",
                                                       "con", "su",     "per", "tra", "fra",
                                                       "che", "presso", "pro", "come"};
  return std::find(kStops.begin(), kStops.end(), word) != kStops.end();
}

// As typed, with the apostrophe that is printed.
std::string printed(std::string_view typed) {
  std::string text;
  for (const char c : typed) {
    if (c == '\'')
      text += "’";
    else
      text += c;
  }
  return text;
}

// One word of a phrase in its four forms, with what follows it up to the next word.
struct Word {
  enum class Kind { fixed, agreeing, definite, indefinite } kind = Kind::fixed;
  std::string typed;
  Preposition preposition = Preposition::none;  // of an article
  Forms forms;
  std::string behind;  // a comma
};

class Phrase {
 public:
  explicit Phrase(std::string_view typed) {
    while (!typed.empty()) {
      const std::size_t blank = std::min(typed.find(' '), typed.size());
      add(std::string(typed.substr(0, blank)));
      typed.remove_prefix(std::min(blank + 1, typed.size()));
    }
    for (std::size_t at = words_.size(); at-- > 0;) setArticle(at);
  }

  // The word that the rules cannot inflect; "" if they can inflect all.
  const std::string& unknown() const { return unknown_; }

  std::string form(std::size_t which) const {
    std::string text;
    for (const Word& word : words_) append(text, word.forms[which], word.behind);
    return text;
  }

  // «il/la sottoscritto/a»: singular or plural in both genders.
  std::string both(WordNumber number) const {
    const std::size_t first = number == WordNumber::plural ? 2 : 0;
    std::string text;
    for (const Word& word : words_) {
      const std::string &one = word.forms[first], &other = word.forms[first + 1];
      const bool elided = one.ends_with("’") || other.ends_with("’");
      if (one != other && elided) return form(first) + "/" + form(first + 1);
      append(text, joined(one, other), word.behind);
    }
    return text;
  }

  static std::string joined(const std::string& masculine, const std::string& feminine) {
    if (masculine == feminine) return masculine;
    const std::string_view stem = std::string_view(masculine).substr(0, masculine.size() - 1);
    const bool oneLetter = !masculine.empty() && masculine.size() == feminine.size() &&
                           stem.size() > 1 && feminine.starts_with(stem);
    return masculine + "/" + (oneLetter ? feminine.substr(stem.size()) : feminine);
  }

 private:
  void add(std::string typed) {
    if (typed.empty()) return;
    const std::size_t apostrophe = typed.find('\'');
    if (apostrophe != std::string::npos && apostrophe + 1 < typed.size()) {
      add(typed.substr(0, apostrophe + 1));
      typed.erase(0, apostrophe + 1);
    }
    Word word;
    const bool comma = typed.ends_with(',') || typed.ends_with(';') || typed.ends_with(':');
    if (comma) word.behind = typed.back(), typed.pop_back();
    word.typed = typed;
    classify(word);
    words_.push_back(std::move(word));
  }

  void classify(Word& word) {
    const std::string lower = lowerAscii(word.typed);
    word.forms.fill(printed(word.typed));
    if (stopped_) return;
    const auto preposition = articulatedPreposition(lower);
    if (lower == "il" || lower == "lo" || lower == "l'") {
      word.kind = Word::Kind::definite;
    } else if (lower == "un" || lower == "uno") {
      word.kind = Word::Kind::indefinite;
    } else if (preposition && !any_) {
      word.kind = Word::Kind::definite;
      word.preposition = *preposition;
    } else if (preposition || stopsAgreement(lower)) {
      stopped_ = true;
    } else if (lower != "e" && lower != "ed" && lower != "o" && lower != "od" && lower != "non") {
      inflect(word, lower);
    }
  }

  void inflect(Word& word, const std::string& lower) {
    const Forms forms = lowerForms(lower);
    if (forms[0].empty()) {
      if (unknown_.empty()) unknown_ = word.typed;
      return;
    }
    any_ = true;
    word.kind = Word::Kind::agreeing;
    for (std::size_t at = 0; at < kForms; ++at) word.forms[at] = capitalsAs(word.typed, forms[at]);
  }

  // An article sounds as the word behind it wants.
  void setArticle(std::size_t at) {
    Word& word = words_[at];
    if (word.kind != Word::Kind::definite && word.kind != Word::Kind::indefinite) return;
    for (std::size_t which = 0; which < kForms; ++which) {
      const WordGender gender = which % 2 == 0 ? WordGender::masculine : WordGender::feminine;
      const WordNumber number = which < 2 ? WordNumber::singular : WordNumber::plural;
      const std::string next = at + 1 < words_.size() ? words_[at + 1].forms[which] : "";
      std::string text;
      if (word.kind == Word::Kind::definite) {
        text = articulated(word.preposition, definiteArticle(gender, number, next), next);
        if (text.ends_with(' ')) text.pop_back();
      } else {
        text = indefiniteArticle(gender, number, next);
        if (text.ends_with('\'')) text.replace(text.size() - 1, 1, "’");
      }
      word.forms[which] = isUpper(word.typed.front()) ? capitalsAs("Xx", text) : text;
    }
  }

  static void append(std::string& text, const std::string& form, const std::string& behind) {
    if (!text.empty() && !text.ends_with("’") && !text.ends_with('\'')) text += ' ';
    text += form + behind;
  }

  std::vector<Word> words_;
  std::string unknown_;
  bool stopped_ = false;
  bool any_ = false;  // a word that agrees stands before
};

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (bool more = true; more;) {
    const std::size_t slash = text.find('/');
    more = slash != std::string_view::npos;
    std::string_view part = text.substr(0, slash);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    parts.push_back(part);
    if (more) text.remove_prefix(slash + 1);
  }
  return parts;
}

}  // namespace

std::array<std::string, 4> inflected(std::string_view masculineSingular) {
  Forms forms = lowerForms(lowerAscii(masculineSingular));
  for (std::string& form : forms) form = capitalsAs(masculineSingular, form);
  return forms;
}

AgreedWords::AgreedWords(std::string_view typed) {
  constexpr const char* kHint =
      "Per esempio «concorda:il sottoscritto», oppure le forme una per una: «concorda:nato/nata».";
  if (typed.find_first_not_of(' ') == std::string_view::npos) {
    wrong_ = "Dopo «concorda:» vanno le parole da accordare.";
    hint_ = kHint;
  } else if (typed.find('/') == std::string_view::npos) {
    readPhrase(typed);
  } else {
    readForms(typed);
  }
}

void AgreedWords::readPhrase(std::string_view typed) {
  const Phrase phrase(typed);
  for (std::size_t at = 0; at < kForms; ++at) forms_[at] = phrase.form(at);
  both_ = {phrase.both(WordNumber::singular), phrase.both(WordNumber::plural)};
  if (!phrase.unknown().empty()) {
    wrong_ = "Di «" + phrase.unknown() + "» non si conosce il maschile singolare da cui partire.";
    hint_ =
        "Scriverlo al maschile singolare, o scrivere le quattro forme una per una: "
        "«Visto/Vista/Visti/Viste».";
  } else if (std::all_of(forms_.begin(), forms_.end(),
                         [&](const std::string& form) { return form == forms_[0]; })) {
    wrong_ = "In «" + std::string(typed) + "» nessuna parola cambia con il genere o il numero.";
    hint_ = "Scriverlo nel testo, senza segnaposto.";
  }
}

void AgreedWords::readForms(std::string_view typed) {
  const auto parts = split(typed);
  const bool good =
      (parts.size() == 2 || parts.size() == 4) &&
      std::none_of(parts.begin(), parts.end(), [](std::string_view part) { return part.empty(); });
  if (!good) {
    wrong_ =
        "Le forme di «concorda:» sono due (maschile e femminile) o quattro (anche al plurale).";
    hint_ = "Per esempio «nato/nata», o «Visto/Vista/Visti/Viste».";
    return;
  }
  for (std::size_t at = 0; at < parts.size(); ++at) forms_[at] = printed(parts[at]);
  if (parts.size() == 2) {
    const Phrase phrase(parts[0]);
    const bool regular = phrase.unknown().empty() && phrase.form(1) == forms_[1];
    if (regular) forms_[2] = phrase.form(2), forms_[3] = phrase.form(3);
  }
  both_ = {Phrase::joined(forms_[0], forms_[1]), Phrase::joined(forms_[2], forms_[3])};
}

const std::string& AgreedWords::form(WordGender gender, WordNumber number) const {
  const std::size_t plural = number == WordNumber::plural ? 1 : 0;
  if (gender == WordGender::unknown) return both_[plural];
  return forms_[2 * plural + (gender == WordGender::feminine ? 1 : 0)];
}

}  // namespace stesura
