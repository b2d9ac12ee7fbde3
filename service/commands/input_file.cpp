#include "service/commands/input_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "generator/error.h"

namespace stesura {
namespace {

constexpr std::size_t kMaxDocumentBytes = 128u << 20;
constexpr std::size_t kChunkBytes = 256u << 10;

std::string quoted(const std::string& name) {
  return name == "-" ? "Lo standard input" : "Il file «" + name + "»";
}

[[noreturn]] void refuse(const std::string& name, int reason) {
  switch (reason) {
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG:
      throw Error(ErrorKind::usage, quoted(name) + " non esiste. Controllare il nome.");
    case EISDIR:
      throw Error(ErrorKind::usage, quoted(name) + " è una cartella. Indicare un file.");
    case EACCES:
    case EPERM:
      throw Error(ErrorKind::surroundings,
                  quoted(name) + " non si può leggere: mancano i permessi.");
    default:
      throw Error(ErrorKind::surroundings, quoted(name) + " non si riesce a leggere.");
  }
}

}  // namespace

OpenedInput::OpenedInput(std::string name)
    : name_(std::move(name)),
      descriptor_(name_ == "-" ? STDIN_FILENO : ::open(name_.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (descriptor_ < 0) refuse(name_, errno);
}

OpenedInput::~OpenedInput() {
  if (descriptor_ != STDIN_FILENO) ::close(descriptor_);
}

bool OpenedInput::ready(int milliseconds) const {
  pollfd waiting{descriptor_, POLLIN, 0};
  return ::poll(&waiting, 1, milliseconds) > 0;
}

std::size_t OpenedInput::read(char* buffer, std::size_t wanted) {
  for (;;) {
    const ssize_t got = ::read(descriptor_, buffer, wanted);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) refuse(name_, errno);
  }
}

std::uint64_t OpenedInput::size() const {
  struct stat status;
  if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) return 0;
  return static_cast<std::uint64_t>(status.st_size);
}

std::string readInput(const std::string& name, std::size_t maxBytes) {
  OpenedInput input(name);
  std::string content;
  while (content.size() <= maxBytes) {
    const std::size_t before = content.size();
    const std::size_t wanted = std::min(kChunkBytes, maxBytes + 1 - before);
    content.resize(before + wanted);
    const std::size_t got = input.read(content.data() + before, wanted);
    content.resize(before + got);
    if (got == 0) break;
  }
  return content;
}

Json readJsonInput(const std::string& name) {
  return parseJson(readInput(name, JsonBounds{}.maxBytes));
}

std::string readDocumentInput(const std::string& name) {
  std::string content = readInput(name, kMaxDocumentBytes);
  if (content.size() > kMaxDocumentBytes) {
    throw Error(ErrorKind::templateFile, quoted(name) + " supera il limite di 128 MiB.");
  }
  return content;
}

}  // namespace stesura
