// What a command reads: a file named by the person, or standard input for `-`.
#pragma once

#include <cstdint>
#include <string>

#include "generator/json/json.h"

namespace stesura {

// A file open for reading; standard input for `-`. Throws Error{usage}: no such file,
// a folder; Error{surroundings}: no right to read it, a failing disk.
class OpenedInput {
 public:
  explicit OpenedInput(std::string name);
  ~OpenedInput();
  OpenedInput(const OpenedInput&) = delete;
  OpenedInput& operator=(const OpenedInput&) = delete;

  // Whether `read` would return at once; waits that long for it.
  bool ready(int milliseconds) const;
  std::size_t read(char* buffer, std::size_t wanted);  // 0 at the end
  std::uint64_t size() const;                          // 0 unless it is a regular file

 private:
  std::string name_;
  int descriptor_;
};

// The whole content. At most `maxBytes` + 1 bytes are read, so that whoever is given the text sees
// that it is over the bound.
std::string readInput(const std::string& name, std::size_t maxBytes);

// JSON data within the bounds of parseJson. Throws Error{data} besides.
Json readJsonInput(const std::string& name);

// A template or a PDF. Throws Error{templateFile} if it is over the bound for files.
std::string readDocumentInput(const std::string& name);

}  // namespace stesura
