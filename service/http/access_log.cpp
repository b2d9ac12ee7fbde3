#include "service/http/access_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>

#include "service/store/moment.h"

namespace stesura {
namespace {

std::size_t writeAll(int descriptor, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t wrote = ::write(descriptor, text.data() + done, text.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) break;
    done += static_cast<std::size_t>(wrote);
  }
  return done;
}

}  // namespace

AccessLog::AccessLog() : descriptor_(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)) {}

AccessLog::AccessLog(const std::filesystem::path& file)
    : descriptor_(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR)) {
  if (descriptor_ < 0) throw Error(ErrorKind::surroundings, "Il file indicato con --log non si può scrivere: controllare la cartella e i permessi.");
}

AccessLog::~AccessLog() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void AccessLog::write(const Request& request, const AccessEntry& entry) {
  Json line = {{"istante", utcNow()},
               {"richiesta", request.id},
               {"metodo", entry.method.empty() ? "-" : entry.method},
               {"rotta", entry.pattern.empty() ? "-" : entry.pattern},
               {"esito", entry.status},
               {"byte", entry.bytes},
               {"ms", std::round(entry.milliseconds * 100) / 100},
               {"utente", request.who.id.empty() ? "-" : request.who.id},
               {"ente", request.who.agency.empty() ? "-" : request.who.agency},
               {"indirizzo", request.clientAddress.empty() ? "-" : request.clientAddress}};
  if (entry.broken) line["interrotta"] = true;
  const std::string text = line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  const std::lock_guard lock(mutex_);
  // Each line stands by itself, even behind one that the full disk cut off.
  const std::string whole = halfLine_ ? "\n" + text : text;
  const std::size_t done = writeAll(descriptor_, whole);
  if (done == whole.size()) {
    halfLine_ = false;
  } else {
    halfLine_ = halfLine_ || done > 0;
    ++lost_;
  }
}

}  // namespace stesura
