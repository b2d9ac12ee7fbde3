#include "service/commands/typed_password.h"

#include <termios.h>
#include <unistd.h>

#include <iostream>

#include "generator/error.h"

namespace stesura {
namespace {

// The terminal shows nothing of what is typed while this lives.
class Unseen {
 public:
  Unseen() {
    ::tcgetattr(STDIN_FILENO, &former_);
    termios silent = former_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~Unseen() { ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &former_); }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;

 private:
  termios former_{};
};

std::string lineOfInput() {
  std::string line;
  if (!std::getline(std::cin, line)) {
    throw Error(ErrorKind::usage,
                "Manca la password: scriverla quando viene chiesta, o darla sullo standard input.");
  }
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

std::string askUnseen(const char* question) {
  const Unseen unseen;
  std::cerr << question << std::flush;
  std::string line = lineOfInput();
  std::cerr << '\n';
  return line;
}

}  // namespace

std::string typedPassword() {
  if (::isatty(STDIN_FILENO) == 0) return lineOfInput();
  const std::string password = askUnseen("Password: ");
  if (askUnseen("Di nuovo: ") != password) {
    throw Error(ErrorKind::usage, "Le due password sono diverse: ripetere il comando.");
  }
  return password;
}

std::string askedPassword(const char* question) {
  return ::isatty(STDIN_FILENO) == 0 ? lineOfInput() : askUnseen(question);
}

}  // namespace stesura
