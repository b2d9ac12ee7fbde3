#include "service/store/registers.h"

#include <gtest/gtest.h>

#include "service/refusal.h"
#include "service/store/moment.h"
#include "service/store/notices.h"
#include "tests/data_folder.h"

namespace stesura {
namespace {

class RegistersStore : public testing::Test {
 protected:
  RegistersStore()
      : database_(folder_.path()),
        vault_(MasterKeys::create(folder_.path() / "chiave"), database_),
        registers_(vault_) {}

  template <typename Work>
  auto write(Work work) {
    return database_.write(work);
  }

  std::string addPerson(Transaction& t, const std::string& agency = "ente-a",
                        const char* code = "RSSMRA85C12F704U") {
    return registers_
        .insert(t, Register::persons, agency,
                {{"cognome", "Rossi"},
                 {"nome_proprio", "Mario"},
                 {"codice_fiscale", code},
                 {"data_nascita", "1985-03-12"}})
        .id;
  }
  std::string addPath(Transaction& t, const std::string& person,
                      const std::string& agency = "ente-a", const char* phase = "invio") {
    return registers_
        .insert(t, Register::paths, agency,
                {{"persona", person},
                 {"rete", "rete-a"},
                 {"fasi", {{{"fase", phase}, {"dal", "2026-03-01"}}}}})
        .id;
  }

