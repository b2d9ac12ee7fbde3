// `stesura samples`: the documents of a folder of samples, in every layout.
#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "generator/digest.h"
#include "service/commands/collection_files.h"
#include "service/commands/collection_sample.h"
#include "service/commands/commands.h"
#include "service/commands/exit_code.h"
#include "service/commands/input_file.h"
#include "service/commands/interruption.h"
#include "service/commands/kind_digest.h"
#include "service/commands/order_options.h"
#include "service/commands/output_file.h"
#include "service/commands/progress_bar.h"
#include "service/commands/report_text.h"
#include "service/commands/worker_threads.h"

namespace stesura {
namespace fs = std::filesystem;
namespace {

constexpr const char* kDraftSuffix = "-bozza";

struct SamplesOptions {
  std::string folder;
  std::string output = "out";
  std::string to;
  std::string jobs;
};

// One document to be made.
struct SampleDocument {
  fs::path sample;
  std::string name;    // «rete/campione-modello.pdf», below the output folder
  std::string digest;  // of everything that decides what it says
  Order order;
  std::optional<CollectionSample> collection{};
  std::string list{};  // of the layout, for a collection
};

// What was made, by name; kept in the output folder.
class MadeDocuments {
 public:
  explicit MadeDocuments(fs::path folder) : folder_(std::move(folder)) {
    std::error_code failure;
    if (!fs::exists(file(), failure)) return;
    entries_ = Json::parse(readInput(file().string(), 64u << 20), nullptr, false);
    if (!entries_.is_object()) entries_ = Json::object();
  }

  bool upToDate(const SampleDocument& document) const {
    const auto found = entries_.find(document.name);
    if (found == entries_.end() || !found->is_object()) return false;
    return found->value("impronta", "") == document.digest &&
           fileIsIntact(folder_ / document.name, found->value("byte", std::uint64_t{0}),
                        found->value("sha256", ""));
  }

  void add(const SampleDocument& sample, const Document& document) {
    entries_[sample.name] = {
        {"impronta", sample.digest}, {"sha256", document.sha256}, {"byte", document.bytes.size()}};
  }

  // Documents of samples that are gone.
  void removeOthers(const std::vector<SampleDocument>& wanted) {
    std::set<std::string> names;
    for (const SampleDocument& document : wanted) names.insert(document.name);
    Json kept = Json::object();
    for (const auto& [name, entry] : entries_.items()) {
      std::error_code failure;
      const bool inside = name.find("..") == std::string::npos && fs::path(name).is_relative();
      if (names.contains(name)) {
        kept[name] = entry;
      } else if (inside) {
        fs::remove(folder_ / name, failure);
      }
    }
    entries_ = std::move(kept);
  }

  void save() const { writeOutput(file().string(), jsonText(entries_)); }

 private:
  fs::path file() const { return folder_ / "manifest.json"; }
  fs::path folder_;
  Json entries_ = Json::object();
};

class SampleReader {
 public:
  SampleReader(const Generator& generator, fs::path home)
      : generator_(generator), home_(std::move(home)) {
    for (KindSummary& kind : generator.kinds()) kinds_[kind.name] = std::move(kind);
  }

  // Every document of every sample: all ODT first. Files without `tipo_documento` (registers) are
  // no samples.
  std::vector<SampleDocument> documents(const fs::path& folder,
                                        const std::vector<OutputFormat>& formats) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.is_regular_file() && entry.path().extension() == ".json")
        files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    std::vector<SampleDocument> documents;
    for (const OutputFormat format : formats) {
      for (const fs::path& file : files) addDocuments(folder, file, format, documents);
    }
    return documents;
  }

 private:
  void addDocuments(const fs::path& folder, const fs::path& file, OutputFormat format,
                    std::vector<SampleDocument>& documents) {
    const std::string text = readInput(file.string(), JsonBounds{}.maxBytes);
    const Json data = Json::parse(text, nullptr, false);
    const std::string name = fs::relative(file, folder).string();
    if (const auto collection = readCollectionSample(file, data, name)) {
      return addCollections(folder, file, *collection, text, format, documents);
    }
    const Json* kind = findPointer(data, "/tipo_documento");
    if (kind == nullptr || !kind->is_string()) return;
    const KindSummary& known = kindOf(kind->get<std::string>(), name);
    const std::vector<std::string> meant = generator_.layoutsFor(known.name, data);
    for (const LayoutSummary& layout : known.layouts) {
      if (std::find(meant.begin(), meant.end(), layout.name) == meant.end()) continue;
      if (format == OutputFormat::odt && !layout.makesOdt) continue;
      documents.push_back(documentOf(folder, file, known, layout, format, sha256Hex(text)));
    }
  }

