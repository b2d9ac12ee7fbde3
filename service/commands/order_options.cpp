#include "service/commands/order_options.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <ctime>
#include <filesystem>

#include "generator/spelling.h"

namespace stesura {
namespace {

bool digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}


std::string joined(const std::vector<LayoutSummary>& layouts) {
  std::string text;
  for (const LayoutSummary& layout : layouts) text += (text.empty() ? "" : ", ") + layout.name;
  return text;
}

}  // namespace

OutputFormat parseFormat(const std::string& text) {
  if (text == "odt") return OutputFormat::odt;
  if (text == "pdf") return OutputFormat::pdf;
  throw Error(ErrorKind::usage, "Il formato indicato con --to non c'è. Indicare odt oppure pdf.");
}

std::string_view formatName(OutputFormat format) {
  return format == OutputFormat::odt ? "odt" : "pdf";
}

std::optional<OutputFormat> formatOfName(const std::string& name) {
  std::string extension = std::filesystem::path(name).extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (extension == ".odt") return OutputFormat::odt;
  if (extension == ".pdf") return OutputFormat::pdf;
  return std::nullopt;
}

OutputFormat chooseFormat(const std::string& to, const std::string& outputName) {
  const auto named = formatOfName(outputName);
  if (to.empty()) return named.value_or(OutputFormat::odt);
  const OutputFormat asked = parseFormat(to);
  if (!named || *named == asked) return asked;
  throw Error(ErrorKind::usage, "--to " + to + " e il nome di uscita che finisce in ." +
                                    std::string(formatName(*named)) +
                                    " si contraddicono. Correggere l'uno o l'altro.");
}

void requireDocumentName(const std::string& to, const std::string& outputName) {
  const bool ends = std::filesystem::path(outputName).has_extension();
  if (!to.empty() || !ends || formatOfName(outputName)) return;
  throw Error(
      ErrorKind::usage,
      "Il nome di uscita non finisce in .odt o .pdf. Correggerlo, o indicare il formato con --to.");
}

bool isDate(const std::string& text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const std::string_view view = text;
  if (!digits(view.substr(0, 4)) || !digits(view.substr(5, 2)) || !digits(view.substr(8)))
    return false;
  const std::chrono::year_month_day day{std::chrono::year(std::stoi(text.substr(0, 4))),
                                        std::chrono::month(std::stoi(text.substr(5, 2))),
                                        std::chrono::day(std::stoi(text.substr(8)))};
  return day.ok() && int(day.year()) >= 1;
}

void requireDate(const std::string& date) {
  if (date.empty() || isDate(date)) return;
  throw Error(ErrorKind::usage,
              "La data indicata con --date non va bene. Scriverla come anno-mese-giorno, per "
              "esempio 2026-03-12.");
}

void requireCopyFor(const std::string& text) {
  constexpr std::size_t kLongest = 200;  // bytes that fit on a line of the page
  const bool blank = text.find_first_not_of(" \t\r\n") == std::string::npos;
  const bool lines = text.find_first_of("\r\n\t") != std::string::npos;
  if (text.empty() || (!blank && !lines && text.size() <= kLongest)) return;
  throw Error(ErrorKind::usage,
              "Il testo di --copia-per non va bene. Indicare per chi è la copia, in una riga di 200 "
              "caratteri al più.");
}

std::size_t parseJobs(const std::string& jobs) {
  if (jobs.empty()) return 0;
  std::size_t value = 0;
  const auto [end, failure] = std::from_chars(jobs.data(), jobs.data() + jobs.size(), value);
  if (failure == std::errc() && end == jobs.data() + jobs.size() && value >= 1 && value <= 64) {
    return value;
  }
  throw Error(ErrorKind::usage, "Il valore di --jobs non va bene. Indicare un numero da 1 a 64.");
}

ChosenLayout chooseLayout(const Generator& generator, const std::string& kind,
                          const std::string& layout) {
  const KindSummary summaries = generator.kind(kind);
  for (const LayoutSummary& summary : summaries.layouts) {
    if (layout.empty() || summary.name == layout) return {kind, summary.name, summary.list};
  }
  std::vector<std::string> names;
  for (const LayoutSummary& summary : summaries.layouts) names.push_back(summary.name);
  const std::string hint = didYouMean(layout, names);
  throw Error(ErrorKind::usage, "Il tipo «" + kind + "» non ha il modello «" + layout + "»." +
                                    (hint.empty() ? "" : " " + hint) +
                                    " Modelli: " + joined(summaries.layouts) + ".");
}

void requireFiles(const ChosenLayout& layout, const std::vector<std::string>& files,
                  const std::string& others) {
  if (!layout.list.empty() || (files.size() == 1 && others.empty())) return;
  if (layout.layout.empty()) {
    throw Error(
        ErrorKind::usage,
        "Per controllare più documenti insieme indicare con --layout un modello di raccolta "
        "(vedere: stesura kinds).");
  }
  throw Error(
      ErrorKind::usage,
      "Il modello «" + layout.layout +
          "» è di un documento solo: indicare un file, senza --dati, oppure con --layout un "
          "modello di raccolta (vedere: stesura kinds).");
}

}  // namespace stesura
