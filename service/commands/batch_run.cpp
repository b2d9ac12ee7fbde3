#include "service/commands/batch_run.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <deque>

#include "service/commands/batch_record.h"
#include "service/commands/issued_file.h"
#include "service/commands/order_options.h"
#include "service/commands/progress_bar.h"
#include "service/commands/worker_threads.h"

namespace stesura {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kRecordsAhead = 32;       // for each thread
constexpr std::size_t kBytesAhead = 64u << 20;  // of lines
// Documents that are made but not yet on the disk. Waiting for each of them would take more time
// than making it: the older half is waited for when the younger half is on its way.
constexpr std::size_t kUnsettled = 256;
constexpr std::chrono::seconds kUnsettledTime{1};  // of work that a killed batch loses

// What a killed batch left under temporary names.
void removeLeftovers(const ManifestPlace& place) {
  const auto isOurs = [&](const std::string& target) {
    if (target == "errors.ndjson" || target == place.manifest().filename()) return true;
    const auto digits = target.find_first_not_of("0123456789");
    return digits >= 6 && digits != std::string::npos &&
           target.substr(digits) == "." + place.extension;
  };
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(place.folder, failure)) {
    if (isOurs(temporaryTarget(entry.path().filename().string())))
      fs::remove(entry.path(), failure);
  }
}

// The records under way, from the reading of their lines to their collection in line order.
class BatchRun {
 public:
  BatchRun(Generator& generator, const BatchOrder& batch, const OrderlyEnd& end,
           ManifestPlace place)
      : generator_(generator),
        batch_(batch),
        end_(end),
        place_(std::move(place)),
        before_(place_.manifest(), place_),
        journal_(place_, batch.order.kind),
        errors_(std::make_unique<OutputFile>(place_.folder / "errors.ndjson")),
        threads_(batch.threads) {}

  void run(LineReader& lines) {
    ProgressBar bar("righe");
    InputLine line;
    while (!end_.asked() && lines.next(line)) {
      put(std::move(line));
      bar.show(collected_, lines.fraction());
    }
    while (!pending_.empty() && collect()) bar.show(collected_, lines.fraction());
    settle(unsettled_.size());
    summary_.complete = !end_.asked();
    if (summary_.complete) dropBefore(UINT64_MAX);
  }

  // errors.ndjson under its name, or none if every line was good.
  void closeErrors() {
    if (summary_.failed > 0) {
      errors_->commit();
    } else {
      std::error_code failure;
      errors_.reset();
      fs::remove(place_.folder / "errors.ndjson", failure);
    }
  }

  // After a failure, which is the one to be told: another while saving is not. The next start
  // merges the journal in any case.
  void saveWhatIsDone() noexcept {
    try {
      settle(unsettled_.size());
    } catch (const std::exception&) {
    }
    try {
      closeErrors();
      mergeManifest(place_);
    } catch (const std::exception&) {
    }
  }

  const BatchSummary& summary() const { return summary_; }

 private:
  struct Pending {
    std::future<Record> record;
    std::uint64_t line = 0;
    std::size_t bytes = 0;
    bool hadDocument = false;
  };

  struct Collected {
    Record record;
    std::uint64_t line = 0;
    bool hadDocument = false;
    std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
  };

  // Documents of lines that are no longer there.
  void dropBefore(std::uint64_t line) {
    for (; before_.current() != nullptr && before_.current()->line < line; before_.advance()) {
      removeDocument(before_.current()->line);
    }
  }

  // What somebody signed stays.
  void removeDocument(std::uint64_t line) {
    std::error_code failure;
    if (holdsSignature(place_.folder / place_.documentName(line))) return;
    if (fs::remove(place_.folder / place_.documentName(line), failure)) ++summary_.removed;
  }

  void put(InputLine line) {
    if (line.blank) return;
    dropBefore(line.number);
    std::optional<ManifestEntry> before;
    if (before_.current() != nullptr && before_.current()->line == line.number) {
      before = *before_.current();
      before_.advance();
    }
    Pending pending{{}, line.number, line.text.size(), before.has_value()};
    while (!pending_.empty() && (pending_.size() >= kRecordsAhead * batch_.threads ||
                                 bytesAhead_ + pending.bytes > kBytesAhead)) {
      if (!collect()) return;
    }
    bytesAhead_ += pending.bytes;
    pending.record = threads_.run([this, line = std::move(line), before = std::move(before)] {
      if (end_.asked()) return Record{};
      return makeRecord(generator_, batch_, place_, line, before);
    });
    pending_.push_back(std::move(pending));
  }

