// Signing and verifying in memory, for run_signatures.py.
// Usage: stesura-bench-signatures FONTS_FOLDER FOLDER SIGNATURES
// Writes FOLDER/signed.pdf (an agreement of 2 MB with so many signatures, each an update of its own), the
// certificates and lists that it is judged by in FOLDER/trust, FOLDER/issued.pdf and FOLDER/key.p12; then
//   sign SECONDS     milliseconds a signature of the issued agreement, RSA-3072, key already open: median
//   open SECONDS     milliseconds for opening the PKCS#12 file: median
//   verify SECONDS   milliseconds for verifying all signatures: median
//   outcome          of the verification
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "generator/form/faces.h"
#include "generator/signature/signing.h"
#include "generator/signature/verification.h"
#include "tests/signing_world.h"

namespace {

using namespace stesura;
using Clock = std::chrono::steady_clock;
using testing::SigningWorld;

constexpr std::size_t kPages = 2600;  // 2 MB
constexpr std::int64_t kNow = SigningWorld::kNow;

void put(const std::filesystem::path& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

class Side {
 public:
  Side(const std::string& fonts, std::filesystem::path folder, std::size_t signatures)
      : fonts_(fonts), folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_ / "trust");
    world_.writeTrust(folder_ / "trust");
    std::vector<std::string> fields;
    for (std::size_t i = 0; i < signatures; ++i) fields.push_back("firma_ente_" + std::to_string(i + 1));
    issued_ = testing::signablePdf(fields, kPages);
    testing::TestSigner who;
    who.key = testing::TestKey::rsa3072;
    const testing::TestIdentity identity = world_.signer(who);
    container_ = identity.pkcs12("prova");
    put(folder_ / "issued.pdf", issued_);
    put(folder_ / "key.p12", container_);
    key_.push_back(SigningKey::fromPkcs12(container_, "prova"));
    signed_ = issued_;
    for (const std::string& field : fields) signed_ = signedIn(signed_, field);
    put(folder_ / "signed.pdf", signed_);
    trust_ = TrustStore::readFolder(folder_ / "trust");
  }

  void sign() const { signedIn(issued_, "firma_ente_1"); }
  void open() const { SigningKey::fromPkcs12(container_, "prova"); }
  VerificationReport verification() const {
    VerificationOrder order;
    order.bytes = signed_;
    order.trust = &trust_;
    order.now = kNow + 60;
    return verify(order);
  }
  std::string sizes() const {
    return std::to_string(issued_.size()) + " " + std::to_string(signed_.size()) + " " +
           std::to_string(verification().signatures.size());
  }

 private:
  std::string signedIn(const std::string& pdf, const std::string& field) const {
    SigningOrder order;
    order.pdf = pdf;
    order.field = field;
    order.time = kNow;
    return signPdf(order, key_.front(), fonts_);
  }

  FormFonts fonts_;
  std::filesystem::path folder_;
  SigningWorld world_;
  std::string issued_, signed_, container_;
  std::vector<SigningKey> key_;
  TrustStore trust_;
};

// Median in milliseconds of doing something again and again for some seconds.
template <typename Work>
double medianOf(double seconds, Work work) {
  std::vector<double> times;
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  do {
    const auto start = Clock::now();
    work();
    times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  } while (Clock::now() < end);
  std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
  return times[times.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const Side side(argv[1], argv[2], std::stoul(argv[3]));
  std::string word;
  double seconds = 0;
  while (std::cin >> word) {
    if (word == "outcome")
      std::cout << outcomeName(side.verification().outcome) << std::endl;
    else if (word == "sizes")
      std::cout << side.sizes() << std::endl;
    else if (!(std::cin >> seconds))
      return 2;
    else if (word == "sign")
      std::cout << medianOf(seconds, [&side] { side.sign(); }) << std::endl;
    else if (word == "open")
      std::cout << medianOf(seconds, [&side] { side.open(); }) << std::endl;
    else if (word == "verify")
      std::cout << medianOf(seconds, [&side] { side.verification(); }) << std::endl;
    else
      return 2;
  }
}
