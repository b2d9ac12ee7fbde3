#include "generator/error.h"

#include <utility>

namespace stesura {

Error::Error(ErrorKind kind, std::string sentence, std::vector<Problem> problems)
    : kind_(kind), sentence_(std::move(sentence)), problems_(std::move(problems)) {}

}  // namespace stesura
