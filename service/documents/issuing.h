// Issues a document: data through the generator into the store, with its audit row, at once or not at all.
#pragma once

#include <functional>
#include <string>

#include "generator/generator.h"
#include "service/identity.h"
#include "service/services.h"

namespace stesura {

struct IssueOrder {
  Identity who{};
  std::string kind{};
  std::string layout{};    // "" takes the kind's first
  OutputFormat format = OutputFormat::odt;
  Json data{};
  std::string path{};      // id of the path it is of; "" where there is none; likewise the next
  std::string network{};
  std::string meeting{};
  std::string draft{};     // id of the draft it comes from
  std::string corrects{};  // id of the document of which this is the next version
};

struct IssuedDocument {
  std::string id{};        // of the record: UUIDv7
  std::string sha256{};    // of the bytes, hex
  std::size_t size = 0;    // bytes
  std::vector<Problem> warnings{};
};

// Thread-safe.
class Issuing {
 public:
  explicit Issuing(const Services& services) : services_(services) {}
  // `along` runs within the transaction that stores the document (a job marks its item there).
  // Throws what the generator throws, Refusal{notFound} for what `who` may not see,
  // Refusal{forbidden} for a path whose case `who` does not work on.
  IssuedDocument issue(const IssueOrder& order,
                       const std::function<void(Transaction&, const IssuedDocument&)>& along = {}) const;

 private:
  const Services& services_;
};

}  // namespace stesura
