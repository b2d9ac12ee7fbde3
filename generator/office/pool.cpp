#include "generator/office/pool.h"

#include <algorithm>
#include <utility>

#include "generator/error.h"

namespace stesura {

namespace {

constexpr std::size_t kNearEnd = 8;  // documents before the last, when a spare is started

[[noreturn]] void fail(Worker::Outcome outcome, std::chrono::seconds timeout) {
  switch (outcome) {
    case Worker::Outcome::refused:
      throw Error(ErrorKind::conversion,
                  "LibreOffice non riesce ad aprire il documento: aprirlo con Writer, salvarlo di "
                  "nuovo come ODT e riprovare.");
    case Worker::Outcome::late:
      throw Error(ErrorKind::conversion,
                  "LibreOffice non finisce il documento nel tempo concesso (" +
                      std::to_string(timeout.count()) +
                      " secondi, due volte): ridurne la lunghezza o la complessità.");
    default:
      throw Error(ErrorKind::conversion,
                  "LibreOffice si è interrotto due volte su questo documento: aprirlo con Writer, "
                  "salvarlo di nuovo come ODT e riprovare.");
  }
}

[[noreturn]] void failStart(Worker::Start start) {
  if (start == Worker::Start::noSandbox)
    throw Error(ErrorKind::surroundings,
                "Su questa macchina LibreOffice non può essere isolato, perciò non si producono "
                "PDF. Permettere gli spazi dei nomi agli utenti («sysctl -w "
                "kernel.unprivileged_userns_clone=1»; in un contenitore, permessi per crearne), "
                "controllare che bubblewrap sia installato, oppure usare --unsafe-no-sandbox per "
                "rinunciare all’isolamento.");
  throw Error(ErrorKind::surroundings,
              "LibreOffice non si avvia: installarlo con «apt install libreoffice-writer-nogui» e "
              "controllare che la memoria basti.");
}

}  // namespace

class Office::Pool::Place {
 public:
  explicit Place(Pool& pool) : pool_(pool) { pool_.enter(); }
  ~Place() { pool_.leave(); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  Pool& pool_;
};

Office::Pool::Pool(OfficeSettings settings)
    : settings_(std::move(settings)), supervisor_(settings_) {}

void Office::Pool::enter() {
  std::unique_lock lock(mutex_);
  const auto free = [this] { return busy_ < std::max<std::size_t>(settings_.workers, 1); };
  if (!free()) {
    if (waiting_ >= settings_.queue)
      throw Error(ErrorKind::surroundings,
                  "Troppi documenti attendono la conversione in PDF: riprovare tra poco.");
    ++waiting_;
    changed_.wait(lock, free);
    --waiting_;
  }
  ++busy_;
}

void Office::Pool::leave() {
  {
    const std::lock_guard lock(mutex_);
    --busy_;
  }
  changed_.notify_one();
}

std::unique_ptr<Worker> Office::Pool::takeUsed() {
  for (;;) {
    std::unique_ptr<Worker> worker;
    {
      const std::lock_guard lock(mutex_);
      if (idle_.empty()) return nullptr;
      worker = std::move(idle_.back());
      idle_.pop_back();
    }
    if (worker->alive()) return worker;
    prepareSpare();  // it died while nobody used it: no job is to blame
  }
}

std::unique_ptr<Worker> Office::Pool::launch() {
  std::future<std::unique_ptr<Worker>> started;
  {
    const std::lock_guard lock(mutex_);
    started = spare_.valid() ? std::move(spare_) : supervisor_.start();
  }
  return started.get();
}

std::unique_ptr<Worker> Office::Pool::takeFresh() {
  auto start = Worker::Start::noOffice;
  for (int attempts = 0; attempts < 2; ++attempts) {  // a worker may have been killed as it started
    auto worker = launch();
    start = worker->awaitReady();
    if (start == Worker::Start::ready && worker->alive()) return worker;
  }
  failStart(start);
}

void Office::Pool::prepareSpare() {
  const std::lock_guard lock(mutex_);
  if (!spare_.valid()) spare_ = supervisor_.start();
}

void Office::Pool::giveBack(std::unique_ptr<Worker> worker) {
  const auto documents = worker->documents(), megabytes = worker->megabytes();
  if (documents + kNearEnd >= settings_.recycleAfter ||
      megabytes + megabytes / 8 >= settings_.recycleMegabytes)
    prepareSpare();
  if (documents >= settings_.recycleAfter || megabytes >= settings_.recycleMegabytes) return;
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(worker));
}

Worker::Answer Office::Pool::attempt(Worker& worker, std::string_view odf, PdfProfile profile) {
  const auto start = std::chrono::steady_clock::now();
  const auto deadline = start + settings_.timeout;
  worker.begin(odf, profile, deadline);
  // A worker that has not answered by now will probably be killed: another is started meanwhile.
  if (!worker.answersBy(start + settings_.timeout / 2)) prepareSpare();
  return worker.end(deadline);
}

std::string Office::Pool::toPdf(std::string_view odf, PdfProfile profile) {
  if (odf.empty())
    fail(Worker::Outcome::refused, settings_.timeout);  // Writer would open a new one
  const Place place(*this);
  auto worker = takeUsed();
  if (!worker) worker = takeFresh();
  const bool wasFresh = worker->documents() == 0;
  auto answer = attempt(*worker, odf, profile);
  // A worker that has served others may have been spoilt by them, so it is no judge.
  const bool judged = answer.outcome == Worker::Outcome::done ||
                      (answer.outcome == Worker::Outcome::refused && wasFresh);
  if (!judged) {
    count(restarts_);
    worker.reset();
    worker = takeFresh();
    answer = attempt(*worker, odf, profile);
  }
  if (answer.outcome == Worker::Outcome::done || answer.outcome == Worker::Outcome::refused) {
    giveBack(std::move(worker));
  } else {
    count(restarts_);
    prepareSpare();
  }
  if (answer.outcome != Worker::Outcome::done) fail(answer.outcome, settings_.timeout);
  count(made_);
  return std::move(answer.pdf);
}

OfficeStatus Office::Pool::status() const {
  const std::lock_guard lock(mutex_);
  return {busy_, idle_.size(), waiting_, made_, restarts_};
}

void Office::Pool::count(std::uint64_t& what) {
  const std::lock_guard lock(mutex_);
  ++what;
}

void Office::Pool::warm() {
  std::vector<std::future<std::unique_ptr<Worker>>> started;
  {
    const std::lock_guard lock(mutex_);
    for (auto standing = busy_ + idle_.size(); standing < settings_.workers; ++standing)
      started.push_back(supervisor_.start());
  }
  for (auto& future : started) {
    auto worker = future.get();
    if (worker->awaitReady() != Worker::Start::ready) worker = takeFresh();
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(worker));
  }
}

}  // namespace stesura
