// The program that runs inside the sandbox: it starts LibreOffice there, speaks UNO with it over a
// pipe that nobody outside can reach, and serves one document after the other over its socket.
//
// UNO stays in here on purpose. Whoever can write to that pipe can run code in LibreOffice, and a
// LibreOffice that a hostile document has taken over could answer UNO calls with anything: outside
// there is only a short line and a block of bytes.
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <string>

#include "generator/office/agent_profile.h"
#include "generator/office/agent_soffice.h"
#include "generator/office/agent_writer.h"
#include "generator/office/channel.h"

namespace stesura {

namespace {

constexpr std::size_t kLargestFile = std::size_t{100} << 20;
constexpr auto kNever = Channel::Deadline::max();

// The pool counts the time of a job and kills the sandbox; in here nothing is late.
bool say(Channel& pool, std::string_view bytes) {
  return pool.send(bytes, kNever) == Transfer::complete;
}

struct Job {
  std::string extension;
  int pdfVersion = 0;
  std::string document;
};

std::optional<Job> nextJob(Channel& pool) {
  std::string line;
  if (pool.receiveLine(line, kNever) != Transfer::complete) return std::nullopt;
  std::istringstream words(line);
  std::string verb;
  Job job;
  std::size_t size = 0;
  if (!(words >> verb >> job.extension >> job.pdfVersion >> size) || verb != "convert" ||
      size > kLargestFile)
    return std::nullopt;
  if (pool.receive(job.document, size, kNever) != Transfer::complete) return std::nullopt;
  return job;
}

void write(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) throw std::runtime_error("no room for the document");
}

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return std::move(bytes).str();
}

// The person's data leave the tmpfs with the job, not with the worker.
class JobFiles {
 public:
  JobFiles(const std::filesystem::path& folder, const Job& job)
      : document(folder / ("in." + job.extension)), pdf(folder / "out.pdf") {
    write(document, job.document);
  }
  ~JobFiles() {
    std::error_code ignored;
    std::filesystem::remove(document, ignored);
    std::filesystem::remove(pdf, ignored);
  }
  JobFiles(const JobFiles&) = delete;
  JobFiles& operator=(const JobFiles&) = delete;

  const std::filesystem::path document, pdf;
};

bool serve(Channel& pool, const Soffice& soffice, Writer& writer,
           const std::filesystem::path& folder, const Job& job) {
  const JobFiles files(folder, job);
  // Named, never guessed: an HTML file that calls itself .odt is refused.
  const std::string filter = job.extension == "fodt" ? "OpenDocument Text Flat XML" : "writer8";
  const auto outcome = writer.exportPdf(files.document, filter, files.pdf, job.pdfVersion);
  const std::string megabytes = std::to_string(soffice.residentMegabytes());
  if (outcome == Writer::Outcome::refused) return say(pool, "refused " + megabytes + "\n");
  const std::string pdf = read(files.pdf);
  return say(pool, "done " + megabytes + " " + std::to_string(pdf.size()) + "\n") && say(pool, pdf);
}

// The socket comes as standard input; no child of ours inherits it.
int takeSocket() {
  const int socket = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
  const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int descriptor = 0; descriptor < 3; ++descriptor) dup2(nothing, descriptor);
  return socket;
}

void run(const std::filesystem::path& folder, const std::filesystem::path& fonts) {
  Channel pool(takeSocket());
  if (!say(pool, "hello\n")) return;
  std::optional<Soffice> soffice;
  std::optional<Writer> writer;
  try {
    writeProfile(folder, fonts);
    soffice.emplace(folder);
    writer.emplace(*soffice, folder);
  } catch (const std::exception&) {
    say(pool, "unable\n");
    return;
  }
  if (!say(pool, "ready\n")) return;
  while (const auto job = nextJob(pool))
    if (!serve(pool, *soffice, *writer, folder, *job)) return;
}

}  // namespace

}  // namespace stesura

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: stesura-office-agent FOLDER FONTS (started by stesura, not by hand)\n",
               stderr);
    return 2;
  }
  // Not to be traced, nor its descriptors opened, by the LibreOffice it starts.
  prctl(PR_SET_DUMPABLE, 0);
  umask(077);
  // Without a sandbox this is what ends the agent, and with it LibreOffice, when the pool dies.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  try {
    stesura::run(argv[1], argv[2]);
  } catch (const std::exception&) {
  }
  _exit(0);  // at once: UNO's own threads and destructors have nothing left to save
}
