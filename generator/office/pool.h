// The workers of an Office: who is free, who is spent, and the second try of a failed job.
#pragma once

#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "generator/office/office.h"
#include "generator/office/supervisor.h"
#include "generator/office/worker.h"

namespace stesura {

// At most `workers` jobs run at once; one worker more may stand by. Thread-safe.
class Office::Pool {
 public:
  explicit Pool(OfficeSettings settings);

  std::string toPdf(std::string_view odf, PdfProfile profile);
  void warm();
  OfficeStatus status() const;

 private:
  class Place;  // one of the `workers` places, while held

  void enter();
  void leave();
  std::unique_ptr<Worker> takeUsed();   // null if none stands idle
  std::unique_ptr<Worker> takeFresh();  // ready; throws Error{surroundings}
  std::unique_ptr<Worker> launch();     // the spare, or a new one; may not be ready yet
  void prepareSpare();
  void count(std::uint64_t& what);
  void giveBack(std::unique_ptr<Worker> worker);
  Worker::Answer attempt(Worker& worker, std::string_view odf, PdfProfile profile);

  const OfficeSettings settings_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t busy_ = 0, waiting_ = 0;
  std::uint64_t made_ = 0, restarts_ = 0;
  Supervisor supervisor_;                       // outlives the workers below
  std::future<std::unique_ptr<Worker>> spare_;  // valid if one has been asked for
  std::vector<std::unique_ptr<Worker>> idle_;
};

}  // namespace stesura
