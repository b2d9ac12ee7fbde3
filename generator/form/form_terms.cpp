#include "generator/form/form_terms.h"

#include <algorithm>
#include <map>

namespace stesura {
namespace {

// What forms write, and the terms for it. «» drops the words. Longest first, by words.
struct Wording {
  std::string_view written;
  std::string_view terms;
};

constexpr Wording kWordings[] = {
    {"c f", "codicefiscale"}, {"cf", "codicefiscale"}, {"cod fisc", "codicefiscale"}, {"cod fiscale", "codicefiscale"},
    {"codice fisc", "codicefiscale"}, {"codice fiscale", "codicefiscale"}, {"codfisc", "codicefiscale"},
    {"codice fiscale dell ente", "codicefiscale ente"},
    {"partita iva", "partitaiva"}, {"p iva", "partitaiva"}, {"piva", "partitaiva"}, {"part iva", "partitaiva"},
    {"tel", "telefono"}, {"telef", "telefono"}, {"cell", "telefono"}, {"cellulare", "telefono"}, {"mobile", "telefono"},
    {"tel cell", "telefono"}, {"telefono cellulare", "telefono"}, {"telefono cell", "telefono"}, {"telefono fisso", "telefono"},
    {"recapito telefonico", "telefono"}, {"recapiti telefonici", "telefono"}, {"numero di telefono", "telefono"},
    {"numero telefonico", "telefono"}, {"n telefono", "telefono"}, {"n tel", "telefono"}, {"n di telefono", "telefono"},
    {"utenza telefonica", "telefono"}, {"telefono o cellulare", "telefono"}, {"telefono e cellulare", "telefono"},
    {"e mail", "email"}, {"mail", "email"}, {"posta elettronica", "email"}, {"indirizzo di posta elettronica", "email"},
    {"indirizzo e mail", "email"}, {"indirizzo email", "email"}, {"indirizzo mail", "email"}, {"posta elettronica ordinaria", "email"},
    {"p e c", "pec"}, {"posta elettronica certificata", "pec"}, {"domicilio digitale", "pec"}, {"indirizzo pec", "pec"},
    {"posta elettronica certificata pec", "pec"}, {"e mail certificata", "pec"},
    {"indirizzo di posta elettronica certificata", "pec"}, {"indirizzo di posta elettronica certificata pec", "pec"},
    {"c a p", "cap"}, {"codice postale", "cap"}, {"codice di avviamento postale", "cap"}, {"codice avviamento postale", "cap"},
    {"prov", "provincia"}, {"pr", "provincia"}, {"sigla", "provincia"}, {"sigla della provincia", "provincia"},
    {"sigla provincia", "provincia"}, {"prov ee per l estero", "provincia"},
    {"citta", "comune"}, {"localita", "comune"}, {"loc", "comune"}, {"comune o stato estero", "comune"},
    {"comune stato estero", "comune"}, {"comune o localita", "comune"}, {"comune localita", "comune"}, {"citta comune", "comune"},
    {"comune o citta", "comune"}, {"comune citta", "comune"},
    {"comune o stato estero di nascita", "luogo comune nascita"}, {"comune di nascita", "luogo comune nascita"},
    {"citta di nascita", "luogo comune nascita"},
    {"nato a", "luogo comune nascita"}, {"nata a", "luogo comune nascita"}, {"nato in", "luogo comune nascita"},
    {"nato nel comune di", "luogo comune nascita"}, {"luogo di nascita", "luogo comune nascita"},
    {"luogo nascita", "luogo comune nascita"}, {"luogo di nascita comune", "luogo comune nascita"},
    {"comune nascita", "luogo comune nascita"}, {"provincia di nascita", "provincia luogo nascita"},
    {"prov di nascita", "provincia luogo nascita"}, {"prov nascita", "provincia luogo nascita"},
    {"nato il", "data nascita"}, {"nata il", "data nascita"}, {"nato in data", "data nascita"}, {"nato", "nascita"}, {"nata", "nascita"},
    {"nasc", "nascita"}, {"in data", "data"}, {"addi", "data"}, {"li", "data"},
    {"residente", "residenza"}, {"resid", "residenza"}, {"residente in", "residenza comune"}, {"residente a", "residenza comune"},
    {"residente nel comune di", "residenza comune"}, {"residente in via", "residenza indirizzo"},
    {"residente in via piazza", "residenza indirizzo"}, {"indirizzo di residenza", "residenza indirizzo"},
    {"residente in indirizzo", "residenza indirizzo"}, {"res", "residenza"},
    {"domiciliato", "domicilio"}, {"domiciliata", "domicilio"}, {"domiciliato in", "domicilio comune"},
    {"domiciliato a", "domicilio comune"}, {"domicilio in", "domicilio comune"}, {"domiciliato in via", "domicilio indirizzo"},
    {"domicilio se diverso dalla residenza", "domicilio"}, {"domicilio se diverso da residenza", "domicilio"},
    {"se diverso dalla residenza", ""}, {"se diverso da residenza", ""}, {"diverso dalla residenza", ""},
    {"via", "indirizzo"}, {"piazza", "indirizzo"}, {"viale", "indirizzo"}, {"via piazza", "indirizzo"}, {"via p zza", "indirizzo"},
    {"via o piazza", "indirizzo"}, {"via e numero civico", "indirizzo civico"}, {"via piazza e numero civico", "indirizzo civico"},
    {"indirizzo via", "indirizzo"}, {"indirizzo via piazza", "indirizzo"}, {"via piazza corso", "indirizzo"},
    {"via viale piazza", "indirizzo"}, {"via piazza viale", "indirizzo"}, {"via corso piazza", "indirizzo"},
    {"numero civico", "civico"}, {"n civico", "civico"}, {"num civico", "civico"}, {"n civ", "civico"}, {"civ", "civico"}, {"n c", "civico"},
    {"nr civico", "civico"}, {"n", "numero"}, {"nr", "numero"}, {"num", "numero"}, {"no", "no"},
    {"m f", "sesso"}, {"sesso m f", "sesso"}, {"sesso f m", "sesso"}, {"f m", "sesso"},
    {"cogn", "cognome"}, {"nome proprio", "nome"}, {"nome di battesimo", "nome"}, {"nominativo", "cognome nome"},
    {"nome e cognome", "nome cognome"}, {"nome cognome", "nome cognome"}, {"cognome e nome", "cognome nome"}, {"cognome nome", "cognome nome"}, {"generalita", "cognome nome"},
    {"sottoscritto", "persona cognome nome"}, {"sottoscritta", "persona cognome nome"}, {"richiedente", "persona"},
    {"interessato", "persona"}, {"interessata", "persona"}, {"beneficiario", "persona"}, {"beneficiaria", "persona"},
    {"assistito", "persona"}, {"assistita", "persona"}, {"utente", "persona"}, {"lavoratore", "persona"}, {"lavoratrice", "persona"},
    {"cittadino", "persona"}, {"candidato", "persona"}, {"candidata", "persona"}, {"paziente", "persona"}, {"dichiarante", "persona"},
    {"tirocinante", "persona"}, {"partecipante", "persona"}, {"segnalato", "persona"}, {"segnalata", "persona"},
    {"persona segnalata", "persona"}, {"persona interessata", "persona"}, {"anagrafici", "persona"}, {"anagrafica", "persona"},
    {"personali", "persona"}, {"istante", "persona"}, {"destinatario dell intervento", "persona"},
    {"nazionalita", "cittadinanza"}, {"cittadino di", "cittadinanza"}, {"di cittadinanza", "cittadinanza"}, {"di nazionalita", "cittadinanza"},
    {"istruzione", "titolo studio"}, {"livello di istruzione", "titolo studio"}, {"scolarita", "titolo studio"},
    {"grado di istruzione", "titolo studio"}, {"titolo di studio posseduto", "titolo studio"}, {"titolo di studio conseguito", "titolo studio"},
    {"condizione occupazionale", "stato occupazionale"}, {"condizione lavorativa", "stato occupazionale"},
    {"posizione lavorativa", "stato occupazionale"}, {"condizione professionale", "stato occupazionale"},
    {"stato occupazionale attuale", "stato occupazionale"}, {"situazione occupazionale", "stato occupazionale"},
    {"perc", "percentuale"}, {"grado di invalidita", "percentuale invalidita"}, {"nella misura del", "percentuale"},
    {"invalido", "invalidita"}, {"invalida", "invalidita"}, {"invalidita riconosciuta", "invalidita accertata"},
    {"l 68 99", "legge68"}, {"l 68 1999", "legge68"}, {"l 68", "legge68"}, {"legge 68", "legge68"}, {"legge 68 99", "legge68"},
    {"legge 68 1999", "legge68"}, {"legge n 68 1999", "legge68"}, {"legge n 68 99", "legge68"}, {"legge 12 marzo 1999 n 68", "legge68"},
    {"legge n 68", "legge68"}, {"l n 68 1999", "legge68"}, {"l n 68 99", "legge68"},
    {"l 104", "legge104"}, {"l 104 92", "legge104"}, {"l 104 1992", "legge104"}, {"legge 104", "legge104"}, {"legge 104 92", "legge104"},
    {"legge 104 1992", "legge104"}, {"legge n 104 1992", "legge104"}, {"legge 5 febbraio 1992 n 104", "legge104"}, {"legge n 104", "legge104"},
    {"collocamento obbligatorio", "collocamento mirato"},
    {"amministratore di sostegno", "tutela protezione"}, {"amministratore sostegno", "tutela protezione"}, {"ads", "tutela protezione"},
    {"amministrazione di sostegno", "amministrazione sostegno"}, {"tutore", "tutela protezione"}, {"curatore", "tutela protezione"},
    {"rappresentante legale", "rappresentante"}, {"legale rappresentante", "rappresentante"}, {"misura di tutela", "misura protezione"},
    {"protezione giuridica", "tutela protezione"}, {"misura di protezione giuridica", "misura protezione tutela"},
    {"assistente sociale", "operatore"}, {"case manager", "operatore"}, {"operatore referente", "operatore"},
    {"operatore di riferimento", "operatore"}, {"operatore del caso", "operatore"}, {"referente del caso", "operatore"},
    {"operatore segnalante", "operatore inviante"}, {"operatore inviante", "operatore inviante"}, {"operatrice", "operatore"},
    {"segnalante", "inviante"}, {"proponente", "inviante"}, {"di provenienza", "inviante"}, {"che segnala", "inviante"}, {"che invia", "inviante"},
    {"u o", "unita organizzativa"}, {"unita operativa", "unita organizzativa"}, {"ufficio o unita", "unita organizzativa"},
    {"motivazione", "motivo"}, {"motivazioni", "motivo"}, {"motivi", "motivo"}, {"ragioni", "motivo"},
    {"titolo di soggiorno", "permesso soggiorno"}, {"scade il", "scadenza"}, {"valido fino al", "scadenza"}, {"scadente il", "scadenza"},
    {"con scadenza il", "scadenza"}, {"con scadenza", "scadenza"}, {"data di scadenza", "scadenza"}, {"data scadenza", "scadenza"},
    {"data di compilazione", "data documento"}, {"data della domanda", "data documento"}, {"data della richiesta", "data documento"},
    {"ragione sociale", "denominazione"}, {"denominazione o ragione sociale", "denominazione"}, {"denominazione dell ente", "ente denominazione"},
    {"sede in", "sede comune"}, {"con sede in", "sede comune"}, {"sede legale in", "sede comune"}, {"con sede legale in", "sede comune"},
    {"sede legale", "sede"}, {"in possesso di", ""}, {"ai sensi", ""}, {"ai sensi della", ""}, {"ai sensi dell art", ""}, {"gg mm aaaa", ""},
    {"tutor aziendale", "tutor ospitante"}, {"azienda ospitante", "ospitante"}, {"ente ospitante", "ospitante"},
    {"impresa ospitante", "ospitante"}, {"profilo professionale", "qualifica"}, {"ruolo professionale", "qualifica"},
    {"datore di lavoro", "datore"}, {"medico di base", "medico"},
    {"medico di medicina generale", "medico"}, {"medico curante", "medico"}, {"medico certificatore", "medico"},
};

// Words that tell whose datum it is.
constexpr std::string_view kRoles[] = {
    "medico", "padre", "madre", "genitore", "genitori", "coniuge", "figlio", "figlia", "familiare", "familiari", "fratello", "sorella",
    "datore", "azienda", "impresa", "ditta", "delegato", "delegata", "delegante", "intermediario", "patronato", "caf", "banca", "testimone",
    "notaio", "docente", "tutor", "scuola", "assicurazione", "operatore", "responsabile", "tutela", "inviante", "convivente", "garante",
    "rappresentante", "accompagnatore", "parente", "referente", "caregiver", "dirigente", "direttore", "psicologo",
    "specialista", "educatore", "ospitante", "promotore", "iban", "intestatario", "ricevente", "firmatario",
};

constexpr std::string_view kStopWords =
    " di del della dello dei degli delle dell d a al alla allo ai agli alle all da dall dalla in nel nella nello nell nei negli con su sul sulla per tra fra"
    " il lo la i gli le l un una uno e ed o od che chi se si eventuale eventuali obbligatorio obbligatoria indicare"
    " specificare barrare compilare stampatello ecc sig signor signora sig ra dati campo seguente seguenti nonche quale"
    " suo sua propria proprio attualmente gg mm aaaa giorno mese anno formato inserire scrivere selezionare scegliere"
    " crocettare essere es esempio ra sotto quadro sezione parte cui relativo relativa relativi ovvero oppure"
    " casella riportare allegare completo completa attuale intero esteso leggibile ";

constexpr std::string_view kNamePrefixes = " txt text testo field campo chk check cb cbx chb casella opt rb radio btn cmb combo fld input"
                                           " form form1 topmostsubform page page1 page2 subform gruppo group undefined untitled lst dt tf ";

char32_t nextCharacter(std::string_view text, std::size_t& at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  const std::size_t length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
  char32_t c = length == 1 ? byte : byte & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length && at + i < text.size(); ++i) c = c << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3F);
  at += length;
  return c;
}

