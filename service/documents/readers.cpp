#include "service/documents/readers.h"

#include <algorithm>
#include <set>

#include "service/documents/sight.h"

namespace stesura {
namespace {

// Nobody's id: what a role alone gives.
constexpr const char* kAnybody = "-";

class Asking {
 public:
  Asking(const DocumentRecord& record, const PathFacts* path, const std::set<std::string>& members, const std::string& today)
      : facts_(factsOf(record)), path_(path), members_(members), today_(today) {}

  void role(std::vector<Reader>& readers, const std::string& agency, Role role) const {
    if (const auto highest = ask({kAnybody, agency, {role}, false})) {
      readers.push_back({agency, std::string(roleName(role)), {}, {}, *highest});
    }
  }

  // Somebody whose own id gives more than any role of theirs.
  void user(std::vector<Reader>& readers, const std::string& agency, const std::string& id, const char* as) const {
    if (id.empty()) return;
    if (const auto highest = ask({id, agency, {Role::operatore}, false})) readers.push_back({agency, {}, id, as, *highest});
  }

 private:
  std::optional<DataClass> ask(const Identity& who) const {
    return readableDocument(who, facts_, path_, members_.contains(who.agency), today_);
  }

  DocumentFacts facts_;
  const PathFacts* path_;
  const std::set<std::string>& members_;
  const std::string& today_;
};

}  // namespace

std::vector<Reader> readersOf(const DocumentRecord& record, const PathFacts* path,
                              const std::vector<std::string>& members, const std::string& today) {
  const std::set<std::string> network(members.begin(), members.end());
  const Asking asking(record, path, network, today);
  std::set<std::string> agencies = network;
  agencies.insert(record.agency);
  std::vector<Reader> readers;
  if (path != nullptr) {
    for (const std::string& id : path->operators) asking.user(readers, path->agency, id, "operatore del percorso");
    for (const PathRecipient& recipient : path->recipients) {
      if (!recipientInForce(recipient, today)) continue;
      agencies.insert(recipient.agency);
      asking.user(readers, recipient.agency, recipient.caseManager, "case manager");
    }
  } else if (classFromName(record.ceiling) > DataClass::internal) {
    asking.user(readers, record.agency, record.author, "autore");
  }
  for (const std::string& agency : agencies) {
    for (const Role role : {Role::operatore, Role::segreteria, Role::comunicazione, Role::amministratore}) {
      asking.role(readers, agency, role);
    }
  }
  return readers;
}

}  // namespace stesura
