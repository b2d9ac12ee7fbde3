// What the handlers work with, made once when the service starts. Everything is thread-safe.
#pragma once

#include <filesystem>
#include <memory>

#include "generator/generator.h"
#include "service/job_bell.h"
#include "service/metrics.h"
#include "service/store/access_keys.h"
#include "service/store/audit.h"
#include "service/store/database.h"
#include "service/store/password.h"
#include "service/store/vault.h"

namespace stesura {

// Borrowed; outlives every handler.
struct Services {
  Generator& generator;
  Database& database;
  Vault& vault;
  AuditLog& audit;
  std::filesystem::path home;  // holds templates/ and schemas/
  std::shared_ptr<JobBell> jobs = std::make_shared<JobBell>();
  std::shared_ptr<Metrics> metrics = std::make_shared<Metrics>();  // what /metrics tells
  std::shared_ptr<PasswordGate> passwords = std::make_shared<PasswordGate>();
  std::shared_ptr<KeyMemory> keys = std::make_shared<KeyMemory>();
};

}  // namespace stesura
