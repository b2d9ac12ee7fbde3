#include "service/access.h"

#include <algorithm>

namespace stesura {
namespace {

bool isOperatorOf(const Identity& who, const PathFacts& path) {
  return !who.program && who.is(Role::operatore) && who.agency == path.agency &&
         std::find(path.operators.begin(), path.operators.end(), who.id) != path.operators.end();
}

std::optional<DataClass> ofOwnAgency(const Identity& who, const PathFacts& path) {
  if (isOperatorOf(who, path)) return DataClass::health;
  if (who.is(Role::operatore)) return DataClass::restricted;
  if (who.is(Role::segreteria) || who.is(Role::amministratore)) return DataClass::internal;
  return std::nullopt;
}

std::optional<DataClass> ofRecipient(const Identity& who, const PathRecipient& recipient) {
  if (!who.is(Role::operatore)) return std::nullopt;
  if (who.program || recipient.caseManager != who.id) return DataClass::internal;
  return recipient.receives == "completa" ? DataClass::health : DataClass::restricted;
}

}  // namespace

bool recipientInForce(const PathRecipient& recipient, const std::string& today) {
  return recipient.revokedAt.empty() && !recipient.from.empty() && recipient.from <= today;
}

std::optional<DataClass> readablePath(const Identity& who, const PathFacts& path,
                                      const std::string& today) {
  if (!who.known() || who.agency.empty()) return std::nullopt;
  std::optional<DataClass> readable;
  if (who.agency == path.agency) readable = ofOwnAgency(who, path);
  for (const PathRecipient& recipient : path.recipients) {
    if (recipient.agency != who.agency || !recipientInForce(recipient, today)) continue;
    readable = std::max(readable, ofRecipient(who, recipient));
  }
  return readable;
}

std::optional<DataClass> readableDocument(const Identity& who, const DocumentFacts& document,
                                          const PathFacts* path, bool inNetwork,
                                          const std::string& today) {
  if (!who.known() || who.agency.empty()) return std::nullopt;
  const bool own = who.agency == document.agency;
  if (document.path.empty()) {
    if (document.ceiling > DataClass::internal) {
      const bool author = own && who.id == document.author && who.is(Role::operatore);
      return author ? std::optional(DataClass::health) : std::nullopt;
    }
    return own || inNetwork ? std::optional(DataClass::internal) : std::nullopt;
  }
  if (path == nullptr) return std::nullopt;
  std::optional<DataClass> readable = readablePath(who, *path, today);
  if (readable && !own && !who.program && who.is(Role::operatore))
    readable = std::max(*readable, DataClass::restricted);
  return readable && document.ceiling <= *readable ? readable : std::nullopt;
}

bool mayIssueDocument(const Identity& who, DataClass ceiling, const PathFacts* path) {
  if (who.agency.empty()) return false;
  if (path != nullptr) return mayChangePath(who, *path);
  return who.is(Role::operatore) || (who.is(Role::segreteria) && ceiling <= DataClass::internal);
}

bool readableDraft(const Identity& who, const DraftFacts& draft, const PathFacts* path) {
  if (!who.known() || who.agency.empty() || who.agency != draft.agency) return false;
  if (!draft.path.empty()) return path != nullptr && mayChangePath(who, *path);
  if (draft.ceiling > DataClass::internal) return who.id == draft.author && who.is(Role::operatore);
  return who.is(Role::segreteria) || (who.id == draft.author && who.is(Role::operatore));
}

std::optional<DataClass> readablePerson(const Identity& who, const std::string& agency,
                                        bool worksOnAPath) {
  if (!who.known() || who.agency.empty() || who.agency != agency || !who.is(Role::operatore))
    return std::nullopt;
  return worksOnAPath && !who.program ? DataClass::health : DataClass::restricted;
}

bool mayChangePath(const Identity& who, const PathFacts& path) { return isOperatorOf(who, path); }

}  // namespace stesura
