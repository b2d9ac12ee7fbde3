#include "program_process.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace stesura::testing {
namespace fs = std::filesystem;
namespace {

fs::path makeFolder() {
  std::string name = (fs::temp_directory_path() / "stesura_program_XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
  return name;
}

std::string readAll(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void redirect(const fs::path& path, int flags, int descriptor) {
  const int opened = open(path.c_str(), flags, 0600);
  if (opened < 0 || dup2(opened, descriptor) < 0) _exit(126);
  close(opened);
}

// Root obeys permissions like anybody else, and still reaches the program wherever it lies.
void dropRights() {
  for (const int capability : {CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH}) {
    if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0) _exit(126);
  }
}

[[noreturn]] void become(const Start& start, const fs::path& folder) {
  redirect(folder / "in", O_RDONLY, STDIN_FILENO);
  redirect(start.standardOutput.empty() ? folder / "out" : fs::path(start.standardOutput),
           O_WRONLY | O_CREAT, STDOUT_FILENO);
  redirect(folder / "err", O_WRONLY | O_CREAT, STDERR_FILENO);
  if (start.fileSizeLimit) {
    const rlimit limit{*start.fileSizeLimit, *start.fileSizeLimit};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  for (const auto& [name, value] : start.variables) setenv(name.c_str(), value.c_str(), 1);
  if (!start.folder.empty() && chdir(start.folder.c_str()) != 0) _exit(126);
  if (start.ordinaryUser && geteuid() == 0) dropRights();
  std::string program = STESURA_BINARY_DIR "/stesura";
  std::vector<char*> arguments = {program.data()};
  for (const std::string& argument : start.arguments) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  execv(program.c_str(), arguments.data());
  _exit(127);
}

}  // namespace

Running::Running(const Start& start) : folder_(makeFolder()) {
  std::ofstream(folder_ / "in", std::ios::binary) << start.input;
  // Settings of whoever runs the tests must not matter.
  for (const char* name :
       {"STESURA_HOME", "STESURA_WORKERS", "STESURA_TIMEOUT", "STESURA_CONFIG"}) {
    unsetenv(name);
  }
  process_ = fork();
  if (process_ == 0) become(start, folder_);
}

Running::~Running() {
  if (process_ > 0) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void Running::signal(int number) const { kill(process_, number); }

Ran Running::wait() {
  int status = 0;
  waitpid(process_, &status, 0);
  process_ = -1;
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return {code, readAll(folder_ / "out"), readAll(folder_ / "err")};
}

Ran run(const Start& start) { return Running(start).wait(); }

Ran run(std::vector<std::string> arguments) {
  Start start;
  start.arguments = std::move(arguments);
  return run(start);
}

TestFolder::TestFolder() : path_(makeFolder()) {}

TestFolder::~TestFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string TestFolder::write(const std::string& name, const std::string& text) const {
  fs::create_directories((path_ / name).parent_path());
  std::ofstream(path_ / name, std::ios::binary) << text;
  return (path_ / name).string();
}

std::string TestFolder::read(const std::string& name) const { return readAll(path_ / name); }

std::vector<std::string> TestFolder::names(const std::string& folder) const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(path_ / folder)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace stesura::testing
