#include "service/documents/states.h"

#include <algorithm>

#include "service/refusal.h"

namespace stesura {

const std::vector<std::string_view>& documentStates() {
  static const std::vector<std::string_view> states = {"generato", "in_firma", "firmato", "registrato", "pubblicato", "annullato"};
  return states;
}

const std::vector<StateMove>& stateMoves() {
  static const std::vector<Role> writers = {Role::operatore, Role::segreteria};
  static const std::vector<StateMove> moves = {
      {"generato", "in_firma", writers},
      {"in_firma", "firmato", writers},
      {.from = "firmato", .to = "registrato", .roles = writers, .needsRegistration = true},
      {.from = "registrato", .to = "pubblicato", .roles = {Role::comunicazione}, .most = DataClass::publishable, .ofPaths = false},
      {.from = "generato", .to = "annullato", .roles = writers, .needsReason = true},
      {.from = "in_firma", .to = "annullato", .roles = writers, .needsReason = true},
      {.from = "firmato", .to = "annullato", .roles = writers, .needsReason = true},
      {.from = "registrato", .to = "annullato", .roles = writers, .needsReason = true},
      {.from = "pubblicato", .to = "annullato", .roles = {Role::segreteria}, .most = DataClass::publishable, .ofPaths = false, .needsReason = true},
  };
  return moves;
}

namespace {

const StateMove* findMove(std::string_view from, std::string_view to) {
  for (const StateMove& move : stateMoves()) {
    if (move.from == from && move.to == to) return &move;
  }
  return nullptr;
}

bool suitsDocument(const StateMove& move, const DocumentRecord& document) {
  return classFromName(document.ceiling) <= move.most && (move.ofPaths || document.path.empty());
}

bool suitsAsker(const StateMove& move, const MoveCase& asked) {
  if (asked.who.agency != asked.document.agency) return false;
  if (std::none_of(move.roles.begin(), move.roles.end(), [&](Role role) { return asked.who.is(role); })) return false;
  // What concerns a person is moved by those who work on the case.
  if (asked.document.path.empty()) return true;
  return asked.path != nullptr && mayChangePath(asked.who, *asked.path);
}

}  // namespace

std::vector<std::string> possibleStates(const MoveCase& asked) {
  std::vector<std::string> states;
  for (const StateMove& move : stateMoves()) {
    if (move.from != asked.document.state || !suitsDocument(move, asked.document) || !suitsAsker(move, asked)) continue;
    if (!move.needsRegistration || asked.registeredHere) states.emplace_back(move.to);
  }
  return states;
}

void requireMove(const MoveCase& asked, std::string_view to, const std::string& reason) {
  const StateMove* move = findMove(asked.document.state, to);
  if (move == nullptr) {
    throw Refusal(RefusalKind::conflict, "Dallo stato in cui è, il documento non può passare a questo: rileggerlo e guardare le transizioni possibili.");
  }
  if (!suitsDocument(*move, asked.document)) {
    throw Refusal(RefusalKind::conflict, "Questo documento non si pubblica: si pubblicano solo quelli di classe P che non riguardano un percorso.");
  }
  if (!suitsAsker(*move, asked)) throw Refusal(RefusalKind::forbidden, "Questo passaggio di stato spetta a un altro ruolo, nell’ente che ha emesso il documento.");
  if (move->needsReason && reason.empty()) {
    throw Error(ErrorKind::data, "Per annullare un documento serve il motivo.",
                {{"/motivo", "Manca il motivo.", "Scrivere perché il documento è annullato.", {}, {}, {}}});
  }
  if (move->needsRegistration && !asked.registeredHere) {
    throw Refusal(RefusalKind::conflict, "Manca il numero di protocollo del proprio ente: inserirlo prima fra i protocolli del documento.");
  }
}

}  // namespace stesura
