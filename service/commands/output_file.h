// A file that bears its final name only when it is whole.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace stesura {

// What becomes of a file that has the name already; `stays` also of a link that leads nowhere.
enum class FormerFile { replaced, stays };

// Written under a temporary name of mode 0600 in the same folder; `commit` gives it its name and
// the mode of the umask. Destroyed without a commit, it leaves nothing. What is no regular file (a
// device, a named pipe) is written straight away. Throws Error{surroundings}, with the name as the
// person typed it; Error{usage} for a file that stays, also if it came while this one was written.
// To be used by one thread at a time.
class OutputFile {
 public:
  explicit OutputFile(std::filesystem::path target, FormerFile former = FormerFile::replaced);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(std::string_view bytes);
  void flush();   // hands everything to the system; another process may read it
  // The same, and the system begins to bring it to the disk; nothing more may be written. Of many
  // files handed over, the first to be finished waits for all of them, the others hardly any more.
  void handOver();
  void finish();  // on the disk and closed; nothing more may be written
  void commit();  // finishes, then renames

 private:
  [[noreturn]] void fail(int reason) const;
  bool rename() const;
  void close();
  void writeOut(std::string_view bytes);

  std::filesystem::path named_;   // as typed, for sentences
  std::filesystem::path target_;  // symbolic links followed
  FormerFile former_;
  std::string temporary_;         // "" when written straight away
  std::string buffer_;
  int descriptor_ = -1;
  bool handedOver_ = false;  // closed, and perhaps not yet on the disk
};

// One whole document to a file, or to standard output for `-`. Refuses a terminal; throws Error{usage}
// for a file that holds a signature, whatever replaces it.
void writeOutput(const std::string& name, std::string_view bytes);

// The same to a file that must not be there yet, of whatever content.
void writeNewOutput(const std::string& name, std::string_view bytes);

// Throws Error{usage} if writeNewOutput() would, so that nothing is begun for it.
void refuseFormerFile(const std::filesystem::path& output);

// Flushes standard output; throws Error{surroundings} if it did not take everything.
void flushStandardOutput();

// Throws Error{usage} if writing `output` would overwrite `input`.
void refuseSameFile(const std::string& input, const std::string& output);

// Makes a folder and those above it. Throws Error{surroundings}.
void ensureFolder(const std::filesystem::path& folder);

// Makes renames in a folder last. Failure is not an error: some file systems cannot.
void syncFolder(const std::filesystem::path& folder);

}  // namespace stesura
