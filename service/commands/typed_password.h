// A password as a person types it: never from the command line, where others can read it.
#pragma once

#include <string>

namespace stesura {

// From the terminal, twice and unseen; else the first line of standard input. Throws Error{usage}
// where the two differ or nothing comes.
std::string typedPassword();

// Once, unseen: a password that exists already. `question`: «PIN del dispositivo: ». Where standard input is
// no terminal, its first line. Throws Error{usage} where nothing comes.
std::string askedPassword(const char* question);

}  // namespace stesura
