// `stesura serve`: the web service over one data folder, until it is told to end.
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <memory>
#include <thread>

#include "service/commands/commands.h"
#include "service/commands/data_lock.h"
#include "service/commands/demo_start.h"
#include "service/commands/exit_code.h"
#include "service/commands/interruption.h"
#include "service/documents/housekeeping.h"
#include "service/handlers/all_routes.h"
#include "service/handlers/identify.h"
#include "service/handlers/idempotency.h"
#include "service/http/limited_identity.h"
#include "service/http/server.h"
#include "service/jobs/job_issuing.h"
#include "service/jobs/job_workers.h"
#include "service/registers/demo.h"
#include "service/services.h"
#include "service/store/housekeeping.h"
#include "service/store/store.h"
#include "service/templates/agency_layouts.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;

constexpr auto kLongestEnd = std::chrono::seconds(30);

struct ServeOptions {
  std::string data;
  int port = 8080;
  std::vector<std::string> listen, hosts;
  std::string unixSocket, tlsCertificate, tlsKey, log, key, proxySecret;
  unsigned requestsPerMinute = 1200;
  bool warm = false, demo = false;
};

// Says so where the first start has made a key.
std::unique_ptr<Store> openStore(const StorePlace& place) {
  const bool fresh = !fs::exists(place.keyFile);
  auto store = std::make_unique<Store>(place);
  if (fresh) {
    std::cout << "Ho creato la chiave padrona accanto ai dati, fuori dalla loro cartella. Stampare il suo foglio di "
                 "recupero (stesura master-key sheet) e chiuderlo in cassaforte: senza la chiave, i dati non si leggono più.\n";
  }
  return store;
}

// At the start and once a day; what fails now is done the next day.
class DailyHousekeeping {
 public:
  explicit DailyHousekeeping(Store& store) : store_(store) {}
  void whenDue() {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return;
    next_ = now + std::chrono::hours(24);
    try {
      keepHouse(store_.database(), store_.vault());
    } catch (const std::exception&) {
      next_ = now + std::chrono::hours(1);
    }
  }

 private:
  Store& store_;
  std::chrono::steady_clock::time_point next_{};
};

// A connection is a file; the limit that shells set is meant for other programs.
void allowManyFiles() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= limit.rlim_max) return;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 65536);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

double residentBytes() {
  std::ifstream file("/proc/self/statm");
  double pages = 0, resident = 0;
  file >> pages >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

void watchProcess(Metrics& metrics) {
  const auto started = std::chrono::steady_clock::now();
  metrics.watch("stesura_memoria_bytes", "Memoria del processo, senza LibreOffice.", residentBytes);
  metrics.watch("stesura_in_funzione_seconds", "Da quanto il servizio è in funzione.", [started] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  });
}

void watchOffice(Metrics& metrics, const Generator& generator) {
  const auto watch = [&](const char* name, const char* help, auto member) {
    metrics.watch(name, help, [&generator, member] { return static_cast<double>(generator.officeStatus().*member); });
  };
  watch("stesura_office_occupati", "LibreOffice al lavoro.", &OfficeStatus::busy);
  watch("stesura_office_liberi", "LibreOffice pronti.", &OfficeStatus::idle);
  watch("stesura_office_in_coda", "Documenti che aspettano LibreOffice.", &OfficeStatus::waiting);
  watch("stesura_office_documenti", "PDF prodotti dall’avvio.", &OfficeStatus::made);
  watch("stesura_office_riavvii", "LibreOffice caduti o bloccati, e sostituiti.", &OfficeStatus::restarts);
}

