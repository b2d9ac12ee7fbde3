#include "service/jobs/job_queue.h"

#include <map>

#include "service/access.h"
#include "service/refusal.h"
#include "service/store/moment.h"
#include "service/store/registers.h"

namespace stesura {
namespace {

constexpr std::size_t kMostProblems = 50;

std::string joined(const std::set<Role>& roles) {
  std::string all;
  for (const Role role : roles) {
    if (!all.empty()) all.push_back(',');
    all.append(roleName(role));
  }
  return all;
}

// Of the path of an item.
std::string pointerTo(JobOrder::Sent sent, std::int64_t index) {
  const std::string place = std::to_string(index - 1);
  switch (sent) {
    case JobOrder::Sent::items: return "/voci/" + place + "/percorso";
    case JobOrder::Sent::paths: return "/percorsi/" + place;
    case JobOrder::Sent::document: return "/percorso";
  }
  return {};
}

Problem problemAt(std::string pointer, std::string message) {
  Problem problem;
  problem.pointer = std::move(pointer);
  problem.message = std::move(message);
  return problem;
}

}  // namespace

std::string formatName(OutputFormat format) { return format == OutputFormat::pdf ? "pdf" : "odt"; }

void JobQueue::checkBounds(const JobOrder& order) const {
  const JobLimits& limits = services_.jobs->limits();
  if (order.items.empty()) throw Error(ErrorKind::data, "Il lavoro non ha alcun documento da produrre.");
  if (order.items.size() > limits.items) {
    throw Refusal(RefusalKind::tooLarge, "Un lavoro può avere al massimo " + std::to_string(limits.items) +
                                             " documenti: dividerlo in più lavori.");
  }
  std::size_t bytes = 0;
  for (const JobItem& item : order.items) bytes += item.data.size();
  if (bytes > limits.bytes) {
    throw Refusal(RefusalKind::tooLarge, "I dati di un lavoro possono occupare al massimo " +
                                             std::to_string(limits.bytes >> 20) + " MB: dividerlo in più lavori.");
  }
}

void JobQueue::checkPaths(Transaction& transaction, const JobOrder& order) const {
  const Registers registers(services_.vault);
  const std::string today = todayInRome();
  enum class May { write, readOnly, nothing };
  std::map<std::string, May> known;
  std::vector<Problem> unknown, closed;
  for (const JobItem& item : order.items) {
    if (item.path.empty()) continue;
    auto found = known.find(item.path);
    if (found == known.end()) {
      May may = May::nothing;
      if (isId(item.path)) {
        const auto facts = registers.path(transaction, item.path);
        if (facts && readablePath(order.who, *facts, today)) may = mayChangePath(order.who, *facts) ? May::write : May::readOnly;
      }
      found = known.emplace(item.path, may).first;
    }
    if (found->second == May::nothing && unknown.size() < kMostProblems) {
      unknown.push_back(problemAt(pointerTo(order.sent, item.index), "Questo percorso non c’è, o non è accessibile con queste credenziali."));
    }
    if (found->second == May::readOnly && closed.size() < kMostProblems) {
      closed.push_back(problemAt(pointerTo(order.sent, item.index), "I documenti di questo percorso li scrive chi segue il caso."));
    }
  }
  if (!unknown.empty()) throw Refusal(RefusalKind::notFound, notFound().sentence(), std::move(unknown));
  if (!closed.empty()) {
    throw Refusal(RefusalKind::forbidden, "Tra i percorsi ce ne sono di cui non si segue il caso.", std::move(closed));
  }
}

void JobQueue::checkRoom(Transaction& transaction, const std::string& agency) const {
  const std::size_t most = services_.jobs->limits().jobs;
  const std::size_t waiting = rows_.unfinished(transaction);
  if (waiting < most) return;
  // A queue that others have filled still has room for an agency's first job; twice the bound is the end.
  if (waiting < 2 * most && rows_.unfinished(transaction, agency) == 0) return;
  throw Refusal(RefusalKind::busy, "Ci sono già troppi lavori in attesa. Riprovare tra qualche minuto.");
}

std::string JobQueue::accept(const JobOrder& order) const {
  checkBounds(order);
  services_.generator.materials(order.kind, order.layout);  // tells of an unknown kind or layout
  Job job;
  job.agency = order.who.agency;
  job.user = order.who.id;
  job.roles = joined(order.who.roles);
  job.program = order.who.program;
  job.kind = order.kind;
  job.layout = order.layout;
  job.format = formatName(order.format);
  services_.database.read([&](Transaction& transaction) {
    checkRoom(transaction, order.who.agency);
    checkPaths(transaction, order);
  });
  const std::string id = services_.database.write([&](Transaction& transaction) {
    checkRoom(transaction, order.who.agency);
    checkPaths(transaction, order);
    std::string made = rows_.add(transaction, job, order.items, services_.jobs->limits().keptSeconds);
    appendAudit(transaction, {order.who.id, order.who.agency, "crea", "lavori", made});
    return made;
  });
  services_.jobs->ring();
  return id;
}

void JobQueue::cancel(const Identity& who, const std::string& id) const {
  services_.database.write([&](Transaction& transaction) {
    const auto job = rows_.find(transaction, id);
    if (!job) throw notFound();
    if (job->ended()) return;
    rows_.cancel(transaction, id);
    appendAudit(transaction, {who.id, who.agency, "annulla", "lavori", id});
  });
}

}  // namespace stesura
