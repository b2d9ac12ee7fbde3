#include "service/drafts/context.h"

#include <algorithm>

#include "service/access.h"
#include "service/refusal.h"
#include "service/store/moment.h"
#include "service/store/registers.h"
#include "service/store/users.h"

namespace stesura {
namespace {

std::string textAt(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

class Gathering {
 public:
  Gathering(Transaction& transaction, const Vault& vault, const PrefillOrder& order)
      : transaction_(transaction), registers_(vault), users_(vault), order_(order), today_(todayInRome()) {}

  DraftContext run() {
    context_.values["oggi"] = today_;
    context_.sources["/oggi"] = {"calendario", {}, 0, today_};
    addUser();
    if (!order_.agency.empty()) context_.values["ente"] = agency(order_.agency, "/ente", Unknown::refused);
    const std::string ofMeeting = addMeeting();
    const std::string ofPath = addPath();
    for (const std::string& network : {order_.network, ofPath, ofMeeting}) {
      if (network.empty()) continue;
      addNetwork(network);
      break;
    }
    fallBackOnNetwork();
    return std::move(context_);
  }

 private:
  enum class Unknown { leftOut, refused };

  static DraftSource sourceOf(const char* registry, const RegisterEntry& entry) {
    return {registry, entry.id, entry.version, entry.changedAt.substr(0, 10)};
  }

  void addUser() {
    Json user = Json::object();
    if (const auto known = users_.find(transaction_, order_.who.id)) {
      user = known->profile;
      context_.sources["/utente"] = {"utenti", known->id, known->version, today_};
    }
    Json own = agency(order_.who.agency, "/utente/ente", Unknown::leftOut);
    if (!own.is_null()) user["ente"] = std::move(own);
    context_.values["utente"] = std::move(user);
  }

  // The body of an agency, null for an unknown one; its source is noted for `pointer`.
  Json agency(const std::string& id, const std::string& pointer, Unknown unknown) {
    const auto entry = id.empty() ? std::nullopt : registers_.find(transaction_, Register::agencies, id);
    if (!entry) {
      if (unknown == Unknown::refused) throw notFound();
      return nullptr;
    }
    context_.sources[pointer] = sourceOf("enti", *entry);
    return entry->body;
  }

  // Returns its network.
  std::string addMeeting() {
    if (order_.meeting.empty()) return {};
    if (!isId(order_.meeting)) throw notFound();
    const auto entry = registers_.find(transaction_, Register::meetings, order_.meeting);
    if (!entry) throw notFound();
    const std::string network = textAt(entry->body, "rete");
    if (entry->agency != order_.who.agency && !isMember(network)) throw notFound();
    context_.values["incontro"] = entry->body;
    context_.sources["/incontro"] = sourceOf("incontri", *entry);
    return network;
  }

  bool isMember(const std::string& network) {
    if (network.empty() || order_.who.agency.empty()) return false;
    const std::vector<std::string> networks = registers_.networksOf(transaction_, order_.who.agency);
    return std::find(networks.begin(), networks.end(), network) != networks.end();
  }

  // Returns its network.
  std::string addPath() {
    if (order_.path.empty()) return {};
    const auto facts = isId(order_.path) ? registers_.path(transaction_, order_.path) : std::nullopt;
    const auto readable = facts ? readablePath(order_.who, *facts, today_) : std::nullopt;
    if (!readable) throw notFound();
    context_.ceiling = *readable;
    const auto entry = registers_.find(transaction_, Register::paths, order_.path);
    if (!entry) throw notFound();
    Json path = entry->body;
    path.erase("persona");
    path.erase("rete");
    path["codice"] = facts->code;
    path["fase"] = facts->phase;
    path["aperto_il"] = facts->openedOn;
    addRecipients(path);
    context_.values["percorso"] = std::move(path);
    context_.sources["/percorso"] = sourceOf("percorsi", *entry);
    if (*readable >= DataClass::restricted) addPerson(facts->person);
    return facts->network;
  }

  void addRecipients(Json& path) {
    Json list = Json::array();
    for (const PathRecipient& recipient : registers_.recipients(transaction_, order_.path)) {
      if (!recipientInForce(recipient, today_)) continue;
      const std::string pointer = "/percorso/destinatari/" + std::to_string(list.size()) + "/ente";
      Json one = {{"riceve", recipient.receives}, {"base", recipient.basis}, {"dal", recipient.from}};
      if (!recipient.reference.empty()) one["riferimento"] = recipient.reference;
      one["ente"] = agency(recipient.agency, pointer, Unknown::leftOut);
      list.push_back(std::move(one));
    }
    if (!list.empty()) path["destinatari"] = std::move(list);
  }

  void addPerson(const std::string& id) {
    const auto entry = registers_.find(transaction_, Register::persons, id);
    if (!entry) return;
    Json person = entry->body;
    const std::string sex = textAt(person, "sesso");
    if (sex == "F" || sex == "M") person["genere"] = sex == "F" ? "f" : "m";
    context_.values["persona"] = std::move(person);
    context_.sources["/persona"] = sourceOf("persone", *entry);
    context_.person = id;
  }

  void addNetwork(const std::string& id) {
    const auto entry = registers_.find(transaction_, Register::networks, id);
    if (!entry) {
      if (id == order_.network) throw notFound();
      return;
    }
    Json network = entry->body;
    network["capofila"] = agency(textAt(network, "capofila"), "/rete/capofila", Unknown::leftOut);
    network["membri"] = members(network);
    const auto receiver = network.find("destinatario_segnalazione");
    if (receiver != network.end() && receiver->is_object()) {
      (*receiver)["ente"] = agency(textAt(*receiver, "ente"), "/rete/destinatario_segnalazione/ente", Unknown::leftOut);
    }
    context_.values["rete"] = std::move(network);
    context_.sources["/rete"] = sourceOf("reti", *entry);
  }

  // Those of today, each with its agency instead of its id.
  Json members(const Json& network) {
    Json list = Json::array();
    for (const Json& member : network.at("membri")) {
      const std::string from = textAt(member, "dal"), until = textAt(member, "al");
      if (from > today_ || (!until.empty() && until < today_)) continue;
      Json one = member;
      one["ente"] = agency(textAt(member, "ente"), "/rete/membri/" + std::to_string(list.size()) + "/ente", Unknown::leftOut);
      list.push_back(std::move(one));
    }
    return list;
  }

  // A path that does not say to whom it is referred goes to whom its network says.
  void fallBackOnNetwork() {
    const auto path = context_.values.find("percorso");
    const Json* receiver = findPointer(context_.values, "/rete/destinatario_segnalazione");
    if (path == context_.values.end() || receiver == nullptr || path->contains("destinatario_segnalazione")) return;
    (*path)["destinatario_segnalazione"] = *receiver;
    context_.sources["/percorso/destinatario_segnalazione"] = context_.sources.at("/rete");
    const auto agency = context_.sources.find("/rete/destinatario_segnalazione/ente");
    if (agency != context_.sources.end()) context_.sources["/percorso/destinatario_segnalazione/ente"] = agency->second;
  }

  Transaction& transaction_;
  Registers registers_;
  Users users_;
  const PrefillOrder& order_;
  std::string today_;
  DraftContext context_;
};

}  // namespace

const DraftSource& DraftContext::sourceOf(const std::string& pointer) const {
  static const DraftSource kSchema{"schema", {}, 0, {}};
  for (std::string above = pointer; !above.empty(); above.resize(above.rfind('/'))) {
    const auto found = sources.find(above);
    if (found != sources.end()) return found->second;
  }
  return kSchema;
}

DraftContext gatherContext(Transaction& transaction, const Vault& vault, const PrefillOrder& order) {
  return Gathering(transaction, vault, order).run();
}

}  // namespace stesura
