#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>

#include "service/access.h"
#include "service/documents/sight.h"
#include "service/referral_rules.h"
#include "service/refusal.h"
#include "service/store/moment.h"
#include "service/store/notices.h"
#include "tests/case_home.h"

namespace stesura {
namespace {

class ReferralsTest : public testing::Test {
 protected:
  struct Answer { int status; Json body; std::string tag; };

  Answer ask(const Identity& who, const std::string& method, const std::string& target, const Json& body = nullptr,
             const std::string& tag = {}) {
    std::map<std::string, std::string> headers;
    if (!tag.empty()) headers["if-match"] = tag;
    const Reply reply = home_.ask(who, method, target, body, headers);
    Answer answer{reply.status, reply.body.empty() ? Json() : bodyOf(reply), {}};
    for (const auto& [name, value] : reply.headers) {
      if (name == "ETag") answer.tag = value;
      if (name == "Location") location_ = value;
    }
    return answer;
  }
  std::string send(const std::string& document, const std::string& agency = kReceivingAgency) {
    const Answer answer = ask(sender_, "POST", "/segnalazioni", {{"documento", document}, {"destinatario", agency}});
    EXPECT_EQ(answer.status, 201) << answer.body;
    return answer.status == 201 ? answer.body.at("id").get<std::string>() : "";
  }
  std::string sent() {
    if (sheet_.empty()) sheet_ = home_.sheet(sender_, path_);
    return send(sheet_);
  }
  Answer step(const Identity& who, const std::string& id, Json body) {
    const Answer now = ask(who, "GET", "/segnalazioni/" + id);
    return ask(who, "POST", "/segnalazioni/" + id + "/passi", body, now.tag.empty() ? "\"1\"" : now.tag);
  }
  // A body with all that the step needs.
  Json whole(const ReferralRule& rule) {
    Json body = {{"passo", rule.step}};
    for (const StepField field : rule.required) {
      const std::string name(stepFieldName(field));
      if (field == StepField::reason) body[name] = "Perché serve sapere di più.";
      if (field == StepField::requests) body[name] = {"La relazione sociale"};
      if (field == StepField::deadline) body[name] = "2099-12-31";
      if (field == StepField::caseManager) body[name] = receiver_.id;
    }
    return body;
  }
  // Puts one into a state without the way there.
  void put(const std::string& id, const std::string& state) {
    home_.database().write([&](Transaction& transaction) {
      transaction.execute("UPDATE segnalazione SET stato = $1 WHERE id = $2", {state, id});
    });
  }
  // Brings a new referral into a state by the shortest way.
  std::string in(const std::string& state) {
    static const std::map<std::string, std::vector<std::string>> ways = {
        {"inviata", {}},
        {"presa_visione", {"presa_visione"}},
        {"da_integrare", {"presa_visione", "da_integrare"}},
        {"integrata", {"presa_visione", "da_integrare", "integrata"}},
        {"lista_attesa", {"presa_visione", "lista_attesa"}},
        {"accolta_con_riserva", {"presa_visione", "accolta_con_riserva"}},
        {"accolta", {"presa_visione", "accolta"}},
        {"non_pertinente", {"presa_visione", "non_pertinente"}},
        {"ritirata", {"ritirata"}},
    };
    const std::string id = sent();
    for (const std::string& name : ways.at(state)) {
      const ReferralRule& rule = *referralRule(name);
      const Answer taken = step(rule.side == ReferralSide::sender ? sender_ : receiver_, id, whole(rule));
      EXPECT_EQ(taken.status, 200) << name << ": " << taken.body;
    }
    return id;
  }
  std::string stateOf(const std::string& id) { return ask(sender_, "GET", "/segnalazioni/" + id).body.at("stato"); }
  // Whether somebody may read the sheet: what /documenti asks before it gives anything out.
  bool reads(const Identity& who, const std::string& document, DataClass wanted) {
    return home_.database().read([&](Transaction& transaction) {
      try {
        return Sight(transaction, home_.vault(), who).document(document).readable >= wanted;
      } catch (const Refusal&) {
        return false;
      }
    });
  }
  std::vector<std::string> noticesOf(const Identity& who) {
    return home_.database().read([&](Transaction& transaction) {
      std::vector<std::string> found;
      for (const StoredNotice& notice : noticesFor(transaction, who.agency, who.id, NoticesShown::all, "", 50)) found.push_back(notice.notice.what);
      return found;
    });
  }
  void forget(const std::string& id) {
    home_.database().write([&](Transaction& transaction) {
      transaction.execute("DELETE FROM segnalazione_passo WHERE segnalazione = $1", {id});
      transaction.execute("DELETE FROM segnalazione WHERE id = $1", {id});
    });
  }

