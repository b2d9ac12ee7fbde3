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
  std::int64_t draftVersion = 0;
  std::string correction{};  // «rettifica» if "", «integrazione», «annotazione»
};

struct IssuedDocument {
  std::string id{};        // of the record: UUIDv7
  std::string sha256{};    // of the bytes, hex
  std::size_t size = 0;    // bytes
  std::vector<Problem> warnings{};
  bool before = false;     // it had been issued already from this version of the draft
};

// Thread-safe.
class Issuing {
 public:
  explicit Issuing(const Services& services) : services_(services) {}
  // `along` runs within the transaction that stores the document (a job marks its item there). A
  // version of a draft is issued once in each layout and format: who asks again gets the same
  // document, unless the order names what it corrects.
  // Throws what the generator throws, Refusal{notFound} for what `who` may not see, Error{data} for
  // data of another agency, Refusal{forbidden} where `who` may see but not write, Refusal{conflict}
  // for a document that was corrected already.
  IssuedDocument issue(const IssueOrder& order,
                       const std::function<void(Transaction&, const IssuedDocument&)>& along = {}) const;

 private:
  const Services& services_;
};

}  // namespace stesura
