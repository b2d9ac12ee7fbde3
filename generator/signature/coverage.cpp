// The digests of CoverageDigests: one running state for what is common, copied at the gap of each signature.
#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <map>
#include <new>

#include "generator/error.h"
#include "generator/signature/signed_file.h"

namespace stesura {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

void require(int done) {
  if (done == 1) return;
  ERR_clear_error();
  throw Error(ErrorKind::data,
              "L’impronta del documento non può essere calcolata con l’algoritmo della firma.");
}

Context newContext() {
  Context context(EVP_MD_CTX_new());
  if (!context) throw std::bad_alloc();
  return context;
}

}  // namespace

struct CoverageDigests::Kept {
  struct Coverage {
    std::size_t gapBegin, gapEnd, end;
    bool sound;
  };
  std::string_view bytes;
  std::vector<Coverage> coverages;
  std::vector<std::size_t> order;                           // of the sound ones, by gapBegin
  std::map<std::string, std::vector<std::string>> digests;  // by algorithm

  const std::vector<std::string>& of(const char* algorithm) {
    const auto known = digests.find(algorithm);
    if (known != digests.end()) return known->second;
    const EVP_MD* method = EVP_get_digestbyname(algorithm);
    require(method != nullptr ? 1 : 0);
    return digests.emplace(algorithm, compute(method)).first->second;
  }

  std::vector<std::string> compute(const EVP_MD* method) const {
    std::vector<std::string> found(coverages.size());
    const Context running = newContext(), one = newContext();
    require(EVP_DigestInit_ex(running.get(), method, nullptr));
    std::size_t done = 0;
    for (const std::size_t place : order) {
      const Coverage& coverage = coverages[place];
      require(EVP_DigestUpdate(running.get(), bytes.data() + done, coverage.gapBegin - done));
      done = coverage.gapBegin;
      require(EVP_MD_CTX_copy_ex(one.get(), running.get()));
      require(EVP_DigestUpdate(one.get(), bytes.data() + coverage.gapEnd, coverage.end - coverage.gapEnd));
      std::string digest(EVP_MAX_MD_SIZE, '\0');
      unsigned length = 0;
      require(EVP_DigestFinal_ex(one.get(), reinterpret_cast<unsigned char*>(digest.data()), &length));
      digest.resize(length);
      found[place] = std::move(digest);
    }
    return found;
  }
};

// Sound coverages end with the revision that holds their gap, so that all tails together are no longer
// than the file.
CoverageDigests::CoverageDigests(std::string_view bytes, const std::vector<PlacedSignature>& signatures)
    : kept_(std::make_unique<Kept>()) {
  kept_->bytes = bytes;
  for (const PlacedSignature& signature : signatures) {
    const bool ordered = signature.gapBegin < signature.gapEnd && signature.gapEnd <= signature.coverageEnd &&
                         signature.coverageEnd <= bytes.size();
    const bool sound = signature.faults.empty() && ordered;
    if (sound) kept_->order.push_back(kept_->coverages.size());
    kept_->coverages.push_back({signature.gapBegin, signature.gapEnd, signature.coverageEnd, sound});
  }
  std::sort(kept_->order.begin(), kept_->order.end(), [this](std::size_t a, std::size_t b) {
    return kept_->coverages[a].gapBegin < kept_->coverages[b].gapBegin;
  });
}

CoverageDigests::~CoverageDigests() = default;
CoverageDigests::CoverageDigests(CoverageDigests&&) noexcept = default;

std::string CoverageDigests::digest(std::size_t signature, const char* algorithm) {
  if (signature >= kept_->coverages.size() || !kept_->coverages[signature].sound) {
    throw Error(ErrorKind::data, "La firma non dice in modo attendibile quali byte del documento copre.");
  }
  return kept_->of(algorithm)[signature];
}

}  // namespace stesura
