// Takes jobs in, within bounds, and gives them up; the workers do the rest.
#pragma once

#include <string>
#include <vector>

#include "generator/generator.h"
#include "service/identity.h"
#include "service/services.h"
#include "service/store/jobs.h"

namespace stesura {

struct JobOrder {
  // How it was sent, so that problems point at what is there: items, a list of paths, one document.
  enum class Sent { items, paths, document };

  Identity who{};
  std::string kind{};
  std::string layout{};  // "" takes the kind's first
  OutputFormat format = OutputFormat::odt;
  std::vector<JobItem> items{};
  Sent sent = Sent::items;
};

// Cheap to make; everything it knows lies in the services. Thread-safe.
class JobQueue {
 public:
  explicit JobQueue(const Services& services) : services_(services), rows_(services.vault) {}

  // The id of the job, stored for good. Throws Refusal{busy} where the queue is full, {tooLarge} for
  // too many items or bytes; Error{usage} for an unknown kind or layout; Refusal{notFound} and
  // {forbidden}, with every item it is about, for paths that are not the asker's to write about.
  std::string accept(const JobOrder& order) const;
  // Gives up what nobody has in hand yet. Nothing for a job that has ended.
  void cancel(const Identity& who, const std::string& id) const;

 private:
  void checkBounds(const JobOrder& order) const;
  void checkPaths(Transaction& transaction, const JobOrder& order) const;
  void checkRoom(Transaction& transaction, const std::string& agency) const;

  const Services& services_;
  Jobs rows_;
};

std::string formatName(OutputFormat format);

}  // namespace stesura
