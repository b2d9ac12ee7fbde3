// A password as a person types it: never from the command line, where others can read it.
#pragma once

#include <string>

namespace stesura {

// From the terminal, twice and unseen; else the first line of standard input. Throws Error{usage}
// where the two differ or nothing comes.
std::string typedPassword();

}  // namespace stesura
