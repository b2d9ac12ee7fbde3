// The registers: agencies, networks, persons, paths, meetings; JSON checked before, sealed here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "generator/json/json.h"
#include "service/store/database.h"
#include "service/store/vault.h"

namespace stesura {

enum class Register {
  agencies,
  networks,
  persons,
  paths,
  meetings
};  // enti, reti, persone, percorsi, incontri

// One entry as it stands. `agency` owns it; agencies own themselves, networks belong to their lead.
struct RegisterEntry {
  std::string id{};
  std::string agency{};
  std::int64_t version = 1;  // counts its changes: the ETag
  std::string changedAt{};   // RFC 3339, UTC
  Json body{};               // as its schema says (schemas/registro_*.schema.json)
};

// What a list may ask for; "" asks for all. The order is that of the ids.
struct RegisterFilter {
  std::string agency{};
  std::string network{};  // agencies: its members in force; meetings: of it
  std::string after{};    // only ids beyond this one
  std::size_t limit = 50;
};

// An agency that a path was communicated to (decisions.md 11).
struct PathRecipient {
  std::string agency{};
  std::string caseManager{};  // id of its user who follows the case; "" until it named one
  std::string receives{};     // «completa», «minima», «solo_lavoro»
  std::string basis{};        // «norma», «accordo», «consenso»
  std::string reference{};    // sealed: only where recipients() opened it
  std::string from{};         // RFC 3339 full-date
  std::string revokedAt{};    // RFC 3339 date-time; "" while in force
};

// What is known of a path without opening anything that is sealed.
struct PathFacts {
  std::string id{};
  std::string agency{};    // the sending agency, to which it belongs
  std::string person{};    // id
  std::string network{};   // id; may be ""
  std::string code{};      // pseudonym: «P-2026-0001»
  std::string phase{};     // invio, valutazione, progettazione, attuazione, monitoraggio
  std::string openedOn{};  // RFC 3339 full-date
  std::string closedOn{};  // "" while open
  std::vector<std::string> operators{};  // ids of the agency's users who work on the case
  std::vector<PathRecipient> recipients{};
  std::int64_t version = 1;
};

struct PathFilter {
  std::string agency{};       // own paths of this agency, and those it receives …
  std::string receivingOn{};  // … where this day (RFC 3339 full-date) is given
  std::string network{}, phase{}, person{};
  std::string operatorId{};  // only those this user works on
  std::optional<bool> open{};
  std::string after{};
  std::size_t limit = 50;
};

// Thread-safe; every call works within the caller's transaction and asks nobody for leave: who may
// see what is said in service/access.h.
class Registers {
 public:
  explicit Registers(const Vault& vault) : vault_(vault) {}

  // None for an unknown id. Throws Refusal{notFound} where its key was erased.
  std::optional<RegisterEntry> find(Transaction& transaction, Register which,
                                    const std::string& id) const;
  // Opens every entry; those whose key was erased are left out.
  std::vector<RegisterEntry> list(Transaction& transaction, Register which,
                                  const RegisterFilter& filter) const;
  // `id` "" makes a new one. A path gets its pseudonym. Throws Refusal{conflict} for what is there
  // already.
  RegisterEntry insert(Transaction& transaction, Register which, const std::string& agency,
                       const Json& body, const std::string& id = {}) const;
  // Throws Refusal{stale} if another version stands, {notFound} for an unknown id, {conflict} as
  // insert.
  RegisterEntry update(Transaction& transaction, Register which, const std::string& id,
                       std::int64_t version, const Json& body) const;

  // Within one agency: the person with exactly this codice fiscale; those with this name and date
  // of birth.
  std::optional<std::string> personWithCode(Transaction& transaction, const std::string& agency,
                                            const std::string& code) const;
  std::vector<std::string> personsBornAs(Transaction& transaction, const std::string& agency,
                                         const Json& person) const;
  std::optional<std::string> agencyWithCode(Transaction& transaction,
                                            const std::string& code) const;

  // Only what stands in clear; for a list of paths without opening any.
  std::optional<PathFacts> path(Transaction& transaction, const std::string& id) const;
  // Without operators and recipients.
  std::vector<PathFacts> paths(Transaction& transaction, const PathFilter& filter) const;
  // With their references.
  std::vector<PathRecipient> recipients(Transaction& transaction, const std::string& path) const;
  // Each of these counts as a change of the path. One recipient of an agency is in force at a time:
  // another is a Refusal{conflict}. Revoking and naming answer whether there was one in force.
  void addRecipient(Transaction& transaction, const std::string& path,
                    const PathRecipient& recipient) const;
  bool revokeRecipient(Transaction& transaction, const std::string& path,
                       const std::string& agency) const;
  bool nameCaseManager(Transaction& transaction, const std::string& path, const std::string& agency,
                       const std::string& user) const;
  void addOperator(Transaction& transaction, const std::string& path,
                   const std::string& user) const;
  void removeOperator(Transaction& transaction, const std::string& path,
                      const std::string& user) const;

  // Ids of the networks of which an agency is a member today.
  std::vector<std::string> networksOf(Transaction& transaction, const std::string& agency) const;
  // Ids of the members of a network today.
  std::vector<std::string> membersOf(Transaction& transaction, const std::string& network) const;

 private:
  RegisterEntry opened(Transaction& transaction, Register which, const SqlRow& row) const;
  void touch(Transaction& transaction, const std::string& path) const;

  const Vault& vault_;
};

}  // namespace stesura
