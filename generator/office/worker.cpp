#include "generator/office/worker.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <sstream>
#include <system_error>
#include <vector>

#include "generator/error.h"
#include "generator/office/sandbox.h"

namespace stesura {

namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr std::size_t kLargestPdf = std::size_t{100} << 20;
constexpr seconds kStart{60};  // of a worker; about one second on an idle machine

[[noreturn]] void cannotStart(int reason, Sandbox sandbox) {
  if (sandbox == Sandbox::bubblewrap && reason == ENOENT)
    throw Error(
        ErrorKind::surroundings,
        "Manca il programma bubblewrap, che isola LibreOffice: installarlo con «apt install "
        "bubblewrap», oppure usare --unsafe-no-sandbox per rinunciare all’isolamento.");
  throw Error(ErrorKind::surroundings, "Il sistema non permette di avviare un altro processo: " +
                                           std::generic_category().message(reason) + ".");
}

// posix_spawn, because a fork of a process with many threads and much memory is neither safe nor
// quick. A process group of its own is what kill() is given at the end.
pid_t spawn(std::vector<std::string> command, int socket, Sandbox sandbox) {
  std::vector<char*> arguments;
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  char path[] = "PATH=/usr/bin:/bin";
  char* const environment[] = {path, nullptr};

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, socket, STDIN_FILENO);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np(&files, 3);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

  pid_t process = -1;
  const int failure =
      posix_spawnp(&process, arguments[0], &files, &attributes, arguments.data(), environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (failure != 0) cannotStart(failure, sandbox);
  return process;
}

void checkInstallation(const OfficeSettings& settings) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(settings.agent, error) ||
      !std::filesystem::is_directory(settings.fonts, error))
    throw Error(ErrorKind::surroundings,
                "L’installazione non è completa: mancano il programma che guida LibreOffice o i "
                "caratteri tipografici. Eseguire «./run --build».");
}

}  // namespace

Worker::Worker(const OfficeSettings& settings) {
  checkInstallation(settings);
  if (settings.sandbox == Sandbox::none) folder_ = std::make_unique<WorkFolder>();
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    cannotStart(errno, settings.sandbox);
  channel_ = std::make_unique<Channel>(ends[0]);
  const Channel theirs(ends[1]);
  process_ =
      spawn(agentCommand(settings, folder_ ? folder_->path() : ""), ends[1], settings.sandbox);
}

Worker::~Worker() {
  if (process_ <= 0) return;
  const auto soon = steady_clock::now() + seconds(2);
  std::string line;
  // bubblewrap killed in its first milliseconds would leave its child waiting for it for ever.
  if (state_ == State::launched) channel_->receiveLine(line, soon);
  kill(-process_, SIGKILL);
  while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
  // The group's first process is gone; the socket closes when the agent behind it is gone as well.
  channel_->drain(soon);
}

Worker::Start Worker::awaitReady() {
  const auto deadline = steady_clock::now() + kStart;
  std::string line;
  while (state_ != State::ready) {
    if (channel_->receiveLine(line, deadline) != Transfer::complete)
      return state_ == State::launched ? Start::noSandbox : Start::noOffice;
    if (line == "hello" && state_ == State::launched)
      state_ = State::inside;
    else if (line == "ready" && state_ == State::inside)
      state_ = State::ready;
    else
      return Start::noOffice;
  }
  return Start::ready;
}

void Worker::begin(std::string_view odf, PdfProfile profile, Channel::Deadline deadline) {
  const bool zip = odf.starts_with("PK\x03\x04");
  begun_ = channel_->send(std::string("convert ") + (zip ? "odt " : "fodt ") +
                              (profile == PdfProfile::pdfA2b ? "2 " : "3 ") +
                              std::to_string(odf.size()) + "\n",
                          deadline);
  if (begun_ == Transfer::complete) begun_ = channel_->send(odf, deadline);
}

Worker::Answer Worker::end(Channel::Deadline deadline) {
  const auto failed = [](Transfer how) {
    return Answer{how == Transfer::late ? Outcome::late : Outcome::died, {}};
  };
  std::string line;
  if (begun_ != Transfer::complete) return failed(begun_);
  if (const Transfer how = channel_->receiveLine(line, deadline); how != Transfer::complete)
    return failed(how);
  std::istringstream words(line);
  std::string verb;
  std::size_t size = 0;
  if (!(words >> verb >> megabytes_)) return failed(Transfer::closed);
  ++documents_;
  if (verb == "refused") return {Outcome::refused, {}};
  if (verb != "done" || !(words >> size) || size > kLargestPdf) return failed(Transfer::closed);
  Answer answer{Outcome::done, {}};
  if (const Transfer how = channel_->receive(answer.pdf, size, deadline); how != Transfer::complete)
    return failed(how);
  if (!answer.pdf.starts_with("%PDF-")) return failed(Transfer::closed);
  return answer;
}

bool Worker::alive() {
  // Nobody speaks between two jobs: what can be read is the end.
  return state_ != State::ready || !channel_->readableBy(steady_clock::now());
}

}  // namespace stesura
