#include "service/commands/interruption.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <set>
#include <string_view>
#include <thread>

namespace stesura {
namespace {

// «.name.XXXXXX.parte», short enough for any file system.
constexpr std::string_view kRandomPart = ".XXXXXX";
constexpr std::string_view kTemporarySuffix = ".parte";
constexpr std::size_t kMaxTargetBytes = 200;

// A signal handler can reach nothing but statics.
int signalPipe[2] = {-1, -1};
std::atomic<int> orderlyEnds{0};
std::atomic<int> receivedSignal{0};

std::mutex& temporaryMutex() {
  static std::mutex mutex;
  return mutex;
}

// Never destroyed: the listening thread may outlive the statics of main.
std::set<std::string>& temporaryFiles() {
  static auto* files = new std::set<std::string>;
  return *files;
}

extern "C" void tellSignal(int number) {
  const int kept = errno;
  const char byte = static_cast<char>(number);
  [[maybe_unused]] const ssize_t written = ::write(signalPipe[1], &byte, 1);
  errno = kept;
}

[[noreturn]] void endNow(int number) {
  // The lock is kept, so that no thread makes another file.
  temporaryMutex().lock();
  for (const std::string& path : temporaryFiles()) ::unlink(path.c_str());
  ::_exit(128 + number);
}

void listen() {
  char byte = 0;
  for (;;) {
    const ssize_t got = ::read(signalPipe[0], &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got != 1) return;
    int none = 0;
    const bool first = receivedSignal.compare_exchange_strong(none, byte);
    if (!first || orderlyEnds == 0) endNow(byte);
    static constexpr char kMessage[] =
        "\nInterruzione: finisco i documenti in corso. Di nuovo Ctrl-C per uscire subito.\n";
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, kMessage, sizeof kMessage - 1);
  }
}

}  // namespace

void listenForInterruption() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  if (::pipe2(signalPipe, O_CLOEXEC) != 0) return;
  std::thread(listen).detach();
  struct sigaction action;
  std::memset(&action, 0, sizeof action);
  action.sa_handler = tellSignal;
  action.sa_flags = SA_RESTART;
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before;
    // What the parent ignores (nohup) stays ignored.
    if (::sigaction(number, nullptr, &before) == 0 && before.sa_handler == SIG_IGN) continue;
    ::sigaction(number, &action, nullptr);
  }
}

OrderlyEnd::OrderlyEnd() { ++orderlyEnds; }
OrderlyEnd::~OrderlyEnd() { --orderlyEnds; }
bool OrderlyEnd::asked() const { return receivedSignal != 0; }
int OrderlyEnd::exitCode() const { return 128 + receivedSignal; }

int openTemporary(const std::filesystem::path& target, std::string& path) {
  std::string name = "." + target.filename().string().substr(0, kMaxTargetBytes);
  name.append(kRandomPart).append(kTemporarySuffix);
  const auto folder = target.parent_path();
  const std::lock_guard lock(temporaryMutex());
  path = ((folder.empty() ? "." : folder) / name).string();
  const int descriptor =
      ::mkostemps(path.data(), static_cast<int>(kTemporarySuffix.size()), O_CLOEXEC);
  if (descriptor >= 0) temporaryFiles().insert(path);
  return descriptor;
}

std::string temporaryTarget(const std::string& name) {
  const std::size_t added = kRandomPart.size() + kTemporarySuffix.size();
  if (name.size() <= added + 1 || name[0] != '.' || !name.ends_with(kTemporarySuffix)) return {};
  const std::size_t end = name.size() - added;
  return name[end] == '.' ? name.substr(1, end - 1) : std::string();
}

void forgetTemporary(const std::string& path) {
  const std::lock_guard lock(temporaryMutex());
  temporaryFiles().erase(path);
}

}  // namespace stesura
