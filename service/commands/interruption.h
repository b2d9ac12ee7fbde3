// Ctrl-C and termination: no half-written file stays behind, a batch ends in order.
#pragma once

#include <filesystem>
#include <string>

namespace stesura {

// Listens for SIGINT, SIGTERM and SIGHUP on a thread of its own. SIGPIPE and SIGXFSZ are ignored,
// so that a closed pipe or a full quota comes back as an error of write(2). Call once, first in
// main.
void listenForInterruption();

// While one of these lives, the first signal only asks to finish; the next one ends the program.
// Without one, the first signal ends the program. Either way temporary files are removed first.
class OrderlyEnd {
 public:
  OrderlyEnd();
  ~OrderlyEnd();
  OrderlyEnd(const OrderlyEnd&) = delete;
  OrderlyEnd& operator=(const OrderlyEnd&) = delete;
  bool asked() const;
  int exitCode() const;  // 128 + number of the signal, as shells have it
};

// A new, empty file of mode 0600 beside `target`, open for writing; removed if the program is ended
// by a signal before `forgetTemporary` is told. Returns -1 (errno says why) if it cannot be made.
int openTemporary(const std::filesystem::path& target, std::string& path);
void forgetTemporary(const std::string& path);

// If `name` is one that openTemporary gives, the name of its target; else "".
std::string temporaryTarget(const std::string& name);

}  // namespace stesura
