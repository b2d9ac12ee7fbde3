// What a document can reach from inside the sandbox, and what happens where there is none.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <set>
#include <thread>

#include "generator/error.h"
#include "generator/office/office.h"
#include "tests/office_surroundings.h"
#include "tests/pdf_faults.h"

namespace stesura {
namespace {

// Counts the connections that reach a port of this machine.
class Listener {
 public:
  Listener() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(socket_, 64) != 0)
      throw std::runtime_error("no port");
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }
  ~Listener() {
    ending_ = true;
    thread_.join();
    close(socket_);
  }

  int port = 0;
  std::atomic<int> requests{0};

 private:
  void run() {
    while (!ending_) {
      pollfd watched{socket_, POLLIN, 0};
      if (poll(&watched, 1, 20) <= 0) continue;
      const int guest = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
      if (guest < 0) continue;
      ++requests;
      const char answer[] =
          "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      send(guest, answer, sizeof answer - 1, MSG_NOSIGNAL);
      close(guest);
    }
  }

  int socket_;
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

// A folder with a text and a picture that no document may show.
class Canary {
 public:
  Canary() {
    std::string name = (std::filesystem::temp_directory_path() / "stesura-canary-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no folder");
    folder_ = name;
    std::filesystem::permissions(folder_, std::filesystem::perms::others_all,
                                 std::filesystem::perm_options::add);
    std::ofstream(folder_ / "canarino.txt") << kText << "\n";
    std::ofstream(folder_ / "canarino.ppm", std::ios::binary)
        << "P6\n1 1\n255\n\xff" << '\0' << '\0';
  }
  ~Canary() { std::filesystem::remove_all(folder_); }

  std::string url(const std::string& name) const { return "file://" + (folder_ / name).string(); }

  static constexpr char kText[] = "CANARINO7291";