  DataFolder folder_;
  Database database_;
  Vault vault_;
  Registers registers_;
};

RefusalKind refusalOf(const std::function<void()>& work) {
  try {
    work();
  } catch (const Refusal& refusal) {
    return refusal.refusal();
  }
  ADD_FAILURE() << "nothing was refused";
  return RefusalKind::malformed;
}

TEST_F(RegistersStore, KeepsBodiesSealedAndGivesThemBack) {
  const std::string id = write([&](Transaction& t) { return addPerson(t); });
  write([&](Transaction& t) {
    EXPECT_EQ(registers_.find(t, Register::persons, id)->body.at("cognome"), "Rossi");
    EXPECT_FALSE(registers_.find(t, Register::persons, newId()));
    const auto row = t.one("SELECT * FROM persona");
    for (std::size_t column = 0; column < 7; ++column) {
      EXPECT_EQ(row->text(column).find("Rossi"), std::string::npos);
      EXPECT_EQ(row->text(column).find("RSSMRA"), std::string::npos);
      EXPECT_EQ(row->bytes(column).find("Rossi"), std::string::npos);
    }
  });
}

TEST_F(RegistersStore, FindsPersonsWithinTheirAgencyOnly) {
  write([&](Transaction& t) {
    const std::string id = addPerson(t);
    EXPECT_EQ(registers_.personWithCode(t, "ente-a", "rssmra85c12f704u"), id);
    EXPECT_EQ(registers_.personWithCode(t, "ente-b", "RSSMRA85C12F704U"), std::nullopt);
    EXPECT_EQ(registers_.personWithCode(t, "ente-a", ""), std::nullopt);
    const Json same = {
        {"cognome", "ROSSI"}, {"nome_proprio", " mario "}, {"data_nascita", "1985-03-12"}};
    EXPECT_EQ(registers_.personsBornAs(t, "ente-a", same), std::vector<std::string>{id});
    EXPECT_TRUE(registers_.personsBornAs(t, "ente-b", same).empty());
    EXPECT_EQ(refusalOf([&] { addPerson(t); }), RefusalKind::conflict);
    EXPECT_NE(addPerson(t, "ente-b"), id);  // another agency may know the same person
    const auto rows = t.query("SELECT DISTINCT indice_codice, indice_nascita FROM persona");
    EXPECT_EQ(rows.size(), 2u);  // and nobody sees that it is the same
  });
}

TEST_F(RegistersStore, RefusesALostUpdate) {
  write([&](Transaction& t) {
    const std::string id = addPerson(t);
    Json body = registers_.find(t, Register::persons, id)->body;
    body["telefono"] = "+39 333 5550112";
    EXPECT_EQ(registers_.update(t, Register::persons, id, 1, body).version, 2);
    EXPECT_EQ(refusalOf([&] { registers_.update(t, Register::persons, id, 1, body); }),
              RefusalKind::stale);
    EXPECT_EQ(refusalOf([&] { registers_.update(t, Register::persons, newId(), 1, body); }),
              RefusalKind::notFound);
    EXPECT_EQ(registers_.find(t, Register::persons, id)->body.at("telefono"), "+39 333 5550112");
    const std::string other = addPerson(t, "ente-a", "BNCMRA92S65E897L");
    EXPECT_EQ(refusalOf([&] { registers_.update(t, Register::persons, other, 1, body); }),
              RefusalKind::conflict);
  });
}

TEST_F(RegistersStore, NumbersPathsByAgencyAndYear) {
  write([&](Transaction& t) {
    const std::string person = addPerson(t);
    EXPECT_EQ(registers_.path(t, addPath(t, person))->code, "P-2026-0001");
    EXPECT_EQ(registers_.path(t, addPath(t, person))->code, "P-2026-0002");
    const std::string elsewhere = addPerson(t, "ente-b");
    EXPECT_EQ(registers_.path(t, addPath(t, elsewhere, "ente-b"))->code, "P-2026-0001");
  });
}

TEST_F(RegistersStore, TellsOperatorsAndRecipientsOfAPath) {
  write([&](Transaction& t) {
    const std::string path = addPath(t, addPerson(t));
    registers_.addOperator(t, path, "utente-1");
    registers_.addOperator(t, path, "utente-1");
    registers_.addRecipient(
        t, path, {"ente-b", "", "completa", "consenso", "Consenso scritto", "2026-03-02", ""});
    EXPECT_EQ(
        refusalOf([&] {
          registers_.addRecipient(t, path, {"ente-b", "", "minima", "norma", "", "2026-03-02", ""});
        }),
        RefusalKind::conflict);
    EXPECT_TRUE(registers_.nameCaseManager(t, path, "ente-b", "utente-9"));
    PathFacts facts = *registers_.path(t, path);
    EXPECT_EQ(facts.operators, std::vector<std::string>{"utente-1"});
    ASSERT_EQ(facts.recipients.size(), 1u);
    EXPECT_EQ(facts.recipients[0].caseManager, "utente-9");
    EXPECT_EQ(facts.recipients[0].reference, "");
    EXPECT_EQ(registers_.recipients(t, path).at(0).reference, "Consenso scritto");
    EXPECT_EQ(facts.version, 4);  // made, operator, recipient, case manager
    EXPECT_TRUE(registers_.revokeRecipient(t, path, "ente-b"));
    EXPECT_FALSE(registers_.revokeRecipient(t, path, "ente-b"));
    EXPECT_FALSE(registers_.nameCaseManager(t, path, "ente-b", "utente-9"));
    registers_.addRecipient(t, path, {"ente-b", "", "minima", "norma", "art. 1", "2026-04-02", ""});
    EXPECT_EQ(registers_.path(t, path)->recipients.size(), 2u);
    registers_.removeOperator(t, path, "utente-1");
    EXPECT_TRUE(registers_.path(t, path)->operators.empty());
  });
}

TEST_F(RegistersStore, ListsPathsByWhatStandsInClear) {
  write([&](Transaction& t) {
    const std::string person = addPerson(t), elsewhere = addPerson(t, "ente-b");
    const std::string first = addPath(t, person),
                      second = addPath(t, person, "ente-a", "attuazione"),
                      third = addPath(t, elsewhere, "ente-b");
    registers_.addRecipient(t, third, {"ente-a", "", "minima", "norma", "", "2026-03-02", ""});
    registers_.addOperator(t, second, "utente-1");
    const auto ids = [&](PathFilter filter) {
      std::vector<std::string> found;
      for (const PathFacts& facts : registers_.paths(t, filter)) found.push_back(facts.id);
      return found;
    };
    using Ids = std::vector<std::string>;
    EXPECT_EQ(ids({.agency = "ente-a"}), (Ids{first, second}));
    EXPECT_EQ(ids({.agency = "ente-a", .receivingOn = "2026-03-02"}), (Ids{first, second, third}));
    EXPECT_EQ(ids({.agency = "ente-a", .receivingOn = "2026-03-01"}), (Ids{first, second}));
    EXPECT_EQ(ids({.agency = "ente-a", .receivingOn = "2026-03-02", .after = first, .limit = 1}),
              (Ids{second}));
    EXPECT_EQ(ids({.agency = "ente-a", .phase = "attuazione"}), (Ids{second}));
    EXPECT_EQ(ids({.agency = "ente-a", .operatorId = "utente-1"}), (Ids{second}));
    EXPECT_EQ(ids({.agency = "ente-a", .open = false}), (Ids{}));
    registers_.revokeRecipient(t, third, "ente-a");
    EXPECT_EQ(ids({.agency = "ente-a", .receivingOn = "2026-03-02"}), (Ids{first, second}));
  });
}

TEST_F(RegistersStore, KnowsTheMembersOfANetworkToday) {
  write([&](Transaction& t) {
    const Json network = {{"id", "rete-a"},
                          {"denominazione", "Rete"},
                          {"capofila", "ente-a"},
                          {"membri",
                           {{{"ente", "ente-b"}, {"dal", "2020-01-01"}},
                            {{"ente", "ente-c"}, {"al", "2021-01-01"}},
                            {{"ente", "ente-d"}, {"dal", "2999-01-01"}}}}};
    registers_.insert(t, Register::networks, "ente-a", network, "rete-a");
    EXPECT_EQ(registers_.membersOf(t, "rete-a"), (std::vector<std::string>{"ente-a", "ente-b"}));
    EXPECT_EQ(registers_.networksOf(t, "ente-b"), std::vector<std::string>{"rete-a"});
    EXPECT_TRUE(registers_.networksOf(t, "ente-c").empty());
    Json smaller = network;
    smaller["membri"] = Json::array();
    smaller["capofila"] = "ente-b";
    EXPECT_EQ(registers_.update(t, Register::networks, "rete-a", 1, smaller).agency, "ente-b");
    EXPECT_EQ(registers_.membersOf(t, "rete-a"), std::vector<std::string>{"ente-b"});
  });
}

TEST_F(RegistersStore, LeavesOutWhatWasErasedAndStillFillsThePage) {
  write([&](Transaction& t) {
    const std::string first = addPerson(t), second = addPerson(t, "ente-a", "BNCMRA92S65E897L"),
                      third = addPerson(t, "ente-a", "NRENNA01B68H264D");
    vault_.erase(t, "persona/" + second);
    const auto entries = registers_.list(t, Register::persons, {.agency = "ente-a", .limit = 2});
    ASSERT_EQ(entries.size(), 2u);
    EXPECT_EQ(entries[0].id, first);
    EXPECT_EQ(entries[1].id, third);
    EXPECT_EQ(refusalOf([&] { registers_.find(t, Register::persons, second); }),
              RefusalKind::notFound);
  });
}

TEST_F(RegistersStore, ForgetsWhoWasErased) {
  write([&](Transaction& t) {
    const std::string erased = addPerson(t);
    const std::string path = addPath(t, erased);
    vault_.erase(t, "percorso/" + path);
    EXPECT_TRUE(registers_.paths(t, {.agency = "ente-a"}).empty());
    vault_.erase(t, "persona/" + erased);
    EXPECT_EQ(registers_.personWithCode(t, "ente-a", "RSSMRA85C12F704U"), std::nullopt);
    EXPECT_TRUE(registers_.personsBornAs(t, "ente-a", {{"cognome", "Rossi"}, {"nome_proprio", "Mario"}, {"data_nascita", "1985-03-12"}}).empty());
    const std::string anew = addPerson(t);
    EXPECT_NE(anew, erased);
    EXPECT_EQ(registers_.personWithCode(t, "ente-a", "RSSMRA85C12F704U"), anew);
  });
}

TEST_F(RegistersStore, TellsMeetingsApartByProjectActivityAndPosition) {
  write([&](Transaction& t) {
    Json meeting = {{"rete", "rete-a"},
                    {"progetto", {{"codice", "P1"}, {"titolo", "Progetto"}}},
                    {"registro", {{"attivita", "Laboratorio"}, {"posizione", 4}}},
                    {"titolo", "Report 4"}};
    registers_.insert(t, Register::meetings, "ente-a", meeting);  // without a date
    EXPECT_EQ(refusalOf([&] { registers_.insert(t, Register::meetings, "ente-a", meeting); }),
              RefusalKind::conflict);
    meeting["registro"]["attivita"] = "Buone prassi";
    registers_.insert(t, Register::meetings, "ente-a", meeting);  // the other «Report 4»
    EXPECT_EQ(registers_.list(t, Register::meetings, {.network = "rete-a"}).size(), 2u);
  });
}

TEST(Moment, GivesIdsInTheOrderOfTheirCreation) {
  std::string former = newId();
  for (int i = 0; i < 5000; ++i) {
    const std::string next = newId();
    ASSERT_LT(former, next);
    ASSERT_TRUE(isId(next));
    ASSERT_EQ(next[14], '7');
    former = next;
  }
}

TEST_F(RegistersStore, KeepsNoticesUnreadForEachReader) {
  write([&](Transaction& t) {
    addNotice(t, {"ente-a", "", "comunicazione_revocata", "percorsi", newId()});
    std::this_thread::sleep_for(
        std::chrono::milliseconds(2));  // ids tell the order of milliseconds
    addNotice(t, {"ente-a", "utente-2", "passaggio", "percorsi", newId()});
    const auto unread = [&](const std::string& user) {
      return noticesFor(t, "ente-a", user, NoticesShown::unread, "", 10);
    };
    ASSERT_EQ(unread("utente-1").size(), 1u);
    ASSERT_EQ(unread("utente-2").size(), 2u);
    EXPECT_EQ(unread("utente-2")[0].notice.what, "passaggio");  // the newest first
    const std::string shared = unread("utente-1")[0].id, personal = unread("utente-2")[0].id;
    EXPECT_TRUE(markNoticeRead(t, "ente-a", "utente-1", shared));
    EXPECT_TRUE(markNoticeRead(t, "ente-a", "utente-1", shared));
    EXPECT_FALSE(markNoticeRead(t, "ente-a", "utente-1", personal));
    EXPECT_FALSE(markNoticeRead(t, "ente-b", "utente-1", shared));
    EXPECT_TRUE(unread("utente-1").empty());
    EXPECT_EQ(unread("utente-2").size(), 2u);
    EXPECT_EQ(noticesFor(t, "ente-a", "utente-1", NoticesShown::all, "", 10).size(), 1u);
    EXPECT_EQ(noticesFor(t, "ente-a", "utente-2", NoticesShown::all, personal, 10).size(), 1u);
  });
}

}  // namespace
}  // namespace stesura
