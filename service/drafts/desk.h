// The drafts of an agency: begun from the registers, opened, changed, renewed, handed over.
#pragma once

#include <string>
#include <vector>

#include "service/drafts/earlier.h"
#include "service/drafts/prefill.h"
#include "service/services.h"
#include "service/store/drafts.h"

namespace stesura {

// A draft on the desk: what is kept of it, and what the kind says of it today.
struct DraftSheet {
  DraftRecord record{};
  DraftContent content{};
  CheckResult check{};
  Json origins = Json::object();   // of the content, with a note where a register changed since
  std::vector<Problem> misfits{};  // what a newer schema does not admit of an older draft
  bool renewed = false;            // it was made under an older schema, and fits today's
  std::vector<Problem> leftOut{};  // by the last step: what registers or documents say and the schema does not admit
};

// Thread-safe. Nobody learns of a draft that is not theirs to see: Refusal{notFound}.
class DraftDesk {
 public:
  static constexpr std::size_t kMostBytes = 4u << 20;  // of a draft's data as text

  explicit DraftDesk(const Services& services) : services_(services) {}

  // Throws Error{data} for an unknown kind or layout, Refusal{notFound} for what `who` may not see,
  // Refusal{forbidden} for what `who` may see but not write for.
  DraftSheet begin(const PrefillOrder& order, const std::string& layout) const;
  DraftSheet open(const Identity& who, const std::string& id) const;
  // The same, for whoever works with its data. Throws Refusal{conflict} with what no longer fits.
  DraftSheet openFitting(const Identity& who, const std::string& id) const;
  std::vector<DraftRecord> list(const Identity& who, DraftFilter filter) const;

  // Each writes the sheet as the next version. Throws Refusal{stale} where somebody was faster.
  // Refusal{tooLarge} beyond kMostBytes.
  void write(const Identity& who, DraftSheet& sheet, Json data) const;
  // Puts aside what does not fit today's schema.
  void renew(const Identity& who, DraftSheet& sheet) const;
  // From an earlier document of the same person that `who` may read; how many values came.
  std::size_t copyEarlier(const Identity& who, DraftSheet& sheet, const EarlierDocument& earlier, Protected protectedData) const;
  // To another operator of the case, who is told. Throws Refusal{conflict} for anybody else.
  void handOver(const Identity& who, DraftSheet& sheet, const std::string& user) const;
  void remove(const Identity& who, const DraftSheet& sheet) const;

 private:
  void store(const Identity& who, DraftSheet& sheet, const char* action) const;
  void examine(DraftSheet& sheet) const;

  const Services& services_;
};

}  // namespace stesura