  // The oldest record; false if the end was asked for before it was begun.
  bool collect() {
    Pending pending = std::move(pending_.front());
    pending_.pop_front();
    bytesAhead_ -= pending.bytes;
    Record record = pending.record.get();
    if (record.fate == Record::Fate::skipped) {
      pending_.clear();
      return false;
    }
    ++collected_;
    unsettled_.push_back({std::move(record), pending.line, pending.hadDocument});
    if (unsettled_.size() >= kUnsettled) settle(kUnsettled / 2);
    if (std::chrono::steady_clock::now() - unsettled_.front().since > kUnsettledTime) settle(unsettled_.size());
    return true;
  }

  // The oldest of those collected.
  void settle(std::size_t count) {
    for (; count > 0; --count) {
      Collected oldest = std::move(unsettled_.front());
      unsettled_.pop_front();
      settle(oldest);
    }
  }

  void settle(Collected& collected) {
    Record& record = collected.record;
    switch (record.fate) {
      case Record::Fate::failed:
        if (collected.hadDocument) removeDocument(collected.line);
        errors_->write(record.error);
        ++summary_.failed;
        break;
      case Record::Fate::made:
        record.file->finish();
        // The journal first: a document without an entry would never be removed again.
        journal_.add(record.entry);
        record.file->commit();
        ++summary_.made;
        break;
      default:
        journal_.add(record.entry);
        ++summary_.kept;
    }
  }

  Generator& generator_;
  const BatchOrder& batch_;
  const OrderlyEnd& end_;
  ManifestPlace place_;
  ManifestReader before_;
  ManifestJournal journal_;
  std::unique_ptr<OutputFile> errors_;
  BatchSummary summary_;
  std::uint64_t collected_ = 0;
  std::size_t bytesAhead_ = 0;
  std::deque<Pending> pending_;
  std::deque<Collected> unsettled_;  // in line order, before all that are pending
  WorkerThreads threads_;  // last: its end waits for jobs that use what stands above
};

void refuseOtherKind(const ManifestPlace& place, const std::string& kind) {
  const ManifestReader manifest(place.manifest(), place);
  if (manifest.kind().empty() || manifest.kind() == kind) return;
  throw Error(ErrorKind::usage,
              "La cartella indicata con --out contiene già i documenti di un altro tipo. Indicarne "
              "un'altra, perché non siano sostituiti.");
}

}  // namespace

FolderLock::FolderLock(const fs::path& folder)
    : descriptor_(::open((folder / ".stesura.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) {
  if (descriptor_ < 0) {
    throw Error(ErrorKind::surroundings,
                "Non si può scrivere nella cartella indicata con --out: "
                "controllare i permessi e lo spazio su disco.");
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  ::close(descriptor_);
  throw Error(ErrorKind::surroundings,
              "Un altro batch lavora già in questa cartella. Aspettare che finisca, o indicarne "
              "un'altra con --out.");
}

FolderLock::~FolderLock() { ::close(descriptor_); }

BatchSummary runBatch(Generator& generator, const BatchOrder& batch, LineReader& lines,
                      const OrderlyEnd& end) {
  const ManifestPlace place{batch.folder, std::string(formatName(batch.order.format))};
  const FolderLock lock(batch.folder);
  removeLeftovers(place);
  mergeManifest(place);
  refuseOtherKind(place, batch.order.kind);
  BatchSummary summary;
  {
    BatchRun run(generator, batch, end, place);
    try {
      run.run(lines);
    } catch (...) {
      run.saveWhatIsDone();
      throw;
    }
    run.closeErrors();
    summary = run.summary();
  }
  if (summary.complete) {
    replaceManifest(place);
  } else {
    mergeManifest(place);
  }
  syncFolder(batch.folder);
  return summary;
}

}  // namespace stesura
