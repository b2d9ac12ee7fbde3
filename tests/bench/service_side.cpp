// Measures the running service: previews in open loop beside the engine, slow clients, issuing.
// Usage: service_side PORT KEY HOME PROGRAM DATA.json SECONDS   prints one JSON object.
#include <atomic>
#include <fstream>
#include <iostream>
#include <iterator>
#include <thread>

#include "generator/generator.h"
#include "tests/bench/http_client.h"

namespace stesura::bench {
namespace {

constexpr int kConnections = 32;
constexpr double kRate = 200;  // requests a second

std::string fileText(const std::string& name) {
  std::ifstream stream(name, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

// Calls `work(i)` at i / rate seconds, from as many threads, whether or not former calls have ended;
// a latency counts from the moment at which the call was due.
template <typename Work>
std::vector<double> openLoop(double seconds, int threads, Work work) {
  const auto count = static_cast<int>(seconds * kRate);
  std::vector<double> latencies(static_cast<std::size_t>(count));
  std::atomic<int> next{0};
  const Clock::time_point start = Clock::now() + std::chrono::milliseconds(50);
  std::vector<std::thread> running;
  for (int thread = 0; thread < threads; ++thread) {
    running.emplace_back([&, thread] {
      for (int i = next++; i < count; i = next++) {
        const auto due = start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(i / kRate));
        std::this_thread::sleep_until(due);
        work(thread);
        latencies[static_cast<std::size_t>(i)] = milliseconds(Clock::now() - due);
      }
    });
  }
  for (std::thread& thread : running) thread.join();
  return latencies;
}

struct Order { int port; std::string key, home, program, data; double seconds; };

// The same sheet, the same pace, one thread: what the engine alone takes.
void append(std::vector<double>& all, const std::vector<double>& more) { all.insert(all.end(), more.begin(), more.end()); }

Json previews(const Order& order) {
  Generator generator(GeneratorSettings{order.home, order.program, 1, 30, true});
  const Json first = parseJson(order.data);
  const std::string kind = first.at("tipo_documento");
  stesura::Order wanted;
  wanted.kind = kind;
  const std::string target = "/tipi/" + kind + "/anteprima?formato=odt";
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < kConnections; ++i) clients.push_back(std::make_unique<HttpClient>(order.port, order.key));
  std::atomic<int> failed{0};
  const auto engine = [&](int) { generator.generate(wanted, parseJson(order.data)); };
  const auto service = [&](int thread) {
    const HttpAnswer answer = clients[static_cast<std::size_t>(thread)]->ask("POST", target, order.data);
    if (answer.status != 200 || !answer.body.starts_with("PK")) ++failed;
  };
  engine(0);
  service(0);
  std::vector<double> inProcess, overHttp;
  for (int round = 0; round < 4; ++round) {
    append(inProcess, openLoop(order.seconds / 4, 1, engine));
    append(overHttp, openLoop(order.seconds / 4, kConnections, service));
  }
  return {{"engine_median_ms", percentile(inProcess, 0.5)}, {"engine_p99_ms", percentile(inProcess, 0.99)},
          {"http_median_ms", percentile(overHttp, 0.5)},    {"http_p99_ms", percentile(overHttp, 0.99)},
          {"requests", overHttp.size()},                    {"failed", failed.load()}};
}

// 100 clients that send a byte a second, each from an address of its own, and one that hurries.
Json slowClients(const Order& order) {
  std::atomic<bool> over{false};
  std::vector<std::string> addresses;
  for (int i = 0; i < 100; ++i) addresses.push_back("127.0.0." + std::to_string(10 + i));
  std::vector<std::thread> slow;
  for (int i = 0; i < 100; ++i) {
    slow.emplace_back([&, i] {
      const std::string head = "POST /tipi HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\nX-Lento: ";
      while (!over) {
        try {
          HttpClient client(order.port, {}, addresses[static_cast<std::size_t>(i)].c_str());
          if (i % 2 == 1) client.send(head + "x\r\n\r\n");
          for (std::size_t at = 0; !over; ++at) {
            client.send(i % 2 == 1 ? "x" : head.substr(at % head.size(), 1));
            for (int tick = 0; tick < 10 && !over; ++tick) std::this_thread::sleep_for(std::chrono::milliseconds(100));
          }
        } catch (const std::runtime_error&) {  // shown the door: comes again
          std::this_thread::sleep_for(std::chrono::milliseconds(200));
        }
      }
    });
  }
  std::this_thread::sleep_for(std::chrono::seconds(2));
  HttpClient good(order.port, order.key);
  const Json data = parseJson(order.data);
  const std::string target = "/tipi/" + data.at("tipo_documento").get<std::string>() + "/anteprima?formato=odt";
  std::vector<double> latencies;
  int failed = 0;
  const Clock::time_point end = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(order.seconds));
  while (Clock::now() < end) {
    const Clock::time_point start = Clock::now();
    if (good.ask("POST", target, order.data).status != 200) ++failed;
    latencies.push_back(milliseconds(Clock::now() - start));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  over = true;
  for (std::thread& thread : slow) thread.join();
  return {{"requests", latencies.size()}, {"median_ms", percentile(latencies, 0.5)}, {"p95_ms", percentile(latencies, 0.95)}, {"failed", failed}};
}

// One after the other on one connection: what an operator waits for.
Json issuing(const Order& order) {
  HttpClient client(order.port, order.key);
  const Json data = parseJson(order.data);
  const std::string body = Json{{"tipo", data.at("tipo_documento")}, {"formato", "odt"}, {"dati", data}}.dump();
  std::vector<double> latencies;
  int failed = 0;
  const Clock::time_point end = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(order.seconds));
  while (Clock::now() < end) {
    const Clock::time_point start = Clock::now();
    if (client.ask("POST", "/documenti", body).status != 201) ++failed;
    latencies.push_back(milliseconds(Clock::now() - start));
  }
  return {{"issued", latencies.size()}, {"median_ms", percentile(latencies, 0.5)}, {"p99_ms", percentile(latencies, 0.99)}, {"failed", failed}};
}

}  // namespace
}  // namespace stesura::bench

int main(int argc, char** argv) {
  using namespace stesura::bench;
  if (argc != 7) return 2;
  const Order order{std::stoi(argv[1]), argv[2], argv[3], argv[4], fileText(argv[5]), std::stod(argv[6])};
  std::cout << stesura::Json{{"previews", previews(order)}, {"slow_clients", slowClients(order)}, {"issuing", issuing(order)}}.dump(1) << '\n';
}
