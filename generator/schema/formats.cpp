#include "generator/schema/formats.h"

#include <algorithm>
#include <string>

#include "generator/schema/codice_fiscale.h"
#include "generator/schema/format_rules.h"

namespace stesura {
namespace {

std::string capitals(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return result;
}

std::string withoutSpaces(std::string_view text) {
  std::string result(text);
  std::erase(result, ' ');
  return result;
}

// Advice for a code that would be right in capitals or without spaces.
template <bool (*Valid)(std::string_view)>
std::string_view codeAdvice(std::string_view text) {
  if (Valid(capitals(text))) return "Scriverlo in lettere maiuscole.";
  if (Valid(capitals(withoutSpaces(text)))) return "Scriverlo in lettere maiuscole e senza spazi.";
  return {};
}

std::string_view codiceFiscaleAdvice(std::string_view text) {
  if (const std::string_view advice = codeAdvice<isCodiceFiscale>(text); !advice.empty())
    return advice;
  if (text.size() != 16 && text.size() != 11)
    return "Indicare 16 caratteri (oppure 11 cifre per un codice provvisorio o di un ente).";
  return text.size() == 11
             ? "Sono 11 cifre, ma la cifra di controllo o l'ufficio non tornano: ricontrollarle."
             : "Sono 16 caratteri, ma la forma, la data di nascita o il carattere di controllo non "
               "tornano: ricontrollarli (per esempio zero e lettera O).";
}

bool looksItalianDate(std::string_view text) {
  return text.size() >= 8 && text.find('/') != std::string_view::npos;
}

std::string_view dateAdvice(std::string_view text) {
  return looksItalianDate(text) ? "Scrivere prima l'anno, poi il mese e il giorno, con i trattini: "
                                  "2026-03-12 per il 12 marzo 2026."
                                : std::string_view{};
}

constexpr Format kFormats[] = {
    {"cap", isCap, "non è un CAP valido.", "Indicare 5 cifre, per esempio 20900."},
    {"codice-catastale", isCodiceCatastale, "non è un codice catastale valido.",
     "Indicare una lettera maiuscola e 3 cifre, per esempio F704.", codeAdvice<isCodiceCatastale>},
    {"codice-fiscale", isCodiceFiscale, "non è un codice fiscale valido.",
     "Indicare 16 caratteri in maiuscolo, per esempio SMPTNT90A01D912H.", codiceFiscaleAdvice},
    {"codice-ipa", isCodiceIpa, "non è un codice IPA valido.",
     "Indicare il codice dell'Indice PA, per esempio c_f704."},
    {"codice-istat", isCodiceIstat, "non è un codice ISTAT valido.",
     "Indicare le 6 cifre del comune (3 per la provincia, 2 per la regione), per esempio 108033."},
    {"data-parziale", isPartialDate, "non è una data valida.",
     "Indicare l'anno, l'anno e il mese, o la data intera: 2019, 2019-03 oppure 2019-03-12.",
     dateAdvice},
    {"date", isDate, "non è una data valida.",
     "Indicare anno, mese e giorno, per esempio 2026-03-12.", dateAdvice},
    {"date-time", isDateTime, "non è una data con ora valida.",
     "Indicare data, ora e fuso, per esempio 2026-03-12T09:30:00+01:00."},
    {"duration", isDuration, "non è una durata valida.",
     "Indicare la durata come P1Y6M (un anno e sei mesi) o PT2H30M (due ore e mezza)."},
    {"email", isEmail, "non è un indirizzo di posta elettronica valido.",
     "Indicare un indirizzo come ufficio@comune.example."},
    {"hostname", isHostname, "non è un nome di macchina valido.",
     "Indicare un nome come www.comune.example."},
    {"iban", isIban, "non è un IBAN valido.",
     "Indicare l'IBAN in maiuscolo e senza spazi: in Italia 27 caratteri, che cominciano con IT.",
     codeAdvice<isIban>},
    {"idn-email", isInternationalEmail, "non è un indirizzo di posta elettronica valido.",
     "Indicare un indirizzo come ufficio@comune.example."},
    {"idn-hostname", isInternationalHostname, "non è un nome di macchina valido.",
     "Indicare un nome come www.comune.example."},
    {"ipv4", isIpv4, "non è un indirizzo IPv4 valido.",
     "Indicare quattro numeri da 0 a 255, "
     "separati da punti."},
    {"ipv6", isIpv6, "non è un indirizzo IPv6 valido.", "Indicare un indirizzo come 2001:db8::1."},
    {"iri", isIri, "non è un indirizzo web valido.",
     "Indicare un indirizzo come https://www.comune.example."},
    {"iri-reference", isIriReference, "non è un riferimento valido.",
     "Indicare un indirizzo come https://www.comune.example o un percorso come /documenti."},
    {"json-pointer", isJsonPointer, "non è un puntatore JSON valido.",
     "Indicare un puntatore come /persona/codice_fiscale."},
    {"partita-iva", isPartitaIva, "non è una partita IVA valida.",
     "Indicare le 11 cifre, senza spazi e senza IT davanti."},
    {"pec", isPec, "non è un indirizzo PEC valido.",
     "Indicare un indirizzo come protocollo@pec.comune.example."},
    {"regex", isRegex, "non è un'espressione regolare valida.",
     "Indicare un'espressione di ECMA-262, senza sguardi avanti e senza richiami."},
    {"relative-json-pointer", isRelativeJsonPointer, "non è un puntatore JSON relativo valido.",
     "Indicare un puntatore come 1/codice_fiscale."},
    {"time", isTime, "non è un'ora valida.",
     "Indicare ora, minuti, secondi e fuso, per esempio 09:30:00+01:00."},
    {"uri", isUri, "non è un indirizzo web valido.",
     "Indicare un indirizzo intero, per esempio https://www.comune.example."},
    {"uri-reference", isUriReference, "non è un riferimento valido.",
     "Indicare un indirizzo come https://www.comune.example o un percorso come /documenti."},
    {"uri-template", isUriTemplate, "non è un modello di indirizzo valido.",
     "Indicare un modello come https://www.comune.example/{id}."},
    {"uuid", isUuid, "non è un UUID valido.",
     "Indicare 32 cifre esadecimali divise da trattini, per esempio "
     "123e4567-e89b-42d3-a456-426614174000."},
};

}  // namespace

const Format* findFormat(std::string_view name) {
  const auto* found = std::find_if(std::begin(kFormats), std::end(kFormats),
                                   [name](const Format& format) { return format.name == name; });
  return found == std::end(kFormats) ? nullptr : found;
}

}  // namespace stesura