// The small letters that stand for a character; "" for what is neither letter nor digit.
std::string plainLetters(char32_t c) {
  if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) return std::string(1, static_cast<char>(c));
  if (c >= 'A' && c <= 'Z') return std::string(1, static_cast<char>(c + 32));
  if (c == U'ﬁ') return "fi";
  if (c == U'ﬂ') return "fl";
  if (c >= 0xC0 && c <= 0xFF && c != 0xD7 && c != 0xF7) {
    static constexpr std::string_view kBare = "aaaaaaaceeeeiiiidnooooo*ouuuuyts";
    return std::string(1, kBare[(c - 0xC0) % 32]);
  }
  return {};
}


std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : std::string(text) + " ") {
    if (c != ' ') word += c;
    else if (!word.empty()) words.push_back(std::move(word)), word.clear();
  }
  return words;
}

const std::map<std::vector<std::string>, std::vector<std::string>>& wordings() {
  static const auto* const table = [] {
    auto* made = new std::map<std::vector<std::string>, std::vector<std::string>>;
    for (const Wording& wording : kWordings) made->emplace(split(wording.written), split(wording.terms));
    return made;
  }();
  return *table;
}

bool isStopWord(const std::string& word) { return kStopWords.find(" " + word + " ") != std::string_view::npos; }

