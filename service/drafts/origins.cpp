#include "service/drafts/origins.h"

#include <map>
#include <optional>
#include <utility>

#include "service/refusal.h"
#include "service/store/registers.h"
#include "service/store/users.h"

namespace stesura {
namespace {

const std::map<std::string, Register, std::less<>>& registersByName() {
  static const std::map<std::string, Register, std::less<>> kRegisters = {{"enti", Register::agencies},
                                                                          {"reti", Register::networks},
                                                                          {"persone", Register::persons},
                                                                          {"percorsi", Register::paths},
                                                                          {"incontri", Register::meetings}};
  return kRegisters;
}

struct Standing {
  std::int64_t version;
  std::string date;  // "" where nobody wrote it down
};

std::optional<Standing> standingOf(Transaction& transaction, const Vault& vault, const std::string& registry,
                                   const std::string& id) {
  try {
    if (registry == "utenti") {
      const auto user = Users(vault).find(transaction, id);
      return user ? std::optional(Standing{user->version, {}}) : std::nullopt;
    }
    const auto which = registersByName().find(registry);
    if (which == registersByName().end()) return std::nullopt;
    const auto entry = Registers(vault).find(transaction, which->second, id);
    return entry ? std::optional(Standing{entry->version, entry->changedAt.substr(0, 10)}) : std::nullopt;
  } catch (const Refusal& refusal) {
    if (refusal.refusal() != RefusalKind::notFound) throw;
    return std::nullopt;  // its key was erased: there is nothing to compare with
  }
}

}  // namespace

Json originsKept(const Json& origins, const Json& before, const Json& after) {
  Json kept = Json::object();
  for (const auto& [pointer, origin] : origins.items()) {
    const Json* old = findPointer(before, pointer);
    const Json* now = findPointer(after, pointer);
    if (old != nullptr && now != nullptr && *old == *now) kept[pointer] = origin;
  }
  return kept;
}

Json originsToday(Transaction& transaction, const Vault& vault, const Json& origins) {
  std::map<std::pair<std::string, std::string>, std::optional<Standing>> standings;
  Json today = origins;
  for (auto& [pointer, origin] : today.items()) {
    if (!origin.contains("versione")) continue;
    const std::string registry = origin.at("registro"), id = origin.at("oggetto");
    auto known = standings.find({registry, id});
    if (known == standings.end()) {
      known = standings.emplace(std::pair(registry, id), standingOf(transaction, vault, registry, id)).first;
    }
    if (!known->second || known->second->version == origin.at("versione").get<std::int64_t>()) continue;
    origin["nota"] = "il registro è cambiato dopo";
    if (!known->second->date.empty()) origin["cambiato_il"] = known->second->date;
  }
  return today;
}

}  // namespace stesura
