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

enum class Register { agencies, networks, persons, paths, meetings };  // enti, reti, persone, percorsi, incontri

// One entry as it stands. `agency` owns it; agencies own themselves, networks belong to their lead.
struct RegisterEntry {
  std::string id{};
  std::string agency{};
  std::int64_t version = 1;   // counts its changes: the ETag
  std::string changedAt{};    // RFC 3339, UTC
  Json body{};                // as its schema says (schemas/registro_*.schema.json), without id
};

// An agency that a path was communicated to (decisions.md 11).
struct PathRecipient {
  std::string agency{};
  std::string caseManager{};  // id of its user who follows the case; "" until it named one
  std::string receives{};     // «completa», «minima», «solo_lavoro»
  std::string basis{};        // «norma», «accordo», «consenso»
  std::string reference{};
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
};

// Thread-safe; every call works within the caller's transaction and asks nobody for leave: who may
// see what is said in handlers/access.h.
class Registers {
 public:
  explicit Registers(const Vault& vault) : vault_(vault) {}

  // None for an unknown id. Throws Refusal{notFound} where its key was erased.
  std::optional<RegisterEntry> find(Transaction& transaction, Register which, const std::string& id) const;
  // Only what stands in clear; for a list of paths without opening any.
  std::optional<PathFacts> path(Transaction& transaction, const std::string& id) const;
  // Ids of the networks of which an agency is a member.
  std::vector<std::string> networksOf(Transaction& transaction, const std::string& agency) const;
  // Ids of the members of a network.
  std::vector<std::string> membersOf(Transaction& transaction, const std::string& network) const;

 private:
  const Vault& vault_;
};

}  // namespace stesura