  void addCollections(const fs::path& folder, const fs::path& file, const CollectionSample& sample,
                      const std::string& text, OutputFormat format,
                      std::vector<SampleDocument>& documents) {
    const KindSummary& known = kindOf(sample.kind, fs::relative(file, folder).string());
    std::string digests = sha256Hex(text);
    for (const std::string& member : sample.files) {
      digests += sha256Hex(readInput(member, JsonBounds{}.maxBytes));
    }
    for (const LayoutSummary& layout : known.layouts) {
      const bool wanted = sample.layouts.empty() ||
                          std::find(sample.layouts.begin(), sample.layouts.end(), layout.name) !=
                              sample.layouts.end();
      if (layout.list.empty() || !wanted) continue;
      documents.push_back(documentOf(folder, file, known, layout, format, digests));
      documents.back().collection = sample;
      documents.back().list = layout.list;
    }
  }

  const KindSummary& kindOf(const std::string& kind, const std::string& sample) const {
    const auto known = kinds_.find(kind);
    if (known != kinds_.end()) return known->second;
    throw Error(ErrorKind::data, "Il campione «" + sample +
                                     "» è di un tipo che non c'è. Elencarli con: stesura kinds");
  }

  SampleDocument documentOf(const fs::path& folder, const fs::path& file, const KindSummary& kind,
                            const LayoutSummary& layout, OutputFormat format,
                            const std::string& input) {
    const fs::path stem = fs::relative(file, folder).replace_extension();
    SampleDocument document;
    document.sample = file;
    document.order.kind = kind.name;
    document.order.layout = layout.name;
    document.order.format = format;
    const bool draft = stem.string().ends_with(kDraftSuffix);
    document.order.completion = draft ? Completion::draft : Completion::issued;
    document.name = stem.string() + "-" + layout.name + "." + std::string(formatName(format));
    document.digest = sha256Hex(digestOf(kind.name) + input + document.name);
    return document;
  }

  const std::string& digestOf(const std::string& kind) {
    std::string& digest = digests_[kind];
    if (digest.empty()) digest = kindDigest(home_, kind);
    return digest;
  }

  const Generator& generator_;
  fs::path home_;
  std::map<std::string, KindSummary> kinds_;
  std::map<std::string, std::string> digests_;
};

// Where LibreOffice cannot work: the ODT alone, and the reason to be told.
std::optional<Error> dropPdfIfImpossible(Generator& generator, std::vector<SampleDocument>& due) {
  const auto isPdf = [](const SampleDocument& document) {
    return document.order.format == OutputFormat::pdf;
  };
  if (std::none_of(due.begin(), due.end(), isPdf)) return std::nullopt;
  try {
    generator.warmOffice();
    return std::nullopt;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::surroundings) throw;
    std::erase_if(due, isPdf);
    return error;
  }
}

Document generateSample(Generator& generator, const SampleDocument& sample) {
  if (!sample.collection) {
    return generator.generate(sample.order, readJsonInput(sample.sample.string()));
  }
  Collection collection = readCollection(sample.collection->files, sample.list, "");
  collection.others = sample.collection->others;
  return generator.generateCollection(sample.order, std::move(collection));
}

std::optional<Error> makeSample(Generator& generator, const fs::path& folder,
                                const SampleDocument& sample, std::optional<Document>& made) {
  try {
    made = generateSample(generator, sample);
    const fs::path target = folder / sample.name;
    ensureFolder(target.parent_path());
    writeOutput(target.string(), made->bytes);
    return std::nullopt;
  } catch (const Error& error) {
    return error;
  }
}

