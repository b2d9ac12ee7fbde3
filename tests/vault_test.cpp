#include "service/store/vault.h"

#include <gtest/gtest.h>

#include <fstream>

#include "service/refusal.h"
#include "service/store/erased_scopes.h"
#include "service/store/store.h"
#include "tests/data_folder.h"

namespace stesura {
namespace {

constexpr SealedPlace kPlace{"persona", "1", "corpo"};

class VaultOfStore : public ::testing::Test {
 protected:
  VaultOfStore() : place_{folder_.path() / "dati", folder_.path() / "chiave"} {}
  static std::string seal(Store& store, const std::string& scope, const std::string& plain) {
    return store.database().write([&](Transaction& t) { return store.vault().seal(t, scope, kPlace, plain); });
  }
  static std::string open(Store& store, const std::string& scope, const std::string& sealed) {
    return store.database().read([&](Transaction& t) { return store.vault().open(t, scope, kPlace, sealed); });
  }

  DataFolder folder_;
  StorePlace place_;
};

TEST_F(VaultOfStore, OpensOnlyWhatStandsWhereItWasSealed) {
  Store store(place_);
  store.database().write([&](Transaction& t) {
    const Vault& vault = store.vault();
    const std::string sealed = vault.seal(t, "persona/1", kPlace, "segreto");
    EXPECT_EQ(sealed.find("segreto"), std::string::npos);
    EXPECT_EQ(vault.open(t, "persona/1", kPlace, sealed), "segreto");
    EXPECT_THROW(vault.open(t, "persona/1", {"persona", "2", "corpo"}, sealed), Error);
    EXPECT_THROW(vault.open(t, "persona/1", {"persona", "1", "altro"}, sealed), Error);
    EXPECT_THROW(vault.open(t, "persona/1", {"persona1", "", "corpo"}, sealed), Error);
    for (std::size_t at = 0; at < sealed.size(); ++at) {
      std::string flipped = sealed;
      flipped[at] = static_cast<char>(flipped[at] ^ 1);
      EXPECT_THROW(vault.open(t, "persona/1", kPlace, flipped), Error) << at;
    }
    for (std::size_t size = 0; size < sealed.size(); ++size) {
      EXPECT_THROW(vault.open(t, "persona/1", kPlace, sealed.substr(0, size)), Error) << size;
    }
  });
}

TEST_F(VaultOfStore, NeitherOpensNorSealsWhatWasErased) {
  Store store(place_);
  const std::string sealed = seal(store, "persona/1", "segreto");
  store.database().write([&](Transaction& t) { store.vault().erase(t, "persona/1"); });
  EXPECT_THROW(open(store, "persona/1", sealed), Refusal);
  EXPECT_THROW(seal(store, "persona/1", "di nuovo"), Refusal);
  EXPECT_EQ(ErasedScopes(ErasedScopes::besideKey(place_.keyFile)).read().size(), 1u);
}

TEST_F(VaultOfStore, RegistersNoErasingThatWasRolledBack) {
  Store store(place_);
  const std::string sealed = seal(store, "persona/1", "segreto");
  EXPECT_THROW(store.database().write([&](Transaction& t) {
    store.vault().erase(t, "persona/1");
    throw notFound();
  }), Refusal);
  EXPECT_EQ(open(store, "persona/1", sealed), "segreto");
  EXPECT_TRUE(ErasedScopes(ErasedScopes::besideKey(place_.keyFile)).read().empty());
}

TEST_F(VaultOfStore, WritesTheRegisterAtTheNextStartIfItCouldNotBefore) {
  const auto file = ErasedScopes::besideKey(place_.keyFile);
  {
    Store store(place_);
    seal(store, "persona/1", "segreto");
    std::filesystem::create_directory(file);  // in the way
    store.database().write([&](Transaction& t) { store.vault().erase(t, "persona/1"); });
  }
  EXPECT_THROW(Store(place_, Opening::existing), Error);
  std::filesystem::remove(file);
  { Store store(place_, Opening::existing); }
  EXPECT_EQ(ErasedScopes(file).read().size(), 1u);
}

TEST_F(VaultOfStore, LeavesATornLineOfTheRegisterAlone) {
  const ErasedScopes scopes(folder_.path() / "registro");
  std::ofstream(folder_.path() / "registro") << std::string(64, 'a') << '\n' << std::string(30, 'b');
  scopes.add({std::string(64, 'c'), std::string(64, 'a')});
  EXPECT_EQ(scopes.read(), (std::set<std::string>{std::string(64, 'a'), std::string(64, 'c')}));
  scopes.append({std::string(64, 'd')});
  scopes.append({std::string(64, 'd')});  // once more does no harm
  EXPECT_EQ(scopes.read(), (std::set<std::string>{std::string(64, 'a'), std::string(64, 'c'), std::string(64, 'd')}));
}

TEST_F(VaultOfStore, OpensEverythingAfterTheMasterKeyWasRotated) {
  Store running(place_);
  const std::string before = seal(running, "persona/1", "prima");
  {
    MasterKeys keys = withNewKey(MasterKeys::fromFile(place_.keyFile));
    Store other(place_, Opening::existing);
    EXPECT_EQ(other.database().write([&](Transaction& t) { return other.vault().rewrap(t); }), 3u);
    EXPECT_EQ(other.database().read([](Transaction& t) { return masterKeysInUse(t); }), (std::map<int, std::size_t>{{2, 3}}));
  }
  // The service that runs had read the file before.
  EXPECT_EQ(open(running, "persona/1", before), "prima");
  seal(running, "persona/2", "dopo");
  EXPECT_EQ(running.database().read([](Transaction& t) { return masterKeysInUse(t); }), (std::map<int, std::size_t>{{2, 4}}));
  withoutKey(MasterKeys::fromFile(place_.keyFile), 1);
  Store again(place_, Opening::existing);
  EXPECT_EQ(open(again, "persona/1", before), "prima");
}

TEST_F(VaultOfStore, RefusesAKeyThatIsNotThatOfTheData) {
  { Store store(place_); }
  std::filesystem::remove(place_.keyFile);
  EXPECT_THROW(Store(place_, Opening::existing), Error);
  EXPECT_THROW(Store{place_}, Error) << "no new key is made over data that are there";
  MasterKeys::create(place_.keyFile);
  EXPECT_THROW(Store(place_, Opening::existing), Error);
}

TEST_F(VaultOfStore, RefusesAKeyWithinTheData) {
  EXPECT_THROW(Store({folder_.path() / "dati", folder_.path() / "dati" / "chiave"}), Error);
  EXPECT_THROW(Store({folder_.path() / "dati", folder_.path() / "dati" / "sotto" / ".." / "chiave"}), Error);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "dati" / "stesura.db"));
  std::filesystem::create_directory(folder_.path() / "dati");
  std::filesystem::create_directory_symlink(folder_.path() / "dati", folder_.path() / "altrove");
  EXPECT_THROW(Store({folder_.path() / "dati", folder_.path() / "altrove" / "chiave"}), Error);
}

}  // namespace
}  // namespace stesura
