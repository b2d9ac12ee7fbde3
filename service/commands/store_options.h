// --data and --chiave: the data folder that a command works on, and the key to it.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "service/store/store.h"

namespace stesura {

struct StoreOptions {
  std::string data{};
  std::string keyFile{};  // "" takes that beside the data folder

  StorePlace place() const { return {data, keyFileOf(data, keyFile)}; }
};

void declareStoreOptions(CLI::App& command, StoreOptions& options);
// Throws what Store throws.
std::unique_ptr<Store> openStore(const StoreOptions& options, Opening opening);

}  // namespace stesura
