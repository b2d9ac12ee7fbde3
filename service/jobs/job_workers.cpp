#include "service/jobs/job_workers.h"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <new>
#include <thread>
#include <vector>

#include "service/refusal.h"
#include "service/store/moment.h"

namespace stesura {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostProblems = 20;
constexpr auto kPatience = 2s;         // before an item is tried again that failed by no fault of its own
constexpr auto kLook = 5s;             // for jobs that nobody rang for: another node's
constexpr auto kHousekeeping = 3600s;  // between two looks for jobs to be forgotten

// The item was given to somebody else meanwhile: nothing of it may be stored.
struct LeaseLost {};

// How an attempt ended: the document stands, it may be tried again, or never.
enum class End { issued, again, failed };
struct Outcome { End end; std::string failure; };

const char* endName(End end) {
  switch (end) {
    case End::issued: return "fatta";
    case End::again: return "rimandata";
    case End::failed: return "fallita";
  }
  return "";
}

std::string failureText(const std::string& sentence, const std::vector<Problem>& problems = {}) {
  Json value = {{"messaggio", sentence}};
  for (const Problem& problem : problems) {
    Json told = {{"puntatore", problem.pointer}, {"messaggio", problem.message}};
    if (!problem.hint.empty()) told["suggerimento"] = problem.hint;
    value["problemi"].push_back(std::move(told));
    if (value["problemi"].size() == kMostProblems) break;
  }
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string interruptedText() {
  return failureText(
      "Il servizio si è interrotto più di una volta mentre preparava questo documento, che non viene ritentato. "
      "Provare a produrlo da solo; se non riesce, segnalarlo a chi cura il servizio.");
}

bool passes(const Refusal& refusal) {
  return refusal.refusal() == RefusalKind::busy || refusal.refusal() == RefusalKind::storageFull;
}

}  // namespace

class JobWorkers::Crew {
 public:
  Crew(const Services& services, JobWork work, std::size_t threads)
      : services_(services), rows_(services.vault), work_(std::move(work)), name_(newId()) {
    lookAfterOthers();
    for (std::size_t count = 0; count < std::max<std::size_t>(threads, 1); ++count) {
      threads_.emplace_back([this](std::stop_token stop) { serve(stop); });
    }
    threads_.emplace_back([this](std::stop_token stop) { keepHouse(stop); });
  }

  ~Crew() {
    for (std::jthread& thread : threads_) thread.request_stop();
  }

 private:
  const JobLimits& limits() const { return services_.jobs->limits(); }

  void serve(std::stop_token stop) {
    std::uint64_t heard = 0;
    while (!stop.stop_requested()) {
      const std::optional<LeasedItem> leased = next();
      if (leased) {
        bringToAnEnd(*leased, stop);
      } else {
        heard = services_.jobs->wait(heard, kLook, stop);
      }
    }
  }

  // None as well while the database does not answer: the next look may find it well again.
  std::optional<LeasedItem> next() {
    try {
      if (services_.database.read([&](Transaction& transaction) { return rows_.anyWaiting(transaction); })) {
        return services_.database.write(
            [&](Transaction& transaction) { return rows_.lease(transaction, name_, limits().leaseSeconds); });
      }
    } catch (const std::exception&) {
      // Short of memory as well: a thread that let it through would end the service.
    }
    return std::nullopt;
  }

  void bringToAnEnd(const LeasedItem& leased, std::stop_token stop) {
    const Outcome outcome = attempt(leased);
    if (outcome.end == End::again) pause(stop);
    bool written = outcome.end == End::issued;
    while (!written) {
      written = writeDown(leased, outcome);
      // What cannot be written down now is left in hand for the next start.
      if (!written && stop.stop_requested()) return;
      if (!written) pause(stop);
    }
    services_.metrics->count("stesura_lavori_voci_total", {{"esito", endName(outcome.end)}});
  }

