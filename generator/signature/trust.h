// Whom we trust: anchors and revocation lists handed to us as files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace stesura {

// For people: whom a folder makes us trust, and which lists are in it.
struct TrustAnchor {
  std::string name, notAfter;  // RFC 3339
  std::string file;            // within the folder
  std::string service;         // «CA/QC» or «TSA/QTST» of a trusted list; "" for a file put there by hand
  std::string territory;       // of that list: «IT»
  bool isPast = false;         // not granted today: for the signatures of the time when it was
};
struct TrustRevocationList {
  std::string issuer, thisUpdate, nextUpdate;  // RFC 3339; nextUpdate "" if it says none
  std::string file;
};

// Immutable once read; thread-safe.
class TrustStore {
 public:
  TrustStore();  // trusts nobody
  ~TrustStore();
  TrustStore(TrustStore&&) noexcept;
  TrustStore& operator=(TrustStore&&) noexcept;

  // Every certificate (PEM or DER) and CRL directly in the folder or below, alone or in bundles without
  // signers (.p7b, .p7c; RFC 5652, 5), and the lists that `trust import` put there. What somebody signed
  // is no bundle: the certificates in it are those its signer chose. A certificate that is no authority
  // (CA) counts as an anchor only if it issued itself. Of a trusted list, CA/QC services are anchors for
  // signatures and TSA/QTST services for time stamps, each for the time in which it was granted; other
  // anchors serve for both. At most 5,000 files
  // of 32 MiB; hidden files and symbolic links that lead outside are passed over. What is left out is
  // told in notes().
  // Throws Error{usage} if the folder cannot be read, Error{data} if nothing usable is in it.
  static TrustStore readFolder(const std::filesystem::path& folder);

  std::size_t anchors() const;
  std::size_t revocationLists() const;
  // Italian sentences: files left out, lists that are old, anchors that have expired.
  const std::vector<std::string>& notes() const;
  std::vector<TrustAnchor> anchorList() const;
  std::vector<TrustRevocationList> revocationListList() const;

  struct Kept;
  const Kept& kept() const { return *kept_; }  // for chain.h

 private:
  std::unique_ptr<const Kept> kept_;
};

// A trusted list (ETSI TS 119 612) as read from a file.
struct TrustedListImport {
  std::string territory;           // «IT»
  std::string issued, nextUpdate;  // RFC 3339
  long ageDays = 0;                // since it was issued
  bool expired = false;            // nextUpdate is past
  std::string signerName, signerSha256;
  bool signerConfirmed = false;  // the signer is the one the person named
  std::size_t services = 0;      // granted CA/QC and time-stamp services whose certificates were taken
  std::size_t past = 0;          // granted once, taken for the signatures of that time
  std::size_t leftOut = 0;       // never granted or of other types
  std::vector<std::string> notes;
};

// SHA-256, lower-case hexadecimal, of the first certificate (PEM or DER) in a file: as `signer` below.
// Throws Error{data} if it holds none.
std::string certificateFingerprint(std::string_view bytes);

// Checks the list's XML signature, takes the certificates of the services that are granted or once were,
// and writes them into `folder` (made if missing) with a `lista-<territory>.json` beside; an earlier import
// of the same territory is replaced. Refused: a list older than the one there, or of the same number with
// another content, and one whose signer's certificate is out of its time. `signer`: the SHA-256 of the
// certificate that must have signed the list, hexadecimal, with or without colons; if it is another or
// "", nothing is written and signerConfirmed is false.
// `now`: seconds since 1970. Throws Error{data} for what is no list, or a broken signature; Error{usage}
// for a signer that is no fingerprint; Error{surroundings} if the folder cannot be written.
TrustedListImport importTrustedList(std::string_view xml, std::string_view signer,
                                    const std::filesystem::path& folder, std::int64_t now);

}  // namespace stesura
