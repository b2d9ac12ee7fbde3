#include "service/documents/metadata.h"

#include <algorithm>

#include "service/store/cipher.h"

namespace stesura {
namespace {

using Ordered = nlohmann::ordered_json;

constexpr const char* kModality =
    "creazione tramite l’utilizzo di strumenti software che assicurino la produzione di documenti nei formati previsti";

std::string textAt(const Json& value, const char* pointer) {
  const Json* found = findPointer(value, pointer);
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
}

std::string base64(std::string_view bytes) {
  static constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    unsigned group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (at + k < bytes.size() ? static_cast<unsigned char>(bytes[at + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k) text += at + k <= bytes.size() ? kLetters[group >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

Ordered identification(const std::string& sha256, const std::string& id) {
  Ordered value;
  value["ImprontaCrittograficaDelDocumento"]["Impronta"] = base64(fromHex(sha256));
  value["ImprontaCrittograficaDelDocumento"]["Algoritmo"] = "SHA-256";
  if (!id.empty()) value["Identificativo"] = id;
  return value;
}

const Registration* ownRegistration(const MetadataOrder& order) {
  for (const Registration& registration : order.registrations) {
    if (registration.agency == order.record.agency) return &registration;
  }
  return nullptr;
}

bool hasRecipients(const Json& shown) {
  const Json* recipients = findPointer(shown, "/destinatari");
  return recipients != nullptr && recipients->is_array() && !recipients->empty();
}

Ordered registrationData(const MetadataOrder& order) {
  Ordered value;
  value["TipologiaDiFlusso"] = hasRecipients(order.shown) ? "U" : "I";
  const Registration* own = ownRegistration(order);
  if (own == nullptr) {
    Ordered& none = value["TipoRegistro"]["Nessuno"];
    none["TipoRegistro"] = "Nessuno";
    none["DataDocumento"] = order.record.issuedAt.substr(0, 10);
    none["OraDocumento"] = order.record.issuedAt.substr(11, 8);
    none["NumeroDocumento"] = order.record.id;
    return value;
  }
  Ordered& entry = value["TipoRegistro"]["ProtocolloOrdinario_ProtocolloEmergenza"];
  entry["TipoRegistro"] = "ProtocolloOrdinario\\ProtocolloEmergenza";
  entry["DataProtocollazioneDocumento"] = own->date;
  if (!own->time.empty()) entry["OraProtocollazioneDocumento"] = own->time;
  entry["NumeroProtocolloDocumento"] = own->number;
  entry["CodiceRegistro"] = own->registerCode;
  return value;
}

Ordered organisation(const char* role, const Json& agency, const std::string& id) {
  Ordered value;
  value["TipoRuolo"] = role;
  const std::string name = textAt(agency, "/denominazione");
  const std::string ipa = textAt(agency, "/codice_ipa");
  const Json* administration = findPointer(agency, "/pubblica_amministrazione");
  if (administration != nullptr && *administration == true) {
    value["PAI"]["IPAAmm"]["Denominazione"] = name.empty() ? id : name;
    if (!ipa.empty()) value["PAI"]["IPAAmm"]["CodiceIPA"] = ipa;
    return value;
  }
  value["PG"]["DenominazioneOrganizzazione"] = name.empty() ? id : name;
  const std::string code = textAt(agency, "/codice_fiscale");
  if (!code.empty()) value["PG"]["CodiceFiscale_PartitaIva"] = code;
  return value;
}

Ordered subjects(const MetadataOrder& order) {
  Ordered roles = Ordered::array();
  if (ownRegistration(order) != nullptr) {
    roles.push_back({{"SoggettoCheEffettuaLaRegistrazione",
                      organisation("Soggetto Che Effettua La Registrazione", order.agency, order.record.agency)}});
  }
  roles.push_back({{"Autore", organisation("Autore", order.agency, order.record.agency)}});
  if (const Json* recipients = findPointer(order.shown, "/destinatari"); recipients != nullptr && recipients->is_array()) {
    for (const Json& recipient : *recipients) {
      const Json* agency = findPointer(recipient, "/ente");
      const std::string name = agency == nullptr ? std::string() : textAt(*agency, "/denominazione");
      if (!name.empty()) roles.push_back({{"Destinatario", organisation("Destinatario", *agency, name)}});
    }
  }
  Ordered software;
  software["TipoRuolo"] = "Produttore";
  software["SW"]["DenominazioneSistema"] = "Stesura " STESURA_VERSION;
  roles.push_back({{"Produttore", software}});
  Ordered value;
  value["Ruolo"] = std::move(roles);
  return value;
}

// Where the reader may not see the subject, the kind stands for it.
Ordered description(const MetadataOrder& order) {
  std::string subject = textAt(order.shown, "/oggetto");
  if (subject.empty()) subject = order.kindTitle;
  Ordered value;
  value["Oggetto"] = subject;
  return value;
}

Ordered attachments(const Json& shown) {
  Ordered index = Ordered::array();
  std::size_t count = 0;
  if (const Json* list = findPointer(shown, "/allegati"); list != nullptr && list->is_array()) {
    count = list->size();
    for (const Json& attachment : *list) {
      const std::string digest = textAt(attachment, "/sha256");
      if (digest.size() != 64) continue;
      Ordered entry;
      entry["IdDoc"] = identification(digest, {});
      entry["Descrizione"] = textAt(attachment, "/descrizione");
      index.push_back(std::move(entry));
    }
  }
  Ordered value;
  value["NumeroAllegati"] = count;
  if (!index.empty()) value["IndiceAllegati"] = std::move(index);
  return value;
}

Ordered format(const DocumentRecord& record) {
  Ordered value;
  value["Formato"] = record.format;
  value["ProdottoSoftware"]["NomeProdotto"] = "Stesura";
  value["ProdottoSoftware"]["VersioneProdotto"] = STESURA_VERSION;
  value["ProdottoSoftware"]["Produttore"] = "Stesura";
  return value;
}

// Of the bytes as they were issued: Stesura neither signs nor seals nor stamps them here.
Ordered verification() {
  Ordered value;
  for (const char* name : {"FirmatoDigitalmente", "SigillatoDigitalmente", "MarcaturaTemporale", "ConformitaCopieImmagineSuSupportoInformatico"}) {
    value[name] = false;
  }
  return value;
}

Ordered changes(const MetadataOrder& order) {
  Ordered list = Ordered::array();
  if (!order.record.corrects.empty()) {
    Ordered entry;
    entry["TipoModifica"] = order.record.correction == "integrazione" ? "Integrazione"
                            : order.record.correction == "annotazione" ? "Annotazione" : "Rettifica";
    entry["DataModifica"] = order.record.issuedAt.substr(0, 10);
    entry["OraModifica"] = order.record.issuedAt.substr(11, 8);
    entry["IdDocVersionePrecedente"] = identification(order.formerSha256, order.record.corrects);
    list.push_back(std::move(entry));
  }
  for (const StateChange& change : order.history) {
    if (change.state != "annullato") continue;
    Ordered entry;
    entry["TipoModifica"] = "Annullamento";
    entry["DataModifica"] = change.when.substr(0, 10);
    entry["OraModifica"] = change.when.substr(11, 8);
    list.push_back(std::move(entry));
  }
  return list;
}

// Years; 9999 is «permanent» in the annex.
int keptYears(const DocumentRecord& record) {
  if (record.keepUntil.empty()) return 9999;
  return std::stoi(record.keepUntil.substr(0, 4)) - std::stoi(record.issuedAt.substr(0, 4));
}

void writeText(std::string& out, const std::string& text) {
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (code >= 0x20 || c == '\n' || c == '\t') out += c;
    else out += ' ';  // no other control character is XML 1.0
  }
}

void writeElement(std::string& out, const std::string& name, const Ordered& value, std::size_t depth) {
  if (value.is_array()) {
    for (const Ordered& item : value) writeElement(out, name, item, depth);
    return;
  }
  const std::string indent(2 * depth, ' ');
  out += indent + '<' + name + '>';
  if (value.is_object()) {
    out += '\n';
    for (const auto& [key, member] : value.items()) writeElement(out, key, member, depth + 1);
    out += indent;
  } else {
    writeText(out, value.is_string() ? value.get<std::string>() : value.dump());
  }
  out += "</" + name + ">\n";
}

}  // namespace

std::string fileNameOf(const DocumentRecord& record) {
  std::string kind = record.kind;
  std::replace(kind.begin(), kind.end(), '_', '-');
  // The end of the id is random; its beginning tells when it was made.
  return kind + '-' + record.id.substr(record.id.size() - 8) + '.' + record.format;
}

Ordered documentMetadata(const MetadataOrder& order) {
  const DocumentRecord& record = order.record;
  const Json* administration = findPointer(order.agency, "/pubblica_amministrazione");
  Ordered value;
  Ordered& document = value[administration != nullptr && *administration == true ? "DocumentoAmministrativoInformatico" : "DocumentoInformatico"];
  document["IdDoc"] = identification(record.sha256, record.id);
  document["ModalitaDiFormazione"] = kModality;
  document["TipologiaDocumentale"] = order.kindTitle;
  document["DatiDiRegistrazione"] = registrationData(order);
  document["Soggetti"] = subjects(order);
  document["ChiaveDescrittiva"] = description(order);
  document["Allegati"] = attachments(order.shown);
  if (const std::string index = textAt(order.shown, "/classificazione/indice"); !index.empty()) {
    document["Classificazione"]["IndiceDiClassificazione"] = index;
    document["Classificazione"]["Descrizione"] = textAt(order.shown, "/classificazione/descrizione");
  }
  document["Riservato"] = record.ceiling != "P" && record.ceiling != "I";
  document["IdentificativoDelFormato"] = format(record);
  document["Verifica"] = verification();
  if (!record.path.empty()) {
    document["Agg"]["TipoAgg"]["TipoAggregazione"] = "Fascicolo";
    document["Agg"]["TipoAgg"]["IdAggregazione"] = record.path;
  }
  document["NomeDelDocumento"] = fileNameOf(record);
  document["VersioneDelDocumento"] = std::to_string(record.version);
  if (Ordered list = changes(order); !list.empty()) document["TracciatureModificheDocumento"] = std::move(list);
  document["TempoDiConservazione"] = keptYears(record);
  document["Note"] = std::string("Nomi dei metadati secondo: ") + kMetadataSource + ". Non se ne attesta la conformità.";
  return value;
}

std::string metadataXml(const Ordered& metadata) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  for (const auto& [name, value] : metadata.items()) writeElement(out, name, value, 0);
  return out;
}

}  // namespace stesura
