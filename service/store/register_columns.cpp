#include "service/store/register_columns.h"

#include <algorithm>

namespace stesura {
namespace {

// The text of a member, or "".
std::string textOf(const Json& object, const char* key) {
  const Json* value = object.is_object() && object.contains(key) ? &object[key] : nullptr;
  return value && value->is_string() ? value->get<std::string>() : std::string();
}

std::string upperCased(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 32) : letter;
  });
  return text;
}

// How a name is compared: without case of ASCII letters and repeated blanks.
std::string comparable(const std::string& name) {
  std::string compared;
  for (const char letter : upperCased(name)) {
    if (letter == ' ' && (compared.empty() || compared.back() == ' ')) continue;
    compared += letter;
  }
  while (compared.ends_with(' ')) compared.pop_back();
  return compared;
}

// Length before each part: no two lists give the same text.
std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts) all += std::to_string(part.size()) + ":" + part;
  return all;
}

ClearColumns pathColumns(const std::string& agency, const Json& body) {
  const Json& phases = body.at("fasi");
  return {{"ente", agency},
          {"persona", textOf(body, "persona")},
          {"rete", textOf(body, "rete")},
          {"fase", textOf(phases.back(), "fase")},
          {"aperto_il", textOf(phases.front(), "dal")},
          {"chiuso_il", textOf(body, "chiuso_il")}};
}

ClearColumns meetingColumns(Transaction& transaction, const Vault& vault, const std::string& agency,
                            const Json& body) {
  const Json& project = body.at("progetto");
  const Json& place = body.at("registro");
  const std::string code = textOf(project, "codice");
  const std::string key = joined({agency, code.empty() ? textOf(project, "titolo") : code,
                                  textOf(place, "attivita"), place.at("posizione").dump()});
  return {{"ente", agency},
          {"rete", textOf(body, "rete")},
          {"data", textOf(body, "data_incontro")},
          {"indice_chiave", vault.blindIndex(transaction, "incontro.chiave", key)}};
}

}  // namespace

std::string registerTable(Register which) {
  switch (which) {
    case Register::agencies:
      return "ente";
    case Register::networks:
      return "rete";
    case Register::persons:
      return "persona";
    case Register::paths:
      return "percorso";
    case Register::meetings:
      return "incontro";
  }
  return {};
}

std::string registerConflict(Register which) {
  switch (which) {
    case Register::agencies:
      return "Un ente con questo identificativo o con questo codice fiscale è già nel registro.";
    case Register::networks:
      return "Una rete con questo identificativo è già nel registro.";
    case Register::persons:
      return "Una persona con questo codice fiscale è già nel registro dell’ente.";
    case Register::paths:
      return "Questo percorso è già nel registro.";
    case Register::meetings:
      return "Un incontro con lo stesso progetto, attività e posizione è già nel registro.";
  }
  return {};
}

std::string codeIndex(Transaction& transaction, const Vault& vault, const std::string& agency,
                      const std::string& code) {
  if (code.empty()) return {};
  return vault.blindIndex(transaction, "persona.codice_fiscale",
                          joined({agency, comparable(code)}));
}

std::string birthIndex(Transaction& transaction, const Vault& vault, const std::string& agency,
                       const Json& person) {
  const std::string born = textOf(person, "data_nascita");
  if (born.empty()) return {};
  return vault.blindIndex(transaction, "persona.nascita",
                          joined({agency, comparable(textOf(person, "cognome")),
                                  comparable(textOf(person, "nome_proprio")), born}));
}

std::string agencyIndex(Transaction& transaction, const Vault& vault, const std::string& code) {
  return code.empty() ? std::string()
                      : vault.blindIndex(transaction, "ente.codice_fiscale", comparable(code));
}

ClearColumns clearColumns(Transaction& transaction, const Vault& vault, Register which,
                          const std::string& agency, const Json& body) {
  switch (which) {
    case Register::agencies:
      return {{"indice_codice",
               orNull(agencyIndex(transaction, vault, textOf(body, "codice_fiscale")))}};
    case Register::networks:
      return {{"ente", textOf(body, "capofila")}};
    case Register::persons:
      return {{"ente", agency},
              {"indice_codice",
               orNull(codeIndex(transaction, vault, agency, textOf(body, "codice_fiscale")))},
              {"indice_nascita", orNull(birthIndex(transaction, vault, agency, body))}};
    case Register::paths:
      return pathColumns(agency, body);
    case Register::meetings:
      return meetingColumns(transaction, vault, agency, body);
  }
  return {};
}

}  // namespace stesura
