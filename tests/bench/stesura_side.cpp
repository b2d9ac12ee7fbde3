// The Stesura side of the benchmark; the same protocol as carbone_side.js.
// Usage: stesura-bench-side PROGRAM_FOLDER HOME DOCUMENT WORKERS

#include <atomic>
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "generator/generator.h"

namespace {

using Clock = std::chrono::steady_clock;

class Side {
 public:
  Side(const std::string& program, const std::string& home, std::string name, unsigned workers)
      : name_(std::move(name)),
        workers_(workers),
        generator_({.home = home, .program = program, .workers = workers, .timeoutSeconds = 60}) {
    std::ifstream stream(home + "/" + name_ + ".json");
    text_.assign(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  }

  // JSON text to finished bytes: parsing, validation, projection, merge.
  std::string make(stesura::OutputFormat format) {
    const stesura::Order order{.kind = name_, .layout = {}, .format = format, .issueDate = "2026-03-12"};
    return generator_.generate(order, stesura::parseJson(text_)).bytes;
  }

  double rate(stesura::OutputFormat format, double seconds) {
    const unsigned lanes = format == stesura::OutputFormat::pdf ? workers_ : 1;
    run(format, lanes, 0);
    const auto start = Clock::now();
    const long made = run(format, lanes, seconds);
    return static_cast<double>(made) / std::chrono::duration<double>(Clock::now() - start).count();
  }

 private:
  long run(stesura::OutputFormat format, unsigned lanes, double seconds) {
    const auto end = Clock::now() + std::chrono::duration<double>(seconds);
    std::atomic<long> made = 0;
    std::vector<std::thread> threads;
    for (unsigned lane = 0; lane < lanes; ++lane) {
      threads.emplace_back([&] {
        do {
          make(format);
          ++made;
        } while (Clock::now() < end);
      });
    }
    for (std::thread& thread : threads) thread.join();
    return made;
  }

  std::string name_;
  unsigned workers_;
  stesura::Generator generator_;
  std::string text_;
};

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 5) return 2;
  Side side(argv[1], argv[2], argv[3], static_cast<unsigned>(std::stoul(argv[4])));
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string verb;
    std::string argument;
    words >> verb >> argument;
    if (verb == "write") {
      std::ofstream(argument, std::ios::binary) << side.make(stesura::OutputFormat::odt);
      std::cout << "written" << std::endl;
    } else {
      const auto format = verb == "pdf" ? stesura::OutputFormat::pdf : stesura::OutputFormat::odt;
      std::cout << side.rate(format, std::stod(argument)) << std::endl;
    }
  }
  return 0;
} catch (const stesura::Error& error) {
  std::cerr << error.sentence() << '\n';
  for (const stesura::Problem& problem : error.problems()) {
    std::cerr << problem.pointer << ' ' << problem.message << ' ' << problem.place << '\n';
  }
  return 1;
}
