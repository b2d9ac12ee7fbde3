// Lines of a file of any length, one at a time, in bounded memory.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "service/commands/input_file.h"
#include "service/commands/sha256.h"

namespace stesura {

struct InputLine {
  std::uint64_t number = 0;  // from 1; blank lines count
  std::string text;          // without the line's end; empty if it is too long
  std::string sha256;        // of the line without its end, a CR before it counts only if too long
  bool tooLong = false;
  bool blank = false;  // nothing but white space
};

// Ends of line are LF or CRLF; the last line may have none. Used by one thread.
class LineReader {
 public:
  // `-` is standard input. Throws Error{usage}: no such file; Error{surroundings}: not readable.
  // `stop` is asked while waiting for input; once it says so, there is no next line.
  LineReader(const std::string& name, std::size_t maxLineBytes, std::function<bool()> stop = {});

  bool next(InputLine& line);    // false at the end; throws Error{surroundings} if reading fails
  double fraction() const;  // of the file, read so far; negative if its size is unknown

 private:
  bool fill();
  void append(InputLine& line, std::string_view piece);
  void close(InputLine& line);

  OpenedInput input_;
  std::size_t maxLineBytes_;
  std::function<bool()> stop_;
  std::string buffer_;
  bool stopped_ = false;
  std::size_t position_ = 0;
  std::uint64_t bytesBehind_ = 0;
  std::uint64_t number_ = 0;
  Sha256 longDigest_;  // of the line under way, once it is too long
};

}  // namespace stesura
