// Lines and byte blocks over the one socket between the pool and the agent in the sandbox.
//
// The pool sends   «convert fodt|odt 2|3 SIZE\n» and SIZE bytes.
// The agent says   «hello\n» when it runs (so the sandbox works), «ready\n» when LibreOffice
// answers,
//                  «unable\n» if LibreOffice cannot start, and for a job
//                  «done MEGABYTES SIZE\n» and SIZE bytes, or «refused MEGABYTES\n».
// The end of the stream is the end of the worker. Neither side trusts the other's lengths.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace stesura {

enum class Transfer { complete, closed, late };

// Owns the descriptor. One thread at a time.
class Channel {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  explicit Channel(int socket) : socket_(socket) {}
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // A peer that has gone is `closed`: no SIGPIPE, whatever the process does with that signal.
  Transfer send(std::string_view bytes, Deadline deadline);
  // Without the line feed. A line over 200 bytes counts as `closed`: nobody here speaks so.
  Transfer receiveLine(std::string& line, Deadline deadline);
  Transfer receive(std::string& bytes, std::size_t size, Deadline deadline);
  // Whether something can be read, be it the end of the stream. A deadline that is past only looks.
  bool readableBy(Deadline deadline);
  // Reads and forgets everything up to the end of the stream.
  void drain(Deadline deadline);

 private:
  Transfer fill(Deadline deadline);

  int socket_;
  std::string buffer_;  // received and not yet handed out
};

}  // namespace stesura
