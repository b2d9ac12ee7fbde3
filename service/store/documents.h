// Issued documents as they are kept: a record in clear, bytes and data sealed, what made them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/store/database.h"
#include "service/store/vault.h"

namespace stesura {

// All texts are "" where there is none.
struct DocumentRecord {
  std::string id{};
  std::string agency{};           // that issued it
  std::string kind{}, layout{};
  std::string format{};           // «odt», «pdf»
  std::string path{}, network{}, meeting{}, draft{};  // ids
  std::int64_t draftVersion = 0;
  std::string author{};
  std::string ceiling{};          // class of its layout: P, I, R, G, H
  std::string scope{};            // of the key that seals it
  std::string state = "generato";
  std::int64_t changes = 1;       // of this record: the ETag
  std::int64_t version = 1;       // of the document
  std::string corrects{};         // id of the former version
  std::string correction{};       // «rettifica», «integrazione», «annotazione»
  std::string supersededBy{};     // id of the next version
  std::string dataId{};           // the identifier that the issued data bear
  std::string sha256{};           // of the bytes, hex
  std::int64_t size = 0;          // bytes
  std::string schemaSha256{}, templateSha256{};
  std::string issuedAt{};         // RFC 3339, UTC
  std::string keepUntil{};        // RFC 3339 full-date
  std::int64_t registrations = 0;
  std::string erasedAt{};         // RFC 3339, UTC: bytes and data are gone
  std::string authorisation{};    // of the archive authority, for the disposal of a registered document

  // Registered things are never erased but by disposal.
  bool registered() const { return registrations > 0 || state == "registrato" || state == "pubblicato"; }
};

struct StateChange { std::string state, who, when, reason; };

// A number that a body's own register gave the document.
struct Registration {
  std::string agency{};
  std::string administrationCode{}, areaCode{};  // codice_amministrazione, codice_aoo
  std::string registerCode{};
  std::string number{};
  std::string date{};  // RFC 3339 full-date
  std::string time{};  // «hh:mm:ss»
  std::string who{}, when{};
};

enum class DocumentPart { content, data };

// Thread-safe; every call works within the caller's transaction and asks nobody for leave: who may
// see what stands in access.h.
class Documents {
 public:
  static constexpr std::size_t kPartBytes = 256 * 1024;

  explicit Documents(const Vault& vault) : vault_(vault) {}

  // Stores everything of a new document; marks the one it corrects as superseded.
  void add(Transaction& transaction, const DocumentRecord& record, std::string_view bytes, std::string_view data) const;
  std::optional<DocumentRecord> find(Transaction& transaction, const std::string& id) const;
  // What was issued from the same version of a draft, with the same layout, in the same format, and
  // is neither annulled nor erased.
  std::optional<DocumentRecord> issuedFrom(Transaction& transaction, const DocumentRecord& wanted) const;

  // How many sealed parts there are, and one of them opened. Throws what Vault::open throws;
  // the number of parts is authenticated with each.
  std::size_t partCount(Transaction& transaction, const DocumentRecord& record, DocumentPart which) const;
  std::string part(Transaction& transaction, const DocumentRecord& record, DocumentPart which, std::size_t number,
                   std::size_t count) const;
  // All the issued data, as JSON text.
  std::string data(Transaction& transaction, const DocumentRecord& record) const;

  bool knowsMaterial(Transaction& transaction, const std::string& sha256) const;
  void addMaterial(Transaction& transaction, const std::string& sha256, const std::map<std::string, std::string>& files) const;
  std::map<std::string, std::string> material(Transaction& transaction, const std::string& sha256) const;

  // Adds the change to the history, too. False if the record is no longer as `record` says.
  bool moveTo(Transaction& transaction, const DocumentRecord& record, const StateChange& change) const;
  // Oldest first; reasons are opened only where asked for.
  std::vector<StateChange> history(Transaction& transaction, const DocumentRecord& record, bool reasons) const;

  // False where the register has given this number already, or the document a number of this register.
  bool addRegistration(Transaction& transaction, const DocumentRecord& record, const Registration& registration) const;
  std::vector<Registration> registrations(Transaction& transaction, const std::string& document) const;

 private:
  void addParts(Transaction& transaction, const DocumentRecord& record, DocumentPart which, std::string_view plain) const;

  const Vault& vault_;
};

// Reads the columns of `kDocumentColumns`, from `first` on.
extern const std::string_view kDocumentColumns;
DocumentRecord documentFromRow(const SqlRow& row);

}  // namespace stesura
