#include "service/drafts/prefill.h"

#include "service/drafts/context.h"
#include "service/store/moment.h"

namespace stesura {
namespace {

Json originOf(const DraftContext& context, const std::string& pointer) {
  const DraftSource& source = context.sourceOf(pointer);
  Json origin = {{"da", pointer}, {"registro", source.registry}, {"del", source.date.empty() ? todayInRome() : source.date}};
  if (source.id.empty()) return origin;
  origin["oggetto"] = source.id;
  origin["versione"] = source.version;
  return origin;
}

}  // namespace

Prefilled prefill(const Services& services, const PrefillOrder& order) {
  services.generator.kind(order.kind);  // an unknown one is told before anything is opened
  const DraftContext context = services.database.read(
      [&](Transaction& transaction) { return gatherContext(transaction, services.vault, order); });
  if (!order.path.empty()) services.audit.record({order.who.id, order.who.agency, "leggi", "percorsi", order.path});
  if (!context.person.empty()) services.audit.record({order.who.id, order.who.agency, "leggi", "persone", context.person});
  PrefilledData filled = services.generator.prefill(order.kind, context.values, context.ceiling);
  Prefilled prefilled{std::move(filled.data), Json::object(), std::move(filled.leftOut)};
  for (const auto& [pointer, source] : filled.sources) prefilled.origins[pointer] = originOf(context, source);
  return prefilled;
}

}  // namespace stesura