// Makes what is due; returns how many failed.
std::size_t makeSamples(Generator& generator, const fs::path& folder, std::size_t threads,
                        const std::vector<SampleDocument>& due, MadeDocuments& made,
                        const OrderlyEnd& end) {
  struct Result {
    std::optional<Document> document;
    std::optional<Error> error;
  };
  std::vector<std::future<Result>> results;
  WorkerThreads workers(threads);
  for (const SampleDocument& sample : due) {
    results.push_back(workers.run([&] {
      Result result;
      if (!end.asked()) result.error = makeSample(generator, folder, sample, result.document);
      return result;
    }));
  }
  ProgressBar bar("documenti");
  std::size_t failed = 0;
  for (std::size_t index = 0; index < due.size(); ++index) {
    const Result result = results[index].get();
    if (result.error) {
      ++failed;
      bar.wipe();
      std::cerr << printable(due[index].name) << ": ";
      printError(std::cerr, *result.error);
    } else if (result.document) {
      made.add(due[index], *result.document);
    }
    bar.show(index + 1, static_cast<double>(index + 1) / static_cast<double>(due.size()));
  }
  return failed;
}

// The first finished PDF, else the first ODT.
std::string firstToOpen(const std::vector<SampleDocument>& documents, const fs::path& folder) {
  std::string first;
  for (const SampleDocument& document : documents) {
    std::error_code failure;
    if (document.order.completion == Completion::draft ||
        !fs::exists(folder / document.name, failure)) {
      continue;
    }
    if (document.order.format == OutputFormat::pdf) return document.name;
    if (first.empty()) first = document.name;
  }
  return first;
}

int samples(const ProgramOptions& options, const SamplesOptions& order) {
  std::vector<OutputFormat> formats = {OutputFormat::odt, OutputFormat::pdf};
  if (!order.to.empty()) formats = {parseFormat(order.to)};
  const std::size_t threads = threadCount(parseJobs(order.jobs));
  GeneratorSettings settings = resolveSettings(options, Home::needed);
  const fs::path home = settings.home;
  Generator generator(std::move(settings));
  const fs::path from = order.folder.empty() ? home / "samples" : fs::path(order.folder);
  std::error_code failure;
  if (!fs::is_directory(from, failure)) {
    throw Error(ErrorKind::usage, "La cartella dei campioni non c'è. Indicarla dopo «samples».");
  }
  const auto documents = SampleReader(generator, home).documents(from, formats);
  ensureFolder(order.output);
  const OrderlyEnd end;
  MadeDocuments made(order.output);
  made.removeOthers(documents);
  std::vector<SampleDocument> due;
  std::copy_if(documents.begin(), documents.end(), std::back_inserter(due),
               [&](const SampleDocument& document) { return !made.upToDate(document); });
  const auto withoutPdf = dropPdfIfImpossible(generator, due);
  const std::size_t failed = makeSamples(generator, order.output, threads, due, made, end);
  made.save();

  std::cout << counted(due.size() - failed, "documento fatto", "documenti fatti") << ", "
            << documents.size() - due.size() << " già pronti, " << failed << " con errori.\n";
  const std::string first = firstToOpen(documents, order.output);
  const std::string folder = fs::absolute(order.output).lexically_normal().string();
  std::cout << "I documenti sono in: " << folder << '\n';
  if (!first.empty())
    std::cout << "Aprire per primo: " << (fs::path(folder) / first).string() << '\n';
  if (end.asked()) return end.exitCode();
  if (withoutPdf) throw Error(*withoutPdf);
  return failed > 0 ? kExitSomeRecords : kExitDone;
}

}  // namespace

void addSamples(const CommandContext& context) {
  auto order = std::make_shared<SamplesOptions>();
  CLI::App* command = context.program.add_subcommand(
      "samples", "Produce i documenti di una cartella di campioni, in ogni modello");
  command->add_option("FOLDER", order->folder,
                      "Cartella: un file .json per documento, con il suo tipo_documento; se manca, "
                      "quella di Stesura. Un file con «raccolta» elenca i documenti di una "
                      "raccolta. Un nome che finisce in -bozza.json è stampato come bozza");
  command->add_option("--out", order->output, "Cartella dei documenti; di solito out")
      ->type_name("CARTELLA");
  command->add_option("--to", order->to, "Solo odt o solo pdf; se manca, entrambi")
      ->type_name("odt|pdf");
  command->add_option("--jobs", order->jobs, "Quanti insieme; di solito uno per processore")
      ->type_name("N");
  command->footer(
      "Ripetuto, fa soltanto ciò che manca o è cambiato.\nEsempio:\n  stesura samples --out out");
  command->callback([order, context] {
    context.chosen = [order, context] { return samples(context.options, *order); };
  });
}

}  // namespace stesura