 private:
  std::filesystem::path folder_;
};

// Fed to LibreOffice without the gate that would refuse every one of these.
std::string curiousDocument(const std::string& text, const std::string& picture) {
  const std::string link = " xlink:type=\"simple\" xlink:actuate=\"onLoad\" xlink:href=\"";
  return documentOf(
      "<text:p>Testo che resta</text:p>"
      "<text:section text:name=\"S\"><text:section-source" +
          link + text +
          "\" text:filter-name=\"Text\"/><text:p>vuoto</text:p></text:section>"
          "<text:p text:style-name=\"Sfondo\">a</text:p><text:p "
          "text:style-name=\"Riempito\">b</text:p>"
          "<text:p><draw:frame draw:name=\"I\" text:anchor-type=\"as-char\" svg:width=\"2cm\" "
          "svg:height=\"2cm\"><draw:image" +
          link + picture +
          "\"/></draw:frame></text:p>"
          "<text:list "
          "text:style-name=\"Elenco\"><text:list-item><text:p>c</text:p></text:list-item>"
          "</text:list>"
          "<text:p><draw:frame draw:name=\"O\" text:anchor-type=\"as-char\" svg:width=\"2cm\" "
          "svg:height=\"2cm\"><draw:object" +
          link + text + "\"/></draw:frame></text:p>",
      "<style:style style:name=\"Sfondo\" style:family=\"paragraph\"><style:paragraph-properties>"
      "<style:background-image" +
          link + picture +
          "\"/></style:paragraph-properties></style:style>"
          "<style:style style:name=\"Riempito\" style:family=\"paragraph\">"
          "<style:paragraph-properties draw:fill=\"bitmap\"><style:background-image" +
          link + picture +
          "\" style:repeat=\"repeat\"/></style:paragraph-properties></style:style>"
          "<text:list-style style:name=\"Elenco\"><text:list-level-style-image text:level=\"1\"" +
          link + picture + "\"/></text:list-style>");
}

std::string convert(const OfficeSettings& settings, const std::string& document) {
  Office office(settings);
  return office.toPdf(document, PdfProfile::pdfA2b);
}

OfficeSettings withoutSandbox() {
  auto settings = officeSettings();
  settings.sandbox = Sandbox::none;
  return settings;
}

TEST(OfficeIsolation, FetchesNothingFromTheNetwork) {
  const Listener listener;
  const std::string web = "http://127.0.0.1:" + std::to_string(listener.port) + "/";
  const auto document = curiousDocument(web + "testo.txt", web + "immagine.png");
  EXPECT_NE(pdfText(convert(officeSettings(), document)).find("Testo che resta"),
            std::string::npos);
  EXPECT_EQ(listener.requests, 0);
}

// The same document without the sandbox does ask: so the silence above is the sandbox's doing.
TEST(OfficeIsolation, NeedsTheSandboxForThat) {
  const Listener listener;
  const std::string web = "http://127.0.0.1:" + std::to_string(listener.port) + "/";
  convert(withoutSandbox(), curiousDocument(web + "testo.txt", web + "immagine.png"));
  EXPECT_GT(listener.requests, 0);
}

TEST(OfficeIsolation, ReadsNoFileOfTheMachine) {
  const Canary canary;
  const auto pdf = convert(officeSettings(),
                           curiousDocument(canary.url("canarino.txt"), canary.url("canarino.ppm")));
  const auto text = pdfText(pdf);
  EXPECT_NE(text.find("Testo che resta"), std::string::npos);
  EXPECT_EQ(text.find(Canary::kText), std::string::npos);
  // Two lines of headings and no picture.
  EXPECT_LE(outputOf("pdfimages -list {} | wc -l", pdf), "2\n");
}

// The folder that an agent of this process works in: the second word of its command.
std::filesystem::path agentFolder() {
  const auto agents = descendants("stesura-office-");
  if (agents.empty()) return {};
  std::ifstream file("/proc/" + std::to_string(agents.front()) + "/cmdline");
  std::string program, folder;
  std::getline(file, program, '\0');
  std::getline(file, folder, '\0');
  return folder;
}

std::set<std::filesystem::path> sockets() {
  std::set<std::filesystem::path> found;
  for (const char* place : {"/tmp", "/var/tmp"})
    for (const auto& entry : std::filesystem::directory_iterator(place))
      if (entry.path().filename().string().starts_with("OSL_PIPE_")) found.insert(entry.path());
  return found;
}

TEST(OfficeIsolation, WorksWithoutASandboxWhenAsked) {
  std::filesystem::path folder;
  {
    Office office(withoutSandbox());
    for (int i = 0; i < 2; ++i)
      EXPECT_NE(pdfText(office.toPdf(formDocument(), PdfProfile::pdfA2b)).find("Scheda di prova"),
                std::string::npos);
    folder = agentFolder();
    EXPECT_TRUE(std::filesystem::is_directory(folder)) << folder;
    const auto name = folder.filename().string();
    for (const auto& socket : sockets()) EXPECT_EQ(socket.string().find(name), std::string::npos);
  }
  EXPECT_FALSE(std::filesystem::exists(folder)) << folder;
}

// Each has a pipe of its own: with one name for all, a document would reach the other's LibreOffice
// and end with it.
TEST(OfficeIsolation, KeepsTwoWithoutASandboxApart) {
  Office first(withoutSandbox());
  const auto own = [&] { return first.toPdf(formDocument(), PdfProfile::pdfA2b); };
  own();
  const auto offices = descendants("soffice.bin");
  ASSERT_EQ(offices.size(), 1u);
  {
    Office second(withoutSandbox());
    second.toPdf(formDocument(), PdfProfile::pdfA2b);
    ASSERT_EQ(kill(offices.front(), SIGKILL), 0);  // the first one's
    second.toPdf(formDocument(), PdfProfile::pdfA2b);
    EXPECT_EQ(second.status().restarts, 0u);
  }
  EXPECT_NE(pdfText(own()).find("Scheda di prova"), std::string::npos);
}

ErrorKind kindOf(const OfficeSettings& settings, std::string& sentence) {
  try {
    convert(settings, formDocument());
  } catch (const Error& error) {
    sentence = error.sentence();
    return error.kind();
  }
  sentence = "nothing was thrown";
  return ErrorKind::usage;
}

// A PATH of the test's own, for as long as it lives.
class OwnPath {
 public:
  explicit OwnPath(const std::string& bwrap) : before_(getenv("PATH")) {
    std::string name = (std::filesystem::temp_directory_path() / "stesura-path-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no folder");
    folder_ = name;
    if (!bwrap.empty()) {
      std::ofstream(folder_ / "bwrap") << bwrap;
      std::filesystem::permissions(folder_ / "bwrap", std::filesystem::perms::owner_all);
    }
    setenv("PATH", folder_.c_str(), 1);
  }
  ~OwnPath() {
    setenv("PATH", before_.c_str(), 1);
    std::filesystem::remove_all(folder_);
  }

 private:
  std::string before_;
  std::filesystem::path folder_;
};

TEST(OfficeIsolation, NamesTheMissingProgram) {
  const OwnPath path("");
  std::string sentence;
  EXPECT_EQ(kindOf(officeSettings(), sentence), ErrorKind::surroundings);
  EXPECT_NE(sentence.find("apt install bubblewrap"), std::string::npos) << sentence;
}

TEST(OfficeIsolation, SaysWhyThereIsNoSandboxAndHowToMendIt) {
  const OwnPath path(
      "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n");
  std::string sentence;
  EXPECT_EQ(kindOf(officeSettings(), sentence), ErrorKind::surroundings);
  EXPECT_NE(sentence.find("unprivileged_userns_clone=1"), std::string::npos) << sentence;
  EXPECT_NE(sentence.find("--unsafe-no-sandbox"), std::string::npos) << sentence;
  EXPECT_THROW(Office(officeSettings()).warm(), Error);
}

TEST(OfficeIsolation, NamesAnIncompleteInstallation) {
  std::string sentence;
  auto settings = officeSettings();
  settings.agent = "/nowhere/agent";
  EXPECT_EQ(kindOf(settings, sentence), ErrorKind::surroundings);
  EXPECT_EQ(sentence.find("nowhere"), std::string::npos) << sentence;
  settings = officeSettings();
  settings.fonts = "/nowhere/fonts";
  EXPECT_EQ(kindOf(settings, sentence), ErrorKind::surroundings);
}

}  // namespace
}  // namespace stesura
