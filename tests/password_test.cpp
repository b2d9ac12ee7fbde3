#include "service/store/password.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "service/refusal.h"
#include "service/store/cipher.h"
#include "service/store/one_time_code.h"

namespace stesura {
namespace {

TEST(Password, IsKnownByItsHashAlone) {
  PasswordGate gate;
  const PasswordGate::Turn turn = gate.enter();
  const std::string phc = turn.hash("quattro parole qualsiasi");
  EXPECT_TRUE(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << phc;
  EXPECT_TRUE(turn.verify(phc, "quattro parole qualsiasi"));
  EXPECT_FALSE(turn.verify(phc, "quattro parole qualsias"));
  EXPECT_FALSE(turn.verify("", ""));
  EXPECT_FALSE(turn.verify("nessun hash", "quattro parole qualsiasi"));
  EXPECT_NE(phc, turn.hash("quattro parole qualsiasi"));
}

TEST(Password, KnowsHashesOfOtherParameters) {
  // From the tests of the reference implementation (phc-winner-argon2, test.c).
  const std::string foreign =
      "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
  PasswordGate gate;
  const PasswordGate::Turn turn = gate.enter();
  EXPECT_TRUE(turn.verify(foreign, "password"));
  EXPECT_FALSE(turn.verify(foreign, "Password"));
  EXPECT_TRUE(PasswordGate::outdated(foreign));
  EXPECT_FALSE(PasswordGate::outdated(turn.hash("una password lunga")));
}

TEST(Password, TakesTheSameTimeForNobody) {
  PasswordGate gate;
  const PasswordGate::Turn turn = gate.enter();
  const std::string phc = turn.hash("una password lunga");
  const auto timeOf = [&](const std::string& hash) {
    const auto start = std::chrono::steady_clock::now();
    for (int count = 0; count < 5; ++count) EXPECT_FALSE(turn.verify(hash, "sbagliata"));
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  const double known = timeOf(phc), nobody = timeOf("");
  EXPECT_LT(std::max(known, nobody), 3 * std::min(known, nobody));
}

TEST(Password, IsHashedOneAtATimeAndFewWait) {
  PasswordGate gate;
  std::atomic<int> inside{0}, most{0}, done{0}, refused{0};
  std::atomic<bool> go{false};
  std::vector<std::thread> threads;
  {
    const PasswordGate::Turn first = gate.enter();
    for (int count = 0; count < 20; ++count) {
      threads.emplace_back([&] {
        try {
          const PasswordGate::Turn turn = gate.enter();
          most = std::max(most.load(), ++inside);
          std::this_thread::sleep_for(std::chrono::milliseconds(1));
          --inside;
          ++done;
        } catch (const Refusal& refusal) {
          EXPECT_EQ(refusal.refusal(), RefusalKind::busy);
          ++refused;
        }
      });
    }
    while (refused < 12) std::this_thread::yield();
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(most, 1);
  EXPECT_EQ(done, 8);
  EXPECT_EQ(refused, 12);
}

bool accepted(const std::string& password, const std::string& login = "m.rossi@asl.example") {
  return passwordProblems(password, login, "/password").empty();
}

TEST(Password, IsRefusedWhereItIsEasyToGuess) {
  for (const char* weak : {"", "corta", "undici, qui"}) EXPECT_FALSE(accepted(weak)) << weak;
  for (const char* common :
       {"password1234", "Password123!", "PASSWORDPASSWORD", "qwertyuiop12", "123456789012",
        "aaaaaaaaaaaa", "abcabcabcabc", "abcdefghijkl", "987654321098", "Benvenuto2026",
        "!!!stesura!!!2026", "amministratore1", "000000000000", "m.rossi-2026-ok",
        "M.ROSSI sempre io", "1234!1234!1234!"}) {
    EXPECT_FALSE(accepted(common)) << common;
  }
  for (const char* good :
       {"quattro parole qualsiasi", "perché no, domani?", "x9#Kq2!mZ7pLw", "èèèàìòùèéçò°§"}) {
    EXPECT_TRUE(accepted(good)) << good;
  }
}

TEST(Password, CountsCharactersAndNotBytes) {
  std::string accents;
  for (int count = 0; count < 11; ++count) accents += count % 2 ? "è" : "ò";
  EXPECT_FALSE(accepted(accents));
  EXPECT_FALSE(accepted(std::string(129, 'x') + "y"));
  std::string longest = "questa frase ";
  while (longest.size() < 128) longest += static_cast<char>('a' + longest.size() % 23);
  EXPECT_TRUE(accepted(longest));
  const auto problems = passwordProblems("corta", "m.rossi", "/password_nuova");
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].pointer, "/password_nuova");
  EXPECT_EQ(problems[0].message.find("«"), std::string::npos);
}

// RFC 4226, appendix D.
TEST(OneTimeCode, FollowsTheVectorsOfCounters) {
  const std::string secret = "12345678901234567890";
  const char* codes[] = {"755224", "287082", "359152", "969429", "338314",
                         "254676", "287922", "162583", "399871", "520489"};
  for (std::uint64_t counter = 0; counter < 10; ++counter)
    EXPECT_EQ(counterCode(secret, counter, 6), codes[counter]);
}

// RFC 6238, appendix B, SHA-1.
TEST(OneTimeCode, FollowsTheVectorsOfTime) {
  const std::string secret = "12345678901234567890";
  const std::pair<std::int64_t, const char*> vectors[] = {
      {59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
      {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
  for (const auto& [seconds, code] : vectors) {
    EXPECT_EQ(counterCode(secret, static_cast<std::uint64_t>(seconds / 30), 8), code);
    EXPECT_EQ(timeStepOf(secret, std::string(code).substr(2), seconds, 0),
              std::optional<std::int64_t>(seconds / 30));
  }
}

TEST(OneTimeCode, ServesOnceAndOnlyAroundItsTime) {
  const std::string secret = "12345678901234567890";
  const std::int64_t now = 1234567890, step = now / 30;
  const auto code = [&](std::int64_t at) {
    return counterCode(secret, static_cast<std::uint64_t>(at), 6);
  };
  for (const std::int64_t near : {step - 1, step, step + 1})
    EXPECT_EQ(timeStepOf(secret, code(near), now, 0), std::optional(near));
  for (const std::int64_t far : {step - 2, step + 2})
    EXPECT_EQ(timeStepOf(secret, code(far), now, 0), std::nullopt);
  EXPECT_EQ(timeStepOf(secret, code(step), now, step), std::nullopt);
  EXPECT_EQ(timeStepOf(secret, code(step - 1), now, step), std::nullopt);
  EXPECT_EQ(timeStepOf(secret, code(step + 1), now, step), std::optional(step + 1));
  EXPECT_EQ(timeStepOf(secret, "", now, 0), std::nullopt);
  EXPECT_EQ(timeStepOf(secret, code(step).append("0"), now, 0), std::nullopt);
}

// RFC 4648, section 10.
TEST(OneTimeCode, WritesBase32AndBase64Url) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "MY"},
                                                         {"fo", "MZXQ"},
                                                         {"foo", "MZXW6"},
                                                         {"foob", "MZXW6YQ"},
                                                         {"fooba", "MZXW6YTB"},
                                                         {"foobar", "MZXW6YTBOI"}};
  for (const auto& [plain, text] : vectors) EXPECT_EQ(base32(plain), text);
  const std::pair<const char*, const char*> others[] = {
      {"f", "Zg"}, {"fo", "Zm8"}, {"foo", "Zm9v"}, {"foob", "Zm9vYg"}, {"\xff\xfe\xfd", "__79"}};
  for (const auto& [plain, text] : others) EXPECT_EQ(base64Url(plain), text);
  EXPECT_EQ(enrolmentUri("foobar", "m.rossi@asl.example"),
            "otpauth://totp/Stesura:m.rossi%40asl.example?secret=MZXW6YTBOI&issuer=Stesura");
}

TEST(OneTimeCode, ReadsRecoveryCodesHoweverTheyAreTyped) {
  const auto codes = newRecoveryCodes();
  ASSERT_EQ(codes.size(), 10u);
  EXPECT_EQ(codes[0].size(), 19u);
  std::string typed;
  for (const char c : codes[0]) {
    if (c != '-') typed += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  EXPECT_EQ(recoveryCodeLetters(typed), recoveryCodeLetters(codes[0]));
  EXPECT_EQ(recoveryCodeLetters(codes[0]).size(), 16u);
  EXPECT_EQ(recoveryCodeLetters("123456"), "");
  EXPECT_EQ(recoveryCodeLetters("ABCD-EFGH-IJKL-MNO0"), "");
}

}  // namespace
}  // namespace stesura
