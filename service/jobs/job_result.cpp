#include "service/jobs/job_result.h"

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "service/documents/sight.h"
#include "service/jobs/zip_stream.h"
#include "service/refusal.h"
#include "service/store/documents.h"

namespace stesura {
namespace {

constexpr std::size_t kAtATime = 100;  // rows, and audit rows in one transaction
constexpr const char* kErrorsName = "errori.json";

std::string entryName(const JobDocument& document, const std::string& format) {
  std::string number = std::to_string(document.index);
  if (number.size() < 5) number.insert(0, 5 - number.size(), '0');
  return number + "_" + document.document.substr(document.document.size() - 8) + "." + format;
}

class Result {
 public:
  Result(const Services& services, Identity who, Job job)
      : services_(services), who_(std::move(who)), job_(std::move(job)), rows_(services.vault), documents_(services.vault) {}

  bool next(std::string& chunk) {
    switch (part_) {
      case Part::documents:
        if (nextDocument(chunk)) return true;
        chunk = beginErrors();
        part_ = Part::errors;
        return true;
      case Part::errors:
        if (nextErrors(chunk)) return true;
        chunk = zip_.finish();
        part_ = Part::end;
        return true;
      case Part::end:
        return false;
    }
    return false;
  }

 private:
  enum class Part { documents, errors, end };

  bool nextDocument(std::string& chunk) {
    while (true) {
      if (page_.empty() && !turnPage()) return false;
      const JobDocument document = page_.front();
      page_.pop_front();
      if (auto bytes = content(document)) {
        chunk = zip_.entry(entryName(document, job_.format), *bytes);
        return true;
      }
      missing_.push_back(document.index);
    }
  }

  // The next documents, those that may be seen marked as given out.
  bool turnPage() {
    const auto page = services_.database.read(
        [&](Transaction& transaction) { return rows_.documents(transaction, job_.id, reached_, kAtATime); });
    if (page.empty()) return false;
    reached_ = page.back().index;
    page_.assign(page.begin(), page.end());
    services_.database.write([&](Transaction& transaction) {
      for (const JobDocument& document : page) {
        const bool seen = visible(transaction, document.document).has_value();
        appendAudit(transaction, {who_.id, who_.agency, "scarica", "documenti", document.document, seen ? "fatto" : "rifiutato"});
      }
    });
    return true;
  }

  std::optional<DocumentRecord> visible(Transaction& transaction, const std::string& id) {
    try {
      DocumentRecord record = Sight(transaction, services_.vault, who_).document(id).record;
      if (!record.erasedAt.empty()) return std::nullopt;
      return record;
    } catch (const Refusal& refusal) {
      if (refusal.refusal() != RefusalKind::notFound) throw;
      return std::nullopt;
    }
  }

  std::optional<std::string> content(const JobDocument& document) {
    return services_.database.read([&](Transaction& transaction) -> std::optional<std::string> {
      const auto record = visible(transaction, document.document);
      if (!record) return std::nullopt;
      std::string bytes;
      bytes.reserve(static_cast<std::size_t>(record->size));
      const std::size_t count = documents_.partCount(transaction, *record, DocumentPart::content);
      for (std::size_t number = 0; number < count; ++number) {
        bytes += documents_.part(transaction, *record, DocumentPart::content, number, count);
      }
      return bytes;
    });
  }

  // Pages of one JSON text; "" at the end. The first time they are measured, then given out.
  std::string errorsPage(std::int64_t& reached, bool& first) {
    const auto page = services_.database.read(
        [&](Transaction& transaction) { return rows_.failures(transaction, job_.id, reached, kAtATime); });
    std::string text;
    for (const JobFailure& failure : page) {
      Json value = parseJson(failure.error);
      value["voce"] = failure.index;
      text += (first ? "\n" : ",\n") + value.dump();
      first = false;
      reached = failure.index;
    }
    return text;
  }

  std::string errorsEnd() const {
    Json value = Json::array();
    for (const std::int64_t index : missing_) value.push_back(index);
    return "],\n\"non_accessibili\": " + value.dump() + "}\n";
  }

  std::string beginErrors() {
    const std::string start = "{\"lavoro\": \"" + job_.id + "\", \"fallite\": [";
    std::uint64_t size = start.size();
    std::uint32_t crc = ZipStream::crc32(start);
    const auto measure = [&](const std::string& text) {
      size += text.size();
      crc = ZipStream::crc32(text, crc);
    };
    std::int64_t reached = 0;
    bool first = true;
    for (std::string text = errorsPage(reached, first); !text.empty(); text = errorsPage(reached, first)) measure(text);
    measure(errorsEnd());
    return zip_.begin(kErrorsName, size, crc) + start;
  }

  bool nextErrors(std::string& chunk) {
    if (errorsEnded_) return false;
    chunk = errorsPage(errorsReached_, errorsFirst_);
    if (chunk.empty()) {
      chunk = errorsEnd();
      errorsEnded_ = true;
    }
    return true;
  }

  const Services& services_;
  Identity who_;
  Job job_;
  Jobs rows_;
  Documents documents_;
  ZipStream zip_;
  Part part_ = Part::documents;
  std::deque<JobDocument> page_;
  std::int64_t reached_ = 0;
  std::vector<std::int64_t> missing_;  // items whose documents may not be given out
  std::int64_t errorsReached_ = 0;
  bool errorsFirst_ = true;
  bool errorsEnded_ = false;
};

}  // namespace

std::function<bool(std::string&)> jobResult(const Services& services, const Identity& who, const Job& job) {
  const auto result = std::make_shared<Result>(services, who, job);
  return [result](std::string& chunk) { return result->next(chunk); };
}

}  // namespace stesura
