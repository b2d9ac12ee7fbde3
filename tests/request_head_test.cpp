#include "service/http/request_head.h"

#include <gtest/gtest.h>

#include <random>

#include "service/http/chunked_body.h"
#include "service/http/http_refusal.h"
#include "service/http/target.h"

namespace stesura {
namespace {

// 0: taken. -1: more is awaited.
int statusOf(const std::string& text, const std::set<std::string>& hosts = {"localhost"}) {
  try {
    std::size_t seen = 0;
    const auto end = endOfHead(text, seen);
    if (!end) return -1;
    readHead(std::string_view(text).substr(0, *end), hosts);
    return 0;
  } catch (const HttpRefusal& refusal) {
    return refusal.status();
  }
}

RequestHead read(const std::string& text) { return readHead(text, {}); }

int bodyStatus(const std::string& text, std::uint64_t most = 1000) {
  try {
    ChunkedBody chunks(most);
    std::string body;
    for (const char c : text) chunks.take(std::string_view(&c, 1), body);
    return chunks.whole() ? 0 : -1;
  } catch (const HttpRefusal& refusal) {
    return refusal.status();
  }
}

struct Case { const char* what; std::string text; int status; };

TEST(RequestHead, TakesWhatIsPlain) {
  const RequestHead head = read("POST /persone/ricerca?a=1&b=due%20tre+4 HTTP/1.1\r\nHost: localhost:8080\r\nContent-Length: 5\r\n"
                                "Content-Type: Application/JSON; charset=utf-8\r\nAccept: a\r\nAccept:   b  \r\nX-Nome: =?utf-8?B?DQo=?=\r\n\r\n");
  EXPECT_EQ(head.method, "POST");
  EXPECT_EQ(head.path, "/persone/ricerca");
  EXPECT_EQ(head.query.at("b"), "due tre 4");
  EXPECT_EQ(head.mediaType, "application/json");
  EXPECT_EQ(head.headers.at("accept"), "a, b");
  EXPECT_EQ(head.headers.at("x-nome"), "=?utf-8?B?DQo=?=");
  EXPECT_EQ(head.length, 5u);
  EXPECT_TRUE(head.keepAlive);
}

TEST(RequestHead, RefusesWhatCouldMeanTwoThings) {
  const std::string host = "Host: localhost\r\n";
  const std::string line = "GET / HTTP/1.1\r\n", send = "POST / HTTP/1.1\r\n" + host;
  const Case cases[] = {
      {"bare LF", "GET / HTTP/1.1\nHost: localhost\n\n", 400},
      {"bare LF at the end of a field", line + "Host: localhost\n\r\n", 400},
      {"bare CR within a value", line + host + "X-A: b\rc\r\n\r\n", 400},
      {"CR CR LF", line + "Host: localhost\r\r\n\r\n", 400},
      {"NUL in a value", line + host + std::string("X-A: b\0c\r\n\r\n", 12), 400},
      {"NUL in the target", std::string("GET /a\0b HTTP/1.1\r\n", 19) + host + "\r\n", 400},
      {"an empty line first", "\r\n" + line + host + "\r\n", 400},
      {"a TLS greeting", std::string("\x16\x03\x01\x02\x00\x01", 6), 400},
      {"no Host", line + "\r\n", 400},
      {"no Host in 1.0", "GET / HTTP/1.0\r\n\r\n", 400},
      {"two Hosts", line + host + host + "\r\n", 400},
      {"Host and hOST", line + host + "hOST: altro\r\n\r\n", 400},
      {"an empty Host", line + "Host:\r\n\r\n", 400},
      {"Host with a path", line + "Host: localhost/a\r\n\r\n", 400},
      {"Host with a user", line + "Host: a@localhost\r\n\r\n", 400},
      {"Host with two ports", line + "Host: localhost:80:81\r\n\r\n", 400},
      {"Host of somebody else", line + "Host: altrove.example\r\n\r\n", 421},
      {"TE and CL", send + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n", 400},
      {"CL and TE", send + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"two CL that differ", send + "Content-Length: 4\r\nContent-Length: 5\r\n\r\n", 400},
      {"two CL alike", send + "Content-Length: 4\r\nContent-Length: 4\r\n\r\n", 400},
      {"a list of CL", send + "Content-Length: 4, 4\r\n\r\n", 400},
      {"CL with a sign", send + "Content-Length: +4\r\n\r\n", 400},
      {"negative CL", send + "Content-Length: -1\r\n\r\n", 400},
      {"hexadecimal CL", send + "Content-Length: 0x4\r\n\r\n", 400},
      {"CL with a letter", send + "Content-Length: 4a\r\n\r\n", 400},
      {"empty CL", send + "Content-Length: \r\n\r\n", 400},
      {"CL beyond 64 bits", send + "Content-Length: 18446744073709551617\r\n\r\n", 413},
      {"two TE", send + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"TE identity", send + "Transfer-Encoding: identity\r\n\r\n", 501},
      {"TE gzip, chunked", send + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501},
      {"TE chunked, chunked", send + "Transfer-Encoding: chunked, chunked\r\n\r\n", 501},
      {"TE xchunked", send + "Transfer-Encoding: xchunked\r\n\r\n", 501},
      {"TE quoted", send + "Transfer-Encoding: \"chunked\"\r\n\r\n", 501},
      {"TE with a vertical tab", send + "Transfer-Encoding: \x0b" "chunked\r\n\r\n", 400},
      {"TE with a space before the colon", send + "Transfer-Encoding : chunked\r\n\r\n", 400},
      {"TE in HTTP/1.0", "POST / HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n", 400},
      {"a folded TE", send + "Transfer-Encoding:\r\n chunked\r\n\r\n", 400},
      {"a folded value", line + host + "X-A: b\r\n\tc\r\n\r\n", 400},
      {"a field without colon", line + host + "X-A b\r\n\r\n", 400},
      {"a field without name", line + host + ": b\r\n\r\n", 400},
      {"a name with a bracket", line + host + "X(A: b\r\n\r\n", 400},
      {"a value that is no UTF-8", line + host + "X-A: \xff\r\n\r\n", 400},
      {"two Authorizations", line + host + "Authorization: a\r\nAuthorization: b\r\n\r\n", 400},
      {"two names of a user", line + host + "X-Stesura-Utente: a\r\nX-Stesura-Utente: b\r\n\r\n", 400},
      {"a body without length", send + "\r\n", 411},
      {"an encoded body", send + "Content-Length: 4\r\nContent-Encoding: gzip\r\n\r\n", 415},
      {"an unknown expectation", send + "Content-Length: 4\r\nExpect: 200-ok\r\n\r\n", 417},
      {"TRACE", "TRACE / HTTP/1.1\r\n" + host + "\r\n", 405},
      {"CONNECT", "CONNECT localhost:80 HTTP/1.1\r\n" + host + "\r\n", 501},
      {"an unknown method", "PRI / HTTP/1.1\r\n" + host + "\r\n", 501},
      {"a method in small letters", "get / HTTP/1.1\r\n" + host + "\r\n", 501},
      {"HTTP/0.9", "GET /\r\n\r\n", 400},
      {"HTTP/2", "GET / HTTP/2.0\r\n" + host + "\r\n", 505},
      {"HTTP/1.2", "GET / HTTP/1.2\r\n" + host + "\r\n", 505},
      {"http/1.1", "GET / http/1.1\r\n" + host + "\r\n", 400},
      {"a version with a tail", "GET / HTTP/1.1x\r\n" + host + "\r\n", 400},
      {"two spaces", "GET  / HTTP/1.1\r\n" + host + "\r\n", 400},
      {"a tab for a space", "GET\t/ HTTP/1.1\r\n" + host + "\r\n", 400},
      {"a space in the target", "GET /a b HTTP/1.1\r\n" + host + "\r\n", 400},
      {"a target of 9 kB", "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\n" + host + "\r\n", 414},
      {"a line without end", "GET /" + std::string(9000, 'a'), 414},
      {"fields of 17 kB", line + host + "X-A: " + std::string(17'000, 'a') + "\r\n\r\n", 431},
      {"the asterisk", "OPTIONS * HTTP/1.1\r\n" + host + "\r\n", 400},
      {"an absolute target of another host", "GET http://altrove.example/ HTTP/1.1\r\n" + host + "\r\n", 400},
  };
  for (const Case& each : cases) EXPECT_EQ(statusOf(each.text), each.status) << each.what;
  std::string many = line + host;
  for (int at = 0; at < 100; ++at) many += "X-" + std::to_string(at) + ": a\r\n";
  EXPECT_EQ(statusOf(many + "\r\n"), 431);
}

TEST(RequestHead, TakesTheAbsoluteFormOfItsOwnHost) {
  EXPECT_EQ(statusOf("GET http://LOCALHOST:80/eco?a=1 HTTP/1.1\r\nHost: localhost:80\r\n\r\n"), 0);
  EXPECT_EQ(statusOf("GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", {"::1"}), 0);
}

TEST(RequestHead, RefusesAddressesThatCouldMeanTwoThings) {
  for (const char* target : {"/a%00b", "/a%0d%0ab", "/%2e%2e/x", "/../x", "/a/./b", "//a", "/a//b", "/a%2fb", "/a%5cb", "/a%zz",
                             "/a%2", "/a%", "/%ff", "/%c0%af", "/%ed%a0%80", "/a#b", "/a\"b", "/a<b", "/a\\b", "a", "/a?b=1&b=2",
                             "/a?b=%00", "/a?=1", "/a?%6e=1&n=2", "/\xc3\xa8"}) {
    EXPECT_THROW(readTarget(target), HttpRefusal) << target;
  }
  EXPECT_EQ(readTarget("/a%252e").path, "/a%2e");
  EXPECT_EQ(readTarget("/citt%C3%A0?q=%C3%A8").path, "/città");
  EXPECT_EQ(readTarget("/a/?b&c=").path, "/a/");
}

TEST(ChunkedBody, TakesChunksExtensionsAndTrailers) {
  ChunkedBody chunks(1000);
  std::string body;
  const std::string text = "5;a=b\r\nciao \r\nA\r\na tutti...\r\n0\r\nX-Fine: s\xc3\xac\r\n\r\n";
  EXPECT_EQ(chunks.take(text + "GET", body), text.size());
  EXPECT_TRUE(chunks.whole());
  EXPECT_EQ(body, "ciao a tutti...");
}

TEST(ChunkedBody, RefusesWhatCouldMeanTwoThings) {
  for (const char* text : {"-1\r\n", "+1\r\n", "0x1\r\n", "\r\n", "g\r\n", "1 \r\n", " 1\r\n", "1\n", "1\r\r\n", "1\r\nab\r\n", "1\r\na\n",
                           "1\r\na0\r\n", "1;a\nb\r\n", "1 ;a\r\n", "0\r\n bad\r\n", "0\r\nnone\r\n", "0\r\nX: y\n"}) {
    EXPECT_EQ(bodyStatus(text), 400) << text;
  }
  EXPECT_EQ(bodyStatus("ffffffffffffffff\r\n"), 413);
  EXPECT_EQ(bodyStatus("fffffffffffffff\r\n"), 413);
  EXPECT_EQ(bodyStatus("10000000000000000000000001\r\n"), 413);
  EXPECT_EQ(bodyStatus("3e9\r\n"), 413);
  EXPECT_EQ(bodyStatus("1\r\na\r\n3e8\r\n"), 413);
  EXPECT_EQ(bodyStatus("1;" + std::string(300, 'a')), 400);
  EXPECT_EQ(bodyStatus("0\r\n" + [] {
    std::string trailers;
    for (int at = 0; at < 100; ++at) trailers += "X-A: " + std::string(100, 'a') + "\r\n";
    return trailers;
  }()), 400);
}

// What the mutations are made of: the places where heads are misread.
std::string mutated(std::string text, std::mt19937& random) {
  static const std::vector<std::string> kPieces = {"\r\n", "\n", "\r", " ", "\t", ":", std::string(1, '\0'), "\x0b", "%00", "%2e", "//", "chunked",
      "Transfer-Encoding: chunked\r\n", "Content-Length: 3\r\n", "Host: localhost\r\n", "HTTP/1.1", "\xff", ",", "?", "&a=1", "\r\n ", "999999999999"};
  const auto below = [&](std::size_t count) { return static_cast<std::size_t>(random() % count); };
  for (std::size_t times = 1 + below(4); times > 0; --times) {
    const std::size_t at = below(text.size() + 1);
    switch (below(4)) {
      case 0: text.insert(at, kPieces[below(kPieces.size())]); break;
      case 1: text.erase(at, below(8)); break;
      case 2: if (at < text.size()) text[at] = static_cast<char>(random()); break;
      default: text.insert(at, text.substr(below(text.size()), below(40)));
    }
    if (text.empty()) text = "G";
  }
  return text;
}

TEST(RequestHead, NeverLosesItsWayInMutatedHeads) {
  std::mt19937 random(4);
  const std::string seeds[] = {
      "GET /percorsi/7?limite=3 HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n",
      "POST /bozze HTTP/1.1\r\nHost: localhost:8080\r\nContent-Length: 12\r\nContent-Type: application/json\r\n\r\n",
      "POST /bozze HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n",
      "GET http://localhost/a%20b HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive, x\r\n\r\n"};
  const std::set<int> known = {-1, 0, 400, 405, 411, 413, 414, 415, 417, 421, 431, 501, 505};
  for (int run = 0; run < 200'000; ++run) {
    const std::string text = mutated(seeds[run % 4], random);
    ASSERT_TRUE(known.contains(statusOf(text))) << text;
  }
}

TEST(ChunkedBody, NeverLosesItsWayInMutatedBodies) {
  std::mt19937 random(5);
  for (int run = 0; run < 50'000; ++run) {
    const std::string text = mutated("5;a=b\r\nciao \r\nA\r\na tutti...\r\n0\r\nX-Fine: s\r\n\r\n", random);
    ASSERT_TRUE((std::set<int>{-1, 0, 400, 413}.contains(bodyStatus(text)))) << text;
  }
}

}  // namespace
}  // namespace stesura
