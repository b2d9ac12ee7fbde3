// One line of a batch: kept as it was, made, or refused.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "service/commands/batch_manifest.h"
#include "service/commands/batch_run.h"

namespace stesura {

struct Record {
  enum class Fate { kept, made, failed, skipped } fate = Fate::skipped;
  ManifestEntry entry;               // kept, made
  std::unique_ptr<OutputFile> file;  // made: whole, handed over, not yet under its name
  std::string error;                 // failed: its line of errors.ndjson
};

// `before` is what the manifest knows of this line. Safe to call from several threads.
// Throws Error{usage, templateFile, surroundings}: the next line would fare no better.
Record makeRecord(Generator& generator, const BatchOrder& batch, const ManifestPlace& place,
                  const InputLine& line, const std::optional<ManifestEntry>& before);

}  // namespace stesura
