#include "service/commands/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <iostream>

#include "generator/error.h"
#include "service/commands/held_signature.h"
#include "service/commands/interruption.h"

namespace stesura {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kBufferBytes = 256u << 10;

// Read once: umask(2) can only be read by setting it, which other threads would notice.
mode_t fileMode() {
  static const mode_t mode = [] {
    const mode_t mask = ::umask(077);
    ::umask(mask);
    return static_cast<mode_t>(0666 & ~mask);
  }();
  return mode;
}

std::string reasonSentence(int reason) {
  switch (reason) {
    case ENOENT:
    case ENOTDIR:
      return "la cartella non esiste. Crearla, o indicarne un'altra.";
    case EACCES:
    case EPERM:
    case EROFS:
      return "mancano i permessi di scrittura.";
    case EISDIR:
      return "è il nome di una cartella. Indicare il nome di un file.";
    case ENOSPC:
      return "il disco è pieno.";
    case EDQUOT:
      return "lo spazio concesso all'utente è esaurito.";
    case EFBIG:
      return "supera la misura concessa per un file.";
    case ENAMETOOLONG:
      return "il nome è troppo lungo.";
    case EPIPE:
      return "chi doveva leggere ha chiuso.";
    default:
      return "la scrittura non è riuscita.";
  }
}

bool writeAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(descriptor, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
  return true;
}

fs::path followLinks(const fs::path& path) {
  std::error_code failure;
  if (!fs::is_symlink(path, failure)) return path;
  const fs::path followed = fs::weakly_canonical(path, failure);
  return failure ? path : followed;
}

bool stands(const fs::path& path) {
  std::error_code failure;
  return fs::symlink_status(path, failure).type() != fs::file_type::not_found && !failure;
}

bool existsAsSpecial(const fs::path& path) {
  std::error_code failure;
  const auto status = fs::status(path, failure);
  return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

void write(const std::string& name, std::string_view bytes, FormerFile former) {
  if (name == "-") {
    if (::isatty(STDOUT_FILENO) != 0) {
      throw Error(ErrorKind::usage,
                  "Un documento non si può mostrare nel terminale. Indicare un file con -o.");
    }
    std::cout.flush();
    if (!writeAll(STDOUT_FILENO, bytes)) {
      throw Error(ErrorKind::surroundings,
                  "Non si può scrivere sullo standard output: " + reasonSentence(errno));
    }
    return;
  }
  OutputFile file(name, former);
  file.write(bytes);
  file.commit();
  const fs::path folder = fs::path(name).parent_path();
  syncFolder(folder.empty() ? "." : folder);
}

}  // namespace

OutputFile::OutputFile(fs::path target, FormerFile former)
    : named_(std::move(target)), target_(followLinks(named_)), former_(former) {
  std::error_code failure;
  if (target_.filename().empty() || fs::is_directory(target_, failure)) fail(EISDIR);
  if (former_ == FormerFile::stays) refuseFormerFile(named_);
  if (existsAsSpecial(target_)) {
    descriptor_ = ::open(target_.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    fileMode();
    descriptor_ = openTemporary(target_, temporary_);
    if (descriptor_ < 0) temporary_.clear();
  }
  if (descriptor_ < 0) fail(errno);
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (temporary_.empty()) return;
  ::unlink(temporary_.c_str());
  forgetTemporary(temporary_);
}

void OutputFile::fail(int reason) const {
  throw Error(ErrorKind::surroundings,
              "Non si può scrivere «" + named_.string() + "»: " + reasonSentence(reason));
}

void OutputFile::writeOut(std::string_view bytes) {
  if (!writeAll(descriptor_, bytes)) fail(errno);
}

void OutputFile::write(std::string_view bytes) {
  if (buffer_.size() + bytes.size() < kBufferBytes) {
    buffer_ += bytes;
    return;
  }
  flush();
  writeOut(bytes);
}

void OutputFile::flush() {
  writeOut(buffer_);
  buffer_.clear();
}

void OutputFile::close() {
  const int closing = descriptor_;
  descriptor_ = -1;
  if (::close(closing) != 0) fail(errno);
}

void OutputFile::handOver() {
  if (descriptor_ < 0) return;
  flush();
  if (temporary_.empty()) return close();
  // A file system that cannot begin by itself does it in finish().
  ::sync_file_range(descriptor_, 0, 0, SYNC_FILE_RANGE_WRITE);
  handedOver_ = true;
  close();
}

void OutputFile::finish() {
  if (handedOver_) {
    // An error that the writing met meanwhile is told to whoever opens the file next.
    handedOver_ = false;
    descriptor_ = ::open(temporary_.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor_ < 0) fail(errno);
  }
  if (descriptor_ < 0) return;
  flush();
  if (!temporary_.empty() &&
      (::fchmod(descriptor_, fileMode()) != 0 || ::fsync(descriptor_) != 0)) {
    fail(errno);
  }
  close();
}

bool OutputFile::rename() const {
  if (former_ == FormerFile::replaced) return ::rename(temporary_.c_str(), target_.c_str()) == 0;
  if (::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, target_.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
  // A file system that cannot do it at once: the look comes a moment before.
  refuseFormerFile(named_);
  return ::rename(temporary_.c_str(), target_.c_str()) == 0;
}

void OutputFile::commit() {
  finish();
  if (temporary_.empty()) return;
  if (!rename()) {
    const int reason = errno;
    if (reason == EEXIST) refuseFormerFile(named_);
    fail(reason);
  }
  forgetTemporary(temporary_);
  temporary_.clear();
}

void writeOutput(const std::string& name, std::string_view bytes) {
  if (name != "-") refuseReplacingSigned(name, bytes);
  write(name, bytes, FormerFile::replaced);
}

void writeNewOutput(const std::string& name, std::string_view bytes) { write(name, bytes, FormerFile::stays); }

void refuseFormerFile(const fs::path& output) {
  std::error_code failure;
  if (!stands(output) || existsAsSpecial(output) || fs::is_directory(output, failure)) return;
  throw Error(ErrorKind::usage, "Il file «" + output.string() + "» c’è già, e resta com’è. Indicare un altro nome, oppure spostare o togliere quel file.");
}

void flushStandardOutput() {
  errno = 0;
  std::cout.flush();
  if (std::cout.good() && std::fflush(stdout) == 0) return;
  throw Error(ErrorKind::surroundings,
              "Non si può scrivere sullo standard output: " + reasonSentence(errno));
}

void refuseSameFile(const std::string& input, const std::string& output) {
  if (input == "-" || output == "-") return;
  std::error_code failure;
  if (!fs::equivalent(input, output, failure)) return;
  throw Error(ErrorKind::usage, "Il file di uscita «" + output +
                                    "» è lo stesso che si legge. Indicarne un altro con -o.");
}

void ensureFolder(const fs::path& folder) {
  std::error_code failure;
  fs::create_directories(folder, failure);
  std::error_code ignored;
  if (fs::is_directory(folder, ignored)) return;
  const int reason = failure ? failure.value() : ENOTDIR;
  throw Error(ErrorKind::surroundings,
              "Non si può creare la cartella «" + folder.string() + "»: " +
                  (reason == ENOTDIR || reason == EEXIST ? "c'è già un file con quel nome."
                                                         : reasonSentence(reason)));
}

void syncFolder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace stesura
