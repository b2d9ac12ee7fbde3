// What can go wrong, told once for everybody: a list of problems and the one exception class.
#pragma once

#include <exception>
#include <string>
#include <vector>

namespace stesura {

// One thing that is wrong (or doubtful), in words for the person who has to mend it.
struct Problem {
  std::string pointer;        // JSON Pointer (RFC 6901) into the data; "" is the whole document
  std::string message;        // one Italian sentence; never a value from the data
  std::string hint;           // Italian: how to mend it; may be empty
  std::string keyword;        // JSON Schema keyword or rule that failed; may be empty
  std::string schemaPointer;  // JSON Pointer into the schema; may be empty
  std::string place;          // for templates: the text on the page where it stands; may be empty
};

enum class ErrorKind {
  data,          // the data are not valid
  usage,         // the order itself makes no sense: unknown kind, unknown layout
  someRecords,   // a batch in which some records failed
  templateFile,  // a template that is refused or does not compile
  conversion,    // LibreOffice failed or ran out of time
  surroundings,  // disk, rights, sandbox, missing installation
};

// The only exception that leaves the library on purpose. `sentence` is Italian, for a person, and
// holds no value from the data, no path of the machine and no library's class name.
class Error : public std::exception {
 public:
  Error(ErrorKind kind, std::string sentence, std::vector<Problem> problems = {});

  ErrorKind kind() const { return kind_; }
  const std::string& sentence() const { return sentence_; }
  const std::vector<Problem>& problems() const { return problems_; }
  const char* what() const noexcept override { return sentence_.c_str(); }

 private:
  ErrorKind kind_;
  std::string sentence_;
  std::vector<Problem> problems_;
};

}  // namespace stesura