std::vector<std::string> termsOfWords(const std::vector<std::string>& words) {
  constexpr std::size_t kLongest = 8;
  std::vector<std::string> terms;
  const auto add = [&](const std::string& term) {
    if (std::find(terms.begin(), terms.end(), term) == terms.end()) terms.push_back(term);
  };
  for (std::size_t at = 0; at < words.size();) {
    std::size_t taken = 0;
    for (std::size_t length = std::min(kLongest, words.size() - at); length > 0 && taken == 0; --length) {
      const auto first = words.begin() + static_cast<std::ptrdiff_t>(at);
      const auto found = wordings().find({first, first + static_cast<std::ptrdiff_t>(length)});
      if (found == wordings().end()) continue;
      for (const std::string& term : found->second) add(term);
      taken = length;
    }
    if (taken == 0) {
      const std::string& word = words[at];
      const bool number = std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
      // «Anzianità dal», «consegnata il»: the title of a date.
      const bool since = at + 1 == words.size() && (word == "dal" || word == "il" || word == "del");
      if (since) add("data");
      else if (!isStopWord(word) && !(number && word.size() < 3) && word.size() > 1) add(word);
      taken = 1;
    }
    at += taken;
  }
  return terms;
}

std::string stem(const std::string& word) {
  std::string result = word;
  while (result.size() > 4 && std::string_view("aeio").find(result.back()) != std::string_view::npos) result.pop_back();
  return result;
}

}  // namespace

