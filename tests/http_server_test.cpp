#include "service/http/server.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cstdlib>
#include <random>

#include "tests/http_home.h"

namespace stesura {
namespace {

Json jsonOf(const RawReply& reply) { return parseJson(reply.body); }

TEST(HttpServer, AnswersWithTheHeadersOfCaution) {
  HttpHome home;
  const RawReply reply = home.ask(get("/eco?a=1"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(jsonOf(reply)["query"]["a"], "1");
  EXPECT_TRUE(jsonOf(reply)["qui"]);
  EXPECT_EQ(reply.header("x-content-type-options"), "nosniff");
  EXPECT_EQ(reply.header("cache-control"), "no-store");
  EXPECT_EQ(reply.header("referrer-policy"), "no-referrer");
  EXPECT_NE(reply.header("content-security-policy").find("default-src 'none'"), std::string::npos);
  EXPECT_NE(reply.header("content-security-policy").find("frame-ancestors 'none'"), std::string::npos);
  EXPECT_TRUE(reply.headers.contains("date"));
  EXPECT_TRUE(reply.headers.contains("vary"));
  EXPECT_EQ(reply.header("ratelimit-limit"), "1000000");
  EXPECT_TRUE(reply.headers.contains("ratelimit-remaining"));
  EXPECT_TRUE(reply.headers.contains("ratelimit-reset"));
  EXPECT_FALSE(reply.headers.contains("strict-transport-security"));
  EXPECT_FALSE(reply.headers.contains("access-control-allow-origin"));
  EXPECT_FALSE(reply.headers.contains("server"));
}

// Each weakness of Poco's own server (notes on HTTP and storage), with what a client gets instead.
TEST(HttpServer, MeetsTheWeaknessesOfThePocoServer) {
  HttpHome home;
  const std::string host = "Host: localhost\r\n";
  struct Probe { const char* what; std::string text; int status; };
  const Probe probes[] = {
      {"a body without length", post("/eco", "", "a=1"), 411},
      {"TE and CL", post("/eco", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
      {"two CL", post("/eco", "Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), 400},
      {"no Host", "GET /eco HTTP/1.1\r\n\r\n", 400},
      {"bare LF", "GET /eco HTTP/1.1\nHost: localhost\n\n", 400},
      {"TRACE", "TRACE /eco HTTP/1.1\r\n" + host + "\r\n", 405},
      {"CONNECT", "CONNECT localhost:1 HTTP/1.1\r\n" + host + "\r\n", 501},
      {"%00 in the path", get("/eco/a%00b"), 400},
      {"a body of 26 MB", post("/eco", "Content-Length: 27262976\r\n"), 413},
      {"a chunk of 26 MB", post("/eco", "Transfer-Encoding: chunked\r\n", "1a00000\r\n"), 413},
      {"a handler that throws what is no exception", get("/guasto"), 500},
      {"a handler with two headers in one", get("/doppia"), 500},
      {"an address that is none", get("/nessuno"), 401},
      {"a target of 9 kB", get("/" + std::string(9000, 'a')), 414},
      {"fields of 17 kB", get("/eco", "X-A: " + std::string(17'000, 'a') + "\r\n"), 431},
      {"a foreign Host", "GET /eco HTTP/1.1\r\nHost: altrove.example\r\n\r\n", 421},
      {"HTTP/2 without an agreement", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"a query name twice", get("/eco?a=1&a=2"), 400},
  };
  for (const Probe& probe : probes) {
    RawClient client(home.port());
    ASSERT_TRUE(client.send(probe.text)) << probe.what;
    const RawReply reply = client.reply();
    EXPECT_EQ(reply.status, probe.status) << probe.what;
    EXPECT_EQ(reply.header("content-type"), "application/problem+json") << probe.what;
    EXPECT_EQ(jsonOf(reply)["status"], probe.status) << probe.what;
    EXPECT_TRUE(reply.headers.contains("ratelimit-remaining")) << probe.what;
    if (probe.status >= 500 && probe.status != 501 && probe.status != 505) continue;
    if (probe.status == 401) continue;  // the connection goes on
    EXPECT_EQ(reply.header("connection"), "close") << probe.what;
    EXPECT_TRUE(client.ends()) << probe.what;
  }
  // None of them has left anything behind.
  EXPECT_EQ(home.statusOf(get("/eco")), 200);
}

TEST(HttpServer, NeverDecodesAHeader) {
  HttpHome home;
  const Json seen = jsonOf(home.ask(get("/eco", "X-Nome: =?utf-8?B?YQ0KYg==?=\r\n")));
  EXPECT_EQ(seen["intestazioni"]["x-nome"], "=?utf-8?B?YQ0KYg==?=");
}

TEST(HttpServer, DoesNotRunWhatIsHiddenInABody) {
  HttpHome home;
  RawClient client(home.port());
  const std::string hidden = get("/percorsi/7");
  client.send(post("/eco", "Content-Length: " + std::to_string(hidden.size()) + "\r\n", hidden) + get("/eco/fine"));
  EXPECT_EQ(jsonOf(client.reply())["lunghezza"], hidden.size());
  EXPECT_EQ(jsonOf(client.reply())["percorso"], "/eco/fine");
}

TEST(HttpServer, KeepsAConnectionAndTakesPipelinedRequests) {
  HttpHome home;
  RawClient client(home.port());
  std::string all;
  for (int at = 0; at < 50; ++at) all += at % 2 ? get("/eco/" + std::to_string(at)) : post("/eco", "Content-Length: 2\r\n", "ab");
  client.send(all);
  for (int at = 0; at < 50; ++at) {
    const RawReply reply = client.reply();
    ASSERT_EQ(reply.status, 200) << at;
    EXPECT_EQ(jsonOf(reply)["percorso"], at % 2 ? "/eco/" + std::to_string(at) : "/eco");
  }
  EXPECT_EQ(client.ask(get("/eco", "Connection: close\r\n")).header("connection"), "close");
  EXPECT_TRUE(client.ends());
}

TEST(HttpServer, TakesAHeadByteByByte) {
  HttpHome home;
  RawClient client(home.port());
  for (const char c : get("/eco")) client.send(std::string_view(&c, 1));
  EXPECT_EQ(client.reply().status, 200);
}

TEST(HttpServer, EndsAConnectionAfterItsLastRequest) {
  ServerSettings settings = HttpHome::quick();
  settings.requestsPerConnection = 3;
  HttpHome home(settings);
  RawClient client(home.port());
  EXPECT_EQ(client.ask(get("/eco")).header("connection"), "");
  EXPECT_EQ(client.ask(get("/eco")).header("connection"), "");
  EXPECT_EQ(client.ask(get("/eco")).header("connection"), "close");
  EXPECT_TRUE(client.ends());
}

TEST(HttpServer, SpeaksHttp10) {
  HttpHome home;
  RawClient client(home.port());
  EXPECT_EQ(client.ask("GET /eco HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n").header("connection"), "keep-alive");
  const RawReply pieces = client.ask("GET /pezzi HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(pieces.header("connection"), "close");
  EXPECT_FALSE(pieces.headers.contains("transfer-encoding"));
  EXPECT_EQ(pieces.body.size(), 3000u);
}

TEST(HttpServer, TakesChunkedBodies) {
  HttpHome home;
  RawClient client(home.port());
  const RawReply reply = client.ask(post("/eco", "Transfer-Encoding: Chunked\r\n", "4;x=\"y\"\r\nciao\r\n00A\r\n a tutti !\r\n0\r\nX-Fine: si\r\n\r\n") );
  EXPECT_EQ(jsonOf(reply)["corpo"], "ciao a tutti !");
  EXPECT_EQ(client.ask(get("/eco")).status, 200);
  for (const char* body : {"-1\r\n\r\n", "ffffffffffffffffff\r\n", "4\r\nciaox\r\n", "4\nciao\r\n0\r\n\r\n", "0\r\nX\r\n\r\n"}) {
    const int status = home.statusOf(post("/eco", "Transfer-Encoding: chunked\r\n", body));
    EXPECT_TRUE(status == 400 || status == 413) << body << status;
  }
}

TEST(HttpServer, SendsRepliesInPieces) {
  HttpHome home;
  RawClient client(home.port());
  const RawReply reply = client.ask(get("/pezzi"));
  EXPECT_EQ(reply.header("transfer-encoding"), "chunked");
  EXPECT_EQ(reply.body, std::string(1000, 'a') + std::string(1000, 'b') + std::string(1000, 'c'));
  EXPECT_EQ(client.ask(get("/eco")).status, 200);
  // A client sees that the rest is missing.
  RawClient broken(home.port());
  EXPECT_EQ(broken.ask(get("/rotto")).status, 0);
  EXPECT_NE(home.log().find("\"interrotta\":true"), std::string::npos);
}

TEST(HttpServer, AnswersHeadWithoutABody) {
  HttpHome home;
  RawClient client(home.port());
  client.send("HEAD /grande HTTP/1.1\r\nHost: localhost\r\n\r\nHEAD /pezzi HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/eco/7"));
  EXPECT_EQ(client.reply(true).header("content-length"), std::to_string(16 << 20));
  EXPECT_FALSE(client.reply(true).headers.contains("content-length"));
  EXPECT_EQ(jsonOf(client.reply())["percorso"], "/eco/7");
}

TEST(HttpServer, AnswersConditionalRequests) {
  HttpHome home;
  RawClient client(home.port());
  client.send(get("/versione", "If-None-Match: \"1\"\r\n") + get("/eco/7"));
  const RawReply reply = client.reply();
  EXPECT_EQ(reply.status, 304);
  EXPECT_EQ(reply.header("etag"), "\"1\"");
  EXPECT_FALSE(reply.headers.contains("content-length"));
  EXPECT_EQ(jsonOf(client.reply())["percorso"], "/eco/7");
  for (const char* known : {"\"0\", \"1\"", "W/\"1\"", "*", "\"0\",W/\"1\" "}) {
    EXPECT_EQ(home.statusOf(get("/versione", std::string("If-None-Match: ") + known + "\r\n")), 304) << known;
  }
  EXPECT_EQ(home.statusOf(get("/versione", "If-None-Match: \"0\", \"11\"\r\n")), 200);
  RawClient head(home.port());
  head.send("HEAD /versione HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: \"1\"\r\n\r\n");
  EXPECT_EQ(head.reply(true).status, 304);
}

TEST(HttpServer, AsksForABodyThatIsExpected) {
  HttpHome home;
  RawClient client(home.port());
  client.send(post("/eco", "Content-Length: 3\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(client.reply().status, 100);
  EXPECT_EQ(jsonOf(client.ask("abc"))["corpo"], "abc");
  RawClient large(home.port());
  EXPECT_EQ(large.ask(post("/eco", "Content-Length: 99999999\r\nExpect: 100-continue\r\n")).status, 413);
  EXPECT_EQ(home.statusOf(post("/eco", "Content-Length: 3\r\nExpect: altro\r\n")), 417);
}

TEST(HttpServer, TellsEvenThoseWhoAreStillSending) {
  HttpHome home;
  for (int times = 0; times < 5; ++times) {
    RawClient client(home.port());
    client.send(post("/eco", "Content-Length: 99999999\r\n"));
    for (int piece = 0; piece < 20; ++piece) client.send(std::string(50'000, 'x'));
    EXPECT_EQ(client.reply().status, 413);
  }
}

TEST(HttpServer, TakesLargeBodiesOnlyFromThoseItKnows) {
  HttpHome home;
  const std::string large(200'000, 'x');
  const std::string lines = "Content-Length: 200000\r\n";
  EXPECT_EQ(home.statusOf(post("/percorsi", lines, large.substr(0, 1000))), 401);  // without waiting for the rest
  EXPECT_EQ(home.statusOf(post("/percorsi", "Transfer-Encoding: chunked\r\n", "30D40\r\n" + large.substr(0, 100'000))), 401);
  EXPECT_EQ(jsonOf(home.ask(post("/percorsi", lines + "Authorization: Bearer giusta\r\n", large)))["lunghezza"], 200'000);
  // Routes that are open to everyone take little, from everyone.
  EXPECT_EQ(home.statusOf(post("/eco", lines, large.substr(0, 1000))), 413);
  EXPECT_EQ(home.statusOf(post("/eco", lines + "Authorization: Bearer giusta\r\n", large.substr(0, 1000))), 413);
  EXPECT_EQ(home.statusOf(post("/eco", "Transfer-Encoding: chunked\r\n", "30D40\r\n" + large.substr(0, 100'000))), 413);
}

TEST(HttpServer, BoundsTheBodiesInMemory) {
  ServerSettings settings = HttpHome::quick();
  settings.bodiesInMemory = 300'000;
  HttpHome home(settings);
  const std::string lines = "Authorization: Bearer giusta\r\nContent-Length: 200000\r\n";
  const std::string large(200'000, 'x');
  // Who only says how much will come holds nothing yet.
  RawClient promising(home.port());
  promising.send(post("/percorsi", "Authorization: Bearer giusta\r\nContent-Length: 25000000\r\n"));
  RawClient holder(home.port());
  holder.send(post("/percorsi", lines, large.substr(1)));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  const RawReply reply = home.ask(post("/percorsi", lines, large));
  EXPECT_EQ(reply.status, 503);
  EXPECT_TRUE(reply.headers.contains("retry-after"));
  // Small ones go on.
  EXPECT_EQ(home.statusOf(post("/eco", "Content-Length: 60000\r\n", std::string(60'000, 'x'))), 200);
  holder.send("x");
  EXPECT_EQ(holder.reply().status, 200);
  EXPECT_EQ(home.statusOf(post("/percorsi", lines, large)), 200);
}

TEST(HttpServer, LimitsWhatEachOneAsks) {
  HttpHome home(HttpHome::quick(), 5);
  for (int at = 0; at < 5; ++at) EXPECT_EQ(home.ask(get("/eco")).header("ratelimit-remaining"), std::to_string(4 - at));
  const RawReply refused = home.ask(get("/eco"));
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.header("ratelimit-limit"), "5");
  EXPECT_EQ(refused.header("ratelimit-remaining"), "0");
  EXPECT_FALSE(refused.header("retry-after").empty());
  EXPECT_FALSE(refused.header("ratelimit-reset").empty());
  // Others have their own.
  for (int at = 0; at < 5; ++at) EXPECT_EQ(home.statusOf(get("/percorsi/7", "Authorization: Bearer giusta\r\n")), 200);
  EXPECT_EQ(home.statusOf(get("/percorsi/7", "Authorization: Bearer giusta\r\n")), 429);
  EXPECT_EQ(home.statusOf(get("/percorsi/7", "Authorization: Bearer altra\r\n")), 200);
  // Guessing keys does not help, nor do credentials where nobody asks for them.
  EXPECT_EQ(home.statusOf(get("/percorsi/7", "Authorization: Bearer sbagliata\r\n")), 429);
  for (const char* line : {"Cookie: a=b\r\n", "Authorization: Bearer giusta\r\n", "X-Stesura-Utente: a\r\n"}) {
    EXPECT_EQ(home.statusOf(get("/eco", line)), 429) << line;
  }
}

TEST(HttpServer, LimitsGuessesOfPasswordsMore) {
  HttpHome home(HttpHome::quick(), 40);
  for (int at = 0; at < 4; ++at) EXPECT_EQ(home.statusOf(post("/accesso", "Content-Length: 2\r\n", "{}")), 401) << at;
  EXPECT_EQ(home.statusOf(post("/accesso", "Content-Length: 2\r\n", "{}")), 429);
  EXPECT_EQ(home.statusOf(get("/percorsi/7", "Authorization: Bearer giusta\r\n")), 200);
}

TEST(HttpServer, KnowsWhereARequestComesFrom) {
  HttpHome home;
  EXPECT_EQ(home.statusOf(get("/misure")), 200);
  EXPECT_EQ(home.statusOf(get("/misure", "X-Forwarded-For: 10.0.0.1\r\n")), 404);
  EXPECT_EQ(home.statusOf(get("/misure", "Forwarded: for=10.0.0.1\r\n")), 404);
  EXPECT_EQ(home.statusOf(get("/misure", "Via: 1.1 proxy\r\n")), 404);
  const Json seen = jsonOf(home.ask(get("/eco", "X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Proto: https\r\n")));
  EXPECT_EQ(seen["indirizzo"], "127.0.0.1");
  EXPECT_FALSE(seen["proxy"]);
  EXPECT_FALSE(seen["cifrato"]);
}

TEST(HttpServer, BelievesTheProxyBehindItsSocket) {
  DataFolder folder;
  ServerSettings settings = HttpHome::quick();
  settings.unixSocket = folder.path() / "s";
  {
    HttpHome home(settings);
    struct stat status;
    ASSERT_EQ(::stat(settings.unixSocket.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0660u);
    const auto ask = [&](const std::string& text) { return RawClient(settings.unixSocket.string()).ask(text); };
    const Json seen = jsonOf(ask("GET /eco HTTP/1.1\r\nHost: stesura.ente.example\r\nX-Forwarded-For: 10.9.9.9, 10.0.0.1\r\nX-Forwarded-Proto: https\r\n\r\n"));
    EXPECT_EQ(seen["indirizzo"], "10.0.0.1");
    EXPECT_TRUE(seen["proxy"]);
    EXPECT_TRUE(seen["cifrato"]);
    EXPECT_FALSE(seen["qui"]);
    EXPECT_EQ(jsonOf(ask(get("/eco", "X-Forwarded-For: <script>\r\n")))["indirizzo"], "");
    EXPECT_EQ(ask(get("/misure")).status, 404);
    EXPECT_THROW(HttpHome{settings}, Error);  // in use
  }
  EXPECT_FALSE(std::filesystem::exists(settings.unixSocket));
  // What a killed service has left does not hinder the next one; another file is not touched.
  const int left = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  settings.unixSocket.string().copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(left, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ::close(left);
  { HttpHome home(settings); }
  std::ofstream(settings.unixSocket) << "dati";
  EXPECT_THROW(HttpHome{settings}, Error);
  EXPECT_TRUE(std::filesystem::exists(settings.unixSocket));
}

TEST(HttpServer, LogsEveryRequestWithoutAValue) {
  HttpHome home;
  home.ask(get("/percorsi/segreto-1?q=segreto-2", "Authorization: Bearer giusta\r\nX-A: segreto-3\r\n"));
  home.ask(post("/eco", "Content-Length: 9\r\n", "segreto-4"));
  home.ask(get("/segreto-5"));
  home.ask("GET /segreto-6%00 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  home.ask("SEGRETO-7 / HTTP/1.1\r\nHost: segreto-8\r\n\r\n");
  ASSERT_TRUE(home.server().stop(std::chrono::seconds(20)));
  const std::string log = home.log();
  EXPECT_EQ(log.find("segreto"), std::string::npos) << log;
  EXPECT_EQ(log.find("SEGRETO"), std::string::npos) << log;
  EXPECT_EQ(log.find("giusta"), std::string::npos) << log;
  // Each conversation writes its line after its answer: they come in any order.
  std::istringstream lines(log);
  int count = 0;
  Json first;
  for (std::string line; std::getline(lines, line); ++count) {
    const Json read = parseJson(line);
    ASSERT_TRUE(read.is_object());
    if (read["rotta"] == "/percorsi/{id}") first = read;
  }
  EXPECT_EQ(count, 5);
  ASSERT_TRUE(first.is_object()) << log;
  EXPECT_EQ(first["metodo"], "GET");
  EXPECT_EQ(first["esito"], 200);
  EXPECT_EQ(first["utente"], "utente-1");
  EXPECT_EQ(first["ente"], "ente-1");
  EXPECT_EQ(first["indirizzo"], "127.0.0.1");
  EXPECT_TRUE(first["istante"].get<std::string>().ends_with("Z"));
  EXPECT_EQ(first["richiesta"].get<std::string>().size(), 36u);
  EXPECT_NE(home.metrics().text().find("rotta=\"/percorsi/{id}\""), std::string::npos);
  EXPECT_EQ(home.metrics().text().find("segreto"), std::string::npos);
}

TEST(AccessLog, OutlivesAFullDisk) {
  AccessLog log("/dev/full");
  log.write({}, {"GET", "/eco", 200, 1, 1, false});
  log.write({}, {"GET", "/eco", 200, 1, 1, false});
  EXPECT_EQ(log.lost(), 2u);
  EXPECT_THROW(AccessLog("/nessuna/cartella"), Error);
}

TEST(HttpServer, RefusesAPortThatIsTaken) {
  HttpHome home;
  ServerSettings settings = HttpHome::quick();
  settings.port = home.port();
  EXPECT_THROW(HttpHome{settings}, Error);
  settings.addresses = {"nome.example"};
  EXPECT_THROW(HttpHome{settings}, Error);
}

TEST(HttpServer, FinishesWhatIsInHandAndTakesNoMore) {
  HttpHome home;
  RawClient idle(home.port());
  EXPECT_EQ(idle.ask(get("/eco")).status, 200);
  RawClient slow(home.port());
  slow.send(get("/lento"));
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  EXPECT_TRUE(home.server().stop(std::chrono::seconds(20)));
  const RawReply reply = slow.reply();
  EXPECT_EQ(reply.body, "fatto");
  EXPECT_EQ(reply.header("connection"), "close");
  EXPECT_TRUE(idle.ends());
  EXPECT_EQ(RawClient(home.port()).ask(get("/eco")).status, 0);
}

// What a mutated request may do to a connection: an answer, or its end; and the next one is served.
TEST(HttpServer, OutlivesMutatedRequests) {
  HttpHome home;
  std::mt19937 random(6);
  const std::string seed = post("/eco", "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n", "4\r\nciao\r\n0\r\n\r\n") + get("/eco");
  for (int run = 0; run < 2000; ++run) {
    std::string text = seed;
    for (std::size_t times = random() % 4 + 1; times > 0; --times) {
      const std::size_t at = random() % text.size();
      if (random() % 2) text[at] = static_cast<char>(random()); else text.erase(at, random() % 5);
    }
    RawClient client(home.port());
    client.send(text);
    client.endSending();
    while (client.reply().status != 0) {
    }
  }
  EXPECT_EQ(home.statusOf(get("/eco")), 200);
}

class Tls : public ::testing::Test {
 protected:
  // A certificate for this test alone.
  ServerSettings settings() {
    const std::string command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost -keyout " +
                                key().string() + " -out " + certificate().string() + " 2>/dev/null";
    EXPECT_EQ(std::system(command.c_str()), 0);
    ServerSettings given = HttpHome::quick();
    given.tlsCertificate = certificate();
    given.tlsKey = key();
    return given;
  }
  std::filesystem::path key() const { return folder_.path() / "chiave.pem"; }
  std::filesystem::path certificate() const { return folder_.path() / "certificato.pem"; }
  // What `openssl s_client` gets.
  std::string speak(std::uint16_t port, const std::string& options) {
    const std::string out = (folder_.path() / "uscita").string();
    const std::string command = "printf 'GET /eco HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' | timeout 20 openssl s_client -quiet -ign_eof " +
                                options + " -connect 127.0.0.1:" + std::to_string(port) + " >" + out + " 2>/dev/null";
    static_cast<void>(std::system(command.c_str()));
    std::ostringstream text;
    text << std::ifstream(out).rdbuf();
    return text.str();
  }
  DataFolder folder_;
};

TEST_F(Tls, SpeaksOnlyWhatIsSafe) {
  HttpHome home(settings());
  for (const char* version : {"-tls1_2", "-tls1_3"}) {
    const std::string reply = speak(home.port(), version);
    EXPECT_TRUE(reply.starts_with("HTTP/1.1 200")) << version << reply;
    EXPECT_NE(reply.find("Strict-Transport-Security: max-age="), std::string::npos);
    EXPECT_NE(reply.find("\"cifrato\":true"), std::string::npos);
  }
  // Level 0, so that it is the server who refuses.
  for (const char* version : {"-tls1 -cipher DEFAULT@SECLEVEL=0", "-tls1_1 -cipher DEFAULT@SECLEVEL=0", "-tls1_2 -cipher AES128-SHA@SECLEVEL=0"}) {
    EXPECT_EQ(speak(home.port(), version), "") << version;
  }
  // Plain HTTP where TLS is spoken, and a client that never says hello.
  EXPECT_NE(home.statusOf(get("/eco")), 200);
  RawClient silent(home.port());
  EXPECT_TRUE(speak(home.port(), "-tls1_3").starts_with("HTTP/1.1 200"));
  EXPECT_TRUE(silent.ends());
}

TEST_F(Tls, RefusesAKeyOfAnotherCertificate) {
  ServerSettings given = settings();
  EXPECT_EQ(std::system(("openssl genpkey -algorithm ed25519 -out " + key().string() + " 2>/dev/null").c_str()), 0);
  EXPECT_THROW(HttpHome{given}, Error);
  given.tlsKey = folder_.path() / "nessuna.pem";
  EXPECT_THROW(HttpHome{given}, Error);
  EXPECT_EQ(std::system(("openssl genpkey -algorithm ed25519 -aes256 -pass pass:prova -out " + key().string() + " 2>/dev/null").c_str()), 0);
  given.tlsKey = key();
  EXPECT_THROW(HttpHome{given}, Error);
}

}  // namespace
}  // namespace stesura
