// The threads that do the items of jobs, one at a time each, and look after what crashes left.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "service/services.h"
#include "service/store/jobs.h"

namespace stesura {

// To be called within the transaction that stores the item's document, with its id.
using ItemDone = std::function<void(Transaction&, const std::string& document)>;
// Does one item; `data` is JSON text, or "" to be prefilled. Returns once `done` was called and
// committed. Throws Error for what is wrong with the item; Refusal{busy} or {storageFull} where it
// may be tried again.
using JobWork = std::function<void(const LeasedItem& item, const std::string& data, const ItemDone& done)>;

// Works from construction to destruction, which waits for the items in hand and leaves the others
// to the next start.
class JobWorkers {
 public:
  JobWorkers(const Services& services, JobWork work, std::size_t threads);
  ~JobWorkers();
  JobWorkers(const JobWorkers&) = delete;
  JobWorkers& operator=(const JobWorkers&) = delete;

 private:
  class Crew;
  std::unique_ptr<Crew> crew_;
};

// Tells the metrics how long the queue is. `services` must outlive the metrics.
void watchJobs(const Services& services);

// How many threads do items: PDF is made by as many workers as there are cores.
std::size_t jobThreads();

}  // namespace stesura
