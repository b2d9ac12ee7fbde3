#include "generator/signature/list_record.h"

#include <algorithm>

#include "generator/error.h"
#include "generator/json/json.h"

namespace stesura {
namespace {

constexpr std::string_view kBegin = "lista-";

bool isTerritory(std::string_view text) {
  return text.size() == 2 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

ListRecord fromJson(const Json& json) {
  ListRecord record;
  record.territory = json.at("territorio").get<std::string>();
  record.issued = json.at("emessa").get<std::string>();
  record.nextUpdate = json.at("prossima").get<std::string>();
  record.sequence = json.at("sequenza").get<std::int64_t>();
  record.signerName = json.at("firmatario").get<std::string>();
  record.signerSha256 = json.at("firmatario_sha256").get<std::string>();
  record.listSha256 = json.at("lista_sha256").get<std::string>();
  record.certificatesFile = json.at("file").get<std::string>();
  for (const Json& entry : json.at("certificati")) {
    record.entries.push_back({entry.at("sha256").get<std::string>(), entry.at("servizio").get<std::string>(),
                              entry.at("nome").get<std::string>()});
    if (entry.contains("periodi")) record.entries.back().periods = periodsFromJson(entry.at("periodi"));
  }
  return record;
}

}  // namespace

std::string listRecordName(std::string_view territory) {
  return std::string(kBegin) + std::string(territory) + ".json";
}

bool isListRecordName(std::string_view fileName) {
  return fileName.size() == 13 && fileName.starts_with(kBegin) && fileName.ends_with(".json") &&
         isTerritory(fileName.substr(6, 2));
}

bool isListCertificatesName(std::string_view fileName) {
  return fileName.size() > 13 && fileName.starts_with(kBegin) && fileName.ends_with(".pem") &&
         isTerritory(fileName.substr(6, 2)) && fileName[8] == '-' &&
         fileName.find_first_not_of("0123456789abcdef-", 9) == fileName.size() - 4;
}

std::string writeListRecord(const ListRecord& record) {
  Json entries = Json::array();
  for (const ListRecord::Entry& entry : record.entries) {
    entries.push_back({{"sha256", entry.sha256}, {"servizio", entry.service}, {"nome", entry.name}});
    if (entry.periods) entries.back()["periodi"] = periodsAsJson(*entry.periods);
  }
  const Json json = {{"territorio", record.territory},
                     {"emessa", record.issued},
                     {"prossima", record.nextUpdate},
                     {"sequenza", record.sequence},
                     {"firmatario", record.signerName},
                     {"firmatario_sha256", record.signerSha256},
                     {"lista_sha256", record.listSha256},
                     {"file", record.certificatesFile},
                     {"certificati", entries}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::optional<ListRecord> readListRecord(std::string_view text) {
  try {
    ListRecord record = fromJson(parseJson(text));
    if (isTerritory(record.territory) && isListCertificatesName(record.certificatesFile)) return record;
  } catch (const Error&) {
  } catch (const Json::exception&) {
  }
  return std::nullopt;
}

}  // namespace stesura
