// What the service refuses to do, beyond what the library of documents can find wrong.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "generator/error.h"

namespace stesura {

// Each has one HTTP status; the table stands in handlers/reply.cpp.
enum class RefusalKind {
  malformed,             // 400: the request itself cannot be read
  unauthenticated,       // 401
  forbidden,             // 403: known to be there, but not for this role
  notFound,              // 404: unknown, or somebody else's: the same answer
  notAcceptable,         // 406
  conflict,              // 409: the state of the thing does not admit it
  stale,                 // 412: If-Match names another version
  tooLarge,              // 413
  unsupportedType,       // 415
  preconditionRequired,  // 428: If-Match is missing
  tooMany,               // 429
  busy,                  // 503 with Retry-After
  storageFull,           // 507
};

// An Error, so that whoever catches those tells this one as well. The sentence is Italian and holds
// no value from the data.
class Refusal : public Error {
 public:
  Refusal(RefusalKind refusal, std::string sentence, std::vector<Problem> problems = {})
      : Error(ErrorKind::usage, std::move(sentence), std::move(problems)), refusal_(refusal) {}
  RefusalKind refusal() const { return refusal_; }

 private:
  RefusalKind refusal_;
};

// The one answer for an id that is unknown and for one that is not the asker's to know.
inline Refusal notFound() {
  return {RefusalKind::notFound, "Non c’è nulla a questo indirizzo, o non è accessibile con queste credenziali."};
}

}  // namespace stesura
