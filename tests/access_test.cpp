// Who may see what: tables written by hand from decisions.md and the plan, not derived from the
// code.

#include "service/access.h"

#include <gtest/gtest.h>

namespace stesura {
namespace {

constexpr const char* kToday = "2026-03-12";

Identity person(const std::string& id, const std::string& agency, std::set<Role> roles) {
  return {id, agency, std::move(roles), false};
}
Identity program(const std::string& agency, std::set<Role> roles) {
  return {"chiave", agency, std::move(roles), true};
}

// A path of asl, told to coop in full, to scuola in short, to ditta for work only, to vecchia no
// longer, to domani from tomorrow.
PathFacts path() {
  PathFacts facts;
  facts.id = "percorso";
  facts.agency = "asl";
  facts.operators = {"operatore-del-caso", "secondo-del-caso"};
  facts.recipients = {
      {"coop", "manager", "completa", "norma", "", "2026-01-01", ""},
      {"scuola", "tutor", "minima", "consenso", "", kToday, ""},
      {"ditta", "capo", "solo_lavoro", "consenso", "", "2026-02-01", ""},
      {"vecchia", "ex-manager", "completa", "norma", "", "2025-01-01", "2026-03-11T10:00:00.000Z"},
      {"domani", "futuro", "completa", "norma", "", "2026-03-13", ""}};
  return facts;
}

const Role op = Role::operatore, se = Role::segreteria, co = Role::comunicazione,
           am = Role::amministratore, si = Role::sistema;

// "" is nothing; else the letter of the class.
std::string letter(const std::optional<DataClass>& readable) {
  return readable ? std::string(className(*readable)) : std::string();
}

struct PathRow {
  Identity who;
  const char* path;  // what they may read of the path
  bool change;
  // Documents of the path with a ceiling of P, I, R, G, H: whether they exist for them.
  const char* documents;
  bool draft;  // a draft of the path
};

const std::vector<PathRow>& pathTable() {
  static const std::vector<PathRow> table = {
      {{}, "", false, "-----", false},
      {person("", "asl", {op}), "", false, "-----", false},
      {person("operatore-del-caso", "asl", {op}), "H", true, "PIRGH", true},
      {person("secondo-del-caso", "asl", {op}), "H", true, "PIRGH", true},
      {person("operatore-del-caso", "asl", {op, am}), "H", true, "PIRGH", true},
      {person("operatore-del-caso", "asl", {op, co}), "H", true, "PIRGH", true},
      // Who lost the role of operator lost the case with it.
      {person("operatore-del-caso", "asl", {am}), "I", false, "PI---", false},
      {person("operatore-del-caso", "asl", {se}), "I", false, "PI---", false},
      {person("operatore-del-caso", "asl", {co}), "", false, "-----", false},
      {person("operatore-del-caso", "asl", {}), "", false, "-----", false},
      // The same id in another agency is somebody else.
      {person("operatore-del-caso", "comune", {op}), "", false, "-----", false},
      {person("altro", "asl", {op}), "R", false, "PIR--", false},
      {person("altro", "asl", {op, se, am}), "R", false, "PIR--", false},
      {person("segretaria", "asl", {se}), "I", false, "PI---", false},
      {person("amministratrice", "asl", {am}), "I", false, "PI---", false},
      {person("comunicatore", "asl", {co}), "", false, "-----", false},
      {person("comunicatore", "asl", {co, se}), "I", false, "PI---", false},
      {person("sistemista", "", {si}), "", false, "-----", false},
      {person("operatore-del-caso", "", {si, op}), "", false, "-----", false},
      {program("asl", {op}), "R", false, "PIR--", false},
      {program("asl", {se}), "I", false, "PI---", false},
      {program("asl", {co}), "", false, "-----", false},
      {{"operatore-del-caso", "asl", {op}, true}, "R", false, "PIR--", false},
      {person("manager", "coop", {op}), "H", false, "PIRGH", false},
      {person("manager", "coop", {op, am}), "H", false, "PIRGH", false},
      {person("manager", "coop", {am}), "", false, "-----", false},
      {person("manager", "coop", {se}), "", false, "-----", false},
      {person("manager", "altra", {op}), "", false, "-----", false},
      {{"manager", "coop", {op}, true}, "I", false, "PI---", false},
      {person("altro", "coop", {op}), "I", false, "PIR--", false},
      {person("segretaria", "coop", {se}), "", false, "-----", false},
      {person("amministratrice", "coop", {am}), "", false, "-----", false},
      {person("comunicatore", "coop", {co}), "", false, "-----", false},
      {program("coop", {op}), "I", false, "PI---", false},
      {person("tutor", "scuola", {op}), "R", false, "PIR--", false},
      {person("altro", "scuola", {op}), "I", false, "PIR--", false},
      {person("capo", "ditta", {op}), "R", false, "PIR--", false},
      {person("ex-manager", "vecchia", {op}), "", false, "-----", false},
      {person("altro", "vecchia", {op}), "", false, "-----", false},
      {person("futuro", "domani", {op}), "", false, "-----", false},
      {person("altro", "domani", {op}), "", false, "-----", false},
      {person("chiunque", "rete", {op, se, am}), "", false, "-----", false},
  };
  return table;
}

TEST(Access, OfAPathIsAsTheTableSays) {
  const PathFacts facts = path();
  for (const PathRow& row : pathTable()) {
    const std::string who =
        row.who.id + " of " + row.who.agency + (row.who.program ? " (program)" : "");
    EXPECT_EQ(letter(readablePath(row.who, facts, kToday)), row.path) << who;
    EXPECT_EQ(mayChangePath(row.who, facts), row.change) << who;
    EXPECT_EQ(mayIssueDocument(row.who, DataClass::health, &facts), row.change) << who;
    EXPECT_EQ(readableDraft(row.who, {"asl", "operatore-del-caso", "percorso", DataClass::health},
                            &facts),
              row.draft)
        << who;
    EXPECT_FALSE(readableDraft(
        row.who, {"asl", "operatore-del-caso", "percorso", DataClass::health}, nullptr))
        << who;
    std::string documents;
    for (const DataClass ceiling :
         {DataClass::publishable, DataClass::internal, DataClass::restricted, DataClass::judicial,
          DataClass::health}) {
      const auto readable = readableDocument(
          row.who, {"asl", "operatore-del-caso", "percorso", ceiling}, &facts, true, kToday);
      documents += readable ? className(ceiling) : "-";
      EXPECT_TRUE(!readable || *readable >= ceiling) << who;
      EXPECT_FALSE(readableDocument(row.who, {"asl", "operatore-del-caso", "percorso", ceiling},
                                    nullptr, true, kToday))
          << who;
    }
    EXPECT_EQ(documents, row.documents) << who;
  }
}

TEST(Access, OfARecipientBeginsOnItsDayAndEndsAtOnce) {
  PathFacts facts = path();
  const Identity future = person("futuro", "domani", {op});
  EXPECT_EQ(letter(readablePath(future, facts, "2026-03-12")), "");
  EXPECT_EQ(letter(readablePath(future, facts, "2026-03-13")), "H");
  const Identity manager = person("manager", "coop", {op});
  facts.recipients[0].revokedAt = "2026-03-12T09:00:00.000Z";  // the same day
  EXPECT_EQ(letter(readablePath(manager, facts, kToday)), "");
  // Told anew: the entry in force counts, the former does not take it away.
  facts.recipients.push_back({"coop", "altra-manager", "minima", "consenso", "", kToday, ""});
  EXPECT_EQ(letter(readablePath(manager, facts, kToday)), "I");
  EXPECT_EQ(letter(readablePath(person("altra-manager", "coop", {op}), facts, kToday)), "R");
  // Without a beginning nothing begins.
  facts.recipients = {{"coop", "manager", "completa", "norma", "", "", ""}};
  EXPECT_EQ(letter(readablePath(manager, facts, kToday)), "");
}

TEST(Access, FollowsAHandover) {
  PathFacts facts = path();
  facts.operators = {"subentrata"};
  EXPECT_EQ(letter(readablePath(person("operatore-del-caso", "asl", {op}), facts, kToday)), "R");
  EXPECT_FALSE(mayChangePath(person("operatore-del-caso", "asl", {op}), facts));
  EXPECT_EQ(letter(readablePath(person("subentrata", "asl", {op}), facts, kToday)), "H");
  facts.operators.clear();
  EXPECT_EQ(letter(readablePath(person("", "asl", {op}), facts, kToday)), "");
  facts.recipients[0].caseManager.clear();  // nobody named yet: nobody's empty id fits
  EXPECT_EQ(letter(readablePath(person("manager", "coop", {op}), facts, kToday)), "I");
}

TEST(Access, OfAnAgencyThatIsItsOwnRecipientIsTheHigher) {
  PathFacts facts = path();
  facts.recipients = {{"asl", "collega", "completa", "norma", "", "2026-01-01", ""}};
  EXPECT_EQ(letter(readablePath(person("collega", "asl", {op}), facts, kToday)), "H");
  EXPECT_EQ(letter(readablePath(person("altro", "asl", {op}), facts, kToday)), "R");
  EXPECT_EQ(letter(readablePath(person("segretaria", "asl", {se}), facts, kToday)), "I");
  EXPECT_EQ(letter(readablePath(person("comunicatore", "asl", {co}), facts, kToday)), "");
  EXPECT_FALSE(mayChangePath(person("collega", "asl", {op}), facts));
  facts.recipients[0].receives = "minima";
  EXPECT_EQ(letter(readablePath(person("operatore-del-caso", "asl", {op}), facts, kToday)), "H");
}

struct LooseRow {
  Identity who;
  bool inNetwork;
  // Documents and drafts of no path, issued by `autrice` of asl, with a ceiling of P, I, R, G, H.
  const char* documents;
  const char* drafts;
};

TEST(Access, OfWhatIsOfNoPathIsAsTheTableSays) {
  const std::vector<LooseRow> table = {
      {{}, true, "-----", "-----"},
      {person("autrice", "asl", {op}), true, "PIRGH", "PIRGH"},
      {person("autrice", "asl", {op, se}), true, "PIRGH", "PIRGH"},
      {person("autrice", "asl", {se}), true, "PI---", "PI---"},
      {person("autrice", "asl", {am}), true, "PI---", "-----"},
      {person("autrice", "asl", {co}), true, "PI---", "-----"},
      {person("autrice", "coop", {op}), true, "PI---", "-----"},
      {person("altro", "asl", {op}), true, "PI---", "-----"},
      {person("segretaria", "asl", {se}), true, "PI---", "PI---"},
      {person("amministratrice", "asl", {am}), true, "PI---", "-----"},
      {person("comunicatore", "asl", {co}), true, "PI---", "-----"},
      {person("segretaria", "asl", {se}), false, "PI---", "PI---"},
      {person("segretaria", "coop", {se}), true, "PI---", "-----"},
      {person("segretaria", "coop", {se}), false, "-----", "-----"},
      {person("sistemista", "", {si}), true, "-----", "-----"},
      {{"autrice", "asl", {op}, true}, false, "PIRGH", "PIRGH"},
  };
  for (const LooseRow& row : table) {
    std::string documents, drafts;
    for (const DataClass ceiling :
         {DataClass::publishable, DataClass::internal, DataClass::restricted, DataClass::judicial,
          DataClass::health}) {
      documents +=
          readableDocument(row.who, {"asl", "autrice", "", ceiling}, nullptr, row.inNetwork, kToday)
              ? className(ceiling)
              : "-";
      drafts += readableDraft(row.who, {"asl", "autrice", "", ceiling}, nullptr)
                    ? className(ceiling)
                    : "-";
    }
    EXPECT_EQ(documents, row.documents) << row.who.id << " of " << row.who.agency;
    EXPECT_EQ(drafts, row.drafts) << row.who.id << " of " << row.who.agency;
  }
}

TEST(Access, OfIssuingWithoutAPathIsAsTheTableSays) {
  struct Row {
    Identity who;
    const char* issues;
  };
  const std::vector<Row> table = {
      {person("x", "asl", {op}), "PIRGH"}, {person("x", "asl", {se}), "PI---"},
      {person("x", "asl", {co}), "-----"}, {person("x", "asl", {am}), "-----"},
      {person("x", "", {si}), "-----"},    {person("x", "asl", {am, se}), "PI---"}};
  for (const Row& row : table) {
    std::string issues;
    for (const DataClass ceiling :
         {DataClass::publishable, DataClass::internal, DataClass::restricted, DataClass::judicial,
          DataClass::health}) {
      issues += mayIssueDocument(row.who, ceiling, nullptr) ? className(ceiling) : "-";
    }
    EXPECT_EQ(issues, row.issues);
  }
}

TEST(Access, OfAPersonIsAsTheTableSays) {
  struct Row {
    Identity who;
    const char* person;
    const char* onAPath;
  };
  const std::vector<Row> table = {{{}, "", ""},
                                  {person("x", "asl", {op}), "R", "H"},
                                  {program("asl", {op}), "R", "R"},
                                  {person("x", "asl", {se}), "", ""},
                                  {person("x", "asl", {am}), "", ""},
                                  {person("x", "asl", {co}), "", ""},
                                  {person("x", "coop", {op}), "", ""},
                                  {person("x", "", {si}), "", ""}};
  for (const Row& row : table) {
    EXPECT_EQ(letter(readablePerson(row.who, "asl", false)), row.person);
    EXPECT_EQ(letter(readablePerson(row.who, "asl", true)), row.onAPath);
    EXPECT_EQ(letter(readablePerson(row.who, "", true)), "");
  }
}

}  // namespace
}  // namespace stesura
