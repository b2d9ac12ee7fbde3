#include "service/jobs/job_issuing.h"

#include <algorithm>

#include "service/documents/issuing.h"
#include "service/drafts/prefill.h"
#include "service/refusal.h"
#include "service/store/access_keys.h"
#include "service/store/moment.h"
#include "service/store/users.h"

namespace stesura {
namespace {

Refusal goneMeanwhile() {
  return {RefusalKind::forbidden, "Chi ha chiesto il lavoro non ha più accesso: il documento non è stato prodotto."};
}

// None for a user or key that is gone or may come in no longer.
std::optional<std::vector<std::string>> rolesNow(const Services& services, Transaction& transaction, const Job& job) {
  if (!job.program) {
    const auto user = Users(services.vault).find(transaction, job.user);
    if (!user || !user->active || user->agency != job.agency) return std::nullopt;
    return user->roles;
  }
  const auto key = AccessKeys(services.vault).find(transaction, job.user);
  if (!key || !key->revokedAt.empty() || key->expiresAt <= utcNow() || key->agency != job.agency) return std::nullopt;
  return key->roles;
}

// As the queue wrote them down: «operatore,segreteria».
std::vector<std::string> rolesThen(std::string joined) {
  std::replace(joined.begin(), joined.end(), ',', ' ');
  return splitRoles(joined);
}

OutputFormat formatOf(const std::string& name) { return name == "pdf" ? OutputFormat::pdf : OutputFormat::odt; }

Json dataOf(const Services& services, const Identity& who, const LeasedItem& leased, const std::string& data) {
  if (!data.empty()) return parseJson(data);
  PrefillOrder order;
  order.who = who;
  order.kind = leased.job.kind;
  order.path = leased.item.path;
  order.network = leased.item.network;
  order.meeting = leased.item.meeting;
  return prefill(services, order).data;
}

}  // namespace

Identity askerNow(const Services& services, Transaction& transaction, const Job& job) {
  const auto roles = rolesNow(services, transaction, job);
  if (!roles) throw goneMeanwhile();
  const std::vector<std::string> then = rolesThen(job.roles);
  Identity who;
  who.id = job.user;
  who.agency = job.agency;
  who.program = job.program;
  for (const std::string& role : *roles) {
    if (std::find(then.begin(), then.end(), role) != then.end()) who.roles.insert(roleFromName(role));
  }
  if (who.roles.empty()) throw goneMeanwhile();
  return who;
}

JobWork issuingWork(const Services& services) {
  return [&services](const LeasedItem& leased, const std::string& data, const ItemDone& done) {
    IssueOrder order;
    order.who = services.database.read(
        [&](Transaction& transaction) { return askerNow(services, transaction, leased.job); });
    order.kind = leased.job.kind;
    order.layout = leased.job.layout;
    order.format = formatOf(leased.job.format);
    order.path = leased.item.path;
    order.network = leased.item.network;
    order.meeting = leased.item.meeting;
    order.draft = leased.item.draft;
    order.draftVersion = leased.item.draftVersion;
    order.corrects = leased.item.corrects;
    order.correction = leased.item.correction;
    order.data = dataOf(services, order.who, leased, data);
    Issuing(services).issue(order, [&](Transaction& transaction, const IssuedDocument& issued) {
      // Whoever lost the right while the document was made does not get it.
      askerNow(services, transaction, leased.job);
      done(transaction, issued.id);
    });
  };
}

}  // namespace stesura
