// What tests of jobs have in common: waiting until one has ended, and reading the archive it gives.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>

#include "tests/service_home.h"

namespace stesura {

// `Home` is a ServiceHome with the people and papers that the test needs.
template <typename Home>
class JobFixture : public testing::Test {
 protected:
  // The id of a job that was taken in.
  static std::string accepted(const Reply& reply) {
    EXPECT_EQ(reply.status, 202) << reply.body;
    return reply.status == 202 ? bodyOf(reply).at("id").template get<std::string>() : "";
  }
  // Its state once it has ended.
  Json ended(const Identity& who, const std::string& id) {
    Json state;
    for (int tries = 0; tries < 3000; ++tries) {
      state = bodyOf(home_.ask(who, "GET", "/lavori/" + id + "/stato"));
      if (state.at("stato") == "finito" || state.at("stato") == "annullato") break;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return state;
  }
  static std::string header(const Reply& reply, const std::string& name) {
    for (const auto& [known, value] : reply.headers) {
      if (known == name) return value;
    }
    return {};
  }
  static std::string bytes(const Reply& reply) {
    if (!reply.more) return reply.body;
    std::string all;
    for (std::string chunk; reply.more(chunk);) all += chunk;
    return all;
  }
  // Writes what the reply gives into a file of the test.
  std::filesystem::path saved(const Reply& reply) {
    const auto file = folder_.path() / "risultato.zip";
    std::ofstream stream(file, std::ios::binary);
    for (std::string chunk; reply.more(chunk);) stream << chunk;
    return file;
  }
  static std::string output(const std::string& command) {
    std::string text;
    FILE* pipe = ::popen(command.c_str(), "r");
    for (char piece[4096]; const std::size_t size = std::fread(piece, 1, sizeof piece, pipe);) text.append(piece, size);
    ::pclose(pipe);
    return text;
  }
  std::int64_t count(const std::string& sql) {
    return home_.database().read([&](Transaction& transaction) { return transaction.one(sql)->integer(0); });
  }

  Home home_;
  DataFolder folder_;
};

}  // namespace stesura
