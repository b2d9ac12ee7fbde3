#include "generator/merge/agreement.h"

#include <array>
#include <optional>
#include <utility>

#include "generator/merge/tag.h"

namespace stesura {

namespace {

// The first words by which agencies, and the acts that documents cite, are called.
constexpr std::string_view kMasculine =
    " accordo albergo ambito archivio articolo assessorato ateneo atto carcere catalogo centro cfp"
    " circolo codice collegio comitato compartimento comune consiglio consorzio consultorio"
    " convitto cps csm csv d.l. d.lgs. d.m. d.p.c.m. d.p.r. decreto dipartimento distretto dpcm"
    " dpr dsm ente fondo forum garante gruppo inail inps ispettorato istituto laboratorio liceo"
    " ministero municipio nil noa nucleo ospedale parere parlamento patronato piano polo presidio"
    " programma progetto protocollo provveditorato regolamento segretariato senato serd sert"
    " servizio settore sil sindacato sportello statuto tavolo testo tribunale uepe ufficio ussm"
    " verbale ";
constexpr std::string_view kFeminine =
    " accademia agenzia amministrazione area arcidiocesi asl aslto asp assemblea associazione asst"
    " ats ausl azienda biblioteca caf camera caritas casa circolare città commissione compagnia"
    " comunità confederazione congregazione consulta convenzione cooperativa corte costituzione"
    " croce curia delibera deliberazione determina determinazione diocesi direttiva direzione"
    " federazione fondazione giunta impresa intesa lega legge mensa nota onlus ordinanza"
    " organizzazione parrocchia polizia prefettura presidenza procura provincia questura regione"
    " residenza rete rsa scuola segreteria sentenza sezione società soprintendenza struttura unione"
    " unità università uoc uos usl ";
constexpr std::string_view kMasculines =
    " ambiti articoli atti centri comuni consorzi decreti distretti enti gruppi istituti operatori"
    " protocolli regolamenti servizi sindacati uffici ";
constexpr std::string_view kFeminines =
    " agenzie associazioni aziende camere cooperative delibere deliberazioni famiglie fondazioni"
    " imprese leggi linee organizzazioni parrocchie province regioni scuole società università ";

using Sort = std::pair<WordGender, WordNumber>;

bool holds(std::string_view words, const std::string& word) {
  return words.find(" " + word + " ") != std::string_view::npos;
}

std::string_view firstWord(std::string_view name) {
  while (name.starts_with("«") || name.starts_with("“"))
    name.remove_prefix(name[0] == '\xC2' ? 2 : 3);
  while (name.starts_with('"') || name.starts_with('(')) name.remove_prefix(1);
  return name.substr(0, name.find_first_of(" ,;:'\""));
}

std::optional<Sort> sortOfHead(std::string_view name) {
  const std::string word = lowerAscii(firstWord(name));
  if (word.empty()) return {};
  if (holds(kMasculine, word)) return Sort{WordGender::masculine, WordNumber::singular};
  if (holds(kFeminine, word)) return Sort{WordGender::feminine, WordNumber::singular};
  if (holds(kMasculines, word)) return Sort{WordGender::masculine, WordNumber::plural};
  if (holds(kFeminines, word)) return Sort{WordGender::feminine, WordNumber::plural};
  return {};
}

// «l'» tells neither gender.
std::optional<Sort> sortOfArticle(std::string_view article) {
  if (article == "il" || article == "lo") return Sort{WordGender::masculine, WordNumber::singular};
  if (article == "la") return Sort{WordGender::feminine, WordNumber::singular};
  if (article == "i" || article == "gli") return Sort{WordGender::masculine, WordNumber::plural};
  if (article == "le") return Sort{WordGender::feminine, WordNumber::plural};
  return {};
}

// «f», «M», «fs», «mp»: a letter for the gender, and one for the number if it is told.
std::optional<Sort> sortOfCode(std::string_view typed) {
  const std::string code = lowerAscii(typed);
  if (code.empty() || code.size() > 2 || (code[0] != 'm' && code[0] != 'f')) return {};
  if (code.size() == 2 && code[1] != 's' && code[1] != 'p') return {};
  const bool plural = code.ends_with('p');
  return Sort{code[0] == 'm' ? WordGender::masculine : WordGender::feminine,
              plural ? WordNumber::plural : WordNumber::singular};
}

std::string_view textAt(const Json& object, const std::string& key) {
  if (key.empty() || !object.is_object()) return {};
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) return {};
  return found->get_ref<const std::string&>();
}

std::string nameOf(const Json& object, const GrammarKeys& keys) {
  std::string name;
  for (const std::string& key : keys.name) {
    const std::string_view part = textAt(object, key);
    if (part.find_first_not_of(" \t\n") == std::string_view::npos) continue;
    name.append(name.empty() ? "" : " ").append(part);
  }
  return name;
}

// Takes an article in small letters off the name: «la legge 104», but not «La Strada».
std::optional<std::string_view> takeArticle(std::string& name) {
  for (const std::string_view apostrophe : {"l’", "l'"}) {
    if (!name.starts_with(apostrophe)) continue;
    name.erase(0, apostrophe.size());
    return "l'";
  }
  const std::string_view word = std::string_view(name).substr(0, name.find(' '));
  const auto article = knownArticle(word);
  if (!article || *article != word || word.size() == name.size()) return {};
  name.erase(0, word.size() + 1);
  return article;
}

}  // namespace

WordAgreement agreementOf(const Json& object, const GrammarKeys& keys) {
  WordAgreement agreement;
  agreement.name = nameOf(object, keys);
  auto article = knownArticle(textAt(object, keys.article));
  const bool own = article.has_value();  // then nothing of the name is taken for an article
  if (!own) article = takeArticle(agreement.name);
  const auto code = sortOfCode(textAt(object, keys.gender));
  std::optional<Sort> sort = article ? sortOfArticle(*article) : std::nullopt;
  const bool articled = own || article || !keys.article.empty();
  if (!sort && articled) sort = sortOfHead(agreement.name);
  // «l'» is singular, whatever the first word of the name would be.
  if (sort && article == "l'") sort->second = WordNumber::singular;
  if (code) {
    const bool tellsNumber = textAt(object, keys.gender).size() == 2;
    sort = Sort{code->first, tellsNumber || !sort ? code->second : sort->second};
  }
  if (sort) std::tie(agreement.gender, agreement.number) = *sort;
  if (!article && sort && !keys.article.empty())
    article = definiteArticle(sort->first, sort->second, agreement.name);
  if (article) agreement.article = *article;
  return agreement;
}

WordAgreement agreementOfAll(const Json& list, const GrammarKeys& keys) {
  if (list.size() == 1) return agreementOf(list.front(), keys);
  WordAgreement all;
  all.number = WordNumber::plural;
  bool known = !list.empty();
  for (const Json& item : list) {
    const WordGender gender = agreementOf(item, keys).gender;
    if (gender == WordGender::masculine) {
      all.gender = gender;
      return all;
    }
    known = known && gender == WordGender::feminine;
  }
  if (known) all.gender = WordGender::feminine;
  return all;
}

}  // namespace stesura
