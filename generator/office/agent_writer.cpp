#include "generator/office/agent_writer.h"

#include <rtl/digest.h>
#include <unistd.h>

#include <chrono>
#include <com/sun/star/awt/XCallback.hpp>
#include <com/sun/star/awt/XRequestCallback.hpp>
#include <com/sun/star/beans/PropertyValue.hpp>
#include <com/sun/star/bridge/XUnoUrlResolver.hpp>
#include <com/sun/star/connection/NoConnectException.hpp>
#include <com/sun/star/document/MacroExecMode.hpp>
#include <com/sun/star/document/UpdateDocMode.hpp>
#include <com/sun/star/frame/XComponentLoader.hpp>
#include <com/sun/star/frame/XStorable.hpp>
#include <com/sun/star/io/IOException.hpp>
#include <com/sun/star/lang/IllegalArgumentException.hpp>
#include <com/sun/star/lang/XMultiComponentFactory.hpp>
#include <com/sun/star/lang/XServiceInfo.hpp>
#include <com/sun/star/text/XDocumentIndex.hpp>
#include <com/sun/star/text/XDocumentIndexesSupplier.hpp>
#include <com/sun/star/uno/XComponentContext.hpp>
#include <com/sun/star/util/XCloseable.hpp>
#include <condition_variable>
#include <cppuhelper/bootstrap.hxx>
#include <cppuhelper/implbase1.hxx>
#include <functional>
#include <mutex>
#include <rtl/bootstrap.hxx>
#include <rtl/ref.hxx>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "generator/office/agent_soffice.h"

namespace stesura {

namespace {

namespace uno = com::sun::star::uno;
namespace frame = com::sun::star::frame;
using com::sun::star::beans::PropertyValue;
using Properties = uno::Sequence<PropertyValue>;
using com::sun::star::lang::XMultiComponentFactory;
using rtl::OUString;

OUString text(const std::string& utf8) {
  return OUString(utf8.data(), static_cast<sal_Int32>(utf8.size()), RTL_TEXTENCODING_UTF8);
}

OUString fileUrl(const std::filesystem::path& path) { return text("file://" + path.string()); }

PropertyValue property(const char* name, const uno::Any& value) {
  return PropertyValue(OUString::createFromAscii(name), 0, value,
                       com::sun::star::beans::PropertyState_DIRECT_VALUE);
}

template <typename Value>
PropertyValue property(const char* name, const Value& value) {
  return property(name, uno::Any(value));
}

Properties properties(std::initializer_list<PropertyValue> list) {
  return Properties(list.begin(), static_cast<sal_Int32>(list.size()));
}

// Loaded by URL and not by stream: loading from a stream switches the block on links off.
Properties loading(const std::string& filter) {
  return properties(
      {property("FilterName", text(filter)), property("Hidden", true), property("ReadOnly", true),
       property("UpdateDocMode", sal_Int16(com::sun::star::document::UpdateDocMode::NO_UPDATE)),
       property("MacroExecutionMode",
                sal_Int16(com::sun::star::document::MacroExecMode::NEVER_EXECUTE))});
}

Properties exporting(int pdfVersion) {
  const Properties pdf = properties(
      {property("SelectPdfVersion", sal_Int32(pdfVersion)), property("UseTaggedPDF", true),
       property("PDFUACompliance", true), property("ExportBookmarks", true),
       property("InitialView", sal_Int32(0)), property("DisplayPDFDocumentTitle", true),
       property("ExportNotes", false), property("ExportNotesInMargin", false),
       property("UseLosslessCompression", false), property("Quality", sal_Int32(90)),
       property("ReduceImageResolution", true), property("MaxImageResolution", sal_Int32(300))});
  return properties({property("FilterName", OUString("writer_pdf_Export")),
                     property("FilterData", pdf), property("Overwrite", true)});
}

// Makes the tables of contents anew, protected ones too: Writer itself would keep the entries of
// the file. Only they are asked, each for itself: an update of everything pulls in local files, and
// so may an index of another kind. The second round counts the pages with the room that the entries
// of the first round take.
void refreshContents(const uno::Reference<com::sun::star::lang::XComponent>& document) {
  const uno::Reference<com::sun::star::text::XDocumentIndexesSupplier> supplier(document,
                                                                                uno::UNO_QUERY);
  if (!supplier.is()) return;
  const auto indexes = supplier->getDocumentIndexes();
  for (int round = 0; round < 2; ++round) {
    for (sal_Int32 at = 0, count = indexes->getCount(); at < count; ++at) {
      const uno::Reference<com::sun::star::text::XDocumentIndex> index(indexes->getByIndex(at),
                                                                       uno::UNO_QUERY_THROW);
      const uno::Reference<com::sun::star::lang::XServiceInfo> kind(index, uno::UNO_QUERY_THROW);
      if (kind->supportsService("com.sun.star.text.ContentIndex")) index->update();
    }
  }
}

// What soffice appends to «SingleOfficeIPC_»: the MD5 of the profile's URL in UTF-16, each byte in
// hexadecimal without leading zeros.
std::string profileDigest(const std::filesystem::path& folder) {
  const OUString url = fileUrl(folder / "profile");
  unsigned char bytes[RTL_DIGEST_LENGTH_MD5];
  if (rtl_digest_MD5(url.getStr(), url.getLength() * sizeof(sal_Unicode), bytes, sizeof bytes) !=
      rtl_Digest_E_None)
    throw std::runtime_error("no digest");
  std::ostringstream digits;
  for (const unsigned byte : bytes) digits << std::hex << byte;
  return std::move(digits).str();
}

// The names of soffice's two sockets are needed no more once it is connected: gone, nobody else can
// connect, and nothing is left behind by a soffice that is killed.
void removeSockets(const Soffice& soffice, const std::filesystem::path& folder) {
  const std::string user = "OSL_PIPE_" + std::to_string(geteuid()) + "_";
  for (const std::string& name : {soffice.pipe(), "SingleOfficeIPC_" + profileDigest(folder)})
    for (const std::filesystem::path place :
         {std::filesystem::path("/tmp"), std::filesystem::path("/var/tmp"), folder})
      for (const std::string& file : {user + name, "OSL_PIPE_" + name}) {
        std::error_code notThere;
        std::filesystem::remove(place / file, notThere);
      }
}

// soffice's main thread calls it back once; the calls it makes then run in that thread, which
// spares a switch of threads for each of them.
class InMainThread : public cppu::WeakImplHelper1<com::sun::star::awt::XCallback> {
 public:
  explicit InMainThread(std::function<void()> work) : work_(std::move(work)) {}

