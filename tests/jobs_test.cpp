#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "service/jobs/job_issuing.h"
#include "service/store/documents.h"
#include "service/store/moment.h"
#include "tests/case_home.h"
#include "tests/job_fixture.h"

namespace stesura {
namespace {

using namespace std::chrono_literals;

constexpr const char* kKind = "scheda_gradimento";

class JobsTest : public JobFixture<CaseHome> {
 protected:
  // Data of the lightest kind; a layout that secretariats may issue.
  static Json item() {
    static const Json data = [] {
      Json value = sampleJson("nautilus/gradimento-utente.json");
      value.erase("id");
      return value;
    }();
    return data;
  }
  static Json items(int count) {
    Json all = Json::array();
    for (int at = 0; at < count; ++at) all.push_back({{"dati", item()}});
    return {{"tipo", kKind}, {"voci", all}};
  }
  Request lines(const std::string& body, const std::string& kind = kKind) {
    Request request;
    request.method = "POST";
    request.path = "/lavori";
    request.query = {{"tipo", kind}, {"formato", "odt"}};
    request.mediaType = "application/x-ndjson";
    request.body = body;
    return request;
  }

  Identity operator_ = home_.person(kOtherAgency, {"operatore"});
  Identity colleague_ = home_.person(kOtherAgency, {"operatore"});
  Identity administrator_ = home_.person(kOtherAgency, {"amministratore"});
  Identity stranger_ = home_.person(kReceivingAgency, {"operatore", "amministratore"});
};

TEST_F(JobsTest, AreAcceptedAtOnceAndGiveAZip) {
  const Reply reply = home_.ask(operator_, "POST", "/lavori", items(3));
  const std::string id = accepted(reply);
  EXPECT_EQ(header(reply, "Location"), "/lavori/" + id);
  EXPECT_EQ(bodyOf(reply).at("totale"), 3);
  EXPECT_EQ(home_.ask(operator_, "GET", "/lavori/" + id).status, 200);
  EXPECT_EQ(home_.ask(operator_, "GET", "/lavori/" + id + "/risultato").status, 409);
  const JobWorkers workers(home_.services(), issuingWork(home_.services()), 2);
  const Json state = ended(operator_, id);
  EXPECT_EQ(state.at("fatte"), 3) << home_.ask(operator_, "GET", "/lavori/" + id + "/errori").body;
  const Reply moved = home_.ask(operator_, "GET", "/lavori/" + id);
  EXPECT_EQ(moved.status, 303);
  EXPECT_EQ(header(moved, "Location"), "/lavori/" + id + "/risultato");
  const Reply result = home_.ask(operator_, "GET", "/lavori/" + id + "/risultato");
  ASSERT_EQ(result.status, 200);
  const auto file = saved(result);
  EXPECT_EQ(std::system(("unzip -tqq '" + file.string() + "'").c_str()), 0);
  const std::string names = output("unzip -Z1 '" + file.string() + "'");
  EXPECT_TRUE(names.starts_with("00001_")) << names;
  EXPECT_NE(names.find(".odt\n00002_"), std::string::npos) << names;
  EXPECT_TRUE(names.ends_with("errori.json\n")) << names;
  EXPECT_EQ(parseJson(output("unzip -p '" + file.string() + "' errori.json")).at("fallite").size(), 0u);
  EXPECT_EQ(count("SELECT COUNT(*) FROM documento"), 3);
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit WHERE azione = 'scarica' AND risorsa = 'documenti'"), 3);
}

TEST_F(JobsTest, TellFailuresOneByOne) {
  Json bad = item();
  bad.erase("data_documento");
  const std::string id = accepted(home_.ask(
      lines(item().dump() + "\n\n" + bad.dump() + "\r\n{\"cognome\": \"Esempio\nnon JSON"), operator_));
  const JobWorkers workers(home_.services(), issuingWork(home_.services()), 2);
  const Json state = ended(operator_, id);
  EXPECT_EQ(state.at("fatte"), 1);
  EXPECT_EQ(state.at("fallite"), 3);
  const Reply reply = home_.ask(operator_, "GET", "/lavori/" + id + "/errori");
  const Json failures = bodyOf(reply).at("elementi");
  ASSERT_EQ(failures.size(), 3u);
  EXPECT_EQ(failures[0].at("voce"), 3) << "the line of the file";
  EXPECT_FALSE(failures[0].at("problemi").empty());
  EXPECT_EQ(reply.body.find("Esempio"), std::string::npos) << "no value from the data";
  // Page by page.
  const Json first = bodyOf(home_.ask(operator_, "GET", "/lavori/" + id + "/errori?limite=2"));
  EXPECT_EQ(first.at("elementi").size(), 2u);
  const Json rest = bodyOf(home_.ask(operator_, "GET", "/lavori/" + id + "/errori?limite=2&cursore=" + first.at("successivo").get<std::string>()));
  EXPECT_EQ(rest.at("elementi").size(), 1u);
  const auto file = saved(home_.ask(operator_, "GET", "/lavori/" + id + "/risultato"));
  const Json listed = parseJson(output("unzip -p '" + file.string() + "' errori.json"));
  EXPECT_EQ(listed.at("fallite").size(), 3u);
  EXPECT_EQ(std::system(("unzip -tqq '" + file.string() + "'").c_str()), 0);
}

TEST_F(JobsTest, AreTheAskersAlone) {
  const std::string id = accepted(home_.ask(operator_, "POST", "/lavori", items(1)));
  const JobWorkers workers(home_.services(), issuingWork(home_.services()), 1);
  ended(operator_, id);
  for (const std::string part : {"", "/stato", "/risultato", "/errori"}) {
    EXPECT_EQ(home_.ask(colleague_, "GET", "/lavori/" + id + part).status, 404) << part;
    EXPECT_EQ(home_.ask(stranger_, "GET", "/lavori/" + id + part).status, 404) << part;
    EXPECT_EQ(home_.ask(operator_, "GET", "/lavori/" + newId() + part).status, 404) << part;
    EXPECT_EQ(home_.ask(operator_, "GET", "/lavori/altro" + part).status, 404) << part;
  }
  EXPECT_EQ(home_.ask(colleague_, "DELETE", "/lavori/" + id).status, 404);
  // The administrator sees how it went, nothing of what it made.
  EXPECT_EQ(home_.ask(administrator_, "GET", "/lavori/" + id).status, 200);
  EXPECT_EQ(home_.ask(administrator_, "GET", "/lavori/" + id + "/stato").status, 200);
  EXPECT_EQ(home_.ask(administrator_, "GET", "/lavori/" + id + "/risultato").status, 403);
  EXPECT_EQ(bodyOf(home_.ask(administrator_, "GET", "/lavori")).at("elementi").size(), 1u);
  EXPECT_EQ(bodyOf(home_.ask(operator_, "GET", "/lavori")).at("elementi").size(), 1u);
  EXPECT_EQ(bodyOf(home_.ask(colleague_, "GET", "/lavori")).at("elementi").size(), 0u);
  EXPECT_EQ(bodyOf(home_.ask(stranger_, "GET", "/lavori")).at("elementi").size(), 0u);
}

TEST_F(JobsTest, WaitInAQueueThatIsBounded) {
  for (int number = 0; number < 20; ++number) accepted(home_.ask(operator_, "POST", "/lavori", items(1)));
  const Reply full = home_.ask(operator_, "POST", "/lavori", items(1));
  EXPECT_EQ(full.status, 503);
  EXPECT_FALSE(header(full, "Retry-After").empty());
  EXPECT_EQ(home_.ask(colleague_, "POST", "/lavori", items(1)).status, 503);
  // Whom others crowd out still gets a first job in.
  Json own = item();
  own["ente_produttore"]["id"] = kReceivingAgency;
  accepted(home_.ask(stranger_, "POST", "/lavori", {{"tipo", kKind}, {"voci", {{{"dati", own}}}}}));
  EXPECT_EQ(home_.ask(stranger_, "POST", "/lavori", {{"tipo", kKind}, {"voci", {{{"dati", own}}}}}).status, 503);
  EXPECT_EQ(count("SELECT COUNT(*) FROM lavoro"), 21);
  const JobWorkers workers(home_.services(), issuingWork(home_.services()), 2);
  for (int tries = 0; tries < 1000 && count("SELECT COUNT(*) FROM lavoro WHERE stato <> 'finito'") > 0; ++tries) std::this_thread::sleep_for(20ms);
  accepted(home_.ask(operator_, "POST", "/lavori", items(1)));
}

// 20 MB of the shortest lines would be 2 GB of items.
TEST_F(JobsTest, CountLinesBeforeTheyTakeMemory) {
  std::string many;
  for (int number = 0; number < 10'000'000; ++number) many += "1\n";
  const auto peak = [] {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;  // KiB
  };
  const Request request = lines(many);
  const long before = peak();
  EXPECT_EQ(home_.ask(request, operator_).status, 413);
  EXPECT_LT(peak() - before, 200L * 1024);
}

TEST_F(JobsTest, RefuseWhatIsTooMuchOrMakesNoSense) {
  std::string many;
  for (int number = 0; number < 10'001; ++number) many += "{}\n";
  EXPECT_EQ(home_.ask(lines(many), operator_).status, 413);
  EXPECT_EQ(home_.ask(lines(std::string((64u << 20) + 1, 'x')), operator_).status, 413);
  EXPECT_EQ(home_.ask(lines("\n \n"), operator_).status, 422);
  EXPECT_EQ(home_.ask(lines("{}", ""), operator_).status, 400);
  EXPECT_EQ(home_.ask(lines("{}", "tipo_inventato"), operator_).status, 400);
  Request format = lines("{}");
  format.query["formato"] = "docx";
  EXPECT_EQ(home_.ask(format, operator_).status, 400);
  Request text = lines("{}");
  text.mediaType = "text/plain";
  EXPECT_EQ(home_.ask(text, operator_).status, 415);
  for (const Json& wrong : std::vector<Json>{
           {{"tipo", kKind}},
           {{"tipo", kKind}, {"voci", Json::array()}},
           {{"tipo", kKind}, {"voci", {Json::object()}}},
           {{"tipo", kKind}, {"voci", {{{"dati", 1}}}}},
           {{"tipo", kKind}, {"percorsi", {"uno"}}},
           {{"tipo", kKind}, {"percorsi", {newId()}}, {"voci", {{{"dati", item()}}}}},
           {{"tipo", kKind}, {"formato", "docx"}, {"voci", {{{"dati", item()}}}}},
           {{"voci", {{{"dati", item()}}}}}}) {
    EXPECT_EQ(home_.ask(operator_, "POST", "/lavori", wrong).status, 422) << wrong;
  }
  EXPECT_EQ(count("SELECT COUNT(*) FROM lavoro"), 0);
  EXPECT_EQ(home_.ask(administrator_, "POST", "/lavori", items(1)).status, 403);
}

TEST_F(JobsTest, LookAtRightsWhenAcceptedAndWhenRun) {
  const Identity sender = home_.person(kSendingAgency, {"operatore"});
  const Identity other = home_.person(kSendingAgency, {"operatore"});
  const std::string own = home_.path({sender}), others = home_.path({other});
  const auto order = [](const std::vector<std::string>& paths) {
    return Json{{"tipo", "scheda_segnalazione"}, {"percorsi", paths}};
  };
  const Reply foreign = home_.ask(sender, "POST", "/lavori", order({own, newId()}));
  EXPECT_EQ(foreign.status, 404);
  EXPECT_EQ(bodyOf(foreign).at("problems")[0].at("puntatore"), "/percorsi/1");
  const Json voices = Json::array({{{"percorso", own}}, {{"percorso", newId()}}});
  const Reply unknown = home_.ask(sender, "POST", "/lavori", {{"tipo", "scheda_segnalazione"}, {"voci", voices}});
  EXPECT_EQ(bodyOf(unknown).at("problems")[0].at("puntatore"), "/voci/1/percorso");
  EXPECT_EQ(home_.ask(operator_, "POST", "/lavori", order({own})).status, 404) << "another agency's path is unknown";
  EXPECT_EQ(home_.ask(sender, "POST", "/lavori", order({own, others})).status, 403);
  // Accepted with a right that is gone when its turn comes.
  Json data = sampleJson("nautilus/segnalazione-completa.json");
  data.erase("id");
  const std::string id = accepted(home_.ask(
      sender, "POST", "/lavori",
      {{"tipo", "scheda_segnalazione"}, {"voci", {{{"percorso", own}, {"dati", data}}, {{"percorso", own}, {"dati", data}}}}}));
  home_.database().write([&](Transaction& transaction) { Registers(home_.vault()).removeOperator(transaction, own, sender.id); });
  const JobWorkers workers(home_.services(), issuingWork(home_.services()), 1);
  EXPECT_EQ(ended(sender, id).at("fallite"), 2);
  EXPECT_EQ(count("SELECT COUNT(*) FROM documento"), 0);
}

TEST_F(JobsTest, FailForWhoMayNoLongerComeIn) {
  const std::string id = accepted(home_.ask(operator_, "POST", "/lavori", items(2)));
  home_.database().write([&](Transaction& transaction) {
    User user = *Users(home_.vault()).find(transaction, operator_.id);
    user.active = false;
    Users(home_.vault()).change(transaction, user);
  });
  const JobWorkers workers(home_.services(), issuingWork(home_.services()), 1);
  EXPECT_EQ(ended(operator_, id).at("fallite"), 2);
  EXPECT_EQ(count("SELECT COUNT(*) FROM documento"), 0);
}

TEST_F(JobsTest, AreDoneForWhoeverHasSeveralRoles) {
  const Identity both = home_.person(kOtherAgency, {"operatore", "segreteria"});
  const std::string id = accepted(home_.ask(both, "POST", "/lavori", items(1)));
  const JobWorkers workers(home_.services(), issuingWork(home_.services()), 1);
  EXPECT_EQ(ended(both, id).at("fatte"), 1) << home_.ask(both, "GET", "/lavori/" + id + "/errori").body;
}

TEST_F(JobsTest, AreCancelledAsFarAsNotBegun) {
  const std::string id = accepted(home_.ask(operator_, "POST", "/lavori", items(4)));
  const Reply reply = home_.ask(operator_, "DELETE", "/lavori/" + id);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(bodyOf(reply).at("stato"), "annullato");
  EXPECT_EQ(bodyOf(reply).at("annullate"), 4);
  EXPECT_EQ(home_.ask(operator_, "DELETE", "/lavori/" + id).status, 200) << "twice is once";
  EXPECT_EQ(home_.ask(operator_, "GET", "/lavori/" + id).status, 303);
  const auto file = saved(home_.ask(operator_, "GET", "/lavori/" + id + "/risultato"));
  EXPECT_EQ(output("unzip -Z1 '" + file.string() + "'"), "errori.json\n");
  EXPECT_EQ(count("SELECT COUNT(*) FROM lavoro_voce WHERE dati IS NOT NULL"), 0);
}

// What the asker may no longer see is not in the archive.
TEST_F(JobsTest, LeaveOutOfTheResultWhatIsClosedMeanwhile) {
  const Identity sender = home_.person(kSendingAgency, {"operatore"});
  const std::string own = home_.path({sender});
  Json data = sampleJson("nautilus/segnalazione-completa.json");
  data.erase("id");
  const std::string id = accepted(home_.ask(
      sender, "POST", "/lavori", {{"tipo", "scheda_segnalazione"}, {"voci", {{{"percorso", own}, {"dati", data}}}}}));
  const JobWorkers workers(home_.services(), issuingWork(home_.services()), 1);
  ASSERT_EQ(ended(sender, id).at("fatte"), 1) << home_.ask(sender, "GET", "/lavori/" + id + "/errori").body;
  home_.database().write([&](Transaction& transaction) { Registers(home_.vault()).removeOperator(transaction, own, sender.id); });
  const auto file = saved(home_.ask(sender, "GET", "/lavori/" + id + "/risultato"));
  EXPECT_EQ(output("unzip -Z1 '" + file.string() + "'"), "errori.json\n");
  EXPECT_EQ(parseJson(output("unzip -p '" + file.string() + "' errori.json")).at("non_accessibili"), Json({1}));
}

std::size_t residentBytes() {
  std::ifstream stream("/proc/self/statm");
  std::size_t all = 0, resident = 0;
  stream >> all >> resident;
  return resident * 4096;
}

// ./test --long issues 10,000.
TEST_F(JobsTest, KeepTheMemoryFlat) {
  const char* given = std::getenv("STESURA_JOB_ITEMS");
  const int items = given != nullptr ? std::atoi(given) : 300;
  std::string body;
  for (int number = 0; number < items; ++number) body += item().dump() + "\n";
  const std::string id = accepted(home_.ask(lines(body), operator_));
  body = std::string();
  const JobWorkers workers(home_.services(), issuingWork(home_.services()), 2);
  std::int64_t done = 0;
  const auto until = [&](std::int64_t wanted) {
    while (done < wanted) {
      std::this_thread::sleep_for(50ms);
      const Json state = bodyOf(home_.ask(operator_, "GET", "/lavori/" + id + "/stato"));
      ASSERT_EQ(state.at("fallite"), 0);
      done = state.at("fatte");
    }
  };
  until(items / 4);
  const std::size_t before = residentBytes();
  until(items);
  const std::size_t after = residentBytes();
  std::size_t size = 0, most = 0;
  const Reply result = home_.ask(operator_, "GET", "/lavori/" + id + "/risultato");
  for (std::string chunk; result.more(chunk);) {
    size += chunk.size();
    most = std::max(most, residentBytes());
  }
  EXPECT_GT(size, static_cast<std::size_t>(items) * 5000);
  const std::size_t limit = 12u << 20;
  EXPECT_LT(after, before + limit) << before << " -> " << after;
  EXPECT_LT(most, after + limit) << "while the archive is given out";
  std::printf("%d documents: %zu MiB after a quarter, %zu MiB at the end, %zu MiB at most giving out %zu MiB\n", items,
              before >> 20, after >> 20, most >> 20, size >> 20);
}

}  // namespace
}  // namespace stesura
