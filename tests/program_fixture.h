// A small home, a folder, and data of the small kind for the tests of the program.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "program_process.h"
#include "small_home.h"

namespace stesura::testing {

// A value that must never be seen outside a document.
inline constexpr const char* kCanary = "CANARINO";

class Program : public ::testing::Test {
 protected:
  Program() { writeSmallKind(home_); }

  static std::string record(const std::string& surname, const std::string& day = "2026-03-12") {
    return R"({"tipo_documento":"prova","data_documento":")" + day +
           R"(","ente":"Comune di Rho","persona":{"cognome":")" + surname +
           R"(","telefono":"CANARINO-tel"},"servizi":[{"nome":"Sportello"}]})";
  }
  // Lacks a surname, and its body has the wrong type.
  static std::string badRecord() {
    return R"({"tipo_documento":"prova","ente":["CANARINO"],"persona":{"telefono":"CANARINO-tel"}})";
  }

  Start with(std::vector<std::string> arguments) const {
    Start start;
    start.arguments = std::move(arguments);
    start.arguments.insert(start.arguments.end(), {"--home", home_.path().string()});
    start.folder = folder_.path();
    return start;
  }
  Ran stesura(std::vector<std::string> arguments, std::string input = {}) const {
    Start start = with(std::move(arguments));
    start.input = std::move(input);
    return run(start);
  }

  SmallHome home_;
  TestFolder folder_;
};

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace stesura::testing