  void SAL_CALL notify(const uno::Any&) override {
    work_();
    const std::lock_guard lock(mutex_);
    done_ = true;
    changed_.notify_all();
  }

  bool awaitFor(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, time, [this] { return done_; });
  }

 private:
  std::function<void()> work_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
};

}  // namespace

struct Writer::Connection {
  Soffice& soffice;
  uno::Reference<uno::XComponentContext> local, office;
  uno::Reference<frame::XComponentLoader> desktop;
  uno::Reference<com::sun::star::awt::XRequestCallback> mainThread;

  template <typename Interface>
  uno::Reference<Interface> create(const char* service) {
    return uno::Reference<Interface>(office->getServiceManager()->createInstanceWithContext(
                                         OUString::createFromAscii(service), office),
                                     uno::UNO_QUERY_THROW);
  }

  bool tryConnect(const uno::Reference<com::sun::star::bridge::XUnoUrlResolver>& resolver) {
    try {
      office.set(resolver->resolve(
                     text("uno:pipe,name=" + soffice.pipe() + ";urp;StarOffice.ComponentContext")),
                 uno::UNO_QUERY_THROW);
      desktop = create<frame::XComponentLoader>("com.sun.star.frame.Desktop");
      mainThread = create<com::sun::star::awt::XRequestCallback>("com.sun.star.awt.AsyncCallback");
      return true;
    } catch (const uno::Exception&) {  // not yet listening
      return false;
    }
  }

  Outcome convert(const OUString& from, const std::string& filter, const OUString& to, int version);
};

Writer::Writer(Soffice& soffice, const std::filesystem::path& folder)
    : connection_(new Connection{soffice, {}, {}, {}, {}}) {
  rtl::Bootstrap::set("URE_BOOTSTRAP",
                      "vnd.sun.star.pathname:/usr/lib/libreoffice/program/fundamentalrc");
  rtl::Bootstrap::set("OSL_SOCKET_PATH", text(folder.string()));
  connection_->local = cppu::defaultBootstrap_InitialComponentContext();
  const uno::Reference<com::sun::star::bridge::XUnoUrlResolver> resolver(
      connection_->local->getServiceManager()->createInstanceWithContext(
          "com.sun.star.bridge.UnoUrlResolver", connection_->local),
      uno::UNO_QUERY_THROW);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!connection_->tryConnect(resolver)) {
    if (!soffice.alive() || std::chrono::steady_clock::now() > deadline)
      throw std::runtime_error("soffice does not start");
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  removeSockets(soffice, folder);
}

Writer::~Writer() = default;

Writer::Outcome Writer::Connection::convert(const OUString& from, const std::string& filter,
                                            const OUString& to, int version) {
  uno::Reference<com::sun::star::lang::XComponent> document;
  try {
    document = desktop->loadComponentFromURL(from, "_blank", 0, loading(filter));
  } catch (const com::sun::star::lang::IllegalArgumentException&) {
  } catch (const com::sun::star::io::IOException&) {
  }
  if (!document.is()) return Outcome::refused;  // a broken file gives null, and no exception
  Outcome outcome = Outcome::exported;
  try {
    refreshContents(document);
    uno::Reference<frame::XStorable>(document, uno::UNO_QUERY_THROW)
        ->storeToURL(to, exporting(version));
  } catch (const com::sun::star::io::IOException&) {
    outcome = Outcome::refused;
  }
  uno::Reference<com::sun::star::util::XCloseable>(document, uno::UNO_QUERY_THROW)->close(true);
  return outcome;
}

Writer::Outcome Writer::exportPdf(const std::filesystem::path& document, const std::string& filter,
                                  const std::filesystem::path& pdf, int pdfVersion) {
  // Shared with a callback that may still come after this call has given up.
  struct Result {
    Outcome outcome = Outcome::refused;
    bool broken = true;
  };
  const auto result = std::make_shared<Result>();
  const rtl::Reference<InMainThread> job(new InMainThread([=, this] {
    try {
      result->outcome = connection_->convert(fileUrl(document), filter, fileUrl(pdf), pdfVersion);
      result->broken = false;
    } catch (const uno::Exception&) {  // the bridge is gone, or nobody knows what happened
    }
  }));
  try {
    connection_->mainThread->addCallback(job.get(), uno::Any());
  } catch (const uno::Exception&) {
    throw std::runtime_error("soffice is gone");
  }
  while (!job->awaitFor(std::chrono::milliseconds(50)))
    if (!connection_->soffice.alive()) throw std::runtime_error("soffice is gone");
  if (result->broken) throw std::runtime_error("soffice is broken");
  return result->outcome;
}

}  // namespace stesura