  CaseHome home_;
  Identity sender_ = home_.person(kSendingAgency, {"operatore"});
  Identity colleague_ = home_.person(kSendingAgency, {"operatore"});
  Identity receiver_ = home_.person(kReceivingAgency, {"operatore"});
  Identity receiverToo_ = home_.person(kReceivingAgency, {"operatore"});
  Identity stranger_ = home_.person(kOtherAgency, {"operatore"});
  std::string path_ = [this] {
    const std::string id = home_.path({sender_});
    home_.communicate(id, kReceivingAgency);
    return id;
  }();
  std::string sheet_;  // of the path, sent again and again
  std::string location_;
};

TEST_F(ReferralsTest, GoFromSendingToAcceptance) {
  const std::string document = home_.sheet(sender_, path_);
  const std::string id = send(document);
  EXPECT_EQ(location_, "/segnalazioni/" + id);
  const Answer seen = step(receiver_, id, {{"passo", "presa_visione"}});
  EXPECT_EQ(seen.body.at("stato"), "presa_visione");
  EXPECT_FALSE(reads(receiver_, document, DataClass::health)) << "nobody follows the case yet";
  const Answer accepted = step(receiver_, id, {{"passo", "accolta"}, {"case_manager", receiver_.id},
                                               {"data_primo_incontro", "2099-01-15T10:00:00Z"}});
  ASSERT_EQ(accepted.status, 200) << accepted.body;
  EXPECT_EQ(accepted.body.at("case_manager"), receiver_.id);
  EXPECT_EQ(accepted.body.at("data_primo_incontro"), "2099-01-15T10:00:00Z");
  ASSERT_EQ(accepted.body.at("passi").size(), 3u);
  EXPECT_EQ(accepted.body.at("passi")[2].at("chi"), receiver_.id);
  EXPECT_TRUE(reads(receiver_, document, DataClass::health));
  EXPECT_FALSE(reads(receiverToo_, document, DataClass::health));
  EXPECT_EQ(ask(receiver_, "GET", "/segnalazioni/" + id + "/documento").status, 303);
  EXPECT_EQ(location_, "/documenti/" + document + "/contenuto");
  const auto told = noticesOf(sender_);
  EXPECT_EQ(std::set<std::string>(told.begin(), told.end()),
            (std::set<std::string>{"segnalazione_presa_visione", "segnalazione_accolta"}));
  const auto received = noticesOf(receiver_);
  EXPECT_EQ(std::count(received.begin(), received.end(), "segnalazione_ricevuta"), 1);
}

// Every step from every state by every side: the table, and nothing beside it.
TEST_F(ReferralsTest, TakeTheStepsOfTheTableAndNoOther) {
  const std::string id = sent();
  for (const std::string_view state : referralStates()) {
    for (const ReferralRule& rule : referralRules()) {
      put(id, std::string(state));
      const Identity& right = rule.side == ReferralSide::sender ? sender_ : receiver_;
      const Identity& wrong = rule.side == ReferralSide::sender ? receiver_ : sender_;
      const std::string where = std::string(state) + " -> " + std::string(rule.step);
      EXPECT_EQ(step(wrong, id, whole(rule)).status, 403) << where;
      EXPECT_EQ(stateOf(id), state) << where;
      const bool admitted = std::find(rule.from.begin(), rule.from.end(), state) != rule.from.end();
      const Answer answer = step(right, id, whole(rule));
      EXPECT_EQ(answer.status, admitted ? 200 : 409) << where << ": " << answer.body;
      EXPECT_EQ(stateOf(id), !admitted || rule.to.empty() ? state : rule.to) << where;
    }
  }
}

TEST_F(ReferralsTest, NeedWhatTheTableSaysAndTakeNothingElse) {
  for (const ReferralRule& rule : referralRules()) {
    const std::string from(rule.from.front());
    for (const StepField field : rule.required) {
      const std::string id = in(from);
      // Without a case manager yet: whoever asked for one in a former step has named them.
      home_.database().write([&](Transaction& transaction) {
        Registers(home_.vault()).nameCaseManager(transaction, path_, kReceivingAgency, "");
      });
      Json body = whole(rule);
      body.erase(std::string(stepFieldName(field)));
      const Answer answer = step(rule.side == ReferralSide::sender ? sender_ : receiver_, id, body);
      EXPECT_EQ(answer.status, 422) << rule.step << " without " << stepFieldName(field) << answer.body;
      if (answer.status == 422) EXPECT_EQ(answer.body.at("problems")[0].at("puntatore"), "/" + std::string(stepFieldName(field)));
      forget(id);
    }
    for (const auto& [field, value] : std::vector<std::pair<StepField, Json>>{
             {StepField::requests, {"x"}}, {StepField::deadline, "2099-12-31"}, {StepField::firstMeeting, "2099-01-01T10:00:00Z"}}) {
      const auto has = [&](const std::vector<StepField>& fields) { return std::find(fields.begin(), fields.end(), field) != fields.end(); };
      if (has(rule.required) || has(rule.optional)) continue;
      const std::string id = in(from);
      Json body = whole(rule);
      body[std::string(stepFieldName(field))] = value;
      EXPECT_EQ(step(rule.side == ReferralSide::sender ? sender_ : receiver_, id, body).status, 422) << rule.step << " with " << stepFieldName(field);
      forget(id);
    }
  }
}

TEST_F(ReferralsTest, StandInTheGuideAsTheyAre) {
  std::ifstream stream(std::string(STESURA_SOURCE_DIR) + "/docs/catena-della-segnalazione.md");
  std::stringstream text;
  text << stream.rdbuf();
  std::string table = "| Passo | Chi | Da quali stati | Porta a | Serve | Può avere |\n|---|---|---|---|---|---|\n";
  const auto cell = [](const std::vector<std::string>& parts) {
    std::string joined;
    for (const std::string& part : parts) joined += (joined.empty() ? "" : ", ") + part;
    return joined.empty() ? std::string(" |") : " " + joined + " |";
  };
  const auto names = [](const std::vector<StepField>& fields) {
    std::vector<std::string> all;
    for (const StepField field : fields) all.emplace_back(stepFieldName(field));
    return all;
  };
  for (const ReferralRule& rule : referralRules()) {
    table += "| `" + std::string(rule.step) + "` |" + cell({std::string(sideName(rule.side))}) +
             cell(std::vector<std::string>(rule.from.begin(), rule.from.end())) + cell({std::string(rule.to)}) +
             cell(names(rule.required)) + cell(names(rule.optional)) + "\n";
  }
  EXPECT_NE(text.str().find(table), std::string::npos) << table;
}

TEST_F(ReferralsTest, AreSentOnlyWhereTheyMayGo) {
  const std::string document = home_.sheet(sender_, path_);
  const auto sendAs = [&](const Identity& who, const std::string& which, const std::string& agency) {
    return ask(who, "POST", "/segnalazioni", {{"documento", which}, {"destinatario", agency}}).status;
  };
  EXPECT_EQ(sendAs(sender_, document, kOtherAgency), 409) << "no recipient of the path";
  EXPECT_EQ(sendAs(sender_, document, kSendingAgency), 409);
  EXPECT_EQ(sendAs(sender_, document, "ente-inventato"), 409);
  EXPECT_EQ(sendAs(sender_, newId(), kReceivingAgency), 404);
  EXPECT_EQ(sendAs(stranger_, document, kReceivingAgency), 404);
  EXPECT_EQ(sendAs(colleague_, home_.sheet(sender_, path_, "minima"), kReceivingAgency), 403) << "does not follow the case";
  Identity program = sender_;
  program.program = true;
  EXPECT_EQ(sendAs(program, home_.sheet(sender_, path_, "minima"), kReceivingAgency), 403);
  EXPECT_EQ(sendAs(home_.person(kSendingAgency, {"segreteria"}), document, kReceivingAgency), 403);
  // Another kind.
  IssueOrder order;
  order.who = sender_;
  order.kind = "scheda_gradimento";
  order.data = sampleJson("nautilus/gradimento-utente.json");
  order.data["ente_produttore"]["id"] = kSendingAgency;
  EXPECT_EQ(sendAs(sender_, Issuing(home_.services()).issue(order).id, kReceivingAgency), 409);
  // Superseded, cancelled.
  const std::string newer = home_.sheet(sender_, path_, "completa", Json::object(), document);
  EXPECT_EQ(sendAs(sender_, document, kReceivingAgency), 409);
  home_.database().write([&](Transaction& transaction) {
    transaction.execute("UPDATE documento SET stato = 'annullato' WHERE id = $1", {newer});
  });
  EXPECT_EQ(sendAs(sender_, newer, kReceivingAgency), 409);
  // One at a time.
  const std::string id = sent();
  EXPECT_EQ(sendAs(sender_, home_.sheet(sender_, path_), kReceivingAgency), 409);
  EXPECT_EQ(step(sender_, id, {{"passo", "ritirata"}}).status, 200);
  sent();
}

TEST_F(ReferralsTest, KeepToWhatTheRecipientReceives) {
  const std::string path = home_.path({sender_});
  home_.communicate(path, kReceivingAgency, "minima");
  EXPECT_EQ(ask(sender_, "POST", "/segnalazioni", {{"documento", home_.sheet(sender_, path)}, {"destinatario", kReceivingAgency}}).status, 409);
  const std::string id = send(home_.sheet(sender_, path, "minima"));
  EXPECT_EQ(ask(receiverToo_, "GET", "/segnalazioni/" + id + "/documento").status, 303);
}

TEST_F(ReferralsTest, StopAtProfessionalSecrecy) {
  const std::string path = home_.path({sender_}, {{"riservatezza", {{"segreto_professionale", "opposto"}}}});
  home_.communicate(path, kReceivingAgency);
  const Answer answer = ask(sender_, "POST", "/segnalazioni", {{"documento", home_.sheet(sender_, path)}, {"destinatario", kReceivingAgency}});
  EXPECT_EQ(answer.status, 409);
  EXPECT_NE(answer.body.at("detail").get<std::string>().find("segreto professionale"), std::string::npos);
  // Said in the sheet alone.
  Json anonymous = sampleJson("nautilus/segnalazione-anonima.json");
  anonymous.erase("id");
  anonymous["riservatezza"] = {{"segreto_professionale", "opposto"}};
  anonymous.erase("destinatari");
  anonymous["ente_produttore"] = sampleJson("nautilus/segnalazione-completa.json").at("ente_produttore");
  IssueOrder order;
  order.who = sender_;
  order.kind = "scheda_segnalazione";
  order.path = path_;
  order.data = anonymous;
  const std::string document = Issuing(home_.services()).issue(order).id;
  EXPECT_EQ(ask(sender_, "POST", "/segnalazioni", {{"documento", document}, {"destinatario", kReceivingAgency}}).status, 409);
}

TEST_F(ReferralsTest, AreSeenByTheTwoSidesAndNobodyElse) {
  const std::string id = in("da_integrare");
  const std::string address = "/segnalazioni/" + id;
  const Json all = ask(sender_, "GET", address).body;
  EXPECT_EQ(all.at("passi").back().at("motivazione"), "Perché serve sapere di più.");
  EXPECT_EQ(all.at("passi").back().at("integrazioni_richieste"), Json({"La relazione sociale"}));
  EXPECT_EQ(all.at("scadenza"), "2099-12-31");
  // A colleague sees the state; an operator of the other side the steps, without others' words.
  const Json state = ask(colleague_, "GET", address).body;
  EXPECT_EQ(state.at("stato"), "da_integrare");
  EXPECT_FALSE(state.contains("passi") || state.contains("documento") || state.contains("scadenza")) << state;
  EXPECT_EQ(ask(colleague_, "GET", address + "/documento").status, 404);
  const Json other = ask(receiverToo_, "GET", address).body;
  EXPECT_EQ(other.at("passi").size(), 3u);
  EXPECT_EQ(other.dump().find("motivazione"), std::string::npos);
  EXPECT_EQ(ask(receiver_, "GET", address).body.at("passi").back().at("motivazione"), "Perché serve sapere di più.");
  for (const std::string part : {"", "/documento"}) EXPECT_EQ(ask(stranger_, "GET", address + part).status, 404);
  EXPECT_EQ(ask(stranger_, "POST", address + "/passi", {{"passo", "ritirata"}}, "\"3\"").status, 404);
  EXPECT_EQ(ask(receiver_, "GET", "/segnalazioni/" + newId()).status, 404);
  EXPECT_EQ(ask(receiver_, "GET", "/segnalazioni/uno").status, 404);
  EXPECT_EQ(ask(home_.person(kSendingAgency, {"segreteria", "amministratore", "comunicazione"}), "GET", address).status, 403);
  const auto listed = [&](const Identity& who, const std::string& query = "") {
    return ask(who, "GET", "/segnalazioni" + query).body.at("elementi").size();
  };
  EXPECT_EQ(listed(sender_), 1u);
  EXPECT_EQ(listed(colleague_), 1u);
  EXPECT_EQ(listed(receiver_), 1u);
  EXPECT_EQ(listed(stranger_), 0u);
  EXPECT_EQ(listed(sender_, "?verso=ricevute"), 0u);
  EXPECT_EQ(listed(sender_, "?verso=inviate&stato=da_integrare"), 1u);
  EXPECT_EQ(listed(sender_, "?stato=accolta"), 0u);
}

TEST_F(ReferralsTest, ComeIntoEveryStateByTheirOwnSteps) {
  for (const std::string_view state : referralStates()) {
    const std::string id = in(std::string(state));
    EXPECT_EQ(stateOf(id), state);
    forget(id);
  }
}

TEST_F(ReferralsTest, KeepTheirTextsSealed) {
  in("da_integrare");
  home_.database().read([&](Transaction& transaction) {
    for (const SqlRow& row : transaction.query("SELECT testi FROM segnalazione_passo WHERE testi IS NOT NULL")) {
      EXPECT_EQ(row.bytes(0).find("serve"), std::string::npos);
    }
  });
}

TEST_F(ReferralsTest, CloseAtOnceWhenTheCommunicationIsRevoked) {
  const std::string document = home_.sheet(sender_, path_);
  const std::string id = send(document);
  step(receiver_, id, {{"passo", "presa_visione"}, {"case_manager", receiver_.id}});
  ASSERT_TRUE(reads(receiver_, document, DataClass::health));
  home_.revoke(path_, kReceivingAgency);
  EXPECT_EQ(ask(receiver_, "GET", "/segnalazioni/" + id).status, 404);
  EXPECT_EQ(ask(receiver_, "GET", "/segnalazioni/" + id + "/documento").status, 404);
  EXPECT_EQ(ask(receiver_, "POST", "/segnalazioni/" + id + "/passi", whole(*referralRule("accolta")), "\"2\"").status, 404);
  EXPECT_EQ(ask(receiver_, "GET", "/segnalazioni").body.at("elementi").size(), 0u);
  EXPECT_FALSE(reads(receiver_, document, DataClass::publishable));
  const Json own = ask(sender_, "GET", "/segnalazioni/" + id).body;
  EXPECT_EQ(own.at("comunicazione").at("stato"), "revocata");
  EXPECT_TRUE(own.at("comunicazione").contains("revocata_il"));
  EXPECT_FALSE(own.contains("case_manager"));
  EXPECT_EQ(step(sender_, id, {{"passo", "ritirata"}}).status, 200);
}

TEST_F(ReferralsTest, GoToWhoeverFollowsTheCaseNow) {
  const std::string id = in("da_integrare");
  EXPECT_EQ(step(colleague_, id, {{"passo", "integrata"}}).status, 403);
  home_.database().write([&](Transaction& transaction) {
    Registers(home_.vault()).addOperator(transaction, path_, colleague_.id);
    Registers(home_.vault()).removeOperator(transaction, path_, sender_.id);
  });
  EXPECT_EQ(step(sender_, id, {{"passo", "integrata"}}).status, 403);
  const std::string newer = home_.sheet(colleague_, path_);
  const Answer answer = step(colleague_, id, {{"passo", "integrata"}, {"documento", newer}, {"motivazione", "Aggiunta la relazione."}});
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.body.at("documento"), newer);
  EXPECT_FALSE(answer.body.contains("scadenza")) << "what it was about has come";
  // The other side hands over, too.
  EXPECT_EQ(step(receiver_, id, {{"passo", "nuovo_case_manager"}, {"case_manager", receiverToo_.id}}).status, 200);
  EXPECT_TRUE(reads(receiverToo_, newer, DataClass::health));
  EXPECT_FALSE(reads(receiver_, newer, DataClass::health));
}

TEST_F(ReferralsTest, LetNobodyTakeACaseFromTheOneWhoFollowsIt) {
  const std::string document = home_.sheet(sender_, path_);
  const std::string id = send(document);
  ASSERT_EQ(step(receiver_, id, {{"passo", "presa_visione"}, {"case_manager", receiver_.id}}).status, 200);
  EXPECT_EQ(step(receiverToo_, id, {{"passo", "nuovo_case_manager"}, {"case_manager", receiverToo_.id}}).status, 403);
  EXPECT_EQ(step(receiverToo_, id, {{"passo", "accolta"}, {"case_manager", receiverToo_.id}}).status, 403);
  EXPECT_FALSE(reads(receiverToo_, document, DataClass::health));
  // An administrator who is an operator, too, names others, not themselves.
  const Identity administrator = home_.person(kReceivingAgency, {"operatore", "amministratore"});
  EXPECT_EQ(step(administrator, id, {{"passo", "nuovo_case_manager"}, {"case_manager", administrator.id}}).status, 403);
  EXPECT_EQ(step(administrator, id, {{"passo", "nuovo_case_manager"}, {"case_manager", receiverToo_.id}}).status, 200);
  EXPECT_TRUE(reads(receiverToo_, document, DataClass::health));
  EXPECT_FALSE(reads(receiver_, document, DataClass::health));
  const std::vector<std::string> told = noticesOf(receiver_);
  EXPECT_NE(std::find(told.begin(), told.end(), "percorso_passato"), told.end());
  // Who has it goes on without naming anybody, or naming themselves.
  EXPECT_EQ(step(receiverToo_, id, {{"passo", "accolta"}, {"case_manager", receiverToo_.id}}).status, 200);
}

TEST_F(ReferralsTest, TakeNoSheetOfAnotherPath) {
  const std::string id = in("da_integrare");
  const std::string elsewhere = home_.sheet(sender_, home_.path({sender_}));
  EXPECT_EQ(step(sender_, id, {{"passo", "integrata"}, {"documento", elsewhere}}).status, 409);
  EXPECT_EQ(step(sender_, id, {{"passo", "integrata"}, {"documento", newId()}}).status, 404);
}

TEST_F(ReferralsTest, EndWhatTheCaseManagerSees) {
  for (const std::string end : {"non_pertinente", "ritirata"}) {
    const std::string document = home_.sheet(sender_, path_);
    const std::string id = send(document);
    ASSERT_EQ(step(receiver_, id, {{"passo", "presa_visione"}, {"case_manager", receiver_.id}}).status, 200);
    ASSERT_TRUE(reads(receiver_, document, DataClass::health));
    const ReferralRule& rule = *referralRule(end);
    ASSERT_EQ(step(rule.side == ReferralSide::sender ? sender_ : receiver_, id, whole(rule)).status, 200);
    EXPECT_FALSE(reads(receiver_, document, DataClass::health)) << end;
  }
}

TEST_F(ReferralsTest, NameOnlyOwnOperatorsAsCaseManagers) {
  const std::string id = in("presa_visione");
  const Identity clerk = home_.person(kReceivingAgency, {"segreteria"});
  for (const std::string& wrong : {sender_.id, stranger_.id, clerk.id, newId()}) {
    EXPECT_EQ(step(receiver_, id, {{"passo", "accolta"}, {"case_manager", wrong}}).status, 422);
  }
  EXPECT_EQ(stateOf(id), "presa_visione");
}

TEST_F(ReferralsTest, WantTheVersionThatWasRead) {
  const std::string id = sent();
  const Json body = {{"passo", "presa_visione"}};
  EXPECT_EQ(ask(receiver_, "POST", "/segnalazioni/" + id + "/passi", body).status, 428);
  EXPECT_EQ(ask(receiver_, "POST", "/segnalazioni/" + id + "/passi", body, "\"7\"").status, 412);
  const Answer first = ask(receiver_, "POST", "/segnalazioni/" + id + "/passi", body, "\"1\"");
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.tag, "\"2\"");
  EXPECT_EQ(ask(sender_, "POST", "/segnalazioni/" + id + "/passi", {{"passo", "ritirata"}}, "\"1\"").status, 412);
}

TEST_F(ReferralsTest, AskForNothingByYesterday) {
  const std::string id = in("presa_visione");
  Json body = whole(*referralRule("da_integrare"));
  body["scadenza"] = "2020-01-01";
  EXPECT_EQ(step(receiver_, id, body).status, 422);
}

TEST_F(ReferralsTest, LetNoProgramDecideAboutAPerson) {
  const std::string id = sent();
  Identity program = receiver_;
  program.program = true;
  EXPECT_EQ(step(program, id, {{"passo", "presa_visione"}}).status, 403);
}

TEST_F(ReferralsTest, LeaveARowInTheAuditForEachStep) {
  const std::string id = in("accolta");
  ask(sender_, "GET", "/segnalazioni/" + id);
  const auto rows = home_.database().read([&](Transaction& transaction) {
    return transaction.query("SELECT azione, esito FROM audit WHERE risorsa = 'segnalazioni' AND oggetto = $1 AND azione <> 'leggi' ORDER BY numero", {id});
  });
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].text(0), "crea");
  EXPECT_EQ(rows[1].text(1), "presa_visione");
  EXPECT_EQ(rows[2].text(1), "accolta");
}

}  // namespace
}  // namespace stesura
