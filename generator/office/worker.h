// One agent with its LibreOffice, from its start to its end.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>

#include "generator/office/channel.h"
#include "generator/office/office.h"
#include "generator/office/work_folder.h"

namespace stesura {

// One thread at a time. The worker ends at the latest with the *thread* that constructed it.
class Worker {
 public:
  explicit Worker(
      const OfficeSettings& settings);  // returns before it is ready; throws Error{surroundings}
  ~Worker();                            // kills it with all it has started, and waits
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  enum class Start { ready, noSandbox, noOffice };
  Start awaitReady();

  enum class Outcome { done, refused, died, late };
  struct Answer {
    Outcome outcome;
    std::string pdf;
  };
  // A job is begun, perhaps waited for a first time, then ended. After `died` or `late` the worker
  // is good for nothing but its destructor.
  void begin(std::string_view odf, PdfProfile profile, Channel::Deadline deadline);
  bool answersBy(Channel::Deadline deadline) { return channel_->readableBy(deadline); }
  Answer end(Channel::Deadline deadline);

  bool alive();  // asked between two jobs
  std::size_t documents() const { return documents_; }
  std::size_t megabytes() const { return megabytes_; }  // resident, after its last document

 private:
  std::unique_ptr<WorkFolder> folder_;  // without a sandbox only
  std::unique_ptr<Channel> channel_;
  pid_t process_ = -1;
  enum class State { launched, inside, ready } state_ = State::launched;
  Transfer begun_ = Transfer::complete;
  std::size_t documents_ = 0, megabytes_ = 0;
};

}  // namespace stesura
