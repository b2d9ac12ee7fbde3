// How two files that go back to the same copy stand to each other.
#include <algorithm>
#include <optional>
#include <string>

#include "generator/error.h"
#include "generator/pdf/history.h"
#include "generator/signature/message.h"
#include "generator/signature/message_verification.h"
#include "generator/signature/verification.h"

namespace stesura {
namespace {

using Relation = IssuedReport::Relation;

std::size_t commonBeginning(std::string_view a, std::string_view b) {
  const std::size_t most = std::min(a.size(), b.size());
  return static_cast<std::size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(most), b.begin()).first - a.begin());
}

// The end of the last revision that ends within so many bytes; 0 if none does.
std::size_t lastEndWithin(std::string_view pdf, std::size_t bytes) {
  std::size_t end = 0;
  const PdfHistory history = PdfHistory::read(pdf);
  for (const PdfRevision& revision : history.revisions()) {
    if (revision.end <= bytes) end = revision.end;
  }
  return end;
}

IssuedReport reportOf(Relation relation, std::size_t common, const char* sentence) {
  return {relation, common, sentence};
}

constexpr const char* kOther = "Il file non è il documento emesso: non comincia con gli stessi byte.";
constexpr const char* kFork =
    "I due file sono copie firmate in parallelo della stessa versione: ciascuno contiene firme che "
    "nell’altro mancano. "
    "Tenerne uno, e chiedere a chi ha firmato soltanto l’altro di firmare di nuovo su quello.";

IssuedReport comparePdfs(std::string_view file, std::string_view other) {
  const std::size_t common = commonBeginning(file, other);
  if (common == other.size()) {
    // A file may only go on behind a whole revision, or its beginning is no document.
    const bool whole = lastEndWithin(file, common + 2) + 2 >= common;
    if (!whole) return reportOf(Relation::other, common, kOther);
    return reportOf(Relation::continues, common,
                    "Il file comincia con il documento emesso, byte per byte, e continua con aggiunte.");
  }
  const std::size_t ends = std::min(lastEndWithin(file, common), lastEndWithin(other, common));
  if (ends == 0) return reportOf(Relation::other, common, kOther);
  if (common == file.size()) {
    return reportOf(Relation::earlier, common,
                    "Il file è una versione precedente dell’altro: le firme aggiunte dopo qui mancano.");
  }
  return reportOf(Relation::fork, ends, kFork);
}

IssuedReport compareContents(std::string_view file, std::string_view other) {
  const std::optional<std::string> within = isEnvelope(file) ? contentOf(file) : std::string(file);
  const std::optional<std::string> within2 = isEnvelope(other) ? contentOf(other) : std::string(other);
  if (!within || !within2) return reportOf(Relation::other, 0, "La firma è separata dal documento.");
  if (*within != *within2) {
    if (looksLikePdf(*within) && looksLikePdf(*within2)) return comparePdfs(*within, *within2);
    return reportOf(Relation::other, 0, kOther);
  }
  if (isEnvelope(file) && isEnvelope(other)) {
    return reportOf(
        Relation::fork, within->size(),
        "Le due buste contengono lo stesso documento, ciascuna con le proprie firme. Conservarle insieme, "
        "oppure far firmare di nuovo chi manca in una sola delle due.");
  }
  return reportOf(Relation::continues, within->size(),
                  "La busta contiene il documento emesso, byte per byte.");
}

}  // namespace

IssuedReport compareCopies(std::string_view file, std::string_view other) {
  if (file == other)
    return reportOf(Relation::same, file.size(), "Il file è il documento emesso, senza aggiunte.");
  try {
    if (isEnvelope(file) || isEnvelope(other)) return compareContents(file, other);
    if (looksLikePdf(file) && looksLikePdf(other)) return comparePdfs(file, other);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::surroundings) throw;
  }
  return reportOf(Relation::other, commonBeginning(file, other), kOther);
}

}  // namespace stesura
