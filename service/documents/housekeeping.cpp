#include "service/documents/housekeeping.h"

#include <chrono>

#include "service/documents/erasing.h"
#include "service/store/audit.h"
#include "service/store/moment.h"

namespace stesura {
namespace {

// The day of the last thing that anybody did; "" where nobody did anything.
std::string lastDay(Database& database) {
  return database.read([](Transaction& transaction) {
    const auto rows = auditRows(transaction, {.limit = 1});
    return rows.empty() ? std::string() : rows.front().when.substr(0, 10);
  });
}

}  // namespace

bool leapt(const std::string& before, const std::string& today) {
  if (before.size() != 10) return false;
  return today > std::to_string(std::stoi(before.substr(0, 4)) + 1) + before.substr(4);
}

Housekeeping::Housekeeping(const Services& services)
    : services_(services), known_(lastDay(services.database)), thread_([this] { work(); }) {
  services.metrics->describe("stesura_orologio_avanti", "1: l’orologio è saltato avanti di oltre un anno, e nulla si cancella finché il servizio non riparte.");
}

Housekeeping::~Housekeeping() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  ending_.notify_all();
  thread_.join();
}

// The day in Rome tells whether it was done: a clock that is set back does it once more, no harm done.
// One that leaps ahead would erase for good what is far from its end: then nothing is erased.
void Housekeeping::work() {
  std::string done;
  std::unique_lock lock(mutex_);
  while (!ended_) {
    const std::string today = todayInRome();
    const bool suspicious = leapt(known_, today);
    services_.metrics->set("stesura_orologio_avanti", suspicious ? 1 : 0);
    if (done != today && !suspicious) {
      lock.unlock();
      try {
        purgeDocuments(services_.database, today, false);
        done = known_ = today;
      } catch (const std::exception&) {
        // Nothing is half erased; the next hour tries again.
      }
      lock.lock();
    }
    ending_.wait_for(lock, std::chrono::hours(1), [&] { return ended_; });
  }
}

}  // namespace stesura