ServerSettings serverSettings(const ServeOptions& options) {
  if (options.tlsCertificate.empty() != options.tlsKey.empty()) {
    throw Error(ErrorKind::usage, "--tls-cert e --tls-key vanno indicati insieme.");
  }
  ServerSettings settings;
  settings.addresses = options.listen;
  settings.port = static_cast<std::uint16_t>(options.port);
  settings.unixSocket = options.unixSocket;
  settings.tlsCertificate = options.tlsCertificate;
  settings.tlsKey = options.tlsKey;
  // A page on the Internet whose name leads here (DNS rebinding) gets nothing.
  if (options.listen.empty()) settings.hosts = {"localhost", "127.0.0.1", "::1"};
  for (std::string host : options.hosts) {
    std::transform(host.begin(), host.end(), host.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    settings.hosts.insert(host);
  }
  return settings;
}

// Who reads the Unix socket is the proxy of this machine: it strips the headers of clients.
ProxyIdentity proxyIdentity(const ServeOptions& options) {
  ProxyIdentity proxy;
  proxy.overItsSocket = !options.unixSocket.empty();
  if (!options.proxySecret.empty()) proxy.secret = proxySecretFrom(options.proxySecret);
  return proxy;
}

// Shown once: only its digest is kept.
void tellFirstKey(Database& database, const Vault& vault) {
  const std::optional<std::string> key = firstAdministratorKey(database, vault);
  if (!key) return;
  std::cout << "Chiave del primo amministratore, mostrata solo questa volta:\n  " << *key
            << "\nServe a creare il primo utente; poi revocarla. Si usa così: Authorization: Bearer CHIAVE\n";
}

bool isLoopback(const std::string& address) { return address.starts_with("127.") || address == "::1"; }

bool reachesBeyond(const ServeOptions& options) {
  return !std::all_of(options.listen.begin(), options.listen.end(), isLoopback);
}

void warnOfOpenDoors(const ServeOptions& options) {
  if (!reachesBeyond(options) || !options.tlsCertificate.empty()) return;
  std::cerr << "Attenzione: il servizio ascolta oltre questa macchina senza TLS: chi sta sulla rete può leggere dati e "
               "chiavi. Usare --tls-cert e --tls-key, o un proxy con --unix.\n";
}

// Documents made with these are refused until somebody mends them: better to know before.
void warnOfUnusableTemplates(const Services& services) {
  for (const UnusableTemplate& unusable : unusableTemplates(services)) {
    const AgencyTemplate& entry = unusable.entry;
    const std::string what = entry.isLetterhead() ? "la carta intestata" : "il modello proprio di «" + entry.kind + "/" + entry.layout + "»";
    std::cerr << "Attenzione: " << what << " (versione " << entry.number << ") dell’ente " << entry.agency
              << " non va più bene, e i suoi documenti sono rifiutati: caricarne una versione corretta o toglierla.\n";
  }
}

void announce(const ServeOptions& options, const HttpServer& server) {
  const std::string scheme = options.tlsCertificate.empty() ? "http" : "https";
  const std::string port = std::to_string(server.port());
  if (options.listen.empty()) std::cout << "Stesura risponde a " << scheme << "://localhost:" << port << "\n";
  for (const std::string& address : options.listen) {
    const bool six = address.find(':') != std::string::npos;
    std::cout << "Stesura risponde a " << scheme << "://" << (six ? "[" + address + "]" : address) << ":" << port << "\n";
  }
  std::cout << "Ctrl-C per terminare." << std::endl;
}

// glibc keeps an arena for every other thread, and what one large request has taken: few arenas, large
// blocks by themselves, and what is free is given back now and then.
void keepMemorySmall() {
  mallopt(M_ARENA_MAX, 2);
  mallopt(M_MMAP_THRESHOLD, 256 << 10);
  mallopt(M_TRIM_THRESHOLD, 1 << 20);
}

class MemoryGivenBack {
 public:
  void whenDue() {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return;
    malloc_trim(0);
    next_ = now + std::chrono::seconds(20);
  }

 private:
  std::chrono::steady_clock::time_point next_ = std::chrono::steady_clock::now();
};

int runUntilTold(HttpServer& server, const OrderlyEnd& end, DailyHousekeeping& housekeeping) {
  MemoryGivenBack memory;
  while (!end.asked()) {
    housekeeping.whenDue();
    memory.whenDue();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  if (server.stop(kLongestEnd)) {
    std::cout << "Il servizio è terminato." << std::endl;
    return kExitDone;
  }
  // What hangs cannot be waited for, nor destroyed around it. What was stored is stored.
  std::cerr << "Alcune richieste non sono finite in tempo: il servizio termina lo stesso." << std::endl;
  ::_exit(kExitSurroundings);
}

int serve(const ProgramOptions& programOptions, const ServeOptions& options) {
  keepMemorySmall();
  const OrderlyEnd end;
  const ServerSettings settings = serverSettings(options);
  const GeneratorSettings generatorSettings = resolveSettings(programOptions, Home::needed);
  allowManyFiles();
  const fs::path data = fs::absolute(options.data).lexically_normal();
  const fs::path folder = data.has_filename() ? data : data.parent_path();
  const DataLock lock(folder);

  const auto store = openStore({folder, keyFileOf(folder, options.key)});
  Generator generator(generatorSettings);
  if (options.warm) generator.warmOffice();
  const Services services{generator, store->database(), store->vault(), store->audit(), generatorSettings.home};
  watchProcess(*services.metrics);
  const Housekeeping retention(services);
  watchOffice(*services.metrics, generator);
  if (options.demo) {
    startDemo(services, reachesBeyond(options) || !options.unixSocket.empty() ? Reach::beyond : Reach::thisMachine);
  } else {
    refuseDemo(store->database());
  }
  const JobWorkers workers(services, issuingWork(services), jobThreads());

  RateLimiter limiter(options.requestsPerMinute);
  const Router router(allRoutes(services), limitedIdentity(limiter, identifyBy(services, proxyIdentity(options))),
                      fewAtOnce(settings.requestsAtOnce / 2, onceOnly(services)));
  const auto log = options.log.empty() ? std::make_unique<AccessLog>() : std::make_unique<AccessLog>(options.log);
  if (!options.demo) tellFirstKey(store->database(), store->vault());
  watchJobs(services);
  HttpServer server(settings, {router, limiter, *log, *services.metrics});
  warnOfOpenDoors(options);
  warnOfUnusableTemplates(services);
  announce(options, server);
  DailyHousekeeping housekeeping(*store);
  return runUntilTold(server, end, housekeeping);
}

void declareNetwork(CLI::App& command, ServeOptions& options) {
  command.add_option("--port", options.port, "Porta; di solito 8080, 0 per una libera")->type_name("N")->check(CLI::Range(0, 65535));
  command.add_option("--listen", options.listen, "Indirizzo IP su cui ascoltare (ripetibile); senza, solo questa macchina")
      ->type_name("INDIRIZZO")->take_all()->expected(1);
  command.add_option("--host", options.hosts, "Nome per cui si accettano richieste (ripetibile)")->type_name("NOME")->take_all()->expected(1);
  command.add_option("--unix", options.unixSocket, "Socket Unix per un reverse proxy di questa macchina")->type_name("SOCKET");
  command.add_option("--segreto-proxy", options.proxySecret,
                     "File con il segreto che un proxy manda in X-Stesura-Segreto, se non usa --unix")->type_name("FILE");
  command.add_option("--tls-cert", options.tlsCertificate, "Certificato TLS con la sua catena, in PEM")->type_name("FILE");
  command.add_option("--tls-key", options.tlsKey, "Chiave del certificato, in PEM senza password")->type_name("FILE");
  command.add_option("--limite", options.requestsPerMinute, "Richieste al minuto per utente o indirizzo; di solito 1200")
      ->type_name("N")->check(CLI::Range(1u, 10'000'000u));
}

}  // namespace

void addServe(const CommandContext& context) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* command = context.program.add_subcommand("serve", "Avvia il servizio web su una cartella di dati");
  command->add_option("--data", options->data, "Cartella dei dati; se manca, è creata")->type_name("CARTELLA")->required();
  command->add_option("--chiave", options->key, "File della chiave padrona; se manca, CARTELLA.chiave")->type_name("FILE");
  declareNetwork(*command, *options);
  command->add_option("--log", options->log, "File per una riga JSON a richiesta; senza, sull'errore standard")->type_name("FILE");
  command->add_flag("--warm", options->warm, "Avvia subito LibreOffice");
  command->add_flag("--demo", options->demo, "Reti di esempio in una cartella tutta loro, per provare il servizio");
  command->footer("Esempio:\n  stesura serve --data dati --port 8080");
  command->callback([options, context] {
    context.chosen = [options, context] { return serve(context.options, *options); };
  });
}

}  // namespace stesura