std::vector<std::string> plainWords(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool slashed = false;  // the word follows «/» or «(» and a word: «nato/a», «nato(a)»
  const auto end = [&] {
    const bool ending = slashed && !words.empty() && words.back().size() > 2 && (word == "a" || word == "o" || word == "e" || word == "i" || word == "ta" || word == "trice");
    const bool article = slashed && word.size() <= 2 && !words.empty() && (words.back() == "il" || words.back() == "lo");
    if (!word.empty() && !ending && !article) words.push_back(word);
    word.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = nextCharacter(text, at);
    const std::string letters = plainLetters(c);
    if (!letters.empty()) {
      word += letters;
      continue;
    }
    if (!word.empty()) {
      end();
      slashed = c == U'/' || c == U'(';
    }
    if (c == U'%') words.push_back("percentuale");
  }
  end();
  return words;
}

std::vector<std::string> termsOf(std::string_view text) { return termsOfWords(plainWords(text)); }

std::vector<std::string> termsOfName(std::string_view name) {
  std::string spaced;
  char before = 0;
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
    const bool digit = c >= '0' && c <= '9';
    const bool beforeSmall = before >= 'a' && before <= 'z';
    const bool beforeDigit = before >= '0' && before <= '9';
    if ((beforeSmall && c >= 'A' && c <= 'Z') || (beforeDigit && letter) || (digit && !beforeDigit)) spaced += ' ';
    spaced += letter || digit ? c : ' ';
    before = c;
  }
  std::vector<std::string> words;
  for (std::string& word : plainWords(spaced)) {
    const bool number = std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
    if ((number && word.size() < 2) || kNamePrefixes.find(" " + word + " ") != std::string_view::npos) continue;
    words.push_back(std::move(word));
  }
  return termsOfWords(words);
}

double likeness(const std::string& a, const std::string& b) {
  if (a == b) return 1;
  if (a.size() < 4 || b.size() < 4) return 0;
  if (a.size() > 4 && b.size() > 4 && stem(a) == stem(b)) return 0.95;
  std::size_t shared = 0;
  while (shared < a.size() && shared < b.size() && a[shared] == b[shared]) ++shared;
  const std::size_t longer = std::max(a.size(), b.size());
  if (shared < 5 || shared * 2 < longer) return 0;
  return shared * 10 >= longer * 6 ? 0.75 : 0.6;
}

bool isRole(const std::string& term) {
  return std::find(std::begin(kRoles), std::end(kRoles), term) != std::end(kRoles);
}

}  // namespace stesura
