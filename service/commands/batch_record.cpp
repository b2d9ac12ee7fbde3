#include "service/commands/batch_record.h"

#include "generator/digest.h"
#include "service/commands/issued_file.h"
#include "service/commands/kind_digest.h"
#include "service/commands/order_options.h"
#include "service/commands/report_text.h"

namespace stesura {
namespace {

Json parseLine(const InputLine& line) {
  if (!line.tooLong) return parseJson(line.text);
  throw Error(ErrorKind::data, "La riga supera il limite di " +
                                   std::to_string(kMaxLineBytes >> 20) + " MiB. Dividere i dati.");
}

// A day fixed by the batch, so that documents made before and after midnight say the same.
std::string dayOfIssue(const BatchOrder& batch, const Json& data, const std::string& dateBefore) {
  if (!batch.order.issueDate.empty()) return {};
  const auto stated = data.is_object() ? data.find("data_documento") : data.end();
  if (data.is_object() && stated != data.end() && stated->is_string() &&
      isDate(stated->get<std::string>())) {
    return {};
  }
  return dateBefore.empty() ? batch.today : dateBefore;
}

std::string errorLine(std::uint64_t number, const Error& error) {
  return jsonText({{"riga", number},
                   {"messaggio", error.sentence()},
                   {"problemi", problemsJson(error.problems())}},
                  -1);
}

void makeDocument(Generator& generator, const BatchOrder& batch, const InputLine& line,
                  const std::string& dateBefore, Record& record) {
  const Json data = parseLine(line);
  Order order = batch.order;
  record.entry.date = dayOfIssue(batch, data, dateBefore);
  if (order.issueDate.empty()) order.issueDate = record.entry.date;
  const Document document = generator.generate(order, data);
  record.entry.sha256 = document.sha256;
  record.entry.bytes = document.bytes.size();
  record.file = std::make_unique<OutputFile>(batch.folder / record.entry.file);
  record.file->write(document.bytes);
  record.file->handOver();
}

}  // namespace

Record makeRecord(Generator& generator, const BatchOrder& batch, const ManifestPlace& place,
                  const InputLine& line, const std::optional<ManifestEntry>& before) {
  Record record;
  record.entry.line = line.number;
  record.entry.file = place.documentName(line.number);
  record.entry.input = sha256Hex(batch.settingsDigest + "\n" + line.sha256);
  const bool unchanged = before && before->input == record.entry.input;
  if (unchanged && fileIsIntact(batch.folder / before->file, before->bytes, before->sha256)) {
    record.fate = Record::Fate::kept;
    record.entry = *before;
    return record;
  }
  try {
    if (holdsSignature(batch.folder / record.entry.file)) {
      throw Error(ErrorKind::data, "Il documento di questa riga è già firmato e resta com’è. Per farne un altro, spostarlo.");
    }
    makeDocument(generator, batch, line, unchanged ? before->date : "", record);
    record.fate = Record::Fate::made;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::data && error.kind() != ErrorKind::conversion) throw;
    record.fate = Record::Fate::failed;
    record.error = errorLine(line.number, error);
  }
  return record;
}

}  // namespace stesura