  bool writeDown(const LeasedItem& leased, const Outcome& outcome) {
    try {
      services_.database.write([&](Transaction& transaction) {
        if (outcome.end == End::again) {
          rows_.putBack(transaction, leased);
        } else {
          rows_.fail(transaction, leased, outcome.failure);
        }
      });
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }

  Outcome attempt(const LeasedItem& leased) {
    try {
      const std::string data =
          services_.database.read([&](Transaction& transaction) { return rows_.data(transaction, leased); });
      bool done = false;
      work_(leased, data, [&](Transaction& transaction, const std::string& document) {
        if (!rows_.succeed(transaction, leased, document)) throw LeaseLost();
        done = true;
      });
      if (done) return {End::issued, {}};
      return {End::failed, failureText("Il documento non è stato prodotto. Segnalarlo a chi cura il servizio.")};
    } catch (const LeaseLost&) {
      return {End::again, {}};  // putting back what is not ours changes nothing
    } catch (const Refusal& refusal) {
      if (passes(refusal)) return {End::again, {}};
      return {End::failed, failureText(refusal.sentence(), refusal.problems())};
    } catch (const Error& error) {
      return {End::failed, failureText(error.sentence(), error.problems())};
    } catch (const std::bad_alloc&) {
      return {End::failed, failureText("La memoria non basta per questo documento.")};
    } catch (const std::exception&) {
      // Its text may name paths and values: it is not for anybody's eyes.
      return {End::failed, failureText("Errore imprevisto del servizio. Segnalarlo a chi lo cura.")};
    }
  }

  void lookAfterOthers() {
    services_.database.write([&](Transaction& transaction) {
      rows_.renew(transaction, name_, limits().leaseSeconds);
      if (rows_.reclaim(transaction, name_, limits().attempts, interruptedText()) > 0) services_.jobs->ring();
    });
  }

  void keepHouse(std::stop_token stop) {
    auto nextCleaning = std::chrono::steady_clock::now();
    while (!stop.stop_requested()) {
      try {
        lookAfterOthers();
        if (std::chrono::steady_clock::now() >= nextCleaning) {
          services_.database.write([&](Transaction& transaction) { rows_.expire(transaction); });
          nextCleaning = std::chrono::steady_clock::now() + kHousekeeping;
        }
      } catch (const std::exception&) {
        // The database does not answer, or there is no memory: next time.
      }
      pause(stop, std::chrono::seconds(std::max(limits().leaseSeconds / 3, 1L)));
    }
  }

  static void pause(std::stop_token stop, std::chrono::milliseconds time = kPatience) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any().wait_for(lock, stop, time, [] { return false; });
  }

  const Services& services_;
  Jobs rows_;
  JobWork work_;
  std::string name_;
  std::vector<std::jthread> threads_;
};

JobWorkers::JobWorkers(const Services& services, JobWork work, std::size_t threads)
    : crew_(std::make_unique<Crew>(services, std::move(work), threads)) {}

JobWorkers::~JobWorkers() = default;

void watchJobs(const Services& services) {
  services.metrics->describe("stesura_lavori_voci_total", "Documenti dei lavori conclusi, per esito.");
  const auto count = [&services](auto ask) {
    return [&services, ask]() -> double {
      try {
        const Jobs rows(services.vault);
        return static_cast<double>(services.database.read([&](Transaction& transaction) { return ask(rows, transaction); }));
      } catch (const Error&) {
        return std::nan("");  // the database does not answer: no number is better than a wrong one
      }
    };
  };
  services.metrics->watch("stesura_lavori_aperti", "Lavori che non sono ancora finiti.",
                          count([](const Jobs& rows, Transaction& transaction) { return rows.unfinished(transaction); }));
  services.metrics->watch("stesura_lavori_voci_in_attesa", "Documenti dei lavori che nessuno ha ancora cominciato.",
                          count([](const Jobs& rows, Transaction& transaction) { return rows.waitingItems(transaction); }));
}

std::size_t jobThreads() { return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 4); }

}  // namespace stesura
