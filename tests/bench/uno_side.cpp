// A bare UNO client for the benchmark: no merge, no sandbox, no checks; it only turns one finished
// ODT into a PDF again and again. The same protocol as carbone_side.js.
// Usage: stesura-bench-uno FILE.odt WORKERS

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <com/sun/star/beans/PropertyValue.hpp>
#include <com/sun/star/bridge/XUnoUrlResolver.hpp>
#include <com/sun/star/frame/XComponentLoader.hpp>
#include <com/sun/star/frame/XStorable.hpp>
#include <com/sun/star/lang/XMultiComponentFactory.hpp>
#include <com/sun/star/uno/XComponentContext.hpp>
#include <com/sun/star/util/XCloseable.hpp>
#include <cppuhelper/bootstrap.hxx>
#include <filesystem>
#include <iostream>
#include <memory>
#include <rtl/bootstrap.hxx>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace uno = com::sun::star::uno;
namespace frame = com::sun::star::frame;
using com::sun::star::beans::PropertyValue;
using rtl::OUString;
using Clock = std::chrono::steady_clock;

constexpr char kProgram[] = "/usr/lib/libreoffice/program/soffice.bin";
constexpr int kRestart = 81;  // a fresh profile's first start asks to be started again

OUString text(const std::string& utf8) {
  return OUString(utf8.data(), static_cast<sal_Int32>(utf8.size()), RTL_TEXTENCODING_UTF8);
}

PropertyValue property(const char* name, const uno::Any& value) {
  return PropertyValue(OUString::createFromAscii(name), 0, value, com::sun::star::beans::PropertyState_DIRECT_VALUE);
}

uno::Sequence<PropertyValue> properties(const std::vector<PropertyValue>& list) {
  return uno::Sequence<PropertyValue>(list.data(), static_cast<sal_Int32>(list.size()));
}

// One soffice of its own and the document it converts.
class Client {
 public:
  Client(const std::filesystem::path& folder, std::string document, std::string pipe)
      : folder_(folder), document_(std::move(document)), pipe_(std::move(pipe)) {
    start();
    connect();
  }
  ~Client() {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void convert() {
    const auto loading = properties({property("Hidden", uno::Any(true)), property("ReadOnly", uno::Any(true))});
    const auto document = loader_->loadComponentFromURL(text("file://" + document_), "_blank", 0, loading);
    if (!document.is()) throw std::runtime_error("the document does not load");
    const auto filter = properties({property("SelectPdfVersion", uno::Any(sal_Int32(2))),
                                    property("UseTaggedPDF", uno::Any(true)),
                                    property("PDFUACompliance", uno::Any(true))});
    const auto storing = properties({property("FilterName", uno::Any(OUString("writer_pdf_Export"))),
                                     property("FilterData", uno::Any(filter)), property("Overwrite", uno::Any(true))});
    uno::Reference<frame::XStorable>(document, uno::UNO_QUERY_THROW)
        ->storeToURL(text("file://" + (folder_ / (pipe_ + ".pdf")).string()), storing);
    uno::Reference<com::sun::star::util::XCloseable>(document, uno::UNO_QUERY_THROW)->close(true);
  }

 private:
  void start() {
    const std::string profile = "-env:UserInstallation=file://" + (folder_ / pipe_).string();
    const std::string accept = "--accept=pipe,name=" + pipe_ + ";urp;";
    process_ = fork();
    if (process_ != 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execl(kProgram, kProgram, "--headless", "--norestore", "--nologo", profile.c_str(), accept.c_str(), nullptr);
    _exit(127);
  }

  void connect() {
    const auto local = cppu::defaultBootstrap_InitialComponentContext();
    const uno::Reference<com::sun::star::bridge::XUnoUrlResolver> resolver(
        local->getServiceManager()->createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local),
        uno::UNO_QUERY_THROW);
    for (int attempt = 0; attempt < 3000; ++attempt) {
      int status = 0;
      if (waitpid(process_, &status, WNOHANG) == process_) {
        if (!WIFEXITED(status) || WEXITSTATUS(status) != kRestart) throw std::runtime_error("soffice ended");
        start();
      }
      try {
        const uno::Reference<uno::XComponentContext> office(
            resolver->resolve(text("uno:pipe,name=" + pipe_ + ";urp;StarOffice.ComponentContext")), uno::UNO_QUERY_THROW);
        loader_.set(office->getServiceManager()->createInstanceWithContext("com.sun.star.frame.Desktop", office),
                    uno::UNO_QUERY_THROW);
        return;
      } catch (const uno::Exception&) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      }
    }
    throw std::runtime_error("soffice does not answer");
  }

  std::filesystem::path folder_;
  std::string document_;
  std::string pipe_;
  pid_t process_ = -1;
  uno::Reference<frame::XComponentLoader> loader_;
};

double rate(const std::vector<std::unique_ptr<Client>>& clients, double seconds) {
  for (const auto& client : clients) client->convert();
  const auto start = Clock::now();
  const auto end = start + std::chrono::duration<double>(seconds);
  std::atomic<long> made = 0;
  std::vector<std::thread> threads;
  for (const auto& client : clients) {
    threads.emplace_back([&made, &client, end] {
      while (Clock::now() < end) {
        client->convert();
        ++made;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return static_cast<double>(made) / std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3) return 2;
  rtl::Bootstrap::set("URE_BOOTSTRAP", "vnd.sun.star.pathname:/usr/lib/libreoffice/program/fundamentalrc");
  std::string pattern = (std::filesystem::temp_directory_path() / "stesura_bench_XXXXXX").string();
  const std::filesystem::path folder = mkdtemp(pattern.data());
  {
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < std::stoi(argv[2]); ++i) {
      const std::string pipe = "stesura_bench_" + std::to_string(getpid()) + "_" + std::to_string(i);
      clients.push_back(std::make_unique<Client>(folder, std::filesystem::absolute(argv[1]).string(), pipe));
    }
    for (std::string line; std::getline(std::cin, line);) {
      std::istringstream words(line);
      std::string verb;
      double seconds = 0;
      words >> verb >> seconds;
      std::cout << rate(clients, seconds) << std::endl;
    }
  }
  std::filesystem::remove_all(folder);
  _exit(0);  // the UNO bridge has threads of its own that end with the process
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  _exit(1);
}
